/// What a receipt's code claims: the receipt's facts without a person in them.
///
/// Left out are the account, the terminal, what a reviewer wrote in words of their own, and to whose
/// account money went.
public struct ReceiptClaim: Equatable, Sendable {
  /// What was done; the raw value is written, so never renumbered.
  public enum Kind: UInt64, CaseIterable, Sendable {
    case activation = 1
    case renewal, bill, refund, planChange, suspended, resumed
    case closureSubmitted, closureWithdrawn, closureRejected, closureDone
    case voided
  }

  /// What became of money left on a closing account; the raw value is written.
  public enum Remainder: UInt64, CaseIterable, Sendable {
    case refund = 1
    case transfer, forfeit
  }

  public var kind: Kind
  /// Such as `R-7K2M-94QD`.
  public var number: String
  /// The carrier's id.
  public var brand: String
  public var at: Instant
  /// The plan's id, and that of its price, in the carrier's catalogue.
  public var plan: String?
  public var tier: String?
  public var term: Term?
  /// The term, the pause, or the days on which the result of a review is due; both included.
  public var first: Day?
  public var last: Day?
  /// What was paid, or sent back.
  public var amount: Money?
  /// What days not used were worth, when a plan was changed.
  public var credit: Money?
  public var toBalance: Money?
  public var method: PaymentMethod?
  public var order: String?
  public var bill: String?
  /// The number of the application to close the account.
  public var application: String?
  public var remainder: Remainder?
  public var remainderAmount: Money?
  /// The fee for leaving a contract early.
  public var fee: Money?
  public var reason: RejectionReason?

  public init(kind: Kind, number: String, brand: String, at: Instant) {
    self.kind = kind
    self.number = number
    self.brand = brand
    self.at = at
  }
}

// MARK: From a receipt

extension ReceiptClaim {
  public init(_ receipt: Receipt) {
    self.init(
      kind: receipt.facts.kind, number: receipt.number, brand: receipt.brand, at: receipt.at)
    switch receipt.facts {
    case .activation(let plan, let until):
      (self.plan, last) = (plan, until)
    case .renewal(let quote, let method, let order):
      (plan, tier, term) = (quote.plan, quote.tier, quote.term)
      (first, last, amount) = (quote.from, quote.until, quote.total)
      (self.method, self.order) = (method, order)
    case .bill(let id, let amount, let method, let order):
      (bill, self.amount, self.method, self.order) = (id, amount, method, order)
    case .refund(let order, let amount):
      (self.order, self.amount) = (order, amount)
    case .voided(let order, let amount, let method):
      (self.order, self.amount, self.method) = (order, amount, method)
    case .planChange(let quote, let method, let order):
      (plan, tier, term) = (quote.plan, quote.tier, quote.term)
      (first, last, amount) = (quote.from, quote.until, quote.due)
      (credit, toBalance) = (quote.credit, quote.toBalance)
      (self.method, self.order) = (method, order)
    case .suspended(let days):
      (first, last) = (days.first, days.last)
    case .resumed(let until):
      last = until
    case .closureSubmitted(let window, let balance, let fee):
      // Where the carrier names no time, the days are only when to ask.
      if !window.open { (first, last) = (window.days.first, window.days.last) }
      settle(balance, fee)
    case .closureWithdrawn(let application):
      self.application = application
    case .closureRejected(let application, let reason):
      self.application = application
      self.reason = RejectionReason(rawValue: reason)
    case .closureDone(let application, let balance, let fee):
      self.application = application
      settle(balance, fee)
    }
  }

  private mutating func settle(_ balance: BalanceOutcome?, _ fee: Money?) {
    self.fee = fee
    guard let balance else { return }
    remainderAmount = balance.amount
    remainder =
      switch balance.choice {
      case .refund: .refund
      case .transfer: .transfer
      case .forfeit: .forfeit
      }
  }
}

extension Receipt.Facts {
  /// What was done, without the facts.
  public var kind: ReceiptClaim.Kind {
    switch self {
    case .activation: .activation
    case .renewal: .renewal
    case .bill: .bill
    case .refund: .refund
    case .voided: .voided
    case .planChange: .planChange
    case .suspended: .suspended
    case .resumed: .resumed
    case .closureSubmitted: .closureSubmitted
    case .closureWithdrawn: .closureWithdrawn
    case .closureRejected: .closureRejected
    case .closureDone: .closureDone
    }
  }
}

// MARK: Bytes

extension ReceiptClaim {
  /// A fact's tag; below 128 a number follows, from 128 on a text.
  private enum Tag: UInt8, CaseIterable {
    case term = 1
    case first, last, amount, credit, toBalance, method, application
    case remainder, remainderAmount, fee, order
    case plan = 128
    case tier, currency, bill, reason, otherOrder
  }

