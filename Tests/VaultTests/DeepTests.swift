import CSQLite
import Domain
import Fixtures
import Foundation
import Glibc
import Testing

@testable import Vault

/// What lies beside records and does not follow from them; and looking while a desk works.
@Suite struct DeepTests {
  /// Writes one record as a program with a fault could: all seals hold.
  func write(
    _ record: Note, json: String? = nil, lookups: [Lookup]? = nil, owner: RecordID? = nil,
    in bench: Bench
  ) throws {
    struct Odd: Record {
      static let kind = RecordKind.account
      let id: RecordID
      let json: String
      let lookups: [Lookup]
      let owner: RecordID?
      let due: Instant?

      init(_ id: RecordID, _ json: String, _ lookups: [Lookup], _ owner: RecordID?, _ due: Instant?)
      {
        self.id = id
        self.json = json
        self.lookups = lookups
        self.owner = owner
        self.due = due
      }

      init(from decoder: any Decoder) throws { throw Abandoned() }

      func encode(to encoder: any Encoder) throws {
        if let note = try? JSONDecoder().decode(Note.self, from: Data(json.utf8)) {
          try note.encode(to: encoder)
        } else {
          var container = encoder.singleValueContainer()
          try container.encode(json)
        }
      }
    }
    let text = try json ?? String(decoding: JSONEncoder().encode(record), as: UTF8.self)
    try bench.open().act {
      try $0.write(
        Odd(record.id, text, lookups ?? record.lookups, owner ?? record.owner, record.due))
    }
  }

  func deep(_ bench: Bench) throws -> [Damage] { try bench.open().verify(deep: .notes).damages }

