internal import CSodium
internal import Domain

/// Everything that is done with the keys of one vault, and nothing that touches its file.
final class Sealer {
  /// The letter that tells one sort of seal, or hash, from another.
  enum Sort: UInt8 {
    case anchor = 0x61  // a
    case backup = 0x62  // b
    case confirm = 0x63  // c
    case erasure = 0x65  // e
    case index = 0x69  // i
    case journal = 0x6a  // j
    case accountKey = 0x6b  // k
    case receiptKey = 0x70  // p
    case record = 0x72  // r
    case slot = 0x73  // s
    case erased = 0x78  // x
  }

  static let vaultIDLength = 16

  let vaultID: [UInt8]
  private let keys: Keys

  init(vaultID: [UInt8], keys: consuming Keys) {
    self.vaultID = vaultID
    self.keys = keys
  }

  /// The same keys once more, for another thread.
  func twin() throws(VaultError) -> Sealer {
    Sealer(vaultID: vaultID, keys: try keys.copy())
  }

  /// What every seal is bound to: format, sort, vault, and the row's own header.
  static func bound(_ sort: Sort, _ vaultID: [UInt8], _ header: [UInt8]) -> [UInt8] {
    var bytes = [UInt8]("esimdesk1".utf8)
    bytes.reserveCapacity(bytes.count + 1 + vaultID.count + header.count)
    bytes.append(sort.rawValue)
    bytes.append(contentsOf: vaultID)
    bytes.append(contentsOf: header)
    return bytes
  }

  /// Proof that a data key is this vault's.
  var confirmation: [UInt8] {
    let message = Self.bound(.confirm, vaultID, [])
    return keys.with(.confirm) { Hash.keyed(message, length: 16, key: $0) }
  }

  // MARK: Records

  func seal(_ content: RecordContent, as row: Row, under key: AccountKey) -> [UInt8] {
    let bound = Self.bound(.record, vaultID, row.header)
    return content.plain.withUnsafeBytes { Seal.close($0, with: bound, under: key.bytes) }
  }

  func seal(_ content: RecordContent, as row: Row) -> [UInt8] {
    close(content.plain, .record, row.header, .record)
  }

  func open(_ row: Row, under key: AccountKey) -> RecordContent? {
    let bound = Self.bound(.record, vaultID, row.header)
    return Seal.open(row.body, with: bound, under: key.bytes).flatMap(RecordContent.init)
  }

  func open(_ row: Row) -> RecordContent? {
    open(row.body, .record, row.header, .record).flatMap(RecordContent.init)
  }

  // MARK: Account keys

  /// The key of an account, from the salt that is kept for it.
  func accountKey(_ row: KeyRow) -> AccountKey {
    var header: [UInt8] = []
    header.append(little: row.id)
    header.append(contentsOf: row.body)
    let message = Self.bound(.accountKey, vaultID, header)
    return AccountKey { room in
      keys.with(.account) {
        _ = crypto_generichash(room, Keys.length, message, UInt64(message.count), $0, Keys.length)
      }
    }
  }

