public import Domain
public import Journeys

// Phrases that notices and receipts share, and that a journey may use as well.

extension Phrase {
  /// What will happen to money left on an account when it is closed.
  public static func plan(_ balance: BalanceOutcome) -> Phrase { money(balance, "balance.plan") }

  /// What happened to money left on a closed account; nil: there was none.
  public static func outcome(_ balance: BalanceOutcome?) -> Phrase {
    balance.map { money($0, "balance.outcome") } ?? "balance.outcome.none"
  }

  private static func money(_ balance: BalanceOutcome, _ key: String) -> Phrase {
    let amount = Fact.money(balance.amount)
    switch balance.choice {
    case .refund:
      guard let back = balance.byProvider, back.minor > 0 else {
        return Phrase("\(key).refund", ["amount": amount])
      }
      let rest = balance.amount - back
      return rest.isZero
        ? Phrase("balance.outcome.refund.back", ["amount": amount])
        : Phrase(
          "balance.outcome.refund.both",
          ["amount": amount, "back": .money(back), "rest": .money(rest)])
    case .transfer(_, let number):
      return Phrase("\(key).transfer", ["amount": amount, "number": .text(number)])
    case .forfeit: return Phrase("\(key).forfeit", ["amount": amount])
    }
  }
}

extension Fact {
  static func outcome(_ balance: BalanceOutcome?) -> Fact { .phrase(.outcome(balance)) }
}

extension BrandPolicy {
  /// A plan's name, or its id where the catalogue no longer has it.
  func name(ofPlan id: String) -> Fact { plan(id).map { .policy($0.names) } ?? .text(id) }
}
