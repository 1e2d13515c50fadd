import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// What opens a vault, and what is refused.
@Suite struct OpeningTests {
  /// Opens, expecting a refusal that changes no byte and leaves no file behind.
  func expectRefusal(
    _ error: VaultError, _ unlock: consuming Unlock, _ bench: Bench,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try bench.listing()
    let found = bench.refusal(unlock)
    #expect(found == error, sourceLocation: sourceLocation)
    #expect(try bench.listing() == before, sourceLocation: sourceLocation)
  }

  @Test(arguments: Engine.allCases)
  func `only its own passphrase opens a vault`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let id = try Vault.create(at: bench.owner, unlock: try Bench.passphrase("Apfelmus 7")).note(
      "in")
    #expect(try Vault.slots(at: bench.desk) == [.passphrase])
    #expect(
      try Vault.open(at: bench.desk, unlock: try Bench.passphrase("Apfelmus 7")).text(id) == "in")
    try expectRefusal(.wrongPassphrase, try Bench.passphrase("Apfelmus 8"), bench)
    try expectRefusal(.noSuchSlot(.keyFile), .keyFile("/nowhere"), bench)
    try expectRefusal(.wrongKey, try Bench.key(), bench)
  }

  @Test(arguments: Engine.allCases)
  func `only its own key file opens a vault`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let (right, wrong) = (bench.folder + "/right.key", bench.folder + "/wrong.key")
    try KeyFile.create(at: right)
    try KeyFile.create(at: wrong)
    #expect(throws: VaultError.keyFile(.alreadyExists)) { try KeyFile.create(at: right) }
    let id = try Vault.create(at: bench.owner, unlock: .keyFile(right)).note("in")
    #expect(try Vault.slots(at: bench.desk) == [.keyFile])
    #expect(try Vault.open(at: bench.desk, unlock: .keyFile(right)).text(id) == "in")
    try expectRefusal(.wrongKeyFile, .keyFile(wrong), bench)
    try expectRefusal(.keyFile(.missing), .keyFile(right + "x"), bench)
    try expectRefusal(.keyFile(.unreadable), .keyFile(bench.folder), bench)
    try expectRefusal(.noSuchSlot(.passphrase), try Bench.passphrase("x"), bench)

    #expect(chmod(right, 0o640) == 0)
    try expectRefusal(.keyFile(.exposed), .keyFile(right), bench)
    #expect(truncate(wrong, 31) == 0)
    try expectRefusal(.keyFile(.wrongSize), .keyFile(wrong), bench)
  }

  @Test(.aboutFiles(.bytes))
  func `what is no vault is refused and stays as it was`() throws {
    let bench = try Bench(.file)
    #expect(bench.refusal(try Bench.key()) == .notFound)
    let text = Data("Liebe Leute, dies ist ein Brief und kein Tresor.\n".utf8)
    for content in [Data(), text, text + Data(count: 5000), Data("SQLite format 3\0".utf8)] {
      #expect(FileManager.default.createFile(atPath: bench.path, contents: content))
      try expectRefusal(.notAVault, try Bench.key(), bench)
      #expect(throws: VaultError.notAVault) { try Vault.slots(at: bench.path) }
      #expect(throws: VaultError.alreadyExists) { try bench.create() }
      #expect(try bench.bytes() == content)
    }
    try bench.put(Data())
    try bench.sql("CREATE TABLE songs(title TEXT); INSERT INTO songs VALUES('Yesterday')")
    try expectRefusal(.notAVault, try Bench.key(), bench)
  }

  @Test(.aboutFiles(.rights))
  func `a missing folder is told from a missing vault`() throws {
    let bench = try Bench(.file)
    #expect(throws: VaultError.noFolder) {
      try Vault.open(at: bench.folder + "/none/desk.vault", unlock: try Bench.key())
    }
    #expect(throws: VaultError.notAVault) {
      try Vault.open(at: bench.folder, unlock: try Bench.key())
    }
  }

  @Test(arguments: Engine.allCases)
  func `a newer format is refused by its number`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    _ = try bench.create().note("one")
    guard engine == .file else {
      try bench.sql("INSERT INTO layout VALUES(9)")
      return try expectRefusal(.newerFormat(found: 9), try Bench.key(), bench)
    }
    var bytes = try bench.bytes()
    bytes[63] = 9
    try bench.put(bytes)
    try expectRefusal(.newerFormat(found: 9), try Bench.key(), bench)
    bytes[63] = 0
    try bench.put(bytes)
    try expectRefusal(.damaged(Damage(.header, .malformed)), try Bench.key(), bench)
  }

  @Test(arguments: Engine.allCases)
  func `absurd key derivation parameters are refused before any memory is taken`(_ engine: Engine)
    throws
  {
    let bench = try Bench(engine)
    _ = try Vault.create(at: bench.owner, unlock: try Bench.passphrase("x"))
    let slot = try #require(try bench.rows().meta("slot.1"))
    // Passes at byte 2, KiB at byte 6: a terabyte, four billion passes, none at all.
    for (place, value) in [(6, UInt32(1 << 30)), (2, .max), (2, 0), (6, 0)] {
      var patched = Array(slot.dropLast(16))
      patched.replaceSubrange(place..<place + 4, with: withUnsafeBytes(of: value, Array.init))
      try bench.putSlot(patched)
      let expected = VaultError.damaged(Damage(.slot(.passphrase), .absurdParameters))
      try expectRefusal(expected, try Bench.passphrase("x"), bench)
    }
    var flipped = slot
    flipped[40] ^= 1
    try bench.put("slot.1", flipped)
    try expectRefusal(
      .damaged(Damage(.slot(.passphrase), .sealBroken)), try Bench.passphrase("x"), bench)
  }

  @Test(arguments: Engine.allCases)
  func `nobody else can read anything of it`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let place: VaultPlace
    if engine == .file {
      place = .file(bench.folder + "/a/b/desk.vault")
      _ = try Vault.create(at: place, unlock: try Bench.key())
    } else {
      _ = try bench.create()
      let fleet = try bench.fleet()
      place = .fleet(Fleet(fleet.address, folder: bench.folder + "/a/b", password: fleet.password))
    }
    let vault = try Vault.open(at: place, unlock: try Bench.key())
    try vault.note("one")
    let parts = engine == .file ? ["", "-wal", "-shm", ".anchor", ".gate"] : [".anchor", ".gate"]
    for part in parts { #expect(try bench.mode(of: vault.path + part) == 0o600, "\(part)") }
    for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder + "/a/b") {
      #expect(try bench.mode(of: bench.folder + "/a/b/" + name) == 0o600, "\(name)")
    }
    #expect(try bench.mode(of: bench.folder + "/a/b") == 0o700)
    #expect(try bench.mode(of: bench.folder + "/a") == 0o700)
  }

  @Test(arguments: Engine.allCases)
  func `a vault is made once`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    let id = try vault.note("mine")
    #expect(throws: VaultError.alreadyExists) { try bench.create() }
    #expect(try bench.open().text(id) == "mine")
    #expect(try bench.listing().keys.allSatisfy { !$0.contains(".new") })
  }

  @Test(.aboutFiles(.bytes))
  func `a refused opening leaves a log for those who may read it`() throws {
    let bench = try Bench(.file)
    let vault = try bench.create()
    let id = try vault.note("in the log")
    let copy = try Bench(.file)
    for part in ["", "-wal", ".anchor"] {
      try bench.bytes(part).write(to: URL(fileURLWithPath: copy.path + part))
    }
    let before = (try copy.bytes(), try copy.bytes("-wal"))
    #expect(copy.refusal(try Bench.key(8)) == .wrongKey)
    #expect(try copy.bytes() == before.0)
    #expect(try copy.bytes("-wal") == before.1)
    #expect(try copy.open().text(id) == "in the log")
  }

  @Test(
    .aboutFiles(.rights), .enabled(if: geteuid() == 0, "as another user, only root can become one"))
  func `a folder or file that may not be written is read-only`() throws {
    let bench = try Bench(.file)
    _ = try bench.create().note("one")
    let before = try bench.bytes()
    #expect(bench.asNobody() == .noPermission)
    #expect(chown(bench.folder, 65534, 65534) == 0)
    for name in try bench.listing().keys {
      #expect(chown(bench.folder + "/" + name, 65534, 65534) == 0)
    }
    #expect(bench.asNobody() == nil)
    #expect(chmod(bench.folder, 0o500) == 0)
    #expect(bench.asNobody() == .readOnly)
    #expect(chmod(bench.folder, 0o700) == 0)
    #expect(chmod(bench.path, 0o400) == 0)
    #expect(bench.asNobody() == .readOnly)
    #expect(chmod(bench.path, 0o000) == 0)
    #expect(bench.asNobody() == .noPermission)
    #expect(try bench.bytes() == before)
  }
}

