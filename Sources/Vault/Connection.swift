internal import CSQLite
internal import Glibc

/// A connection to SQLite, closed when it goes.
struct Connection: ~Copyable {
  let handle: OpaquePointer

  /// Opens an existing file; never makes one.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - alone: nobody else ever opens it meanwhile, so no locks are taken.
  /// - Throws: why it cannot be opened.
  init(_ path: String, alone: Bool = false) throws(VaultError) {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
    let result = sqlite3_open_v2(path, &handle, flags, alone ? "unix-none" : nil)
    guard let handle else { throw .outOfMemory }
    guard result == SQLITE_OK else {
      let number = sqlite3_system_errno(handle)
      sqlite3_close_v2(handle)
      throw number == 0 ? .engine(code: result) : Files.fault(number)
    }
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5000)
    esd_defend(handle)
    // A log without shared memory, which nobody would share.
    if alone { sqlite3_exec(handle, "PRAGMA locking_mode = EXCLUSIVE", nil, nil, nil) }
  }

  deinit { sqlite3_close_v2(handle) }

  /// The first bytes of the file, read without taking a lock; nil when it is shorter.
  func start(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return esd_read_start(handle, &bytes, Int32(count)) == SQLITE_OK ? bytes : nil
  }

  func checkpointOnClose(_ wanted: Bool) { esd_checkpoint_on_close(handle, wanted ? 1 : 0) }

  func run(_ sql: String) throws(VaultError) {
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw Self.fault(handle, result) }
  }

  /// Moves the write-ahead log into the file and empties it.
  func emptyLog() throws(VaultError) {
    let result = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard result == SQLITE_OK else { throw Self.fault(handle, result) }
  }

  /// Copies everything from one file into another as one transaction of the other.
  ///
  /// - Parameters:
  ///   - source: in a read transaction where others may write to it meanwhile.
  ///   - progress: called now and then with how many pages are done, of how many.
  /// - Throws: when nothing was copied.
  func fill(
    from source: borrowing Connection, _ progress: (Int, Int) -> Void
  ) throws(VaultError) {
    guard let copy = sqlite3_backup_init(handle, "main", source.handle, "main") else {
      throw Self.fault(handle, sqlite3_errcode(handle))
    }
    var result = SQLITE_OK
    while result == SQLITE_OK {
      result = sqlite3_backup_step(copy, 256)
      let total = Int(sqlite3_backup_pagecount(copy))
      progress(total - Int(sqlite3_backup_remaining(copy)), total)
    }
    let ended = sqlite3_backup_finish(copy)
    guard result == SQLITE_DONE else {
      throw Self.fault(handle, ended == SQLITE_OK ? result : ended)
    }
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// What SQLite's answer means for a vault.
  static func fault(_ handle: OpaquePointer?, _ result: Int32) -> VaultError {
    switch result & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: return .busy
    case SQLITE_READONLY: return .readOnly
    case SQLITE_FULL: return .diskFull
    case SQLITE_PERM, SQLITE_AUTH: return .noPermission
    case SQLITE_NOMEM: return .outOfMemory
    // Our statements are constant: one that does not compile met a schema that is not ours.
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_CONSTRAINT,
      SQLITE_MISMATCH, SQLITE_FORMAT:
      return .damaged(Damage(.file, .malformed))
    case SQLITE_IOERR, SQLITE_CANTOPEN:
      let number = sqlite3_system_errno(handle)
      return number == ENOSPC || number == EDQUOT ? .diskFull : .engine(code: result)
    default: return .engine(code: result)
    }
  }
}

/// One statement, compiled at its first use and finalised when it goes.
struct Statement: ~Copyable {
  private let sql: String
  private var handle: OpaquePointer?

  init(_ sql: String) { self.sql = sql }

  deinit { sqlite3_finalize(handle) }

  /// Makes it ready to bind; call ``end()`` when done with its rows.
  mutating func begin(_ connection: borrowing Connection) throws(VaultError) {
    if handle == nil {
      let result = sqlite3_prepare_v3(
        connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
      guard result == SQLITE_OK else { throw Connection.fault(connection.handle, result) }
    }
  }

  func bind(_ place: Int32, _ value: Int64) { sqlite3_bind_int64(handle, place, value) }

  func bind(_ place: Int32, _ value: Int64?) {
    if let value { bind(place, value) } else { sqlite3_bind_null(handle, place) }
  }

  /// The first and the last of them, in this place and the next.
  func bind(_ place: Int32, _ numbers: ClosedRange<Int64>) {
    bind(place, numbers.lowerBound)
    bind(place + 1, numbers.upperBound)
  }

  func bind(_ place: Int32, _ value: String) { esd_bind_text(handle, place, value) }

  func bind(_ place: Int32, _ value: [UInt8]) {
    esd_bind_blob(handle, place, value, Int32(value.count))
  }

  /// Whether there is a (further) row.
  func step() throws(VaultError) -> Bool {
    let result = sqlite3_step(handle)
    switch result {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw Connection.fault(sqlite3_db_handle(handle), result)
    }
  }

  func end() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
  }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, column))
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  func optionalBytes(_ column: Int32) -> [UInt8]? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : bytes(column)
  }

  func text(_ column: Int32) -> String {
    sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
  }
}
