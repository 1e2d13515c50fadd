import Domain

/// Pausing a line for a while and waking it again; the number is kept (PRE-15).
struct Suspension: Journey {
  enum State: Equatable {
    case unavailable
    case length
    case sure(days: Int)
    case resume
    case done(Receipt)
  }

  var world: World
  var state: State

  init(world: World) {
    self.world = world
    switch world.account?.subscription.state {
    case .suspended: state = .resume
    case .active where world.policy.suspension != nil: state = .length
    case .active, .notActivated, nil: state = .unavailable
    }
  }

  /// Lengths that are offered, as far as the policy allows them.
  private var lengths: [Int] {
    let most = world.policy.suspension?.maxDays ?? 0
    var days = [7, 30, 90, 180].filter { $0 < most }
    if most > 0 { days.append(most) }
    return days
  }

  var prompt: Prompt {
    switch state {
    case .unavailable:
      return Prompt(
        journey: "suspension", step: "unavailable", title: "suspension.title",
        body: [.warning("suspension.unavailable")] + SupportLines.of(world.policy), ask: .finished)
    case .length:
      return Prompt(
        journey: "suspension", step: "length", title: "suspension.title",
        body: [
          .text("suspension.body"),
          .remark(
            world.policy.suspension?.extendsTerm == true
              ? "suspension.extends" : "suspension.runsOn"),
        ],
        ask: .choose(
          lengths.map {
            Option(
              String($0), Phrase("suspension.days", ["days": .count($0)]),
              detail: Phrase("suspension.until", ["day": .day(world.today.adding(days: $0))]))
          } + [Option("home", "renewal.home")]), position: Position(1, of: 2))
    case .sure(let days):
      return Prompt(
        journey: "suspension", step: "sure", title: "suspension.sure.title",
        body: [
          .fact(label: "suspension.last", value: .say(.day(world.today.adding(days: days)))),
          .text("suspension.sure.body"),
        ],
        ask: .confirm(
          Confirmation(
            yes: "suspension.sure.yes", no: "suspension.sure.no", irreversible: false)),
        position: Position(2, of: 2))
    case .resume:
      var body: [Line] = []
      if let days = world.account?.subscription.suspended {
        body.append(.fact(label: "suspension.since", value: .say(.day(days.first))))
        body.append(.fact(label: "suspension.last", value: .say(.day(days.last))))
      }
      return Prompt(
        journey: "suspension", step: "resume", title: "suspension.resume.title",
        body: body + [.text("suspension.resume.body")],
        ask: .choose([
          Option("resume", "suspension.resume.now"), Option("home", "suspension.resume.later"),
        ]))
    case .done(let receipt):
      return Prompt(
        journey: "suspension", step: "done", title: ReceiptLines.title(receipt),
        body: ReceiptLines.of(receipt, world.policy), ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .unavailable, .done:
      try answer.isNext()
      return [.open(.home)]
    case .length:
      guard let days = Int(try answer.choice(of: prompt)) else { return [.open(.home)] }
      state = .sure(days: days)
      return []
    case .sure(let days):
      guard try answer.yes() else { return [.open(.home)] }
      return [.perform(.suspend(account: account.id, until: world.today.adding(days: days)))]
    case .resume:
      guard try answer.choice(of: prompt) == "resume" else { return [.open(.home)] }
      return [.perform(.resume(account: account.id))]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    if case .done(.receipt(let receipt)) = report {
      state = .done(receipt)
      return [.showReceipt(receipt)]
    }
    return []
  }
}
