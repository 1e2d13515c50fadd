public import Domain
internal import Glibc

/// What restoring a backup did.
public struct Restoration: Equatable, Sendable {
  /// Where the backup stood.
  public let backup: JournalHead
  /// Where the vault stands now.
  public let head: JournalHead
  /// The accounts that had been erased since the backup, and now are again.
  public let erasedAgain: [RecordID]
  /// Where the vault that was there is kept; nil where there was none.
  public let kept: String?
}

extension Vault {
  /// Puts a backup in the place of a vault.
  ///
  /// It is copied beside the place and looked through as a whole first. The accounts that were
  /// erased since are erased in the copy before it is put in: what says so are the vault that is
  /// there, the list beside it, and the lists beside the backup. The numbers of those accounts
  /// are never given out again.
  ///
  /// - Parameters:
  ///   - backup: the file to restore.
  ///   - path: where the vault is to be.
  ///   - unlock: what opens the backup.
  ///   - replacing: whether in the place of a vault that is there, which is kept aside.
  ///   - lists: further lists of erased accounts, such as one kept on another machine.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: what was done.
  /// - Throws: why the vault is as it was.
  @discardableResult
  public static func restore(
    from backup: String, to path: String, unlock: consuming Unlock, replacing: Bool = false,
    lists: [String] = [], _ doing: Doing, progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> Restoration {
    try Files.examine(backup)
    let isThere = Files.exists(path)
    if !isThere, !replacing, let gone = Departure.absence(path) { throw gone }
    guard !isThere || (replacing && !Files.isSame(backup, path)) else { throw .alreadyExists }
    try Files.makeFolder(Files.folder(of: path))
    let size = Int64(Files.size(backup) + Files.size(backup + "-wal"))
    // The copy, the log through which it goes in, and the one that is kept aside.
    try Files.needRoom(
      size + (isThere ? size + Int64(Files.size(path)) : 0) + (1 << 20), at: path)

    let draft = try Draft(for: path)
    try draft.copy(backup) { progress(.copying, $0, $1) }
    let sealer = try Restoring.check(draft, unlock, progress)
    let lists = [Erasures.path(of: path), Erasures.path(of: backup)] + lists

    // A list that cannot be believed is told before anything is touched.
    _ = try Restoring(draft, sealer, backup, lists)

    if isThere, Live.isUsable(path) {
      let live = try Live(path)
      let kept = try live.keep(doing.at)
      do {
        let vault = try live.open(sealer)
        let restoring = try Restoring(draft, sealer, backup, lists)
        let (head, outcome) = try restoring.finish(over: vault.store, kept, doing)
        try vault.replace(with: draft, head, sealer, progress)
        return outcome
      } catch {
        for part in ["", ".anchor", ".stations"] { unlink(kept + part) }
        throw error
      }
    }
    // There is none, or none that can be told what it is to hold.
    let founding = try Founding(path)
    let kept = isThere ? try Live.setAside(path, doing.at) : nil
    let restoring = try Restoring(draft, sealer, backup, lists)
    let (head, outcome) = try restoring.finish(over: nil, kept, doing)
    try founding.place(draft, [head] + restoring.others, sealer)
    return outcome
  }
}

/// The copy of a backup on its way to be a vault.
private final class Restoring {
  private let path: String
  private let store: Store
  private let before: Head
  /// Where the other stations stand whose journals are in it.
  let others: [Head]
  private let list: Erasures
  private var erased: Set<Int64>

  /// Opens the copy and looks through all of it.
  static func check(
    _ draft: Draft, _ unlock: consuming Unlock, _ progress: Vault.Progress
  ) throws(VaultError) -> Sealer {
    let connection = try draft.connect()
    try SQLiteRows.examine(connection)
    let rows = SQLiteRows(connection)
    let title = try rows.title()
    let sealer = try Vault.sealer(for: title, try Vault.vaultID(of: title), unlock)
    try rows.begin(writing: false)
    defer { rows.rollback() }
    let report = try Inspection(Store(rows: rows, sealer: sealer)).run([]) {
      progress(.checking, $0, $1)
    }
    if let damage = report.damages.first { throw .damaged(damage) }
    return sealer
  }

  /// Gathers which accounts were erased since, from the lists and those beside the backup.
  init(
    _ draft: Draft, _ sealer: Sealer, _ backup: String, _ lists: [String]
  ) throws(VaultError) {
    path = draft.place
    store = Store(rows: SQLiteRows(try draft.connect()), sealer: sealer)
    before = try store.head()
    others = try store.others()
    list = try Erasures(store)
    erased = try list.read(folder: Files.folder(of: backup))
    for path in lists { erased.formUnion(try list.read(path)) }
  }

