import Domain

/// Closing an account: what it means, what is in the way, why, who, and only then the last word.
///
/// The carrier's policy lists gates, reasons, identity channels and the window; this interprets it.
struct AccountClosure: Journey {
  enum State: Equatable {
    /// What closing means, before anything is asked (PRE-14).
    case meaning
    case checklist
    /// Working on one item of the checklist.
    case gate(GateWork)
    case reason
    /// The first "are you sure?" (ONL-05).
    case sure
    case identity(IdentityCheck)
    /// All consequences again, and the last word (ONL-14).
    case confirm
    case submitted(ClosureApplication, Receipt)
  }

  var world: World
  var state = State.meaning
  var answers = ClosureAnswers()

  init(world: World) { self.world = world }

  private static let steps = 7
  var policy: ClosurePolicy { world.policy.closure }

  var checklist: ClosureChecklist? {
    world.account.map {
      ClosureChecklist(account: $0, openOrder: world.openOrder, answers: answers, policy: policy)
    }
  }

  /// When the result would come if it were submitted now.
  var window: DayRange { policy.window.range(from: world.today) }

  var prompt: Prompt {
    switch state {
    case .meaning:
      return Prompt(
        journey: "closure", step: "meaning", title: "closure.meaning.title",
        body: [.text("closure.meaning.body")] + consequenceLines + unusedLines + [
          .gap, .text(Phrase("closure.meaning.window", ["window": .days(window)])),
          .remark("closure.meaning.withdraw"),
        ] + (proved ? [] : IdentityCheck().warning(world)),
        ask: .choose([
          Option("start", "closure.meaning.start"), Option("home", "closure.meaning.home"),
        ]), position: Position(1, of: Self.steps))
    case .checklist: return checklistPrompt
    case .gate(let work): return work.prompt(self)
    case .reason:
      return Prompt(
        journey: "closure", step: "reason", title: "closure.reason.title",
        ask: .choose(
          policy.reasons.map {
            Option(
              $0.id, .say(.policy($0.names)),
              detail: $0.deviceLost ? "closure.reason.deviceLost" : nil)
          }), position: Position(3, of: Self.steps))
    case .sure:
      return Prompt(
        journey: "closure", step: "sure", title: "closure.sure.title",
        body: [
          .fact(label: "closure.sure.reason", value: reasonName),
          .text("closure.sure.body"),
        ] + (proved ? [] : IdentityCheck(phoneLost: phoneLost).warning(world)),
        ask: .confirm(
          Confirmation(yes: "closure.sure.yes", no: "closure.sure.no", irreversible: false)),
        position: Position(4, of: Self.steps))
    case .identity(let check):
      return check.prompt("closure", world, Position(5, of: Self.steps))
    case .confirm:
      return Prompt(
        journey: "closure", step: "confirm", title: "closure.confirm.title",
        body: consequenceLines + unusedLines + balanceLines + [
          .fact(label: "closure.sure.reason", value: reasonName),
          .fact(label: "receipts.window", value: .say(.days(window))),
          .warning("closure.confirm.warning"),
        ],
        ask: .confirm(
          Confirmation(
            yes: "closure.confirm.yes", no: "closure.confirm.no", irreversible: true)),
        position: Position(6, of: Self.steps))
    case .submitted(let form, let receipt):
      return Prompt(
        journey: "closure", step: "submitted", title: "closure.submitted.title",
        body: [
          .good(Phrase("closure.submitted.body", ["number": .text(receipt.number)])),
          .remark("closure.submitted.keep"), .gap,
        ] + Timeline.of(form, world), ask: .finished, position: Position(7, of: Self.steps))
    }
  }

  private var checklistPrompt: Prompt {
    let items = checklist?.items ?? []
    let open = checklist?.openCount ?? 0
    return Prompt(
      journey: "closure", step: "checklist", title: "closure.checklist.title",
      body: [
        open == 0
          ? .good("closure.checklist.ready")
          : .text(Phrase("closure.checklist.open", ["count": .count(open)])),
        .remark(Phrase("closure.checklist.window", ["window": .days(window)])),
      ],
      ask: .checklist(
        Checklist(
          items: items.map { ClosureGates.item($0) },
          proceed: open == 0 ? "closure.checklist.proceed" : nil)),
      position: Position(2, of: Self.steps))
  }

