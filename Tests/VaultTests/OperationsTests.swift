import Dispatch
import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Vault

/// What is done to a vault as a whole: copied, put back, given other keys, saved from damage.
@Suite struct OperationsTests {
  static let doing = Doing(by: "test", at: Instant(seconds: 1_795_000_000))

  /// A vault opened by a key file, with notes: some owned, all found by an address.
  func made(_ engine: Engine, _ count: Int = 6) throws -> (Bench, [RecordID]) {
    let bench = try Bench(engine, keyed: true)
    let vault = try bench.create()
    let ids = try (0..<count).map {
      try vault.note("note \($0)", email: "\($0)@example.org", owned: $0 % 2 == 0, due: 10)
    }
    return (bench, ids)
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

  // MARK: Backup

  @Test(arguments: Engine.allCases)
  func `a backup holds what the vault held at that moment, and opens as it does`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    let vault = try bench.open()
    let before = try content(vault, ids)
    let head = try vault.backup(to: bench.backup, Self.doing)
    #expect(head.seq == bench.seq(7))
    try vault.act { try $0.write(Note(ids[1], "since then", email: "1@example.org", due: 10)) }
    let copy = try bench.open(file: bench.backup)
    #expect(try content(copy, ids) == before)
    #expect(try copy.verify(deep: .notes).isSound)
    #expect(try copy.compare(head) == .holds(since: 0))
    #expect(try vault.verify(deep: .notes).isSound)
    #expect(try vault.text(ids[1]) == "since then")
    let status = try Vault.status(at: try bench.desk, unlock: try bench.unlock()).0
    #expect(status.lastBackup == BackupMark(at: Self.doing.at, seq: 7))
  }

