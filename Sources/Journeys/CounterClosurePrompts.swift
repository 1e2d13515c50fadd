import Domain

extension CounterClosure {
  var prompt: Prompt {
    switch state {
    case .meaning: meaningPrompt
    case .form: formPrompt
    case .materials: materialsPrompt
    case .document(let kind): documentPrompt(kind)
    case .face: facePrompt
    case .stranger:
      Prompt(
        journey: "counter", step: "stranger", title: "counter.stranger.title",
        body: [.warning("counter.stranger.body"), .text("counter.stranger.next")], ask: .show)
    case .kept:
      Prompt(
        journey: "counter", step: "kept", title: "counter.kept.title",
        body: [.good("counter.kept.body"), .text("counter.kept.next")], ask: .show)
    case .proof:
      Prompt(
        journey: "counter", step: "proof", title: "counter.proof.title",
        body: [.text("counter.proof.body")],
        ask: .enter([
          Field("proof", .text, "counter.proof.field", hint: "counter.proof.hint", limit: 60)
        ]), position: position(.proof))
    case .checklist: checklistPrompt
    case .overrides: overridesPrompt
    case .overrideReason(let gate):
      Prompt(
        journey: "counter", step: "overrideReason",
        title: Phrase(
          "counter.override.why", ["gate": .phrase(Phrase("counter.gate.\(gate.rawValue)"))]),
        body: [.text("counter.override.shown")],
        ask: .enter([
          Field(
            "reason", .text, "counter.override.reason", hint: "counter.override.hint", limit: 120)
        ]), position: position(.checklist))
    case .agreement: agreementPrompt
    case .witness(let acceptance):
      Prompt(
        journey: "counter", step: "witness", title: "counter.witness.title",
        body: [
          .text(Phrase("counter.witness.\(acceptance.rawValue)")), .remark("counter.witness.body"),
        ],
        ask: .confirm(
          Confirmation(yes: "counter.witness.yes", no: "counter.witness.no", irreversible: false)),
        position: position(.agreement))
    case .handOver: handOverPrompt
    case .sure: surePrompt
    case .sign: signPrompt
    case .submitted: submittedPrompt
    case .code(let symbol): codePrompt(symbol)
    }
  }

  /// The step's place among those this outlet has.
  private func position(_ state: State) -> Position? {
    var steps: [State] = [.meaning, .form, .materials, .document(nil)]
    if world.outlet?.asksPurchaseProof == true { steps.append(.proof) }
    steps += [.checklist, .agreement, .sign, .submitted]
    return steps.firstIndex(of: state).map { Position($0 + 1, of: steps.count) }
  }

  // MARK: The case

  private var meaningPrompt: Prompt {
    let policy = world.policy.closure
    var body: [Line] = [.text("counter.meaning.body")]
    body += policy.consequences.map { .bullet(.say(.policy($0))) }
    if let window = procedure?.window.dates(from: world.today, calendars: world.calendars) {
      body.append(DateLines.expected("counter.meaning.window", window))
    }
    if let outlet = world.outlet {
      body.append(.remark(Phrase("counter.meaning.outlet", ["outlet": .policy(outlet.names)])))
    }
    return Prompt(
      journey: "counter", step: "meaning", title: .say(.policy(policy.action)), body: body,
      ask: .choose([
        Option("start", "counter.meaning.start"), Option("other", "counter.other"),
      ]), position: position(.meaning))
  }

  private var formPrompt: Prompt {
    var prompt = closure.prompt
    prompt.journey = "counter"
    prompt.position = position(.form)
    if closure.state == .reason, let rule = world.policy.suspension {
      prompt.body.append(
        .remark(Phrase("counter.pause", ["days": .count(rule.maxDays)])))
    }
    return prompt
  }

  private var materialsPrompt: Prompt {
    let items = materials.enumerated().map { place, entry in
      let state: CheckItem.State =
        brought.contains(place) ? .done : entry.isRequired ? .blocking : .open
      return CheckItem(
        entry.id, .say(.policy(entry.material.text)), detail: detail(entry.material, state),
        state: state, action: .tick)
    }
    let isOpen = items.contains { $0.state == .blocking }
    return Prompt(
      journey: "counter", step: "materials", title: "counter.materials.title",
      body: [.text("counter.materials.body")],
      ask: .checklist(
        Checklist(items: items, proceed: isOpen ? nil : "counter.materials.proceed")),
      position: position(.materials))
  }

  private func detail(_ material: Material, _ state: CheckItem.State) -> Phrase? {
    guard state != .done else { return nil }
    switch material.kind {
    case .document: return "counter.material.original"
    case .device: return isDeviceLost ? "counter.material.lost" : nil
    case .purchaseProof:
      return state == .blocking ? "counter.material.asked" : "counter.material.notAsked"
    case .other: return "counter.material.optional"
    }
  }