  private var consequenceLines: [Line] { policy.consequences.map { .bullet(.say(.policy($0))) } }

  /// Days and data that were paid for and will not be used (PRE-01).
  private var unusedLines: [Line] {
    guard let line = world.account?.subscription, let until = line.validUntil,
      until > world.today
    else { return [] }
    let days = world.today.days(until: until)
    return [
      .bullet(Phrase("closure.unused", ["day": .day(until), "count": .count(days)]))
    ]
  }

  private var balanceLines: [Line] {
    guard let account = world.account, account.balance.minor > 0, let choice = answers.balance
    else { return [] }
    return [
      .fact(label: "receipts.balance", value: BalanceWords.of(choice, account.balance))
    ]
  }

  private var reasonName: Phrase {
    answers.reason.flatMap(policy.reason).map { .say(.policy($0.names)) } ?? "closure.reason.none"
  }

  /// Whether identity was proved here a moment ago.
  private var proved: Bool {
    world.account?.security.isProved(at: world.station, now: world.now) ?? false
  }

  /// The reason given says that the phone cannot receive a code.
  private var phoneLost: Bool { answers.reason.flatMap(policy.reason)?.deviceLost ?? false }

  // MARK: Moving

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .meaning:
      guard try answer.choice(of: prompt) == "start" else { return [.open(.home)] }
      state = .checklist
      return []
    case .checklist:
      return try acceptChecklist(answer)
    case .gate(var work):
      let effects = try work.accept(answer, prompt, &self)
      if case .gate = state { state = work.isOver ? .checklist : .gate(work) }
      return effects
    case .reason:
      answers.reason = try answer.choice(of: prompt)
      state = .sure
      return []
    case .sure:
      guard try answer.yes() else { return [.open(.home)] }
      state = proved ? .confirm : .identity(IdentityCheck(phoneLost: phoneLost))
      return []
    case .identity(var check):
      let effects = try check.accept(answer, prompt, world)
      state = .identity(check)
      return effects
    case .confirm:
      guard try answer.yes() else { return [.open(.home)] }
      return [.perform(.submitClosure(account: account.id, answers: answers))]
    case .submitted:
      try answer.isNext()
      return [.open(.home)]
    }
  }

  private mutating func acceptChecklist(_ answer: Answer) throws(Refusal) -> [Effect] {
    let items = checklist?.items ?? []
    switch answer {
    case .check(let id, let ticked):
      guard let item = items.first(where: { $0.gate.kind.rawValue == id }),
        ClosureGates.item(item).action == .tick
      else { throw Refusal("answer.option") }
      answers.attest(item.gate.kind, ticked)
      return []
    case .choose:
      let id = try answer.choice(of: prompt)
      guard let kind = Gate.Kind(rawValue: id) else { throw Refusal("answer.option") }
      state = .gate(GateWork(kind))
      return []
    case .next:
      let open = checklist?.openCount ?? 0
      guard open == 0 else { throw Refusal("checklist.open", ["count": .count(open)]) }
      state = .reason
      return []
    case .confirm, .enter: throw Refusal("answer.kind")
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    switch state {
    case .gate(var work):
      let effects = try work.note(report, &self)
      state = work.isOver ? .checklist : .gate(work)
      return effects
    case .identity(var check):
      try check.note(report, world)
      state = check.state == .proved ? .confirm : .identity(check)
      return []
    case .confirm:
      if case .refused(.identityNotProved) = report {
        // The quarter of an hour is over: who it is must be proved anew, nothing else is lost.
        state = .identity(IdentityCheck(phoneLost: phoneLost))
        return []
      }
      switch report {
      case .refused(.gateOpen):
        // Something opened meanwhile, at another terminal or the carrier's: the list shows what.
        state = .checklist
        return []
      case .refused(.transferTarget):
        // The account the money was to go to is gone or closing: that is decided anew.
        answers.balance = nil
        state = .checklist
        return []
      default: try report.orRefuse(world)
      }
      guard case .done(.application(let form, let receipt)) = report else { return [] }
      state = .submitted(form, receipt)
      return [.showReceipt(receipt)]
    case .meaning, .checklist, .reason, .sure, .submitted:
      try report.orRefuse(world)
      return []
    }
  }
}
