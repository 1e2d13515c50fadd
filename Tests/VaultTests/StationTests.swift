import Domain
import Foundation
import Testing

@testable import Vault

/// A vault that holds the journals of several stations, as the backup of a fleet does.
@Suite struct StationTests {
  let bench: Bench
  static let doing = Doing(by: "test", at: Instant(seconds: 0))
  /// Written by stations 0, 1, 7 and the last there can be, in this order.
  let ids: [RecordID]
  static let stations = [0, 1, 7, 8191].map { StationNumber($0) }

  init() throws {
    let bench = try Bench()
    try KeyFile.create(at: bench.folder + "/key")
    _ = try Vault.create(at: bench.path, unlock: .keyFile(bench.folder + "/key"))
    ids = try Self.stations.map { station in
      try bench.act(as: station) { book in
        let id = try book.newID()
        let text = "note of \(station.value)"
        try book.write(
          Note(id, text, email: "\(station.value)@example.org", owner: id, due: station.value))
        return id
      }
    }
    self.bench = bench
    // Each writes over what another one wrote, and takes from what another one added.
    try bench.act(as: Self.stations[1]) { [ids] in
      try $0.write(Note(ids[0], "changed", owner: ids[0]))
    }
    try bench.act(as: Self.stations[2]) { [ids] in try $0.remove(Note.self, ids[1]) }
    try bench.act(as: Self.stations[0]) { [ids] in
      try $0.write(Note(ids[2], "seen by 0", email: "7@example.org", owner: ids[2]))
    }
    _ = try Vault.renewAnchor(at: bench.path, unlock: key)
  }

  var key: Unlock { .keyFile(bench.folder + "/key") }
  func open() throws -> Vault { try Vault.open(at: bench.path, unlock: key) }
  func verify() throws -> VerifyReport { try open().verify(deep: .notes) }

  @Test func `numbers of stations are their own and can be said in JSON`() throws {
    #expect(ids.map(\.rawValue) == [1, 1 << 40 | 1, 7 << 40 | 1, 8191 << 40 | 1])
    #expect(ids.allSatisfy { $0.rawValue < 1 << 53 })
    for (id, station) in zip(ids, Self.stations) {
      #expect(StationNumber(of: id.rawValue) == station)
      #expect(station.numbers.contains(id.rawValue))
    }
    #expect(StationNumber(of: -5) == .file && StationNumber(of: (1 << 40) - 1) == .file)
    // Writing what another station numbered leaves one's own numbers as they were.
    #expect(try open().note("next") == RecordID(2))
    #expect(try bench.act(as: Self.stations[3]) { try $0.newID() } == RecordID(8191 << 40 | 2))
  }

  @Test func `all stations' entries together account for all rows`() throws {
    let report = try verify()
    #expect(report.damages == [])
    #expect(report.records == 3 && report.accounts == 4 && report.lookups == 2)
    #expect(report.entries == 8 && report.head.seq == 3)
    // None of them does so alone.
    let store = try open().store
    let heads = try store.heads()
    #expect(heads.map(\.station) == Self.stations)
    #expect(heads.map(\.records) == [1, 1, 0, 1])
    #expect(heads.map(\.keys) == [1, 1, 1, 1])
    #expect(heads.map(\.tags) == [1, 0, 0, 1])
    let status = try Vault.status(at: bench.path, unlock: key).0
    #expect(status.records == 3 && status.accounts == 4)
  }

  @Test func `a station's chain begins at a place of its own`() throws {
    let sealer = try open().store.sealer
    #expect(Set(Self.stations.map { sealer.firstChain(of: $0) }).count == 4)
    // An entry of one station in the place of another's, all numbers right, opens nowhere.
    try bench.sql("UPDATE journal SET seq = \(2 << 40 | 1) WHERE seq = \(1 << 40 | 1)")
    let damages = try verify().damages
    #expect(damages.contains(Damage(.journal(2 << 40 | 1), .sealBroken)))
    #expect(damages.contains(Damage(.journal(1 << 40 | 1), .missing)))
  }

