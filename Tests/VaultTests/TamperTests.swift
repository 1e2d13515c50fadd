import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// Somebody has the file, and SQLite, but not the key.
@Suite struct TamperTests {
  func made(_ engine: Engine) throws -> (Bench, [RecordID]) {
    let bench = try Bench(engine)
    let vault = try bench.create()
    let ids = try (0..<5).map {
      try vault.note("note \($0)", email: "\($0)@example.org", owned: $0 < 3, due: 10)
    }
    return (bench, ids)
  }

  @Test(arguments: Engine.allCases)
  func `a flipped byte in a record is found where it is read`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    for offset in [1, 30, 60] {
      let copy = try bench.copy()
      try copy.flip("rec", "body", "id = \(ids[1].rawValue)", at: offset)
      let damage = Damage(.record(ids[1]), .sealBroken)
      let vault = try copy.open()
      #expect(throws: VaultError.damaged(damage)) { try vault.text(ids[1]) }
      #expect(try vault.text(ids[2]) == "note 2")
      #expect(try vault.verify().damages.contains(damage))
    }
  }

  @Test(
    arguments: ["ver = ver + 1", "due = 11", "due = NULL", "owner = NULL", "kind = 2"],
    Engine.allCases)
  func `nothing visible of a record can be changed`(_ change: String, _ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.sql("UPDATE rec SET \(change) WHERE id = \(ids[0].rawValue)")
    #expect(try bench.open().verify().damages.contains(Damage(.record(ids[0]), .sealBroken)))
  }

  @Test(arguments: Engine.allCases)
  func `a record cannot be given to another account`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.sql("UPDATE rec SET owner = \(ids[1].rawValue) WHERE id = \(ids[0].rawValue)")
    let damage = Damage(.record(ids[0]), .sealBroken)
    #expect(throws: VaultError.damaged(damage)) { try bench.open().text(ids[0]) }
  }

  @Test(arguments: Engine.allCases)
  func `swapped records are found where they are read`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let (a, b) = (ids[3].rawValue, ids[4].rawValue)
    try bench.sql(
      """
      CREATE TEMP TABLE t AS SELECT id, body FROM rec WHERE id IN (\(a), \(b));
      UPDATE rec SET body = (SELECT body FROM t WHERE t.id = \(a)) WHERE id = \(b);
      UPDATE rec SET body = (SELECT body FROM t WHERE t.id = \(b)) WHERE id = \(a);
      """)
    let vault = try bench.open()
    for id in [ids[3], ids[4]] {
      #expect(throws: VaultError.damaged(Damage(.record(id), .sealBroken))) {
        try vault.text(id)
      }
    }
    #expect(try !vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a record that was taken out is missed`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.sql("DELETE FROM rec WHERE id = \(ids[4].rawValue)")
    let vault = try bench.open()
    let damage = Damage(.lookup(ids[4]), .unexpected)
    #expect(throws: VaultError.damaged(damage)) {
      try vault.read { try $0.find(Lookup(.email, "4@example.org")) }
    }
    let damages = try vault.verify().damages
    #expect(damages.contains(damage))
    #expect(damages.contains(Damage(.whole, .notWhatTheJournalSays)))
  }

  @Test(arguments: Engine.allCases)
  func `a record put back to an earlier state is noticed`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let old = try #require(try bench.rows().record(ids[4].rawValue))
    try bench.open().act { try $0.write(Note(ids[4], "paid", email: "4@example.org", due: 10)) }
    try bench.force(old)
    let report = try bench.open().verify()
    #expect(report.damages == [Damage(.whole, .notWhatTheJournalSays)])
  }

  @Test(arguments: Engine.allCases)
  func `index entries cannot be exchanged, taken out or added`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let exchanged = try bench.copy()
    let (first, second) = (ids[0].rawValue, ids[1].rawValue)
    try exchanged.sql(
      "UPDATE idx SET id = \(first + second) - id WHERE id IN (\(first), \(second))")
    let damage = Damage(.lookup(ids[1]), .unexpected)
    #expect(throws: VaultError.damaged(damage)) {
      try exchanged.open().read { try $0.find(Lookup(.email, "0@example.org")) }
    }
    #expect(try exchanged.open().verify().damages.contains(Damage(.lookup(ids[0]), .missing)))

    let poorer = try bench.copy()
    try poorer.sql("DELETE FROM idx WHERE id = \(ids[0].rawValue)")
    #expect(try poorer.open().verify().damages.contains(Damage(.lookup(ids[0]), .missing)))

    let tag = bench.blob([UInt8](repeating: 7, count: 16))
    try bench.sql("INSERT INTO idx VALUES(\(tag), \(first))")
    #expect(try bench.open().verify().damages.contains(Damage(.lookup(ids[0]), .unexpected)))
  }

  @Test(arguments: Engine.allCases)
  func `an account key cannot be taken away unseen`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let flipped = try bench.copy()
    try flipped.flip("akey", "body", "id = \(ids[0].rawValue)", at: 5)
    let unreadable = Damage(.record(ids[0]), .sealBroken)
    #expect(throws: VaultError.damaged(unreadable)) { try flipped.open().text(ids[0]) }
    #expect(try flipped.open().verify().damages.contains(unreadable))

    let shorter = try bench.copy()
    try shorter.sql("UPDATE akey SET body = \(shorter.blob([0])) WHERE id = \(ids[0].rawValue)")
    #expect(throws: VaultError.damaged(Damage(.accountKey(ids[0]), .malformed))) {
      try shorter.open().text(ids[0])
    }

    // A mark of erasure that is not ours does not make an account look erased.
    let marked = try bench.copy()
    let mark = marked.blob([UInt8](repeating: 0, count: 32))
    try marked.sql("UPDATE akey SET body = \(mark) WHERE id = \(ids[0].rawValue)")
    #expect(throws: VaultError.damaged(Damage(.accountKey(ids[0]), .sealBroken))) {
      try marked.open().text(ids[0])
    }
    try bench.sql("DELETE FROM akey WHERE id = \(ids[0].rawValue)")
    let damage = Damage(.accountKey(ids[0]), .missing)
    #expect(throws: VaultError.damaged(damage)) { try bench.open().text(ids[0]) }
    #expect(try bench.open().verify().damages.contains(damage))
  }

  @Test(arguments: Engine.allCases)
  func `the journal cannot be changed, shortened or holed`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let flipped = try bench.copy()
    let (third, newest) = (bench.seq(3), bench.seq(6))
    try flipped.flip("journal", "body", "seq = \(third)", at: 50)
    #expect(try flipped.open().verify().damages.contains(Damage(.journal(third), .sealBroken)))

    let holed = try bench.copy()
    try holed.sql("DELETE FROM journal WHERE seq = \(third)")
    #expect(
      try holed.open().verify().damages == [
        Damage(.journal(third), .missing), Damage(.journal(third + 1), .chainBroken),
      ])

    let last = try bench.copy()
    try last.flip("journal", "body", "seq = \(newest)", at: 50)
    #expect(throws: VaultError.damaged(Damage(.journal(newest), .sealBroken))) { try last.open() }

    // On a server, whoever cuts the journal says that it was never longer.
    try bench.sql("DELETE FROM journal WHERE seq = \(newest)")
    if engine == .server { try bench.sql("UPDATE station SET seq = \(newest - 1) WHERE n = 1") }
    #expect(throws: VaultError.rolledBack(file: newest - 1, anchor: newest)) { try bench.open() }
  }

  @Test(arguments: Engine.allCases)
  func `a vault put back to an earlier state is refused`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let old = try bench.copy()
    try bench.open().note("since then")
    try bench.putBack(old)
    let bodies = try bench.rows().bodies()
    #expect(
      bench.refusal(try Bench.key()) == .rolledBack(file: bench.seq(6), anchor: bench.seq(7)))
    #expect(try bench.rows().bodies() == bodies)
    guard engine == .file else { return }
    // Unless somebody answers for it.
    #expect(try Vault.renewAnchor(at: bench.path, unlock: try Bench.key()).seq == 6)
    #expect(try bench.open().verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `another history of the same length is refused`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let copy = try bench.copy()
    try copy.open().note("here")
    try bench.open().note("there")
    try bench.putBack(copy)
    #expect(
      bench.refusal(try Bench.key()) == .rolledBack(file: bench.seq(7), anchor: bench.seq(7)))
  }

  @Test(arguments: Engine.allCases)
  func `an anchor that is behind is believed and catches up`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let anchor = URL(fileURLWithPath: try bench.open().path + ".anchor")
    let old = try Data(contentsOf: anchor)
    for behind in 1...3 {
      try bench.open().note("more")
      let now = try Data(contentsOf: anchor)
      try old.write(to: anchor)
      #expect(try bench.open().verify().isSound, "\(behind)")
      // Not the same bytes, but the same mark: the older slot may stay as it was.
      #expect(try Data(contentsOf: anchor) != old)
      try now.write(to: anchor)
    }
  }

  @Test(.aboutFiles(.bytes))
  func `a torn anchor falls back, a lost one is missed`() throws {
    let (bench, _) = try made(.file)
    var bytes = try bench.bytes(".anchor")
    bytes[10] ^= 1  // slot 0 holds entry 6, slot 1 entry 5
    try bench.put(bytes, ".anchor")
    #expect(try bench.open().verify().isSound)
    bytes[10] ^= 2
    bytes[4096 + 10] ^= 1
    try bench.put(bytes, ".anchor")
    #expect(bench.refusal(try Bench.key()) == .damaged(Damage(.anchor, .sealBroken)))
    try FileManager.default.removeItem(atPath: bench.path + ".anchor")
    #expect(bench.refusal(try Bench.key()) == .damaged(Damage(.anchor, .missing)))
    #expect(try Vault.renewAnchor(at: bench.path, unlock: try Bench.key()).seq == 6)
    #expect(try bench.open().verify().isSound)
  }

  @Test(.aboutFiles(.rights))
  func `a schema that is not ours is refused`() throws {
    let (bench, _) = try made(.file)
    try bench.sql(
      "CREATE TRIGGER t AFTER INSERT ON rec BEGIN DELETE FROM rec WHERE id = 1; END")
    #expect(bench.refusal(try Bench.key()) == .damaged(Damage(.file, .malformed)))
  }

  @Test(.aboutFiles(.bytes))
  func `a garbled or shortened file is never read as something else`() throws {
    let (bench, ids) = try made(.file)
    let whole = try bench.bytes()
    var cuts = stride(from: 0, to: whole.count, by: 2048).map { whole.prefix($0) }
    for place in stride(from: 17, to: whole.count, by: 601) {
      var flipped = whole
      flipped[place] ^= 0x10
      cuts.append(flipped)
    }
    let expected = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, "note \($0)") })
    for bytes in cuts {
      try bench.put(bytes)
      guard let vault = try? bench.open() else { continue }
      for id in ids {
        guard let text = try? vault.text(id) else { continue }
        #expect(text == expected[id])
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `a row that was added is noticed, copied or made up`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let copied = try bench.copy()
    try copied.sql(
      "INSERT INTO rec SELECT 99, kind, ver, owner, due, body FROM rec WHERE id = \(ids[3].rawValue)"
    )
    let vault = try copied.open()
    #expect(throws: VaultError.damaged(Damage(.record(RecordID(99)), .sealBroken))) {
      try vault.text(RecordID(99))
    }
    #expect(try vault.verify().damages.contains(Damage(.record(RecordID(99)), .sealBroken)))

    let body = bench.blob([UInt8](repeating: 9, count: 200))
    try bench.sql("INSERT INTO rec VALUES(99, 1, 1, NULL, NULL, \(body))")
    let damages = try bench.open().verify().damages
    #expect(damages.contains(Damage(.record(RecordID(99)), .sealBroken)))
    #expect(damages.contains(Damage(.whole, .notWhatTheJournalSays)))
  }

  @Test(arguments: Engine.allCases)
  func `rows exchanged between two states of one record are noticed together`(_ engine: Engine)
    throws
  {
    let (bench, ids) = try made(engine)
    // Somebody puts back the record and every entry that leads to it, as they once were.
    let then = try bench.copy()
    try bench.open().act { try $0.write(Note(ids[4], "paid", email: "new@example.org", due: 10)) }
    let old = try then.rows()
    let tags = try old.tags(of: ids[4].rawValue).map { "(\(bench.blob($0.tag)), \($0.id))" }
    try bench.sql(
      """
      DELETE FROM idx WHERE id = \(ids[4].rawValue);
      INSERT INTO idx VALUES \(tags.joined(separator: ", "))
      """)
    try bench.force(try #require(try old.record(ids[4].rawValue)))
    #expect(try bench.open().verify().damages == [Damage(.whole, .notWhatTheJournalSays)])
  }

  @Test(.aboutFiles(.bytes))
  func `file and log put back together are refused, and so is a log taken away`() throws {
    let (bench, _) = try made(.file)
    let vault = try bench.open()
    try vault.note("in the log")
    let (file, log) = (try bench.bytes(), try bench.bytes("-wal"))
    try vault.note("since then")
    let anchor = try bench.bytes(".anchor")
    for (log, seq) in [(log, 7), (Data(), 6)] as [(Data, Int64)] {
      let copy = try Bench(.file)
      for (part, bytes) in [("", file), ("-wal", log), (".anchor", anchor)] {
        try bytes.write(to: URL(fileURLWithPath: copy.path + part))
      }
      #expect(copy.refusal(try Bench.key()) == .rolledBack(file: seq, anchor: 8))
      #expect(try copy.bytes() == file)
    }
  }

  @Test(arguments: Engine.allCases)
  func `vault and anchor put back together show by the journal's head alone`(
    _ engine: Engine
  ) throws {
    let (bench, _) = try made(engine)
    let old = try bench.copy()
    let vault = try bench.open()
    try vault.note("since then")
    let kept = try vault.journalHead
    // What no vault can tell of itself, and the page says so.
    let back = try old.open()
    #expect(try back.verify().isSound)
    #expect(try back.journalHead != kept)
    // Another act in its place makes the numbers equal, and the hashes no more so.
    try back.note("since then")
    #expect(try back.journalHead.seq == kept.seq && back.journalHead.hash != kept.hash)
  }
}

extension Bench {
  /// Flips a bit of a sealed body.
  func flip(_ table: String, _ column: String, _ row: String, at offset: Int) throws {
    guard engine == .file else {
      return try sql(
        """
        UPDATE \(table) SET \(column) = set_byte(\(column), \(offset), get_byte(\(column), \(offset)) # 1)
        WHERE \(row)
        """)
    }
    let connection = try Connection(path)
    var read = Statement("SELECT \(column) FROM \(table) WHERE \(row)")
    try read.begin(connection)
    #expect(try read.step())
    var body = read.bytes(0)
    read.end()
    body[offset] ^= 1
    let hex = body.map { String(format: "%02x", $0) }.joined()
    try connection.run("UPDATE \(table) SET \(column) = x'\(hex)' WHERE \(row)")
  }
}
