/// What protects one account: its attempt counters, the code under way, and a fresh proof of identity.
public struct Security: Codable, Equatable, Sendable {
  public var signIn = AttemptCounter()
  public var codes = AttemptCounter()
  public var pending: PendingCode?
  public var lastSent: Instant?
  /// Codes sent on `sentOn`.
  public var sentToday: Int = 0
  public var sentOn: Day?
  public var proof: IdentityProof?
  /// The authenticator app, where one is bound.
  public var totp: AuthenticatorApp?
  /// Hashes of answers to security questions.
  public var answers: [SecurityAnswer] = []

  public init() {}

  /// Identity must have been proved this recently, at the same station, before anything final.
  public static let proofSeconds: Int64 = 15 * 60

  /// The methods by which identity was proved at `station` within the last quarter of an hour.
  public func methods(at station: String, now: Instant) -> [IdentityMethod] {
    guard let proof, proof.station == station else { return [] }
    return proof.steps
      .filter { (0...Self.proofSeconds).contains($0.at.seconds(until: now)) }
      .map(\.method)
  }

  /// Whether every method of one of the alternatives was passed at `station` just now.
  public func isProved(
    by alternatives: [[IdentityMethod]], at station: String, now: Instant
  ) -> Bool {
    let passed = methods(at: station, now: now)
    return alternatives.contains { $0.allSatisfy(passed.contains) }
  }

  /// Notes that a method was passed.
  mutating func pass(_ method: IdentityMethod, at station: String, now: Instant) {
    var steps = proof?.station == station ? proof?.steps ?? [] : []
    steps.removeAll { $0.method == method }
    steps.append(IdentityProof.Step(method: method, at: now))
    proof = IdentityProof(station: station, steps: steps)
  }
}

/// An authenticator app: its secret, and the newest time step that was used.
public struct AuthenticatorApp: Codable, Equatable, Sendable {
  public var secret: [UInt8]
  public var lastStep: Int64?

  public init(secret: [UInt8]) { self.secret = secret }

  /// The time step whose code this is, unless it, or a later one, was used before.
  public func step(of code: String, at now: Instant) -> Int64? {
    TOTP(secret: secret).accept(code, at: now, after: lastStep)
  }
}

/// An answer to a security question, as an Argon2id string of its normalised text.
public struct SecurityAnswer: Codable, Equatable, Sendable {
  public var question: String
  public var hash: String

  /// The answer as it is hashed: case, spaces and punctuation do not count.
  public static func normalised(_ typed: String) -> String {
    typed.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}

/// Where a code or a notice can be sent.
public enum Channel: String, Codable, Sendable, CaseIterable {
  case mail, sms
}

/// What a code is good for; a code for one purpose proves nothing for another.
public enum CodePurpose: String, Codable, Sendable {
  case identity, passwordReset, emailConfirmation
  /// The subscriber accepts the agreement at a counter, and closes the account.
  case agreement
}

/// A one-time code that was sent and not yet used (ONL-10).
public struct PendingCode: Codable, Equatable, Sendable {
  public var code: String
  public var purpose: CodePurpose
  public var channel: Channel
  public var sentAt: Instant
}

/// How, when and where the subscriber proved who they are.
public struct IdentityProof: Codable, Equatable, Sendable {
  public struct Step: Codable, Equatable, Sendable {
    public var method: IdentityMethod
    public var at: Instant

    public init(method: IdentityMethod, at: Instant) {
      self.method = method
      self.at = at
    }
  }

  public var station: String
  public var steps: [Step]

  public init(station: String, steps: [Step]) {
    self.station = station
    self.steps = steps
  }
}

/// The rules of one-time codes: 10 minutes, once, five attempts, 60 seconds between sends (NIST SP 800-63B).
public enum OneTimeCode {
  public static let lifeSeconds: Int64 = 600
  public static let resendSeconds: Int64 = 60
  public static let perDay = 10
  public static let digits = 6

  /// A code of six digits from eight random bytes; the remainder's bias is below 1 in 10^13.
  public static func make(random: [UInt8]) -> String {
    let number = random.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
    let text = String(number)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// Whether two codes are the same, without telling by the time taken where they differ.
  public static func matches(_ a: String, _ b: String) -> Bool {
    let (x, y) = (Array(a.utf8), Array(b.utf8))
    guard x.count == y.count else { return false }
    return zip(x, y).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
