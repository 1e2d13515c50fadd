import Domain
import Testing

@testable import Vault

/// Reading the journal in pieces: all of it, in order, or the place where it is damaged.
@Suite struct JournalReadingTests {
  private func vault(_ bench: Bench, entries: Int = 12) throws -> Vault {
    let vault = try bench.create()
    for index in 1..<entries { try vault.note("note \(index)") }
    return vault
  }

  @Test func `pieces of any size make the same journal`() throws {
    let bench = try Bench()
    let vault = try vault(bench)
    let all = try vault.journal(after: 0, limit: 100)
    #expect(all.map(\.seq) == Array(1...12))
    #expect(all.first?.event.act == "vault.create" && all.last?.event.act == "test")
    for piece in 1...13 {
      var read: [JournalLine] = []
      while case let more = try vault.journal(after: read.last?.seq ?? 0, limit: piece),
        !more.isEmpty
      { read += more }
      #expect(read == all, "\(piece)")
    }
    #expect(try vault.journal(after: 12, limit: 5).isEmpty)
    #expect(try vault.journal(after: 99, limit: 5).isEmpty)
    #expect(try vault.journal(after: 3, limit: 0).isEmpty)
  }

  @Test func `an entry that was removed, changed or exchanged is found where it is`() throws {
    for (spoil, damage) in [
      ("DELETE FROM journal WHERE seq = 5", Damage(.journal(5), .missing)),
      (
        "UPDATE journal SET body = zeroblob(length(body)) WHERE seq = 5",
        Damage(.journal(5), .sealBroken)
      ),
      (
        "UPDATE journal SET body = (SELECT body FROM journal WHERE seq = 4) WHERE seq = 5",
        Damage(.journal(5), .sealBroken)
      ),
    ] {
      let bench = try Bench()
      let vault = try vault(bench)
      try bench.sql(spoil)
      #expect(throws: VaultError.damaged(damage)) { try vault.journal(after: 0, limit: 100) }
      #expect(throws: VaultError.damaged(damage)) { try vault.journal(after: 4, limit: 1) }
      #expect(try vault.journal(after: 0, limit: 4).count == 4)
      #expect(try vault.journal(after: 6, limit: 100).count == 6)
    }
  }

  @Test func `facts come back as they were written, and an event without them takes no more room`()
    throws
  {
    let bench = try Bench()
    let vault = try bench.create()
    #expect(try vault.journal(after: 0, limit: 1).first?.event.facts == [])
    #expect(vault.id.count == 32 && vault.id.allSatisfy(\.isHexDigit))
  }
}
