internal import CSodium
internal import Domain
internal import Glibc

/// How a vault comes to be: whole, or not at all.
struct Founding: ~Copyable {
  private let path: String
  private let gate: Int32

  /// Waits until nobody else founds one here.
  init(_ path: String) throws(VaultError) {
    self.path = path
    gate = open(path + ".gate", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard gate >= 0 else { throw Files.fault(errno) }
    while flock(gate, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Files.fault(errno) }
    }
  }

  deinit { close(gate) }

  consuming func run(_ unlock: consuming Unlock) throws(VaultError) -> Vault {
    guard !Files.exists(path) else { throw .alreadyExists }
    if let gone = Departure.absence(path) { throw gone }
    let draft = try Draft(for: path)
    let (sealer, slot) = try Self.keys(unlock)
    try place(draft, [try Self.fill(draft, sealer, slot)], sealer)
    let rows = SQLiteRows(try Connection(path))
    return Vault(path: path, rows: rows, sealer: sealer, anchor: try Anchor(vault: path))
  }

  /// Moves a whole vault into place, with an anchor of its own.
  func place(_ draft: Draft, _ heads: [Head], _ sealer: Sealer) throws(VaultError) {
    guard let head = heads.first(where: { $0.station == .file }) else {
      throw .damaged(Damage(.journal(1), .missing))
    }
    let others = heads.filter { $0.station != .file }
    try Seen.write(others, of: path, sealer)
    var anchor = try Anchor(vault: path, fresh: true)
    try anchor.begin(head, sealer)
    try place(draft)
  }

  /// The same without an anchor, where nobody can say what it would hold.
  func place(_ draft: Draft) throws(VaultError) {
    // What a lost vault left behind would be taken for this one's log.
    for part in ["-wal", "-shm"] { rename(path + part, path + part + ".old") }
    try draft.move()
    Departure.forget(path)
  }

  /// What a server's tables hold of a new vault, in the transaction under way.
  static func fill(
    _ rows: PostgresRows, _ unlock: consuming Unlock
  ) throws(VaultError) -> Sealer {
    let (sealer, slot) = try keys(unlock)
    try put(rows, sealer, slot, try LastingSecrets())
    rows.put(StationNumber.file)
    _ = try begin(Store(rows: rows, sealer: sealer))
    return sealer
  }

  /// The keys of a new vault, and the slot that leads to them.
  private static func keys(
    _ unlock: consuming Unlock
  ) throws(VaultError) -> (Sealer, slot: [UInt8]?) {
    let secret = try Secret(unlock)
    var vaultID = [UInt8](repeating: 0, count: Sealer.vaultIDLength)
    randombytes_buf(&vaultID, vaultID.count)
    let dataKey =
      secret.kind == nil ? try secret.bytes.copy() : try SecretBytes.random(Keys.length)
    let slot = try secret.slot(for: dataKey, vaultID: vaultID)
    return (Sealer(vaultID: vaultID, keys: try Keys(from: dataKey)), slot)
  }

  private static func fill(
    _ draft: Draft, _ sealer: Sealer, _ slot: [UInt8]?
  ) throws(VaultError) -> Head {
    let rows = try layOut(draft, sealer, slot, try LastingSecrets())
    try rows.begin(writing: true)
    let head = try begin(Store(rows: rows, sealer: sealer))
    try rows.commit()
    guard try rows.emptyLog() else { throw .busy }
    return head
  }

  /// Makes the first journal entry of a new vault.
  private static func begin(_ store: Store) throws(VaultError) -> Head {
    let event = JournalEvent(
      act: "vault.create", records: [], by: "vault", at: Instant(seconds: Int64(time(nil))))
    let first = Head(chain: store.sealer.firstChain(of: .file))
    return try store.append(event, Head(chain: []), behind: first).1
  }

  /// Makes the tables, and what a vault knows of itself.
  static func layOut(
    _ draft: Draft, _ sealer: Sealer, _ slot: [UInt8]?, _ lasting: borrowing LastingSecrets
  ) throws(VaultError) -> SQLiteRows {
    let connection = try draft.connect()
    // Rows may come in no order that the tables have: fewer pages are read and written again.
    try connection.run("PRAGMA cache_size = -131072")
    try SQLiteRows.layOut(connection)
    let rows = SQLiteRows(connection)
    try rows.begin(writing: true)
    try put(rows, sealer, slot, lasting)
    try rows.commit()
    return rows
  }

  /// What a vault knows of itself.
  static func put(
    _ rows: any Rows, _ sealer: Sealer, _ slot: [UInt8]?, _ lasting: borrowing LastingSecrets
  ) throws(VaultError) {
    try rows.putMeta("vault", sealer.vaultID)
    try rows.putMeta("confirm", sealer.confirmation)
    try rows.putMeta("receipts", sealer.seal(receiptSeed: lasting.receipts))
    try rows.putMeta("erasure", sealer.seal(erasureKey: lasting.erasures))
    if let slot { try rows.putMeta("slot.1", slot) }
  }
}
