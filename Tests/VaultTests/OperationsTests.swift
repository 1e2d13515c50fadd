import Domain
import Foundation
import Testing

@testable import Vault

/// What is done to a vault as a whole: copied, put back, given other keys, saved from damage.
@Suite struct OperationsTests {
  let bench: Bench
  static let doing = Doing(by: "test", at: Instant(seconds: 1_795_000_000))

  init() throws { bench = try Bench() }

  var backup: String { bench.folder + "/backup" }

  /// A vault opened by a key file, with notes: some owned, all found by an address.
  func fill(_ count: Int = 6) throws -> [RecordID] {
    try KeyFile.create(at: bench.folder + "/key")
    let vault = try Vault.create(at: bench.path, unlock: key)
    return try (0..<count).map {
      try vault.note("note \($0)", email: "\($0)@example.org", owned: $0 % 2 == 0, due: 10)
    }
  }

  var key: Unlock { .keyFile(bench.folder + "/key") }
  func open(_ path: String? = nil) throws -> Vault {
    try Vault.open(at: path ?? bench.path, unlock: key)
  }

  /// Everything an opened vault says, so that two can be compared.
  func content(_ vault: Vault, _ ids: [RecordID]) throws -> [String] {
    try ids.enumerated().map { place, id in
      let found = try vault.read { try $0.find(Lookup(.email, "\(place)@example.org")) }
      return "\(found?.rawValue ?? 0) \(try vault.text(id) ?? "erased")"
    }
  }

  func erase(_ id: RecordID, in vault: Vault) throws {
    try vault.act { book in
      try book.remove(Note.self, id)
      try book.destroyKey(of: id)
    }
  }

  func refusal(_ body: () throws -> Void) -> VaultError? {
    do {
      try body()
      return nil
    } catch {
      return error as? VaultError
    }
  }

  // MARK: Backup

  @Test func `a backup holds what the vault held at that moment, and opens as it does`() throws {
    let ids = try fill()
    let vault = try open()
    let before = try content(vault, ids)
    let head = try vault.backup(to: backup, Self.doing)
    #expect(head.seq == 7)
    try vault.act { try $0.write(Note(ids[1], "since then", email: "1@example.org", due: 10)) }
    let copy = try open(backup)
    #expect(try content(copy, ids) == before)
    #expect(try copy.verify(deep: .notes).isSound)
    #expect(try copy.journalHead == head)
    #expect(try vault.verify(deep: .notes).isSound)
    #expect(try vault.text(ids[1]) == "since then")
    let status = try Vault.status(at: bench.path, unlock: key).0
    #expect(status.lastBackup == BackupMark(at: Self.doing.at, seq: 7))
  }

  @Test func `a backup is made while others write, and is one moment of theirs`() throws {
    let ids = try fill(60)
    let writer = try open()
    let vault = try open()
    var count = 0
    try vault.backup(to: backup, Self.doing) { phase, _, _ in
      guard phase == .copying else { return }
      count += 1
      try? writer.act { book in
        for id in ids { try book.write(Note(id, "round \(count)", owner: id, due: 10)) }
      }
    }
    #expect(count > 0)
    let copy = try open(backup)
    #expect(try copy.verify(deep: .notes).isSound)
    #expect(try Set(ids.map { try copy.text($0) }).count > 1, "from before the first round")
    #expect(try vault.text(ids[0]) == "round \(count)")
    #expect(try vault.verify(deep: .notes).isSound)
  }

