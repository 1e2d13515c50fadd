public import Domain

/// Whether a code proves a receipt: what the desk, and the command, say of it.
public enum ReceiptProof {
  /// What a typed or scanned code claims, once it is certain who signed it.
  ///
  /// - Parameters:
  ///   - typed: the code, however it is spaced.
  ///   - signatures: whose signatures count here, and how they are checked.
  /// - Returns: the facts, as the carrier signed them.
  /// - Throws: why nothing is proved.
  public static func claim(
    _ typed: String, _ signatures: Ports.Signatures
  ) throws(Refusal) -> ReceiptClaim {
    let code = try read(typed)
    let keys = signatures.keys().filter { $0.starts(with: code.keyID) }
    guard !keys.isEmpty else { throw Refusal("receiptCode.unknownSigner") }
    guard keys.contains(where: { signatures.holds(code.signature, code.message, $0) }) else {
      throw Refusal("receiptCode.forged")
    }
    // The carrier's own signature over facts this program does not know: a later one made them.
    guard let claim = ReceiptClaim(code.facts) else { throw Refusal("receiptCode.newer") }
    return claim
  }

  /// Whether somebody typed, or scanned, a whole code rather than a receipt's number.
  static func looksLikeCode(_ typed: String) -> Bool {
    typed.count { $0.isLetter || $0.isNumber } > 12
  }

  private static func read(_ typed: String) throws(Refusal) -> ReceiptCode {
    do {
      return try ReceiptCode(typed)
    } catch {
      switch error {
      case .empty, .malformed: throw Refusal("receiptCode.malformed")
      case .character(let wrong):
        throw Refusal("receiptCode.character", ["character": .text(String(wrong))])
      case .group(let place, let text):
        throw Refusal("receiptCode.group", ["group": .count(place), "text": .text(text)])
      case .truncated: throw Refusal("receiptCode.truncated")
      case .tooLong: throw Refusal("receiptCode.tooLong")
      case .newerVersion: throw Refusal("receiptCode.newer")
      }
    }
  }
}

/// What a receipt's code claims, as lines to compare with the paper.
public enum ClaimLines {
  /// - Parameters:
  ///   - claim: the facts.
  ///   - policies: the carriers whose names and plans are known here.
  /// - Returns: a line for each fact; where a name is not known, its id.
  public static func of(_ claim: ReceiptClaim, _ policies: Brands) -> [Line] {
    let policy = policies[claim.brand]
    let clock = policy?.clock ?? ClockOffset(seconds: 0)
    var lines: [Line] = [
      fact("receipts.number", .text(claim.number)),
      fact("claim.carrier", policy.map { .policy($0.names) } ?? .text(claim.brand)),
      .fact(label: "claim.kind", value: title(claim.kind)),
      fact("receipts.when", .moment(claim.at, clock)),
    ]
    if let plan = claim.plan {
      lines.append(
        fact("receipts.plan", policy?.plan(plan).map { .policy($0.names) } ?? .text(plan)))
    }
    lines += days(claim)
    if let application = claim.application {
      lines.append(fact("receipts.application", .text(application)))
    }
    if let reason = claim.reason {
      lines.append(fact("receipts.reason", RejectionWords.of(reason.rawValue)))
    }
    return lines + money(claim)
  }

  /// The same without what only its owner should read: sums, orders, bills.
  static func masked(_ claim: ReceiptClaim, _ policies: Brands) -> [Line] {
    var masked = ReceiptClaim(
      kind: claim.kind, number: claim.number, brand: claim.brand, at: claim.at)
    (masked.first, masked.last) = (claim.first, claim.last)
    (masked.application, masked.reason) = (claim.application, claim.reason)
    return of(masked, policies)
  }

  static func title(_ kind: ReceiptClaim.Kind) -> Phrase {
    switch kind {
    case .activation: "receipts.kind.activation"
    case .renewal: "receipts.kind.renewal"
    case .bill: "receipts.kind.bill"
    case .refund: "receipts.kind.refund"
    case .voided: "receipts.kind.voided"
    case .planChange: "receipts.kind.planChange"
    case .suspended: "receipts.kind.suspended"
    case .resumed: "receipts.kind.resumed"
    case .closureSubmitted: "receipts.kind.closureSubmitted"
    case .closureWithdrawn: "receipts.kind.closureWithdrawn"
    case .closureRejected: "receipts.kind.closureRejected"
    case .closureDone: "receipts.kind.closureDone"
    }
  }

  private static func days(_ claim: ReceiptClaim) -> [Line] {
    if claim.kind == .closureSubmitted, let first = claim.first, let last = claim.last {
      return [
        .fact(
          label: "claim.days",
          value: Phrase("claim.range", ["first": .day(first), "last": .day(last)]))
      ]
    }
    return [
      claim.first.map { fact("claim.first", .day($0)) },
      claim.last.map { fact("claim.last", .day($0)) },
    ].compactMap(\.self)
  }

  private static func money(_ claim: ReceiptClaim) -> [Line] {
    var lines: [Line] = []
    func add(_ label: Phrase, _ money: Money?) {
      if let money { lines.append(fact(label, .money(money))) }
    }
    add(
      [.refund, .voided].contains(claim.kind) ? "receipts.refunded" : "receipts.paid", claim.amount)
    add("planChange.credit", claim.credit)
    add("planChange.toBalance", claim.toBalance.flatMap { $0.isZero ? nil : $0 })
    if let remainder = claim.remainder, let amount = claim.remainderAmount {
      lines.append(.fact(label: "receipts.balance", value: words(remainder, amount)))
    }
    add("closure.fee", claim.fee)
    if let method = claim.method {
      lines.append(.fact(label: "receipts.method", value: Phrase("method.\(method.rawValue)")))
    }
    if let bill = claim.bill { lines.append(fact("receipts.bill", .text(bill))) }
    if let order = claim.order { lines.append(fact("receipts.order", .text(order))) }
    return lines
  }

  private static func words(_ remainder: ReceiptClaim.Remainder, _ amount: Money) -> Phrase {
    switch remainder {
    case .refund: Phrase("claim.remainder.refund", ["amount": .money(amount)])
    case .transfer: Phrase("claim.remainder.transfer", ["amount": .money(amount)])
    case .forfeit: Phrase("claim.remainder.forfeit", ["amount": .money(amount)])
    }
  }

  private static func fact(_ label: Phrase, _ value: Fact) -> Line {
    .fact(label: label, value: .say(value))
  }
}
