internal import Domain
internal import FoundationEssentials

/// Rows and the keys to open them: what both a transaction and a check of the whole need.
final class Store {
  let rows: any Rows
  let sealer: Sealer
  // Made when first used: a desk that was just opened reads no record.
  private(set) lazy var encoder = JSONEncoder()
  private(set) lazy var decoder = JSONDecoder()
  /// The key used last, for as long as one transaction: nil inside when it was destroyed.
  private var latestKey: (owner: Int64, key: AccountKey?)?

  private var knownReceiptKey: ReceiptKey?
  /// The newest journal entry as it was last seen: while the file has the same, it need not be opened again.
  private var latestHead: (row: JournalRow, head: Head)?

  /// Whose chain acts go to.
  let station: StationNumber

  init(rows: any Rows, sealer: Sealer, station: StationNumber = .file) {
    self.rows = rows
    self.sealer = sealer
    self.station = station
  }

  /// The key receipts are signed with, opened once and kept like the other keys.
  func receiptKey() throws(VaultError) -> ReceiptKey {
    if let knownReceiptKey { return knownReceiptKey }
    let key = try ReceiptKey(seed: try open(.receipts))
    knownReceiptKey = key
    return key
  }

  /// Tells whether the data key is still the one that entries were read under.
  private lazy var confirmation = sealer.confirmation
  private var known: KnownEntry? {
    latestHead.map { KnownEntry(row: $0.row, confirmation: confirmation) }
  }

  /// Where our station stands, as the transaction under way sees it.
  func head() throws(VaultError) -> Head {
    guard let row = try rows.lastEntry(of: station, known: known) else {
      guard station != .file else { throw .damaged(Damage(.journal(0), .missing)) }
      return Head(before: station, chain: sealer.firstChain(of: station))
    }
    if let latestHead, latestHead.row.seq == row.seq, latestHead.row.body.matches(row.body) {
      return latestHead.head
    }
    let head = try open(row).after
    latestHead = (row, head)
    return head
  }

  /// Where each station stands that has done anything, by their numbers.
  func heads() throws(VaultError) -> [Head] {
    var heads: [Head] = []
    for row in try rows.lastEntries() { heads.append(try open(row).after) }
    return heads
  }

  /// Where the others stand.
  func others() throws(VaultError) -> [Head] { try heads().filter { $0.station != station } }

  /// Whether others did anything at all.
  func hasOthers() throws(VaultError) -> Bool {
    try rows.lastEntries().contains { StationNumber(of: $0.seq) != station }
  }

  /// The entry just committed, and where the vault stands by it.
  func remember(_ row: JournalRow, _ head: Head) { latestHead = (row, head) }

  /// An event as the journal keeps it.
  func encode(_ event: JournalEvent) throws(VaultError) -> [UInt8] {
    do {
      return try [UInt8](encoder.encode(event))
    } catch {
      throw .damaged(Damage(.journal(0), .malformed))
    }
  }

  /// Writes the journal entry that ends a transaction; returns it, and where the vault then stands.
  func append(
    _ event: JournalEvent, _ state: Head, behind before: Head
  ) throws(VaultError) -> (JournalRow, Head) {
    var after = state
    after.seq = before.seq + 1
    let row = sealer.seal(
      JournalEntry(previous: before.chain, after: after, event: try encode(event)))
    try rows.put(row)
    after.chain = sealer.chain(before.chain, row)
    return (row, after)
  }

  /// A journal entry, with its chain hash worked out.
  func open(_ row: JournalRow) throws(VaultError) -> (entry: JournalEntry, after: Head) {
    guard let entry = sealer.open(row) else {
      throw .damaged(Damage(.journal(row.seq), .sealBroken))
    }
    var after = entry.after
    after.chain = sealer.chain(entry.previous, row)
    return (entry, after)
  }

  /// What a record holds; nil when the key of the account that owns it was destroyed.
  func open(_ row: Row) throws(VaultError) -> RecordContent? {
    let content: RecordContent?
    if let owner = row.owner {
      guard let key = try accountKey(owner, row.ownerKey) else { return nil }
      content = sealer.open(row, under: key)
    } else {
      content = sealer.open(row)
    }
    guard let content else { throw .damaged(Damage(.record(RecordID(row.id)), .sealBroken)) }
    return content
  }

  /// The key of an account that owns something, from what is on file for it; nil when destroyed.
  func accountKey(_ owner: Int64, _ onFile: [UInt8]?) throws(VaultError) -> AccountKey? {
    if let latestKey, latestKey.owner == owner { return latestKey.key }
    guard let onFile else { throw .damaged(Damage(.accountKey(RecordID(owner)), .missing)) }
    let key = try key(KeyRow(id: owner, body: onFile))
    latestKey = (owner, key)
    return key
  }

  /// The key under which the account's records are sealed; nil when there is none yet.
  func accountKey(toWrite owner: Int64) throws(VaultError) -> AccountKey? {
    if let latestKey, latestKey.owner == owner, let key = latestKey.key { return key }
    guard let row = try rows.key(owner) else { return nil }
    guard let key = try accountKey(owner, row.body) else {
      throw .misuse(.ownerErased(RecordID(owner)))
    }
    return key
  }

  /// Drops what was kept for one transaction: afterwards other desks may have written.
  func forget() { latestKey = nil }

  /// The key in a row; nil when it was destroyed.
  ///
  /// A salt that was changed shows by the records: they do not open under what follows from it.
  func key(_ row: KeyRow) throws(VaultError) -> AccountKey? {
    switch row.body.count {
    case KeyRow.saltLength: return sealer.accountKey(row)
    case KeyRow.markLength:
      guard row.body == sealer.mark(ofErased: row.id) else {
        throw .damaged(Damage(.accountKey(RecordID(row.id)), .sealBroken))
      }
      return nil
    default: throw .damaged(Damage(.accountKey(RecordID(row.id)), .malformed))
    }
  }

  /// Refuses rows that are not those the anchor has seen, or a later state of them.
  ///
  /// The mark must have been read before the transaction under way began: another desk may commit
  /// in between.
  func compare(_ mark: Anchor.Mark, with head: Head) throws(VaultError) {
    let refusal = VaultError.rolledBack(file: head.seq, anchor: mark.seq)
    guard mark.seq <= head.seq, StationNumber(of: mark.seq) == head.station else { throw refusal }
    if mark.seq == head.seq {
      guard mark.chain == head.chain else { throw refusal }
      return
    }
    // Somebody else's work, under a number that was given out twice.
    guard !mark.isIdle else { throw refusal }
    var seq = mark.seq
    var chain = mark.chain
    try rows.eachEntry(mark.seq + 1...head.seq) { (row) throws(VaultError) in
      let (entry, after) = try open(row)
      seq += 1
      guard row.seq == seq else { throw .damaged(Damage(.journal(seq), .missing)) }
      guard entry.previous == chain else { throw refusal }
      chain = after.chain
    }
    guard chain == head.chain else { throw refusal }
  }
}
