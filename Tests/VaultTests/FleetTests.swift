import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Vault

/// Desks that share a vault on a server: who wins, what is certain, and what shows when the server lies.
@Suite struct FleetTests {
  let bench: Bench
  let one: Vault
  let two: Vault

  init() throws {
    bench = try Bench(.server)
    one = try bench.create()
    two = try bench.open(1)
  }

  func text(_ vault: Vault, _ id: RecordID) throws -> String? { try vault.text(id) }

  // MARK: Without a server

  @Test func `a desk keeps the key of receipts, and believes no other and no damaged one`() throws {
    let fleet = try bench.fleet(desk: 3)
    #expect(fleet.keptReceiptKey == nil)
    try FileManager.default.createDirectory(
      atPath: fleet.folder, withIntermediateDirectories: true)
    let key = try one.receiptKey
    fleet.keep(receiptKey: key)
    #expect(fleet.keptReceiptKey == key)
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: fleet.folder).first {
        $0.hasSuffix(".receipts")
      })
    let path = fleet.folder + "/" + name
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for bit in 0..<(8 * whole.count) {
      var damaged = whole
      damaged[bit / 8] ^= 1 << (bit % 8)
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      #expect(fleet.keptReceiptKey == nil, "bit \(bit)")
    }
    fleet.keep(receiptKey: key)
    #expect(fleet.keptReceiptKey == key)
    // Another vault's, in the same folder.
    let other = Fleet(
      try PostgresAddress("postgresql://d@localhost/other?sslmode=disable"), folder: fleet.folder)
    #expect(other.keptReceiptKey == nil)
  }

  // MARK: Stations

  @Test func `desks number what they write for themselves and see each other's work`() throws {
    #expect(one.store.station == StationNumber(1) && two.store.station == StationNumber(2))
    let (first, second) = (try one.note("one", email: "1@x"), try two.note("two", email: "2@x"))
    #expect(first.rawValue == 1 << 40 | 1 && second.rawValue == 2 << 40 | 1)
    #expect(try text(two, first) == "one" && text(one, second) == "two")
    #expect(throws: BookError.lookupTaken(Lookup(.email, "1@x"))) {
      try two.note("again", email: "1@x")
    }
    try two.act { try $0.write(Note(first, "seen by two", email: "1@x")) }
    try one.act { try $0.remove(Note.self, second) }
    #expect(try one.read { try $0.find(Lookup(.email, "1@x")) } == first)
    let report = try one.verify(deep: .notes)
    #expect(report.damages == [] && report.records == 1 && report.lookups == 1)
    #expect(try one.journals.map(\.station) == [0, 1, 2])
    // The same folder is the same station again, and goes on where it was.
    #expect(try bench.open(1).note("three").rawValue == 2 << 40 | 2)
  }

  @Test func `a folder that lost its state is another station, and numbers are never used again`()
    throws
  {
    let id = try two.note("kept")
    for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder + "/desk-1") {
      try FileManager.default.removeItem(atPath: bench.folder + "/desk-1/" + name)
    }
    let again = try bench.open(1)
    #expect(again.store.station == StationNumber(3))
    #expect(try again.note("new").rawValue == 3 << 40 | 1)
    #expect(try text(again, id) == "kept")
  }

  @Test func `folders that join at once become different stations`() async throws {
    let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
      for desk in 2..<8 {
        let fleet = try bench.fleet(desk: desk)
        group.addTask {
          let vault = try Vault.open(at: fleet, unlock: try Bench.key())
          try vault.note("desk \(desk)")
          return vault.store.station.value
        }
      }
      return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
    }
    #expect(numbers.count == 6)
    #expect(try one.verify().damages == [])
  }

  @Test func `a desk may change neither the ways to open the vault nor the journal`() throws {
    #expect(throws: VaultError.fleet(.denied)) {
      try one.administer(Doing(by: "test", at: Instant(seconds: 0)).event("vault.slot.remove")) {
        (rows) throws(VaultError) in try rows.dropMeta("confirm")
      }
    }
    for statement in [
      "DELETE FROM esimdesk.journal", "UPDATE esimdesk.journal SET seq = 0",
      "DELETE FROM esimdesk.akey", "DROP TABLE esimdesk.rec", "CREATE TABLE esimdesk.x(y int)",
    ] {
      #expect(throws: LinkError.denied, "\(statement)") {
        let rows = try bench.fleet().connect(Fleet.unattended)
        _ = try rows.link.script(statement)
      }
    }
    try one.note("goes on")
  }

  // MARK: Races

  @Test func `whoever loses a race does it again with what the other one left`() throws {
    let id = try one.note("0")
    var runs = 0
    let before = try one.act { book in
      runs += 1
      let found = try #require(try book.read(Note.self, id)).text
      if runs == 1 { try two.act { try $0.write(Note(id, "two")) } }
      try book.write(Note(id, found + ", one"))
      return found
    }
    #expect(runs == 2 && before == "two")
    #expect(try text(two, id) == "two, one")
    #expect(try one.verify().damages == [])
  }

  @Test func `what was only read has to be true still`() throws {
    let (till, slip) = (try one.note("open"), try one.note("0"))
    var runs = 0
    try one.act { book in
      runs += 1
      let isOpen = try book.read(Note.self, till)?.text == "open"
      // The other closes what this reads, and reads what this writes.
      if runs == 1 {
        try two.act { other in
          let found = try other.read(Note.self, slip)?.text
          try other.write(Note(till, "closed at \(found ?? "")"))
        }
      }
      try book.write(Note(slip, isOpen ? "paid" : "refused"))
    }
    #expect(runs == 2)
    #expect(try text(two, till) == "closed at 0" && text(two, slip) == "refused")
  }

  @Test func `two who want the same lookup: one has it, the other is told`() throws {
    var runs = 0
    #expect(throws: BookError.lookupTaken(Lookup(.email, "a@x"))) {
      try one.act { book in
        runs += 1
        let id = try book.newID()
        try book.write(Note(id, "one", email: "a@x"))
        if runs == 1 { try two.note("two", email: "a@x") }
      }
    }
    #expect(runs == 2)
    #expect(try one.verify().damages == [])
  }

  @Test func `an act that paid no heed to a lost race does not end well by that`() throws {
    let (id, other) = (try one.note("0"), try one.note("other"))
    var runs = 0
    try one.act { book in
      runs += 1
      let found = try book.read(Note.self, id)?.text ?? ""
      if runs == 1 { try two.act { try $0.write(Note(id, "two")) } }
      try book.write(Note(id, found + ", one"))
      // What was written goes out with this, and fails.
      _ = try? book.read(Note.self, other)
    }
    #expect(runs == 2)
    #expect(try text(two, id) == "two, one")
  }

  // MARK: Trouble

  /// A third desk, all of whose words go through something that can fail.
  func troubled(_ way: PostgresCluster.Way) throws -> Vault {
    try Vault.open(at: try bench.fleet(desk: 2, through: way), unlock: try Bench.key())
  }

  @Test(arguments: [PostgresCluster.Way.Mode.loseAnswer, .loseCommit, .cut])
  func `an act whose end nobody heard is done once`(_ mode: PostgresCluster.Way.Mode) throws {
    let way = try PostgresCluster.shared().way()
    let desk = try troubled(way)
    let id = try desk.note("0")
    for round in 1...5 {
      try way.set(mode)
      try desk.act { book in
        let found = try #require(try book.read(Note.self, id)).text
        try book.write(Note(id, "\((Int(found) ?? -9) + 1)"))
      }
      #expect(try text(one, id) == "\(round)")
    }
    #expect(try desk.journalHead.seq == 3 << 40 | 6)
    #expect(try one.verify().damages == [])
  }

  @Test(
    arguments: [(PostgresCluster.Way.Mode.loseAnswer, true), (.loseCommit, false)], [false, true])
  func `an act that cannot be asked after is not known yet, and is found out later`(
    _ how: (mode: PostgresCluster.Way.Mode, isDone: Bool), isFirst: Bool
  ) throws {
    let (mode, isDone) = how
    let way = try PostgresCluster.shared().way()
    let isBarred = Mutex(false)
    let usual = try bench.fleet(desk: 2, through: way)
    let fleet = Fleet(usual.address, folder: usual.folder) { () throws(LinkError) in
      guard !isBarred.withLock({ $0 }) else { throw .noPassword("nowhere") }
      return Array(PostgresCluster.Database.password.utf8)
    }
    let desk = try Vault.open(at: fleet, unlock: try Bench.key())
    let id = try (isFirst ? one : desk).note("0")
    #expect(try desk.resolveDoubt() == nil)
    try way.set(mode)
    isBarred.withLock { $0 = true }
    #expect(throws: VaultError.fleet(.inDoubt)) { try desk.act { try $0.write(Note(id, "1")) } }
    #expect(throws: VaultError.fleet(.noPassword("nowhere"))) { try desk.resolveDoubt() }
    isBarred.withLock { $0 = false }
    // Whoever opens it next finds out as well.
    let event = JournalEvent(act: "test", records: [], by: "test", at: Instant(seconds: 0))
    let again = try Vault.open(at: fleet, unlock: try Bench.key())
    #expect(again.station == 3)
    #expect(try again.resolveDoubt() == (isDone ? .done(event) : .notDone))
    #expect(try desk.resolveDoubt() == nil, "it is told once")
    #expect(try text(one, id) == (isDone ? "1" : "0"))
    try desk.note("goes on")
    #expect(try one.verify().damages == [])
  }

  @Test func `a server that went and came back is found by itself`() throws {
    let cluster = try PostgresCluster(durable: true)
    let database = try cluster.database()
    let folder = bench.folder
    func fleet(_ user: String) throws -> Fleet {
      Fleet(
        try PostgresAddress(database.address(user)), folder: folder + "/own",
        password: { () throws(LinkError) in Array(PostgresCluster.Database.password.utf8) })
    }
    let owner = try fleet(PostgresCluster.Database.owner)
    let vault = try Vault.create(at: owner, unlock: try Bench.key())
    let id = try vault.note("before")
    try cluster.kill(.a)
    try cluster.start(.a)
    #expect(try vault.text(id) == "before")
    try cluster.stop(.a)
    vault.waiting = { _ in false }
    #expect(throws: VaultError.self) { try vault.note("meanwhile") }
    try cluster.start(.a)
    vault.waiting = Fleet.unattended
    try vault.note("after")
    let report = try vault.verify()
    #expect(report.damages == [] && report.records == 2)
  }

  // MARK: A server that was put back

  @Test func `a server put back to before this desk's last act is refused`() throws {
    try one.note("kept")
    let before = try bench.copy()
    try one.note("lost")
    // The older server in the place of this one: the desk's own memory is the newer.
    for part in ["anchor", "stations"] {
      let name = "fleet-\(one.id).\(part)"
      let url = URL(fileURLWithPath: bench.folder + "/desk-0/" + name)
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      try Data(contentsOf: url).write(
        to: URL(fileURLWithPath: before.folder + "/desk-0/" + name))
    }
    let start = StationNumber(1).start
    #expect(throws: VaultError.rolledBack(file: start + 1, anchor: start + 2)) {
      try before.open()
    }
  }

  @Test
  func `a server on which another desk's work is missing is refused once all was looked through`()
    throws
  {
    let id = try two.note("two")
    try two.note("more")
    #expect(try one.verify().isSound)
    try bench.sql(
      """
      DELETE FROM journal WHERE seq > \(StationNumber(2).start + 1);
      DELETE FROM rec WHERE id > \(id.rawValue);
      UPDATE station SET seq = \(StationNumber(2).start + 1) WHERE n = 2
      """)
    let start = StationNumber(2).start
    #expect(throws: VaultError.rolledBack(file: start + 1, anchor: start + 2)) { try bench.open() }
  }

  @Test func `a desk that was open when the data key changed writes nothing under the old one`()
    throws
  {
    let bench = try Bench(.server)
    let key = bench.folder + "/key"
    try KeyFile.create(at: key)
    let place = VaultPlace.fleet(try bench.fleet(as: PostgresCluster.Database.owner, desk: 9))
    _ = try Vault.create(at: place, unlock: .keyFile(key))
    let desk = try Vault.open(at: try bench.fleet(), unlock: .keyFile(key))
    try desk.note("one")
    try Vault.rekeyData(at: place, unlock: .keyFile(key), types: .notes, MovingTests.doing)
    // What is new needs nothing that was there: only where the chain stands tells.
    #expect(throws: VaultError.keyChanged) { try desk.note("late") }
    let again = try Vault.open(at: try bench.fleet(), unlock: .keyFile(key))
    try again.note("two")
    let report = try again.verify(deep: .notes)
    #expect(report.isSound && report.records == 2)
  }

  @Test func `a station that the server no longer knows does nothing`() throws {
    try one.note("one")
    try bench.sql("DELETE FROM station WHERE n = 1")
    #expect(throws: VaultError.self) { try one.note("two") }
    #expect(try one.verify().damages == [], "the journal itself is whole")
  }
}
