/// Something to be paid for once; its number is the idempotency key everywhere.
public struct Order: Record {
  public static var kind: RecordKind { .order }

  public enum Purpose: Codable, Equatable, Sendable {
    case renewal(Quote)
    case bill(String)
    case planChange(ChangeQuote)
  }

  public enum State: String, Codable, Sendable {
    case awaitingPayment, completed, cancelled
    /// Paid after it was cancelled, or twice: the money goes back.
    case refunded
  }

  public var id: RecordID
  /// Such as `O-7K2M94QD0HXZ`.
  public var number: String
  public var account: RecordID
  public var purpose: Purpose
  public var amount: Money
  public var method: PaymentMethod
  public var state: State
  public var createdAt: Instant
  public var expiresAt: Instant
  public var settledAt: Instant?
  /// What the payment provider calls the payment.
  public var reference: String?
  public var receipt: RecordID?
  /// What staff took for it, where it was paid at a counter.
  public var taking: Taking?
  /// What it changed, so that money entered by mistake can be taken back with it.
  public var change: Change?

  public struct Change: Codable, Equatable, Sendable {
    public var before: Subscription.Course
    public var after: Subscription.Course
    /// What was used of the term that ended with it.
    public var dataMB: Int
    public var minutes: Int
  }

  public var owner: RecordID? { account }
  public var due: Instant? { state == .awaitingPayment ? expiresAt : nil }
  public var lookups: [Lookup] { [Lookup(.order, number)] }

  /// How long an order waits for its payment.
  public static let lifeSeconds: Int64 = 30 * 60
}