  /// The facts as they are signed.
  ///
  ///     kind ‖ receipt ‖ moment ‖ brand ‖ (tag1 ‖ value) …
  ///
  /// Kind, receipt and moment are numbers, the brand is a text. Kinds: 1 activation, 2 renewal,
  /// 3 payment of a bill, 4 refund, 5 change of plan, 6 pause, 7 end of a pause, 8 application to close
  /// the account, 9 application withdrawn, 10 rejected, 11 account closed, 12 payment taken back. The receipt's number is its
  /// eight symbols in base 32, the first the highest: 7K2M94QD for `R-7K2M-94QD`. The moment is in
  /// seconds since 1970 (UTC). A tag stands at most once, and tags rise. Days are counted from
  /// 1970-01-01, and money is in minor units of the currency.
  ///
  ///     1 months of the term, 0 pay as you go     128 plan (id)
  ///     2 first day          3 last day           129 tier (id)
  ///     4 paid or sent back                       130 currency (ISO 4217)
  ///     5 worth of unused days, 6 to the balance  131 bill
  ///     7 method: 1 balance, 2 practice, 3 cash   132 reason of a rejection
  ///       and 4 card at the counter, 5 counter
  ///     8 application: its symbols, as the receipt's  133 order whose number is of another form
  ///     9 money left: 1 refund, 2 transfer, 3 forfeit
  ///     10 how much that is   11 fee for leaving early
  ///     12 order: the 12 symbols of `O-7K2M94QD0HXZ` in base 32
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: kind.rawValue)
    bytes.append(number: Numbers.value(of: number, prefix: "R-") ?? 0)
    bytes.append(number: UInt64(max(0, at.seconds)))
    bytes.append(text: brand)
    for tag in Tag.allCases {
      if tag.rawValue < 128, let number = number(tag) {
        bytes.append(tag.rawValue)
        bytes.append(number: number)
      } else if tag.rawValue >= 128, let text = text(tag) {
        bytes.append(tag.rawValue)
        bytes.append(text: text)
      }
    }
    return bytes
  }

  private func number(_ tag: Tag) -> UInt64? {
    switch tag {
    case .term: term.map { UInt64($0.months ?? 0) }
    case .first: first.flatMap { UInt64(exactly: $0.ordinal) }
    case .last: last.flatMap { UInt64(exactly: $0.ordinal) }
    case .amount: amount.flatMap { UInt64(exactly: $0.minor) }
    case .credit: credit.flatMap { UInt64(exactly: $0.minor) }
    case .toBalance: toBalance.flatMap { UInt64(exactly: $0.minor) }
    case .method: method?.written
    case .application: application.flatMap { Numbers.value(of: $0, prefix: "R-") }
    case .remainder: remainder?.rawValue
    case .remainderAmount: remainderAmount.flatMap { UInt64(exactly: $0.minor) }
    case .fee: fee.flatMap { UInt64(exactly: $0.minor) }
    case .order: orderValue
    case .plan, .tier, .currency, .bill, .reason, .otherOrder: nil
    }
  }

  private func text(_ tag: Tag) -> String? {
    switch tag {
    case .plan: plan
    case .tier: tier
    case .currency:
      (amount ?? credit ?? toBalance ?? remainderAmount ?? fee)?.currency
    case .bill: bill
    case .reason: reason?.rawValue
    case .otherOrder: orderValue == nil ? order : nil
    case .term, .first, .last, .amount, .credit, .toBalance, .method, .application, .remainder,
      .remainderAmount, .fee, .order:
      nil
    }
  }

  private var orderValue: UInt64? {
    order.flatMap { $0.count == 14 ? Numbers.value(of: $0, prefix: "O-") : nil }
  }

  /// Reads facts back; nil for anything that this program would not have written.
  public init?(_ bytes: [UInt8]) {
    var reader = ClaimReader(bytes)
    guard let kind = reader.number().flatMap(Kind.init(rawValue:)), let number = reader.number(),
      let seconds = reader.number(), let brand = reader.text()
    else { return nil }
    self.init(
      kind: kind, number: Self.receipt(number), brand: brand,
      at: Instant(seconds: Int64(seconds)))
    var numbers: [Tag: Int64] = [:]
    var texts: [Tag: String] = [:]
    while let byte = reader.take(1)?.first {
      guard let tag = Tag(rawValue: byte) else { return nil }
      if byte < 128 {
        guard let number = reader.number() else { return nil }
        numbers[tag] = Int64(number)
      } else {
        guard let text = reader.text() else { return nil }
        texts[tag] = text
      }
    }
    func money(_ tag: Tag) -> Money? { numbers[tag].map { Money($0, texts[.currency] ?? "") } }
    func day(_ tag: Tag) -> Day? {
      numbers[tag].flatMap { $0 < 1 << 32 ? Day(ordinal: Int($0)) : nil }
    }
    (plan, tier, bill) = (texts[.plan], texts[.tier], texts[.bill])
    term = numbers[.term].map { $0 == 0 ? .payAsYouGo : .months(Int($0)) }
    (first, last) = (day(.first), day(.last))
    (amount, credit, toBalance) = (money(.amount), money(.credit), money(.toBalance))
    (remainderAmount, fee) = (money(.remainderAmount), money(.fee))
    method = numbers[.method].flatMap { value in
      PaymentMethod.allCases.first { Int64($0.written) == value }
    }
    application = numbers[.application].map { Self.receipt(UInt64($0)) }
    remainder = numbers[.remainder].flatMap { Remainder(rawValue: UInt64($0)) }
    order = numbers[.order].map { "O-" + Numbers.symbols(UInt64($0), 12) } ?? texts[.otherOrder]
    reason = texts[.reason].flatMap(RejectionReason.init(rawValue:))
    guard self.bytes == bytes else { return nil }
  }

  private static func receipt(_ value: UInt64) -> String {
    let symbols = Numbers.symbols(value, 8)
    return "R-\(symbols.prefix(4))-\(symbols.suffix(4))"
  }
}