  @Test(arguments: ["DELETE FROM rec WHERE id =", "DELETE FROM akey WHERE id ="])
  func `what another station wrote is missed when it is taken out`(_ cut: String) throws {
    for id in [ids[2], ids[3]] {
      let copy = try bench.copy()
      try copy.sql("\(cut) \(id.rawValue)")
      let damages = try copy.open(like: bench).verify().damages
      #expect(damages.contains(Damage(.whole, .notWhatTheJournalSays)), "\(id)")
    }
  }

  @Test func `what another station wrote cannot be put back to an earlier state`() throws {
    let old = try #require(try SQLiteRows(try Connection(bench.path)).record(ids[3].rawValue))
    try bench.act(as: Self.stations[3]) { [ids] in
      try $0.write(
        Note(ids[3], "paid", email: "8191@example.org", owner: ids[3], due: 8191))
    }
    #expect(try verify().damages == [])
    try SQLiteRows(try Connection(bench.path)).put(old)
    #expect(try verify().damages == [Damage(.whole, .notWhatTheJournalSays)])
  }

  @Test func `another station's journal cannot be changed, holed, cut or removed`() throws {
    let (first, second) = (Int64(7 << 40 | 1), Int64(7 << 40 | 2))
    let flipped = try bench.copy()
    try flipped.flip("journal", "body", "seq = \(first)", at: 50)
    #expect(
      try flipped.open(like: bench).verify().damages.contains(Damage(.journal(first), .sealBroken)))

