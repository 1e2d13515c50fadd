/// A numbered application to close an account, and what became of it (ONL-15, ONL-17, ONL-21).
///
/// Holds no personal data, so that its number still answers after the account is erased.
public struct ClosureApplication: Record {
  public static var kind: RecordKind { .application }

  public enum State: Codable, Equatable, Sendable {
    case inReview
    case approved
    case rejected(reason: String)
    case withdrawn
  }

  public var id: RecordID
  /// The receipt number the person was given.
  public var number: String
  public var brand: String
  public var account: RecordID
  /// The id of a reason in the brand's policy.
  public var reason: String
  public var submittedAt: Instant
  /// When the result is to be expected, both days included.
  public var window: DayRange
  /// The end of the window's last day: the review queue's order.
  public var reviewBy: Instant
  public var balance: BalanceOutcome?
  public var state: State
  public var decidedAt: Instant?
  public var decidedBy: String?

  public var owner: RecordID? { nil }
  public var due: Instant? { state == .inReview ? reviewBy : nil }
  public var lookups: [Lookup] { [Lookup(.application, number)] }

  /// Whether the window has passed without a result.
  public func isOverdue(at now: Instant) -> Bool { state == .inReview && now > reviewBy }
}
