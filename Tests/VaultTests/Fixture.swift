import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// A record as simple as one can be.
struct Note: Record {
  static let kind = RecordKind.account
  let id: RecordID
  var text: String
  var email: String?
  var owner: RecordID?
  var due: Instant?

  var lookups: [Lookup] { email.map { [Lookup(.email, $0)] } ?? [] }

  init(
    _ id: RecordID, _ text: String, email: String? = nil, owner: RecordID? = nil,
    due: Int64? = nil
  ) {
    self.id = id
    self.text = text
    self.email = email
    self.owner = owner
    self.due = due.map(Instant.init(seconds:))
  }
}

struct Parcel: Record {
  static let kind = RecordKind.order
  let id: RecordID
  var owner: RecordID?
  var due: Instant?
  var lookups: [Lookup] { [] }
}

struct Abandoned: Error, Equatable {}

/// What keeps the rows.
enum Engine: CaseIterable, Sendable {
  case file
  /// PostgreSQL from Debian, on this machine.
  case server
}

/// A folder of its own for one test, gone with it; where its vault is on a server, with a database of its own.
final class Bench {
  let folder: String
  let engine: Engine
  let database: PostgresCluster.Database?
  var path: String { folder + "/desk.vault" }

  /// Makes the folder; in memory, where there is such a place, for tests that make thousands of files.
  init(_ engine: Engine = .file, inMemory: Bool = false) throws {
    self.engine = engine
    database = engine == .server ? try PostgresCluster.shared().database() : nil
    folder = try Self.folder(inMemory)
  }

  /// The same vault on a server once more, with all that its desks keep.
  init(copying other: Bench) throws {
    engine = other.engine
    database = try other.database.map { try PostgresCluster.shared().copy($0) }
    folder = try Self.folder(false)
    for desk in try FileManager.default.contentsOfDirectory(atPath: other.folder) {
      try FileManager.default.copyItem(
        atPath: other.folder + "/" + desk, toPath: folder + "/" + desk)
    }
  }

  private static func folder(_ inMemory: Bool) throws -> String {
    let place =
      inMemory && access("/dev/shm", W_OK | X_OK) == 0
      ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    let folder = place + "/vault-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func key(_ byte: UInt8 = 7) throws -> Unlock {
    .key(try secret([UInt8](repeating: byte, count: 32)))
  }

  static func secret(_ bytes: [UInt8]) throws -> SecretBytes {
    try SecretBytes(copying: bytes)
  }

  static func passphrase(_ text: String) throws -> Unlock {
    .passphrase(try secret(Array(text.utf8)))
  }

  func create() throws -> Vault {
    guard engine == .server else { return try Vault.create(at: path, unlock: try Self.key()) }
    _ = try Vault.create(at: try fleet(as: PostgresCluster.Database.owner), unlock: try Self.key())
    return try open()
  }

  /// Opens it, on a server as one of several stations.
  func open(_ desk: Int = 0) throws -> Vault {
    guard engine == .server else { return try Vault.open(at: path, unlock: try Self.key()) }
    return try Vault.open(at: try fleet(desk: desk), unlock: try Self.key())
  }

  /// Where a desk opens it, for another thread.
  struct Place: Sendable {
    fileprivate let path: String
    fileprivate let fleet: Fleet?

    func open() throws -> Vault {
      if let fleet { return try Vault.open(at: fleet, unlock: try Bench.key()) }
      return try Vault.open(at: path, unlock: try Bench.key())
    }
  }

  func place(_ desk: Int) throws -> Place {
    Place(path: path, fleet: engine == .server ? try fleet(desk: desk) : nil)
  }

  /// Where a desk opens it, and where its owner makes it and changes what opens it.
  var desk: VaultPlace { get throws { engine == .file ? .file(path) : .fleet(try fleet()) } }
  var owner: VaultPlace {
    get throws {
      engine == .file ? .file(path) : .fleet(try fleet(as: PostgresCluster.Database.owner))
    }
  }

  /// The server's vault, as a user of it and with the state of one desk.
  func fleet(
    as user: String = PostgresCluster.Database.desk, desk: Int = 0,
    through way: PostgresCluster.Way? = nil
  ) throws -> Fleet {
    let database = try #require(database)
    let place = way.map { database.through($0.port) } ?? database
    return Fleet(
      try PostgresAddress(place.address(user)), folder: folder + "/desk-\(desk)",
      password: { () throws(LinkError) in Array(PostgresCluster.Database.password.utf8) })
  }

  /// The number of the journal's k-th entry: on a server, the first is the vault's, and what desk 0 does begins
  /// its own chain.
  func seq(_ place: Int64) -> Int64 {
    engine == .file || place < 2 ? place : StationNumber(1).start + place - 1
  }

  /// The k-th number that desk 0 gives to a record.
  func id(_ place: Int64) -> RecordID {
    RecordID((engine == .file ? 0 : StationNumber(1).start) + place)
  }

  /// The rows, as somebody has them who has no key.
  func rows() throws -> any Rows {
    guard engine == .server else { return SQLiteRows(try Connection(path)) }
    return try fleet(as: PostgresCluster.Database.owner).connect(Fleet.unattended)
  }

  /// Puts a row in, whatever is there.
  func force(_ row: Row) throws {
    guard engine == .server else { return try SQLiteRows(try Connection(path)).put(row) }
    func text(_ number: Int64?) -> String { number.map(String.init) ?? "NULL" }
    try sql(
      """
      DELETE FROM rec WHERE id = \(row.id); INSERT INTO rec(id, kind, ver, owner, due, body)
      VALUES(\(row.id), \(row.kind), \(row.ver), \(text(row.owner)), \(text(row.due)), \(blob(row.body)))
      """)
  }

  /// Bytes, as the engine's SQL has them.
  func blob(_ bytes: [UInt8]) -> String {
    let hex = bytes.map { String(format: "%02x", $0) }.joined()
    return engine == .file ? "x'\(hex)'" : "'\\x\(hex)'::bytea"
  }

  func bytes(_ suffix: String = "") throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path + suffix))
  }

  func put(_ bytes: Data, _ suffix: String = "") throws {
    let url = URL(fileURLWithPath: path + suffix)
    let file = try FileHandle(forWritingTo: url)
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: bytes)
    try file.close()
  }

  func mode(_ suffix: String = "") throws -> Int {
    let facts = try FileManager.default.attributesOfItem(atPath: path + suffix)
    return (facts[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  /// Does something to the rows that only their engine can, with no vault open.
  func sql(_ statement: String) throws {
    if let database {
      try PostgresCluster.shared().sql(
        "SET search_path = esimdesk; " + statement, database: database.name)
      return
    }
    let connection = try Connection(path)
    try connection.run(statement)
  }
}

extension Vault {
  /// One act that has nothing to say.
  @discardableResult
  func act<T>(_ body: (any Book) throws -> T) throws -> T {
    try transact { book in
      let result = try body(book)
      let event = JournalEvent(act: "test", records: [], by: "test", at: Instant(seconds: 0))
      return (result, event)
    }
  }

  /// Writes a note under a new number.
  @discardableResult
  func note(_ text: String, email: String? = nil, owned: Bool = false, due: Int64? = nil) throws
    -> RecordID
  {
    try act { book in
      let id = try book.newID()
      try book.write(Note(id, text, email: email, owner: owned ? id : nil, due: due))
      return id
    }
  }

  func text(_ id: RecordID) throws -> String? { try read { try $0.read(Note.self, id)?.text } }
}
