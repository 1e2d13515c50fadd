import Domain
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

/// A folder of its own for one test, gone with it.
final class Bench {
  let folder: String
  var path: String { folder + "/desk.vault" }

  /// Makes the folder; in memory, where there is such a place, for tests that make thousands of files.
  init(inMemory: Bool = false) throws {
    let place =
      inMemory && access("/dev/shm", W_OK | X_OK) == 0
      ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    folder = place + "/vault-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
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

  func create() throws -> Vault { try Vault.create(at: path, unlock: try Self.key()) }
  func open() throws -> Vault { try Vault.open(at: path, unlock: try Self.key()) }

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

  /// Does something to the file that only SQLite can, with no vault open.
  func sql(_ statement: String) throws {
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
