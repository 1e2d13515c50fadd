import Domain

/// Closing an account face to face, staff and subscriber at one screen (OFF-03 to OFF-07).
///
/// Gates, reason and form are those of the carrier's counter procedure, as ``AccountClosure`` asks
/// them. Nothing is written before the subscriber's last word but what a gate itself settles, such as
/// a bill that is paid.
struct CounterClosure: Journey {
  enum State: Equatable {
    /// What closing means, for staff to tell.
    case meaning
    /// Reason, and what the carrier's form asks for.
    case form
    case materials
    case document(DocumentKind?)
    case face
    /// Staff said that it is somebody else.
    case stranger
    case proof
    case checklist
    case overrides
    case overrideReason(Gate.Kind)
    case agreement
    case witness(Acceptance)
    case handOver
    case sure
    /// The subscriber said no at the last.
    case kept
    case sign
    case submitted
    /// The receipt's code, as a symbol where one can be made.
    case code(QRSymbol?)
  }

  var world: World { didSet { align() } }
  var state = State.meaning
  /// What is asked as at any other closure: reason, form, gates and consequences.
  var closure: AccountClosure
  var counter = CounterCase() { didSet { align() } }
  /// The places of what was brought in the procedure's list.
  var brought: Set<Int> = []
  /// Where the code went.
  var sentTo = ""
  var filed: AccountClosure.Filed?
  /// The receipt on paper, where there is a printer.
  var slip = Slip()

  init(world: World) {
    self.world = world
    closure = AccountClosure(world: world)
    closure.answers.way = .counter
    closure.state = .reason
    // A pause is told of in words: it is not to be had here.
    closure.wasOfferedPause = true
    counter.outlet = world.outlet?.id ?? ""
  }

  /// What the embedded closure sees: the document as it was just shown, which nobody has filed yet.
  private mutating func align() {
    closure.world = world
    if let document = counter.document { closure.world.account?.document = document }
    closure.overrides = counter.overrides
  }

  var wantsPaper: Bool { state == .sure }

  var procedure: ClosureProcedure? { world.policy.closure.procedure(.counter) }

  var isDeviceLost: Bool {
    closure.answers.reason.flatMap(world.policy.closure.reason)?.deviceLost ?? false
  }

  /// How the document that was shown agrees with what is on file; nil: it does not.
  var match: DocumentMatch? {
    guard let shown = counter.document else { return nil }
    guard let onFile = world.account?.document else { return .attested }
    return onFile.match(shown)
  }

  /// The materials with their ids, and whether each is asked for here.
  var materials: [(id: String, material: Material, isRequired: Bool)] {
    var seen: [Material.Kind: Int] = [:]
    return (procedure?.materials ?? []).map { material in
      seen[material.kind, default: 0] += 1
      let count = seen[material.kind] ?? 1
      let required = world.outlet.map { material.isRequired(at: $0, deviceLost: isDeviceLost) }
      return (
        material.kind.rawValue + (count == 1 ? "" : "\(count)"), material, required ?? true
      )
    }
  }

