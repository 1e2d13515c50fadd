internal import CSodium
internal import Domain
internal import Glibc

/// How a vault comes to be: whole, or not at all.
struct Founding: ~Copyable {
  private let path: String
  private let draft: String
  private let gate: Int32

  /// Waits until nobody else founds one here.
  init(_ path: String) throws(VaultError) {
    self.path = path
    draft = path + ".new"
    gate = open(path + ".gate", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard gate >= 0 else { throw Files.fault(errno) }
    while flock(gate, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Files.fault(errno) }
    }
  }

  deinit {
    Self.discard(draft)
    close(gate)
  }

  consuming func run(_ unlock: consuming Unlock) throws(VaultError) -> Vault {
    guard !Files.exists(path) else { throw .alreadyExists }
    Self.discard(draft)
    // Made by us rather than by SQLite, which gives its log the same mode.
    let file = Glibc.open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Files.fault(errno) }
    guard fchmod(file, 0o600) == 0, close(file) == 0 else { throw Files.fault(errno) }

    var vaultID = [UInt8](repeating: 0, count: Sealer.vaultIDLength)
    randombytes_buf(&vaultID, vaultID.count)
    let dataKey: SecretBytes
    var slots: [[UInt8]] = []
    switch consume unlock {
    case .key(let key):
      dataKey = key
    case .passphrase(let passphrase):
      dataKey = try SecretBytes.random(Keys.length)
      slots.append(
        try Slot.made(.passphrase, for: dataKey, secret: passphrase, vaultID: vaultID))
    case .keyFile(let path):
      dataKey = try SecretBytes.random(Keys.length)
      let secret = try KeyFile.read(path)
      slots.append(try Slot.made(.keyFile, for: dataKey, secret: secret, vaultID: vaultID))
    }
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: dataKey))
    let head = try Self.fill(draft, sealer, slots)

    var anchor = try Anchor(vault: path, fresh: true)
    try anchor.begin(head, sealer)
    try move()
    try Files.syncFolder(of: path)

    let rows = Rows(try Connection(path))
    return Vault(path: path, store: Store(rows: rows, sealer: sealer), anchor: anchor)
  }

  /// Lays out the tables and makes the first journal entry.
  private static func fill(
    _ draft: String, _ sealer: Sealer, _ slots: [[UInt8]]
  ) throws(VaultError) -> Head {
    let connection = try Connection(draft)
    try Rows.layOut(connection)
    let rows = Rows(connection)
    try rows.begin(writing: true)
    try rows.putMeta("vault", sealer.vaultID)
    try rows.putMeta("confirm", sealer.confirmation)
    try rows.putMeta(
      "receipts", sealer.seal(receiptSeed: SecretBytes.random(ReceiptKey.seedLength)))
    for (place, slot) in slots.enumerated() { try rows.putMeta("slot.\(place + 1)", slot) }
    let before = Head(chain: sealer.firstChain)
    var after = before
    after.seq = 1
    let event = JournalEvent(
      act: "vault.create", records: [], by: "vault", at: Instant(seconds: Int64(time(nil))))
    let row = sealer.seal(
      JournalEntry(
        previous: before.chain, after: after,
        event: try Store(rows: rows, sealer: sealer).encode(event)))
    try rows.put(row)
    try rows.commit()
    guard try rows.emptyLog() else { throw .busy }
    after.chain = sealer.chain(before.chain, row)
    return after
  }

  /// Moves the draft into place, never over anything.
  private func move() throws(VaultError) {
    if link(draft, path) == 0 {
      unlink(draft)
      return
    }
    switch errno {
    case EEXIST: throw .alreadyExists
    // A file system without hard links.
    case EPERM, EOPNOTSUPP, EMLINK, ENOSYS:
      guard rename(draft, path) == 0 else { throw Files.fault(errno) }
    default: throw Files.fault(errno)
    }
  }

  private static func discard(_ draft: String) {
    for file in [draft, draft + "-wal", draft + "-shm"] { unlink(file) }
  }
}
