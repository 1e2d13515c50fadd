internal import Domain
internal import FoundationEssentials

/// The vault's book: what one transaction reads and writes.
final class Transaction: Book {
  private let store: Store
  private let isWritable: Bool
  /// Where the vault will stand once this is committed.
  private(set) var head: Head
  private(set) var hasWritten = false
  /// The accounts whose keys were destroyed.
  private(set) var destroyed: [Int64] = []
  /// The first failure halfway through a write; nothing is committed after one.
  private(set) var failure: VaultError?
  private var hasEnded = false
  /// The record opened last: whoever finds one reads it next, and then writes it.
  private var latest: OnFile?

  /// A record as it lies in the file; no content when its owner was erased.
  private struct OnFile {
    let row: Row
    let content: RecordContent?
    /// What its tags stand for, once it was read as its type.
    var lookups: [Lookup]?
  }

  private var rows: any Rows { store.rows }
  private var sealer: Sealer { store.sealer }

  init(_ store: Store, head: Head, writing: Bool) {
    self.store = store
    self.head = head
    isWritable = writing
  }

  /// Makes the book useless to whoever kept it.
  func end() { hasEnded = true }

  // MARK: Reading

  func read<R: Record>(_ type: R.Type, _ id: RecordID) throws -> R? {
    try mayRead()
    guard let found = try onFile(id.rawValue), found.row.kind == Int64(R.kind.rawValue),
      let content = found.content
    else { return nil }
    do {
      let record = try store.decoder.decode(R.self, from: Data(content.json))
      latest?.lookups = record.lookups
      return record
    } catch {
      throw VaultError.damaged(Damage(.record(id), .malformed))
    }
  }

  func find(_ lookup: Lookup) throws -> RecordID? {
    try mayRead()
    let tag = sealer.tag(lookup)
    guard let id = try rows.id(of: tag) else { return nil }
    guard try holder(of: tag, at: id) else { return nil }
    return RecordID(id)
  }

  func due(
    _ kind: RecordKind, through: Instant?, after: DueItem?, limit: Int
  ) throws -> [DueItem] {
    try mayRead()
    guard limit > 0 else { return [] }
    let found = try rows.due(
      kind: Int64(kind.rawValue), through: through?.seconds ?? .max,
      after: (after?.due.seconds ?? .min, after?.id.rawValue ?? .min), limit: limit)
    return found.map { DueItem(due: Instant(seconds: $0.due), id: RecordID($0.id)) }
  }

  func receiptKey() throws -> [UInt8] {
    try mayRead()
    return try store.receiptKey().publicKey
  }

  func signReceipt(_ message: [UInt8]) throws -> [UInt8] {
    try mayWrite()
    return try store.receiptKey().sign(message)
  }

  func sha256(_ message: [UInt8]) throws -> [UInt8] { Sodium.sha256(message) }

  private func onFile(_ id: Int64) throws(VaultError) -> OnFile? {
    if let latest, latest.row.id == id { return latest }
    guard let row = try rows.record(id) else { return nil }
    latest = OnFile(row: row, content: try store.open(row))
    return latest
  }

  /// Whether the record an index entry leads to says so too; false when its owner was erased.
  private func holder(of tag: [UInt8], at id: Int64) throws(VaultError) -> Bool {
    guard let found = try onFile(id) else {
      throw .damaged(Damage(.lookup(RecordID(id)), .unexpected))
    }
    guard let content = found.content else { return false }
    guard content.tags.contains(tag) else {
      throw .damaged(Damage(.lookup(RecordID(id)), .unexpected))
    }
    return true
  }

  // MARK: Writing

  func newID() throws -> RecordID {
    try mayWrite()
    defer { head.nextID += 1 }
    return RecordID(head.nextID)
  }

  func write<R: Record>(_ record: R) throws {
    try mayWrite()
    let id = record.id
    guard id.rawValue > 0, id.rawValue < Int64.max else { throw VaultError.misuse(.badNumber(id)) }
    let old = try onFile(id.rawValue)
    guard old == nil || old?.row.kind == Int64(R.kind.rawValue) else {
      throw VaultError.misuse(.kindChanged(id))
    }
    let kept = old?.content?.tags ?? []
    let tags =
      if let old, let lookups = old.lookups, lookups == record.lookups { kept } else {
        try freeTags(for: record, kept: kept)
      }
    let json: [UInt8]
    do {
      json = try [UInt8](store.encoder.encode(record))
    } catch {
      throw VaultError.damaged(Damage(.record(id), .malformed))
    }
    var row = Row(
      id: id.rawValue, kind: Int64(R.kind.rawValue), ver: (old?.row.ver ?? 0) + 1,
      owner: record.owner?.rawValue, due: record.due?.seconds)
    let content = RecordContent(tags: tags, json: json)

    // From here on, what goes wrong leaves half a write behind.
    try orFail { () throws(VaultError) in
      if let owner = row.owner {
        let key = try keyToWrite(for: owner)
        row.body = sealer.seal(content, as: row, under: key)
      } else {
        row.body = sealer.seal(content, as: row)
      }
      if let old {
        for gone in try entries(of: old) where !tags.contains(gone.tag) { try drop(gone) }
        head.set.toggle(sealer.hash(old.row))
      } else {
        head.records += 1
      }
      for tag in tags where !kept.contains(tag) { try put(TagRow(tag: tag, id: row.id)) }
      head.set.toggle(sealer.hash(row))
      try rows.put(row)
      head.pass(row.id)
    }
  }

