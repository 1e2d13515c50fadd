internal import Glibc

/// Where a fleet's vault is kept: `postgresql://USER@HOST:PORT,HOST:PORT/DATABASE?NAME=VALUE&…`, as
/// libpq writes it (PostgreSQL 15, 34.1.1.2).
///
/// It holds no password, and is encrypted and verified unless it says otherwise in so many words. What it may
/// ask for is named by ``Parameter``; all else is refused rather than overlooked.
public struct PostgresAddress: Equatable, Sendable {
  public struct Host: Equatable, Sendable {
    /// A name, a number, or the folder of a Unix-domain socket.
    public let name: String
    public let port: UInt16

    public init(_ name: String, port: UInt16 = PostgresAddress.usualPort) {
      self.name = name
      self.port = port
    }

    /// Whether it is on this machine, and nothing has to be encrypted.
    public var isSocket: Bool { name.hasPrefix("/") }

    /// As it stands in an address.
    public var text: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
  }

  /// How the server has to prove itself.
  public enum Security: String, Sendable {
    /// By a certificate that somebody trusted signed, for the name of the host.
    case verifyFull = "verify-full"
    /// By a certificate that somebody trusted signed, for whatever name.
    case verifyCA = "verify-ca"
    /// Encrypted, to whoever answers.
    case require
    /// Not at all, and in the clear.
    case disable
  }

  public enum Parameter: String, CaseIterable, Sendable {
    case security = "sslmode"
    case rootCertificate = "sslrootcert"
    case certificate = "sslcert"
    case key = "sslkey"
    case passwordFile = "passfile"
    case patience = "connect_timeout"
    case session = "target_session_attrs"
    case host
  }

  public static let usualPort: UInt16 = 5432
  static let socketFolder = "/var/run/postgresql"
  /// Who signs certificates that browsers believe (Debian: ca-certificates).
  public static let usualRootCertificate = "/etc/ssl/certs/ca-certificates.crt"

  /// In the order they are tried; at least one.
  public private(set) var hosts: [Host] = []
  public private(set) var database: String
  /// Nil: the name of whoever runs the program.
  public private(set) var user: String?
  public private(set) var security = Security.verifyFull
  public private(set) var rootCertificate = usualRootCertificate
  /// What the desk proves itself with where the server asks for a certificate.
  public private(set) var certificate: String?
  public private(set) var key: String?
  /// A file of passwords as libpq keeps it; nil: `~/.pgpass`.
  public private(set) var passwordFile: String?
  /// How long one host may take to answer, in seconds.
  public private(set) var patience = 5

  /// Whether a vault is kept there rather than in a file.
  public static func isOne(_ text: String) -> Bool { scheme(of: text) != nil }

  private static func scheme(of text: String) -> String? {
    ["postgresql://", "postgres://"].first { text.hasPrefix($0) }
  }

  /// Reads an address.
  ///
  /// - Throws: what it may not be. No error repeats a password.
  public init(_ text: String) throws(AddressFault) {
    guard let scheme = Self.scheme(of: text) else { throw .malformed }
    let parts = text.dropFirst(scheme.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard path.count == 2, !path[1].isEmpty, !path[1].contains("/") else { throw .noDatabase }
    database = try Self.decoded(path[1])

    var authority = path[0]
    if let at = authority.lastIndex(of: "@") {
      let user = authority[..<at]
      guard !user.contains(":") else { throw .password }
      self.user = user.isEmpty ? nil : try Self.decoded(user)
      authority = authority[authority.index(after: at)...]
    }
    if !authority.isEmpty {
      for part in authority.split(separator: ",", omittingEmptySubsequences: false) {
        hosts.append(try Self.host(part))
      }
    }
    if parts.count == 2, !parts[1].isEmpty {
      for pair in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
        try take(pair)
      }
    }
    if hosts.isEmpty { hosts = [Host(Self.socketFolder)] }
    guard (certificate == nil) == (key == nil) else { throw .value(.key, "") }
  }

  private mutating func take(_ pair: Substring) throws(AddressFault) {
    let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = try Self.decoded(sides[0])
    guard name != "password" else { throw .password }
    guard let parameter = Parameter(rawValue: name) else { throw .unknown(name) }
    let value = sides.count == 2 ? try Self.decoded(sides[1]) : ""
    func path() throws(AddressFault) -> String {
      guard value.hasPrefix("/") else { throw .value(parameter, value) }
      return value
    }
    switch parameter {
    case .security:
      guard let security = Security(rawValue: value) else { throw .value(parameter, value) }
      self.security = security
    case .rootCertificate: rootCertificate = try path()
    case .certificate: certificate = try path()
    case .key: key = try path()
    case .passwordFile: passwordFile = try path()
    case .patience:
      guard let seconds = Int(value), (1...60).contains(seconds) else {
        throw .value(parameter, value)
      }
      patience = seconds
    case .session:
      // The only one a vault can use; said or not.
      guard value == "read-write" else { throw .value(parameter, value) }
    case .host:
      // The folder of a socket has no place in front of the path.
      guard hosts.isEmpty else { throw .value(parameter, value) }
      hosts = [Host(try path())]
    }
  }

  private static func host(_ text: Substring) throws(AddressFault) -> Host {
    var name = text
    var port: Substring?
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { throw .host(String(text)) }
      name = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { throw .host(String(text)) }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      name = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let plain = try decoded(name)
    guard !plain.isEmpty else { throw .host(String(text)) }
    guard let port else { return Host(plain) }
    guard let number = UInt16(port), number > 0 else { throw .host(String(text)) }
    return Host(plain, port: number)
  }

  /// Undoes percent signs (RFC 3986, 2.1).
  private static func decoded(_ text: Substring) throws(AddressFault) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16),
        value != 0
      else { throw .malformed }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .malformed }
    return decoded
  }

  /// Whether the server has to prove whose it is.
  public var isVerified: Bool { security == .verifyFull || security == .verifyCA }

  /// What a person calls it: hosts and database.
  public var name: String { hosts.map(\.text).joined(separator: ",") + "/" + database }
}

/// What is wrong with an address.
public enum AddressFault: Error, Equatable, Sendable {
  case malformed
  case noDatabase
  /// It has a password in it, which everybody who lists processes could read.
  case password
  case host(String)
  case unknown(String)
  case value(PostgresAddress.Parameter, String)
}
