import CSQLite
import Domain
import Fixtures
import Foundation
import Vault

/// A vault full of made-up subscribers, one in ten of whom has asked for their account to be closed: in a file,
/// and the same rows on a server.
struct FleetPopulation {
  let path: String
  let size: Int

  static let now = Instant(seconds: 1_795_140_000)

  static func unlock() throws -> Unlock {
    .key(try SecretBytes(copying: [UInt8](repeating: 7, count: 32)))
  }

  /// Fills a file, unless an earlier run left it.
  init(_ size: Int, in folder: String) throws {
    self.size = size
    path = "\(folder)/esimdesk-population-\(size)"
    guard access(path, F_OK) != 0 else { return }
    let draft = path + ".making"
    for ending in ["", "-wal", "-shm", ".anchor", ".gate"] { unlink(draft + ending) }
    try fill(try Vault.create(at: draft, unlock: try Self.unlock()))
    // Whoever closes last moved the log into the file.
    guard rename(draft + ".anchor", path + ".anchor") == 0, rename(draft, path) == 0 else {
      throw Trouble(what: "cannot keep \(path)")
    }
    unlink(draft + ".gate")
  }

  private func fill(_ vault: Vault) throws {
    let population = try Population()
    let hall = try Hall(try Everything.policy())
    let template = try hall.file(try hall.addLin())
    for start in stride(from: 0, to: size, by: 10_000) {
      try vault.transact { book in
        for place in start..<min(start + 10_000, size) {
          var account = population.account(place)
          account.id = try book.newID()
          try book.write(account)
          guard place % 10 == 0 else { continue }
          var form = template
          form.id = try book.newID()
          form.account = account.id
          form.number = "R-\(place)"
          form.reviewBy = Self.now.adding(seconds: Int64(place * 2 - size))
          form.decideFrom = nil
          try book.write(form)
        }
        let event = JournalEvent(act: "account.import", records: [], by: "bench", at: Self.now)
        return ((), event)
      }
    }
  }

  /// Puts all rows into an empty database, as they are.
  func copy(to server: FleetServer) throws {
    let scratch = try ScratchFolder()
    // For its tables; its rows make way for those of the file.
    _ = try Vault.create(
      at: try server.fleet(as: PostgresCluster.Database.owner, in: scratch.path),
      unlock: try Self.unlock())
    try server.sql(
      """
      TRUNCATE esimdesk.meta, esimdesk.mark, esimdesk.rec, esimdesk.akey, esimdesk.idx,
        esimdesk.journal, esimdesk.station
      """)
    var file: OpaquePointer?
    guard sqlite3_open_v2(path, &file, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw Trouble(what: "cannot read \(path)")
    }
    defer { sqlite3_close_v2(file) }
    for (table, columns, order) in [
      ("meta", "k, v", "k"), ("rec", "id, kind, ver, owner, due, body", "id"),
      ("akey", "id, body", "id"), ("idx", "tag, id", "tag"), ("journal", "seq, body", "seq"),
    ] {
      try copy(
        "SELECT \(columns) FROM \(table) ORDER BY \(order)", file, "\(table)(\(columns))", server)
    }
    try server.sql(
      "INSERT INTO esimdesk.station SELECT 0, max(seq) FROM esimdesk.journal; VACUUM ANALYZE")
  }

  /// In the binary format of COPY (PostgreSQL 15, reference, COPY).
  private func copy(
    _ select: String, _ file: OpaquePointer?, _ table: String, _ server: FleetServer
  ) throws {
    let command = "\(try server.psql) -c 'COPY esimdesk.\(table) FROM STDIN (FORMAT binary)'"
    guard let pipe = popen(command, "w") else { throw Trouble(what: "psql") }
    var rows: OpaquePointer?
    sqlite3_prepare_v2(file, select, -1, &rows, nil)
    defer { sqlite3_finalize(rows) }
    var lot = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
    func put(_ number: some FixedWidthInteger) {
      withUnsafeBytes(of: number.bigEndian) { lot += $0 }
    }
    while sqlite3_step(rows) == SQLITE_ROW {
      let count = sqlite3_column_count(rows)
      put(Int16(count))
      for column in 0..<count {
        switch sqlite3_column_type(rows, column) {
        case SQLITE_NULL: put(Int32(-1))
        case SQLITE_INTEGER:
          put(Int32(8))
          put(Int64(sqlite3_column_int64(rows, column)))
        default:
          let length = sqlite3_column_bytes(rows, column)
          put(length)
          lot += UnsafeRawBufferPointer(
            start: sqlite3_column_blob(rows, column), count: Int(length))
        }
      }
      if lot.count > 1 << 18 {
        fwrite(lot, 1, lot.count, pipe)
        lot.removeAll(keepingCapacity: true)
      }
    }
    put(Int16(-1))
    fwrite(lot, 1, lot.count, pipe)
    guard pclose(pipe) == 0 else { throw Trouble(what: "psql did not take \(table)") }
  }
}

/// A database of a server that the bench started.
struct FleetServer {
  let cluster: PostgresCluster
  let database: PostgresCluster.Database

  init(_ cluster: PostgresCluster) throws {
    self.cluster = cluster
    database = try cluster.database()
  }

  private init(_ cluster: PostgresCluster, _ database: PostgresCluster.Database) {
    self.cluster = cluster
    self.database = database
  }

  func copied() throws -> FleetServer { FleetServer(cluster, try cluster.copy(database)) }

  func sql(_ text: String) throws {
    for one in text.split(separator: ";") {
      try cluster.sql(String(one), database: database.name)
    }
  }

  /// As its superuser.
  var psql: String {
    get throws {
      "psql -XAtq -v ON_ERROR_STOP=1 -h \(try cluster.sockets()) -p \(try cluster.port()) "
        + "-U postgres -d \(database.name)"
    }
  }

  static func fleet(_ address: String, in folder: String) throws -> Fleet {
    Fleet(
      try PostgresAddress(address), folder: folder,
      password: { () throws(LinkError) in Array(PostgresCluster.Database.password.utf8) })
  }

  func fleet(as user: String, in folder: String) throws -> Fleet {
    try Self.fleet(database.address(user), in: folder)
  }
}
