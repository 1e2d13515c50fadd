internal import Domain

/// What became of a vault that was moved: what it comes to where it is now, looked through there.
public struct Move: Sendable {
  public let report: VerifyReport
  /// Where its journal stands.
  public let head: JournalHead
  /// What its file is called now; nil where it was a server's.
  public let kept: String?
}

extension Vault {
  /// Moves a vault from a file to a server: every row as it is, so that all ways to open it stay what they are.
  ///
  /// The file is locked meanwhile: desks that have it open are told to wait. What arrived lasts; whoever is ended
  /// at any moment asks for the same again and goes on where it was, unless the file was written to since.
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
  /// - Returns: what it came to.
  /// - Throws: why the file still is the vault; with ``LinkError/inDoubt``, and whenever an earlier attempt had
  ///   come that far, no desk can use either until the same was asked for again.
  @discardableResult
  public static func move(
    from path: String, to fleet: Fleet, unlock: consuming Unlock,
    waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> Move {
    let begun = try Departure.begun(path)
    let vault = try open(at: begun?.aside ?? path, unlock: unlock)
    let rows = try fleet.connect(waiting)
    do {
      try PostgresSchema.install(rows.link)
    } catch {
      throw .fleet(error)
    }
    try vault.turnstile.enter()
    defer { vault.turnstile.leave() }
    let (title, report) = try vault.reading(again: false) { () throws(VaultError) in
      _ = try vault.knownHead()
      let title = try vault.store.rows.title()
      return (title, try vault.carry(title, to: rows, hasLeft: begun != nil, progress))
    }
    let erased = try Erasures(vault.store).read(Erasures.path(of: path))
    let departure =
      if let begun { begun } else {
        try Departure.begin(vault, to: fleet.address.name, doing.at)
      }
    do {
      try rows.found(title)
    } catch {
      if error != .fleet(.inDoubt) { departure.undo() }
      throw error
    }
    do {
      let moved = try open(fleet, rows, try vault.store.sealer.twin(), isNew: true)
      let list = try Erasures(moved.store)
      let known = try list.read(Erasures.path(of: moved.path))
      if !erased.isSubset(of: known) {
        try list.write(known.union(erased), to: Erasures.path(of: moved.path))
      }
      try moved.administer(doing.event("vault.move")) { (_) throws(VaultError) in }
      departure.end()
      return Move(report: report, head: try moved.journalHead, kept: departure.aside)
    } catch {
      // Only what comes after it is missing, and found out the same way.
      if case .fleet = error { throw .fleet(.inDoubt) }
      throw error
    }
  }

  /// Carries this file's rows to a server, and looks through them there.
  ///
  /// - Parameters:
  ///   - title: what the file says of itself.
  ///   - rows: the server's.
  ///   - hasLeft: no desk acts on the file any more, so what the server has may be more by now.
  ///   - progress: told how far it is.
  /// - Returns: what was found there.
  /// - Throws: when it is not there, whole and sound.
  private func carry(
    _ title: Title, to rows: PostgresRows, hasLeft: Bool, _ progress: Progress
  ) throws(VaultError) -> VerifyReport {
    let heads = try store.heads()
    if hasLeft, let id = title["vault"], try rows.isVault(id) {
      return try sound(try examine(rows, heads, progress))
    }
    let marker = Carriage.marker(store.sealer.vaultID, try store.rows.lastEntries())
    var place = try rows.prepare(marker)
    while true {
      var carriage = try Carriage(from: store.rows, to: rows)
      try carriage.run(behind: place, progress)
      try rows.settle(title, heads)
      let report = try examine(rows, heads, progress)
      // What an earlier attempt left need not be what it was.
      if report.isSound || place == nil { return try sound(report) }
      place = try rows.prepare(marker, anew: true)
    }
  }

  /// Moves a vault from a server to a file: every row as it is, the journals of all stations with them.
  ///
  /// Desks go on as long as it is carried; where one did anything meanwhile, it is not moved, and has to be asked
  /// for again when all rest. Whoever is ended at any moment goes on where it was, unless anything was done
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
  /// - Returns: what it came to.
  /// - Throws: why the server still has the vault; with ``LinkError/inDoubt``, and whenever an earlier attempt had
  ///   come that far, no desk can use either until the same was asked for again.
  @discardableResult
  public static func move(
    from fleet: Fleet, to path: String, unlock: consuming Unlock,
    waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> Move {
    let evacuation = try Evacuation(fleet, to: path, waiting)
    let sealer = try sealer(for: evacuation.title, evacuation.vaultID, unlock)
    let found = try evacuation.run(sealer, isChecked: true, progress)
    let rows = SQLiteRows(try Connection(path))
    let moved = try open(path, rows, sealer, nil)
    let report =
      if let found { found } else { try moved.verify { progress(.checking, $0, $1) } }
    if try rows.meta("moving") != nil {
      let list = try Erasures(moved.store)
      let erased = try list.read(Erasures.path(of: fleet.path(of: evacuation.vaultID)))
      let known = try moved.reading { () throws(VaultError) in try moved.store.erased() }
      try list.write(known.union(erased), to: Erasures.path(of: path))
      try moved.administer(doing.event("vault.move")) { (rows) throws(VaultError) in
        try rows.dropMeta("moving")
      }
    }
    try evacuation.end()
    return Move(report: report, head: try moved.journalHead, kept: nil)
  }

  /// In which ways a vault can be opened that is to be moved, or was on its way when an earlier attempt ended.
  ///
  /// - Parameters:
  ///   - place: where it is moved from, or was.
  ///   - waiting: asked while the server is waited for.
  /// - Returns: each way once; all there are where that cannot be told now.
  /// - Throws: why it is refused.
  public static func slots(
    movingFrom place: VaultPlace, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> [SlotKind] {
    switch place {
    case .file(let path):
      return try slots(at: Departure.begun(path)?.aside ?? path)
    case .fleet(let fleet):
      let title = try fleet.connect(waiting).wholeTitle()
      guard let id = title.anyVaultID else { throw title.absence ?? .notFound }
      return title["confirm"] == nil ? SlotKind.allCases : try kinds(of: title, id)
    }
  }

  /// Whether a file is on its way to a server, so that no desk can use it until the move was asked for again.
  public static func isLeaving(_ path: String) -> Bool {
    ((try? Departure.begun(path)) ?? nil) != nil
  }

  /// Looks through rows that arrived elsewhere.
  fileprivate func examine(
    _ rows: any Rows, _ heads: [Head], _ progress: Progress
  ) throws(VaultError) -> VerifyReport {
    try rows.begin(writing: false)
    defer { rows.rollback() }
    let inspection = Inspection(Store(rows: rows, sealer: store.sealer))
    return try inspection.run(heads.map(Anchor.Mark.init)) { progress(.checking, $0, $1) }
  }

  /// Refuses them unless they are what all stations' journals say.
  private func sound(_ report: VerifyReport) throws(VaultError) -> VerifyReport {
    if let damage = report.damages.first { throw .damaged(damage) }
    return report
  }
}

extension Carriage {
  /// What tells one state of a vault from every other: its id, and seq8 and a hash of the newest entry of each
  /// station.
  static func marker(_ vaultID: [UInt8], _ newest: [JournalRow]) -> [UInt8] {
    var marker = vaultID
    for row in newest {
      marker.append(little: row.seq)
      marker.append(contentsOf: Hash.keyed(row.body, length: 32, key: nil))
    }
    return marker
  }
}
