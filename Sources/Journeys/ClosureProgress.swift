import Domain

/// How an application stands, with real dates, and what can still be done (ONL-17, ONL-21).
struct ClosureProgress: Journey {
  enum State: Equatable {
    case view
    case guide
    case withdraw
    case withdrawn(Receipt)
  }

  var world: World
  var state = State.view

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .view:
      guard let form = world.application else {
        return Prompt(
          journey: "progress", step: "none", title: "progress.title",
          body: [.text("progress.none")], ask: .finished)
      }
      return Prompt(
        journey: "progress", step: "view", title: "progress.title",
        body: Timeline.of(form, world),
        ask: .choose([
          Option("withdraw", "progress.withdraw", detail: "progress.withdraw.detail"),
          Option("guide", "progress.guide"), Option("home", "progress.home"),
        ]))
    case .guide:
      return Prompt(
        journey: "progress", step: "guide", title: "progress.guide.title",
        body: world.policy.closure.afterwards.map { .bullet(.say(.policy($0))) }, ask: .show)
    case .withdraw:
      return Prompt(
        journey: "progress", step: "withdraw", title: "progress.withdraw.title",
        body: [.text("progress.withdraw.body")],
        ask: .confirm(
          Confirmation(
            yes: "progress.withdraw.yes", no: "progress.withdraw.no", irreversible: false)))
    case .withdrawn(let receipt):
      return Prompt(
        journey: "progress", step: "withdrawn", title: "progress.withdrawn.title",
        body: [.text("progress.withdrawn.body")] + ReceiptLines.of(receipt, world.policy),
        ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .view:
      guard world.application != nil else {
        try answer.isNext()
        return [.open(.home)]
      }
      switch try answer.choice(of: prompt) {
      case "withdraw": state = .withdraw
      case "guide": state = .guide
      default: return [.open(.home)]
      }
      return []
    case .guide:
      try answer.isNext()
      state = .view
      return []
    case .withdraw:
      guard try answer.yes(), let form = world.application else {
        state = .view
        return []
      }
      return [.perform(.withdrawClosure(form.id))]
    case .withdrawn:
      try answer.isNext()
      return [.open(.home)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    if case .done(.application(_, let receipt)) = report {
      state = .withdrawn(receipt)
      return [.showReceipt(receipt)]
    }
    return []
  }
}

/// An application as a line of time: past, present and what is to come, each with its date.
enum Timeline {
  static func of(_ form: ClosureApplication, _ world: World) -> [Line] {
    let clock = world.policy.clock
    var lines: [Line] = [
      .fact(label: "receipts.number", value: .say(.text(form.number))),
      .moment(.past, when: .say(.moment(form.submittedAt, clock)), what: "progress.received"),
    ]
    let decided: Phrase = form.decidedAt.map { .say(.moment($0, clock)) } ?? "progress.soon"
    switch form.state {
    case .inReview:
      let overdue = form.isOverdue(at: world.now)
      lines.append(
        .moment(
          .now, when: .say(.day(world.today)),
          what: Phrase(
            overdue ? "progress.overdue" : "progress.inReview", ["window": .days(form.window)])))
      lines.append(
        .moment(
          .future, when: Phrase("progress.by", ["day": .day(form.window.last)]),
          what: "progress.closes"))
      lines.append(.moment(.future, when: "progress.then", what: "progress.profile"))
      if let balance = form.balance {
        lines.append(
          .moment(
            .future, when: "progress.then", what: BalanceWords.of(balance.choice, balance.amount)))
      }
      lines.append(.remark("progress.advice"))
      if overdue { lines += [.warning("progress.complain")] + SupportLines.of(world.policy) }
    case .approved:
      lines.append(.moment(.past, when: decided, what: "progress.approved"))
      lines.append(.moment(.past, when: decided, what: "progress.erased"))
      if let balance = form.balance {
        lines.append(
          .moment(.past, when: decided, what: BalanceWords.of(balance.choice, balance.amount)))
      }
      lines.append(.gap)
      lines += world.policy.closure.afterwards.map { .bullet(.say(.policy($0))) }
    case .rejected(let reason):
      lines.append(
        .moment(
          .past, when: decided, what: Phrase("progress.rejected", ["reason": .text(reason)])))
      lines += SupportLines.of(world.policy)
    case .withdrawn:
      lines.append(.moment(.past, when: decided, what: "progress.withdrawn"))
    }
    return lines
  }
}
