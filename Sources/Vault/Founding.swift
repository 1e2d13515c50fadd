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
    let draft = try Draft(for: path)
    let secret = try Secret(unlock)
    var vaultID = [UInt8](repeating: 0, count: Sealer.vaultIDLength)
    randombytes_buf(&vaultID, vaultID.count)
    let dataKey =
      secret.kind == nil ? try secret.bytes.copy() : try SecretBytes.random(Keys.length)
    let slot = try secret.slot(for: dataKey, vaultID: vaultID)
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: dataKey))
    try place(draft, try Self.fill(draft, sealer, slot), sealer)
    let rows = SQLiteRows(try Connection(path))
    return Vault(path: path, rows: rows, sealer: sealer, anchor: try Anchor(vault: path))
  }

  /// Moves a whole vault into place, with an anchor of its own.
  func place(
    _ draft: Draft, _ head: Head, others: [Head] = [], _ sealer: Sealer
  ) throws(VaultError) {
    try Seen.write(others, of: path, sealer)
    var anchor = try Anchor(vault: path, fresh: true)
    try anchor.begin(head, sealer)
    // What a lost vault left behind would be taken for this one's log.
    for part in ["-wal", "-shm"] { rename(path + part, path + part + ".old") }
    try draft.move()
  }

  /// Makes the first journal entry of a new vault.
  private static func fill(
    _ draft: Draft, _ sealer: Sealer, _ slot: [UInt8]?
  ) throws(VaultError) -> Head {
    let rows = try layOut(draft, sealer, slot, try LastingSecrets())
    try rows.begin(writing: true)
    let store = Store(rows: rows, sealer: sealer)
    let event = JournalEvent(
      act: "vault.create", records: [], by: "vault", at: Instant(seconds: Int64(time(nil))))
    let (_, head) = try store.append(
      event, Head(chain: []), behind: Head(chain: sealer.firstChain(of: .file)))
    try rows.commit()
    guard try rows.emptyLog() else { throw .busy }
    return head
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
    try rows.putMeta("vault", sealer.vaultID)
    try rows.putMeta("confirm", sealer.confirmation)
    try rows.putMeta("receipts", sealer.seal(receiptSeed: lasting.receipts))
    try rows.putMeta("erasure", sealer.seal(erasureKey: lasting.erasures))
    if let slot { try rows.putMeta("slot.1", slot) }
    try rows.commit()
    return rows
  }
}