  @Test func `a backup goes over nothing, but over an older backup where it is told to`() throws {
    let ids = try fill()
    let vault = try open()
    try Data("letters".utf8).write(to: URL(fileURLWithPath: backup))
    for replacing in [false, true] {
      #expect(throws: VaultError.alreadyExists) {
        try vault.backup(to: backup, replacing: replacing, Self.doing)
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == Data("letters".utf8))
    for own in ["", ".anchor", ".gate", "-wal", ".erased"] {
      #expect(throws: VaultError.alreadyExists) {
        try vault.backup(to: bench.path + own, replacing: true, Self.doing)
      }
    }
    try FileManager.default.removeItem(atPath: backup)
    try vault.backup(to: backup, Self.doing)
    #expect(throws: VaultError.alreadyExists) { try vault.backup(to: backup, Self.doing) }
    try vault.act { try $0.write(Note(ids[1], "newer", email: "1@example.org")) }
    try vault.backup(to: backup, replacing: true, Self.doing)
    #expect(try open(backup).text(ids[1]) == "newer")
    #expect(!FileManager.default.fileExists(atPath: backup + ".new"))
  }

  @Test func `a damaged vault gets no backup, and the one before stays`() throws {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    let old = try Data(contentsOf: URL(fileURLWithPath: backup))
    try bench.flip("rec", "body", "id = \(ids[2].rawValue)", at: 40)
    let vault = try open()
    #expect(throws: VaultError.damaged(Damage(.record(ids[2]), .sealBroken))) {
      try vault.backup(to: backup, replacing: true, Self.doing)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == old)
  }

  // MARK: Restore

  @Test func `a lost vault comes back from its backup`() throws {
    let ids = try fill()
    let before = try content(try open(), ids)
    try open().backup(to: backup, Self.doing)
    for part in ["", ".anchor", ".gate"] {
      try FileManager.default.removeItem(atPath: bench.path + part)
    }
    let done = try Vault.restore(from: backup, to: bench.path, unlock: key, Self.doing)
    #expect(done.kept == nil && done.erasedAgain.isEmpty && done.backup.seq == 7)
    let vault = try open()
    #expect(try content(vault, ids) == before)
    #expect(try vault.journalHead == done.head)
    #expect(try vault.verify(deep: .notes).isSound)
  }

  @Test
  func `a restore takes the place of a vault only where it is told to, and keeps that one aside`()
    throws
  {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    try open().act { try $0.write(Note(ids[1], "since then", email: "1@example.org")) }
    #expect(
      refusal { _ = try Vault.restore(from: backup, to: bench.path, unlock: key, Self.doing) }
        == .alreadyExists)
    #expect(try open().text(ids[1]) == "since then")
    let desk = try open()
    let done = try Vault.restore(
      from: backup, to: bench.path, unlock: key, replacing: true, Self.doing)
    let kept = try #require(done.kept)
    #expect(kept.hasSuffix("Z"))
    #expect(try open(kept).text(ids[1]) == "since then")
    // Under the same key, a desk that was open goes on with what was restored.
    #expect(try desk.text(ids[1]) == "note 1")
    try desk.note("goes on")
    #expect(try open().verify(deep: .notes).isSound)
    #expect(try open().journalHead.seq == done.head.seq + 1)
  }

  @Test func `X-08: an account erased since the backup is erased in what is restored`() throws {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    let vault = try open()
    try erase(ids[2], in: vault)
    let later = try vault.note("later", owned: true)
    try erase(later, in: vault)
    let done = try Vault.restore(
      from: backup, to: bench.path, unlock: key, replacing: true, Self.doing)
    #expect(done.erasedAgain == [ids[2]])
    let restored = try open()
    #expect(try restored.text(ids[2]) == nil)
    #expect(try restored.read { try $0.find(Lookup(.email, "2@example.org")) } == nil)
    #expect(try restored.text(ids[4]) == "note 4")
    let report = try restored.verify(deep: .notes)
    #expect(report.isSound && report.erasedAccounts == 1)
    // A number that was erased is never given out again.
    #expect(try restored.note("new", owned: true) > later)
  }

  @Test func `X-08: the list beside the vault is enough when the vault itself is gone`() throws {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    try erase(ids[0], in: try open())
    try FileManager.default.removeItem(atPath: bench.path)
    let done = try Vault.restore(from: backup, to: bench.path, unlock: key, Self.doing)
    #expect(done.erasedAgain == [ids[0]])
    #expect(try open().text(ids[0]) == nil)
  }

  @Test func `X-08: the list beside a newer backup counts for an older one`() throws {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    try erase(ids[4], in: try open())
    try open().backup(to: backup + "2", Self.doing)
    for part in ["", ".anchor", ".erased"] {
      try FileManager.default.removeItem(atPath: bench.path + part)
    }
    let done = try Vault.restore(from: backup, to: bench.path, unlock: key, Self.doing)
    #expect(done.erasedAgain == [ids[4]])
  }

  @Test func `a list of erased accounts that was changed, or is another vault's, is not believed`()
    throws
  {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    try erase(ids[0], in: try open())
    let list = try bench.bytes(".erased")
    for place in [0, 30, list.count - 1] {
      var changed = list
      changed[place] ^= 1
      try bench.put(changed, ".erased")
      #expect(
        refusal {
          _ = try Vault.restore(
            from: backup, to: bench.path, unlock: key, replacing: true, Self.doing)
        } == .damaged(Damage(.erasures, .sealBroken)))
    }
    // Half an entry at its end is what a power cut leaves.
    try bench.put(list + list.prefix(20), ".erased")
    let done = try Vault.restore(
      from: backup, to: bench.path, unlock: key, replacing: true, Self.doing)
    #expect(done.erasedAgain == [ids[0]])
  }

  @Test func `a damaged backup is not restored, and the vault stays`() throws {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    let good = try Data(contentsOf: URL(fileURLWithPath: backup))
    let before = try bench.bytes()
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<40 {
      var bad = good
      bad[Int.random(in: 0..<bad.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8)
      try bad.write(to: URL(fileURLWithPath: backup))
      let error = refusal {
        _ = try Vault.restore(
          from: backup, to: bench.path, unlock: key, replacing: true, Self.doing)
      }
      // A bit in a page's free space is nobody's; what was restored then is sound.
      if error == nil {
        #expect(try open().verify(deep: .notes).isSound)
        return
      }
      #expect(try bench.bytes() == before)
    }
    #expect(try open().text(ids[1]) == "note 1")
  }

  @Test func `a vault that nothing can be read from is set aside for its backup`() throws {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    for broken in [Data(), Data(repeating: 0x41, count: 8192)] {
      try bench.put(broken)
      let done = try Vault.restore(
        from: backup, to: bench.path, unlock: key, replacing: true,
        Doing(by: "test", at: Instant(seconds: Int64(broken.count))))
      #expect(try Data(contentsOf: URL(fileURLWithPath: #require(done.kept))) == broken)
      #expect(try open().text(ids[1]) == "note 1")
      #expect(try open().verify(deep: .notes).isSound)
    }
  }

  // MARK: Keys

  @Test(arguments: Engine.allCases)
  func `slots are added and taken away, and the last one stays`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let key = { Unlock.keyFile(bench.folder + "/key") }
    try KeyFile.create(at: bench.folder + "/key")
    _ = try Vault.create(at: bench.owner, unlock: key()).note("one")
    let other = bench.folder + "/other"
    try KeyFile.create(at: other)
    let slot = try Vault.addSlot(
      .keyFile(other), as: .credential, at: bench.owner, unlock: key(), Self.doing)
    #expect(slot == SlotInfo(number: 2, kind: .credential))
    let word = try Vault.addSlot(
      try Bench.passphrase("correct horse"), at: bench.owner, unlock: .credential(other),
      Self.doing)
    #expect(word.number == 3)
    #expect(try Vault.slots(at: bench.desk) == [.keyFile, .credential, .passphrase])
    _ = try Vault.open(at: bench.desk, unlock: .credential(other))
    // Bytes for one kind of slot open no other.
    #expect(bench.refusal(.keyFile(other)) == .wrongKeyFile)
    #expect(bench.refusal(.credential(bench.folder + "/key")) == .wrongCredential)

    try Vault.changePassphrase(
      to: try Bench.secret(Array("battery staple".utf8)),
      from: try Bench.secret(Array("correct horse".utf8)), at: bench.owner, Self.doing)
    #expect(bench.refusal(try Bench.passphrase("correct horse")) == .wrongPassphrase)
    _ = try Vault.open(at: bench.desk, unlock: try Bench.passphrase("battery staple"))

    try Vault.removeSlot(1, at: bench.owner, unlock: .credential(other), Self.doing)
    #expect(bench.refusal(key()) == .noSuchSlot(.keyFile))
    try Vault.removeSlot(3, at: bench.owner, unlock: .credential(other), Self.doing)
    #expect(
      refusal {
        try Vault.removeSlot(2, at: bench.owner, unlock: .credential(other), Self.doing)
      } == .lastSlot)
    #expect(
      refusal {
        try Vault.removeSlot(7, at: bench.owner, unlock: .credential(other), Self.doing)
      } == .noSlot(7))
    let report = try Vault.open(at: bench.desk, unlock: .credential(other)).verify(deep: .notes)
    #expect(report.isSound)
  }

  @Test func `a wrapped key that was taken away is nowhere in the files`() throws {
    _ = try fill()
    let other = bench.folder + "/other"
    try KeyFile.create(at: other)
    _ = try Vault.addSlot(.keyFile(other), at: .file(bench.path), unlock: key, Self.doing)
    let stored = try #require(try SQLiteRows(try Connection(bench.path)).slots().last?.stored)
    try Vault.removeSlot(2, at: .file(bench.path), unlock: key, Self.doing)
    for part in ["", "-wal"] where FileManager.default.fileExists(atPath: bench.path + part) {
      #expect(try bench.bytes(part).range(of: Data(stored[26..<98])) == nil)
    }
  }

  @Test func `a new data key changes every sealed byte and nothing that is said`() throws {
    let ids = try fill()
    let vault = try open()
    try erase(ids[4], in: vault)
    let before = try content(vault, ids)
    let publicKey = try vault.receiptKey
    let head = try vault.journalHead
    let old = SQLiteRows(try Connection(bench.path))
    var bodies: [Data] = []
    try old.eachRecord { bodies.append(Data($0.body)) }
    try old.eachKey { bodies.append(Data($0.body)) }
    try old.eachTag { bodies.append(Data($0.tag)) }
    try old.eachEntry(1 ... .max) { bodies.append(Data($0.body)) }

    let after = try Vault.rekeyData(at: bench.path, unlock: key, types: .notes, Self.doing)
    let now = try open()
    #expect(try content(now, ids) == before)
    #expect(try now.journalHead == after && after.seq == head.seq + 1)
    #expect(try now.receiptKey == publicKey, "receipts given out before can still be checked")
    let report = try now.verify(deep: .notes)
    #expect(report.isSound && report.erasedAccounts == 1)
    let file = try bench.bytes()
    for body in bodies { #expect(file.range(of: body) == nil) }
    // The head of before is accounted for; no other is.
    #expect(try now.compare(head) == .ended(act: "vault.rekey", entry: after.seq))
    #expect(try now.compare(after) == .holds(since: 0))
    let forged = try #require(JournalHead("\(head.seq):" + String(repeating: "0", count: 64)))
    #expect(try now.compare(forged) == .putBack)
  }

  @Test func `a desk that was open says that the key has changed, and changes nothing`() throws {
    let ids = try fill()
    let desk = try open()
    #expect(try desk.text(ids[0]) == "note 0")
    try Vault.rekeyData(at: bench.path, unlock: key, types: .notes, Self.doing)
    #expect(throws: VaultError.keyChanged) { try desk.text(ids[0]) }
    #expect(throws: VaultError.keyChanged) { try desk.note("late") }
    #expect(try open().verify(deep: .notes).isSound)
  }

  @Test func `a new data key waits until slots whose secrets are not at hand are gone`() throws {
    _ = try fill()
    let other = bench.folder + "/other"
    try KeyFile.create(at: other)
    let slot = try Vault.addSlot(.keyFile(other), at: .file(bench.path), unlock: key, Self.doing)
    let before = try open().journalHead
    #expect(
      refusal {
        try Vault.rekeyData(at: bench.path, unlock: key, types: .notes, Self.doing)
      } == .otherSlots([slot]))
    #expect(try open().journalHead == before)
    _ = try Vault.open(at: bench.path, unlock: .keyFile(other))
  }

  @Test func `X-08: a backup from before a change of the data key erases what was erased since`()
    throws
  {
    let ids = try fill()
    try open().backup(to: backup, Self.doing)
    try Vault.rekeyData(at: bench.path, unlock: key, types: .notes, Self.doing)
    try erase(ids[2], in: try open())
    let done = try Vault.restore(
      from: backup, to: bench.path, unlock: key, replacing: true, Self.doing)
    #expect(done.erasedAgain == [ids[2]])
    #expect(try open().verify(deep: .notes).isSound)
  }

  // MARK: A kept head

  @Test func `a head that was written down shows file and anchor put back together`() throws {
    _ = try fill()
    let old = [try bench.bytes(), try bench.bytes(".anchor")]
    try open().note("since then")
    let kept = try open().journalHead
    #expect(JournalHead(kept.text) == kept)
    try open().note("and then")
    #expect(try Vault.status(at: bench.path, unlock: key, kept: kept).1 == .holds(since: 1))
    try bench.put(old[0])
    try bench.put(old[1], ".anchor")
    #expect(try open().verify().isSound, "nothing beside the kept head shows it")
    #expect(try Vault.status(at: bench.path, unlock: key, kept: kept).1 == .putBack)
    // Nor when it has gone on from there and is as long as it was.
    for _ in 0..<3 { try open().note("another history") }
    #expect(try Vault.status(at: bench.path, unlock: key, kept: kept).1 == .putBack)
  }

  @Test(arguments: ["", "7", "7:", "x:00", "7:\(String(repeating: "A", count: 64))", "-1:00"])
  func `what is no head is not read as one`(_ text: String) {
    #expect(JournalHead(text) == nil)
  }

  @Test func `status takes no lock and writes nothing`() throws {
    _ = try fill()
    let writer = try open()
    try writer.act { book in
      try book.write(Note(RecordID(90), "under way"))
      let before = try bench.bytes(".anchor")
      let status = try Vault.status(at: bench.path, unlock: key).0
      #expect(status.records == 6 && status.accounts == 3 && status.erasedAccounts == 0)
      #expect(status.slots == [SlotInfo(number: 1, kind: .keyFile)])
      #expect(status.head.seq == 7 && status.lastBackup == nil)
      #expect(try bench.bytes(".anchor") == before)
    }
  }
}

extension RecordTypes {
  /// The records of these tests.
  static let notes = RecordTypes { kind, json, decoder in
    switch kind {
    case .account: try decoder.decode(Note.self, from: json)
    case .order: try decoder.decode(Parcel.self, from: json)
    default: throw Abandoned()
    }
  }
}
