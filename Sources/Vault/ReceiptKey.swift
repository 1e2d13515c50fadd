internal import CSodium
internal import FoundationEssentials

/// The key pair receipts are signed with (Ed25519, RFC 8032).
///
/// It is random and follows from nothing: it stays when the data key is changed, so that one public
/// key checks every receipt this vault ever gave out.
final class ReceiptKey {
  static let seedLength = 32
  /// As libsodium has it: seed and public key together.
  private let secret: SecretBytes
  let publicKey: [UInt8]

  init(seed: borrowing SecretBytes) throws(VaultError) {
    var secret = try SecretBytes(capacity: 64)
    var publicKey = [UInt8](repeating: 0, count: ReceiptSignature.keyLength)
    seed.withPointer { seed in
      secret.fill { room, capacity in
        crypto_sign_seed_keypair(&publicKey, room, seed)
        return capacity
      }
    }
    self.secret = secret
    self.publicKey = publicKey
  }

  func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: ReceiptSignature.length)
    secret.withPointer { key in
      _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), key)
    }
    return signature
  }
}

/// Checking a receipt, for which no vault is needed.
public enum ReceiptSignature {
  static let length = 64
  static let keyLength = 32

  /// Whether the owner of the key signed exactly this message.
  ///
  /// - Parameters:
  ///   - signature: 64 bytes.
  ///   - message: what is said to be signed.
  ///   - publicKey: the carrier's, 32 bytes.
  /// - Returns: false also where a length is wrong.
  public static func holds(
    _ signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    guard Sodium.isReady, signature.count == length, publicKey.count == keyLength else {
      return false
    }
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }
}

extension ReceiptSignature {
  /// What stands before the 32 bytes in a SubjectPublicKeyInfo of Ed25519 (RFC 8410, section 4).
  private static let header: [UInt8] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]
  private static let begin = "-----BEGIN PUBLIC KEY-----"
  private static let end = "-----END PUBLIC KEY-----"

  /// The public key as PEM (RFC 7468), as OpenSSL and most libraries read it.
  public static func pem(_ publicKey: [UInt8]) -> String {
    "\(begin)\n\(Data(header + publicKey).base64EncodedString())\n\(end)\n"
  }

  /// Every Ed25519 key of a PEM file; what stands around the keys is of no matter.
  ///
  /// - Parameter text: the file.
  /// - Returns: the keys, 32 bytes each; nil where there is none, or one of another kind.
  public static func keys(pem text: String) -> [[UInt8]]? {
    var keys: [[UInt8]] = []
    var body: String?
    for line in text.split(whereSeparator: \.isNewline) {
      let line = String(line.filter { !$0.isWhitespace })
      if line == begin.filter({ $0 != " " }) {
        body = ""
      } else if line == end.filter({ $0 != " " }) {
        guard let der = body.flatMap({ Data(base64Encoded: $0) }),
          der.count == header.count + keyLength, der.starts(with: header)
        else { return nil }
        keys.append([UInt8](der.dropFirst(header.count)))
        body = nil
      } else {
        body?.append(line)
      }
    }
    return keys.isEmpty || body != nil ? nil : keys
  }
}