  // MARK: Answers

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard world.account != nil else { return [.open(.counter)] }
    switch state {
    case .meaning:
      guard try answer.choice(of: prompt) == "start" else { return [.open(.counter)] }
      state = .form
    case .form:
      let effects = try closure.accept(answer)
      if closure.state == .sure { state = .materials }
      return effects
    case .materials: try acceptMaterials(answer)
    case .document(let kind): try acceptDocument(answer, kind)
    case .face:
      let agrees = try answer.yes()
      counter.isFaceCompared = agrees
      guard agrees else {
        state = .stranger
        return []
      }
      if world.outlet?.asksPurchaseProof == true { state = .proof } else { toChecklist() }
    case .stranger, .kept:
      try answer.isNext()
      return [.open(.counter)]
    case .proof:
      counter.purchaseProof = try answer.fields(of: prompt)["proof"] ?? ""
      toChecklist()
    case .checklist: return try acceptChecklist(answer)
    case .overrides: try acceptOverride(answer)
    case .overrideReason(let gate):
      let reason = try answer.fields(of: prompt)["reason"] ?? ""
      guard reason.count >= GateOverride.shortestReason else {
        throw Refusal("counter.reason", field: "reason")
      }
      counter.overrides.append(GateOverride(gate: gate, reason: reason))
      state = .checklist
    case .agreement: return try acceptAgreement(answer)
    case .witness(let acceptance):
      let saw = try answer.yes()
      counter.acceptance = saw ? acceptance : nil
      state = saw ? .handOver : .agreement
    case .handOver:
      if case .choose = answer { return try acceptOther(answer) }
      try answer.isNext()
      state = .sure
    case .sure: state = try answer.yes() ? .sign : .kept
    case .sign: return try acceptSignature(answer)
    case .submitted:
      if case .choose = answer, let receipt = filed?.receipt {
        if try answer.choice(of: prompt) == Slip.option { return [.print(receipt)] }
        state = .code(nil)
        return receipt.code.map { [.draw($0)] } ?? []
      }
      try answer.isNext()
      return [.open(.counter)]
    case .code:
      try answer.isNext()
      state = .submitted
    }
    return []
  }

  private mutating func acceptMaterials(_ answer: Answer) throws(Refusal) {
    switch answer {
    case .check(let id, let ticked):
      guard let place = materials.firstIndex(where: { $0.id == id }) else {
        throw Refusal("answer.option")
      }
      if ticked { brought.insert(place) } else { brought.remove(place) }
      counter.brought = Set(brought.map { materials[$0].material.kind })
    case .next:
      let missing = materials.enumerated().count { $1.isRequired && !brought.contains($0) }
      guard missing == 0 else {
        throw Refusal("counter.materials", ["count": .count(missing)])
      }
      state = .document(nil)
    case .choose, .confirm, .enter: throw Refusal("answer.kind")
    }
  }

  private mutating func acceptDocument(
    _ answer: Answer, _ kind: DocumentKind?
  ) throws(Refusal) {
    guard let kind else {
      state = .document(DocumentKind(rawValue: try answer.choice(of: prompt)))
      return
    }
    if case .choose = answer {
      _ = try answer.choice(of: prompt)
      state = .document(nil)
      return
    }
    let shown = try DocumentEntry.read(answer, prompt, kind, world)
    if let onFile = world.account?.document, onFile.match(shown) == nil {
      throw Refusal("counter.otherPerson", field: "number")
    }
    counter.document = shown
    counter.isFaceCompared = false
    state = .face
  }

  private mutating func toChecklist() {
    closure.state = .checklist
    state = .checklist
  }

  private mutating func acceptChecklist(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .checklist = closure.state, case .choose(let id) = answer {
      _ = try answer.choice(of: prompt)
      switch id {
      case "override": state = .overrides
      // The original is shown again, and compared again.
      case Gate.Kind.documents.rawValue: state = .document(nil)
      default: return try closure.accept(answer)
      }
      return []
    }
    let effects = try closure.accept(answer)
    if closure.state == .reason {
      closure.state = .checklist
      state = .agreement
    }
    return effects
  }

  private mutating func acceptOverride(_ answer: Answer) throws(Refusal) {
    let choice = try answer.choice(of: prompt)
    state = .checklist
    guard let gate = Gate.Kind(rawValue: choice) else { return }
    guard counter.overrides.contains(where: { $0.gate == gate }) else {
      state = .overrideReason(gate)
      return
    }
    counter.overrides.removeAll { $0.gate == gate }
  }

  private mutating func acceptAgreement(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    guard let acceptance = Acceptance(rawValue: choice) else {
      state = .checklist
      return []
    }
    counter.language = world.language
    guard let channel = acceptance.channel else {
      state = .witness(acceptance)
      return []
    }
    counter.acceptance = acceptance
    return issue(channel)
  }

  private func issue(_ channel: Channel) -> [Effect] {
    guard let account = world.account else { return [.open(.counter)] }
    return [.perform(.issueCode(account: account.id, purpose: .agreement, channel: channel))]
  }

  /// What can be done on the subscriber's side of the screen instead of answering.
  private mutating func acceptOther(_ answer: Answer) throws(Refusal) -> [Effect] {
    if try answer.choice(of: prompt) == "again", let channel = counter.acceptance?.channel {
      return issue(channel)
    }
    counter.acceptance = nil
    state = .agreement
    return []
  }

  private mutating func acceptSignature(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .choose = answer { return try acceptOther(answer) }
    guard let account = world.account else { return [.open(.counter)] }
    let typed = try answer.fields(of: prompt)
    counter.signedName = try reading("name") { () throws(Reading.Problem) in
      try Reading.name(typed["name"] ?? "")
    }
    if counter.acceptance?.channel == nil {
      counter.word = (typed["digits"] ?? "").filter { $0.isASCII && $0.isNumber }
    } else {
      counter.word = try reading("code") { () throws(Reading.Problem) in
        try Reading.code(typed["code"] ?? "")
      }
    }
    return [
      .perform(.closeAtCounter(account: account.id, answers: closure.answers, counter))
    ]
  }

  // MARK: Reports

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    slip.note(report)
    switch state {
    case .checklist:
      return try closure.note(report)
    case .agreement, .handOver:
      try report.orRefuse(world)
      sent(report)
      state = .handOver
    case .sign: return try noteSignature(report)
    case .code:
      if case .symbol(let symbol) = report { state = .code(symbol) }
    case .meaning, .form, .materials, .document, .face, .stranger, .proof, .overrides,
      .overrideReason, .witness, .sure, .kept, .submitted:
      try report.orRefuse(world)
    }
    return []
  }

  private mutating func sent(_ report: Report) {
    if case .done(.codeSent(let channel, let address)) = report {
      sentTo = Mask.address(address, channel)
    }
  }

  private mutating func noteSignature(_ report: Report) throws(Refusal) -> [Effect] {
    switch report {
    case .refused(.gateOpen):
      // Something opened meanwhile: the list shows what.
      toChecklist()
    case .refused(.transferTarget):
      closure.answers.balance = nil
      toChecklist()
    case .refused(.wordWrong): try report.orRefuse(world, field: "digits")
    case .done(.application(let form, let receipt)):
      filed = AccountClosure.Filed(form: form, receipt: receipt)
      state = .submitted
      return [.showReceipt(receipt)]
    default:
      let isCode = counter.acceptance?.channel != nil
      try report.orRefuse(world, field: isCode ? "code" : nil)
      sent(report)
    }
    return []
  }
}