extension Bench {
  /// The error that opening ends in; nil when it opens.
  func refusal(_ unlock: consuming Unlock) -> VaultError? {
    do {
      _ = try Vault.open(at: try desk, unlock: unlock)
      return nil
    } catch {
      return error as? VaultError
    }
  }

  /// The same, as a user without any rights; this thread alone is that user meanwhile.
  func asNobody() -> VaultError? {
    typealias SetUser = @convention(c) (uid_t) -> Int32
    guard let symbol = dlsym(nil, "setfsuid") else { return .outOfMemory }
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65534)
    defer { _ = setUser(0) }
    guard let key = try? Self.key() else { return .outOfMemory }
    return refusal(key)
  }

  /// Every file in the folder, with its content.
  func listing() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      found[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
    }
    return found
  }

  func mode(of path: String) throws -> Int {
    let facts = try FileManager.default.attributesOfItem(atPath: path)
    return (facts[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  /// Stores a slot with its check put right, as only somebody who means harm would.
  func putSlot(_ slot: [UInt8]) throws {
    let vaultID = try #require(try rows().meta("vault"))
    try put("slot.1", slot + Hash.keyed(vaultID + slot, length: 16, key: nil))
  }

  func put(_ name: String, _ value: [UInt8]) throws {
    try sql("UPDATE meta SET v = \(blob(value)) WHERE k = '\(name)'")
  }
}
