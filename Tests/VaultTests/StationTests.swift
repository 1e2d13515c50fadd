import Domain
import Foundation
import Testing

@testable import Vault

/// A vault that holds the journals of several stations, as a fleet's does, and the file of its backup.
@Suite struct StationTests {
  static let doing = Doing(by: "test", at: Instant(seconds: 0))
  static let stations = [0, 1, 7, 8000].map { StationNumber($0) }

  /// A vault, and what stations 0, 1, 7 and 8000 wrote, in this order.
  ///
  /// A file is opened as station 0, a server's vault by a desk that is station 1.
  func made(_ engine: Engine) throws -> (Bench, [RecordID]) {
    let bench = try Bench(engine, keyed: true)
    let desk = try bench.create()
    let ids = try Self.stations.map { station in
      try bench.act(as: station) { book in
        let id = try book.newID()
        let text = "note of \(station.value)"
        try book.write(
          Note(id, text, email: "\(station.value)@example.org", owner: id, due: station.value))
        return id
      }
    }
    // Each writes over what another one wrote, and takes from what another one added.
    try bench.act(as: Self.stations[1]) { try $0.write(Note(ids[0], "changed", owner: ids[0])) }
    try bench.act(as: Self.stations[2]) { try $0.remove(Note.self, ids[1]) }
    try bench.act(as: Self.stations[0]) {
      try $0.write(Note(ids[2], "seen by 0", email: "7@example.org", owner: ids[2]))
    }
    if engine == .file {
      _ = try Vault.renewAnchor(at: bench.path, unlock: try bench.unlock())
    } else {
      try desk.settle(try desk.reading { () throws(VaultError) in try desk.store.head() })
    }
    // Now it is known how far each of them was.
    #expect(try damages(bench) == [])
    return (bench, ids)
  }

  /// What a desk finds that was open when it happened.
  func damages(_ bench: Bench, after change: () throws -> Void = {}) throws -> [Damage] {
    let vault = try bench.open()
    try change()
    return try vault.verify(deep: .notes).damages
  }

