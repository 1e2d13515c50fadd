public import Domain

extension AccountClosure {
  var prompt: Prompt {
    switch state {
    case .meaning: meaningPrompt
    case .way:
      Prompt(
        journey: "closure", step: "way", title: "closure.way.title",
        ask: .choose(
          policy.procedures.map {
            Option(
              $0.way.rawValue, Phrase("closure.way.\($0.way.rawValue)"),
              detail: .say(.policy($0.about)))
          }), position: position(state))
    case .counter(let guide): guide.prompt(self)
    case .checklist: checklistPrompt
    case .gate(let work): work.prompt(self)
    case .reason:
      Prompt(
        journey: "closure", step: "reason", title: "closure.reason.title",
        ask: .choose(
          policy.reasons.map {
            Option(
              $0.id, .say(.policy($0.names)),
              detail: $0.deviceLost ? "closure.reason.deviceLost" : nil)
          }), position: position(state))
    case .instead:
      Prompt(
        journey: "closure", step: "instead", title: "closure.instead.title",
        body: [
          .text("closure.instead.body"),
          .remark(
            Phrase(
              "closure.instead.days", ["days": .count(world.policy.suspension?.maxDays ?? 0)])),
        ],
        ask: .choose([
          Option("close", "closure.instead.close"), Option("suspend", "closure.instead.suspend"),
        ]), position: position(.reason))
    case .accountKind: ClosureDetails.kindPrompt(self)
    case .details: ClosureDetails.prompt(self)
    case .sure:
      Prompt(
        journey: "closure", step: "sure", title: "closure.sure.title",
        body: [
          .fact(label: "closure.sure.reason", value: reasonName),
          .text("closure.sure.body"),
        ] + check.warning(world),
        ask: .confirm(
          Confirmation(yes: "closure.sure.yes", no: "closure.sure.no", irreversible: false)),
        position: position(state))
    case .identity(let check): check.prompt("closure", world, position(state))
    case .confirm: confirmPrompt
    case .survey(let index): surveyPrompt(index)
    case .submitted: submittedPrompt
    }
  }

  private var meaningPrompt: Prompt {
    var body: [Line] = [.text("closure.meaning.body")] + consequenceLines + unusedLines + [.gap]
    if policy.procedures.count == 1, let window {
      body.append(DateLines.expected("closure.meaning.window", window))
    }
    body.append(.remark("closure.meaning.withdraw"))
    body.append(.remark(Phrase("closure.kept", ["years": .count(policy.keptYears)])))
    body.append(.remark(Phrase("closure.meaning.path", ["path": .policy(policy.path)])))
    // Said now, before time is spent on a checklist that cannot be submitted here.
    if policy.procedures.count == 1 { body += check.warning(world) }
    return Prompt(
      journey: "closure", step: "meaning", title: "closure.meaning.title", body: body,
      ask: .choose([
        Option("start", "closure.meaning.start"), Option("home", "closure.meaning.home"),
      ]), position: position(state))
  }

  private var checklistPrompt: Prompt {
    let items = checklist?.items ?? []
    let open = checklist?.openCount ?? 0
    var body: [Line] = [
      open == 0
        ? .good("closure.checklist.ready")
        : .text(Phrase("closure.checklist.open", ["count": .count(open)]))
    ]
    if let window { body.append(DateLines.expected("closure.checklist.window", window)) }
    body += (procedure?.steps ?? []).isEmpty ? [] : [.remark("closure.checklist.steps")]
    body += (procedure?.steps ?? []).map { .bullet(.say(.policy($0))) }
    return Prompt(
      journey: "closure", step: "checklist", title: "closure.checklist.title", body: body,
      ask: .checklist(
        Checklist(
          items: items.map { ClosureGates.item($0) },
          proceed: open == 0 ? "closure.checklist.proceed" : nil)),
      position: position(state))
  }

  private var confirmPrompt: Prompt {
    var body = consequenceLines + unusedLines + balanceLines
    body.append(.fact(label: "closure.sure.reason", value: reasonName))
    if let fee = answers.acceptedFee {
      body.append(.fact(label: "closure.fee", value: .say(.money(fee))))
    }
    if let window { body.append(.fact(label: "receipts.window", value: DateLines.words(window))) }
    body += Slip.warning(world)
    body.append(.warning("closure.confirm.warning"))
    return Prompt(
      journey: "closure", step: "confirm", title: "closure.confirm.title", body: body,
      ask: .confirm(
        Confirmation(
          yes: Phrase("closure.confirm.yes", ["action": .policy(policy.action)]),
          no: "closure.confirm.no", irreversible: true)),
      position: position(state))
  }

  private func surveyPrompt(_ index: Int) -> Prompt {
    let question = policy.survey?[index]
    return Prompt(
      journey: "closure", step: "survey\(index + 1)", title: "closure.survey.title",
      body: [
        .good(
          Phrase("closure.submitted.body", ["number": .text(filed?.receipt.number ?? "")])),
        .text("closure.survey.body"),
        .text(question.map { .say(.policy($0.text)) } ?? "closure.survey.body"),
      ],
      ask: .choose(
        (question?.choices ?? []).map { Option($0.id, .say(.policy($0.names))) }
          + [Option("skip", "closure.survey.skip")]))
  }

  private var submittedPrompt: Prompt {
    var body: [Line] = [
      .good(Phrase("closure.submitted.body", ["number": .text(filed?.receipt.number ?? "")])),
      .remark("closure.submitted.keep"),
    ]
    if procedure?.extraProof == true { body.append(.text("closure.submitted.proof")) }
    body += slip.lines
    body.append(.gap)
    if let filed { body += Timeline.of(filed.form, world) }
    return Prompt(
      journey: "closure", step: "submitted", title: "closure.submitted.title", body: body,
      ask: .finished, others: slip.options(world), position: position(state))
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
}

/// When a result can be expected, in dates, never in words alone.
public enum DateLines {
  static func expected(_ key: String, _ window: ReviewDates) -> Line {
    .text(Phrase(key, ["window": .phrase(words(window))]))
  }

  /// The window as a range of days, with what is not certain about it.
  public static func words(_ window: ReviewDates) -> Phrase {
    let days: Fact = .days(window.days)
    if window.open { return Phrase("window.open", ["window": days]) }
    return Phrase(window.provisional ? "window.provisional" : "window.days", ["window": days])
  }
}
