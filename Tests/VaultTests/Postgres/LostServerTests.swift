import Dispatch
import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Vault

/// Stations that a backup does not know, since they had done nothing, once it took the place of a lost server:
/// their numbers are given out again, and yet no two folders ever write under one.
@Suite struct LostServerTests {
  static let doing = Doing(by: "test", at: Instant(seconds: 0))

  let bench: Bench
  let id: RecordID
  /// Stations 2 and 3, whose desks go on; nobody has heard of them but the server that is lost.
  let two: Vault
  let three: Vault

  init() throws {
    bench = try Bench(.server)
    let one = try bench.create()
    id = try one.note("kept")
    try one.backup(to: bench.folder + "/backup", Self.doing)
    (two, three) = (try bench.open(1), try bench.open(2))
    try bench.sql("DROP SCHEMA esimdesk CASCADE")
    // The folder of whoever does this is ahead of the backup, and takes the first number that is free: 2.
    try Vault.restore(
      from: bench.folder + "/backup", to: try bench.owner, unlock: try Bench.key(), Self.doing)
  }

  func status(_ desk: Int) throws -> VaultStatus {
    try Vault.status(at: .fleet(try bench.fleet(desk: desk)), unlock: try Bench.key()).0
  }

  /// Writes under a number of its own, and everything is as the journals say.
  func goesOn(_ vault: Vault, as station: Int) throws {
    #expect(vault.station == station && !vault.hasBegunAnew)
    #expect(try vault.note("goes on").rawValue >> 40 == Int64(station))
    #expect(try vault.text(id) == "kept" && vault.verify(deep: .notes).damages == [])
  }

  @Test func `a desk under whose number another has worked has to be started again`() throws {
    try goesOn(try bench.open(0), as: 2)
    let before = try bench.open(0).journalHead
    #expect(throws: VaultError.keyChanged) { try two.note("late") }
    #expect(throws: VaultError.self) { try two.backup(to: bench.folder + "/b", Self.doing) }
    #expect(try bench.open(0).journalHead == before)
    #expect(try status(1).station == nil, "until it is opened")
    let again = try bench.open(1)
    try goesOn(again, as: 3)
    // Nothing was lost by it, so nothing is said of it.
    #expect(try again.journal(after: 3 << 40, limit: 9).map(\.event.act) == ["test"])
    #expect(try status(1).station?.number == 3 && status(1).station?.anewSince == nil)
  }

  @Test func `a desk whose number nobody has any more has to be started again`() throws {
    #expect(throws: VaultError.keyChanged) { try three.note("late") }
    #expect(try status(2).station == nil)
    try goesOn(try bench.open(2), as: 3)
  }

  /// Who is first: the desk of before, the one that got its number, or whoever the server lets.
  @Test(arguments: [[0], [1], [0, 1]])
  func `of two desks that have done nothing under one number, one does and the other cannot`(
    _ first: [Int]
  ) throws {
    let newcomer = try bench.open(5)
    #expect(newcomer.station == 3 && three.station == 3)
    nonisolated(unsafe) let desks = [three, newcomer]
    let outcomes = Mutex<[VaultError?]>([nil, nil])
    @Sendable func work(_ desk: Int) {
      do {
        try desks[desk].note("desk \(desk)")
      } catch {
        outcomes.withLock { $0[desk] = error as? VaultError ?? .misuse(.ended) }
      }
    }
    DispatchQueue.concurrentPerform(iterations: first.count) { work(first[$0]) }
    for desk in 0...1 where !first.contains(desk) { work(desk) }
    let refused = outcomes.withLock { $0 }
    #expect(refused.compactMap { $0 } == [.keyChanged])
    if let only = first.first, first.count == 1 { #expect(refused[only] == nil) }
    let late = try #require(refused.firstIndex { $0 != nil })
    try goesOn(try bench.open(late == 0 ? 2 : 5), as: 4)
    try goesOn(try bench.open(late == 0 ? 5 : 2), as: 3)
  }

  @Test func `a desk that saw what others did before the loss still refuses`() throws {
    let seen = try bench.open(5)
    try bench.open(0).note("seen")
    #expect(try seen.verify().isSound)
    try bench.sql("DROP SCHEMA esimdesk CASCADE")
    try Vault.restore(
      from: bench.folder + "/backup", to: try bench.owner, unlock: try Bench.key(), Self.doing)
    #expect {
      try bench.open(5)
    } throws: { error in
      guard case VaultError.rolledBack = error else { return false }
      return true
    }
  }

  @Test func `whoever is killed between its first commit and its anchor stays who it is`() throws {
    let desk = try bench.open(5)
    let path = desk.path
    let anchor = try Data(contentsOf: URL(filePath: Anchor.path(of: path)))
    try desk.note("first")
    #expect(!FileManager.default.fileExists(atPath: Anchor.nextPath(of: path)))
    // As if it had ended just before: what it was, and what was announced.
    try Anchor.announce(desk.store.head(), of: path, desk.store.sealer)
    try anchor.write(to: URL(filePath: Anchor.path(of: path)))
    let again = try bench.open(5)
    #expect(again.station == 3 && !again.hasBegunAnew)
    #expect(!FileManager.default.fileExists(atPath: Anchor.nextPath(of: path)))
    try again.note("second")
    #expect(try again.journalHead.seq == 3 << 40 | 2)
  }
}
