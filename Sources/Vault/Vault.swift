public import Domain

/// The one encrypted state file of a desk.
///
/// Synchronous and for one thread: a desk does one thing at a time. Several desks, each with a
/// vault of its own on the same file, work side by side.
public final class Vault {
  public let path: String
  private let store: Store
  private let anchor: Anchor
  private let turnstile: Turnstile
  private var isBusy = false
  /// A key was destroyed and the log may still hold it.
  private var owesEmptyLog = false

  init(
    path: String, store: Store, anchor: consuming Anchor, patience: Int = 10_000
  ) throws(VaultError) {
    self.path = path
    self.store = store
    turnstile = try Turnstile(path: path, lock: anchor.file, patience: patience)
    self.anchor = anchor
  }

  deinit {
    if owesEmptyLog { _ = try? store.rows.emptyLog() }
    try? anchor.sync()
  }

  // MARK: Transactions

  /// Runs `body` on a consistent state of the vault; writing through its book throws.
  ///
  /// - Parameter body: gets a book that is of no use afterwards.
  /// - Returns: what `body` does.
  /// - Throws: what `body` does, or a ``VaultError``.
  public func read<T>(_ body: (any Book) throws -> T) throws -> T {
    try occupy()
    defer { isBusy = false }
    try store.rows.begin(writing: false)
    defer { leave() }
    let book = Transaction(store, head: Head(chain: []), writing: false)
    defer { book.end() }
    return try body(book)
  }

  /// Runs `body` as one act: everything it writes lasts, with its event in the journal, or nothing.
  ///
  /// When `body` throws, nothing is written and its error is thrown on. When it writes nothing,
  /// there is no event. No other desk writes meanwhile, so `body` must not wait for anybody.
  ///
  /// - Parameter body: gets a book that is of no use afterwards.
  /// - Returns: what `body` does, without its event.
  /// - Throws: what `body` does, or a ``VaultError``.
  public func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T {
    try occupy()
    defer { isBusy = false }
    try turnstile.enter()
    defer { turnstile.leave() }

    let rows = store.rows
    let mark = try anchor.read(store.sealer)
    try rows.begin(writing: true)
    defer { leave() }
    let before = try store.head()
    try store.compare(mark, with: before)

    let book = Transaction(store, head: before, writing: true)
    defer { book.end() }
    let (result, event) = try body(book)
    if let failure = book.failure { throw failure }
    guard book.hasWritten else { return result }

    let after = try append(event, book.head, behind: before)
    try rows.commit()
    // The act is done. An anchor that could not be written is behind, and caught up with later.
    try? anchor.write(after, store.sealer)
    if book.hasDestroyedKeys { owesEmptyLog = true }
    if owesEmptyLog, let done = try? rows.emptyLog(), done { owesEmptyLog = false }
    return result
  }

  /// Writes the journal entry that ends a transaction; returns where the vault then stands.
  private func append(
    _ event: JournalEvent, _ state: Head, behind before: Head
  ) throws(VaultError) -> Head {
    var after = state
    after.seq = before.seq + 1
    let row = store.sealer.seal(
      JournalEntry(previous: before.chain, after: after, event: try store.encode(event)))
    try store.rows.put(row)
    after.chain = store.sealer.chain(before.chain, row)
    return after
  }

  private func leave() {
    store.rows.rollback()
    store.forget()
  }

  private func occupy() throws(VaultError) {
    guard !isBusy else { throw .misuse(.nested) }
    isBusy = true
  }

  // MARK: Where it stands

  /// The newest journal entry, by which a state of the vault can be told from every other.
  ///
  /// Kept off this machine, it shows that file and anchor were put back together.
  public var journalHead: JournalHead {
    get throws(VaultError) {
      JournalHead(try reading { () throws(VaultError) in try store.head() })
    }
  }

  /// Reads all there is and says what is wrong; nothing is changed.
  ///
  /// - Parameter progress: called now and then with how many rows were looked at, of how many.
  /// - Returns: what was counted, and what is wrong.
  /// - Throws: when the file could not be read at all; damage is reported, not thrown.
  public func verify(
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(VaultError) -> VerifyReport {
    var mark: Anchor.Mark?
    var damage: Damage?
    do {
      mark = try anchor.read(store.sealer)
    } catch {
      guard case .damaged(let found) = error else { throw error }
      damage = found
    }
    return try reading { () throws(VaultError) in
      let inspection = Inspection(store)
      if let damage { inspection.report(damage) }
      return try inspection.run(mark, progress)
    }
  }

  private func reading<T>(_ body: () throws(VaultError) -> T) throws(VaultError) -> T {
    try occupy()
    defer { isBusy = false }
    try store.rows.begin(writing: false)
    defer { leave() }
    return try body()
  }

  /// Refuses a file that the anchor does not know, and catches up with one it does.
  func settleAnchor() throws(VaultError) {
    let mark = try anchor.read(store.sealer)
    let head = try reading { () throws(VaultError) in
      let head = try store.head()
      try store.compare(mark, with: head)
      return head
    }
    // Whoever holds the lock is about to write the anchor anyway.
    guard mark.seq < head.seq, turnstile.enterAtOnce() else { return }
    defer { turnstile.leave() }
    let now = try reading { () throws(VaultError) in try store.head() }
    try anchor.write(now, store.sealer)
  }
}

/// The newest entry of a vault's journal.
public struct JournalHead: Equatable, Sendable {
  public let seq: Int64
  /// The chain hash over this entry and all before, in hexadecimal.
  public let hash: String

  init(_ head: Head) {
    seq = head.seq
    let digits = Array("0123456789abcdef")
    hash = String(head.chain.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
