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
    return try open(path, rows, sealer, title.newest, patience: patience)
  }

  static func open(
    _ path: String, _ rows: SQLiteRows, _ sealer: Sealer, _ newest: JournalRow?,
    patience: Int = 10_000
  ) throws(VaultError) -> Vault {
    let vault = try Vault(
      path: path, rows: rows, sealer: sealer, anchor: Anchor(vault: path), patience: patience)
    do {
      try vault.settleAnchor(newest)
    } catch {
      // Taken from all desks, by somebody who was ended before the file had its other name.
      guard Anchor.isBarred(path), let gone = Departure.absence(path) else { throw error }
      throw gone
    }
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
    return try kinds(of: title, vaultID)
  }

  static func kinds(of title: Title, _ vaultID: [UInt8]) throws(VaultError) -> [SlotKind] {
    var kinds: [SlotKind] = []
    for slot in try slots(of: title.slots, vaultID) where !kinds.contains(slot.kind) {
      kinds.append(slot.kind)
    }
    return kinds
  }

  static func slots(
    of all: [(number: Int, stored: [UInt8])], _ vaultID: [UInt8]
  ) throws(VaultError) -> [SlotInfo] {
    var found: [SlotInfo] = []
    for (number, stored) in all {
      guard let slot = try Slot(stored, vaultID: vaultID) else { continue }
      found.append(SlotInfo(number: number, kind: slot.kind))
    }
    return found
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
    let store = Store(rows: rows, sealer: sealer)
    let head = try store.head()
    try Seen.write(try store.others(), of: path, sealer)
    var anchor = try Anchor(vault: path, fresh: true)
    try anchor.begin(head, sealer)
    return JournalHead(head)
  }

  /// Opens the file, without a key and without leaving a trace in it.
  static func approach(
    _ path: String
  ) throws(VaultError) -> (SQLiteRows, Title, vaultID: [UInt8]) {
    do {
      try Files.examine(path)
    } catch {
      throw error == .notFound ? Departure.absence(path) ?? error : error
    }
    let connection = try Connection(path)
    try SQLiteRows.examine(connection)
    try Files.examineWritable(path)
    // A log that somebody left is moved into the file by those alone who may open it.
    if Files.size(path + "-wal") > 0 { connection.checkpointOnClose(false) }
    let rows = SQLiteRows(connection)
    let title = try rows.title()
    return (rows, title, try vaultID(of: title))
  }

  /// The vault's id, once it is certain that the file has our tables.
  static func vaultID(of title: Title) throws(VaultError) -> [UInt8] {
    guard title.hasOurSchema else { throw .damaged(Damage(.file, .malformed)) }
    guard let vaultID = title["vault"], vaultID.count == Sealer.vaultIDLength else {
      throw .damaged(Damage(.meta("vault"), .malformed))
    }
    return vaultID
  }

  static func sealer(
    for title: Title, _ vaultID: [UInt8], _ unlock: consuming Unlock
  ) throws(VaultError) -> Sealer {
    let secret = try Secret(unlock, for: title)
    if secret.kind == nil { return try sealer(for: title, vaultID, secret.takeBytes()) }
    let opened = try dataKey(of: title.slots, vaultID, secret)
    return try sealer(for: title, vaultID, opened.takeKey())
  }

  static func sealer(
    for title: Title, _ vaultID: [UInt8], _ dataKey: consuming SecretBytes
  ) throws(VaultError) -> Sealer {
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: dataKey))
    guard let stored = title["confirm"] else {
      throw .damaged(Damage(.meta("confirm"), .missing))
    }
    guard stored == sealer.confirmation else { throw .wrongKey }
    return sealer
  }

  /// The data key, and the number of the slot it came from: 0 where it was given itself.
  static func dataKey(
    of slots: [(number: Int, stored: [UInt8])], _ vaultID: [UInt8], _ secret: borrowing Secret
  ) throws(VaultError) -> Opened {
    guard let kind = secret.kind else { return Opened(key: try secret.bytes.copy(), slot: 0) }
    var isThere = false
    // One damaged slot of another kind bars nobody.
    for (number, stored) in slots where stored.first == kind.rawValue {
      guard let slot = try Slot(stored, vaultID: vaultID) else { continue }
      isThere = true
      if let key = try slot.dataKey(secret: secret.bytes, vaultID: vaultID) {
        return Opened(key: key, slot: number)
      }
    }
    guard isThere else { throw .noSuchSlot(kind) }
    switch kind {
    case .passphrase: throw .wrongPassphrase
    case .keyFile: throw .wrongKeyFile
    case .credential: throw .wrongCredential
    }
  }

  /// A data key, and the slot it was in.
  struct Opened: ~Copyable {
    let key: SecretBytes
    let slot: Int

    consuming func takeKey() -> SecretBytes { key }
  }
}
