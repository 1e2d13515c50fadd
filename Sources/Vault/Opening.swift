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
  /// - Returns: the open vault.
  /// - Throws: why it is refused.
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
  /// - Returns: the open vault.
  /// - Throws: why it is refused.
  public static func open(
    at path: String, unlock: consuming Unlock
  ) throws(VaultError) -> Vault {
    try open(at: path, unlock: unlock, patience: 10_000)
  }

  static func open(
    at path: String, unlock: consuming Unlock, patience: Int
  ) throws(VaultError) -> Vault {
    let (rows, title, vaultID) = try approach(path)
    let sealer = try sealer(for: title, vaultID, unlock)
    let vault = try Vault(
      path: path, store: Store(rows: rows, sealer: sealer),
      anchor: Anchor(vault: path), patience: patience)
    try vault.settleAnchor(title.newest)
    rows.connection.checkpointOnClose(true)
    return vault
  }

  /// In which ways a vault can be opened; empty when only its data key does.
  ///
  /// - Parameter path: where it is.
  /// - Returns: each way once.
  /// - Throws: why it is refused.
  public static func slots(at path: String) throws(VaultError) -> [SlotKind] {
    let (_, title, vaultID) = try approach(path)
    var kinds: [SlotKind] = []
    for stored in title.slots {
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
  /// - Returns: the newest entry that is now believed.
  /// - Throws: why it is refused.
  public static func renewAnchor(
    at path: String, unlock: consuming Unlock
  ) throws(VaultError) -> JournalHead {
    let (rows, title, vaultID) = try approach(path)
    let sealer = try sealer(for: title, vaultID, unlock)
    let head = try Store(rows: rows, sealer: sealer).head()
    var anchor = try Anchor(vault: path, fresh: true)
    try anchor.begin(head, sealer)
    return JournalHead(head)
  }

  /// Opens the file, without a key and without leaving a trace in it.
  private static func approach(
    _ path: String
  ) throws(VaultError) -> (Rows, Title, vaultID: [UInt8]) {
    try Files.examine(path)
    let connection = try Connection(path)
    try Rows.examine(connection)
    try Files.examineWritable(path)
    // A log that somebody left is moved into the file by those alone who may open it.
    if Files.size(path + "-wal") > 0 { connection.checkpointOnClose(false) }
    let rows = Rows(connection)
    let title = try rows.title()
    guard title.hasOurSchema else { throw .damaged(Damage(.file, .malformed)) }
    guard let vaultID = title["vault"], vaultID.count == Sealer.vaultIDLength else {
      throw .damaged(Damage(.meta("vault"), .malformed))
    }
    return (rows, title, vaultID)
  }

  private static func sealer(
    for title: Title, _ vaultID: [UInt8], _ unlock: consuming Unlock
  ) throws(VaultError) -> Sealer {
    let dataKey: SecretBytes
    switch consume unlock {
    case .key(let key):
      dataKey = key
    case .passphrase(let passphrase):
      let slots = try slots(.passphrase, of: title, vaultID)
      dataKey = try unwrap(slots, vaultID, passphrase, otherwise: .wrongPassphrase)
    case .keyFile(let path):
      let slots = try slots(.keyFile, of: title, vaultID)
      dataKey = try unwrap(slots, vaultID, try KeyFile.read(path), otherwise: .wrongKeyFile)
    }
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: dataKey))
    guard let stored = title["confirm"] else {
      throw .damaged(Damage(.meta("confirm"), .missing))
    }
    guard stored == sealer.confirmation else { throw .wrongKey }
    return sealer
  }

  /// The slots of one kind; one damaged slot of another kind bars nobody.
  private static func slots(
    _ kind: SlotKind, of title: Title, _ vaultID: [UInt8]
  ) throws(VaultError) -> [Slot] {
    var found: [Slot] = []
    for stored in title.slots where stored.first == kind.rawValue {
      if let slot = try Slot(stored, vaultID: vaultID) { found.append(slot) }
    }
    guard !found.isEmpty else { throw .noSuchSlot(kind) }
    return found
  }

  private static func unwrap(
    _ slots: [Slot], _ vaultID: [UInt8], _ secret: borrowing SecretBytes,
    otherwise refusal: VaultError
  ) throws(VaultError) -> SecretBytes {
    for slot in slots {
      if let key = try slot.dataKey(secret: secret, vaultID: vaultID) { return key }
    }
    throw refusal
  }
}
