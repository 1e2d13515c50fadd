internal import CSodium
internal import Domain
internal import Glibc

extension Vault {
  /// Makes a new vault, and opens it.
  ///
  /// It is laid out under another name and moved into place when whole, so that a desk killed
  /// meanwhile leaves no half a vault.
  ///
  /// - Parameters:
  ///   - path: where nothing must be yet; missing folders are made.
  ///   - unlock: what will open it from now on.
  public static func create(
    at path: String, unlock: consuming Unlock
  ) throws(VaultError) -> Vault {
    try Files.makeFolder(Files.folder(of: path))
    guard !Files.exists(path) else { throw .alreadyExists }
    let founding = try Founding(path)
    return try founding.run(unlock)
  }

  /// Opens an existing vault; a file that is refused stays as it was.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - unlock: one of the ways ``slots(at:)`` names, or the data key.
  public static func open(
    at path: String, unlock: consuming Unlock
  ) throws(VaultError) -> Vault {
    try open(at: path, unlock: unlock, patience: 10_000)
  }

  static func open(
    at path: String, unlock: consuming Unlock, patience: Int
  ) throws(VaultError) -> Vault {
    let (rows, vaultID) = try approach(path)
    let sealer = try sealer(for: rows, vaultID, unlock)
    let vault = try Vault(
      path: path, store: Store(rows: rows, sealer: sealer),
      anchor: Anchor(vault: path), patience: patience)
    try vault.settleAnchor()
    try rows.settle()
    rows.connection.checkpointOnClose(true)
    return vault
  }

  /// In which ways a vault can be opened; empty when only its data key does.
  ///
  /// - Parameter path: where it is.
  public static func slots(at path: String) throws(VaultError) -> [SlotKind] {
    let (rows, vaultID) = try approach(path)
    var kinds: [SlotKind] = []
    for stored in try rows.slots() {
      if let slot = try Slot(stored, vaultID: vaultID), !kinds.contains(slot.kind) {
        kinds.append(slot.kind)
      }
    }
    return kinds
  }

  /// Believes the file as it is, and makes a new anchor for it.
  ///
  /// For when the anchor was lost, or the file put back on purpose: whoever does this answers for
  /// the file being the newest.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - unlock: one of the ways ``slots(at:)`` names, or the data key.
  public static func renewAnchor(
    at path: String, unlock: consuming Unlock
  ) throws(VaultError) -> JournalHead {
    let (rows, vaultID) = try approach(path)
    let sealer = try sealer(for: rows, vaultID, unlock)
    let head = try Store(rows: rows, sealer: sealer).head()
    let anchor = try Anchor(vault: path, fresh: true)
    try anchor.write(head, sealer)
    try anchor.sync()
    return JournalHead(head)
  }

  /// Opens the file, without a key and without leaving a trace in it.
  private static func approach(_ path: String) throws(VaultError) -> (Rows, vaultID: [UInt8]) {
    try Files.examine(path)
    let connection = try Connection(path)
    try Rows.examine(connection)
    try Files.examineWritable(path)
    // A log that somebody left is moved into the file by those alone who may open it.
    if Files.size(path + "-wal") > 0 { connection.checkpointOnClose(false) }
    let rows = Rows(connection)
    guard try rows.hasOurSchema() else { throw .damaged(Damage(.file, .malformed)) }
    guard let vaultID = try rows.meta("vault"), vaultID.count == Sealer.vaultIDLength else {
      throw .damaged(Damage(.meta("vault"), .malformed))
    }
    return (rows, vaultID)
  }

  private static func sealer(
    for rows: Rows, _ vaultID: [UInt8], _ unlock: consuming Unlock
  ) throws(VaultError) -> Sealer {
    let dataKey: SecretBytes
    switch consume unlock {
    case .key(let key):
      dataKey = key
    case .passphrase(let passphrase):
      dataKey = try unwrap(rows, vaultID, .passphrase, passphrase, otherwise: .wrongPassphrase)
    case .keyFile(let path):
      let content = try KeyFile.read(path)
      dataKey = try unwrap(rows, vaultID, .keyFile, content, otherwise: .wrongKeyFile)
    }
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: dataKey))
    guard let stored = try rows.meta("confirm") else {
      throw .damaged(Damage(.meta("confirm"), .missing))
    }
    guard stored == sealer.confirmation else { throw .wrongKey }
    return sealer
  }

  private static func unwrap(
    _ rows: Rows, _ vaultID: [UInt8], _ kind: SlotKind, _ secret: borrowing SecretBytes,
    otherwise refusal: VaultError
  ) throws(VaultError) -> SecretBytes {
    var isThere = false
    for stored in try rows.slots() where stored.first == kind.rawValue {
      guard let slot = try Slot(stored, vaultID: vaultID) else { continue }
      isThere = true
      if let key = try slot.dataKey(secret: secret, vaultID: vaultID) { return key }
    }
    throw isThere ? refusal : .noSuchSlot(kind)
  }
}
