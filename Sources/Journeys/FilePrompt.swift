import Domain

/// An application with everything needed to decide; personal facts only as far as they are.
enum FilePrompt {
  static func of(_ file: ReviewFile, _ world: World) -> Prompt {
    let form = file.form
    let policy = world.brands[form.brand] ?? world.policy
    var body = what(form, policy, world)
    if let account = file.account, form.isOpen { body += who(account, file, policy, world) }
    return Prompt(
      journey: "review", step: "file", title: .say(.text(form.number)), body: body,
      ask: .choose(options(file, world)))
  }

  // MARK: The application

  private static func what(
    _ form: ClosureApplication, _ policy: BrandPolicy, _ world: World
  ) -> [Line] {
    var lines: [Line] = [
      .fact(
        label: .say(.policy(policy.names)), value: Phrase("review.way.\(form.way.rawValue)")),
      .fact(
        label: "review.submitted", value: .say(.moment(form.submittedAt, policy.clock))),
      .fact(label: "review.window", value: DateLines.words(form.window)),
      .fact(
        label: "review.reason",
        value: policy.closure.reason(form.reason).map { .say(.policy($0.names)) }
          ?? .say(.text(form.reason))),
    ]
    if form.isOverdue(at: world.now) { lines.append(.warning("review.overdue")) }
    if let balance = form.balance {
      lines.append(
        .fact(label: "review.balance", value: BalanceWords.of(balance.choice, balance.amount)))
    }
    if let fee = form.fee {
      lines.append(.fact(label: "review.fee", value: .say(.money(fee))))
    }
    if let name = form.filedBy {
      lines.append(.fact(label: "review.filedBy", value: .say(.text(name))))
    }
    if let counter = form.counter { lines += CounterLines.of(counter, policy) }
    for method in form.provedBy ?? [] {
      lines.append(.good(Phrase("identity.by.\(method.rawValue)")))
    }
    switch form.state {
    case .inReview: break
    case .moreInfoNeeded(let question):
      lines.append(.fact(label: "review.asked", value: .say(.text(question))))
    case .approved: lines.append(.good("review.decided.approved"))
    case .rejected(let reason):
      lines.append(
        .fact(
          label: "review.decided.rejected",
          value: Phrase("say", ["it": RejectionWords.of(reason)])))
    case .withdrawn: lines.append(.text("review.withdrawn"))
    }
    return lines
  }

  // MARK: The person

  private static func who(
    _ account: Account, _ file: ReviewFile, _ policy: BrandPolicy, _ world: World
  ) -> [Line] {
    var lines: [Line] = [
      .gap, .fact(label: .say(.text(account.name)), value: .say(.text(account.number))),
    ]
    if let email = account.email {
      lines.append(.fact(label: "details.email", value: .say(.text(Mask.email(email)))))
    }
    if let msisdn = account.msisdn {
      lines.append(.fact(label: "details.msisdn", value: .say(.text(Mask.msisdn(msisdn)))))
    }
    if let document = account.document {
      let kinds = policy.closure.procedure(file.form.way)?.documents ?? []
      lines.append(
        .fact(
          label: Phrase("document.\(document.kind.rawValue)"),
          value: .say(.text(Mask.document(document.number)))))
      if !kinds.isEmpty, !document.isValid(kinds, today: policy.today(world.now)) {
        lines.append(.warning("review.document.bad"))
      }
    }
    lines += details(account)
    let owed = account.bills.filter { !$0.paid }
    if let first = owed.first {
      let sum = owed.dropFirst().reduce(first.amount) { $0 + $1.amount }
      lines.append(.warning(Phrase("review.owes", ["sum": .money(sum)])))
    }
    for (key, label) in [
      ("signedName", Phrase("counter.signedName")), ("purchaseProof", "counter.proof.title"),
    ] {
      if let said = account.closureDetails[key] {
        lines.append(.fact(label: label, value: .say(.text(said))))
      }
    }
    if let proof = account.closureDetails["proof"] {
      lines.append(.fact(label: "review.answer", value: .say(.text(proof))))
    }
    for picture in file.pictures {
      lines.append(
        .fact(
          label: "review.photo",
          value: Phrase(
            "review.photo.detail",
            [
              "format": .text(picture.format.rawValue.uppercased()),
              "size": .count((picture.bytes + 1023) / 1024),
              "when": .moment(picture.addedAt, policy.clock),
            ])))
    }
    if !file.pictures.isEmpty { lines.append(.remark("review.photo.deleted")) }
    return lines
  }

  /// What the form asked for: what we know already is compared, not shown again.
  private static func details(_ account: Account) -> [Line] {
    let known = [
      "msisdn": account.msisdn, "email": account.email, "deviceModel": account.device.model,
    ]
    let labels: [(String, Phrase)] = [
      ("deviceModel", "details.deviceModel"), ("imei", "details.imei"),
      ("msisdn", "details.msisdn"), ("email", "details.email"),
    ]
    return labels.compactMap { key, label in
      guard let typed = account.closureDetails[key] else { return nil }
      guard let ours = known[key] ?? nil else {
        return .fact(label: label, value: .say(.text(typed)))
      }
      return ours == typed
        ? .fact(label: label, value: "review.same")
        : .warning(Phrase("review.differs", ["what": .phrase(label)]))
    }
  }

  // MARK: What can be done

  /// The option that shows a photo.
  static let photo = "photo"

  private static func options(_ file: ReviewFile, _ world: World) -> [Option] {
    let form = file.form
    guard form.isOpen, let staff = world.staff else { return [Option("back", "review.back")] }
    let own: Phrase? = form.filedBy == staff.name ? "refusal.review.own" : nil
    let why: Phrase? = own ?? (staff.role < .reviewer ? "refusal.review.role" : nil)
    let asks = world.brands[form.brand]?
      .closure.procedure(form.way)?.extraProof
    var options = [
      Option("approve", "review.approve", disabled: why),
      Option("reject", "review.reject", disabled: why),
    ]
    if asks != false { options.append(Option("ask", "review.ask", disabled: own)) }
    if world.showsPhotos {
      options += file.pictures.indices.map {
        Option("\(photo)\($0 + 1)", Phrase("review.photo.view", ["number": .count($0 + 1)]))
      }
    }
    return options + [Option("back", "review.back")]
  }
}
