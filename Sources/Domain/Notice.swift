/// A message waiting to be delivered; queued in the same transaction as what it tells.
///
/// Sealed under the vault's key, not the account's, because the last one tells of the erasure.
/// Removed when delivered.
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
  public var tries: Int
  /// Goes with it by mail, whole and signed: its owner may soon have nothing else.
  public var receipt: Receipt?

  public var owner: RecordID? { nil }
  public var due: Instant? { tryAt }
  public var lookups: [Lookup] { [] }

  /// A code that can no longer be used is not worth delivering.
  public func isStale(at now: Instant) -> Bool {
    if case .code = body { return queuedAt.seconds(until: now) > OneTimeCode.lifeSeconds }
    return false
  }

  /// When a failed delivery is tried again: after 1, 2, 4 … minutes, at most 6 hours.
  public func nextTry(after now: Instant) -> Instant {
    now.adding(seconds: min(60 << Int64(min(tries, 10)), 6 * 3600))
  }
}
