import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

@Suite struct ManyDesksTests {
  @Test(arguments: Engine.allCases)
  func `two desks see each other's acts`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let one = try bench.create()
    let two = try bench.open(1)
    var ids: [RecordID] = []
    for round in 0..<20 {
      ids.append(try (round % 2 == 0 ? one : two).note("\(round)", email: "\(round)@x"))
    }
    #expect(Set(ids).count == 20)
    for (round, id) in ids.enumerated() {
      #expect(try (round % 2 == 0 ? two : one).text(id) == "\(round)")
    }
    #expect(throws: BookError.lookupTaken(Lookup(.email, "1@x"))) {
      try one.note("again", email: "1@x")
    }
    if engine == .file { #expect(try one.journalHead == two.journalHead) }
    #expect(try one.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `what is being read stays as it was when reading began`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let one = try bench.create()
    let two = try bench.open(1)
    let id = try one.note("before")
    try one.read { book in
      #expect(try book.read(Note.self, id)?.text == "before")
      try two.act { try $0.write(Note(id, "after")) }
      let other = try two.note("new", email: "new@x")
      #expect(try book.read(Note.self, other) == nil)
      #expect(try book.find(Lookup(.email, "new@x")) == nil)
    }
    #expect(try one.text(id) == "after")
  }

  @Test(.aboutFiles(.locks))
  func `a desk that waits too long says busy`() throws {
    let bench = try Bench(.file)
    let one = try bench.create()
    let two = try Vault.open(at: bench.path, unlock: try Bench.key(), patience: 20)
    #expect(throws: VaultError.busy) {
      try one.act { _ in try two.note("now") }
    }
    try two.note("later")
  }

  @Test(arguments: Engine.allCases)
  func `threads with a desk each lose no act and double none`(_ engine: Engine) async throws {
    let bench = try Bench(engine)
    _ = try bench.create()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for desk in 0..<4 {
        // Two of them share a folder, and are one station.
        let place = try bench.place(desk / 2)
        group.addTask {
          let vault = try Vault.open(at: place, unlock: try Bench.key())
          for act in 0..<25 { try vault.note("\(desk)/\(act)", email: "\(desk)/\(act)") }
        }
      }
      try await group.waitForAll()
    }
    let vault = try bench.open()
    let report = try vault.verify()
    #expect(report.isSound)
    #expect(report.records == 100)
    #expect(report.lookups == 100)
    #expect(try vault.journals.reduce(0) { $0 + $1.newest - $1.start } == 101)
  }

  @Test(.aboutFiles(.bytes))
  func `nothing that was entered can be seen in any file`() throws {
    let bench = try Bench(.file)
    let vault = try bench.create()
    let seeds = (0..<20).map { "Seed\($0)-\(UUID().uuidString.prefix(8))" }
    for (place, seed) in seeds.enumerated() {
      try vault.note(seed, email: seed.lowercased() + "@example.org", owned: place % 2 == 0)
    }
    try vault.act { try $0.remove(Note.self, RecordID(1)) }
    let files = try bench.listing()
    #expect(files.keys.contains("desk.vault-wal"))
    for (name, bytes) in files {
      for seed in seeds + ["example.org"] {
        #expect(bytes.range(of: Data(seed.utf8)) == nil, "\(name)")
        #expect(bytes.range(of: Data(seed.lowercased().utf8)) == nil, "\(name)")
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `a check of the whole tells how far it is`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    try vault.act { book in
      for place in 0..<600 { try book.write(Note(book.newID(), "x", email: "\(place)")) }
    }
    var steps: [Int] = []
    let report = try vault.verify { done, total in
      #expect(done <= total)
      steps.append(done)
    }
    #expect(steps == steps.sorted())
    #expect(steps.count > 3)
    #expect(report.records == 600 && report.lookups == 600 && report.entries == 2)
    #expect(report.head == (try vault.journalHead))
  }
}
