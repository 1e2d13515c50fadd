/// Everything that makes one carrier different from another, read from its policy file.
public struct BrandPolicy: Codable, Equatable, Sendable {
  /// The version of this schema.
  public let format: Int
  public let id: String
  /// True where prices, outlets and contacts are plausible samples, not the carrier's own.
  public let sample: Bool
  public let names: LocalizedText
  /// What the product is, for someone who has never seen it (GEN-01, GEN-08).
  public let about: [LocalizedText]
  public let clock: ClockOffset
  /// The country code of numbers typed without one, such as `86`.
  public let callingCode: String
  /// ISO 4217.
  public let currency: String
  public let support: Support
  /// The letter that begins account numbers.
  public let accountPrefix: String
  public let signIn: [SignInIdentifier]
  public let activation: Activation
  public let plans: [Plan]
  public let promotions: [Promotion]
  public let renewal: RenewalRule
  public let closure: ClosurePolicy

  public func plan(_ id: String?) -> Plan? { plans.first { $0.id == id } }

  public func today(_ now: Instant) -> Day { Day(now, offset: clock.seconds) }
}

/// What a person may sign in with (LOG-01, LOG-02).
public enum SignInIdentifier: String, Codable, Sendable, CaseIterable {
  case email, msisdn, userName
}

/// Where people get help, at any step (AFT-09, REN-16).
public struct Support: Codable, Equatable, Sendable {
  public let hotline: String
  public let hours: LocalizedText
  public let email: String
  public let site: String
}

/// How a line gets onto a device (LOG-08, LOG-09).
public struct Activation: Codable, Equatable, Sendable {
  /// How to find out whether a device takes an eSIM.
  public let deviceHint: LocalizedText
  public let steps: [LocalizedText]
}

/// How this carrier closes an account.
public struct ClosurePolicy: Codable, Equatable, Sendable {
  public enum PostCloseSignIn: String, Codable, Sendable { case deny }
  public enum Review: String, Codable, Sendable { case staff }

  public let gates: [Gate]
  public let reasons: [Reason]
  /// The channels a one-time code may go to, in the order they are offered (ONL-10).
  public let identity: [Channel]
  /// What is lost, told before the start and again before the confirmation (PRE-14, ONL-14).
  public let consequences: [LocalizedText]
  /// The terms to be read (PRE-16).
  public let terms: [LocalizedText]
  public let window: ReviewWindow
  public let review: Review
  public let postCloseSignIn: PostCloseSignIn
  /// What is left for the person to do when the account is closed (AFT-02, AFT-03).
  public let afterwards: [LocalizedText]

  public func reason(_ id: String) -> Reason? { reasons.first { $0.id == id } }

  /// A reason a person can give (ONL-05).
  public struct Reason: Codable, Equatable, Sendable {
    public let id: String
    public let names: LocalizedText
    /// The phone cannot receive a code, so one by SMS is not offered.
    public let deviceLost: Bool
  }
}

/// Something to be settled before an account can be closed.
public struct Gate: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case bills
    case orders
    case balance
    case devices
    case backup
    case terms
  }

  public enum Level: String, Codable, Sendable {
    /// Nothing is submitted while it is open.
    case blocking
    /// The person must say that it is done or understood.
    case attest
    /// Shown; may be skipped.
    case advisory
  }

  public let kind: Kind
  public let level: Level
}