    let holed = try bench.copy()
    try holed.sql("DELETE FROM journal WHERE seq = \(first)")
    #expect(
      try holed.open(like: bench).verify().damages == [
        Damage(.journal(first), .missing), Damage(.journal(second), .chainBroken),
      ])

    let cut = try bench.copy()
    try cut.sql("DELETE FROM journal WHERE seq = \(second)")
    #expect(
      try cut.open(like: bench).verify().damages == [
        Damage(.anchor, .notWhatTheJournalSays), Damage(.whole, .notWhatTheJournalSays),
      ])

    try bench.sql("DELETE FROM journal WHERE seq BETWEEN \(first) AND \(second)")
    #expect(
      try verify().damages.contains(Damage(.whole, .notWhatTheJournalSays)))
  }

  @Test func `a station taken out with all it did shows by what was seen of it`() throws {
    // Put back as if the last station had never been: rows and journal agree.
    let row = ids[3].rawValue
    try bench.sql(
      """
      DELETE FROM rec WHERE id = \(row); DELETE FROM akey WHERE id = \(row);
      DELETE FROM idx WHERE id = \(row); DELETE FROM journal WHERE seq >= \(8191 << 40)
      """)
    #expect(try verify().damages == [Damage(.anchor, .notWhatTheJournalSays)])
    // And where that memory was taken away, by its not being there.
    try FileManager.default.removeItem(atPath: bench.path + ".stations")
    #expect(try verify().damages == [Damage(.anchor, .missing)])
    let other = try bench.copy(["", ".anchor"])
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: other.path + ".stations"))
    #expect(
      try other.open(like: bench).verify().damages == [Damage(.anchor, .sealBroken)])
  }

  @Test func `an event of a number that another station never gave out is found`() throws {
    try bench.act(as: Self.stations[1], naming: [RecordID(7 << 40 | 9)]) { [ids] in
      try $0.write(Note(ids[0], "more", owner: ids[0]))
    }
    #expect(try verify().damages == [Damage(.event(1 << 40 | 3), .inconsistent)])
  }

  @Test func `each station's journal is read for itself`() throws {
    let vault = try open()
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

  @Test func `a head of another station that was written down is known again`() throws {
    let head = JournalHead(try open().store.heads()[2])
    #expect(try open().compare(head) == .holds(since: 0))
    try bench.act(as: Self.stations[2]) { try $0.write(Note(try $0.newID(), "more")) }
    #expect(try open().compare(head) == .holds(since: 1))
    try bench.sql("DELETE FROM journal WHERE seq >= \(7 << 40)")
    #expect(try open().compare(head) == .putBack)
  }

  @Test func `backup and restore carry all journals over`() throws {
    let place = bench.folder + "/backup"
    try open().backup(to: place, Self.doing)
    let copied = try Vault.open(at: place, unlock: key).verify(deep: .notes)
    #expect(copied.damages == [] && copied.entries == 8)
    for path in [bench.path, bench.folder + "/elsewhere"] {
      try Vault.restore(from: place, to: path, unlock: key, replacing: true, Self.doing)
      let vault = try Vault.open(at: path, unlock: key)
      #expect(try vault.verify(deep: .notes).damages == [])
      #expect(try vault.text(ids[2]) == "seen by 0")
      #expect(try vault.journals.map(\.station) == [0, 1, 7, 8191])
    }
    // What was replaced is told from what was put back.
    try bench.act(as: Self.stations[2]) { try $0.write(Note(try $0.newID(), "more")) }
    let head = JournalHead(try open().store.heads()[2])
    let later = Doing(by: "test", at: Instant(seconds: 60))
    try Vault.restore(from: place, to: bench.path, unlock: key, replacing: true, later)
    #expect(try open().compare(head) == .ended(act: "vault.restore", entry: 4))
    #expect(try verify().damages == [])
  }

  @Test func `a new data key keeps every journal and all numbers`() throws {
    let before = try Self.stations.map { try open().journal(after: $0.start, limit: 9) }
    let heads = try open().store.heads().map(JournalHead.init)
    try Vault.rekeyData(at: bench.path, unlock: key, types: .notes, Self.doing)
    #expect(try verify().damages == [])
    let vault = try open()
    for (station, events) in zip(Self.stations, before) {
      let now = try vault.journal(after: station.start, limit: 9)
      #expect(Array(now.prefix(events.count)) == events)
    }
    for head in heads { #expect(try vault.compare(head) == .ended(act: "vault.rekey", entry: 4)) }
    #expect(try bench.act(as: Self.stations[2]) { try $0.newID() } == RecordID(7 << 40 | 2))
    #expect(try vault.note("next") == RecordID(2))
    try bench.act(as: Self.stations[2]) { try $0.write(Note(try $0.newID(), "goes on")) }
    #expect(try verify().damages == [])
  }

  @Test func `all journals are saved from a damaged file`() throws {
    try bench.flip("journal", "body", "seq = \(7 << 40 | 1)", at: 50)
    try bench.flip("rec", "body", "id = \(ids[2].rawValue)", at: 50)
    let saved = bench.folder + "/saved"
    let report = try Vault.salvage(
      from: bench.path, to: saved, unlock: key, types: .notes, Self.doing)
    #expect(
      report.lost == [
        Damage(.journal(7 << 40 | 1), .sealBroken), Damage(.record(ids[2]), .sealBroken),
      ])
    #expect(report.missing == 1 && report.entries == 7 && report.accounts == 4)
    let vault = try Vault.open(at: saved, unlock: key)
    #expect(try vault.verify(deep: .notes).damages == [])
    #expect(try vault.text(ids[3]) == "note of 8191")
    #expect(try vault.journal(after: 7 << 40, limit: 9).first?.event.act == "vault.lost")
  }
}

extension Bench {
  /// One act of whatever station, as a server that many write to would let it be done.
  @discardableResult
  func act<T>(
    as station: StationNumber, naming records: [RecordID] = [], _ body: (any Book) throws -> T
  ) throws -> T {
    let (rows, title, vaultID) = try Vault.approach(path)
    let sealer = try Vault.sealer(for: title, vaultID, .keyFile(folder + "/key"))
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

  /// Opens this copy with the key file of the original.
  func open(like other: Bench) throws -> Vault {
    try Vault.open(at: path, unlock: .keyFile(other.folder + "/key"))
  }
}
