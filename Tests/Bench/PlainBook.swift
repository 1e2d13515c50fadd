import CSQLite
import Domain
import Fixtures
import FoundationEssentials
import Vault

/// What somebody would write who keeps the same records in SQLite and seals nothing.
///
/// The same tables and columns, with JSON and lookups as they are; the same log, and a commit that
/// lasts. Waiting for another writer is SQLite's own.
final class Plain: Shelf {
  static let name = "plain"
  private let book: PlainBook

  init(opening path: String, _ key: consuming Unlock) throws { book = try PlainBook(path) }

  static func make(at path: String) throws {
    let book = try PlainBook(path, fresh: true)
    try book.run("PRAGMA journal_mode = WAL")
    for statement in [
      "CREATE TABLE rec(id INTEGER PRIMARY KEY, kind INT, owner INT, due INT, body TEXT) STRICT",
      "CREATE INDEX rec_due ON rec(kind, due, id) WHERE due IS NOT NULL",
      "CREATE TABLE idx(lookup TEXT PRIMARY KEY, id INT) STRICT, WITHOUT ROWID",
      "CREATE TABLE journal(seq INTEGER PRIMARY KEY, body TEXT) STRICT",
    ] { try book.run(statement) }
  }

  func read<T>(_ body: (any Book) throws -> T) throws -> T {
    try book.step("BEGIN")
    defer {
      try? book.step("COMMIT")
      book.forget()
    }
    return try body(book)
  }

  func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T {
    try book.step("BEGIN IMMEDIATE")
    defer { book.forget() }
    do {
      let (result, event) = try body(book)
      try book.journal(event)
      try book.step("COMMIT")
      return result
    } catch {
      try? book.step("ROLLBACK")
      throw error
    }
  }
}

struct EngineFault: Error {
  let code: Int32
}

