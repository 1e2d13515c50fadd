import Domain

/// Changing the plan before its term ends, with the proration shown before anything is agreed (GEN-07).
struct PlanChange: Paying {
  enum State: Equatable {
    case unavailable
    case plan
    case tier(plan: String)
    case checkout(Checkout)
  }

  var world: World
  var state: State

  init(world: World) {
    self.world = world
    let live = world.account?.subscription.state == .active && world.openOrder == nil
    state = world.policy.planChange == nil || !live ? .unavailable : .plan
  }

  var prompt: Prompt {
    switch state {
    case .unavailable:
      Prompt(
        journey: "planChange", step: "unavailable", title: "planChange.title",
        body: [.warning("planChange.unavailable")] + SupportLines.of(world.policy),
        ask: .finished)
    case .plan:
      Prompt(
        journey: "planChange", step: "plan", title: "planChange.title",
        body: PlanLines.of(account, world) + [.gap, .text("planChange.body")],
        ask: .choose(
          plans.map {
            Option($0.id, .say(.policy($0.names)), detail: .say(.policy($0.summary)))
          } + [Option("home", "renewal.home")]), position: Position(1, of: 5))
    case .tier(let plan): tierPrompt(plan)
    case .checkout(let checkout): checkout.prompt("planChange", world, first: 3, of: 5)
    }
  }

  private var account: Account {
    world.account
      ?? Account(
        id: RecordID(0), brand: world.policy.id, number: "", name: "", passwordHash: "",
        language: .en, createdAt: world.now, balance: Money(0, world.policy.currency))
  }

  private var plans: [Plan] {
    let allowed = world.policy.planChange?.plans ?? []
    return world.policy.plans.filter { plan in
      (allowed.isEmpty || allowed.contains(plan.id)) && !quotes(plan.id).isEmpty
    }
  }

  private func quotes(_ plan: String) -> [ChangeQuote] {
    (world.policy.plan(plan)?.tiers ?? []).compactMap {
      ChangeQuote.of(
        plan: plan, tier: $0.id, for: account, policy: world.policy, today: world.today)
    }
  }

  private func tierPrompt(_ plan: String) -> Prompt {
    let quotes = quotes(plan)
    return Prompt(
      journey: "planChange", step: "tier", title: "planChange.tier.title",
      body: [
        .text("planChange.tier.body"),
        .fact(
          label: "planChange.credit",
          value: .say(.money(quotes.first?.credit ?? Money(0, world.policy.currency)))),
        .columns([
          "renewal.column.term", "renewal.column.price", "planChange.column.due",
          "renewal.column.until",
        ]),
      ],
      ask: .choose(
        quotes.map {
          Option(
            $0.tier, TermName.of($0.term),
            columns: [
              .say(.money($0.price)), .say(.money($0.due)),
              $0.until.map { .say(.day($0)) } ?? "plan.noEnd",
            ])
        } + [Option("plans", "renewal.tier.plans")]), position: Position(2, of: 5))
  }

  /// A change as lines to be checked.
  static func lines(_ quote: ChangeQuote, _ world: World) -> [Line] {
    var lines: [Line] = []
    if let plan = world.policy.plan(quote.plan) {
      lines.append(.fact(label: "receipts.plan", value: .say(.policy(plan.names))))
    }
    lines.append(.fact(label: "order.term", value: TermName.of(quote.term)))
    lines.append(.fact(label: "order.from", value: .say(.day(quote.from))))
    if let until = quote.until {
      lines.append(.fact(label: "receipts.until", value: .say(.day(until))))
    }
    lines.append(.fact(label: "order.price", value: .say(.money(quote.price))))
    lines.append(
      .fact(
        label: "planChange.credit",
        value: .say(.money(quote.credit.with(minor: -quote.credit.minor)))))
    if !quote.toBalance.isZero {
      lines.append(.fact(label: "planChange.toBalance", value: .say(.money(quote.toBalance))))
    }
    return lines
  }

  var checkout: Checkout? {
    get { if case .checkout(let checkout) = state { checkout } else { nil } }
    set { if let newValue { state = .checkout(newValue) } }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .unavailable:
      try answer.isNext()
      return [.open(.home)]
    case .plan:
      let choice = try answer.choice(of: prompt)
      if choice == "home" { return [.open(.home)] }
      state = .tier(plan: choice)
      return []
    case .tier(let plan):
      let choice = try answer.choice(of: prompt)
      guard let quote = quotes(plan).first(where: { $0.tier == choice }) else {
        state = .plan
        return []
      }
      state = .checkout(
        Checkout(
          purpose: .planChange(quote), amount: quote.due, lines: Self.lines(quote, world)))
      return []
    case .checkout: return try pay(answer)
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try payment(report)
  }
}
