internal import CSodium

/// A carrier's key that everybody knows, for tests.
public enum Signing {
  public static let publicKey = pair.0

  private static let pair: ([UInt8], [UInt8]) = {
    var publicKey = [UInt8](repeating: 0, count: 32)
    var secret = [UInt8](repeating: 0, count: 64)
    _ = sodium_init()
    crypto_sign_seed_keypair(&publicKey, &secret, [UInt8](repeating: 7, count: 32))
    return (publicKey, secret)
  }()

  public static func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: 64)
    crypto_sign_detached(&signature, nil, message, UInt64(message.count), pair.1)
    return signature
  }

  public static func sha256(_ message: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256(&digest, message, UInt64(message.count))
    return digest
  }

  public static func holds(_ signature: [UInt8], _ message: [UInt8], _ publicKey: [UInt8]) -> Bool {
    signature.count == 64 && publicKey.count == 32
      && crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }
}
