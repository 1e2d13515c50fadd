import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// What is read from a vault that is broken, and what is said of the rest.
@Suite struct SalvageTests {
  static let doing = Doing(by: "test", at: Instant(seconds: 0))

  func made(_ engine: Engine) throws -> (Bench, [RecordID]) {
    let bench = try Bench(engine)
    let vault = try bench.create()
    let ids = try vault.act { book in
      try (0..<200).map { place in
        let id = try book.newID()
        let text = "note \(place) " + String(repeating: "x", count: 300)
        try book.write(
          Note(
            id, text, email: "\(place)@example.org", owner: place % 2 == 0 ? id : nil, due: 10))
        return id
      }
    }
    try vault.act { book in
      try book.remove(Note.self, ids[0])
      try book.destroyKey(of: ids[0])
    }
    for place in 0..<20 { try vault.note("more \(place)") }
    return (bench, ids)
  }

  func salvage(_ bench: Bench) throws -> SalvageReport {
    try Vault.salvage(
      from: try bench.desk, to: bench.saved, unlock: try Bench.key(), types: .notes, Self.doing)
  }

  @Test(arguments: Engine.allCases)
  func `from a sound vault everything is saved`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    let before = try bench.rows().bodies()
    let report = try salvage(bench)
    #expect(report.lost.isEmpty && report.missing == 0)
    #expect(report.records == [.account: 219])
    #expect(report.accounts == 99 && report.erasedAccounts == 1 && report.entries == 23)
    #expect(try bench.rows().bodies() == before)
    let vault = try bench.open(file: bench.saved)
    let found = try vault.verify(deep: .notes)
    #expect(found.isSound && found.erasedAccounts == 1)
    #expect(try vault.text(ids[7])?.hasPrefix("note 7 ") == true)
    #expect(try vault.read { try $0.find(Lookup(.email, "7@example.org")) } == ids[7])
    #expect(try vault.journals.reduce(0) { $0 + $1.newest - $1.start } == 24)
  }

  @Test(arguments: Engine.allCases)
  func `rows whose seals are broken are left out and named`(_ engine: Engine) throws {
    let (bench, ids) = try made(engine)
    try bench.flip("rec", "body", "id = \(ids[5].rawValue)", at: 50)
    try bench.flip("journal", "body", "seq = \(bench.seq(3))", at: 50)
    try bench.sql("DELETE FROM journal WHERE seq = \(bench.seq(9))")
    if engine == .file { try FileManager.default.removeItem(atPath: bench.path + ".anchor") }
    let report = try salvage(bench)
    #expect(
      report.lost == [
        Damage(.journal(bench.seq(3)), .sealBroken), Damage(.journal(bench.seq(9)), .missing),
        Damage(.record(ids[5]), .sealBroken),
      ])
    #expect(report.missing == 1 && report.records == [.account: 218] && report.entries == 21)
    let vault = try bench.open(file: bench.saved)
    #expect(try vault.verify(deep: .notes).isSound)
    #expect(try vault.text(ids[5]) == nil)
    #expect(try vault.text(ids[6]) != nil)
  }

  @Test(arguments: Engine.allCases)
  func `a journal that was cut is known by the anchor`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    try bench.sql("DELETE FROM journal WHERE seq > \(bench.seq(20))")
    let report = try salvage(bench)
    #expect(
      report.lost == [21, 22, 23].map { Damage(.journal(bench.seq($0)), .missing) }
    )
    #expect(try bench.open(file: bench.saved).verify(deep: .notes).isSound)
  }

  @Test(.aboutFiles(.bytes))
  func `whichever page is broken, what is saved is true and what is lost is counted`() throws {
    let (bench, ids) = try made(.file)
    let whole = try bench.bytes()
    let pages = whole.count / 4096
    var best = 0
    // All pages but the first, without which SQLite knows of no table.
    for page in 1..<pages {
      var broken = whole
      let start = page * 4096
      broken.replaceSubrange(start..<(start + 4096), with: Data(repeating: 0xA5, count: 4096))
      try bench.put(broken)
      for part in ["", ".anchor", ".gate"] {
        try? FileManager.default.removeItem(atPath: bench.saved + part)
      }
      let report: SalvageReport
      do {
        report = try salvage(bench)
      } catch VaultError.damaged(let damage) {
        // The one page of `meta`: without the vault's own name nothing opens.
        #expect(damage.place == .file || damage.place == .meta("vault"), "page \(page)")
        continue
      }
      let vault = try bench.open(file: bench.saved)
      #expect(try vault.verify(deep: .notes).isSound, "page \(page)")
      var found = 0
      for (place, id) in ids.enumerated().dropFirst() {
        guard let text = try vault.text(id) else { continue }
        #expect(text.hasPrefix("note \(place) "), "page \(page)")
        found += 1
      }
      #expect(try vault.text(ids[0]) == nil, "erased stays erased")
      best = max(best, found)
      let all = report.records.values.reduce(0, +)
      if let missing = report.missing { #expect(all + missing == 219, "page \(page)") }
    }
    #expect(best == 199)
  }

  @Test(arguments: Engine.allCases)
  func `nothing is saved over a file, nor with a wrong key`(_ engine: Engine) throws {
    let (bench, _) = try made(engine)
    let taken = engine == .file ? bench.path : bench.folder + "/letters"
    if engine == .server { try Data("letters".utf8).write(to: URL(fileURLWithPath: taken)) }
    let before = try bench.listing()
    #expect(throws: VaultError.alreadyExists) {
      try Vault.salvage(
        from: try bench.desk, to: taken, unlock: try Bench.key(), types: .notes, Self.doing)
    }
    #expect(throws: VaultError.wrongKey) {
      try Vault.salvage(
        from: try bench.desk, to: bench.saved, unlock: try Bench.key(9), types: .notes, Self.doing)
    }
    #expect(
      try bench.listing().filter { !$0.key.hasSuffix(".gate") }
        == before.filter { !$0.key.hasSuffix(".gate") })
  }
}

extension Bench {
  /// Where what is saved goes to.
  fileprivate var saved: String { folder + "/saved" }
}
