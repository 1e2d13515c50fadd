import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk migrate FROM TO`: moves the vault from a file to a fleet's server, or back.
///
/// It can be ended at any moment; the same command goes on from there.
struct MigrateCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  private var names: (from: String, to: String) { (options.arguments[0], options.arguments[1]) }

  func run() throws(Failure) -> Int32 {
    guard names.from != names.to,
      PostgresAddress.isOne(names.from) != PostgresAddress.isOne(names.to)
    else {
      throw Options.usage(
        "esimdesk migrate wants a file and a server's address, in the order FROM TO")
    }
    let words = VaultDoor(options).catalogue
    let work = LongWork(options)
    let from = VaultDoor(options, at: names.from, waiting: work.waiting)
    let to = VaultDoor(options, at: names.to, waiting: work.waiting)
    let places = (from: try from.place, to: try to.place)
    let unlock = try from.unlock(isMoving: true)
    let facts: [String: Fact] = ["from": .text(from.path), "to": .text(to.path)]
    let isAgain = places.from.path.map { Vault.isLeaving($0) } ?? false
    Output.err(words.say(Phrase(isAgain ? "cli.migrate.again" : "cli.migrate.begin", facts)))
    work.begin()
    var hasArrived = false
    func tell(_ phase: Vault.Phase, _ done: Int, _ total: Int) {
      hasArrived = hasArrived || done > 0
      work.progress(phase, done, total)
    }
    let move: Move
    do {
      defer { work.end() }
      switch (places.from, places.to) {
      case (.file(let path), .fleet(let fleet)):
        move = try Vault.move(
          from: path, to: fleet, unlock: unlock, waiting: work.waiting, from.doing, progress: tell)
      case (.fleet(let fleet), .file(let path)):
        move = try Vault.move(
          from: fleet, to: path, unlock: unlock, waiting: work.waiting, from.doing, progress: tell)
      default: throw VaultError.misuse(.nested)
      }
    } catch let error as VaultError {
      throw refusal(error, from, to, hasArrived: hasArrived, facts)
    } catch {
      throw from.failure(.misuse(.nested))
    }
    report(move, to.path, words)
    next(places.from, words)
    return Exit.ok
  }

  // MARK: Words

  private func report(_ move: Move, _ place: String, _ words: Catalogue) {
    Output.out(
      words.say(
        Phrase(
          "cli.migrate.done",
          [
            "to": .text(place), "accounts": .count(move.report.accounts),
            "records": .count(move.report.records), "journal": .count(move.report.entries),
          ])))
    Output.out(words.say(Phrase("cli.status.head", ["head": .text(move.head.text)])))
    Output.out(
      words.say(
        move.kept.map { Phrase("cli.migrate.kept", ["path": .text($0)]) } ?? "cli.migrate.closed"))
  }

  /// What is left to be done by whoever looks after the desks.
  private func next(_ from: VaultPlace, _ words: Catalogue) {
    guard let path = from.path else { return Output.out(words.say("cli.migrate.next.file")) }
    Output.out("")
    Output.out(words.say("cli.migrate.next.server"))
    Output.out("")
    Output.out("  \"vault\": { \"server\": \"\(deskAddress)\",")
    Output.out("             \"password\": { \"file\": \"/etc/esimdesk/vault.password\" } }")
    let key = options.keyFile ?? path + ".key"
    if options.passphraseDescriptor == nil, access(key, F_OK) == 0 {
      Output.out("")
      Output.out(words.say(Phrase("cli.migrate.next.key", ["key": .text(key)])))
    }
  }

  /// The server's address for a desk: what was named is its owner's.
  private var deskAddress: String {
    let scheme = names.to.prefix { $0 != "/" }
    let rest = names.to.dropFirst(scheme.count + 2)
    let host = rest.prefix { $0 != "/" && $0 != "?" }
    let user = host.lastIndex(of: "@").map { host[...$0].count } ?? 0
    return scheme + "//DESK@" + rest.dropFirst(user)
  }

  private func refusal(
    _ error: VaultError, _ from: VaultDoor, _ to: VaultDoor, hasArrived: Bool,
    _ facts: [String: Fact]
  ) -> Failure {
    let code = VaultDoor.exitCode(error)
    let isLeaving = (try? from.place.path).map { Vault.isLeaving($0) } ?? false
    let path =
      switch error {
      case .fleet, .underWay: PostgresAddress.isOne(names.from) ? from.path : to.path
      case .noFolder, .diskFull, .noRoom, .readOnly: to.path
      default: from.path
      }
    let reason = Fact.phrase(VaultDoor.phrase(error, path: path, keyFile: options.keyFile))
    switch error {
    case .fleet(.inDoubt): return from.say(code, Phrase("cli.migrate.doubt", facts))
    case .alreadyExists: return from.say(code, Phrase("cli.migrate.exists", facts))
    case .busy where PostgresAddress.isOne(names.from):
      return from.say(code, "cli.migrate.worked")
    case .notFound, .moved, .noSuchSlot, .wrongPassphrase, .wrongKeyFile, .wrongKey,
      .wrongCredential, .keyFile:
      return from.say(code, VaultDoor.phrase(error, path: path, keyFile: options.keyFile))
    default:
      if isLeaving {
        return from.say(
          code, Phrase("cli.migrate.left", facts.merging(["reason": reason]) { $1 }))
      }
      return from.say(
        code,
        Phrase(hasArrived ? "cli.migrate.not.begun" : "cli.migrate.not", ["reason": reason]))
    }
  }
}
