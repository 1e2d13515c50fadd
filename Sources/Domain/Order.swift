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
  /// Where it is paid at the provider, kept before anybody sees it: what was never shown cannot be paid.
  public var page: PaymentPage?
  /// Set when the order is given up: the provider is asked once more, when nobody can pay any longer.
  public var lastLook: Instant?
  /// Money that goes back to where it came from.
  public var refund: Refund?
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
  public var due: Instant? {
    switch state {
    case .awaitingPayment: expiresAt
    case .cancelled: lastLook
    case .refunded: refund == .owed ? settledAt : nil
    case .completed: nil
    }
  }
  public var lookups: [Lookup] { [Lookup(.order, number)] }

  /// How long an order waits for its payment.
  public static let lifeSeconds: Int64 = 30 * 60

  /// When the provider itself lets nobody pay any more, should nobody tell it before.
  ///
  /// It follows from the order alone, so that asking twice asks the same; later than ``expiresAt``,
  /// because Stripe takes no page of less than half an hour, and the order may be older than its page.
  public var pageEnds: Instant { createdAt.adding(seconds: 2 * Self.lifeSeconds) }

  public enum Refund: Codable, Equatable, Sendable {
    /// The person was told; the provider has not confirmed it yet.
    case owed
    case done(reference: String)
  }
}
