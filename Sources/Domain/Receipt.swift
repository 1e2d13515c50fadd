/// A lasting record of something done; it names no person and outlives the account.
public struct Receipt: Record {
  public static var kind: RecordKind { .receipt }

  public enum Facts: Codable, Equatable, Sendable {
    case activation(plan: String?, until: Day?)
    case renewal(Quote, method: PaymentMethod, order: String)
    case bill(id: String, amount: Money, method: PaymentMethod, order: String)
    case refund(order: String, amount: Money)
    /// Money entered at the counter by mistake, taken back with what it paid for.
    case voided(order: String, amount: Money, method: PaymentMethod)
    case planChange(ChangeQuote, method: PaymentMethod, order: String)
    case suspended(DayRange)
    case resumed(until: Day?)
    case closureSubmitted(window: ReviewDates, balance: BalanceOutcome?, fee: Money?)
    case closureWithdrawn(application: String)
    case closureRejected(application: String, reason: String)
    case closureDone(application: String, balance: BalanceOutcome?, fee: Money?)
  }

  public var id: RecordID
  /// Such as `R-7K2M-94QD`.
  public var number: String
  public var brand: String
  /// The account's record number: meaningless once the account is erased.
  public var account: RecordID
  public var at: Instant
  public var station: String
  public var facts: Facts
  /// Who took the money, and how, where it was paid at a counter.
  public var taking: Taking?
  /// What goes back by the ways it was paid, and how that stands; nil where nothing does.
  public var repayments: [Repayment]?
  /// The counter it was given at; nil where it was not.
  public var counter: CounterNote?
  /// The signed code, made in the same act; nil only for receipts of a desk that could not sign yet.
  public var code: String?

  public var owner: RecordID? { nil }
  /// When a provider is to be asked whether money has gone back.
  public var due: Instant? { repayments?.compactMap(\.askAt).min() }
  public var lookups: [Lookup] { [Lookup(.receipt, number)] }
}

extension Receipt.Facts {
  /// What was paid, where something was.
  public var paid: Money? {
    switch self {
    case .renewal(let quote, _, _): quote.total
    case .planChange(let quote, _, _): quote.due
    case .bill(_, let amount, _, _): amount
    case .activation, .refund, .voided, .suspended, .resumed, .closureSubmitted, .closureWithdrawn,
      .closureRejected, .closureDone:
      nil
    }
  }
}

extension Receipt {
  /// The receipt with its code, signed by the book's key.
  func signed(in book: any Book) throws -> Receipt {
    let facts = ReceiptClaim(self).bytes
    let publicKey = try book.receiptKey()
    let signature = try book.signReceipt(ReceiptCode.message(facts, publicKey: publicKey))
    var receipt = self
    receipt.code = ReceiptCode(facts: facts, publicKey: publicKey, signature: signature).text
    return receipt
  }
}

/// What the person decided about money left on a closing account (PRE-01, X-09).
public enum BalanceChoice: Codable, Equatable, Sendable {
  case refund
  case transfer(to: RecordID, number: String)
  case forfeit
}

/// What happens, or happened, to that money.
public struct BalanceOutcome: Codable, Equatable, Sendable {
  public var choice: BalanceChoice
  public var amount: Money
  /// How much of a refund goes back by the ways this person paid; nil where none does.
  public var byProvider: Money?

  public init(choice: BalanceChoice, amount: Money, byProvider: Money? = nil) {
    self.choice = choice
    self.amount = amount
    self.byProvider = byProvider
  }
}
