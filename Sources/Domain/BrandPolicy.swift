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
  /// Whether and how a plan can be changed before its term ends (GEN-07); nil: not at all.
  public let planChange: PlanChangeRule?
  /// Whether and for how long a line can be suspended; nil: not at all.
  public let suspension: SuspensionRule?
  /// What an account may be asked when its subscriber proves identity; nil: no such questions.
  public let securityQuestions: [SecurityQuestion]?
  /// The kinds of account the form asks for (ONL-06); nil where there is one.
  public let accountKinds: [AccountKind]?
  /// Service centres (OFF-02); nil where there are none.
  public let outlets: [Outlet]?
  /// Parts of the cities they are in, to look for the nearest from; nil where there are none.
  public let districts: [District]?
  public let closure: ClosurePolicy

  public func plan(_ id: String?) -> Plan? { plans.first { $0.id == id } }

  public func today(_ now: Instant) -> Day { Day(now, offset: clock.seconds) }
}

/// What a person may sign in with (LOG-01, LOG-02).
public enum SignInIdentifier: String, Spelled, Sendable {
  case email, msisdn, userName
}

/// Where people get help, at any step (AFT-09, REN-16).
public struct Support: Codable, Equatable, Sendable {
  public let hotline: String
  public let hours: LocalizedText
  public let email: String
  public let site: String
  /// Online support, such as "24 hours" (ONL-27); nil where there is none.
  public let chat: LocalizedText?
}

/// A kind of account, such as personal or business.
public struct AccountKind: Codable, Equatable, Sendable {
  public let id: String
  public let names: LocalizedText
}

/// A question with an answer given earlier; never enough alone.
public struct SecurityQuestion: Codable, Equatable, Sendable {
  public let id: String
  public let text: LocalizedText
}

/// How a line gets onto a device (LOG-08, LOG-09).
public struct Activation: Codable, Equatable, Sendable {
  /// How to find out whether a device takes an eSIM.
  public let deviceHint: LocalizedText
  public let steps: [LocalizedText]
}
