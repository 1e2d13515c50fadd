internal import CSodium

/// What is kept of an account's password: an Argon2id string that carries its salt and cost.
public enum PasswordHash {
  // Two passes over 64 MiB: about a tenth of a second.
  private static let passes = UInt64(crypto_pwhash_OPSLIMIT_INTERACTIVE)
  private static let memory = Int(crypto_pwhash_MEMLIMIT_INTERACTIVE)

  /// The string to keep.
  public static func hash(_ password: String) throws(VaultError) -> String {
    guard Sodium.isReady else { throw .outOfMemory }
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    let result = crypto_pwhash_str(
      &text, password, UInt64(password.utf8.count), passes, memory)
    guard result == 0 else { throw .outOfMemory }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The string to keep of a secret that never was a `String`.
  public static func hash(_ secret: borrowing SecretBytes) throws(VaultError) -> String {
    guard Sodium.isReady else { throw .outOfMemory }
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    let length = secret.count
    let result = secret.withPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self, capacity: length) {
        crypto_pwhash_str(&text, $0, UInt64(length), passes, memory)
      }
    }
    guard result == 0 else { throw .outOfMemory }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether the string was made from this password.
  public static func verify(_ password: String, against stored: String) -> Bool {
    guard Sodium.isReady else { return false }
    return crypto_pwhash_str_verify(stored, password, UInt64(password.utf8.count)) == 0
  }

  /// Takes as long as ``verify(_:against:)``, for accounts that do not exist.
  public static func burn(_ password: String) {
    guard Sodium.isReady else { return }
    var out = [UInt8](repeating: 0, count: 32)
    let salt = [UInt8](repeating: 0x5a, count: Int(crypto_pwhash_SALTBYTES))
    _ = crypto_pwhash(
      &out, 32, password, UInt64(password.utf8.count), salt, passes, memory,
      Int32(crypto_pwhash_ALG_ARGON2ID13))
  }
}
