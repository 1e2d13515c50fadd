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

extension Trait where Self == ConditionTrait {
  /// What is tested is so of a file alone, and why.
  static func aboutFiles(_ matter: FileMatter) -> Self {
    .enabled(if: FileMatter.isTried, "about files: \(matter)")
  }
}

/// A folder of its own for one test, gone with it; where its vault is on a server, with a database of its own.
final class Bench {
  let folder: String
  let engine: Engine
  let database: PostgresCluster.Database?
  /// The key file that opens the vault; without, its data key does.
  private(set) var keyFile: String?
  var path: String { folder + "/desk.vault" }

  /// Makes the folder; in memory, where there is such a place, for tests that make thousands of files.
  init(_ engine: Engine, keyed: Bool = false, inMemory: Bool = false) throws {
    self.engine = engine
    database = engine == .server ? try PostgresCluster.shared().database() : nil
    folder = try Self.folder(inMemory)
    keyFile = keyed ? folder + "/key" : nil
    if let keyFile { try KeyFile.create(at: keyFile) }
  }

  /// The same vault once more with all that its desks keep, on a server in a database of its own.
  func copy() throws -> Bench {
    guard engine == .file else { return try Bench(copying: self) }
    let beside = [".stations"].filter { FileManager.default.fileExists(atPath: path + $0) }
    return try copy(["", ".anchor"] + beside)
  }

  /// The same file, with some of what lies beside it.
  func copy(_ parts: [String]) throws -> Bench {
    let copy = try Bench(.file)
    copy.keyFile = keyFile
    for part in parts {
      try bytes(part).write(to: URL(fileURLWithPath: copy.path + part))
    }
    return copy
  }

  /// Puts the vault back to what a copy holds, and nothing that desks keep beside it.
  func putBack(_ copy: Bench) throws {
    if let database, let other = copy.database {
      try PostgresCluster.shared().replace(database, with: other)
    } else {
      try put(copy.bytes())
    }
  }

  /// The same vault on a server once more, with all that its desks keep.
  private init(copying other: Bench) throws {
    engine = other.engine
    keyFile = other.keyFile
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

  /// What opens it.
  func unlock() throws -> Unlock {
    guard let keyFile else { return try Self.key() }
    return .keyFile(keyFile)
  }

  func create() throws -> Vault {
    let vault = try Vault.create(at: try owner, unlock: try unlock())
    return engine == .file ? vault : try open()
  }

  /// Opens it, on a server as one of several stations.
  func open(_ desk: Int = 0) throws -> Vault {
    try Vault.open(at: try place(desk), unlock: try unlock())
  }

  /// Opens a file that what opens the vault opens, too.
  func open(file: String) throws -> Vault { try Vault.open(at: file, unlock: try unlock()) }

  /// Where one of several desks opens it.
  func place(_ desk: Int) throws -> VaultPlace {
    engine == .file ? .file(path) : .fleet(try fleet(desk: desk))
  }

  /// Where a desk that is a process of its own opens it, or its owner makes it; by its data key.
  struct Seat: Codable, Sendable {
    fileprivate let path: String
    fileprivate let address: String?
    fileprivate let folder: String

    private var place: VaultPlace {
      get throws { try address.map { .fleet(try FleetDesk.fleet($0, folder)) } ?? .file(path) }
    }

    func create() throws -> Vault { try Vault.create(at: place, unlock: try Bench.key()) }
    func open() throws -> Vault { try Vault.open(at: place, unlock: try Bench.key()) }
  }

  func seat(_ desk: Int = 0, as user: String = PostgresCluster.Database.desk) -> Seat {
    Seat(path: path, address: database?.address(user), folder: folder + "/desk-\(desk)")
  }

  /// Where a desk opens it, and where its owner makes it and changes what opens it.
  var desk: VaultPlace { get throws { try place(0) } }
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

extension Rows {
  /// Everything sealed, as it lies there.
  func bodies() throws -> [[UInt8]] {
    var all: [[UInt8]] = []
    try eachKey { all.append($0.body) }
    try eachRecord { all.append($0.body) }
    try eachTag { all.append($0.tag) }
    try eachEntry(1 ... .max) { all.append($0.body) }
    return all
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