  @Test(arguments: Engine.allCases)
  func `a backup is made while others write, and is one moment of theirs`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine, 60)
    let writer = try bench.open(1)
    let vault = try bench.open()
    var count = 0
    try vault.backup(to: bench.backup, Self.doing) { phase, _, _ in
      guard phase == .copying else { return }
      count += 1
      try? writer.act { book in
        for id in ids { try book.write(Note(id, "round \(count)", owner: id, due: 10)) }
      }
    }
    #expect(count > 0)
    let copy = try bench.open(file: bench.backup)
    #expect(try copy.verify(deep: .notes).isSound)
    #expect(try Set(ids.map { try copy.text($0) }).count > 1, "from before the first round")
    #expect(try vault.text(ids[0]) == "round \(count)")
    #expect(try vault.verify(deep: .notes).isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a backup goes over nothing, but over an older backup where it is told to`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    let (vault, backup) = (try bench.open(), bench.backup)
    try Data("letters".utf8).write(to: URL(fileURLWithPath: backup))
    for replacing in [false, true] {
      #expect(throws: VaultError.alreadyExists) {
        try vault.backup(to: backup, replacing: replacing, Self.doing)
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == Data("letters".utf8))
    for own in ["", ".anchor", ".gate", "-wal", ".erased"] {
      #expect(throws: VaultError.alreadyExists) {
        try vault.backup(to: vault.path + own, replacing: true, Self.doing)
      }
    }
    try FileManager.default.removeItem(atPath: backup)
    try vault.backup(to: backup, Self.doing)
    #expect(throws: VaultError.alreadyExists) { try vault.backup(to: backup, Self.doing) }
    try vault.act { try $0.write(Note(ids[1], "newer", email: "1@example.org")) }
    try vault.backup(to: backup, replacing: true, Self.doing)
    #expect(try bench.open(file: backup).text(ids[1]) == "newer")
    #expect(!FileManager.default.fileExists(atPath: backup + ".new"))
  }

  @Test(arguments: Engine.allCases)
  func `a damaged vault gets no backup, and the one before stays`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    let old = try Data(contentsOf: URL(fileURLWithPath: bench.backup))
    try bench.flip("rec", "body", "id = \(ids[2].rawValue)", at: 40)
    let vault = try bench.open()
    #expect(throws: VaultError.damaged(Damage(.record(ids[2]), .sealBroken))) {
      try vault.backup(to: bench.backup, replacing: true, Self.doing)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.backup)) == old)
  }

  // MARK: Restore

  @Test(arguments: Engine.allCases)
  func `a lost vault comes back from its backup`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let before = try content(try bench.open(), ids)
    let standing = try Vault.status(at: try bench.desk, unlock: try bench.unlock()).0
    let head = try bench.open().backup(to: bench.backup, Self.doing)
    if engine == .server { try bench.open(1).note("lost") }
    try bench.lose()
    let done = try bench.restore()
    #expect(done.kept == nil && done.erasedAgain.isEmpty)
    let vault = try bench.open()
    #expect(try content(vault, ids) == before)
    #expect(try vault.compare(head) != .putBack)
    #expect(try vault.compare(done.head) == .holds(since: 0))
    #expect(try vault.verify(deep: .notes).isSound)
    // It is known to be backed up as far as the backup goes.
    let last = try Vault.status(at: try bench.desk, unlock: try bench.unlock()).0.lastBackup
    let newest = try #require(standing.newestAct)
    #expect(last == BackupMark(at: newest, seq: standing.entries))
    guard engine == .server else { return }
    // Whoever put it there knows why. Another desk is told, until somebody takes away what it knew, as the manual says.
    #expect {
      try bench.open(1)
    } throws: { error in
      guard case VaultError.rolledBack = error else { return false }
      return true
    }
    let files = try bench.fleet(desk: 1).path(of: vault.store.sealer.vaultID)
    for part in [".anchor", ".stations"] {
      try? FileManager.default.removeItem(atPath: files + part)
    }
    try bench.open(1).note("goes on")
    #expect(try vault.verify(deep: .notes).isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a restore takes the place of a vault only where it is told to, and keeps that one aside`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    try bench.open().act { try $0.write(Note(ids[1], "since then", email: "1@example.org")) }
    #expect(throws: VaultError.alreadyExists) { try bench.restore() }
    #expect(try bench.open().text(ids[1]) == "since then")
    let desk = try bench.open()
    let done = try bench.restore(replacing: true)
    let kept = try #require(done.kept)
    #expect(kept.hasSuffix("Z"))
    #expect(try bench.open(file: kept).text(ids[1]) == "since then")
    // Under the same key, a desk that was open goes on with what was restored; on a server it becomes another station.
    let after = engine == .file ? desk : try bench.open()
    if engine == .server {
      #expect(throws: VaultError.keyChanged) { try desk.note("too late") }
    }
    #expect(try after.text(ids[1]) == "note 1")
    try after.note("goes on")
    #expect(try bench.open().verify(deep: .notes).isSound)
    if engine == .file { #expect(try after.compare(done.head) == .holds(since: 1)) }
  }

  @Test(arguments: Engine.allCases)
  func `X-08: an account erased since the backup is erased in what is restored`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    let vault = try bench.open()
    try erase(ids[2], in: vault)
    let later = try vault.note("later", owned: true)
    try erase(later, in: vault)
    #expect(try bench.restore(replacing: true).erasedAgain == [ids[2]])
    let restored = try bench.open()
    #expect(try restored.text(ids[2]) == nil)
    #expect(try restored.read { try $0.find(Lookup(.email, "2@example.org")) } == nil)
    #expect(try restored.text(ids[4]) == "note 4")
    let report = try restored.verify(deep: .notes)
    #expect(report.isSound && report.erasedAccounts == 1)
    // A number that was erased is never given out again.
    #expect(try restored.note("new", owned: true) > later)
  }

  @Test(arguments: Engine.allCases)
  func `X-08: the list beside the vault is enough when the vault itself is gone`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    try erase(ids[0], in: try bench.open())
    try bench.lose()
    #expect(try bench.restore().erasedAgain == [ids[0]])
    #expect(try bench.open().text(ids[0]) == nil)
  }

  @Test(arguments: Engine.allCases)
  func `X-08: the list beside a newer backup counts for an older one`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let vault = try bench.open()
    try vault.backup(to: bench.backup, Self.doing)
    try erase(ids[4], in: vault)
    try vault.backup(to: bench.backup + "2", Self.doing)
    try FileManager.default.removeItem(atPath: vault.path + ".erased")
    try bench.lose()
    #expect(try bench.restore().erasedAgain == [ids[4]])
  }

  @Test(arguments: Engine.allCases)
  func `a list of erased accounts that was changed, or is another vault's, is not believed`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    let vault = try bench.open()
    try vault.backup(to: bench.backup, Self.doing)
    try erase(ids[0], in: vault)
    let path = URL(fileURLWithPath: vault.path + ".erased")
    let list = try Data(contentsOf: path)
    for place in [0, 30, list.count - 1] {
      var changed = list
      changed[place] ^= 1
      try changed.write(to: path)
      #expect(throws: VaultError.damaged(Damage(.erasures, .sealBroken))) {
        try bench.restore(replacing: true)
      }
    }
    // Half an entry at its end is what a power cut leaves.
    try (list + list.prefix(20)).write(to: path)
    #expect(try bench.restore(replacing: true).erasedAgain == [ids[0]])
    #expect(try bench.open().text(ids[0]) == nil)
  }

  @Test(arguments: Engine.allCases)
  func `a damaged backup is not restored, and the vault stays`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    let backup = URL(fileURLWithPath: bench.backup)
    let good = try Data(contentsOf: backup)
    let before = try bench.rows().bodies()
    var chance = SplitMix64(seed: 40)
    for _ in 0..<40 {
      var bad = good
      bad[Int.random(in: 0..<bad.count, using: &chance)] ^=
        1 << UInt8.random(in: 0..<8, using: &chance)
      try bad.write(to: backup)
      do {
        try bench.restore(replacing: true)
        // A bit in a page's free space is nobody's; what was restored then is sound.
        #expect(try bench.open().verify(deep: .notes).isSound)
        return
      } catch is VaultError {
        #expect(try bench.rows().bodies() == before)
      }
    }
    #expect(try bench.open().text(ids[1]) == "note 1")
  }

  @Test(arguments: Engine.allCases)
  func `a vault that nothing can be read from is set aside for its backup`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    switch engine {
    case .file:
      for broken in [Data(), Data(repeating: 0x41, count: 8192)] {
        try bench.put(broken)
        let done = try bench.restore(
          replacing: true, Doing(by: "test", at: Instant(seconds: Int64(broken.count))))
        #expect(try Data(contentsOf: URL(fileURLWithPath: #require(done.kept))) == broken)
        #expect(try bench.open().text(ids[1]) == "note 1")
      }
    case .server:
      let nothing = bench.blob([])
      try bench.sql(
        """
        UPDATE rec SET body = \(nothing); UPDATE akey SET body = \(nothing);
        UPDATE journal SET body = \(nothing); DELETE FROM meta WHERE k <> 'vault'
        """)
      let kept = try #require(try bench.restore(replacing: true).kept)
      #expect(try SQLiteRows(try Connection(kept)).count() > 0)
      #expect(try bench.open().text(ids[1]) == "note 1")
    }
    #expect(try bench.open().verify(deep: .notes).isSound)
  }

  // MARK: Keys

  @Test func `a key file is there whole or not at all, and never made twice`() throws {
    let scratch = try ScratchFolder()
    for round in 0..<200 {
      let path = scratch.path + "/key-\(round)"
      let isMade = Mutex(false)
      DispatchQueue.concurrentPerform(iterations: 2) { side in
        guard side == 1 else {
          #expect(throws: Never.self) { try KeyFile.create(at: path) }
          return isMade.withLock { $0 = true }
        }
        // Looks all the time, and once more when it must be there.
        while true {
          let isLast = isMade.withLock { $0 }
          do throws(VaultError) {
            #expect(try KeyFile.read(path).count == 64)
            return
          } catch {
            #expect(error == .keyFile(.missing) && !isLast)
            if isLast { return }
          }
        }
      }
      #expect(throws: VaultError.keyFile(.alreadyExists)) { try KeyFile.create(at: path) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).count == 200)
  }

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
    #expect(throws: VaultError.lastSlot) {
      try Vault.removeSlot(2, at: bench.owner, unlock: .credential(other), Self.doing)
    }
    #expect(throws: VaultError.noSlot(7)) {
      try Vault.removeSlot(7, at: bench.owner, unlock: .credential(other), Self.doing)
    }
    let report = try Vault.open(at: bench.desk, unlock: .credential(other)).verify(deep: .notes)
    #expect(report.isSound)
  }

  @Test(.aboutFiles(.bytes))
  func `a wrapped key that was taken away is nowhere in the files`() throws {
    let (bench, _) = try made(.file)
    let other = bench.folder + "/other"
    try KeyFile.create(at: other)
    _ = try Vault.addSlot(
      .keyFile(other), at: bench.owner, unlock: try bench.unlock(), Self.doing)
    let stored = try #require(try SQLiteRows(try Connection(bench.path)).slots().last?.stored)
    try Vault.removeSlot(2, at: bench.owner, unlock: try bench.unlock(), Self.doing)
    for part in ["", "-wal"] where FileManager.default.fileExists(atPath: bench.path + part) {
      #expect(try bench.bytes(part).range(of: Data(stored[26..<98])) == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `a new data key changes every sealed byte and nothing that is said`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    let vault = try bench.open()
    try erase(ids[4], in: vault)
    let before = try content(vault, ids)
    let publicKey = try vault.receiptKey
    let head = try vault.journalHead
    let bodies = Set(try bench.rows().bodies())

    let after = try bench.rekey()
    let now = try bench.open()
    #expect(try content(now, ids) == before)
    #expect(try now.compare(after) == .holds(since: 0))
    #expect(try now.receiptKey == publicKey, "receipts given out before can still be checked")
    let report = try now.verify(deep: .notes)
    #expect(report.isSound && report.erasedAccounts == 1)
    #expect(bodies.isDisjoint(with: try bench.rows().bodies()))
    if engine == .file {
      let file = try bench.bytes()
      for body in bodies { #expect(file.range(of: Data(body)) == nil) }
    }
    // The head of before is accounted for; no other is.
    guard case .ended("vault.rekey", _) = try now.compare(head) else {
      Issue.record("\(try now.compare(head))")
      return
    }
    let forged = try #require(JournalHead("\(head.seq):" + String(repeating: "0", count: 64)))
    #expect(try now.compare(forged) == .putBack)
  }

  @Test(arguments: Engine.allCases)
  func `a desk that was open says that the key has changed, and changes nothing`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    let desk = try bench.open()
    #expect(try desk.text(ids[0]) == "note 0")
    try bench.rekey()
    #expect(throws: VaultError.keyChanged) { try desk.text(ids[0]) }
    #expect(throws: VaultError.keyChanged) { try desk.note("late") }
    #expect(try bench.open().verify(deep: .notes).isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a new data key waits until slots whose secrets are not at hand are gone`(
    _ engine: Engine
  ) throws {
    let (bench, _) = try made(engine)
    let other = bench.folder + "/other"
    try KeyFile.create(at: other)
    let slot = try Vault.addSlot(
      .keyFile(other), at: bench.owner, unlock: try bench.unlock(), Self.doing)
    let before = try bench.open().journalHead
    #expect(throws: VaultError.otherSlots([slot])) { try bench.rekey() }
    #expect(try bench.open().journalHead == before)
    _ = try Vault.open(at: bench.desk, unlock: .keyFile(other))
  }

  @Test(arguments: Engine.allCases)
  func `X-08: a backup from before a change of the data key erases what was erased since`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    try bench.open().backup(to: bench.backup, Self.doing)
    try bench.rekey()
    try erase(ids[2], in: try bench.open())
    #expect(try bench.restore(replacing: true).erasedAgain == [ids[2]])
    #expect(try bench.open().verify(deep: .notes).isSound)
  }

  // MARK: A kept head

  @Test(arguments: Engine.allCases)
  func `a head that was written down shows vault and anchor put back together`(
    _ engine: Engine
  ) throws {
    let (bench, _) = try made(engine)
    let old = try bench.copy()
    try bench.open().note("since then")
    let kept = try bench.open().journalHead
    #expect(JournalHead(kept.text) == kept)
    try bench.open().note("and then")
    func says(_ bench: Bench) throws -> KeptHead? {
      try Vault.status(at: try bench.desk, unlock: try bench.unlock(), kept: kept).1
    }
    #expect(try says(bench) == .holds(since: 1))
    #expect(try old.open().verify().isSound, "nothing beside the kept head shows it")
    #expect(try says(old) == .putBack)
    // Nor when it has gone on from there and is as long as it was.
    for _ in 0..<3 { try old.open().note("another history") }
    #expect(try says(old) == .putBack)
  }

  @Test(arguments: ["", "7", "7:", "x:00", "7:\(String(repeating: "A", count: 64))", "-1:00"])
  func `what is no head is not read as one`(_ text: String) {
    #expect(JournalHead(text) == nil)
  }

  @Test(arguments: Engine.allCases)
  func `status takes no lock and writes nothing`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let writer = try bench.open()
    let anchor = URL(fileURLWithPath: writer.path + ".anchor")
    try writer.act { book in
      try book.write(Note(bench.id(90), "under way"))
      let before = try Data(contentsOf: anchor)
      let status = try Vault.status(at: try bench.desk, unlock: try bench.unlock()).0
      #expect(status.records == 6 && status.accounts == 3 && status.erasedAccounts == 0)
      #expect(status.slots == [SlotInfo(number: 1, kind: .keyFile)])
      #expect(status.head.seq == bench.seq(7) && status.lastBackup == nil)
      #expect(try Data(contentsOf: anchor) == before)
    }
  }
}

extension Bench {
  fileprivate var backup: String { folder + "/backup" }

  /// Puts the backup in the vault's place.
  @discardableResult
  fileprivate func restore(
    replacing: Bool = false, _ doing: Doing = OperationsTests.doing
  ) throws -> Restoration {
    try Vault.restore(
      from: backup, to: try owner, unlock: try unlock(), replacing: replacing, doing)
  }

  @discardableResult
  fileprivate func rekey() throws -> JournalHead {
    try Vault.rekeyData(
      at: try owner, unlock: try unlock(), types: .notes, OperationsTests.doing)
  }

  /// The vault is gone: the file and what says how far it was, or all the server had.
  fileprivate func lose() throws {
    guard engine == .file else { return try sql("DROP SCHEMA esimdesk CASCADE") }
    for part in ["", ".anchor", ".gate"] {
      try FileManager.default.removeItem(atPath: path + part)
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
