import Domain
import Journeys
import Vault
import Wording

/// `esimdesk review`: the reviewer's first tool: what waits, approve, reject.
struct ReviewCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    switch (options.arguments[0], options.arguments.count) {
    case ("list", 1): return try list(door)
    case ("approve", 2): return try decide(door, .approve)
    case ("ask", 2):
      return try decide(door, .ask(question: try told()))
    case ("reject", 2):
      return try decide(door, .reject(reason: try told()))
    default:
      throw Options.usage(
        "review list, review approve NUMBER, or review reject or ask NUMBER --reason TEXT")
    }
  }

  /// What the subscriber is told; it goes out as it is.
  private func told() throws(Failure) -> String {
    guard let reason = options.reason, !reason.isEmpty, reason.count <= 200,
      !Reading.hasControls(reason), !Reading.looksLikeCard(reason)
    else {
      throw Options.usage(
        "review \(options.arguments[0]) wants --reason TEXT, which the subscriber is told")
    }
    return reason
  }

  private func list(_ door: VaultDoor) throws(Failure) -> Int32 {
    let vault = try door.open()
    let desk = try Composition(DeskVault(vault, at: try door.place), options)
    let now = Surroundings.now
    var last: DueItem?
    var count = 0
    do {
      while let item = try vault.read({
        try $0.due(.application, through: nil, after: last, limit: 1).first
      }) {
        last = item
        guard let form = try vault.read({ try $0.read(ClosureApplication.self, item.id) })
        else {
          continue
        }
        count += 1
        Output.out(line(form, desk, door.catalogue, now))
      }
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
    if count == 0 { Output.out(door.catalogue.say("cli.review.none")) }
    return Exit.ok
  }

  private func line(
    _ form: ClosureApplication, _ desk: Composition, _ words: Catalogue, _ now: Instant
  ) -> String {
    let policy = desk.policies[form.brand] ?? desk.brand.policy
    let reason: Fact =
      policy.closure.reason(form.reason).map { .policy($0.names) } ?? .text(form.reason)
    let text = words.say(
      Phrase(
        "cli.review.line",
        [
          "number": .text(form.number), "submitted": .moment(form.submittedAt, policy.clock),
          "window": .phrase(DateLines.words(form.window)), "reason": reason,
        ]))
    return form.isOverdue(at: now) ? "\(text)  \(words.say("cli.review.overdue"))" : text
  }

  private func decide(_ door: VaultDoor, _ decision: Act.Decision) throws(Failure) -> Int32 {
    let number: String
    do {
      number = try Numbers.readReceipt(options.arguments[1])
    } catch {
      throw unknown(door)
    }
    let vault = try door.open()
    let desk = try Composition(DeskVault(vault, at: try door.place), options)
    let scene = Scene(
      now: Surroundings.now, station: desk.station, policies: desk.policies,
      calendars: desk.calendars, random: { Surroundings.random($0) })
    do {
      let known = try vault.transact { book in
        guard let id = try book.find(Lookup(.application, number)) else {
          return (
            false,
            JournalEvent(act: "closure.decide", records: [], by: scene.station, at: scene.now)
          )
        }
        let (result, event) = try Act.decideClosure(id, decision, by: desk.station)
          .perform(in: book, scene)
        if case .failure(let refused) = result { throw refused }
        return (true, event)
      }
      guard known else { throw unknown(door) }
    } catch let error as VaultError {
      throw door.failure(error)
    } catch let error as Failure {
      throw error
    } catch ActRefusal.noExtraProof {
      throw door.say(Exit.config, "refusal.review.noProof")
    } catch {
      throw unknown(door)
    }
    try desk.withCourier(options) { (post) throws(Failure) in desk.desk(post: post).sendPost() }
    let key =
      switch decision {
      case .approve: "cli.review.approved"
      case .reject: "cli.review.rejected"
      case .ask: "cli.review.asked"
      }
    Output.out(door.catalogue.say(Phrase(key, ["number": .text(number)])))
    return Exit.ok
  }

  private func unknown(_ door: VaultDoor) -> Failure {
    door.say(
      Exit.noInput,
      Phrase("cli.review.unknown", ["number": .text(Options.printable(options.arguments[1]))]))
  }
}
