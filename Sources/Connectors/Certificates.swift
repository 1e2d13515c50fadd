internal import COpenSSL
public import Domain
internal import Glibc

/// How long a certificate lasts that a file of the configuration holds.
public struct CertificateTerm: Equatable, Sendable {
  /// What the certificate is for, and so who gives out the next one.
  public enum Use: String, Sendable {
    /// WeChat Pay's or Alipay's own, by which their answers are believed.
    case provider
    /// By which a server is believed.
    case authority
    /// What this desk proves itself with.
    case own
  }

  public enum State: Sendable { case good, endsSoon, ended }

  public let use: Use
  /// The key of the configuration that names the file, such as `payment.alipay.alipayKey`.
  public let key: String
  public let path: String
  /// The last second at which it counts (RFC 5280, 4.1.2.5).
  public let last: Instant

  /// From how long before its end somebody should see to the next one, in seconds.
  private static let notice: Int64 = 30 * 86_400

  public init(_ use: Use, key: String, path: String, last: Instant) {
    (self.use, self.key, self.path, self.last) = (use, key, path, last)
  }

  /// How it stands at a moment.
  public func state(at now: Instant) -> State {
    if now > last { return .ended }
    return now.seconds(until: last) <= Self.notice ? .endsSoon : .good
  }

  /// The certificate in a file; nil where it holds none, such as a bare key, or libcrypto is not there to read it.
  ///
  /// Of an own or a provider's one, the first counts: what follows it is its chain. Of authorities, the one
  /// that lasts longest: a file may keep the one before beside its successor.
  public init?(_ use: Use, key: String, path: String) {
    guard let bytes = try? SecretSource.published(path) else { return nil }
    let ends = Self.ends(bytes)
    guard let last = use == .authority ? ends.max() : ends.first else { return nil }
    self.init(use, key: key, path: path, last: last)
  }

  /// The ends of all certificates in a PEM text, in order.
  private static func ends(_ bytes: [UInt8]) -> [Instant] {
    guard let table = Crypto.library?.table else { return [] }
    return bytes.withUnsafeBytes { bytes in
      guard let source = table.mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return [] }
      defer {
        _ = table.bio_free(source)
        table.clear_errors()
      }
      var ends: [Instant] = []
      while let found = table.read_certificate(source, nil, esimdesk_crypto_no_passphrase, nil) {
        defer { table.certificate_free(found) }
        var time = tm()
        guard table.time_parts(table.certificate_end(found), &time) == 1 else { continue }
        ends.append(Instant(seconds: Int64(timegm(&time))))
      }
      return ends
    }
  }
}

extension MailSettings {
  /// Those its files hold.
  public var certificates: [CertificateTerm] {
    [smtp?.authorities].compactMap { path in
      path.flatMap { CertificateTerm(.authority, key: "mail.smtp.authorities", path: $0) }
    }
  }
}

extension SMSSettings {
  /// Those its files hold.
  public var certificates: [CertificateTerm] {
    [gateway?.authorities].compactMap { path in
      path.flatMap { CertificateTerm(.authority, key: "sms.gateway.authorities", path: $0) }
    }
  }
}

extension PaymentSettings {
  /// Those its files hold; a provider's bare public key does not end.
  public var certificates: [CertificateTerm] {
    var files = (weChatPay?.platformKeys ?? [:]).sorted { $0.key < $1.key }.map {
      (key: "payment.weChatPay.platformKeys.\($0.key)", path: $0.value)
    }
    if let alipay { files.append(("payment.alipay.alipayKey", alipay.alipayKey)) }
    return files.compactMap { CertificateTerm(.provider, key: $0.key, path: $0.path) }
  }
}
