internal import CSodium

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
