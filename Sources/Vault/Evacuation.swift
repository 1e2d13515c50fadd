internal import Glibc

/// The rows of a server's vault on their way into a file, which then is the vault.
///
/// The server's `meta` has `vault` until all rows lie in a file beside the place they are for, synced and looked
/// through; then `leaving`, by which all desks are kept out, until the file is in place; then `moved`. So at every
/// moment one of both is whole, and whoever is asked for the same again finds out how far it came.
struct Evacuation {
  private let fleet: Fleet
  private let path: String
  private let rows: PostgresRows
  /// What the vault says of itself.
  let title: Title
  let vaultID: [UInt8]
  /// No desk acts on the server's rows any more.
  private let isLeaving: Bool

  /// Connects as the tables' owner, and looks how far it is.
  ///
  /// - Parameters:
  ///   - fleet: where the vault is.
  ///   - path: where it is to be.
  ///   - waiting: asked while the server is waited for.
  /// - Throws: when there is none that could be carried there.
  init(
    _ fleet: Fleet, to path: String, _ waiting: @escaping Waiting
  ) throws(VaultError) {
    self.fleet = fleet
    self.path = path
    rows = try fleet.connect(waiting)
    (title, isLeaving) = try rows.departing()
    vaultID = try Vault.vaultID(of: title)
    try Files.makeFolder(Files.folder(of: path))
  }

  /// Carries all rows into the file, closes the server's vault, and puts the file in its place.
  ///
  /// - Parameters:
  ///   - sealer: the vault's; nil where nothing opens it, so that nothing can be looked through.
  ///   - isChecked: refuses rows that are not sound, or not the newest that this folder has seen.
  ///   - progress: told how far it is.
  /// - Returns: what was found in the file; nil where nobody looked, or an earlier attempt had.
  /// - Throws: why the server still has the vault, or where it was left off.
  func run(
    _ sealer: Sealer?, isChecked: Bool, _ progress: Vault.Progress
  ) throws(VaultError) -> VerifyReport? {
    let founding = try Founding(path)
    if Files.exists(path) {
      guard isLeaving, try SQLiteRows(try Connection(path)).meta("vault") == vaultID else {
        throw .alreadyExists
      }
      if Files.isSame(path, path + Draft.ending) { unlink(path + Draft.ending) }
      return nil
    }
    let draft = try Draft(for: path, isLasting: true)
    guard !isLeaving || Files.size(draft.path) > 0 else { throw .underWay }
    let (newest, report) = try fill(draft, sealer, isChecked: isChecked, progress)
    try draft.sync()
    try rows.retire(newest)
    if let sealer, let heads = try? Self.heads(newest, rows, sealer) {
      try founding.place(draft, heads, sealer)
    } else {
      try founding.place(draft)
    }
    return report
  }

  /// The file is the vault: what is left on the server may be cleared away by whatever moves in there.
  func end() throws(VaultError) { try rows.release() }

  private func fill(
    _ draft: Draft, _ sealer: Sealer?, isChecked: Bool, _ progress: Vault.Progress
  ) throws(VaultError) -> ([JournalRow], VerifyReport?) {
    while true {
      let wasThere = Files.size(draft.path) > 0
      try rows.begin(writing: false)
      defer { rows.rollback() }
      let seen = isChecked ? try Seen.all(fleet.path(of: vaultID), rows, sealer) : []
      let newest = try rows.lastEntries()
      try Vault.carry(rows, newest, title, into: draft, isLasting: true, progress)
      guard isChecked, let sealer else { return (newest, nil) }
      let copy = SQLiteRows(try draft.connect())
      try copy.begin(writing: false)
      defer { copy.rollback() }
      let marks = try Self.heads(newest, rows, sealer).map(Anchor.Mark.init) + seen
      let report = try Inspection(Store(rows: copy, sealer: sealer)).run(marks) {
        progress(.checking, $0, $1)
      }
      guard let damage = report.damages.first else { return (newest, report) }
      // What an earlier attempt left need not be what it was.
      guard wasThere else { throw .damaged(damage) }
      copy.rollback()
      try draft.empty()
    }
  }

  private static func heads(
    _ newest: [JournalRow], _ rows: any Rows, _ sealer: Sealer
  ) throws(VaultError) -> [Head] {
    let store = Store(rows: rows, sealer: sealer)
    var heads: [Head] = []
    for row in newest { heads.append(try store.open(row).after) }
    return heads
  }
}

extension Seen {
  /// All that a folder has seen of a server's vault: its own newest entry, and those of others.
  ///
  /// - Parameters:
  ///   - path: what the names of its files begin with.
  ///   - rows: the server's, in a transaction.
  ///   - sealer: the vault's.
  /// - Returns: the entries that must be there still.
  /// - Throws: when its own is not: the server was put back.
  fileprivate static func all(
    _ path: String, _ rows: any Rows, _ sealer: Sealer?
  ) throws(VaultError) -> [Anchor.Mark] {
    guard let sealer, Files.exists(Anchor.path(of: path)) else { return [] }
    var anchor = try Anchor(reading: path)
    // One of another data key is of another time.
    guard let own = try? anchor.read(sealer) else { return [] }
    let store = Store(rows: rows, sealer: sealer, station: StationNumber(of: own.seq))
    if !own.isIdle { try store.compare(own, with: try store.head()) }
    return [own] + ((try? read(path, sealer)) ?? [])
  }
}

extension Vault {
  /// Carries all rows of a server's vault, as its transaction under way sees them, into a draft.
  ///
  /// - Parameters:
  ///   - rows: the server's.
  ///   - newest: the newest entry of each station.
  ///   - title: what the vault says of itself.
  ///   - draft: empty, or lasting from an earlier attempt.
  ///   - isLasting: each lot is there for a later attempt, and `moving` in `meta` says of what.
  ///   - progress: told how far it is.
  /// - Throws: when not all of it arrived.
  static func carry(
    _ rows: PostgresRows, _ newest: [JournalRow], _ title: Title, into draft: Draft,
    isLasting: Bool = false, _ progress: Progress
  ) throws(VaultError) {
    let marker = Carriage.marker(try vaultID(of: title), newest)
    var place: RowPlace?
    if Files.size(draft.path) > 0 { place = try Self.place(draft, marker) }
    let connection = try draft.connect()
    try connection.run("PRAGMA cache_size = -131072")
    if place == nil { try SQLiteRows.layOut(connection) }
    // All of it is synced once it is there.
    try connection.run(
      "PRAGMA synchronous = OFF; PRAGMA journal_mode = \(isLasting ? "WAL" : "OFF")")
    let target = SQLiteRows(connection, isSettled: true)
    if place == nil, isLasting {
      try target.begin(writing: true)
      try target.putMeta("moving", marker)
      try target.commit()
    }
    var carriage = try Carriage(from: rows, to: target)
    try carriage.run(behind: place, progress)
    try target.begin(writing: true)
    for (name, value) in title.meta { try target.putMeta(name, value) }
    try target.commit()
    if !isLasting { try target.connection.run("PRAGMA journal_mode = WAL") }
    guard try target.emptyLog() else { throw .busy }
  }

  /// How far an earlier attempt at the same rows came in a draft; nil, and the draft empty, where there was none.
  private static func place(_ draft: Draft, _ marker: [UInt8]) throws(VaultError) -> RowPlace? {
    do throws(VaultError) {
      let rows = SQLiteRows(try draft.connect())
      if try rows.meta("moving") == marker { return try rows.place() }
    } catch {
      guard case .damaged = error else { throw error }
    }
    try draft.empty()
    return nil
  }
}
