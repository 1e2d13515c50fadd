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
  /// The newest entry of each station's journal so far.
  private var heads: [StationNumber: Head] = [:]

  /// Begins in an empty draft that was laid out.
  init(from source: Store, to target: Store, types: RecordTypes) throws(VaultError) {
    self.source = source
    self.target = target
    self.types = types
    try target.rows.begin(writing: true)
    book = Transaction(target, head: Head(chain: []), writing: true)
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

  /// Writes the next entry of a station's journal: an old one, or one that says what became of it.
  ///
  /// What the rows come to is said by the entry that ends all this. Of other stations' entries, which
  /// that one is not in the chain of, the number that comes next is kept.
  mutating func take(
    _ event: [UInt8], of station: StationNumber = .file, next: Int64 = 1
  ) throws(VaultError) {
    let before = head(of: station)
    var after = Head(chain: [])
    after.seq = before.seq + 1
    if station != .file { after.nextID = next }
    let row = target.sealer.seal(JournalEntry(previous: before.chain, after: after, event: event))
    try target.rows.put(row)
    after.chain = target.sealer.chain(before.chain, row)
    heads[station] = after
  }

  private func head(of station: StationNumber) -> Head {
    heads[station] ?? Head(before: station, chain: target.sealer.firstChain(of: station))
  }

  /// Writes the entry that says what was done, and makes all of it last.
  mutating func finish(_ event: JournalEvent, next: Int64) throws(VaultError) -> Head {
    try book.reserve(through: next - 1)
    let head = try target.append(event, book.head, behind: head(of: .file)).1
    try target.rows.commit()
    guard try target.rows.emptyLog() else { throw .busy }
    return head
  }
}
