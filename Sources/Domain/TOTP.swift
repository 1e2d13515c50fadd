/// The secret an authenticator app shares with one account, and the codes it makes (RFC 6238).
///
/// SHA-1, six digits and 30 seconds are not a choice: many apps ignore what an enrolment says and
/// use these.
public struct TOTP: Equatable, Sendable {
  public static let period: Int64 = 30
  public static let digits = 6
  /// What RFC 4226 recommends: 160 bits.
  public static let secretBytes = 20

  private let secret: [UInt8]

  /// The secret of an account; take ``secretBytes`` fresh random bytes.
  public init(secret: [UInt8]) { self.secret = secret }

  /// The secret as it was written down; nil where it is not base 32 or shorter than the 128 bits of RFC 4226.
  public init?(base32 text: String) {
    guard let secret = Base32.bytes(text), secret.count >= 16 else { return nil }
    self.secret = secret
  }

  /// The secret for an app without a camera.
  public var base32: String { Base32.text(secret) }

  /// The code of that moment.
  public func code(at moment: Instant) -> String { Self.hotp(secret, Self.step(moment)) }

  /// Compares what was typed with the codes of this half minute, the one before and the one after.
  ///
  /// - Parameters:
  ///   - typed: Six digits, as ``Reading/code(_:)`` returns them.
  ///   - moment: Now.
  ///   - last: The step of the code taken last; a code is good once (RFC 6238, 5.2).
  /// - Returns: The step to be remembered, or nil where the code is wrong or was used.
  public func accept(_ typed: String, at moment: Instant, after last: Int64?) -> Int64? {
    let now = Self.step(moment)
    var found: Int64?
    // All three are compared each time, so that the time taken says nothing.
    for step in [now - 1, now, now + 1] where step >= 0 {
      if OneTimeCode.matches(typed, Self.hotp(secret, step)), step > last ?? -1 { found = step }
    }
    return found
  }

  /// What the enrolment QR holds: `otpauth://totp/Carrier:account?secret=…&issuer=Carrier`.
  ///
  /// The defaults are not written out: some apps refuse an address whose parameters they do not know,
  /// and a shorter one makes a smaller QR.
  public func enrolment(issuer: String, account: String) -> String {
    let issuer = Self.escaped(issuer)
    return "otpauth://totp/\(issuer):\(Self.escaped(account))?secret=\(base32)&issuer=\(issuer)"
  }

  /// How many periods have passed since 1970.
  public static func step(_ moment: Instant) -> Int64 { moment.seconds / period }

  /// The code of a counter (RFC 4226, 5.3).
  static func hotp(_ secret: [UInt8], _ counter: Int64, digits: Int = digits) -> String {
    let mac = SHA1.authenticate(SHA1.bigEndian(UInt64(bitPattern: counter)), key: secret)
    let offset = Int(mac[mac.count - 1] & 15)
    let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let limit = (0..<digits).reduce(UInt32(1)) { limit, _ in limit * 10 }
    let text = String(number % limit)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// RFC 3986: everything but letters, digits and `-._~` as percent and hexadecimal.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      if byte.isDigit || byte.isCapital || (0x61...0x7A).contains(byte)
        || "-._~".utf8.contains(byte)
      {
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return escaped
  }
}

extension TOTP: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let totp = TOTP(base32: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a secret")
    }
    self = totp
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(base32)
  }
}

extension TOTP: CustomStringConvertible, CustomReflectable {
  /// Nothing of the secret, so that no message or dump can hold it.
  public var description: String { "TOTP" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
