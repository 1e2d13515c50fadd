internal import CSodium

/// What opens a vault; it is used up by doing so.
public enum Unlock: ~Copyable {
  case passphrase(SecretBytes)
  /// The path of a file that ``KeyFile`` made.
  case keyFile(String)
  /// The path of a systemd credential, as the service manager lays it out for this service alone.
  case credential(String)
  /// The data key itself: for practice vaults, which live no longer than the program.
  case key(SecretBytes)

  /// The kind of slot it is for; nil for the data key itself.
  var kind: SlotKind? {
    switch self {
    case .passphrase: .passphrase
    case .keyFile: .keyFile
    case .credential: .credential
    case .key: nil
    }
  }
}

/// A way in which a vault can be opened.
public enum SlotKind: UInt8, Sendable, CaseIterable {
  case passphrase = 1
  case keyFile = 2
  case credential = 3
}

/// One of the ways in which a vault can be opened, by the number of its slot.
public struct SlotInfo: Equatable, Sendable {
  public let number: Int
  public let kind: SlotKind
}

/// What was given to open a vault, read into memory.
struct Secret: ~Copyable {
  /// The kind of slot it is for; nil where it is the data key itself.
  let kind: SlotKind?
  let bytes: SecretBytes

  init(_ unlock: consuming Unlock, as other: SlotKind? = nil) throws(VaultError) {
    kind = other ?? unlock.kind
    switch consume unlock {
    case .passphrase(let passphrase): bytes = passphrase
    case .keyFile(let path): bytes = try KeyFile.read(path)
    case .credential(let path): bytes = try KeyFile.read(path, isCredential: true)
    case .key(let key): bytes = key
    }
  }

  /// Reads nothing where the vault has no slot for it.
  init(_ unlock: consuming Unlock, for title: Title) throws(VaultError) {
    if let kind = unlock.kind {
      let isThere = title.slots.contains { $0.stored.first == kind.rawValue }
      guard isThere else { throw .noSuchSlot(kind) }
    }
    try self.init(unlock)
  }

  consuming func takeBytes() -> SecretBytes { bytes }

  /// The slot that this will open from now on; nil where it is the data key itself.
  func slot(for dataKey: borrowing SecretBytes, vaultID: [UInt8]) throws(VaultError) -> [UInt8]? {
    guard let kind else { return nil }
    return try Slot.made(kind, for: dataKey, secret: bytes, vaultID: vaultID)
  }
}

/// The data key, wrapped for one way of opening.
///
/// Rows `slot.1`, `slot.2` and so on of `meta`. Layout: kind1 ‖ algorithm1 ‖ passes4 ‖ KiB4 ‖ salt16 ‖ nonce24 ‖ wrapped32 ‖ mac16 ‖ check16.
/// The check is a plain hash: it tells a damaged slot from a wrong passphrase.
struct Slot {
  /// What Argon2id costs; zeros for random bytes, which need no stretching.
  struct Cost: Equatable {
    var passes: UInt32
    var kibibytes: UInt32

    static let none = Cost(passes: 0, kibibytes: 0)
    static let usual = Cost(passes: 3, kibibytes: 64 * 1024)

    /// Whether anybody might have chosen this; asked before memory is set aside for it.
    var isSane: Bool { (1...20).contains(passes) && (8...(1 << 20)).contains(kibibytes) }
  }

  private static let saltLength = 16
  private static let headLength = 1 + 1 + 4 + 4 + saltLength
  private static let sealedLength = Keys.length + Seal.overhead
  private static let checkLength = 16

  let kind: SlotKind
  let cost: Cost
  private let head: [UInt8]
  private let sealed: [UInt8]
  private let salt: [UInt8]

