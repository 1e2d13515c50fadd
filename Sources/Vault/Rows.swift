/// What a vault's acts need of whatever keeps its rows: rows in, rows out, in transactions.
///
/// Knows no key and no record type, and above it nobody knows of an engine. ``SQLiteRows`` keeps
/// them in one file. What can only be done to a file, such as copying its pages or reading what is
/// left of a damaged one, is asked of that class itself, by those few who do it.
protocol Rows: AnyObject {
  // MARK: Transactions

  /// Begins one; all of it sees one state of the vault.
  func begin(writing: Bool) throws(VaultError)
  /// Makes what was written last.
  func commit() throws(VaultError)
  /// Undoes what was begun; where nothing is, nothing happens.
  func rollback()
  /// Makes what was overwritten unreadable as far as the engine can; false where somebody still
  /// needs it.
  func emptyLog() throws(VaultError) -> Bool

  // MARK: Meta

  /// All there is of it.
  func title() throws(VaultError) -> Title
  /// The ways to the data key, by the numbers in their names.
  func slots() throws(VaultError) -> [(number: Int, stored: [UInt8])]
  func meta(_ name: String) throws(VaultError) -> [UInt8]?
  func putMeta(_ name: String, _ value: [UInt8]) throws(VaultError)
  func dropMeta(_ name: String) throws(VaultError)

  // MARK: Records

  func record(_ id: Int64) throws(VaultError) -> Row?
  /// All records from this number on, in their order.
  func eachRecord(
    from id: Int64, _ body: (Row) throws(VaultError) -> Void
  ) throws(VaultError)
  /// Adds the record, or puts it in the place of the one whose `ver` is one less.
  func put(_ row: Row) throws(VaultError)
  func drop(_ row: Row) throws(VaultError)
  /// Records of a kind that are due, soonest first, behind a place in the queue.
  func due(
    kind: Int64, through: Int64, after: (due: Int64, id: Int64), limit: Int
  ) throws(VaultError) -> [(due: Int64, id: Int64)]
  /// All records that an account of the set owns.
  func records(ownedBy owners: Set<Int64>) throws(VaultError) -> [Int64]

  // MARK: Account keys

  func key(_ id: Int64) throws(VaultError) -> KeyRow?
  func eachKey(
    from id: Int64, _ body: (KeyRow) throws(VaultError) -> Void
  ) throws(VaultError)
  /// How many of them are so long.
  func countKeys(ofLength length: Int) throws(VaultError) -> Int
  func put(_ row: KeyRow) throws(VaultError)

  // MARK: Index

  func id(of tag: [UInt8]) throws(VaultError) -> Int64?
  func eachTag(
    from tag: [UInt8], _ body: (TagRow) throws(VaultError) -> Void
  ) throws(VaultError)
  /// Every entry that leads to a record, by looking at all of them.
  func tags(of id: Int64) throws(VaultError) -> [TagRow]
  func put(_ row: TagRow) throws(VaultError)
  func drop(_ row: TagRow) throws(VaultError)

  // MARK: Journal

  /// The newest entry of a station; where that is still the known one, it need not be fetched again.
  func lastEntry(of station: StationNumber, known: KnownEntry?) throws(VaultError) -> JournalRow?
  /// The newest entry of each station that has any, by their numbers.
  func lastEntries() throws(VaultError) -> [JournalRow]
  /// The entries with these numbers, in their order.
  func eachEntry(
    _ numbers: ClosedRange<Int64>, _ body: (JournalRow) throws(VaultError) -> Void
  ) throws(VaultError)
  /// The first of the entries with these numbers, as many as asked for.
  func entries(
    _ numbers: ClosedRange<Int64>, limit: Int
  ) throws(VaultError) -> [JournalRow]
  func put(_ row: JournalRow) throws(VaultError)

  // MARK: Rows from elsewhere

  /// Adds a row as it is, where there is none of its number yet.
  func add(_ row: Row) throws(VaultError)
  func add(_ row: KeyRow) throws(VaultError)
  func add(_ row: TagRow) throws(VaultError)
  func add(_ row: JournalRow) throws(VaultError)

  // MARK: The whole

  /// How many rows there are in all tables.
  func count() throws(VaultError) -> Int
  /// Whether the engine finds its own structure sound.
  func isIntact() throws(VaultError) -> Bool
  /// What the engine finds wrong with its own structure, a hundred findings at most.
  func faults() throws(VaultError) -> [String]
}

extension Rows {
  func eachRecord(_ body: (Row) throws(VaultError) -> Void) throws(VaultError) {
    try eachRecord(from: .min, body)
  }

  func eachKey(_ body: (KeyRow) throws(VaultError) -> Void) throws(VaultError) {
    try eachKey(from: .min, body)
  }

  func eachTag(_ body: (TagRow) throws(VaultError) -> Void) throws(VaultError) {
    try eachTag(from: [], body)
  }

  func lastEntry(of station: StationNumber) throws(VaultError) -> JournalRow? {
    try lastEntry(of: station, known: nil)
  }
}
