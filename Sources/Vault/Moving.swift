internal import Domain
internal import Glibc

extension Vault {
  /// Moves a vault from a file to a server: every row as it is, so that all ways to open it stay what they are.
  ///
  /// The file is locked meanwhile: desks that have it open are told to wait. What arrived lasts; whoever is ended
  /// in the middle asks for the same again and goes on where it was, unless the file was written to since.
  /// Everything is looked through where it arrived before it counts. Then the file gets a dated name, so that no
  /// desk goes on with it, and the journal's next entry says what was done.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - fleet: the server, as the tables' owner; nothing may be there but what an earlier attempt left, or what
  ///     was moved away from there.
  ///   - unlock: what opens the vault.
  ///   - waiting: asked while the server is waited for.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: what the file is called now.
  /// - Throws: why the file still is the vault; with ``LinkError/inDoubt``, it has its dated name already, and the
  ///   server has the vault, or the file is given its old name again.
  @discardableResult
  public static func move(
    from path: String, to fleet: Fleet, unlock: consuming Unlock,
    waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> String {
    let vault = try open(at: path, unlock: unlock)
    let rows = try fleet.connect(waiting)
    do {
      try PostgresSchema.install(rows.link)
    } catch {
      throw .fleet(error)
    }
    try vault.turnstile.enter()
    defer { vault.turnstile.leave() }
    let title = try vault.reading(again: false) { () throws(VaultError) in
      _ = try vault.knownHead()
      let heads = try vault.store.heads()
      let title = try vault.store.rows.title()
      let place = try rows.prepare(marker(of: heads))
      var carriage = try Carriage(from: vault.store.rows, to: rows)
      try carriage.run(behind: place, progress)
      try rows.settle(title, heads)
      try vault.examine(rows, heads, progress)
      return title
    }
    let erased = try Erasures(vault.store).read(Erasures.path(of: path))
    _ = try vault.store.rows.emptyLog()
    let aside = try Live.setAside(path, doing.at)
    do {
      try rows.found(title)
    } catch {
      // Nobody has the other: the file is the vault again. Where nobody knows, no desk may go on with it.
      if error != .fleet(.inDoubt) {
        for part in ["-wal", ".anchor", ".stations", ""] where Files.exists(aside + part) {
          rename(aside + part, path + part)
        }
      }
      throw error
    }
    try vault.anchor.bar(aside)
    let moved = try open(fleet, rows, try vault.store.sealer.twin())
    if !erased.isEmpty {
      try Erasures(moved.store).add(erased.sorted(), to: Erasures.path(of: moved.path))
    }
    try moved.administer(doing.event("vault.move")) { (_) throws(VaultError) in }
    return aside
  }

  /// Moves a vault from a server to a file: every row as it is, the journals of all stations with them.
  ///
  /// Desks go on as long as it is carried; where one did anything meanwhile, it is not moved, and has to be asked
  /// for again when all rest. Whoever is ended in the middle goes on where it was, unless anything was done
  /// since. Once everything was looked through where it arrived, the server's vault is closed for all desks at one
  /// moment, and the file is the vault.
  ///
  /// - Parameters:
  ///   - fleet: the server, as the tables' owner.
  ///   - path: where nothing must be yet.
  ///   - unlock: what opens the vault.
  ///   - waiting: asked while the server is waited for.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Throws: why the server still has the vault.
  public static func move(
    from fleet: Fleet, to path: String, unlock: consuming Unlock,
    waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) {
    try Files.makeFolder(Files.folder(of: path))
    guard !Files.exists(path) else { throw .alreadyExists }
    let vault = try open(at: fleet, unlock: unlock, waiting: waiting)
    guard let server = vault.server else { throw .notFound }
    let founding = try Founding(path)
    let draft = try Draft(for: path, isLasting: true)
    let erased = try Erasures(vault.store).read(Erasures.path(of: vault.path))
    let heads = try vault.carry(into: draft, isLasting: true, progress)
    try vault.examine(SQLiteRows(try draft.connect()), heads, progress)
    try server.retire(heads)
    let sealer = try vault.store.sealer.twin()
    try founding.place(draft, heads, sealer)
    // What it holds is asked for below.
    _ = consume founding
    let moved = try open(path, SQLiteRows(try Connection(path)), sealer, nil)
    let known = try moved.reading { () throws(VaultError) in try moved.store.erased() }
    try Erasures(moved.store).write(known.union(erased), to: Erasures.path(of: path))
    try moved.administer(doing.event("vault.move")) { (_) throws(VaultError) in }
  }

  /// Carries all rows of one state of a server's vault into a draft.
  ///
  /// - Parameters:
  ///   - draft: empty, or lasting from an earlier attempt.
  ///   - isLasting: each lot is there for a later attempt.
  ///   - progress: told how far it is.
  /// - Returns: where all stations stand in it.
  /// - Throws: when not all of it arrived.
  func carry(
    into draft: Draft, isLasting: Bool = false, _ progress: Progress
  ) throws(VaultError) -> [Head] {
    let mark = try anchor.read(store.sealer)
    return try reading(again: false) { () throws(VaultError) in
      let heads = try store.heads()
      try store.compare(mark, with: try store.head())
      let marker = Self.marker(of: heads)
      var place: RowPlace?
      if Files.size(draft.path) > 0 { place = try Self.place(draft, marker) }
      let connection = try draft.connect()
      try connection.run("PRAGMA cache_size = -131072")
      if place == nil { try SQLiteRows.layOut(connection) }
      // All of it is synced when the draft is moved into place.
      try connection.run(
        "PRAGMA synchronous = OFF; PRAGMA journal_mode = \(isLasting ? "WAL" : "OFF")")
      let target = SQLiteRows(connection, isSettled: true)
      if place == nil {
        try target.begin(writing: true)
        try target.putMeta("moving", marker)
        try target.commit()
      }
      var carriage = try Carriage(from: store.rows, to: target)
      try carriage.run(behind: place, progress)
      try target.begin(writing: true)
      for (name, value) in try store.rows.title().meta { try target.putMeta(name, value) }
      try target.dropMeta("moving")
      try target.commit()
      if !isLasting { try target.connection.run("PRAGMA journal_mode = WAL") }
      guard try target.emptyLog() else { throw .busy }
      return heads
    }
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

  /// Looks through rows that arrived elsewhere; refuses them unless they are what all stations' journals say.
  fileprivate func examine(
    _ rows: any Rows, _ heads: [Head], _ progress: Progress
  ) throws(VaultError) {
    try rows.begin(writing: false)
    defer { rows.rollback() }
    let inspection = Inspection(Store(rows: rows, sealer: store.sealer))
    let report = try inspection.run(heads.map(Anchor.Mark.init)) { progress(.checking, $0, $1) }
    if let damage = report.damages.first { throw .damaged(damage) }
  }

  /// What tells one state of a vault from every other.
  private static func marker(of heads: [Head]) -> [UInt8] { heads.flatMap(Anchor.plain) }
}