  /// Reads a stored slot; nil for a kind that came later than this program.
  init?(_ stored: [UInt8], vaultID: [UInt8]) throws(VaultError) {
    guard let first = stored.first, let kind = SlotKind(rawValue: first) else { return nil }
    var reader = ByteReader(stored)
    guard stored.count == Self.headLength + Self.sealedLength + Self.checkLength,
      let head = reader.take(Self.headLength), let sealed = reader.take(Self.sealedLength),
      let check = reader.take(Self.checkLength)
    else { throw .damaged(Damage(.slot(kind), .malformed)) }

    var fields = ByteReader([UInt8](head.dropFirst()))
    guard let algorithm = fields.integer(UInt8.self), let passes = fields.integer(UInt32.self),
      let kibibytes = fields.integer(UInt32.self), let salt = fields.take(Self.saltLength)
    else { throw .damaged(Damage(.slot(kind), .malformed)) }
    self.kind = kind
    self.cost = Cost(passes: passes, kibibytes: kibibytes)
    self.head = head
    self.sealed = sealed
    self.salt = salt
    let isChosen = kind == .passphrase ? cost.isSane : cost == .none
    guard isChosen, algorithm == Self.algorithm(of: kind) else {
      throw .damaged(Damage(.slot(kind), .absurdParameters))
    }
    guard check == Self.check(head + sealed, vaultID) else {
      throw .damaged(Damage(.slot(kind), .sealBroken))
    }
  }

  /// The stored form of a new slot for a secret: a passphrase, or the content of a file.
  static func made(
    _ kind: SlotKind, for dataKey: borrowing SecretBytes, secret: borrowing SecretBytes,
    vaultID: [UInt8], cost: Cost = .usual
  ) throws(VaultError) -> [UInt8] {
    let cost = kind == .passphrase ? cost : .none
    var salt = [UInt8](repeating: 0, count: saltLength)
    randombytes_buf(&salt, salt.count)
    var head: [UInt8] = [kind.rawValue, algorithm(of: kind)]
    head.append(little: cost.passes)
    head.append(little: cost.kibibytes)
    head.append(contentsOf: salt)
    let bound = Sealer.bound(.slot, vaultID, head)
    let wrapping = try wrappingKey(kind, secret, cost, salt, vaultID)
    let sealed = dataKey.withUnsafeBytes { plain in
      wrapping.withPointer { Seal.close(plain, with: bound, under: $0) }
    }
    return head + sealed + check(head + sealed, vaultID)
  }

  /// The data key; nil when the secret is not the one the slot was made for.
  func dataKey(secret: borrowing SecretBytes, vaultID: [UInt8]) throws(VaultError) -> SecretBytes? {
    let wrapping = try Self.wrappingKey(kind, secret, cost, salt, vaultID)
    let bound = Sealer.bound(.slot, vaultID, head)
    let opened = wrapping.withPointer { Seal.open(sealed, with: bound, under: $0) }
    guard var plain = opened else { return nil }
    defer { plain.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) } }
    return try SecretBytes(copying: plain)
  }

  private static func algorithm(of kind: SlotKind) -> UInt8 {
    switch kind {
    case .passphrase: UInt8(crypto_pwhash_ALG_ARGON2ID13)
    case .keyFile, .credential: 0
    }
  }

  private static func check(_ bytes: [UInt8], _ vaultID: [UInt8]) -> [UInt8] {
    Hash.keyed(vaultID + bytes, length: checkLength, key: nil)
  }

  private static func wrappingKey(
    _ kind: SlotKind, _ secret: borrowing SecretBytes, _ cost: Cost, _ salt: [UInt8],
    _ vaultID: [UInt8]
  ) throws(VaultError) -> SecretBytes {
    var key = try SecretBytes(capacity: Keys.length)
    var isDerived = false
    let length = secret.count
    secret.withPointer { secret in
      key.fill { room, capacity in
        switch kind {
        case .passphrase:
          isDerived = secret.withMemoryRebound(to: CChar.self, capacity: length) { secret in
            crypto_pwhash(
              room, UInt64(capacity), secret, UInt64(length), salt, UInt64(cost.passes),
              Int(cost.kibibytes) * 1024, Int32(crypto_pwhash_ALG_ARGON2ID13)) == 0
          }
        case .keyFile, .credential:
          let under = salt + vaultID
          isDerived =
            crypto_generichash(room, capacity, secret, UInt64(length), under, under.count) == 0
        }
        return capacity
      }
    }
    guard isDerived else { throw .outOfMemory }
    return key
  }
}
