import Domain

/// Renewing a plan, or buying the first one: which, how long, how paid (REN-01 to REN-16).
struct Renewal: Paying {
  enum State: Equatable {
    case notActivated
    case device
    case unsupported
    /// An order was left open; it is finished or given up first.
    case unfinished(Order)
    case plan
    case tier(plan: String)
    case checkout(Checkout)
  }

  var world: World
  var state: State

  init(world: World) {
    self.world = world
    state = Self.start(world)
  }

  private static func start(_ world: World) -> State {
    guard let account = world.account else { return .plan }
    if account.subscription.state == .notActivated { return .notActivated }
    if account.device.supportsESIM == nil { return .device }
    if account.device.supportsESIM == false { return .unsupported }
    if let order = world.openOrder { return .unfinished(order) }
    if let plan = world.policy.plan(account.subscription.plan) { return .tier(plan: plan.id) }
    return .plan
  }

  var prompt: Prompt {
    switch state {
    case .notActivated:
      Prompt(
        journey: "renewal", step: "notActivated", title: "renewal.notActivated.title",
        body: [.warning("renewal.notActivated.body")],
        ask: .choose([
          Option("activate", "renewal.notActivated.activate"), Option("home", "renewal.home"),
        ]))
    case .device: DeviceQuestion.prompt("renewal", world, nil)
    case .unsupported: DeviceQuestion.unsupported("renewal", world)
    case .unfinished(let order):
      Prompt(
        journey: "renewal", step: "unfinished", title: "renewal.unfinished.title",
        body: [.text("renewal.unfinished.body")] + Self.lines(order, world),
        ask: .choose([
          Option("continue", "renewal.unfinished.continue"),
          Option("cancel", "renewal.unfinished.cancel"),
        ]))
    case .plan: planPrompt
    case .tier(let plan): tierPrompt(plan)
    case .checkout(let checkout): checkout.prompt("renewal", world, first: 2, of: 4)
    }
  }

  // MARK: Choosing

  private var planPrompt: Prompt {
    let best = world.policy.plans.map(\.monthlyPrice).max() ?? 1
    return Prompt(
      journey: "renewal", step: "plan", title: "renewal.plan.title",
      body: recommendationLines + [
        .remark("renewal.plan.advice"),
        .columns(["renewal.column.plan", "renewal.column.from"]),
      ],
      ask: .choose(
        world.policy.plans.map { plan in
          Option(
            plan.id, .say(.policy(plan.names)), detail: .say(.policy(plan.summary)),
            columns: [
              Phrase(
                plan.tiers.allSatisfy { $0.term == .payAsYouGo }
                  ? "renewal.fromOnce" : "renewal.from",
                ["price": .money(price(plan.monthlyPrice))])
            ], share: Double(plan.monthlyPrice) / Double(max(1, best)))
        }), position: Position(1, of: 4))
  }

  private func tierPrompt(_ planID: String) -> Prompt {
    let quotes = self.quotes(planID)
    let monthly = quotes.map { ($0.total.divided(by: $0.term.months ?? 1)).minor }
    let most = max(1, monthly.max() ?? 1)
    var options = zip(quotes, monthly).map { quote, month in
      Option(
        quote.tier, TermName.of(quote.term),
        columns: [
          .say(.money(quote.total)), .say(.money(price(month))),
          quote.until.map { .say(.day($0)) } ?? "plan.noEnd", saving(quote, quotes),
        ], share: Double(month) / Double(most))
    }
    options.append(Option("plans", "renewal.tier.plans"))
    var body: [Line] = []
    if let plan = world.policy.plan(planID) {
      body.append(
        .fact(label: .say(.policy(plan.names)), value: .say(.policy(plan.summary))))
    }
    if let account = world.account, account.subscription.plan == planID {
      body.append(.fact(label: "renewal.now", value: PlanLines.end(account.subscription, world)))
    }
    body += recommendationLines
    if let promotion = promotion(quotes.first) {
      body.append(.good(Phrase("renewal.promotion", ["name": .policy(promotion.names)])))
    }
    body.append(.remark("renewal.tier.hint"))
    body.append(
      .columns([
        "renewal.column.term", "renewal.column.price", "renewal.column.month",
        "renewal.column.until", "renewal.column.saving",
      ]))
    return Prompt(
      journey: "renewal", step: "tier", title: "renewal.tier.title", body: body,
      ask: .choose(options), position: Position(1, of: 4))
  }

  private var recommendationLines: [Line] {
    guard let account = world.account,
      let advice = Recommendation.of(account.subscription.usage, policy: world.policy),
      let plan = world.policy.plan(advice.plan)
    else { return [] }
    let why: Phrase =
      switch advice.reason {
      case .oftenAbroad(let days): Phrase("renewal.advice.abroad", ["days": .count(days)])
      case .everyday(let average): Phrase("renewal.advice.everyday", ["data": .data(average)])
      case .manyCalls(let average): Phrase("renewal.advice.calls", ["minutes": .minutes(average)])
      }
    let what: Phrase =
      account.subscription.plan == plan.id
      ? "renewal.advice.stay"
      : Phrase("renewal.advice.take", ["plan": .policy(plan.names)])
    return [.text(Phrase("renewal.advice", ["why": .phrase(why), "what": .phrase(what)]))]
  }

