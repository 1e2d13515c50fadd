import Domain
import Foundation
import Testing

@testable import Vault

@Suite final class BookTests {
  /// Kept as long as its vault is used.
  private var bench: Bench?

  func made(_ engine: Engine) throws -> (Bench, Vault) {
    let bench = try Bench(engine)
    self.bench = bench
    return (bench, try bench.create())
  }

  @Test(arguments: Engine.allCases)
  func `what was written is read back, also after closing`(_ engine: Engine) throws {
    let (bench, vault) = try made(engine)
    let id = try vault.note("水はどこ", email: "a@example.org", owned: true)
    #expect(try vault.text(id) == "水はどこ")
    #expect(try bench.open().text(id) == "水はどこ")
    #expect(try bench.open().read { try $0.find(Lookup(.email, "a@example.org")) } == id)
    #expect(try vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a record is only found as what it is`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let id = try vault.note("one")
    #expect(try vault.read { try $0.read(Parcel.self, id) } == nil)
    #expect(throws: VaultError.misuse(.kindChanged(id))) {
      try vault.act { try $0.write(Parcel(id: id)) }
    }
    try vault.act { try $0.remove(Parcel.self, id) }
    #expect(try vault.text(id) == "one")
  }

  @Test(arguments: Engine.allCases)
  func `lookups follow their record`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let id = try vault.note("one", email: "old@example.org")
    try vault.act { try $0.write(Note(id, "one", email: "new@example.org")) }
    #expect(try vault.read { try $0.find(Lookup(.email, "old@example.org")) } == nil)
    #expect(try vault.read { try $0.find(Lookup(.email, "new@example.org")) } == id)
    #expect(try vault.read { try $0.find(Lookup(.userName, "new@example.org")) } == nil)
    #expect(try vault.read { try $0.find(Lookup(.email, scope: "x", "new@example.org")) } == nil)
    try vault.act { try $0.remove(Note.self, id) }
    #expect(try vault.read { try $0.find(Lookup(.email, "new@example.org")) } == nil)
    #expect(try vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a taken lookup refuses the write and leaves the book usable`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let first = try vault.note("one", email: "a@example.org")
    let second = try vault.note("two", email: "b@example.org")
    let taken = Lookup(.email, "a@example.org")
    try vault.act { book in
      #expect(throws: BookError.lookupTaken(taken)) {
        try book.write(Note(second, "changed", email: "a@example.org"))
      }
      try book.write(Note(first, "one more", email: "a@example.org"))
    }
    #expect(try vault.text(first) == "one more")
    #expect(try vault.text(second) == "two")
    #expect(try vault.read { try $0.find(Lookup(.email, "b@example.org")) } == second)
    #expect(try vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `a lookup can pass from one record to another in one act`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let first = try vault.note("one", email: "a@example.org")
    let second = try vault.note("two")
    try vault.act { book in
      try book.write(Note(first, "one"))
      try book.write(Note(second, "two", email: "a@example.org"))
    }
    #expect(try vault.read { try $0.find(Lookup(.email, "a@example.org")) } == second)
    #expect(try vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `the queue is soonest first and can be paged`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    var ids: [RecordID] = []
    for due: Int64? in [30, 10, nil, 20, 10] { ids.append(try vault.note("x", due: due)) }
    try vault.act { try $0.write(Parcel(id: $0.newID(), due: Instant(seconds: 1))) }
    func due(_ through: Int64?, after: DueItem? = nil, limit: Int = 10) throws -> [DueItem] {
      try vault.read {
        try $0.due(
          .account, through: through.map(Instant.init(seconds:)), after: after, limit: limit)
      }
    }
    #expect(try due(nil).map(\.id) == [ids[1], ids[4], ids[3], ids[0]])
    #expect(try due(20).map(\.id) == [ids[1], ids[4], ids[3]])
    #expect(try due(9).isEmpty)
    let page = try due(nil, limit: 1)
    #expect(try due(nil, after: page.last, limit: 2).map(\.id) == [ids[4], ids[3]])
    try vault.act { try $0.write(Note(ids[1], "seen")) }
    #expect(try due(nil, limit: 1).map(\.id) == [ids[4]])
  }

  @Test(arguments: Engine.allCases)
  func `numbers are never given twice`(_ engine: Engine) throws {
    let (bench, vault) = try made(engine)
    let first = try vault.note("one")
    try vault.act { try $0.remove(Note.self, first) }
    let second = try vault.note("two")
    #expect(second > first)
    try vault.act { try $0.write(Note(bench.id(500), "far")) }
    #expect(try bench.open().note("next") == bench.id(501))
    #expect(throws: VaultError.misuse(.badNumber(RecordID(0)))) {
      try vault.act { try $0.write(Note(RecordID(0), "none")) }
    }
  }

  @Test(arguments: Engine.allCases)
  func `an act that is abandoned leaves nothing behind`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let id = try vault.note("before", email: "a@example.org")
    let before = try vault.journalHead
    #expect(throws: Abandoned()) {
      try vault.act { book in
        try book.write(Note(id, "after", email: "b@example.org"))
        try book.write(Note(book.newID(), "new"))
        throw Abandoned()
      }
    }
    #expect(try vault.text(id) == "before")
    #expect(try vault.journalHead == before)
    #expect(try vault.read { try $0.find(Lookup(.email, "b@example.org")) } == nil)
    #expect(try vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `an act that wrote nothing is not in the journal`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let before = try vault.journalHead
    #expect(try vault.act { try $0.find(Lookup(.email, "nobody")) } == nil)
    #expect(try vault.journalHead == before)
    try vault.note("one")
    #expect(try vault.journalHead.seq == before.seq + 1)
    #expect(try vault.journalHead.hash.count == 64)
  }

  @Test(arguments: Engine.allCases)
  func `reading cannot write, and no book outlives its transaction`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    #expect(throws: VaultError.misuse(.writeInRead)) {
      try vault.read { try $0.write(Note(RecordID(1), "x")) }
    }
    #expect(throws: VaultError.misuse(.nested)) {
      try vault.act { _ in try vault.note("inner") }
    }
    var kept: (any Book)?
    try vault.act { kept = $0 }
    #expect(throws: VaultError.misuse(.ended)) {
      try kept?.read(Note.self, RecordID(1))
    }
  }

  @Test(arguments: Engine.allCases)
  func `a destroyed key takes with it all its account owns`(_ engine: Engine) throws {
    let (bench, vault) = try made(engine)
    let id = try vault.note("secret", email: "a@example.org", owned: true, due: 5)
    let parcel = try vault.act { book in
      let parcel = Parcel(id: try book.newID(), owner: id)
      try book.write(parcel)
      return parcel.id
    }
    let other = try vault.note("other", owned: true)
    let wrapped = try bench.wrappedKey(of: id)

    try vault.act { try $0.destroyKey(of: id) }

    #expect(try vault.text(id) == nil)
    #expect(try vault.read { try $0.read(Parcel.self, parcel) } == nil)
    #expect(try vault.read { try $0.find(Lookup(.email, "a@example.org")) } == nil)
    #expect(try vault.text(other) == "other")
    for file in ["", "-wal"] where engine == .file {
      #expect(try bench.bytes(file).range(of: wrapped) == nil)
    }
    #expect(throws: VaultError.misuse(.ownerErased(id))) {
      try vault.act { try $0.write(Parcel(id: parcel, owner: id)) }
    }

    // What it leaves can still be taken over, replaced and removed.
    let heir = try vault.note("heir", email: "a@example.org")
    #expect(try vault.read { try $0.find(Lookup(.email, "a@example.org")) } == heir)
    var report = try vault.verify()
    #expect(report.isSound)
    #expect(report.erasedRecords == 2)
    #expect(report.erasedAccounts == 1)
    #expect(report.accounts == 1)
    try vault.act { book in
      try book.remove(Note.self, id)
      try book.remove(Parcel.self, parcel)
    }
    report = try vault.verify()
    #expect(report.isSound)
    #expect(report.erasedRecords == 0)
  }

  @Test(arguments: Engine.allCases)
  func `the key goes in the same act as what it sealed`(_ engine: Engine) throws {
    let (_, vault) = try made(engine)
    let id = try vault.note("secret", email: "a@example.org", owned: true)
    try vault.act { book in
      try book.remove(Note.self, id)
      try book.destroyKey(of: id)
      try book.destroyKey(of: id)
      try book.destroyKey(of: RecordID(4711))
    }
    #expect(try vault.text(id) == nil)
    #expect(try vault.verify().isSound)
  }
}

extension Bench {
  /// The body of an account key's row, as it lies in the file.
  func wrappedKey(of id: RecordID) throws -> Data {
    Data(try #require(try rows().key(id.rawValue)).body)
  }
}
