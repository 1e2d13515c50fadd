extension ActDesk {
  /// Whoever is signed in of the staff, and was not disabled meanwhile.
  func colleague() throws -> Staff {
    guard let name = scene.staff, let member = try Staff.named(name, in: book),
      member.disabledAt == nil
    else { throw ActRefusal.staffMissing }
    return member
  }

  /// An account is looked at by staff; nothing is changed, and the journal says who did.
  func attend(_ id: RecordID) throws -> Outcome {
    _ = try colleague()
    touch(try account(id).id)
    return .account(id)
  }

  /// A photo is looked at by staff; nothing is changed, and the journal says who did.
  func viewPhoto(_ id: RecordID) throws -> Outcome {
    _ = try colleague()
    guard let photo = try book.read(Photo.self, id) else { throw ActRefusal.photoMissing }
    touch(photo.account)
    touch(id)
    return .done
  }

  /// Files a closure face to face (OFF-03 to OFF-07).
  ///
  /// Everything is looked at before the subscriber's code is, so that none is spent for nothing; a
  /// wrong one is counted and leaves all as it was.
  func closeAtCounter(
    _ id: RecordID, _ answers: ClosureAnswers, _ counter: CounterCase
  ) throws -> Result<Outcome, ActRefusal> {
    let member = try colleague()
    var account = try account(id)
    if account.closedAt != nil { throw ActRefusal.accountClosed }
    if let known = try knownClosure(of: account) { return .success(known) }
    let policy = try scene.policy(account.brand)
    guard let procedure = policy.closure.procedure(.counter) else {
      throw ActRefusal.procedureMissing
    }
    guard let outlet = policy.outlets?.first(where: { $0.id == counter.outlet }) else {
      throw ActRefusal.outletUnknown
    }
    let deviceLost = answers.reason.flatMap(policy.closure.reason)?.deviceLost ?? false
    for material in procedure.materials
    where material.isRequired(at: outlet, deviceLost: deviceLost)
      && !counter.brought.contains(material.kind)
    {
      throw ActRefusal.materialMissing(material.kind)
    }
    if outlet.asksPurchaseProof, counter.purchaseProof.isEmpty {
      throw ActRefusal.materialMissing(.purchaseProof)
    }
    let (document, match) = try identify(account, counter, procedure, policy.today(now))
    account.document = document
    try mayOverride(counter.overrides, procedure, member)
    var answers = answers
    answers.way = .counter
    let overrides = try check(
      answers, procedure, account, policy, overrides: counter.overrides)
    guard let acceptance = counter.acceptance, !counter.signedName.isEmpty else {
      throw ActRefusal.notSigned
    }
    if let channel = acceptance.channel {
      if let wrong = try spendWord(counter.word, channel, of: id) { return .failure(wrong) }
    } else if counter.word.isEmpty || counter.word != account.lastDigits {
      throw ActRefusal.wordWrong
    }
    // Spending the code has written the account.
    account = try self.account(id)
    account.document = document
    account.security.pass(.document, at: scene.station, now: now)
    answers.details["signedName"] = counter.signedName
    if !counter.purchaseProof.isEmpty { answers.details["purchaseProof"] = counter.purchaseProof }
    if !overrides.isEmpty {
      remark = "let be: " + overrides.map(\.gate.rawValue).joined(separator: ", ")
    }
    let signed = try procedure.agreement.map { agreement in
      let text = agreement.text(counter.language)
      return CounterRecord.Signed(
        language: counter.language, sha256: try book.sha256(Array(text.utf8)).hexadecimal,
        acceptance: acceptance)
    }
    return .success(
      try fileClosure(
        account, answers, procedure, policy,
        at: CounterRecord(
          outlet: outlet.id, document: document.kind, match: match,
          purchaseProof: !counter.purchaseProof.isEmpty, overrides: overrides, agreement: signed)))
  }

  /// The original document: of a kind that counts, valid today, and the account's own (PRE-12, PRE-13).
  private func identify(
    _ account: Account, _ counter: CounterCase, _ procedure: ClosureProcedure, _ today: Day
  ) throws -> (DocumentOnFile, DocumentMatch) {
    guard let shown = counter.document, counter.isFaceCompared,
      shown.isValid(procedure.documents, today: today)
    else { throw ActRefusal.identityNotProved }
    guard let onFile = account.document else { return (shown, .attested) }
    guard let match = onFile.match(shown) else { throw ActRefusal.otherDocument }
    return (shown, match)
  }

  /// Only what the policy names, only by the role it names, and never without a reason.
  private func mayOverride(
    _ overrides: [GateOverride], _ procedure: ClosureProcedure, _ member: Staff
  ) throws {
    for override in overrides {
      guard let role = procedure.gates.first(where: { $0.kind == override.gate })?.staffMayOverride,
        member.role >= role, override.reason.count >= GateOverride.shortestReason
      else { throw ActRefusal.overrideRefused(override.gate) }
    }
  }

  /// Spends the code; what was wrong with it, or nil.
  private func spendWord(
    _ word: String, _ channel: Channel, of id: RecordID
  ) throws -> ActRefusal? {
    var cameBy: Channel?
    let result = try spend(word, purpose: .agreement, of: id) { _, pending in
      cameBy = pending.channel
    }
    if case .failure(let refused) = result { return refused }
    guard cameBy == channel else { throw ActRefusal.noCode }
    return nil
  }
}

extension Sequence<UInt8> {
  /// Two lower-case digits for each byte.
  var hexadecimal: String {
    reduce(into: "") { text, byte in
      text += byte < 16 ? "0" : ""
      text += String(byte, radix: 16)
    }
  }
}
