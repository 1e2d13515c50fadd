/// The rows of one SQLite file, and what can only be done to a file: all SQL it ever hears.
final class SQLiteRows: Rows {
  static let applicationID: Int32 = 0x6553_444b  // eSDK
  static let format = 1

  /// Word for word as SQLite keeps it.
  private static let schema = [
    "CREATE TABLE meta(k TEXT PRIMARY KEY, v BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE rec(id INTEGER PRIMARY KEY, kind INT NOT NULL, ver INT NOT NULL, owner INT, \
    due INT, body BLOB NOT NULL) STRICT
    """,
    "CREATE INDEX rec_due ON rec(kind, due, id) WHERE due IS NOT NULL",
    "CREATE TABLE akey(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "CREATE TABLE idx(tag BLOB PRIMARY KEY, id INT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE journal(seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
  ]

  let connection: Connection
  private var isSettled = false

  private var beginRead = Statement("BEGIN")
  private var beginWrite = Statement("BEGIN IMMEDIATE")
  private var commitAll = Statement("COMMIT")
  private var undoAll = Statement("ROLLBACK")
  private var metaOne = Statement("SELECT v FROM meta WHERE k = ?")
  private var titleAll = Statement(
    """
    SELECT 1, sql, NULL FROM sqlite_schema WHERE sql IS NOT NULL
    UNION ALL SELECT 2, k, v FROM meta
    UNION ALL SELECT 3, seq, body FROM
      (SELECT seq, body FROM journal WHERE seq < 1 << 40 ORDER BY seq DESC LIMIT 1)
    """)
  private var metaSlots = Statement("SELECT k, v FROM meta WHERE k LIKE 'slot.%' ORDER BY k")
  private var metaDrop = Statement("DELETE FROM meta WHERE k = ?")
  private var metaPut = Statement("INSERT OR REPLACE INTO meta(k, v) VALUES(?, ?)")
  private var recOne = Statement(
    """
    SELECT rec.id, kind, ver, owner, due, rec.body, akey.body
    FROM rec LEFT JOIN akey ON akey.id = owner WHERE rec.id = ?
    """)
  private var recAll = Statement(
    """
    SELECT rec.id, kind, ver, owner, due, rec.body, akey.body
    FROM rec LEFT JOIN akey ON akey.id = owner WHERE rec.id >= ? ORDER BY rec.id
    """)
  private var recOwners = Statement("SELECT id, owner FROM rec WHERE owner IS NOT NULL")
  private var recPut = Statement(
    """
    INSERT INTO rec(id, kind, ver, owner, due, body) VALUES(?, ?, ?, ?, ?, ?)
    ON CONFLICT(id) DO UPDATE SET ver = excluded.ver, owner = excluded.owner,
      due = excluded.due, body = excluded.body
    """)
  private var recDrop = Statement("DELETE FROM rec WHERE id = ?")
  private var recDue = Statement(
    """
    SELECT due, id FROM rec INDEXED BY rec_due
    WHERE kind = ? AND due IS NOT NULL AND due <= ? AND (due, id) > (?, ?)
    ORDER BY due, id LIMIT ?
    """)
  private var keyOne = Statement("SELECT id, body FROM akey WHERE id = ?")
  private var keyAll = Statement("SELECT id, body FROM akey WHERE id >= ? ORDER BY id")
  private var keyCount = Statement("SELECT count(*) FROM akey WHERE length(body) = ?")
  private var keyPut = Statement("INSERT OR REPLACE INTO akey(id, body) VALUES(?, ?)")
  private var tagOne = Statement("SELECT id FROM idx WHERE tag = ?")
  private var tagAll = Statement("SELECT tag, id FROM idx WHERE tag >= ? ORDER BY tag")
  private var tagsOf = Statement("SELECT tag, id FROM idx WHERE id = ?")
  private var tagPut = Statement("INSERT OR REPLACE INTO idx(tag, id) VALUES(?, ?)")
  private var tagDrop = Statement("DELETE FROM idx WHERE tag = ?")
  private var journalLast = Statement(
    "SELECT seq, body FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1")
  private var journalHeads = Statement(
    """
    WITH RECURSIVE newest(seq) AS (
      SELECT max(seq) FROM journal
      UNION ALL SELECT (SELECT max(seq) FROM journal WHERE seq < newest.seq >> 40 << 40)
      FROM newest WHERE newest.seq >= 1 << 40)
    SELECT seq, body FROM newest JOIN journal USING(seq) ORDER BY seq
    """)
  private var journalOne = Statement("SELECT seq, body FROM journal WHERE seq = ?")
  private var journalSeq = Statement("SELECT max(seq) FROM journal WHERE seq BETWEEN ? AND ?")
  private var recLast = Statement("SELECT max(id) FROM rec WHERE id BETWEEN ? AND ?")
  private var keyLast = Statement("SELECT max(id) FROM akey WHERE id BETWEEN ? AND ?")
  private var lastRows = Statement(
    """
    SELECT (SELECT max(id) FROM akey), (SELECT max(id) FROM rec), (SELECT max(tag) FROM idx),
      (SELECT max(seq) FROM journal)
    """)
  private var pages = Statement(
    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
  private var journalSome = Statement(
    "SELECT seq, body FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?")
  private var journalPut = Statement("INSERT INTO journal(seq, body) VALUES(?, ?)")
  private var counts = Statement(
    """
    SELECT (SELECT count(*) FROM rec) + (SELECT count(*) FROM akey)
      + (SELECT count(*) FROM idx) + (SELECT count(*) FROM journal)
    """)
  private var integrity = Statement("PRAGMA integrity_check(1)")
  private var integrityAll = Statement("PRAGMA integrity_check(100)")

  /// Takes over a connection to a file that was found to be a vault.
  ///
  /// - Parameters:
  ///   - connection: the connection.
  ///   - isSettled: it has settings of its own for writing, since what is written is synced otherwise.
  init(_ connection: consuming Connection, isSettled: Bool = false) {
    self.connection = connection
    self.isSettled = isSettled
  }

  /// Lays out a new, empty file.
  static func layOut(_ connection: borrowing Connection) throws(VaultError) {
    try connection.run(
      """
      PRAGMA application_id = \(applicationID);
      PRAGMA user_version = \(format);
      PRAGMA journal_mode = WAL;
      """)
    for statement in schema { try connection.run(statement) }
  }

  /// Refuses a file that is no vault, or none we can read, by its first 100 bytes alone.
  static func examine(_ connection: borrowing Connection) throws(VaultError) {
    guard let start = connection.start(100), start.starts(with: "SQLite format 3\0".utf8),
      big32(start, 68) == Int(applicationID)
    else { throw .notAVault }
    let found = big32(start, 60)
    guard found <= format else { throw .newerFormat(found: found) }
    // Bytes 18 and 19 say how the file is written and read: 2 is with a write-ahead log.
    guard found == format, start[18] == 2, start[19] == 2 else {
      throw .damaged(Damage(.header, .malformed))
    }
  }

  private static func big32(_ bytes: [UInt8], _ offset: Int) -> Int {
    bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Settings of the connection, which the file does not remember, and only writing needs.
  private func settle() throws(VaultError) {
    guard !isSettled else { return }
    // The log is moved into the file in smaller parts than is usual: somebody waits meanwhile.
    try connection.run(
      """
      PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 400
      """)
    isSettled = true
  }

  // MARK: Transactions

  func begin(writing: Bool) throws(VaultError) {
    if writing {
      try settle()
      try run(&beginWrite) { _ in }
    } else {
      try run(&beginRead) { _ in }
    }
  }

  func commit() throws(VaultError) { try run(&commitAll) { _ in } }

  /// Undoes what was begun; where nothing is, nothing happens.
  func rollback() {
    if connection.isInTransaction { try? run(&undoAll) { _ in } }
  }

  /// Moves the log into the file and empties it; false where a reader still needs it.
  func emptyLog() throws(VaultError) -> Bool {
    do {
      try connection.emptyLog()
    } catch {
      guard error == .busy else { throw error }
      return false
    }
    return true
  }

  // MARK: Meta

  /// All that opening needs, in one statement: each costs more to compile than to run.
  func title() throws(VaultError) -> Title {
    var title = Title()
    var schema: [String] = []
    try each(
      &titleAll, { _ in }, { (sort: $0.integer(0), name: $0.text(1), body: $0.bytes(2)) }
    ) { (row) throws(VaultError) in
      switch row.sort {
      case 1: schema.append(row.name)
      case 2: title.meta.append((row.name, row.body))
      default: title.newest = Int64(row.name).map { JournalRow(seq: $0, body: row.body) }
      }
    }
    title.hasOurSchema = schema.sorted() == Self.schema.sorted()
    return title
  }

  /// The ways to the data key, by the numbers in their names.
  func slots() throws(VaultError) -> [(number: Int, stored: [UInt8])] {
    try all(&metaSlots, { _ in }, { (Int($0.text(0).dropFirst(5)) ?? 0, $0.bytes(1)) })
      .map { (number: $0.0, stored: $0.1) }.sorted { $0.number < $1.number }
  }

  func meta(_ name: String) throws(VaultError) -> [UInt8]? {
    try first(&metaOne, { $0.bind(1, name) }, { $0.bytes(0) })
  }

  func dropMeta(_ name: String) throws(VaultError) { try run(&metaDrop) { $0.bind(1, name) } }

  func putMeta(_ name: String, _ value: [UInt8]) throws(VaultError) {
    try run(&metaPut) {
      $0.bind(1, name)
      $0.bind(2, value)
    }
  }

  // MARK: Records

  func record(_ id: Int64) throws(VaultError) -> Row? {
    try first(&recOne, { $0.bind(1, id) }, Self.row)
  }

  func eachRecord(
    from id: Int64, _ body: (Row) throws(VaultError) -> Void
  ) throws(VaultError) {
    try each(&recAll, { $0.bind(1, id) }, Self.row, body)
  }

  func put(_ row: Row) throws(VaultError) {
    try run(&recPut) {
      $0.bind(1, row.id)
      $0.bind(2, row.kind)
      $0.bind(3, row.ver)
      $0.bind(4, row.owner)
      $0.bind(5, row.due)
      $0.bind(6, row.body)
    }
  }

  func drop(_ row: Row) throws(VaultError) { try run(&recDrop) { $0.bind(1, row.id) } }

  func due(
    kind: Int64, through: Int64, after: (due: Int64, id: Int64), limit: Int
  ) throws(VaultError) -> [(due: Int64, id: Int64)] {
    try all(
      &recDue,
      {
        $0.bind(1, kind)
        $0.bind(2, through)
        $0.bind(3, after.due)
        $0.bind(4, after.id)
        $0.bind(5, Int64(limit))
      }, { (due: $0.integer(0), id: $0.integer(1)) })
  }

  /// The numbers of all records that an account of the set owns.
  func records(ownedBy owners: Set<Int64>) throws(VaultError) -> [Int64] {
    var found: [Int64] = []
    try each(&recOwners, { _ in }, { ($0.integer(0), $0.integer(1)) }) {
      (one) throws(VaultError) in
      if owners.contains(one.1) { found.append(one.0) }
    }
    return found
  }

  private static func row(_ statement: borrowing Statement) -> Row {
    Row(
      id: statement.integer(0), kind: statement.integer(1),
      ver: statement.integer(2), owner: statement.optionalInteger(3),
      due: statement.optionalInteger(4), body: statement.bytes(5),
      ownerKey: statement.optionalBytes(6))
  }

  // MARK: Account keys

  func key(_ id: Int64) throws(VaultError) -> KeyRow? {
    try first(&keyOne, { $0.bind(1, id) }, Self.keyRow)
  }

  func eachKey(
    from id: Int64, _ body: (KeyRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    try each(&keyAll, { $0.bind(1, id) }, Self.keyRow, body)
  }

  /// How many of them are so long.
  func countKeys(ofLength length: Int) throws(VaultError) -> Int {
    Int(try first(&keyCount, { $0.bind(1, Int64(length)) }, { $0.integer(0) }) ?? 0)
  }

  func put(_ row: KeyRow) throws(VaultError) {
    try run(&keyPut) {
      $0.bind(1, row.id)
      $0.bind(2, row.body)
    }
  }

  private static func keyRow(_ statement: borrowing Statement) -> KeyRow {
    KeyRow(id: statement.integer(0), body: statement.bytes(1))
  }

  // MARK: Index

  func id(of tag: [UInt8]) throws(VaultError) -> Int64? {
    try first(&tagOne, { $0.bind(1, tag) }, { $0.integer(0) })
  }

  func eachTag(
    from tag: [UInt8], _ body: (TagRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    try each(&tagAll, { $0.bind(1, tag) }, Self.tagRow, body)
  }

  /// Every entry that leads to a record, by looking at all of them.
  func tags(of id: Int64) throws(VaultError) -> [TagRow] {
    try all(&tagsOf, { $0.bind(1, id) }, Self.tagRow)
  }

  func put(_ row: TagRow) throws(VaultError) {
    try run(&tagPut) {
      $0.bind(1, row.tag)
      $0.bind(2, row.id)
    }
  }

  func drop(_ row: TagRow) throws(VaultError) { try run(&tagDrop) { $0.bind(1, row.tag) } }

  private static func tagRow(_ statement: borrowing Statement) -> TagRow {
    TagRow(tag: statement.bytes(0), id: statement.integer(1))
  }

  // MARK: Journal

  func lastEntry(
    of station: StationNumber, known _: KnownEntry?
  ) throws(VaultError) -> JournalRow? {
    try first(&journalLast, { $0.bind(1, station.numbers) }, Self.journalRow)
  }

  func lastEntries() throws(VaultError) -> [JournalRow] {
    try all(&journalHeads, { _ in }, Self.journalRow)
  }

  func eachEntry(
    _ numbers: ClosedRange<Int64>, _ body: (JournalRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    try each(
      &journalSome,
      {
        $0.bind(1, numbers)
        $0.bind(3, Int64.max)
      }, Self.journalRow, body)
  }

  func entries(_ numbers: ClosedRange<Int64>, limit: Int) throws(VaultError) -> [JournalRow] {
    try all(
      &journalSome,
      {
        $0.bind(1, numbers)
        $0.bind(3, Int64(limit))
      }, Self.journalRow)
  }

  func put(_ row: JournalRow) throws(VaultError) {
    try run(&journalPut) {
      $0.bind(1, row.seq)
      $0.bind(2, row.body)
    }
  }

  private static func journalRow(_ statement: borrowing Statement) -> JournalRow {
    JournalRow(seq: statement.integer(0), body: statement.bytes(1))
  }

  /// An entry by its number.
  func entry(_ seq: Int64) throws(VaultError) -> JournalRow? {
    try first(&journalOne, { $0.bind(1, seq) }, Self.journalRow)
  }

  // MARK: Rows from elsewhere

  func add(_ row: Row) throws(VaultError) { try put(row) }
  func add(_ row: KeyRow) throws(VaultError) { try put(row) }
  func add(_ row: TagRow) throws(VaultError) { try put(row) }
  func add(_ row: JournalRow) throws(VaultError) { try put(row) }

  /// The last row of each table.
  func place() throws(VaultError) -> RowPlace {
    let found = try first(
      &lastRows, { _ in },
      {
        RowPlace(
          key: $0.optionalInteger(0) ?? .min, record: $0.optionalInteger(1) ?? .min,
          tag: $0.bytes(2), entry: $0.optionalInteger(3) ?? .min)
      })
    return found ?? RowPlace()
  }

  // MARK: The whole

  /// How many bytes the file is long, the log aside.
  func size() throws(VaultError) -> Int64 {
    try first(&pages, { _ in }, { $0.integer(0) }) ?? 0
  }

  /// The highest number of a station in each table that numbers its rows; the one before its first
  /// where none can be read.
  func highest(of station: StationNumber) -> (record: Int64, key: Int64, entry: Int64) {
    func of(_ statement: inout Statement) -> Int64 {
      let found = try? first(
        &statement, { $0.bind(1, station.numbers) }, { $0.optionalInteger(0) })
      return (found ?? nil) ?? station.start
    }
    return (of(&recLast), of(&keyLast), of(&journalSeq))
  }

  /// How many rows there are in all tables.
  func count() throws(VaultError) -> Int {
    Int(try first(&counts, { _ in }, { $0.integer(0) }) ?? 0)
  }

  /// Whether SQLite finds its own structure sound.
  func isIntact() throws(VaultError) -> Bool {
    try first(&integrity, { _ in }, { $0.text(0) }) == "ok"
  }

  /// What SQLite finds wrong with its own structure, a hundred findings at most.
  func faults() throws(VaultError) -> [String] {
    try all(&integrityAll, { _ in }, { $0.text(0) }).filter { $0 != "ok" }
  }

  // MARK: Running statements

  private func run(
    _ statement: inout Statement, _ bind: (borrowing Statement) -> Void
  ) throws(VaultError) {
    try statement.begin(connection)
    defer { statement.end() }
    bind(statement)
    while try statement.step() {}
  }

  private func first<T>(
    _ statement: inout Statement, _ bind: (borrowing Statement) -> Void,
    _ row: (borrowing Statement) -> T
  ) throws(VaultError) -> T? {
    try statement.begin(connection)
    defer { statement.end() }
    bind(statement)
    return try statement.step() ? row(statement) : nil
  }

  private func all<T>(
    _ statement: inout Statement, _ bind: (borrowing Statement) -> Void,
    _ row: (borrowing Statement) -> T
  ) throws(VaultError) -> [T] {
    var found: [T] = []
    try each(&statement, bind, row) { (one) throws(VaultError) in found.append(one) }
    return found
  }

  private func each<T>(
    _ statement: inout Statement, _ bind: (borrowing Statement) -> Void,
    _ row: (borrowing Statement) -> T, _ body: (T) throws(VaultError) -> Void
  ) throws(VaultError) {
    try statement.begin(connection)
    defer { statement.end() }
    bind(statement)
    while try statement.step() { try body(row(statement)) }
  }
}
