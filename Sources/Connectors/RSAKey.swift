internal import COpenSSL
import FoundationEssentials

/// An RSA key, private or public, for signatures over SHA-256 (RSASSA-PKCS1-v1_5, RFC 8017).
///
/// WeChat Pay calls this WECHATPAY2-SHA256-RSA2048, Alipay RSA2.
final class RSAKey: @unchecked Sendable {
  /// Why there is no key.
  enum Trouble: Error, Equatable {
    /// libcrypto is not installed.
    case noLibrary
    /// It is no RSA key in PEM, or shorter than 2048 bits, or asks for a passphrase.
    case unreadable
  }

  // Only read after it was made, as OpenSSL allows from several threads.
  private let key: OpaquePointer
  private let library: Crypto.Library

  private enum Form { case privateKey, publicKey, certificate }

  /// A private key: PEM (PKCS #8 or #1), or as Alipay hands it out, base64 without the lines around it.
  static func privateKey(_ bytes: [UInt8]) throws(Trouble) -> RSAKey {
    if let key = try read(bytes, .privateKey) { return key }
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY"] {
      if let key = try read(wrapped(bytes, label), .privateKey) { return key }
    }
    throw .unreadable
  }

  /// A public key: PEM, in a certificate or alone, or base64 without the lines around it.
  static func publicKey(_ bytes: [UInt8]) throws(Trouble) -> RSAKey {
    for form in [Form.publicKey, .certificate] {
      if let key = try read(bytes, form) { return key }
    }
    if let key = try read(wrapped(bytes, "PUBLIC KEY"), .publicKey) { return key }
    throw .unreadable
  }

  private static func wrapped(_ bytes: [UInt8], _ label: String) -> [UInt8] {
    var lines = ["-----BEGIN \(label)-----"]
    var rest = bytes.filter { $0 > 0x20 }[...]
    while !rest.isEmpty {
      lines.append(String(decoding: rest.prefix(64), as: UTF8.self))
      rest = rest.dropFirst(64)
    }
    return Array((lines + ["-----END \(label)-----", ""]).joined(separator: "\n").utf8)
  }

  private static func read(_ bytes: [UInt8], _ form: Form) throws(Trouble) -> RSAKey? {
    guard let library = Crypto.library else { throw .noLibrary }
    let table = library.table
    let found: OpaquePointer? = bytes.withUnsafeBytes { bytes in
      guard let source = table.mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
      defer {
        _ = table.bio_free(source)
        table.clear_errors()
      }
      switch form {
      case .privateKey:
        return table.read_private(source, nil, esimdesk_crypto_no_passphrase, nil)
      case .publicKey: return table.read_public(source, nil, esimdesk_crypto_no_passphrase, nil)
      case .certificate:
        guard
          let certificate = table.read_certificate(
            source, nil, esimdesk_crypto_no_passphrase, nil)
        else { return nil }
        defer { table.certificate_free(certificate) }
        return table.certificate_key(certificate)
      }
    }
    guard let found else { return nil }
    let key = RSAKey(found, library)
    guard table.key_kind(found) == EVP_PKEY_RSA, table.key_bits(found) >= 2048 else {
      throw .unreadable
    }
    return key
  }

  private init(_ key: OpaquePointer, _ library: Crypto.Library) {
    self.key = key
    self.library = library
  }

  deinit { library.table.key_free(key) }

  /// The signature over a text, in base64; nil where the key cannot sign.
  func sign(_ text: String) -> String? {
    let table = library.table
    guard let context = table.digest_new() else { return nil }
    defer {
      table.digest_free(context)
      table.clear_errors()
    }
    guard table.sign_init(context, nil, table.sha256(), nil, key) == 1 else { return nil }
    let message = Array(text.utf8)
    var signature = [UInt8](repeating: 0, count: 1024)
    var length = signature.count
    guard table.sign(context, &signature, &length, message, message.count) == 1 else { return nil }
    return Data(signature.prefix(length)).base64EncodedString()
  }

  /// Whether a signature, in base64, is this key's over these bytes.
  func verifies(_ signature: String, over message: [UInt8]) -> Bool {
    guard let given = Data(base64Encoded: signature) else { return false }
    let table = library.table
    guard let context = table.digest_new() else { return false }
    defer {
      table.digest_free(context)
      table.clear_errors()
    }
    guard table.verify_init(context, nil, table.sha256(), nil, key) == 1 else { return false }
    let bytes = Array(given)
    return table.verify(context, bytes, bytes.count, message, message.count) == 1
  }
}
