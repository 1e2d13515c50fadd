import Domain
import Testing

@testable import Vault

/// Reading the journal in pieces: all of it, in order, or the place where it is damaged.
@Suite struct JournalReadingTests {
  /// A vault of twelve entries, and the number before the first that its desk wrote.
  private func vault(_ bench: Bench) throws -> (vault: Vault, start: Int64) {
    let vault = try bench.create()
    for index in 1..<(bench.engine == .file ? 12 : 13) { try vault.note("note \(index)") }
    return (vault, bench.engine == .file ? 0 : StationNumber(1).start)
  }

  @Test(arguments: Engine.allCases)
  func `pieces of any size make the same journal`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let (vault, start) = try vault(bench)
    let all = try vault.journal(after: start, limit: 100)
    #expect(all.map(\.seq) == Array(start + 1...start + 12))
    #expect(all.last?.event.act == "test")
    #expect(try vault.journal(after: 0, limit: 100).first?.event.act == "vault.create")
    for piece in 1...13 {
      var read: [JournalLine] = []
      while case let more = try vault.journal(after: read.last?.seq ?? start, limit: piece),
        !more.isEmpty
      { read += more }
      #expect(read == all, "\(piece)")
    }
    #expect(try vault.journal(after: start + 12, limit: 5).isEmpty)
    #expect(try vault.journal(after: start + 99, limit: 5).isEmpty)
    #expect(try vault.journal(after: start + 3, limit: 0).isEmpty)
  }

  @Test(arguments: Engine.allCases)
  func `an entry that was removed, changed or exchanged is found where it is`(_ engine: Engine)
    throws
  {
    let start = engine == .file ? 0 : StationNumber(1).start
    let five = start + 5
    let body = try { () throws in
      let bench = try Bench(engine)
      _ = try vault(bench)
      return bench.blob(
        try #require(try bench.rows().entries(five - 1...five - 1, limit: 1).first).body)
    }()
    for (spoil, damage) in [
      ("DELETE FROM journal WHERE seq = \(five)", Damage(.journal(five), .missing)),
      (
        "UPDATE journal SET body = \(body) WHERE seq = \(five)", Damage(.journal(five), .sealBroken)
      ),
      (
        "UPDATE journal SET body = (SELECT body FROM journal WHERE seq = \(five - 1)) WHERE seq = \(five)",
        Damage(.journal(five), .sealBroken)
      ),
    ] {
      let bench = try Bench(engine)
      let (vault, start) = try vault(bench)
      try bench.sql(spoil)
      #expect(throws: VaultError.damaged(damage)) { try vault.journal(after: start, limit: 100) }
      #expect(throws: VaultError.damaged(damage)) { try vault.journal(after: five - 1, limit: 1) }
      #expect(try vault.journal(after: start, limit: 4).count == 4)
      #expect(try vault.journal(after: start + 6, limit: 100).count == 6)
    }
  }

  @Test(arguments: Engine.allCases)
  func `facts come back as they were written, and an event without them takes no more room`(
    _ engine: Engine
  ) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    #expect(try vault.journal(after: 0, limit: 1).first?.event.facts == [])
    #expect(vault.id.count == 32 && vault.id.allSatisfy(\.isHexDigit))
  }
}
