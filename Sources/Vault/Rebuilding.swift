internal import Domain
internal import FoundationEssentials

/// A vault's content sealed anew under other keys, row by row, into a draft.
///
/// Records and accounts keep their numbers, records nobody can read any more stay behind, erased
/// accounts stay erased, and journal entries keep their numbers and events. Their chain is hashed
/// anew, so that heads written down before it are no longer in it.
struct Rebuilding: ~Copyable {
  private let source: Store
  private let target: Store
  private let book: Transaction
  private let types: RecordTypes
  /// The journal's newest entry so far.
  private var head: Head

  /// Begins in an empty draft that was laid out.
  init(from source: Store, to target: Store, types: RecordTypes) throws(VaultError) {
    self.source = source
    self.target = target
    self.types = types
    head = Head(chain: target.sealer.firstChain)
    try target.rows.begin(writing: true)
    book = Transaction(target, head: head, writing: true)
  }

  deinit {
    book.end()
    target.rows.rollback()
    target.forget()
  }

  /// Takes over an account's key, by making it another, or the mark that it was destroyed.
  func take(_ row: KeyRow) throws(VaultError) {
    guard try source.key(row) == nil else { return }
    try book.bury(row.id)
  }

  /// Takes over a record; false when its owner was erased.
  func take(_ row: Row) throws(VaultError) -> Bool {
    guard let content = try source.open(row) else { return false }
    let record = try types.record(row, content, source.decoder)
    do {
      try book.write(record)
    } catch let error as VaultError {
      throw error
    } catch {
      // Two records that are found by the same: never in a vault we wrote.
      throw .damaged(Damage(.lookup(record.id), .inconsistent))
    }
    return true
  }

  /// Writes the next entry of the journal: an old one, or one that says what became of it.
  mutating func take(_ event: [UInt8]) throws(VaultError) {
    var after = Head(chain: [])
    after.seq = head.seq + 1
    let row = target.sealer.seal(JournalEntry(previous: head.chain, after: after, event: event))
    try target.rows.put(row)
    after.chain = target.sealer.chain(head.chain, row)
    head = after
  }

  /// Writes the entry that says what was done, and makes all of it last.
  mutating func finish(_ event: JournalEvent, next: Int64) throws(VaultError) -> Head {
    try book.reserve(upTo: next)
    head = try target.append(event, book.head, behind: head).1
    try target.rows.commit()
    guard try target.rows.emptyLog() else { throw .busy }
    return head
  }
}
