import Domain

/// The person's own page: the state of things before any menu (REN-01, REN-02, REN-12).
struct Home: Journey {
  var world: World

  init(world: World) { self.world = world }

  var prompt: Prompt {
    guard let account = world.account else {
      return Prompt(journey: "home", step: "menu", title: "home.title", ask: .finished)
    }
    if let closedAt = account.closedAt { return closedPrompt(account, closedAt) }
    return Prompt(
      journey: "home", step: "menu", title: "home.title",
      body: [
        .fact(
          label: .say(.text(account.name)),
          value: .say(.text(account.msisdn.map(Mask.msisdn) ?? account.number)))
      ] + attention(account) + PlanLines.of(account, world),
      ask: .choose(options(account)))
  }

  /// A closed account shows that it is closed, and nothing else.
  private func closedPrompt(_ account: Account, _ closedAt: Instant) -> Prompt {
    let policy = world.policy
    var body: [Line] = [
      .warning("closed.body"),
      .fact(label: "closed.since", value: .say(.moment(closedAt, policy.clock))),
    ]
    if let erase = account.eraseAt {
      body.append(.fact(label: "closed.erase", value: .say(.day(policy.today(erase)))))
    }
    if let form = world.application {
      body.append(.fact(label: "receipts.number", value: .say(.text(form.number))))
    }
    body.append(.gap)
    body += policy.closure.afterwards.map { .bullet(.say(.policy($0))) }
    return Prompt(
      journey: "home", step: "closed", title: "closed.title", body: body,
      ask: .choose([
        Option("receipts", "home.receipts"), Option("guide", "progress.guide"),
        Option("signOut", "home.signOut"),
      ]))
  }

  /// What cannot wait, each as a line of its own.
  private func attention(_ account: Account) -> [Line] {
    var lines: [Line] = []
    if let form = world.application {
      lines.append(
        .warning(
          Phrase(
            "home.inReview",
            ["number": .text(form.number), "window": .phrase(DateLines.words(form.window))])))
      if case .moreInfoNeeded = form.state { lines.append(.warning("home.question")) }
    }
    let bills = account.bills.filter { !$0.paid }
    if !bills.isEmpty {
      lines.append(.warning(Phrase("home.bills", ["count": .count(bills.count)])))
    }
    if let order = world.openOrder {
      lines.append(
        .warning(Phrase("home.openOrder", ["amount": .money(order.amount)])))
    }
    return lines.isEmpty ? [] : lines + [.gap]
  }

