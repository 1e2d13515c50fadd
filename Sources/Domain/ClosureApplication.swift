/// Reasons a reviewer can give by name, so that they are told in the subscriber's language.
public enum RejectionReason: String, Sendable, CaseIterable {
  case billsOpen, contractRunning, detailsDiffer, identityDoubt
}

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
    /// The reviewer asked for more proof, and the person has not answered yet (ONL-13, ONL-22).
    case moreInfoNeeded(question: String)
  }

  public var id: RecordID
  /// The receipt number the person was given.
  public var number: String
  public var brand: String
  public var account: RecordID
  /// The id of a reason in the brand's policy.
  public var reason: String
  public var submittedAt: Instant
  public var way: ClosureProcedure.Way
  /// When the result is to be expected.
  public var window: ReviewDates
  /// The end of the window's last day: the review queue's order.
  public var reviewBy: Instant
  public var balance: BalanceOutcome?
  /// The early-termination fee that was agreed to.
  public var fee: Money?
  /// What was answered to the survey, by question.
  public var survey: [String: String]
  public var state: State
  public var decidedAt: Instant?
  public var decidedBy: String?
  /// Who of the staff filed it with the subscriber; nil where the subscriber did alone.
  public var filedBy: String?
  /// What was done at a counter; nil where it was not filed at one.
  public var counter: CounterRecord?
  /// How the subscriber had just proved who they are.
  public var provedBy: [IdentityMethod]?

  /// When the desk decides by itself, where the policy says so (ONL-19); nil where people do.
  public var decideFrom: Instant?

  public var owner: RecordID? { nil }
  /// What is decided by itself is due at once when it can be, so that nothing else need be looked through.
  public var due: Instant? {
    guard isOpen else { return nil }
    return state == .inReview ? decideFrom ?? reviewBy : reviewBy
  }
  public var lookups: [Lookup] { [Lookup(.application, number)] }

  /// Whether it still waits for a result.
  public var isOpen: Bool {
    switch state {
    case .inReview, .moreInfoNeeded: true
    case .approved, .rejected, .withdrawn: false
    }
  }

  /// Whether the window has passed without a result.
  public func isOverdue(at now: Instant) -> Bool { isOpen && now > reviewBy }
}
