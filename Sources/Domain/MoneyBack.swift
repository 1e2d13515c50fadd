/// Money that goes back by the way it came; its number makes a repeat known.
public struct MoneyBack: Codable, Equatable, Sendable {
  /// The same at every attempt, and no other's.
  public var number: String
  /// The number of the order that was paid.
  public var order: String
  public var method: PaymentMethod
  /// Who took it; nil at the practice provider.
  public var provider: PaymentPage.Provider?
  /// What the provider calls the payment.
  public var payment: String
  /// All that was paid.
  public var paid: Money
  /// What goes back of it.
  public var amount: Money
}

extension Order {
  /// All that was paid for it; nil before it was.
  public var moneyBack: MoneyBack? { back(amount, number: "\(number)-R") }

  /// A part of it, for what is left on an account when it is closed (X-09).
  func part(_ part: Money) -> MoneyBack? { back(part, number: "\(number)-C") }

  private func back(_ part: Money, number: String) -> MoneyBack? {
    reference.map {
      MoneyBack(
        number: number, order: self.number, method: method, provider: page?.provider, payment: $0,
        paid: amount, amount: part)
    }
  }
}

/// A part of a closed account's balance on its way back; it names no person and outlives the account
/// (X-08, X-09).
public struct Repayment: Codable, Equatable, Sendable {
  public enum State: Codable, Equatable, Sendable {
    /// The provider has not confirmed it yet, and is asked at that moment.
    case owed(askAt: Instant)
    case done(reference: String, at: Instant)
    /// The provider will not: it is paid out against the receipt.
    case refused(at: Instant)
  }

  public var money: MoneyBack
  public var since: Instant
  public var state: State

  /// When the provider is asked next; nil where there is nothing left to ask.
  public var askAt: Instant? { if case .owed(let askAt) = state { askAt } else { nil } }

  /// For how long after a payment its money can go back that way, in seconds: 180 days.
  ///
  /// Stripe, WeChat Pay and Alipay all take refunds for at least that long.
  static let longest: Int64 = 180 * 86_400
  /// A provider that does not answer is asked again after a minute at first, at last once a day.
  static let asksAgain: ClosedRange<Int64> = 60...86_400
}

/// What came of asking a provider to send money back.
public enum RepaymentAnswer: Equatable, Sendable {
  case done(reference: String)
  case refused
  /// Nothing is known; it is asked again.
  case later
}

extension ActDesk {
  /// Sends what is left on a closing account back by the ways this person paid, the newest first, none
  /// more than it brought; what is left then is paid out against the receipt.
  func repayments(of balance: BalanceOutcome?, _ account: Account) throws -> [Repayment] {
    guard let balance, balance.choice == .refund else { return [] }
    let paid = try account.orders.compactMap { try book.read(Order.self, $0) }.filter { order in
      order.state == .completed && order.method.settlement == .provider
        && order.amount.currency == balance.amount.currency
        && (order.settledAt.map { $0.seconds(until: now) <= Repayment.longest } ?? false)
    }
    var rest = balance.amount.minor
    var repayments: [Repayment] = []
    for order in paid.sorted(by: {
      ($0.settledAt ?? now, $0.number) > ($1.settledAt ?? now, $1.number)
    }) {
      let part = min(rest, order.amount.minor)
      guard part > 0, let money = order.part(order.amount.with(minor: part)) else { continue }
      rest -= part
      repayments.append(Repayment(money: money, since: now, state: .owed(askAt: now)))
    }
    return repayments
  }

  /// What a provider said about money that goes back; said twice, it counts once.
  func repaid(_ id: RecordID, _ number: String, _ answer: RepaymentAnswer) throws -> Outcome {
    guard var receipt = try book.read(Receipt.self, id),
      let at = receipt.repayments?.firstIndex(where: { $0.money.number == number }),
      let repayment = receipt.repayments?[at]
    else { throw ActRefusal.orderMissing }
    guard case .owed = repayment.state else { return .known }
    let state: Repayment.State
    switch answer {
    case .done(let reference): state = .done(reference: reference, at: now)
    case .refused: state = .refused(at: now)
    case .later:
      let pause = repayment.since.seconds(until: now) / 4
      let bounds = Repayment.asksAgain
      state = .owed(
        askAt: now.adding(seconds: min(max(pause, bounds.lowerBound), bounds.upperBound)))
    }
    receipt.repayments?[at].state = state
    try write(receipt)
    return .receipt(receipt)
  }
}