  private func quotes(_ plan: String) -> [Quote] {
    guard let account = world.account else { return [] }
    return (world.policy.plan(plan)?.tiers ?? []).compactMap {
      Quote.of(plan: plan, tier: $0.id, for: account, policy: world.policy, today: world.today)
    }
  }

  private func promotion(_ quote: Quote?) -> Promotion? {
    world.policy.promotions.first { $0.id == quote?.promotion }
  }

  private func price(_ minor: Int64) -> Money { Money(minor, world.policy.currency) }

  /// What a longer term saves against paying the shortest one again and again.
  private func saving(_ quote: Quote, _ all: [Quote]) -> Phrase {
    guard
      let base = all.compactMap({ quote in quote.term.months.map { (quote, $0) } }).min(by: {
        $0.1 < $1.1
      }),
      let months = quote.term.months, months > base.1
    else { return .say(.text("")) }
    let alone = base.0.total.minor * Int64(months / base.1)
    return alone > quote.total.minor
      ? Phrase("renewal.saving", ["amount": .money(price(alone - quote.total.minor))])
      : .say(.text(""))
  }

  /// An order as lines to be checked (REN-09).
  static func lines(_ order: Order, _ world: World) -> [Line] {
    switch order.purpose {
    case .renewal(let quote): lines(quote, world)
    case .bill(let id): [.fact(label: "receipts.bill", value: .say(.text(id)))]
    case .planChange(let quote): PlanChange.lines(quote, world)
    }
  }

  static func lines(_ quote: Quote, _ world: World) -> [Line] {
    var lines: [Line] = []
    if let plan = world.policy.plan(quote.plan) {
      lines.append(.fact(label: "receipts.plan", value: .say(.policy(plan.names))))
    }
    lines.append(.fact(label: "order.term", value: TermName.of(quote.term)))
    lines.append(.fact(label: "order.from", value: .say(.day(quote.from))))
    if let until = quote.until {
      lines.append(.fact(label: "receipts.until", value: .say(.day(until))))
    }
    lines.append(.fact(label: "order.price", value: .say(.money(quote.listPrice))))
    if let promotion = world.policy.promotions.first(where: { $0.id == quote.promotion }) {
      lines.append(
        .fact(
          label: .say(.policy(promotion.names)),
          value: .say(.money(quote.discount.with(minor: -quote.discount.minor)))))
    }
    return lines
  }

  var checkout: Checkout? {
    get { if case .checkout(let checkout) = state { checkout } else { nil } }
    set { if let newValue { state = .checkout(newValue) } }
  }

  // MARK: Moving

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .notActivated:
      return [.open(try answer.choice(of: prompt) == "activate" ? .activation : .home)]
    case .device:
      switch try answer.choice(of: prompt) {
      case "yes": return [.perform(.setDevice(account: account.id, supportsESIM: true))]
      case "no": return [.perform(.setDevice(account: account.id, supportsESIM: false))]
      default: state = world.openOrder.map { .unfinished($0) } ?? choice(account)
      }
      return []
    case .unsupported:
      if try answer.choice(of: prompt) == "other" {
        state = .device
        return []
      }
      return [.open(.home)]
    case .unfinished(let order):
      guard try answer.choice(of: prompt) == "cancel" else { return [.askPayment(order.id)] }
      state = .checkout(Checkout(givingUp: order, lines: Self.lines(order, world)))
      return [.cancelPayment(order.id)]
    case .plan:
      state = .tier(plan: try answer.choice(of: prompt))
      return []
    case .tier(let plan):
      let choice = try answer.choice(of: prompt)
      guard let quote = quotes(plan).first(where: { $0.tier == choice }) else {
        state = .plan
        return []
      }
      state = .checkout(
        Checkout(
          purpose: .renewal(quote), amount: quote.total, lines: Self.lines(quote, world)))
      return []
    case .checkout: return try pay(answer) { $0 == .cancelled ? .renewal : .home }
    }
  }

  private func choice(_ account: Account) -> State {
    world.policy.plan(account.subscription.plan).map { .tier(plan: $0.id) } ?? .plan
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    switch state {
    case .checkout: return try payment(report)
    case .unfinished(let order):
      var resumed = Checkout(resuming: order, lines: Self.lines(order, world))
      let effects = try resumed.note(report, world)
      state = .checkout(resumed)
      return effects
    case .device, .unsupported:
      try report.orRefuse(world)
      state = Self.start(world)
      return []
    case .notActivated, .plan, .tier:
      try report.orRefuse(world)
      return []
    }
  }
}