  /// A fresh salt for an account's key.
  static func salt() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: KeyRow.saltLength) { room, count in
      guard let start = room.baseAddress else { return }
      randombytes_buf(start, KeyRow.saltLength)
      count = KeyRow.saltLength
    }
  }

  /// The mark left where a key was destroyed; longer than a salt, so that it is told from one.
  func mark(ofErased id: Int64) -> [UInt8] {
    var header: [UInt8] = []
    header.append(little: id)
    let message = Self.bound(.erased, vaultID, header)
    return keys.with(.account) { Hash.keyed(message, length: KeyRow.markLength, key: $0) }
  }

  // MARK: Index

  /// The only trace of a lookup in the file.
  func tag(_ lookup: Lookup) -> [UInt8] {
    var message: [UInt8] = []
    message.reserveCapacity(96)
    for part in [lookup.space.rawValue, lookup.scope, lookup.value] {
      message.append(little: UInt32(part.utf8.count))
      message.append(contentsOf: part.utf8)
    }
    return keys.with(.index) { Hash.keyed(message, length: RecordContent.tagLength, key: $0) }
  }

  // MARK: Set hash

  func hash(_ row: Row) -> [UInt8] { hash(.record, row.header, row.body) }

  func hash(_ row: KeyRow) -> [UInt8] {
    var message: [UInt8] = [Sort.accountKey.rawValue]
    message.reserveCapacity(1 + 8 + KeyRow.markLength)
    message.append(little: row.id)
    message.append(contentsOf: row.body)
    return keys.with(.set) { Hash.keyed(message, length: SetHash.length, key: $0) }
  }

  func hash(_ row: TagRow) -> [UInt8] {
    var message: [UInt8] = [Sort.index.rawValue]
    message.append(contentsOf: row.tag)
    message.append(little: row.id)
    return keys.with(.set) { Hash.keyed(message, length: SetHash.length, key: $0) }
  }

  /// Nonce and mac stand for the body: the seal ties the rest of it to them.
  private func hash(_ sort: Sort, _ header: [UInt8], _ body: [UInt8]) -> [UInt8] {
    var message: [UInt8] = [sort.rawValue]
    message.reserveCapacity(96)
    message.append(contentsOf: header)
    message.append(contentsOf: body.prefix(Seal.nonceLength))
    message.append(contentsOf: body.suffix(Seal.macLength))
    return keys.with(.set) { Hash.keyed(message, length: SetHash.length, key: $0) }
  }

  // MARK: Journal and anchor

  /// The chain hash before a station's first entry.
  func firstChain(of station: StationNumber) -> [UInt8] {
    var header: [UInt8] = []
    if station != .file { header.append(little: station.value) }
    let message = Self.bound(.journal, vaultID, header)
    return keys.with(.chain) {
      Hash.keyed(message, length: JournalEntry.chainLength, key: $0)
    }
  }

  func chain(_ previous: [UInt8], _ row: JournalRow) -> [UInt8] {
    var message = previous
    message.append(little: row.seq)
    message.append(contentsOf: row.body)
    return keys.with(.chain) {
      Hash.keyed(message, length: JournalEntry.chainLength, key: $0)
    }
  }

  func seal(_ entry: JournalEntry) -> JournalRow {
    var header: [UInt8] = []
    header.append(little: entry.after.seq)
    return JournalRow(
      seq: entry.after.seq, body: close(entry.plain, .journal, header, .journal))
  }

  func open(_ row: JournalRow) -> JournalEntry? {
    var header: [UInt8] = []
    header.append(little: row.seq)
    return open(row.body, .journal, header, .journal).flatMap { JournalEntry($0, seq: row.seq) }
  }

  func sealAnchor(_ plain: [UInt8], slot: UInt8) -> [UInt8] {
    close(plain, .anchor, [slot], .anchor)
  }

  func openAnchor(_ body: [UInt8], slot: UInt8) -> [UInt8]? {
    open(body, .anchor, [slot], .anchor)
  }

  // MARK: What a vault knows of itself

  /// The seed of the key that signs receipts, as `meta` keeps it.
  func seal(receiptSeed seed: borrowing SecretBytes) -> [UInt8] {
    let bound = Self.bound(.receiptKey, vaultID, [])
    return seed.withUnsafeBytes { plain in
      keys.with(.receipts) { Seal.close(plain, with: bound, under: $0) }
    }
  }

  /// That seed, or nil when the seal does not hold.
  func openReceiptSeed(_ body: [UInt8]) throws(VaultError) -> SecretBytes? {
    guard var plain = open(body, .receiptKey, [], .receipts) else { return nil }
    defer { plain.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) } }
    return plain.count == ReceiptKey.seedLength ? try SecretBytes(copying: plain) : nil
  }

  /// The key of the list of erased accounts, as `meta` keeps it.
  func seal(erasureKey key: borrowing SecretBytes) -> [UInt8] {
    let bound = Self.bound(.erasure, vaultID, [])
    return key.withUnsafeBytes { plain in
      keys.with(.record) { Seal.close(plain, with: bound, under: $0) }
    }
  }

  /// That key, or nil when the seal does not hold.
  func openErasureKey(_ body: [UInt8]) throws(VaultError) -> SecretBytes? {
    guard var plain = open(body, .erasure, [], .record) else { return nil }
    defer { plain.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) } }
    return plain.count == Keys.length ? try SecretBytes(copying: plain) : nil
  }

  func sealBackup(_ plain: [UInt8]) -> [UInt8] { close(plain, .backup, [], .record) }
  func openBackup(_ body: [UInt8]) -> [UInt8]? { open(body, .backup, [], .record) }

  // MARK: All of them

  private func close(
    _ plain: [UInt8], _ sort: Sort, _ header: [UInt8], _ use: KeyUse
  ) -> [UInt8] {
    let bound = Self.bound(sort, vaultID, header)
    return plain.withUnsafeBytes { plain in
      keys.with(use) { Seal.close(plain, with: bound, under: $0) }
    }
  }

  private func open(
    _ body: [UInt8], _ sort: Sort, _ header: [UInt8], _ use: KeyUse
  ) -> [UInt8]? {
    let bound = Self.bound(sort, vaultID, header)
    return keys.with(use) { Seal.open(body, with: bound, under: $0) }
  }
}
