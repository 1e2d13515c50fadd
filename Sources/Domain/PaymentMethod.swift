/// How an order can be paid.
///
/// What follows from a method is said here and by its two sentences (`method.…`, `receipt.method.…`);
/// nothing else tells one method from another.
public enum PaymentMethod: String, Codable, Sendable, CaseIterable {
  /// The prepaid balance of the account.
  case balance
  /// The practice desk's provider: no money moves.
  case practice
  /// A credit or debit card, on the provider's own page (REN-08).
  case card
  case alipay
  case weChatPay
  /// At a staffed counter; whether in cash or by card is known once it is paid.
  case counter
  case counterCash
  /// With a card, at a terminal of the counter's own; the card never meets the desk.
  case counterCard

  /// Who says that an order is paid.
  public enum Settlement: Sendable {
    /// The desk itself, as it makes the order: there is nothing to wait for.
    case balance
    /// Somebody of the staff, who took the money.
    case staff
    /// The payment provider, which is asked.
    case provider
  }

  public var settlement: Settlement {
    switch self {
    case .balance: .balance
    case .practice, .card, .alipay, .weChatPay: .provider
    case .counter, .counterCash, .counterCard: .staff
    }
  }

  /// How a receipt's code says it; never renumbered.
  var written: UInt64 {
    switch self {
    case .balance: 1
    case .practice: 2
    case .counterCash: 3
    case .counterCard: 4
    case .counter: 5
    case .card: 6
    case .alipay: 7
    case .weChatPay: 8
    }
  }
}
