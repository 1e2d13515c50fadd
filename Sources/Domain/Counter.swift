/// Something to bring to a counter (OFF-03, OFF-04).
public struct Material: Codable, Equatable, Sendable {
  public enum Kind: String, Spelled, Sendable {
    /// The original identity document; nothing is done without it.
    case document
    /// The device the line lives in; not asked for when it is lost.
    case device
    /// Asked for by the outlets whose ``Outlet/asksPurchaseProof`` says so.
    case purchaseProof
    /// Of use, and never asked for.
    case other
  }

  public let kind: Kind
  public let text: LocalizedText

  /// Whether nothing goes on without it.
  public func isRequired(at outlet: Outlet, deviceLost: Bool) -> Bool {
    switch kind {
    case .document: true
    case .device: !deviceLost
    case .purchaseProof: outlet.asksPurchaseProof
    case .other: false
    }
  }
}

/// The closure agreement: the rights and duties of both sides (OFF-06).
public struct Agreement: Codable, Equatable, Sendable {
  public let title: LocalizedText
  public let clauses: [LocalizedText]

  /// The exact text that is signed: the title and each clause on a line of its own.
  ///
  /// Its SHA-256, as UTF-8 without a line end after the last clause, is what an application keeps.
  public func text(_ language: Language) -> String {
    ([title] + clauses).map { $0[language] }.joined(separator: "\n")
  }
}

/// How the document shown at a counter agrees with what the account has on file.
public enum DocumentMatch: String, Codable, Sendable, CaseIterable {
  /// It is the very one.
  case number
  /// It is another one, and of somebody born on the same day.
  case birthDate
  /// Nothing on file can be compared; staff compared face and name.
  case attested
}

extension DocumentOnFile {
  /// How a document that is shown agrees with this one; nil: it is somebody else's.
  public func match(_ shown: DocumentOnFile) -> DocumentMatch? {
    if kind == shown.kind, number == shown.number { return .number }
    if let birth, let other = shown.birth {
      return birth == other && !(kind == shown.kind && kind.isForLife) ? .birthDate : nil
    }
    return kind == shown.kind ? nil : .attested
  }
}

extension DocumentKind {
  /// Whether a person keeps its number when it is issued anew.
  var isForLife: Bool {
    switch self {
    case .residentID, .hkid, .homeReturnPermit: true
    case .passport, .exitPermit: false
    }
  }
}

/// A gate that staff let be, and why.
public struct GateOverride: Codable, Equatable, Sendable {
  public var gate: Gate.Kind
  /// In the words of whoever did; it names nobody.
  public var reason: String

  public init(gate: Gate.Kind, reason: String) {
    self.gate = gate
    self.reason = reason
  }

  /// The fewest characters that say why.
  public static let shortestReason = 4
}

/// How the subscriber accepted the agreement and spoke the last word.
public enum Acceptance: String, Codable, Sendable, CaseIterable {
  /// By a code that went to them, which no member of staff sees.
  case mailCode, smsCode
  /// By a signature on paper, or a name typed at the screen, before the eyes of staff.
  case paper, here

  /// Where the code goes; nil where there is none.
  public var channel: Channel? {
    switch self {
    case .mailCode: .mail
    case .smsCode: .sms
    case .paper, .here: nil
    }
  }
}

/// What was gathered at the counter on the way to a closure.
public struct CounterCase: Equatable, Sendable {
  /// The id of the outlet.
  public var outlet = ""
  public var brought: Set<Material.Kind> = []
  /// What was read from the original document.
  public var document: DocumentOnFile?
  /// Whether staff said that face and name are those of the document.
  public var isFaceCompared = false
  /// The number of the purchase proof, or what it was (OFF-04).
  public var purchaseProof = ""
  public var overrides: [GateOverride] = []
  public var acceptance: Acceptance?
  /// The language the agreement was read in.
  public var language = Language.en
  public var signedName = ""
  /// The last word: the code, or where there is none the last digits of the subscriber's own number.
  public var word = ""

  public init() {}
}

/// What an application filed at a counter keeps of it; names no subscriber, and outlives the account.
public struct CounterRecord: Codable, Equatable, Sendable {
  public var outlet: String
  public var document: DocumentKind
  public var match: DocumentMatch
  /// Whether the purchase proof was seen.
  public var purchaseProof: Bool
  public var overrides: [GateOverride]
  public var agreement: Signed?

  public struct Signed: Codable, Equatable, Sendable {
    public var language: Language
    /// Of ``Agreement/text(_:)``, in hexadecimal.
    public var sha256: String
    public var acceptance: Acceptance
  }
}

/// What a receipt says of the counter it was given at.
public struct CounterNote: Codable, Equatable, Sendable {
  public var outlet: String
  /// Who of the staff filed it.
  public var staff: String
  public var overrides: [GateOverride]
}

extension Account {
  /// The last digits of the subscriber's own number, by which they speak the last word.
  public var lastDigits: String {
    String((msisdn ?? number).filter { $0.isASCII && $0.isNumber }.suffix(4))
  }
}
