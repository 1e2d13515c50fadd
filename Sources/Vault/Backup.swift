public import Domain
internal import Glibc

/// When a vault was last copied, and how far it had come; of one that came from a backup, that backup.
public struct BackupMark: Equatable, Sendable {
  /// When it was copied; where only the copy is known, its newest act.
  public let at: Instant
  /// How many entries there were, of all stations.
  public let seq: Int64

  init(at: Instant, seq: Int64) {
    self.at = at
    self.seq = seq
  }

  init?(_ plain: [UInt8]) {
    var reader = ByteReader(plain)
    guard let at = reader.integer(Int64.self), let seq = reader.integer(Int64.self) else {
      return nil
    }
    self.init(at: Instant(seconds: at), seq: seq)
  }

  var plain: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: at.seconds)
    bytes.append(little: seq)
    return bytes
  }
}

/// Who does something to a vault, and when: what its journal says of it.
public struct Doing: Sendable {
  public let by: String
  public let at: Instant

  public init(by: String, at: Instant) {
    self.by = by
    self.at = at
  }

  func event(_ act: String, records: [RecordID] = [], note: String? = nil) -> JournalEvent {
    JournalEvent(act: act, records: records, by: by, at: at, note: note)
  }
}

extension Vault {
  /// Copies the vault as it is at one moment, while desks go on working on it.
  ///
  /// The copy is made under another name, checked row by row with the vault's keys, and only then
  /// moved into place: there is a sound backup under this name, or none, or still the one before.
  /// It opens as the vault does. Beside it lie its anchor, so that it can be looked through where
  /// it is, and the list of accounts erased so far, for restoring older ones.
  ///
  /// - Parameters:
  ///   - place: where to.
  ///   - replacing: whether over a backup that is there.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: the journal entry up to which the copy goes.
  /// - Throws: why there is no backup; a vault that is damaged gets none.
  @discardableResult
  public func backup(
    to place: String, replacing: Bool = false, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> JournalHead {
    try examineBackup(place, replacing)
    let draft: Draft
    let heads: [Head]
    if let file {
      try Files.needRoom(try file.size() + (1 << 16), at: place)
      draft = try Draft(for: place)
      heads = try copy(file, into: draft, progress)
    } else {
      draft = try Draft(for: place)
      heads = try carry(into: draft, progress)
    }
    let erased = try check(draft, heads, progress)

    let list = try Erasures(store)
    let path = Erasures.path(of: path)
    let known = try list.read(path)
    if !erased.isSubset(of: known) { try list.write(known.union(erased), to: path) }
    try list.write(known.union(erased), to: Erasures.path(of: place))

    try draft.move(replacing: replacing)
    guard let own = heads.first(where: { $0.station == .file }) else {
      throw .damaged(Damage(.journal(1), .missing))
    }
    try Seen.write(heads.filter { $0 != own }, of: place, store.sealer)
    var copied = try Anchor(vault: place, fresh: true)
    try copied.begin(own, store.sealer)
    try Files.syncFolder(of: place)

    let entries = Total(heads).entries
    let made = store.sealer.sealBackup(BackupMark(at: doing.at, seq: entries).plain)
    try administer(doing.event("vault.backup")) { (rows) throws(VaultError) in
      try rows.putMeta("backup", made)
    }
    return JournalHead(heads.first { $0.station == store.station } ?? own)
  }

  /// Copies the pages of a file as they are at one moment.
  private func copy(
    _ file: SQLiteRows, into draft: Draft, _ progress: Progress
  ) throws(VaultError) -> [Head] {
    let mark = try anchor.read(store.sealer)
    return try reading { () throws(VaultError) in
      try store.compare(mark, with: try store.head())
      let copy = try draft.connect()
      try copy.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
      try copy.fill(from: file.connection) { progress(.copying, $0, $1) }
      return try store.heads()
    }
  }

  /// Carries the rows of a server as they are at one moment.
  private func carry(
    into draft: Draft, _ progress: Progress
  ) throws(VaultError) -> [Head] {
    guard let server else { throw .misuse(.nested) }
    let mark = try anchor.read(store.sealer)
    return try reading(again: false) { () throws(VaultError) in
      try store.compare(mark, with: try store.head())
      try Self.carry(server, try server.lastEntries(), try server.title(), into: draft, progress)
      return try store.heads()
    }
  }

  /// Refuses a place that is taken, or is the vault's own.
  private func examineBackup(_ place: String, _ replacing: Bool) throws(VaultError) {
    guard Files.exists(Files.folder(of: place)) else { throw .noFolder }
    guard Files.exists(place) else {
      let own = [
        "", "-wal", "-shm", ".anchor", ".anchor.next", ".stations", ".gate", ".moved",
        Erasures.ending,
      ]
      guard !own.contains(where: { place == path + $0 }) else { throw .alreadyExists }
      return
    }
    var facts = stat()
    guard replacing, lstat(place, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw .alreadyExists
    }
    // Over a vault or an older backup, and over nothing else.
    do {
      try SQLiteRows.examine(try Connection(place))
    } catch {
      guard case .damaged = error else { throw .alreadyExists }
    }
    let own = ["", ".anchor", ".gate"]
    guard !own.contains(where: { Files.isSame(place, path + $0) }) else { throw .alreadyExists }
  }

  /// Opens a copy and looks through all of it; returns the accounts erased in it.
  private func check(
    _ draft: Draft, _ heads: [Head], _ progress: Progress
  ) throws(VaultError) -> Set<Int64> {
    let rows = SQLiteRows(try draft.connect())
    let copy = Store(rows: rows, sealer: store.sealer)
    try rows.begin(writing: false)
    defer { rows.rollback() }
    let report = try Inspection(copy).run(heads.map(Anchor.Mark.init)) {
      progress(.checking, $0, $1)
    }
    if let damage = report.damages.first { throw .damaged(damage) }
    return try copy.erased()
  }
}