  private func documentPrompt(_ kind: DocumentKind?) -> Prompt {
    let back = kind == nil ? [] : [Option("back", "counter.document.other")]
    var prompt = DocumentEntry.prompt(
      kind, "counter", world, way: .counter, others: back, position(.document(nil)))
    if kind == nil {
      prompt.title = "counter.document.title"
      prompt.body = [.text("counter.document.body")]
    } else {
      prompt.title = "counter.document.read"
    }
    return prompt
  }

  private var facePrompt: Prompt {
    let shown = counter.document
    var body: [Line] = []
    switch match {
    case .number: body.append(.good("counter.match.number"))
    case .birthDate: body.append(.good("counter.match.birthDate"))
    case .attested, nil: body.append(.warning("counter.match.attested"))
    }
    body.append(
      .fact(label: "counter.face.name", value: .say(.text(world.account?.name ?? ""))))
    if let shown {
      body.append(
        .fact(
          label: Phrase("document.\(shown.kind.rawValue)"),
          value: .say(.text(Mask.document(shown.number)))))
    }
    body.append(.text("counter.face.body"))
    return Prompt(
      journey: "counter", step: "face", title: "counter.face.title", body: body,
      ask: .confirm(
        Confirmation(yes: "counter.face.yes", no: "counter.face.no", irreversible: false)),
      position: position(.document(nil)))
  }

  // MARK: The gates

  private var checklistPrompt: Prompt {
    guard closure.state == .checklist else {
      var prompt = closure.prompt
      prompt.journey = "counter"
      prompt.position = position(.checklist)
      return prompt
    }
    let items = closure.checklist?.items ?? []
    let open = closure.checklist?.openCount ?? 0
    var prompt = Prompt(
      journey: "counter", step: "checklist", title: "counter.checklist.title",
      body: [
        open == 0
          ? .good("closure.checklist.ready")
          : .text(Phrase("closure.checklist.open", ["count": .count(open)]))
      ],
      ask: .checklist(
        Checklist(
          items: items.map(item), proceed: open == 0 ? "counter.checklist.proceed" : nil)),
      position: position(.checklist))
    if items.contains(where: mayLetBe) {
      prompt.others.append(Option("override", "counter.override"))
    }
    return prompt
  }

  private func item(_ item: ClosureChecklist.Item) -> CheckItem {
    var shown = ClosureGates.item(item)
    if let override = item.override {
      shown.state = .open
      shown.detail = Phrase("counter.override.detail", ["reason": .text(override.reason)])
    }
    return shown
  }

  private func mayLetBe(_ item: ClosureChecklist.Item) -> Bool {
    item.gate.staffMayOverride != nil && !item.isClear
  }

  private var overridesPrompt: Prompt {
    let items = (closure.checklist?.items ?? []).filter(mayLetBe)
    return Prompt(
      journey: "counter", step: "override", title: "counter.override.title",
      body: [.text("counter.override.body")],
      ask: .choose(
        items.map { item in
          Option(
            item.gate.kind.rawValue, Phrase("counter.gate.\(item.gate.kind.rawValue)"),
            detail: item.override == nil ? nil : "counter.override.undo",
            disabled: reasonAgainst(item.gate))
        } + [Option("back", "closure.toList")]), position: position(.checklist))
  }

  private func reasonAgainst(_ gate: Gate) -> Phrase? {
    guard let needed = gate.staffMayOverride, let staff = world.staff, staff.role < needed else {
      return nil
    }
    return Phrase(
      "counter.override.role", ["role": .phrase(Phrase("staff.role.\(needed.rawValue)"))])
  }

  // MARK: The agreement, and the subscriber's own steps

  private var agreementPrompt: Prompt {
    var body: [Line] = [.remark("counter.agreement.turn")]
    if let agreement = procedure?.agreement {
      body.append(.text(.say(.policy(agreement.title))))
      body += agreement.clauses.map { .text(.say(.policy($0))) }
    }
    body.append(.text("counter.agreement.how"))
    let options = Acceptance.allCases.map { acceptance in
      Option(
        acceptance.rawValue, Phrase("counter.accept.\(acceptance.rawValue)"),
        detail: detail(acceptance), disabled: reasonAgainst(acceptance))
    }
    return Prompt(
      journey: "counter", step: "agreement", title: "counter.agreement.title", body: body,
      ask: .choose(options + [Option("back", "closure.toList")]), position: position(.agreement))
  }

  private func detail(_ acceptance: Acceptance) -> Phrase? {
    switch acceptance {
    case .mailCode: world.account?.email.map { .say(.text(Mask.email($0))) }
    case .smsCode: world.account?.msisdn.map { .say(.text(Mask.msisdn($0))) }
    case .paper: nil
    case .here: nil
    }
  }

  private func reasonAgainst(_ acceptance: Acceptance) -> Phrase? {
    switch acceptance {
    case .mailCode: IdentityCheck.reasonAgainst([.mailCode], world, phoneLost: isDeviceLost)
    case .smsCode: IdentityCheck.reasonAgainst([.smsCode], world, phoneLost: isDeviceLost)
    case .paper, .here: nil
    }
  }