  /// Erases once more what was erased since, and says in the journal what was done.
  ///
  /// - Parameters:
  ///   - live: the vault that this takes the place of, where there is one.
  ///   - kept: where that is kept.
  ///   - doing: who does it.
  /// - Returns: where the copy then stands, and what was done.
  /// - Throws: when the copy could not be finished.
  func finish(
    over live: Store?, _ kept: String?, _ doing: Doing
  ) throws(VaultError) -> (Head, Restoration) {
    // What it can still say, under this data key and in the state it is in.
    let over = (try? live?.heads()) ?? []
    if let more = try? live?.erased() { erased.formUnion(more) }

    let rows = store.rows
    try rows.begin(writing: true)
    defer { rows.rollback() }
    let book = Transaction(store, head: before, writing: true)
    defer { book.end() }
    let again = try erase(book)
    for id in erased { try book.reserve(through: id) }
    for head in over { try book.reserve(through: head.nextID - 1) }

    var heads = ([before] + over.filter { !others.contains($0) }).map { JournalHead($0) }
    // What it had replaced itself is given up with it.
    for head in (try? live?.replacedHeads()) ?? [] where !heads.contains(head) {
      heads.append(head)
    }
    let note = heads.map(\.text).joined(separator: " ")
    // It is backed up as far as its newest act: nobody knows when the file was made, only that it was later.
    if let newest = try store.newestAct() {
      let mark = BackupMark(at: newest, seq: Total([before] + others).entries)
      try rows.putMeta("backup", store.sealer.sealBackup(mark.plain))
    }
    let event = doing.event("vault.restore", records: again, note: note)
    let (_, head) = try store.append(event, book.head, behind: before)
    try rows.commit()
    guard try rows.emptyLog() else { throw .busy }
    try list.write(erased, to: Erasures.path(of: path))
    let outcome = Restoration(
      backup: JournalHead(before), head: JournalHead(head), erasedAgain: again, kept: kept)
    return (head, outcome)
  }

  private func erase(_ book: Transaction) throws(VaultError) -> [RecordID] {
    let done = try store.erased()
    var again: Set<Int64> = []
    for id in erased.subtracting(done) where try store.rows.key(id) != nil { again.insert(id) }
    for id in try store.rows.records(ownedBy: again) { try book.discard(id) }
    do {
      for id in again { try book.destroyKey(of: RecordID(id)) }
    } catch {
      throw error as? VaultError ?? .misuse(.ended)
    }
    return again.sorted().map { RecordID($0) }
  }
}

/// The vault that is there, under its lock: nobody writes to it meanwhile.
final class Live {
  private let path: String
  private let anchor: Int32
  private var turnstile: Turnstile

  /// Whether SQLite can put another content into it, in whatever state the rest is.
  static func isUsable(_ path: String) -> Bool {
    guard let connection = try? Connection(path) else { return false }
    return (try? SQLiteRows.examine(connection)) != nil
  }

  init(_ path: String) throws(VaultError) {
    self.path = path
    anchor = Glibc.open(Anchor.path(of: path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard anchor >= 0 else { throw Files.fault(errno) }
    turnstile = Turnstile(path: path, lock: anchor)
    try turnstile.enter()
  }

  deinit { close(anchor) }

  /// Opens it with the keys it will have.
  func open(_ sealer: Sealer) throws(VaultError) -> Vault {
    let rows = SQLiteRows(try Connection(path))
    return Vault(path: path, rows: rows, sealer: sealer, anchor: try Anchor(vault: path))
  }

  /// Copies it, as it lies there, under a dated name; before it is opened here.
  func keep(_ at: Instant) throws(VaultError) -> String {
    let aside = Self.aside(path, at)
    let draft = try Draft(for: aside)
    try draft.copy(path, gaps: true) { _, _ in }
    try draft.move()
    for part in [".anchor", ".stations"] {
      guard let bytes = try Files.read(path + part, limit: 1 << 20) else { continue }
      try Files.write(bytes, to: aside + part)
    }
    return aside
  }

  /// Gives a file that is of no use a dated name; a desk that has it open cannot write any more.
  static func setAside(_ path: String, _ at: Instant) throws(VaultError) -> String {
    let aside = aside(path, at)
    guard !Files.exists(aside) else { throw .alreadyExists }
    for part in ["-wal", ".anchor", ".stations", ""] where Files.exists(path + part) {
      guard rename(path + part, aside + part) == 0 else { throw Files.fault(errno) }
    }
    unlink(path + "-shm")
    try Files.syncFolder(of: path)
    return aside
  }

  /// A name that nothing has: of somebody who was ended in the same second, say.
  private static func aside(_ path: String, _ at: Instant) -> String {
    let name = "\(path).replaced-\(stamp(at))"
    return Files.exists(name) ? aside(path, at.adding(seconds: 1)) : name
  }

  /// A moment, as names of files have it.
  static func stamp(_ at: Instant) -> String {
    at.iso(offset: ClockOffset(seconds: 0)).filter { !"-:".contains($0) }.prefix(15) + "Z"
  }
}