private final class PlainBook: Book {
  private var connection: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]
  private let encoder = JSONEncoder()
  private let decoder = JSONDecoder()
  /// The lookups of the record read last: whoever reads one writes it next.
  private var latest: (id: RecordID, lookups: [Lookup])?

  init(_ path: String, fresh: Bool = false) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (fresh ? SQLITE_OPEN_CREATE : 0)
    try check(sqlite3_open_v2(path, &connection, flags, nil))
    sqlite3_busy_timeout(connection, 60_000)
    try run("PRAGMA synchronous = FULL")
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(connection)
  }

  func run(_ sql: String) throws { try check(sqlite3_exec(connection, sql, nil, nil, nil)) }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw EngineFault(code: code) }
  }

  private func statement(_ sql: String) throws -> OpaquePointer? {
    if let known = statements[sql] { return known }
    var made: OpaquePointer?
    try check(
      sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil))
    statements[sql] = made
    return made
  }

  /// Runs a statement; `row` is called for each row it has.
  func step(
    _ sql: String, _ bind: (OpaquePointer?) -> Void = { _ in },
    row: (OpaquePointer?) throws -> Void = { _ in }
  ) throws {
    let one = try statement(sql)
    defer { sqlite3_reset(one) }
    bind(one)
    while true {
      let code = sqlite3_step(one)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw EngineFault(code: code) }
      try row(one)
    }
  }

  private func bind(_ one: OpaquePointer?, _ place: Int32, _ text: Data) {
    text.withUnsafeBytes {
      _ = sqlite3_bind_text(
        one, place, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count),
        unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  func journal(_ event: JournalEvent) throws {
    let body = try encoder.encode(event)
    try step("INSERT INTO journal(body) VALUES(?)", { bind($0, 1, body) })
  }

  func forget() { latest = nil }

  func newID() throws -> RecordID {
    var id: Int64 = 1
    try step("SELECT max(id) + 1 FROM rec", row: { id = max(1, sqlite3_column_int64($0, 0)) })
    return RecordID(id)
  }

  func read<R: Record>(_ type: R.Type, _ id: RecordID) throws -> R? {
    var found: R?
    try step(
      "SELECT kind, body FROM rec WHERE id = ?", { sqlite3_bind_int64($0, 1, id.rawValue) },
      row: { one in
        guard sqlite3_column_int64(one, 0) == Int64(R.kind.rawValue),
          let start = sqlite3_column_blob(one, 1)
        else { return }
        let bytes = Data(bytes: start, count: Int(sqlite3_column_bytes(one, 1)))
        found = try decoder.decode(R.self, from: bytes)
      })
    if let found { latest = (id, found.lookups) }
    return found
  }

  private func key(_ lookup: Lookup) -> String {
    "\(lookup.space.rawValue)|\(lookup.scope)|\(lookup.value)"
  }

  // Signed like the vault's: what is compared is what it costs to seal.
  func receiptKey() throws -> [UInt8] { Signing.publicKey }

  func signReceipt(_ message: [UInt8]) throws -> [UInt8] { Signing.sign(message) }

  func sha256(_ message: [UInt8]) throws -> [UInt8] { Signing.sha256(message) }

  func find(_ lookup: Lookup) throws -> RecordID? {
    var found: RecordID?
    try step(
      "SELECT id FROM idx WHERE lookup = ?", { _ = esd_bind_text($0, 1, key(lookup)) },
      row: { found = RecordID(sqlite3_column_int64($0, 0)) })
    return found
  }

  func write<R: Record>(_ record: R) throws {
    // Its lookups before, as whoever keeps an index beside the rows must know them.
    let old =
      if let latest, latest.id == record.id { latest.lookups } else {
        try read(R.self, record.id)?.lookups ?? []
      }
    latest = nil
    let new = record.lookups
    let body = try encoder.encode(record)
    for lookup in new where !old.contains(lookup) {
      if let other = try find(lookup), other != record.id { throw BookError.lookupTaken(lookup) }
    }
    for lookup in old where !new.contains(lookup) {
      try step("DELETE FROM idx WHERE lookup = ?", { _ = esd_bind_text($0, 1, key(lookup)) })
    }
    for lookup in new where !old.contains(lookup) {
      try step(
        "INSERT INTO idx(lookup, id) VALUES(?, ?)",
        {
          _ = esd_bind_text($0, 1, key(lookup))
          sqlite3_bind_int64($0, 2, record.id.rawValue)
        })
    }
    try step(
      """
      INSERT INTO rec(id, kind, owner, due, body) VALUES(?, ?, ?, ?, ?)
      ON CONFLICT(id) DO UPDATE SET owner = excluded.owner, due = excluded.due, body = excluded.body
      """,
      { one in
        sqlite3_bind_int64(one, 1, record.id.rawValue)
        sqlite3_bind_int64(one, 2, Int64(R.kind.rawValue))
        if let owner = record.owner {
          sqlite3_bind_int64(one, 3, owner.rawValue)
        } else {
          sqlite3_bind_null(one, 3)
        }
        if let due = record.due {
          sqlite3_bind_int64(one, 4, due.seconds)
        } else {
          sqlite3_bind_null(one, 4)
        }
        bind(one, 5, body)
      })
  }

  func remove<R: Record>(_ type: R.Type, _ id: RecordID) throws {
    for lookup in try read(type, id)?.lookups ?? [] {
      try step("DELETE FROM idx WHERE lookup = ?", { _ = esd_bind_text($0, 1, key(lookup)) })
    }
    try step("DELETE FROM rec WHERE id = ?", { sqlite3_bind_int64($0, 1, id.rawValue) })
  }

  /// Nothing here has a key of its own.
  func destroyKey(of account: RecordID) throws {}

  func due(
    _ kind: RecordKind, through: Instant?, after: DueItem?, limit: Int
  ) throws -> [DueItem] {
    var found: [DueItem] = []
    try step(
      """
      SELECT due, id FROM rec INDEXED BY rec_due
      WHERE kind = ? AND due IS NOT NULL AND due <= ? AND (due, id) > (?, ?)
      ORDER BY due, id LIMIT ?
      """,
      { one in
        sqlite3_bind_int64(one, 1, Int64(kind.rawValue))
        sqlite3_bind_int64(one, 2, through?.seconds ?? .max)
        sqlite3_bind_int64(one, 3, after?.due.seconds ?? .min)
        sqlite3_bind_int64(one, 4, after?.id.rawValue ?? .min)
        sqlite3_bind_int64(one, 5, Int64(limit))
      },
      row: {
        found.append(
          DueItem(
            due: Instant(seconds: sqlite3_column_int64($0, 0)),
            id: RecordID(sqlite3_column_int64($0, 1))))
      })
    return found
  }
}