  @Test(arguments: Engine.allCases)
  func `numbers of stations are their own and can be said in JSON`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    #expect(ids.map(\.rawValue) == [1, 1 << 40 | 1, 7 << 40 | 1, 8000 << 40 | 1])
    #expect(StationNumber.last.numbers.upperBound < 1 << 53)
    for (id, station) in zip(ids, Self.stations) {
      #expect(StationNumber(of: id.rawValue) == station)
      #expect(station.numbers.contains(id.rawValue))
    }
    #expect(StationNumber(of: -5) == .file && StationNumber(of: (1 << 40) - 1) == .file)
    // Writing what another station numbered leaves one's own numbers as they were.
    #expect(try bench.open().note("next") == bench.id(2))
    #expect(try bench.act(as: Self.stations[3]) { try $0.newID() } == RecordID(8000 << 40 | 2))
  }

  @Test(arguments: Engine.allCases)
  func `all stations' entries together account for all rows`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let report = try bench.open().verify(deep: .notes)
    #expect(report.damages == [])
    #expect(report.records == 3 && report.accounts == 4 && report.lookups == 2)
    #expect(report.entries == 8)
    #expect(report.head.seq == (engine == .file ? 3 : 1 << 40 | 2))
    // None of them does so alone.
    let store = try bench.open().store
    let heads = try store.heads()
    #expect(heads.map(\.station) == Self.stations)
    #expect(heads.map(\.records) == [1, 1, 0, 1])
    #expect(heads.map(\.keys) == [1, 1, 1, 1])
    #expect(heads.map(\.tags) == [1, 0, 0, 1])
    let status = try Vault.status(at: try bench.desk, unlock: try bench.unlock()).0
    #expect(status.records == 3 && status.accounts == 4)
  }

  @Test(arguments: Engine.allCases)
  func `a station's chain begins at a place of its own`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let sealer = try bench.open().store.sealer
    #expect(Set(Self.stations.map { sealer.firstChain(of: $0) }).count == 4)
    // An entry of one station in the place of another's, all numbers right, opens nowhere.
    let damages = try damages(bench) {
      try bench.sql("UPDATE journal SET seq = \(2 << 40 | 1) WHERE seq = \(7 << 40 | 1)")
    }
    #expect(damages.contains(Damage(.journal(2 << 40 | 1), .sealBroken)))
    #expect(damages.contains(Damage(.journal(7 << 40 | 1), .missing)))
  }

  @Test(
    arguments: ["DELETE FROM rec WHERE id =", "DELETE FROM akey WHERE id ="], Engine.allCases)
  func `what another station wrote is missed when it is taken out`(
    _ cut: String, _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    for id in [ids[2], ids[3]] {
      let copy = try bench.copy()
      try copy.sql("\(cut) \(id.rawValue)")
      #expect(try damages(copy).contains(Damage(.whole, .notWhatTheJournalSays)), "\(id)")
    }
  }

  @Test(arguments: Engine.allCases)
  func `what another station wrote cannot be put back to an earlier state`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    let old = try #require(try bench.rows().record(ids[3].rawValue))
    try bench.act(as: Self.stations[3]) {
      try $0.write(
        Note(ids[3], "paid", email: "8000@example.org", owner: ids[3], due: 8000))
    }
    #expect(try damages(bench) == [])
    try bench.force(old)
    #expect(try damages(bench) == [Damage(.whole, .notWhatTheJournalSays)])
  }

  @Test(arguments: Engine.allCases)
  func `another station's journal cannot be changed, holed, cut or removed`(
    _ engine: Engine
  ) throws {
    let (bench, _) = try made(engine)
    let (first, second) = (Int64(7 << 40 | 1), Int64(7 << 40 | 2))
    let flipped = try bench.copy()
    try flipped.flip("journal", "body", "seq = \(first)", at: 50)
    #expect(try damages(flipped).contains(Damage(.journal(first), .sealBroken)))

    let holed = try bench.copy()
    try holed.sql("DELETE FROM journal WHERE seq = \(first)")
    #expect(
      try damages(holed) == [
        Damage(.journal(first), .missing), Damage(.journal(second), .chainBroken),
      ])

    let cut = try bench.copy()
    #expect(
      try damages(cut) { try cut.sql("DELETE FROM journal WHERE seq = \(second)") } == [
        Damage(.anchor, .notWhatTheJournalSays), Damage(.whole, .notWhatTheJournalSays),
      ])

    #expect(
      try damages(bench) {
        try bench.sql("DELETE FROM journal WHERE seq BETWEEN \(first) AND \(second)")
      }.contains(Damage(.whole, .notWhatTheJournalSays)))
  }

  @Test(arguments: Engine.allCases)
  func `a station taken out with all it did shows by what was seen of it`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    // Put back as if the last station had never been: rows and journal agree.
    let row = ids[3].rawValue
    let damages = try damages(bench) {
      try bench.sql(
        """
        DELETE FROM rec WHERE id = \(row); DELETE FROM akey WHERE id = \(row);
        DELETE FROM idx WHERE id = \(row); DELETE FROM journal WHERE seq >= \(8000 << 40)
        """)
    }
    #expect(damages == [Damage(.anchor, .notWhatTheJournalSays)])
    guard engine == .file else {
      #expect(throws: VaultError.rolledBack(file: 0, anchor: 8000 << 40 | 1)) { try bench.open() }
      return
    }
    // And where that memory was taken away, by its not being there.
    try FileManager.default.removeItem(atPath: bench.path + ".stations")
    #expect(try self.damages(bench) == [Damage(.anchor, .missing)])
    let other = try bench.copy(["", ".anchor"])
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: other.path + ".stations"))
    #expect(try self.damages(other) == [Damage(.anchor, .sealBroken)])
  }

  @Test(arguments: Engine.allCases)
  func `an event of a number that another station never gave out is found`(
    _ engine: Engine
  ) throws {
    let (bench, ids) = try made(engine)
    try bench.act(as: Self.stations[1], naming: [RecordID(7 << 40 | 9)]) {
      try $0.write(Note(ids[0], "more", owner: ids[0]))
    }
    #expect(try damages(bench) == [Damage(.event(1 << 40 | 3), .inconsistent)])
  }

  @Test(arguments: Engine.allCases)
  func `each station's journal is read for itself`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let vault = try bench.open()
    let starts = try vault.journals.map(\.start)
    #expect(starts == Self.stations.map(\.start))
    #expect(try starts.map { try vault.journal(after: $0, limit: 9).count } == [3, 2, 2, 1])
    #expect(try vault.journal(after: 7 << 40 | 1, limit: 9).map(\.seq) == [7 << 40 | 2])
    #expect(try vault.journal(after: 3, limit: 9).isEmpty, "and not on into the next")
    try bench.sql("DELETE FROM journal WHERE seq = \(7 << 40 | 1)")
    #expect(throws: VaultError.damaged(Damage(.journal(7 << 40 | 1), .missing))) {
      try vault.journal(after: 7 << 40, limit: 9)
    }
  }

  @Test(arguments: Engine.allCases)
  func `a head of another station that was written down is known again`(
    _ engine: Engine
  ) throws {
    let (bench, _) = try made(engine)
    let vault = try bench.open()
    let head = JournalHead(try vault.store.heads()[2])
    #expect(try vault.compare(head) == .holds(since: 0))
    try bench.act(as: Self.stations[2]) { try $0.write(Note(try $0.newID(), "more")) }
    #expect(try vault.compare(head) == .holds(since: 1))
    try bench.sql("DELETE FROM journal WHERE seq >= \(7 << 40)")
    #expect(try vault.compare(head) == .putBack)
  }

  @Test(arguments: Engine.allCases)
  func `backup and restore carry all journals over`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let place = bench.folder + "/backup"
    try bench.open().backup(to: place, Self.doing)
    let copied = try bench.open(file: place).verify(deep: .notes)
    #expect(copied.damages == [] && copied.entries == 8)
    for to in [try bench.owner, .file(bench.folder + "/elsewhere")] {
      try Vault.restore(
        from: place, to: to, unlock: try bench.unlock(), replacing: true, Self.doing)
      let vault = try Vault.open(at: to, unlock: try bench.unlock())
      #expect(try vault.verify(deep: .notes).damages == [])
      #expect(try vault.text(ids[2]) == "seen by 0")
      #expect(try Set(vault.journals.map(\.station)).isSuperset(of: [0, 1, 7, 8000]))
    }
    // What was replaced is told from what was put back.
    try bench.act(as: Self.stations[2]) { try $0.write(Note(try $0.newID(), "more")) }
    let head = JournalHead(try bench.open().store.heads()[2])
    let later = Doing(by: "test", at: Instant(seconds: 60))
    try Vault.restore(
      from: place, to: try bench.owner, unlock: try bench.unlock(), replacing: true, later)
    guard case .ended("vault.restore", _) = try bench.open().compare(head) else {
      Issue.record("\(try bench.open().compare(head))")
      return
    }
    #expect(try damages(bench) == [])
  }

  @Test(arguments: Engine.allCases)
  func `a new data key keeps every journal and all numbers`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let before = try bench.open()
    let events = try Self.stations.map { try before.journal(after: $0.start, limit: 9) }
    let heads = try before.store.heads().map(JournalHead.init)
    try Vault.rekeyData(
      at: try bench.owner, unlock: try bench.unlock(), types: .notes, Self.doing)
    #expect(try damages(bench) == [])
    let vault = try bench.open()
    for (station, events) in zip(Self.stations, events) {
      let now = try vault.journal(after: station.start, limit: 9)
      #expect(Array(now.prefix(events.count)) == events)
    }
    for head in heads { #expect(try vault.compare(head) == .ended(act: "vault.rekey", entry: 4)) }
    #expect(try bench.act(as: Self.stations[2]) { try $0.newID() } == RecordID(7 << 40 | 2))
    try vault.note("next")
    try bench.act(as: Self.stations[2]) { try $0.write(Note(try $0.newID(), "goes on")) }
    #expect(try damages(bench) == [])
  }

  @Test(arguments: Engine.allCases)
  func `all journals are saved from what is damaged`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.flip("journal", "body", "seq = \(7 << 40 | 1)", at: 50)
    try bench.flip("rec", "body", "id = \(ids[2].rawValue)", at: 50)
    let saved = bench.folder + "/saved"
    let report = try Vault.salvage(
      from: try bench.desk, to: saved, unlock: try bench.unlock(), types: .notes, Self.doing)
    #expect(
      report.lost == [
        Damage(.journal(7 << 40 | 1), .sealBroken), Damage(.record(ids[2]), .sealBroken),
      ])
    #expect(report.missing == 1 && report.entries == 7 && report.accounts == 4)
    let vault = try bench.open(file: saved)
    #expect(try vault.verify(deep: .notes).damages == [])
    #expect(try vault.text(ids[3]) == "note of 8000")
    #expect(try vault.journal(after: 7 << 40, limit: 9).first?.event.act == "vault.lost")
  }
}

extension Bench {
  /// One act of whatever station, by what the engine lets its owner do.
  @discardableResult
  func act<T>(
    as station: StationNumber, naming records: [RecordID] = [], _ body: (any Book) throws -> T
  ) throws -> T {
    let (rows, title, vaultID): (any Rows, Title, [UInt8])
    switch try owner {
    case .file(let path): (rows, title, vaultID) = try Vault.approach(path)
    case .fleet(let fleet):
      try sql(
        """
        INSERT INTO station VALUES(\(station.value), \(station.start)) ON CONFLICT DO NOTHING
        """)
      (rows, title, vaultID) = try Vault.approach(fleet, Fleet.unattended)
    }
    let sealer = try Vault.sealer(for: title, vaultID, try unlock())
    let store = Store(rows: rows, sealer: sealer, station: station)
    try rows.begin(writing: true)
    defer { rows.rollback() }
    let before = try store.head()
    let book = Transaction(store, head: before, writing: true)
    let result = try body(book)
    guard book.hasWritten else { return result }
    let event = JournalEvent(act: "test", records: records, by: "test", at: Instant(seconds: 0))
    _ = try store.append(event, book.head, behind: before)
    try rows.commit()
    return result
  }
}
