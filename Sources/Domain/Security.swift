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

  public init() {}

  /// Identity must have been proved this recently, at the same station, before anything final.
  public static let proofSeconds: Int64 = 15 * 60

  /// Whether identity was proved at `station` within the last quarter of an hour.
  public func isProved(at station: String, now: Instant) -> Bool {
    guard let proof, proof.station == station else { return false }
    return (0...Self.proofSeconds).contains(proof.at.seconds(until: now))
  }
}

/// Where a code or a notice can be sent.
public enum Channel: String, Codable, Sendable, CaseIterable {
  case mail, sms
}

/// What a code is good for; a code for one purpose proves nothing for another.
public enum CodePurpose: String, Codable, Sendable {
  case identity, passwordReset, emailConfirmation
}

/// A one-time code that was sent and not yet used (ONL-10).
public struct PendingCode: Codable, Equatable, Sendable {
  public var code: String
  public var purpose: CodePurpose
  public var channel: Channel
  public var sentAt: Instant
}

/// Who proved to be the subscriber, when, where and how.
public struct IdentityProof: Codable, Equatable, Sendable {
  public var at: Instant
  public var station: String
  public var channel: Channel

  public init(at: Instant, station: String, channel: Channel) {
    self.at = at
    self.station = station
    self.channel = channel
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