  private func options(_ account: Account) -> [Option] {
    var options: [Option] = []
    let busy: Phrase? = account.closure == nil ? nil : "home.busy"
    if account.subscription.state == .notActivated {
      options.append(
        Option("activation", "home.activation", detail: "home.activation.detail", disabled: busy))
    } else {
      let label: Phrase = account.subscription.plan == nil ? "home.buy" : "home.renewal"
      let end = account.subscription.validity(
        today: world.today, remindDays: world.policy.renewal.remindDays)
      let detail: Phrase? =
        switch end {
        case .endingSoon: "home.renewal.soon"
        case .ended: "home.renewal.ended"
        case .running: "home.renewal.early"
        case .none: nil
        }
      options.append(Option("renewal", label, detail: detail, disabled: busy))
    }
    if world.openOrder != nil {
      options.append(Option("order", "home.order", detail: "home.order.detail", disabled: busy))
    }
    if world.policy.planChange != nil, account.subscription.state == .active,
      account.subscription.plan != nil
    {
      options.append(Option("planChange", "home.planChange", disabled: busy))
    }
    if world.policy.suspension != nil, account.subscription.state != .notActivated {
      let suspended = account.subscription.state == .suspended
      options.append(
        Option(
          "suspension", suspended ? "home.resume" : "home.suspend",
          detail: suspended ? nil : "home.suspend.detail", disabled: busy))
    }
    let bills = account.bills.filter { !$0.paid }
    if !bills.isEmpty {
      options.append(
        Option(
          "bills", "home.payBill",
          detail: .say(.money(bills.dropFirst().reduce(bills[0].amount) { $0 + $1.amount })),
          disabled: busy))
    }
    let proved = !account.security.methods(at: world.station, now: world.now).isEmpty
    options.append(
      Option(
        "verification", "home.verification",
        detail: proved ? "home.verification.proved" : "home.verification.detail"))
    if account.closure != nil {
      options.append(Option("progress", "home.progress", detail: "home.progress.detail"))
    } else {
      options.append(
        Option(
          "closure", .say(.policy(world.policy.closure.action)), detail: "home.closure.detail"))
    }
    options.append(Option("management", "home.management"))
    options.append(
      Option(
        "receipts", "home.receipts",
        detail: Phrase("home.receipts.count", ["count": .count(world.receipts.count)])))
    if world.practice { options.append(Option("clock", "practice.clock")) }
    options.append(Option("signOut", "home.signOut"))
    return options
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch try answer.choice(of: prompt) {
    case "activation": [.open(.activation)]
    case "renewal", "order": [.open(.renewal)]
    case "planChange": [.open(.planChange)]
    case "suspension": [.open(.suspension)]
    case "bills": [.open(.bills)]
    case "verification": [.open(.verification)]
    case "closure": [.open(.closure)]
    case "progress": [.open(.progress)]
    case "management": [.open(.management)]
    case "receipts": [.open(.receipts)]
    case "guide": [.open(.guide)]
    case "clock": [.open(.clock)]
    default: [.signOut]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

/// The present plan in lines and bars: validity, data, calls, and what is about to end.
enum PlanLines {
  static func of(_ account: Account, _ world: World) -> [Line] {
    let line = account.subscription
    if line.state == .notActivated { return [.warning("plan.notActivated")] }
    guard let plan = world.policy.plan(line.plan) else { return [.text("plan.none")] }
    var lines: [Line] = [
      .fact(
        label: Phrase(
          "plan.name", ["plan": .policy(plan.names), "term": .phrase(term(line, plan))]),
        value: end(line, world))
    ]
    if let until = line.validUntil, let from = line.validFrom {
      let total = max(1, from.days(until: until))
      let left = max(0, world.today.days(until: until))
      lines.append(
        .meter(
          label: "plan.days", share: min(1, Double(total - min(left, total)) / Double(total)),
          value: Phrase(
            "plan.days.value", ["used": .count(max(0, total - left)), "total": .count(total)])))
    }
    lines.append(
      meter(
        "plan.data", line.usage.dataMB, plan.allowance.dataMB, { .data($0) }))
    lines.append(
      meter("plan.calls", line.usage.minutes, plan.allowance.minutes, { .minutes($0) }))
    switch line.validity(today: world.today, remindDays: world.policy.renewal.remindDays) {
    case .endingSoon: lines.append(.warning("plan.endingSoon"))
    case .ended: lines.append(.warning("plan.ended"))
    case .running, .none: break
    }
    return lines
  }

  static func term(_ line: Subscription, _ plan: Plan) -> Phrase {
    guard let tier = plan.tier(line.tier ?? "") else { return "term.none" }
    return TermName.of(tier.term)
  }

  /// When the plan ends, said so that nobody has to count.
  static func end(_ line: Subscription, _ world: World) -> Phrase {
    guard let until = line.validUntil else { return "plan.noEnd" }
    switch line.validity(today: world.today, remindDays: world.policy.renewal.remindDays) {
    case .none: return "plan.noEnd"
    case .running(let days) where days > 0, .endingSoon(let days) where days > 0:
      return Phrase("plan.ends", ["day": .day(until), "count": .count(days)])
    case .running, .endingSoon: return Phrase("plan.endsToday", ["day": .day(until)])
    case .ended(let days):
      return Phrase("plan.ranOut", ["day": .day(until), "count": .count(days)])
    }
  }

  private static func meter(
    _ key: String, _ used: Int, _ allowed: Int?, _ fact: (Int) -> Fact
  ) -> Line {
    guard let allowed, allowed > 0 else {
      return .fact(label: Phrase(key), value: Phrase("plan.unlimited", ["used": fact(used)]))
    }
    return .meter(
      label: Phrase(key), share: min(1, Double(used) / Double(allowed)),
      value: Phrase("plan.of", ["used": fact(used), "total": fact(allowed)]))
  }
}

/// What a term is called.
enum TermName {
  static func of(_ term: Term) -> Phrase {
    switch term {
    case .months(1): "term.month"
    case .months(3): "term.quarter"
    case .months(12): "term.year"
    case .months(let count): Phrase("term.months", ["count": .count(count)])
    case .payAsYouGo: "term.payAsYouGo"
    }
  }
}
