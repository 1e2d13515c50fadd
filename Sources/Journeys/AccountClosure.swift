import Domain

/// Closing an account: what it means, what is in the way, why, who, and only then the last word.
///
/// The carrier's policy lists ways, gates, reasons, identity methods and the window; this interprets it.
struct AccountClosure: Journey {
  enum State: Equatable {
    /// What closing means, before anything is asked (PRE-14).
    case meaning
    /// Which way, where there are several.
    case way
    /// What to bring to a counter, and where (OFF-01 to OFF-04).
    case counter(CounterGuide)
    case checklist
    /// Working on one item of the checklist.
    case gate(GateWork)
    case reason
    /// Pausing instead, offered once and never later (PRE-15, X-11).
    case instead
    /// The kind of account (ONL-06).
    case accountKind
    /// What else the carrier's form asks for (ONL-07, ESM-02).
    case details
    /// The first "are you sure?" (ONL-05).
    case sure
    case identity(IdentityCheck)
    /// All consequences again, and the last word (ONL-14).
    case confirm
    /// A question or two, which can be skipped (ONL-09).
    case survey(Int)
    case submitted
  }

  var world: World
  var state = State.meaning

  var awaited: Effect? { if case .gate(let work) = state { work.awaited } else { nil } }

  var answers = ClosureAnswers()
  /// The gates that staff let be at a counter.
  var overrides: [GateOverride] = []
  /// Whether pausing was offered in this conversation.
  var wasOfferedPause = false
  /// The receipt on paper, where there is a printer.
  var slip = Slip()
  /// What was filed, once it was.
  var filed: Filed?

  struct Filed: Equatable {
    let form: ClosureApplication
    let receipt: Receipt
  }

  init(world: World) {
    self.world = world
    answers.way = world.policy.closure.procedures.first?.way ?? .online
  }

  var wantsPaper: Bool { state == .confirm }

  var policy: ClosurePolicy { world.policy.closure }

  /// The way that was chosen.
  var procedure: ClosureProcedure? { policy.procedure(answers.way) }

  var checklist: ClosureChecklist? {
    guard let account = world.account, let procedure else { return nil }
    return ClosureChecklist(
      account: account, openOrder: world.openOrder, answers: answers, procedure: procedure,
      today: world.today, overrides: overrides)
  }

  /// When the result would come if it were submitted now.
  var window: ReviewDates? {
    procedure?.window.dates(from: world.today, calendars: world.calendars)
  }

  /// The step's place among those this way has.
  func position(_ state: State) -> Position? {
    var steps = [State.meaning]
    if policy.procedures.count > 1 { steps.append(.way) }
    steps += [.checklist, .reason]
    if procedure?.details.isEmpty == false { steps.append(.details) }
    steps += [.sure, .identity(IdentityCheck([])), .confirm, .submitted]
    return steps.firstIndex { $0.name == state.name }.map { Position($0 + 1, of: steps.count) }
  }

  // MARK: Moving

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .meaning:
      guard try answer.choice(of: prompt) == "start" else { return [.open(.home)] }
      state = policy.procedures.count > 1 ? .way : .checklist
      return []
    case .way:
      guard let way = ClosureProcedure.Way(rawValue: try answer.choice(of: prompt)) else {
        return [.open(.home)]
      }
      answers.way = way
      state = way == .counter ? .counter(CounterGuide()) : .checklist
      return []
    case .counter(var guide):
      guard try guide.accept(answer, prompt) else { return [.open(.home)] }
      state = .counter(guide)
      return []
    case .checklist: return try acceptChecklist(answer)
    case .gate(var work):
      let effects = try work.accept(answer, prompt, &self)
      if case .gate = state { state = work.isOver ? .checklist : .gate(work) }
      return effects
    case .reason:
      answers.reason = try answer.choice(of: prompt)
      let offers = world.policy.suspension != nil && account.subscription.state == .active
      state = offers && !wasOfferedPause ? .instead : afterReason
      wasOfferedPause = true
      return []
    case .instead:
      if try answer.choice(of: prompt) == "suspend" { return [.open(.suspension)] }
      state = afterReason
      return []
    case .accountKind:
      let kind = try answer.choice(of: prompt)
      answers.details[ClosureProcedure.Detail.accountType.rawValue] = kind
      state = ClosureDetails.asked(self).isEmpty ? .sure : .details
      return []
    case .details:
      answers.details.merge(try ClosureDetails.read(answer, prompt, self)) { $1 }
      state = .sure
      return []
    case .sure:
      guard try answer.yes() else { return [.open(.home)] }
      state = isProved ? .confirm : .identity(check)
      return []
    case .identity(var check):
      let effects = try check.accept(answer, prompt, world)
      state = .identity(check)
      return effects
    case .confirm:
      guard try answer.yes() else { return [.open(.home)] }
      return [.perform(.submitClosure(account: account.id, answers: answers))]
    case .survey(let index):
      let choice = try answer.choice(of: prompt)
      let last = choice == "skip" || index + 1 >= (policy.survey?.count ?? 0)
      state = last ? .submitted : .survey(index + 1)
      guard choice != "skip", let form = filed?.form, let question = policy.survey?[index] else {
        return []
      }
      return [.perform(.answerSurvey(form.id, question: question.id, choice: choice))]
    case .submitted:
      if case .choose = answer, let receipt = filed?.receipt {
        _ = try answer.choice(of: prompt)
        return [.print(receipt)]
      }
      try answer.isNext()
      return [.open(.home)]
    }
  }

  private var afterReason: State {
    let details = procedure?.details ?? []
    if details.contains(.accountType) { return .accountKind }
    return details.isEmpty ? .sure : .details
  }

  /// Whether identity was proved here a moment ago, by a way this procedure takes.
  var isProved: Bool { check.isProved(world) }

  /// The identity check as the reason given makes it: a lost phone receives no code.
  var check: IdentityCheck {
    let lost = answers.reason.flatMap(policy.reason)?.deviceLost ?? false
    return IdentityCheck(procedure?.identity ?? [], phoneLost: lost)
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
    slip.note(report)
    switch state {
    case .gate(var work):
      let effects = try work.note(report, &self)
      state = work.isOver ? .checklist : .gate(work)
      return effects
    case .identity(var check):
      let effects = try check.note(report, world)
      state = check.isProved(world) ? .confirm : .identity(check)
      return effects
    case .confirm:
      if case .refused(.identityNotProved) = report {
        // The quarter of an hour is over: who it is must be proved anew, nothing else is lost.
        state = .identity(check)
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
      filed = Filed(form: form, receipt: receipt)
      state = policy.survey?.isEmpty == false ? .survey(0) : .submitted
      return [.showReceipt(receipt)]
    case .meaning, .way, .counter, .checklist, .reason, .instead, .accountKind, .details,
      .sure, .survey,
      .submitted:
      try report.orRefuse(world)
      return []
    }
  }
}

extension AccountClosure.State {
  /// The step's stable name.
  var name: String {
    switch self {
    case .meaning: "meaning"
    case .way: "way"
    case .counter: "counter"
    case .checklist: "checklist"
    case .gate: "gate"
    case .reason: "reason"
    case .instead: "instead"
    case .accountKind: "accountKind"
    case .details: "details"
    case .sure: "sure"
    case .identity: "identity"
    case .confirm: "confirm"
    case .survey: "survey"
    case .submitted: "submitted"
    }
  }
}
