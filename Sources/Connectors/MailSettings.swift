public import Domain

/// How mail leaves, as the configuration says it: through the host's mail program or a server.
public struct MailSettings: Codable, Equatable, Sendable {
  /// Who it is from; nil: the carrier's own address, as its policy has it.
  public var from: String?
  /// The host's own mail program, such as `/usr/sbin/sendmail`.
  public var sendmail: String?
  public var smtp: SMTPSettings?

  public init(from: String? = nil, sendmail: String? = nil, smtp: SMTPSettings? = nil) {
    self.from = from
    self.sendmail = sendmail
    self.smtp = smtp
  }

  private enum CodingKeys: String, CodingKey { case from, sendmail, smtp }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    from = try keys.decodeIfPresent(String.self, forKey: .from)
    sendmail = try keys.decodeIfPresent(String.self, forKey: .sendmail)
    smtp = try keys.decodeIfPresent(SMTPSettings.self, forKey: .smtp)
    if let from, !Mail.isAddress(from) {
      throw Wanted("mailAddress").at(keys.codingPath + [CodingKeys.from])
    }
    guard (sendmail == nil) != (smtp == nil) else {
      throw Wanted.onlyOne("sendmail", "smtp").at(decoder.codingPath)
    }
  }
}

/// The mail server that takes a desk's mail on, as the configuration says it.
public struct SMTPSettings: Codable, Equatable, Sendable {
  public enum Security: String, Spelled, Sendable {
    /// The connection becomes private before anything is said (RFC 3207); port 587.
    case startTLS
    /// Private from the beginning (RFC 8314); port 465.
    case tls
    /// A server on this very machine; port 25.
    case none
  }

  public var host: String
  public var port: Int
  public var security: Security
  /// Whom to sign in as; nil: nobody.
  public var user: String?
  public var password: SecretSource?
  /// A file of certificate authorities to trust in place of the host's own.
  public var authorities: String?

  private enum CodingKeys: String, CodingKey {
    case host, port, security, user, password, authorities
  }

  public init(
    host: String, port: Int, security: Security, user: String? = nil, password: SecretSource? = nil,
    authorities: String? = nil
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.password = password
    self.authorities = authorities
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    host = try keys.decode(String.self, forKey: .host)
    security = try keys.decode(Security.self, forKey: .security)
    let usual = [Security.startTLS: 587, .tls: 465, .none: 25][security]
    port = try keys.decodeIfPresent(Int.self, forKey: .port) ?? usual ?? 587
    user = try keys.decodeIfPresent(String.self, forKey: .user)
    password = try keys.decodeIfPresent(SecretSource.self, forKey: .password)
    authorities = try keys.decodeIfPresent(String.self, forKey: .authorities)
    func refuse(_ key: CodingKeys, _ wanted: Wanted) -> DecodingError {
      wanted.at(keys.codingPath + [key])
    }
    let isName = host.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || [0x2D, 0x2E, 0x3A].contains($0)
    }
    guard !host.isEmpty, isName else { throw refuse(.host, Wanted("host")) }
    guard (1...65_535).contains(port) else { throw refuse(.port, Wanted("port")) }
    if security == .none, !Loopback.names.contains(host.lowercased()) {
      throw refuse(.security, Wanted("encrypted"))
    }
    guard (user == nil) == (password == nil) else {
      throw refuse(user == nil ? .user : .password, Wanted("together"))
    }
    if let authorities, !authorities.hasPrefix("/") {
      throw refuse(.authorities, .path)
    }
  }
}

/// This very machine, to which nothing has to be hidden on the way.
enum Loopback {
  static let names: Set<String> = ["127.0.0.1", "localhost", "::1"]
}