  @Test(arguments: Engine.allCases)
  func `a record that is not what its kind says is found`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    _ = try bench.create()
    try write(Note(bench.id(1), "odd"), json: "no note", in: bench)
    #expect(try bench.open().verify().isSound)
    #expect(try deep(bench) == [Damage(.record(bench.id(1)), .malformed)])
  }

  @Test(arguments: Engine.allCases)
  func `lookups, owner and due date have to follow from the record`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    _ = try bench.create()
    try write(Note(bench.id(1), "a", email: "a@x"), lookups: [Lookup(.email, "b@x")], in: bench)
    try write(Note(bench.id(2), "b", email: "c@x"), lookups: [], in: bench)
    try write(Note(bench.id(3), "c"), owner: bench.id(3), in: bench)
    try write(Note(bench.id(4), "d", email: "d@x", owner: bench.id(4), due: 5), in: bench)
    #expect(try bench.open().verify().isSound)
    #expect(try deep(bench) == [1, 2, 3].map { Damage(.record(bench.id($0)), .inconsistent) })
  }

  @Test(arguments: Engine.allCases)
  func `an event of what never was is found`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    try vault.note("one")
    try vault.transact { book in
      try book.write(Note(bench.id(1), "two"))
      let event = JournalEvent(
        act: "test", records: [bench.id(77)], by: "test", at: Instant(seconds: 0))
      return ((), event)
    }
    #expect(try vault.verify().isSound)
    #expect(try deep(bench) == [Damage(.event(bench.seq(3)), .inconsistent)])
  }

  @Test(arguments: Engine.allCases)
  func `files that others may read are named, and are no damage`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    let file = engine == .file ? bench.path : vault.path + ".anchor"
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    #expect(chmod(folder, 0o700) == 0)
    #expect(try vault.verify(deep: .notes).exposed.isEmpty)
    #expect(chmod(file, 0o640) == 0)
    #expect(chmod(folder, 0o770) == 0)
    let report = try vault.verify(deep: .notes)
    #expect(report.isSound && report.exposed == [file, folder])
    #expect(try vault.verify().exposed.isEmpty)
  }

  // MARK: Meanwhile

  /// Waits for what another thread does.
  func wait(_ condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(60)
    while !condition(), Date() < end { usleep(2000) }
    return condition()
  }

  @Test func `a vault on a server is not looked through by every desk that opens it`() throws {
    let bench = try Bench(.server)
    let vault = try bench.create()
    #expect(try vault.watch() == nil)
    // What it would tell is told where a damaged row is read, and by a check of the whole.
    let id = try vault.note("one")
    try bench.flip("rec", "body", "id = \(id.rawValue)", at: 40)
    #expect(throws: VaultError.damaged(Damage(.record(id), .sealBroken))) { try vault.text(id) }
    #expect(try vault.verify().damages.contains(Damage(.record(id), .sealBroken)))
    try vault.note("two")
  }

  @Test(.aboutFiles(.watching))
  func `a desk's vault is looked through while the desk works`() throws {
    let bench = try Bench(.file)
    let vault = try bench.create()
    for place in 0..<300 { try vault.note("note \(place)") }
    let watch = try #require(try vault.watch())
    watch.begin()
    var acts = 0
    #expect(
      wait {
        acts += 1
        return watch.report != nil || (try? vault.note("meanwhile \(acts)")) == nil
      })
    #expect(watch.report?.isSound == true)
    #expect(try vault.verify().isSound)
  }

  @Test(.aboutFiles(.watching))
  func `damage to a row is told, and acts go on`() throws {
    let bench = try Bench(.file)
    let id = try bench.create().note("one")
    try bench.flip("rec", "body", "id = \(id.rawValue)", at: 40)
    let vault = try bench.open()
    let watch = try #require(try vault.watch())
    watch.begin()
    #expect(wait { watch.report != nil })
    #expect(watch.report?.damages == [Damage(.record(id), .sealBroken)])
    try vault.note("two")
  }

  @Test(.aboutFiles(.watching))
  func `when the whole can no longer be believed, acts are refused and reading is not`()
    throws
  {
    let bench = try Bench(.file)
    let vault = try bench.create()
    let id = try vault.note("paid nothing")
    let old = try #require(try SQLiteRows(try Connection(bench.path)).record(id.rawValue))
    try vault.act { try $0.write(Note(id, "paid")) }
    try SQLiteRows(try Connection(bench.path)).put(old)
    let desk = try bench.open()
    let watch = try #require(try desk.watch())
    watch.begin()
    #expect(wait { watch.report != nil })
    let damage = Damage(.whole, .notWhatTheJournalSays)
    #expect(throws: VaultError.damaged(damage)) { try desk.note("more") }
    #expect(try desk.text(id) == "paid nothing")
  }

  @Test(.aboutFiles(.watching))
  func `desks look one after another`() throws {
    let bench = try Bench(.file)
    let vault = try bench.create()
    try vault.note("one")
    let other = try Bench(.file)
    let elsewhere = try other.create()
    try elsewhere.note("one")
    let gate = open(bench.path + ".gate", O_RDWR | O_CLOEXEC)
    #expect(gate >= 0 && esd_take_first_byte(gate) == 0)
    let waiting = try #require(try vault.watch())
    waiting.begin()
    let alone = try #require(try elsewhere.watch())
    alone.begin()
    #expect(wait { alone.report != nil })
    #expect(waiting.report == nil)
    // Whoever writes does not wait for whoever looks.
    try vault.note("two")
    close(gate)
    #expect(wait { waiting.report != nil })
    #expect(waiting.report?.isSound == true)
  }

  @Test(.aboutFiles(.watching))
  func `looking ends at once, at any moment`() throws {
    let bench = try Bench(.file)
    let vault = try bench.create()
    try vault.act { book in
      for place in 1...3000 { try book.write(Note(RecordID(Int64(place)), "note \(place)")) }
    }
    for moment in 0..<12 {
      let watch = try #require(try vault.watch())
      watch.begin()
      usleep(UInt32(moment * 70_000))
      watch.end()
    }
    try vault.note("afterwards")
    #expect(try vault.verify().isSound)
  }
}
