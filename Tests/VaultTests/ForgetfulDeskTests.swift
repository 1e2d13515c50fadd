import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// A desk of a fleet whose folder lost what it knew.
@Suite struct ForgetfulDeskTests {
  let bench: Bench
  let one: Vault
  let two: Vault

  init() throws {
    bench = try Bench(.server)
    one = try bench.create()
    two = try bench.open(1)
  }

  /// Takes the anchor of a desk away, or spoils it.
  func forget(_ desk: Int, in bench: Bench, spoiling: Bool = false) throws {
    let path = bench.folder + "/desk-\(desk)/fleet-\(one.id).anchor"
    if spoiling {
      try Data(repeating: 7, count: 8192).write(to: URL(filePath: path))
    } else {
      try FileManager.default.removeItem(atPath: path)
    }
  }

  func status(_ desk: Int) throws -> VaultStatus {
    try Vault.status(at: .fleet(try bench.fleet(desk: desk)), unlock: try Bench.key()).0
  }

  @Test(arguments: [false, true])
  func `a folder that lost its anchor says so once, and in the journal`(_ isSpoilt: Bool) throws {
    #expect(!one.hasBegunAnew && !two.hasBegunAnew)
    let id = try two.note("kept")
    #expect(try status(1).station?.number == 2 && status(1).station?.anewSince == nil)
    try forget(1, in: bench, spoiling: isSpoilt)
    #expect(try status(1).station == nil, "until it is opened")
    let again = try bench.open(1)
    #expect(again.hasBegunAnew && again.station == 3)
    #expect(try again.text(id) == "kept")
    let entries = try again.journal(after: StationNumber(3).start, limit: 9)
    #expect(entries.map(\.event.act) == ["vault.station"])
    #expect(try status(1).station?.number == 3 && status(1).station?.anewSince != nil)
    #expect(try status(1).stations == 2, "one of the three has done nothing")
    #expect(try !bench.open(1).hasBegunAnew)
    #expect(try one.verify(deep: .notes).damages == [])
    // A folder that never was a station has lost nothing.
    #expect(try !bench.open(2).hasBegunAnew)
    #expect(try status(2).station?.anewSince == nil)
  }

  @Test func `a server that was put back is found out by the others, whoever forgot`() throws {
    try two.note("kept")
    let before = try bench.copy()
    try one.note("lost")
    try two.note("lost")
    // The older server in the place of this one; the desks are those of now.
    for desk in ["desk-0", "desk-1"] {
      try FileManager.default.removeItem(atPath: before.folder + "/" + desk)
      try FileManager.default.copyItem(
        atPath: bench.folder + "/" + desk, toPath: before.folder + "/" + desk)
    }
    try forget(1, in: before)
    #expect(try before.open(1).hasBegunAnew, "it cannot know")
    #expect {
      try before.open()
    } throws: { error in
      guard case VaultError.rolledBack = error else { return false }
      return true
    }
  }
}
