/// How this carrier closes an account.
public struct ClosurePolicy: Codable, Equatable, Sendable {
  /// What becomes of signing in once the account is closed.
  public enum PostCloseSignIn: String, Spelled, Sendable {
    /// It fails; progress and result are still found by receipt number.
    case deny
    /// It shows that the account is closed, for ``ClosurePolicy/statusDays``.
    case readOnlyStatus
  }

  /// What the carrier calls it, such as "Close account" or "Terminate service" (ONL-01 to ONL-04).
  public let action: LocalizedText
  /// Where it is found in the carrier's own menus.
  public let path: LocalizedText
  /// The ways to close, in the order they are offered.
  public let procedures: [ClosureProcedure]
  public let reasons: [Reason]
  /// Asked after the confirmation, and can be skipped (ONL-09); nil: nothing is asked.
  public let survey: [Question]?
  /// What is lost, told before the start and again before the confirmation (PRE-14, ONL-14).
  public let consequences: [LocalizedText]
  /// The terms to be read (PRE-16).
  public let terms: [LocalizedText]
  public let postCloseSignIn: PostCloseSignIn
  /// For how many days signing in shows the closed state; then everything is erased.
  public let statusDays: Int?
  /// Within how many calendar days after the closure the SIM is off the network; a clock of its own.
  public let simOffDays: Int
  /// For how many years the law keeps payments and closures, without a name.
  public let keptYears: Int
  /// What is left for the person to do when the account is closed (AFT-02 to AFT-08).
  public let afterwards: [LocalizedText]

  public func reason(_ id: String) -> Reason? { reasons.first { $0.id == id } }

  public func procedure(_ way: ClosureProcedure.Way) -> ClosureProcedure? {
    procedures.first { $0.way == way }
  }

  /// A reason a person can give (ONL-05, ONL-08).
  public struct Reason: Codable, Equatable, Sendable {
    public let id: String
    public let names: LocalizedText
    /// The phone cannot receive a code, so one by SMS is not offered.
    public let deviceLost: Bool
  }

  /// A question of the survey, answered by one of its choices.
  public struct Question: Codable, Equatable, Sendable {
    public let id: String
    public let text: LocalizedText
    public let choices: [Choice]

    public struct Choice: Codable, Equatable, Sendable {
      public let id: String
      public let names: LocalizedText
    }
  }
}

/// One way to close an account: here, at a counter, or through the carrier.
public struct ClosureProcedure: Codable, Equatable, Sendable {
  public enum Way: String, Spelled, Sendable {
    case online, counter, carrier
  }

  public enum Review: String, Spelled, Sendable {
    /// A person decides.
    case staff
    /// The desk decides by the policy's rules when the window opens (ONL-19).
    case automatic
  }

  public let way: Way
  /// Whom it suits (OFF-01).
  public let about: LocalizedText
  /// What happens, in its fixed order (ESM-01).
  public let steps: [LocalizedText]
  public let gates: [Gate]
  /// What is asked besides the reason (ONL-06, ONL-07, ESM-02).
  public let details: [Detail]
  /// The ways to prove identity: any one of these lists, every method in it (ONL-10, ONL-11).
  public let identity: [[IdentityMethod]]
  /// Identity documents that count (PRE-12); empty where none is asked for.
  public let documents: [DocumentKind]
  /// Whether more proof may be asked for after the submission (ONL-13).
  public let extraProof: Bool
  public let window: ReviewWindow
  public let review: Review
  /// What to bring to a counter (OFF-03, OFF-04).
  public let materials: [Material]
  /// What is signed at a counter (OFF-06); nil where nothing is.
  public let agreement: Agreement?

  /// Something the application form asks for.
  public enum Detail: String, Spelled, Sendable {
    case accountType, msisdn, email, deviceModel, imei
  }
}

/// A way to prove who one is.
public enum IdentityMethod: String, Spelled, Sendable {
  case mailCode, smsCode, totp, document, idPhoto, securityQuestion

  /// Whether it may be out of reach with a lost phone, where authenticator apps mostly are too.
  ///
  /// A policy must offer a way besides; who can still give the app's code may.
  public var needsPhone: Bool { self == .smsCode || self == .totp }
}

/// An identity document a carrier accepts (PRE-12, X-13).
public enum DocumentKind: String, Spelled, Sendable {
  case passport
  /// 居民身份证, and the residence permits of Hong Kong, Macau and Taiwan residents.
  case residentID
  /// 香港身份證.
  case hkid
  /// 港澳居民来往内地通行证 (回乡证).
  case homeReturnPermit
  /// 往来港澳通行证.
  case exitPermit
}

/// Something to be settled before an account can be closed.
public struct Gate: Codable, Equatable, Sendable {
  public enum Kind: String, Spelled, Sendable {
    case bills
    case orders
    case contract
    case balance
    case linkedAccounts
    case devices
    case services
    case documents
    case deviceSupport
    case backup
    case terms
  }

  public enum Level: String, Spelled, Sendable {
    /// Nothing is submitted while it is open.
    case blocking
    /// The person must say that it is done or understood.
    case attest
    /// Shown; may be skipped.
    case advisory
  }

  public let kind: Kind
  public let level: Level
  /// What exactly, in the carrier's words; nil: what the desk says anyway.
  public let note: LocalizedText?
  /// The least role that may let it be at a counter, with a written reason; nil: nobody may.
  public let staffMayOverride: Staff.Role?

  /// Those nobody can let be: money that must go somewhere, who it is, and what the subscriber signs.
  static let alwaysHold: [Kind] = [.orders, .balance, .documents, .terms]
}
