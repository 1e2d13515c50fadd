import Domain
import Foundation
import Testing

@testable import Vault

/// What is read from a vault that is broken, and what is said of the rest.
@Suite struct SalvageTests {
  let bench: Bench
  let ids: [RecordID]
  static let doing = Doing(by: "test", at: Instant(seconds: 0))

  init() throws {
    bench = try Bench()
    let vault = try bench.create()
    ids = try vault.act { book in
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
  }

  var saved: String { bench.folder + "/saved" }

  func salvage() throws -> SalvageReport {
    try Vault.salvage(
      from: bench.path, to: saved, unlock: try Bench.key(), types: .notes, Self.doing)
  }

  func open() throws -> Vault { try Vault.open(at: saved, unlock: try Bench.key()) }

  @Test func `from a sound vault everything is saved`() throws {
    let before = try bench.bytes()
    let report = try salvage()
    #expect(report.lost.isEmpty && report.missing == 0)
    #expect(report.records == [.account: 219])
    #expect(report.accounts == 99 && report.erasedAccounts == 1 && report.entries == 23)
    #expect(try bench.bytes() == before)
    let vault = try open()
    let found = try vault.verify(deep: .notes)
    #expect(found.isSound && found.erasedAccounts == 1)
    #expect(try vault.text(ids[7])?.hasPrefix("note 7 ") == true)
    #expect(try vault.read { try $0.find(Lookup(.email, "7@example.org")) } == ids[7])
    #expect(try vault.journalHead.seq == 24)
  }

  @Test func `rows whose seals are broken are left out and named`() throws {
    try bench.flip("rec", "body", "id = \(ids[5].rawValue)", at: 50)
    try bench.flip("journal", "body", "seq = 3", at: 50)
    try bench.sql("DELETE FROM journal WHERE seq = 9")
    try FileManager.default.removeItem(atPath: bench.path + ".anchor")
    let report = try salvage()
    #expect(
      report.lost == [
        Damage(.journal(3), .sealBroken), Damage(.journal(9), .missing),
        Damage(.record(ids[5]), .sealBroken),
      ])
    #expect(report.missing == 1 && report.records == [.account: 218] && report.entries == 21)
    let vault = try open()
    #expect(try vault.verify(deep: .notes).isSound)
    #expect(try vault.text(ids[5]) == nil)
    #expect(try vault.text(ids[6]) != nil)
  }

  @Test func `a journal that was cut is known by the anchor`() throws {
    try bench.sql("DELETE FROM journal WHERE seq > 20")
    let report = try salvage()
    #expect(
      report.lost == [21, 22, 23].map { Damage(.journal($0), .missing) }
    )
    #expect(try open().verify(deep: .notes).isSound)
  }

  @Test func `whichever page is broken, what is saved is true and what is lost is counted`() throws
  {
    let whole = try bench.bytes()
    let pages = whole.count / 4096
    var best = 0
    // All pages but the first, without which SQLite knows of no table.
    for page in 1..<pages {
      var broken = whole
      let start = page * 4096
      broken.replaceSubrange(start..<(start + 4096), with: Data(repeating: 0xA5, count: 4096))
      try bench.put(broken)
      for name in [saved, saved + ".anchor", saved + ".gate"] {
        try? FileManager.default.removeItem(atPath: name)
      }
      let report: SalvageReport
      do {
        report = try salvage()
      } catch VaultError.damaged(let damage) {
        // The one page of `meta`: without the vault's own name nothing opens.
        #expect(damage.place == .file || damage.place == .meta("vault"), "page \(page)")
        continue
      }
      let vault = try open()
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

  @Test func `nothing is saved over a file, nor with a wrong key`() throws {
    #expect(throws: VaultError.alreadyExists) {
      try Vault.salvage(
        from: bench.path, to: bench.path, unlock: try Bench.key(), types: .notes, Self.doing)
    }
    #expect(throws: VaultError.wrongKey) {
      try Vault.salvage(
        from: bench.path, to: saved, unlock: try Bench.key(9), types: .notes, Self.doing)
    }
    #expect(!FileManager.default.fileExists(atPath: saved))
    #expect(!FileManager.default.fileExists(atPath: saved + ".damaged.new"))
  }
}
