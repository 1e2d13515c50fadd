/// A message waiting to be delivered; queued in the same transaction as what it tells.
///
/// Sealed under the vault's key, not the account's, because the last one tells of the erasure.
/// Removed when delivered.
///
/// Whoever delivers it takes it on lease first, by moving its next try ahead: two couriers never have
/// it at once, and one that dies leaves it to the next. What cannot be delivered is parked, for
/// somebody in charge to look at.
public struct Notice: Record {
  public static var kind: RecordKind { .notice }

  public enum Body: Codable, Equatable, Sendable {
    case code(String, purpose: CodePurpose)
    case activated
    case renewed(Quote, receipt: String)
    case billPaid(bill: String, amount: Money, receipt: String)
    case voided(amount: Money, receipt: String)
    case refunded(amount: Money, receipt: String)
    case passwordChanged
    /// A copy of the person's own data, as readable lines.
    case dataCopy(text: String)
    case receiptCopy(receipt: String)
    case planChanged(ChangeQuote, receipt: String)
    case suspended(DayRange, receipt: String)
    case resumed(receipt: String)
    case closureSubmitted(receipt: String, window: ReviewDates)
    case closureQuestion(receipt: String, question: String)
    case closureWithdrawn(receipt: String)
    case closureRejected(receipt: String, reason: String)
    case closureDone(receipt: String, balance: BalanceOutcome?)
  }

  public var id: RecordID
  public var brand: String
  public var channel: Channel
  public var address: String
  public var language: Language
  public var body: Body
  public var queuedAt: Instant
  /// When delivery is tried next.
  public var tryAt: Instant
  /// How often delivery was begun.
  public var tries: Int
  /// Goes with it by mail, whole and signed: its owner may soon have nothing else.
  public var receipt: Receipt?
  /// What came in the way of the last try.
  public var trouble: DeliveryTrouble?
  /// Since when it is no longer tried.
  public var parkedAt: Instant?

  /// How long whoever delivers it may take, in seconds; longer than any connector waits.
  public static let leaseSeconds: Int64 = 180
  /// After so many tries it is parked: about four days (RFC 5321, section 4.5.4.1).
  public static let mostTries = 24
  /// How long a parked one is kept: it names a person, who may long be erased.
  public static let parkedSeconds: Int64 = 30 * 86_400

  public var owner: RecordID? { nil }
  public var due: Instant? { parkedAt?.adding(seconds: Self.parkedSeconds) ?? tryAt }
  public var lookups: [Lookup] { [] }

  /// Whether it is not worth delivering any more: a code that is too old, or what was parked too long.
  public func isStale(at now: Instant) -> Bool {
    if parkedAt != nil { return due.map { $0 <= now } ?? false }
    if case .code = body { return queuedAt.seconds(until: now) > OneTimeCode.lifeSeconds }
    return false
  }

  /// When a failed delivery is tried again: after 1, 2, 4 … minutes, at most 6 hours.
  public func nextTry(after now: Instant) -> Instant {
    now.adding(seconds: min(60 << Int64(min(max(tries - 1, 0), 10)), 6 * 3600))
  }
}
