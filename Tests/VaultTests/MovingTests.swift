import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Vault

/// A vault that moves between a file and a server, and backups of one that is on a server.
@Suite struct MovingTests {
  /// Of the vault on the server; its folder also has the files.
  let bench: Bench
  static let doing = Doing(by: "test", at: Instant(seconds: 0))

  init() throws { bench = try Bench(.server) }

  var owner: Fleet {
    get throws { try bench.fleet(as: PostgresCluster.Database.owner) }
  }

  func open(_ path: String) throws -> Vault {
    try Vault.open(at: path, unlock: try Bench.key())
  }

  /// What each of two stations and an erased account leave on the server.
  func fill() throws -> [RecordID] {
    let (one, two) = (try bench.create(), try bench.open(1))
    var ids: [RecordID] = []
    for place in 0..<20 {
      let desk = place % 2 == 0 ? one : two
      ids.append(
        try desk.note("note \(place)", email: "\(place)@example.org", owned: true, due: 5))
    }
    try two.act { [ids] in try $0.write(Note(ids[0], "seen by two", owner: ids[0])) }
    try one.act { [ids] book in
      try book.remove(Note.self, ids[1])
      try book.destroyKey(of: ids[1])
    }
    return ids
  }

  @Test func `a backup of a fleet is a file with all its journals, and desks go on meanwhile`()
    throws
  {
    let ids = try fill()
    let desk = try bench.open()
    let place = bench.folder + "/backup"
    var isBusy = false
    try desk.backup(to: place, Self.doing) { phase, _, _ in
      guard phase == .copying, !isBusy else { return }
      isBusy = true
      #expect((try? bench.open(1).note("meanwhile")) != nil)
    }
    #expect(isBusy)
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: bench.folder)).isSuperset(of: [
        "backup", "backup.anchor", "backup.stations", "backup.erased",
      ]))
    let copy = try open(place)
    let report = try copy.verify(deep: .notes)
    #expect(report.damages == [] && report.records == 19 && report.erasedAccounts == 1)
    #expect(try copy.text(ids[0]) == "seen by two")
    #expect(try copy.journals.map(\.station) == [0, 1, 2])
    #expect(try desk.verify(deep: .notes).damages == [])

    // It restores to a file, and what was erased since is erased again.
    try desk.act { [ids] book in
      try book.remove(Note.self, ids[3])
      try book.destroyKey(of: ids[3])
    }
    let list = Erasures.path(of: desk.path)
    let path = bench.folder + "/restored"
    let done = try Vault.restore(
      from: place, to: path, unlock: try Bench.key(), lists: [list], Self.doing)
    #expect(done.erasedAgain == [ids[3]])
    #expect(try open(path).verify(deep: .notes).damages == [])
  }

  @Test func `a vault moves to a server and back, every row as it was`() throws {
    let path = bench.path
    let file = try Vault.create(at: path, unlock: try Bench.key())
    let ids = try (0..<30).map {
      try file.note("note \($0)", email: "\($0)@example.org", owned: $0 < 9, due: 10)
    }
    try file.act { book in
      try book.remove(Note.self, ids[3])
      try book.destroyKey(of: ids[3])
    }
    let publicKey = try file.receiptKey
    let before = try file.store.rows.bodies()
    let move = try Vault.move(
      from: path, to: try owner, unlock: try Bench.key(), Self.doing)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(move.report.isSound && move.report.records == 29 && move.report.erasedAccounts == 1)
    let gone = VaultError.moved(to: try owner.address.name)
    #expect(throws: gone) { try file.note("too late") }
    #expect(throws: gone) { try open(path) }
    #expect(throws: gone, "nobody begins anew there") {
      try Vault.create(at: path, unlock: try Bench.key())
    }
    #expect(try open(try #require(move.kept)).text(ids[0]) == "note 0", "it is kept")

    let desk = try bench.open(1)
    #expect(try Array(desk.store.rows.bodies().prefix(before.count)) == before)
    #expect(try desk.text(ids[7]) == "note 7" && desk.receiptKey == publicKey)
    #expect(try desk.read { try $0.find(Lookup(.email, "8@example.org")) } == ids[8])
    let id = try desk.note("on the server", email: "s@example.org")
    #expect(id.rawValue == 2 << 40 | 1, "whoever moved it was station 1")
    #expect(try desk.journals.map(\.station) == [0, 1, 2])
    #expect(try desk.journal(after: 1 << 40, limit: 9).map(\.event.act) == ["vault.move"])
    #expect(try desk.verify(deep: .notes).damages == [])

    let back = bench.folder + "/back"
    try Vault.move(from: try owner, to: back, unlock: try Bench.key(), Self.doing)
    #expect(throws: VaultError.moved(to: nil)) { try desk.note("too late") }
    #expect(throws: VaultError.moved(to: nil)) { try bench.open() }
    let moved = try open(back)
    #expect(try moved.text(id) == "on the server" && moved.text(ids[7]) == "note 7")
    #expect(try moved.note("again in a file") == RecordID(31), "numbers go on where the file was")
    let report = try moved.verify(deep: .notes)
    #expect(report.damages == [] && report.erasedAccounts == 1)

    // And to the server once more, over what was moved away from it, and beside what somebody left in that second.
    let left = "\(back).moved-\(Live.stamp(Self.doing.at))"
    #expect(FileManager.default.createFile(atPath: left, contents: nil))
    try Vault.move(from: back, to: try owner, unlock: try Bench.key(), Self.doing)
    #expect(try Data(contentsOf: URL(fileURLWithPath: left)).isEmpty)
    #expect(try bench.open(1).note("goes on").rawValue >> 40 == 2)
    #expect(try bench.open(1).verify(deep: .notes).damages == [])
  }

  struct Ended: Error {}

  @Test func `what was begun is gone on with, unless anything was done since`() throws {
    let path = bench.path
    let file = try Vault.create(at: path, unlock: try Bench.key())
    try file.act { book in
      for place in 0..<6000 {
        try book.write(Note(try book.newID(), "x", email: "\(place)@example.org"))
      }
    }
    // The server's disk is full after the first lot, so to say: the link is cut.
    let way = try PostgresCluster.shared().way()
    let through = try bench.fleet(as: PostgresCluster.Database.owner, through: way)
    func move(_ fleet: Fleet, endingAt end: Int) -> (first: Int, error: VaultError?) {
      var first: Int?
      do {
        try Vault.move(from: path, to: fleet, unlock: try Bench.key(), Self.doing) {
          phase, done, _ in
          guard phase == .copying else { return }
          first = first ?? done
          if done >= end { try? way.set(.refuse) }
        }
        return (first ?? 0, nil)
      } catch {
        return (first ?? 0, error as? VaultError)
      }
    }
    let (begun, error) = move(through, endingAt: 4000)
    #expect(begun == 4096 && error != nil)
    #expect(throws: VaultError.underWay) { try bench.open() }
    #expect(try open(path).verify().isSound)
    try way.set(.pass)
    #expect(move(through, endingAt: 8000).first == 8192, "gone on with")
    try way.set(.pass)
    // Something was done since: from the beginning.
    try open(path).note("since then")
    let (anew, none) = move(try owner, endingAt: .max)
    #expect(anew == 4096 && none == nil)
    let report = try bench.open().verify(deep: .notes)
    #expect(report.damages == [] && report.records == 6001)
  }

  @Test func `a vault is not moved away from desks at work, nor over another`() throws {
    _ = try fill()
    let desk = try bench.open(1)
    let back = bench.folder + "/back"
    var isDone = false
    #expect(throws: VaultError.busy) {
      try Vault.move(from: try owner, to: back, unlock: try Bench.key(), Self.doing) {
        _, _, _ in
        guard !isDone else { return }
        isDone = true
        #expect((try? desk.note("meanwhile")) != nil)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: back))
    try desk.note("goes on")
    #expect(try desk.verify().isSound)

    let other = try Bench(.file)
    _ = try other.create()
    #expect(throws: VaultError.alreadyExists) {
      try Vault.move(from: other.path, to: try owner, unlock: try Bench.key(), Self.doing)
    }
    #expect(try other.open().verify().isSound)
    // Now that all rest, it is; what the first attempt carried is of no use any more.
    try Vault.move(from: try owner, to: back, unlock: try Bench.key(), Self.doing)
    #expect(try open(back).verify(deep: .notes).damages == [])
  }

  @Test func `rows that were changed on their way are not taken for the vault`() throws {
    let path = bench.path
    let file = try Vault.create(at: path, unlock: try Bench.key())
    let id = try file.note("note")
    var isChanged = false
    #expect(throws: VaultError.damaged(Damage(.record(id), .sealBroken))) {
      try Vault.move(from: path, to: try owner, unlock: try Bench.key(), Self.doing) {
        phase, _, _ in
        guard phase == .copying, !isChanged else { return }
        isChanged = true
        try? bench.flip("rec", "body", "id = \(id.rawValue)", at: 30)
      }
    }
    #expect(isChanged)
    #expect(try open(path).text(id) == "note", "the file is the vault still")
    #expect(throws: VaultError.underWay) { try bench.open() }
  }

  // MARK: Ended between two steps

  /// A file with something in it, and its lookups and erased accounts.
  func file() throws -> (path: String, id: RecordID) {
    let file = try Vault.create(at: bench.path, unlock: try Bench.key())
    let id = try file.note("note", email: "n@example.org", owned: true)
    let other = try file.note("other", owned: true)
    try file.act { book in
      try book.remove(Note.self, other)
      try book.destroyKey(of: other)
    }
    return (bench.path, id)
  }

  /// Moves it to the server, again if need be, and looks whether all is there once.
  func finish(_ path: String, _ id: RecordID) throws {
    let move = try Vault.move(from: path, to: try owner, unlock: try Bench.key(), Self.doing)
    #expect(move.report.isSound && move.kept != nil)
    let desk = try bench.open(1)
    #expect(try desk.text(id) == "note" && desk.verify(deep: .notes).damages == [])
    let events = try desk.journals.flatMap { try desk.journal(after: $0.start, limit: 99) }
    #expect(events.count { $0.event.act == "vault.move" } == 1)
    #expect(try desk.note("goes on").rawValue >> 40 > 0)
    let list = try bench.fleet().path(of: desk.store.sealer.vaultID)
    #expect(try Erasures(desk.store).read(Erasures.path(of: list)).count == 1)
    #expect {
      try Vault.move(from: path, to: try owner, unlock: try Bench.key(), Self.doing)
    } throws: { error in
      guard case VaultError.moved = error else { return false }
      return true
    }
  }

  @Test func `a move to a server that ended with the note written goes on, and desks meanwhile`()
    throws
  {
    let (path, id) = try file()
    try Data("server\ndesk.vault.moved-1\n".utf8).write(to: URL(filePath: path + ".moved"))
    try open(path).note("meanwhile")
    try finish(path, id)
  }

  @Test func `a move to a server that ended with the file out of the way is finished`() throws {
    let (path, id) = try file()
    let desk = try open(path)
    let departure = try Departure.begin(
      try open(path), to: try owner.address.name, Instant(seconds: 0))
    let gone = VaultError.moved(to: try owner.address.name)
    #expect(throws: gone) { try desk.note("too late") }
    #expect(throws: gone) { try open(path) }
    // And one step earlier.
    try FileManager.default.moveItem(atPath: departure.aside, toPath: path)
    #expect(throws: gone) { try desk.note("too late") }
    #expect(throws: gone) { try open(path) }
    try finish(path, id)
  }

  @Test func `a move to a server that would not have it is undone, also for desks at work`() throws
  {
    let (path, id) = try file()
    let desk = try open(path)
    let departure = try Departure.begin(try open(path), to: "server", Instant(seconds: 0))
    departure.undo()
    try desk.note("goes on")
    #expect(try open(path).text(id) == "note" && open(path).verify().isSound)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: bench.folder).allSatisfy {
        !$0.contains(".moved")
      })
    try finish(path, id)
  }

  @Test(arguments: [PostgresCluster.Way.Mode.loseAnswer, .loseCommit])
  func `a move whose last commit nobody answered is not known yet, and is finished`(
    _ mode: PostgresCluster.Way.Mode
  ) throws {
    let (path, id) = try file()
    let way = try PostgresCluster.shared().way()
    let isBarred = Mutex(false)
    let usual = try bench.fleet(as: PostgresCluster.Database.owner, through: way)
    let fleet = Fleet(usual.address, folder: usual.folder) { () throws(LinkError) in
      guard !isBarred.withLock({ $0 }) else { throw .noPassword("nowhere") }
      return Array(PostgresCluster.Database.password.utf8)
    }
    #expect(throws: VaultError.fleet(.inDoubt)) {
      try Vault.move(from: path, to: fleet, unlock: try Bench.key(), Self.doing) {
        phase, done, total in
        guard phase == .checking, done == total else { return }
        try? way.set(mode)
        isBarred.withLock { $0 = true }
      }
    }
    #expect(throws: VaultError.moved(to: fleet.address.name), "no desk goes on with the file") {
      try open(path)
    }
    #expect(Vault.isLeaving(path))
    try finish(path, id)
  }

  @Test func `a move to a server that ended once that had the vault is finished`() throws {
    let (path, id) = try file()
    // What comes after it fails: nobody may write where this folder's files are.
    try Data().write(to: URL(filePath: bench.folder + "/desk-0"))
    #expect(throws: VaultError.self) {
      try Vault.move(from: path, to: try owner, unlock: try Bench.key(), Self.doing)
    }
    #expect(try bench.open(1).text(id) == "note", "desks go on meanwhile")
    try bench.open(1).note("meanwhile")
    try FileManager.default.removeItem(atPath: bench.folder + "/desk-0")
    try finish(path, id)
  }

  /// Moves the server's vault to a file, again if need be, and looks whether all is there once.
  func finish(to path: String, _ ids: [RecordID]) throws {
    let move = try Vault.move(from: try owner, to: path, unlock: try Bench.key(), Self.doing)
    #expect(move.report.isSound && move.kept == nil)
    let file = try open(path)
    #expect(try file.text(ids[0]) == "seen by two" && file.verify(deep: .notes).damages == [])
    #expect(
      try file.journal(after: 0, limit: 99).count { $0.event.act == "vault.move" } == 1)
    #expect(throws: VaultError.moved(to: nil)) { try bench.open() }
    #expect(throws: VaultError.moved(to: nil), "it is over") {
      try Vault.move(from: try owner, to: path, unlock: try Bench.key(), Self.doing)
    }
  }

  @Test
  func `a move to a file that ended with the server closed is finished, there and nowhere else`()
    throws
  {
    let ids = try fill()
    let back = bench.folder + "/back"
    try FileManager.default.createDirectory(
      atPath: back + ".anchor", withIntermediateDirectories: false)
    #expect(throws: VaultError.self) {
      try Vault.move(from: try owner, to: back, unlock: try Bench.key(), Self.doing)
    }
    #expect(throws: VaultError.underWay) { try bench.open() }
    #expect(throws: VaultError.underWay) {
      try Vault.move(
        from: try owner, to: bench.folder + "/other", unlock: try Bench.key(), Self.doing)
    }
    let other = try Bench(.file)
    _ = try other.create()
    #expect(throws: VaultError.underWay, "nothing is cleared away that is not elsewhere") {
      try Vault.move(from: other.path, to: try owner, unlock: try Bench.key(), Self.doing)
    }
    try FileManager.default.removeItem(atPath: back + ".anchor")
    try finish(to: back, ids)
  }

  @Test
  func `a server that was closed for a file that is lost can be opened again, as the manual says`()
    throws
  {
    let ids = try fill()
    let back = bench.folder + "/back"
    try FileManager.default.createDirectory(
      atPath: back + ".anchor", withIntermediateDirectories: false)
    #expect(throws: VaultError.self) {
      try Vault.move(from: try owner, to: back, unlock: try Bench.key(), Self.doing)
    }
    let page = try String(contentsOfFile: "Resources/man/esimdesk-fleet.7", encoding: .utf8)
    let start = try #require(page.range(of: "UPDATE esimdesk.meta"))
    let end = try #require(page.range(of: ".Ed", range: start.lowerBound..<page.endIndex))
    try bench.sql(String(page[start.lowerBound..<end.lowerBound]))
    #expect(try bench.open(1).text(ids[0]) == "seen by two")
    try bench.open(1).note("goes on")
    #expect(try bench.open().verify(deep: .notes).damages == [])
  }

  @Test func `a move to a file that ended with the file in place is finished`() throws {
    let ids = try fill()
    let back = bench.folder + "/back"
    let evacuation = try Evacuation(try owner, to: back, Fleet.unattended)
    let sealer = try Vault.sealer(
      for: evacuation.title, evacuation.vaultID, try Bench.key())
    #expect(try evacuation.run(sealer, isChecked: true) { _, _, _ in }?.isSound == true)
    // Desks go on with the file already.
    try open(back).note("meanwhile")
    try finish(to: back, ids)
    // And one step later: the server does not know of it yet.
    try bench.sql("UPDATE meta SET k = 'leaving' WHERE k = 'moved'")
    try finish(to: back, ids)
  }

  @Test
  func `what an earlier attempt left is looked through, and carried anew where it is not sound`()
    throws
  {
    let ids = try fill()
    let back = bench.folder + "/back"
    #expect(throws: VaultError.busy) {
      var isDone = false
      try Vault.move(from: try owner, to: back, unlock: try Bench.key(), Self.doing) {
        phase, _, _ in
        guard phase == .checking, !isDone else { return }
        isDone = true
        // Taken back at once, so that what was carried stands.
        #expect((try? bench.open(1).note("meanwhile")) != nil)
      }
    }
    let draft = SQLiteRows(try Connection(back + ".new", alone: true))
    #expect(try draft.meta("moving") != nil)
    _ = consume draft
    try finish(to: back, ids)
  }

  // MARK: Restoring on a server

  @Test
  func `a desk goes on after a backup took the place of what it did, and after a lie it does not`()
    throws
  {
    let ids = try fill()
    let backup = bench.folder + "/backup"
    try bench.open().backup(to: backup, Self.doing)
    let (one, two) = (try bench.open(), try bench.open(1))
    try one.note("given up")
    try two.note("given up")
    _ = try two.verify()
    let place = VaultPlace.fleet(try bench.fleet(as: PostgresCluster.Database.owner, desk: 9))
    func restore() throws -> Restoration {
      try Vault.restore(
        from: backup, to: place, unlock: try Bench.key(), replacing: true, Self.doing)
    }
    // Twice, and nobody looked in between.
    _ = try restore()
    let done = try restore()
    #expect(try open(try #require(done.kept)).verify(deep: .notes).damages == [])
    #expect(throws: VaultError.keyChanged) { try one.note("too late") }
    for desk in 0...1 {
      let again = try bench.open(desk)
      #expect(try again.text(ids[0]) == "seen by two")
      #expect(try again.note("goes on").rawValue >> 40 > 2, "as another station")
      #expect(try again.verify(deep: .notes).damages == [])
    }
    // The server is put back to a moment just after that, without the key.
    let put = try bench.copy()
    try bench.open(1).note("later")
    for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder + "/desk-1") {
      try? FileManager.default.removeItem(atPath: put.folder + "/desk-1/" + name)
      try FileManager.default.copyItem(
        atPath: bench.folder + "/desk-1/" + name, toPath: put.folder + "/desk-1/" + name)
    }
    #expect {
      try put.open(1)
    } throws: { error in
      guard case VaultError.rolledBack = error else { return false }
      return true
    }
  }
}