  private var isByCode: Bool { counter.acceptance?.channel != nil }

  private var handOverPrompt: Prompt {
    var body: [Line] = [.text("counter.handOver.body"), .warning("counter.handOver.own")]
    if isByCode {
      body.append(.text(Phrase("code.sent", ["address": .text(sentTo)])))
    }
    return Prompt(
      journey: "counter", step: "handOver", title: "counter.handOver.title", body: body,
      ask: .show, others: others, position: position(.sign))
  }

  private var others: [Option] {
    (isByCode ? [Option("again", "code.again")] : []) + [Option("back", "counter.agreement.back")]
  }

  /// The closure's own last question, with what staff let be.
  private var surePrompt: Prompt {
    var last = closure
    last.state = .confirm
    var prompt = last.prompt
    prompt.journey = "counter"
    prompt.step = "sure"
    prompt.position = position(.sign)
    let open = closure.checklist?.items.filter { $0.override != nil } ?? []
    prompt.body.insert(
      contentsOf: open.map { item in
        .fact(
          label: Phrase("counter.gate.\(item.gate.kind.rawValue)"),
          value: Phrase(
            "counter.override.detail", ["reason": .text(item.override?.reason ?? "")]))
      }, at: max(0, prompt.body.count - 1))
    return prompt
  }

  private var signPrompt: Prompt {
    var fields = [Field("name", .name, "counter.sign.name", limit: 80)]
    let hasPhone = world.account?.msisdn != nil
    fields.append(
      isByCode
        ? Field("code", .code, "code.field", hint: "code.hint", limit: 12)
        : Field(
          "digits", .text, hasPhone ? "counter.sign.phone" : "counter.sign.number", limit: 8))
    return Prompt(
      journey: "counter", step: "sign", title: "counter.sign.title",
      body: [.warning("counter.sign.body")]
        + (isByCode ? [.text(Phrase("code.sent", ["address": .text(sentTo)]))] : []),
      ask: .enter(fields), others: others, position: position(.sign))
  }

  // MARK: The receipt

  private var submittedPrompt: Prompt {
    guard let filed else {
      return Prompt(
        journey: "counter", step: "submitted", title: "closure.submitted.title", ask: .finished)
    }
    let number: Fact = .text(filed.receipt.number)
    var body = ReceiptLines.of(filed.receipt, world.policy)
    body += [
      .gap, .text(Phrase("counter.slip.progress", ["number": number])),
      .text(
        Phrase(
          "counter.slip.complain",
          [
            "day": .day(filed.form.window.days.last),
            "hotline": .text(world.policy.support.hotline),
          ])),
    ]
    body += slip.lines
    let code =
      filed.receipt.code == nil
      ? [] : [Option("code", "receipts.code", detail: "receipts.code.detail")]
    return Prompt(
      journey: "counter", step: "submitted", title: "counter.slip.title", body: body,
      ask: .finished,
      others: code + slip.options(world),
      position: position(.submitted))
  }

  private func codePrompt(_ symbol: QRSymbol?) -> Prompt {
    var prompt = filed.flatMap { filed in
      filed.receipt.code.map { ReceiptList.code(of: filed.receipt, $0, symbol) }
    }
    prompt?.journey = "counter"
    return prompt ?? submittedPrompt
  }
}

/// What staff did at a counter, on receipts and in the review.
enum CounterLines {
  static func of(_ note: CounterNote, _ policy: BrandPolicy) -> [Line] {
    var lines: [Line] = []
    if let outlet = policy.outlets?.first(where: { $0.id == note.outlet }) {
      lines.append(.fact(label: "receipts.outlet", value: .say(.policy(outlet.names))))
    }
    lines.append(.fact(label: "review.filedBy", value: .say(.text(note.staff))))
    return lines + overrides(note.overrides)
  }

  static func overrides(_ overrides: [GateOverride]) -> [Line] {
    overrides.map {
      .fact(
        label: Phrase("counter.gate.\($0.gate.rawValue)"),
        value: Phrase("counter.override.detail", ["reason": .text($0.reason)]))
    }
  }

  /// What a reviewer must know of it.
  static func of(_ record: CounterRecord, _ policy: BrandPolicy) -> [Line] {
    var lines: [Line] = []
    if let outlet = policy.outlets?.first(where: { $0.id == record.outlet }) {
      lines.append(.fact(label: "receipts.outlet", value: .say(.policy(outlet.names))))
    }
    lines.append(
      .fact(
        label: Phrase("document.\(record.document.rawValue)"),
        value: Phrase("counter.match.\(record.match.rawValue)")))
    if record.purchaseProof { lines.append(.good("counter.proof.seen")) }
    if let signed = record.agreement {
      lines.append(
        .fact(
          label: "counter.agreement.title",
          value: Phrase("counter.accepted.\(signed.acceptance.rawValue)")))
      lines.append(
        .fact(label: "counter.agreement.hash", value: .say(.text(String(signed.sha256.prefix(16)))))
      )
    }
    return lines + overrides(record.overrides)
  }
}