  func remove<R: Record>(_ type: R.Type, _ id: RecordID) throws {
    try mayWrite()
    guard let old = try onFile(id.rawValue), old.row.kind == Int64(R.kind.rawValue) else { return }
    try discard(old)
  }

  private func discard(_ old: OnFile) throws(VaultError) {
    try orFail { () throws(VaultError) in
      for gone in try entries(of: old) { try drop(gone) }
      head.set.toggle(sealer.hash(old.row))
      head.records -= 1
      try rows.drop(old.row)
    }
  }

  func destroyKey(of account: RecordID) throws {
    try mayWrite()
    guard let row = try rows.key(account.rawValue) else { return }
    guard try store.key(row) != nil else { return }
    try orFail { () throws(VaultError) in
      let mark = KeyRow(id: row.id, body: sealer.mark(ofErased: row.id))
      head.set.toggle(sealer.hash(row))
      head.set.toggle(sealer.hash(mark))
      try rows.put(mark)
      store.forget()
      destroyed.append(row.id)
    }
  }

  /// Leaves the mark of a destroyed key, where there is neither key nor mark yet.
  func bury(_ account: Int64) throws(VaultError) {
    try mayWrite()
    guard try rows.key(account) == nil else { return }
    try orFail { () throws(VaultError) in
      let mark = KeyRow(id: account, body: sealer.mark(ofErased: account))
      head.set.toggle(sealer.hash(mark))
      head.keys += 1
      head.pass(account)
      try rows.put(mark)
    }
  }

  /// Removes a record of whatever kind.
  func discard(_ id: Int64) throws(VaultError) {
    try mayWrite()
    guard let old = try onFile(id) else { return }
    try discard(old)
  }

  /// Leaves numbers up to this unused for good, where they would be ours to give out.
  func reserve(through number: Int64) throws(VaultError) {
    try mayWrite()
    head.pass(number)
  }

  /// The tags of a record's lookups, once it is certain that nobody else has them.
  private func freeTags<R: Record>(for record: R, kept: [[UInt8]]) throws -> [[UInt8]] {
    var tags: [[UInt8]] = []
    for lookup in record.lookups {
      let tag = sealer.tag(lookup)
      if tags.contains(tag) { continue }
      if !kept.contains(tag), let id = try rows.id(of: tag), id != record.id.rawValue,
        try holder(of: tag, at: id)
      {
        throw BookError.lookupTaken(lookup)
      }
      tags.append(tag)
    }
    return tags
  }

  /// The index entries of a record on file; the slow way when it can no longer be opened.
  private func entries(of record: OnFile) throws(VaultError) -> [TagRow] {
    let id = record.row.id
    guard let content = record.content else { return try rows.tags(of: id) }
    return content.tags.map { TagRow(tag: $0, id: id) }
  }

  private func keyToWrite(for owner: Int64) throws(VaultError) -> AccountKey {
    if let key = try store.accountKey(toWrite: owner) { return key }
    let row = KeyRow(id: owner, body: Sealer.salt())
    head.set.toggle(sealer.hash(row))
    head.keys += 1
    head.pass(owner)
    try rows.put(row)
    return sealer.accountKey(row)
  }

  /// Puts an index entry in, or leaves it where it is; takes it over from an erased record.
  private func put(_ entry: TagRow) throws(VaultError) {
    if let id = try rows.id(of: entry.tag) {
      if id == entry.id { return }
      try drop(TagRow(tag: entry.tag, id: id))
    }
    head.set.toggle(sealer.hash(entry))
    head.tags += 1
    try rows.put(entry)
  }

  private func drop(_ entry: TagRow) throws(VaultError) {
    head.set.toggle(sealer.hash(entry))
    head.tags -= 1
    try rows.drop(entry)
  }

  // MARK: Guards

  private func mayRead() throws(VaultError) {
    guard !hasEnded else { throw .misuse(.ended) }
  }

  private func mayWrite() throws(VaultError) {
    try mayRead()
    guard isWritable else { throw .misuse(.writeInRead) }
  }

  private func orFail(_ body: () throws(VaultError) -> Void) throws(VaultError) {
    hasWritten = true
    latest = nil
    do {
      try body()
    } catch {
      failure = failure ?? error
      throw error
    }
  }
}
