public import Domain

/// Why an application was not approved: a known reason's sentence, else what the reviewer wrote.
public enum RejectionWords {
  /// The fact for a sentence that names the reason.
  public static func of(_ reason: String) -> Fact {
    RejectionReason(rawValue: reason).map { .phrase(Phrase("reject.\($0.rawValue)")) }
      ?? .text(reason)
  }
}

/// How a refunded balance comes back, and how far it is.
public enum RepaymentWords {
  /// A sentence for each payment it goes back to, and one for what is paid out against the receipt.
  public static func of(_ receipt: Receipt, _ policy: BrandPolicy) -> [Phrase] {
    let (back, rest) = parts(receipt)
    var phrases = back.map { repayment in
      let money = repayment.money
      let method: Fact = .phrase(Phrase("method.\(money.method.rawValue)"))
      guard case .done(let reference, let at) = repayment.state else {
        return Phrase(
          "repayment.owed",
          ["amount": .money(money.amount), "method": method, "order": .text(money.order)])
      }
      return Phrase(
        "repayment.done",
        [
          "amount": .money(money.amount), "method": method, "order": .text(money.order),
          "day": .day(policy.today(at)), "reference": .text(reference),
        ])
    }
    if let rest {
      phrases.append(
        Phrase("repayment.rest", ["amount": .money(rest), "receipt": .text(receipt.number)]))
    }
    return phrases
  }

  /// The same without what only its owner should read: sums, orders, references.
  static func masked(_ receipt: Receipt, _ policy: BrandPolicy) -> [Phrase] {
    let (back, rest) = parts(receipt)
    let phrases = back.map { repayment in
      let method: Fact = .phrase(Phrase("method.\(repayment.money.method.rawValue)"))
      guard case .done(_, let at) = repayment.state else {
        return Phrase("repayment.masked.owed", ["method": method])
      }
      return Phrase("repayment.masked.done", ["method": method, "day": .day(policy.today(at))])
    }
    return phrases + (rest == nil ? [] : ["repayment.masked.rest"])
  }

  /// What goes back, or went, and what is paid out; a provider that will not send it back has it paid out.
  private static func parts(_ receipt: Receipt) -> (back: [Repayment], rest: Money?) {
    guard case .closureDone(_, let balance?, _) = receipt.facts, balance.choice == .refund else {
      return ([], nil)
    }
    let back = (receipt.repayments ?? []).filter {
      if case .refused = $0.state { false } else { true }
    }
    let rest = balance.amount.minor - back.reduce(0) { $0 + $1.money.amount.minor }
    return (back, rest > 0 ? balance.amount.with(minor: rest) : nil)
  }
}

/// What becomes of money left on a closing account, in words.
enum BalanceWords {
  static func of(_ choice: BalanceChoice, _ amount: Money) -> Phrase {
    switch choice {
    case .refund: Phrase("balance.choice.refund", ["amount": .money(amount)])
    case .transfer(_, let number):
      Phrase("balance.choice.transfer", ["amount": .money(amount), "number": .text(number)])
    case .forfeit: Phrase("balance.choice.forfeit", ["amount": .money(amount)])
    }
  }
}
