import Domain

extension Desk {
  /// Hands queued notices over to the channels that work here, or tells who does; the rest stay queued.
  ///
  /// - Returns: how many went out at once.
  @discardableResult
  func deliverPost() -> Int {
    switch ports.post.way {
    case .courier(let ring):
      ring()
      return 0
    case .atOnce(let deliver):
      let outbox = Outbox(
        records: ports.records, clock: ports.clock, station: station,
        channels: ports.post.channels, deliver: deliver)
      do {
        let work = try outbox.send(delivered: {
          if practice != nil { events.append(.message($0)) }
        })
        return work.delivered
      } catch {
        let refusal = Self.refusal(error)
        events.append(
          .trouble(
            refusal?.phrase
              ?? Phrase("refusal.records.write", ["what": .text(Self.brief(error))])))
        return 0
      }
    }
  }

  /// What falls due by the clock: automatic reviews, the practice reviewer's, pauses that end, and
  /// last erasures.
  ///
  /// - Parameters:
  ///   - orders: whether orders that are due are seen to as well.
  ///   - inPassing: while somebody may be waiting for the first screen: of a backlog of applications
  ///     only a stretch is looked at, and the next time goes on behind it.
  /// - Returns: how much was done.
  @discardableResult
  public func runDue(closingOrders orders: Bool = false, inPassing: Bool = false) -> DueWork {
    var work = DueWork()
    do {
      if orders { work.lapsed = try settleDueOrders() }
      work.decided = try reviewDue(inPassing: inPassing && practice == nil)
      try accountsDue(&work)
      if orders { work.repaid = try repayDue() }
    } catch {
      // That the server is away stands on the first screen.
      if ports.records.absence() == nil { events.append(.trouble(error.phrase)) }
    }
    work.delivered = deliverPost()
    return work
  }

  /// Decides what nobody else is to decide, the soonest due first; only the practice reviewer looks at
  /// what is not due yet.
  private func reviewDue(inPassing: Bool) throws(Refusal) -> Int {
    let through = practice == nil ? ports.clock() : nil
    var last = inPassing ? lookedUpTo : nil
    var decided = 0
    lookedUpTo = nil
    repeat {
      let found = try read { book in
        let items = try book.due(.application, through: through, after: last, limit: Self.stretch)
        return (
          items,
          try items.filter { !leftToStaff.contains($0.id) }
            .compactMap { try book.read(ClosureApplication.self, $0.id) }
        )
      }
      guard let (items, forms) = found, let end = items.last else { break }
      last = end
      for form in forms {
        guard let reviewer = reviewer(of: form) else {
          // A backlog of these may be long, and every return to the first screen would read it anew.
          if isLeftToStaff(form) { leftToStaff.insert(form.id) }
          continue
        }
        guard form.state == .inReview else { continue }
        let decision: Act.Decision =
          try owesBills(form)
          ? .reject(reason: RejectionReason.billsOpen.rawValue) : .approve
        guard
          case .success(.application(_, let receipt)) = try errand(
            .decideClosure(form.id, decision, by: reviewer))
        else { continue }
        decided += 1
        if practice != nil { events.append(.receipt(receipt)) }
      }
      if inPassing, items.count == Self.stretch { lookedUpTo = last }
    } while !inPassing
    return decided
  }

  /// How many applications are looked at together, so that none is a transaction of its own.
  static let stretch = 512

  /// Whether nobody but staff ever decides it.
  private func isLeftToStaff(_ form: ClosureApplication) -> Bool {
    practice == nil && policies[form.brand]?.closure.procedure(form.way)?.review == .staff
  }

  /// Whether a bill came in during the review, where the carrier closes no account that owes one.
  private func owesBills(_ form: ClosureApplication) throws(Refusal) -> Bool {
    // Somebody of the staff let them be, with a reason.
    if form.counter?.overrides.contains(where: { $0.gate == .bills }) ?? false { return false }
    let gates = policies[form.brand]?.closure.procedure(form.way)?.gates ?? []
    guard gates.contains(where: { $0.kind == .bills && $0.level == .blocking }) else {
      return false
    }
    let account = try read { try $0.read(Account.self, form.account) }
    return account?.bills.contains { !$0.paid } ?? false
  }

  /// Who approves an application now: the policy's own rule, the practice reviewer, or nobody here.
  private func reviewer(of form: ClosureApplication) -> String? {
    guard let policy = policies[form.brand] else { return nil }
    let now = ports.clock()
    // Never before the window the person was told begins.
    guard policy.today(now) >= form.window.days.first else { return nil }
    if policy.closure.procedure(form.way)?.review == .automatic { return "automatic" }
    guard let practice, form.submittedAt.seconds(until: now) >= practice.reviewSeconds else {
      return nil
    }
    return "practice"
  }

  /// Erases closed accounts whose status was shown long enough, and wakes lines whose pause is over.
  func accountsDue(_ work: inout DueWork) throws(Refusal) {
    let now = ports.clock()
    var last: DueItem?
    while let item = try read({ try $0.due(.account, through: now, after: last, limit: 1).first }) {
      last = item
      guard let account = try read({ try $0.read(Account.self, item.id) }) else { continue }
      let isClosed = account.closedAt != nil
      guard
        case .success = try errand(
          isClosed ? .eraseClosed(account: item.id) : .resume(account: item.id))
      else { continue }
      if isClosed { work.erased += 1 } else { work.resumed += 1 }
    }
  }
}

/// How much fell due and was done.
public struct DueWork: Equatable, Sendable {
  public var decided = 0
  public var resumed = 0
  public var erased = 0
  public var lapsed = 0
  /// Sums of closed accounts that went back.
  public var repaid = 0
  public var delivered = 0

  public init() {}
}
