import Dispatch
import Fixtures
import Foundation
import Testing

@testable import Vault

/// A machine that was copied with its desk's folder: two folders are one station, by the same anchor.
@Suite struct CopiedFolderTests {
  let bench: Bench

  init() throws {
    bench = try Bench(.server)
    try bench.create().note("before the copy")
    try FileManager.default.copyItem(
      atPath: bench.folder + "/desk-0", toPath: bench.folder + "/desk-1")
  }

  @Test func `both write one chain, in turns and at once, and nothing is lost`() throws {
    let (one, two) = (try bench.open(0), try bench.open(1))
    #expect(one.station == 1 && two.station == 1)
    for round in 1...3 {
      try one.note("one \(round)")
      try two.note("two \(round)")
    }
    let before = try one.journalHead.seq
    nonisolated(unsafe) let desks = [one, two]
    DispatchQueue.concurrentPerform(iterations: 2) { desk in
      for round in 1...12 {
        #expect(throws: Never.self) { try desks[desk].note("\(desk) at once \(round)") }
      }
    }
    #expect(try one.journalHead.seq == before + 24)
    for desk in 0...1 {
      let again = try bench.open(desk)
      #expect(again.station == 1 && !again.hasBegunAnew)
      #expect(try again.verify(deep: .notes).isSound)
    }
  }

  @Test func `a copy without its fleet files is a station of its own, and says nothing of it`()
    throws
  {
    let folder = bench.folder + "/desk-1"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasPrefix("fleet-") {
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    let two = try bench.open(1)
    try two.note("its own")
    #expect(two.station == 2 && !two.hasBegunAnew)
    try bench.open(0).note("goes on")
    #expect(try two.verify(deep: .notes).isSound)
  }
}
