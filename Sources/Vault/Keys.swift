internal import CSodium

/// What a subkey is for; the raw value is its number for `crypto_kdf` and never changes.
enum KeyUse: UInt64, CaseIterable {
  case record = 1
  case index = 2
  case journal = 3
  case set = 4
  case chain = 5
  case anchor = 6
  /// Seals the key that receipts are signed with.
  case receipts = 7
  case confirm = 8
  case account = 9
}

/// The subkeys that follow from the vault's data key.
struct Keys: ~Copyable {
  static let length = 32
  /// Eight bytes, as `crypto_kdf` wants them.
  private static let context: [CChar] = Array("esimdesk".utf8CString)

  private let all: SecretBytes

  /// They lie behind the data key, which is wiped.
  init(from dataKey: consuming SecretBytes) throws(VaultError) {
    guard dataKey.count == Self.length else { throw .wrongKey }
    let length = Self.length * (1 + KeyUse.allCases.count)
    var all = dataKey
    try all.widen(to: length)
    all.fill { room, _ in
      for use in KeyUse.allCases {
        crypto_kdf_derive_from_key(
          room + Self.offset(of: use), Self.length, use.rawValue, Self.context, room)
      }
      sodium_memzero(room, Self.length)
      return length
    }
    self.all = all
  }

  private init(copying other: borrowing SecretBytes) throws(VaultError) {
    all = try other.copy()
  }

  func copy() throws(VaultError) -> Keys { try Keys(copying: all) }

  func with<T>(_ use: KeyUse, _ body: (UnsafePointer<UInt8>) -> T) -> T {
    all.withPointer { body($0 + Self.offset(of: use)) }
  }

  private static func offset(of use: KeyUse) -> Int { Int(use.rawValue) * length }
}

/// The key of one account, under which everything the account owns is sealed.
///
/// Plain memory, wiped when it goes: guard pages for each would cost more than the record.
final class AccountKey {
  let bytes: UnsafeMutablePointer<UInt8>

  /// One that `fill` derives.
  init(_ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    bytes = .allocate(capacity: Keys.length)
    fill(bytes)
  }

  deinit {
    sodium_memzero(bytes, Keys.length)
    bytes.deallocate()
  }
}
