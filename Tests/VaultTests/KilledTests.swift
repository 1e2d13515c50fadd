import Domain
import Foundation
import Testing

@testable import Vault

/// Desks that are processes of their own, and end badly.
@Suite struct KilledTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test func `a killed writer leaves all of an act or none of it`() async throws {
    let path = bench.path
    _ = try bench.create()
    #expect(FileManager.default.createFile(atPath: path + ".told", contents: nil))
    var before = 0
    for moment in 1...6 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, moment = moment as Int] in
        Thread.detachNewThread {
          usleep(UInt32(moment * 3700))
          kill(getpid(), SIGKILL)
        }
        let told = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ".told"))
        let vault = try Vault.open(at: path, unlock: try Bench.key())
        while true {
          let count = try vault.act { book in
            let count = (Int(try book.read(Note.self, RecordID(1))?.text ?? "") ?? 0) + 1
            try book.write(Note(RecordID(1), "\(count)", email: "\(count)@left"))
            try book.write(Note(RecordID(2), "\(count)", email: "\(count)@right"))
            return count
          }
          try told.seek(toOffset: 0)
          try told.write(contentsOf: Data("\(count)\n".utf8))
        }
      }
      let vault = try bench.open()
      let left = try vault.text(RecordID(1))
      #expect(try left == vault.text(RecordID(2)))
      let told = String(decoding: try bench.bytes(".told"), as: UTF8.self)
      let acknowledged = Int(told.split(separator: "\n").first ?? "0") ?? 0
      let count = Int(left ?? "0") ?? 0
      #expect(count >= acknowledged)
      // At most the one act it was killed in was not told; acts of earlier rounds are behind it.
      #expect(count - max(acknowledged, before) <= 1)
      before = count
      #expect(try vault.verify().isSound)
    }
  }

  @Test func `a desk killed halfway holds up nobody`() async throws {
    let path = bench.path
    let vault = try bench.create()
    let id = try vault.note("before", email: "a@x")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, id = id as RecordID] in
      let vault = try Vault.open(at: path, unlock: try Bench.key())
      try vault.act { book in
        try book.write(Note(id, "half", email: "b@x"))
        kill(getpid(), SIGKILL)
      }
    }
    #expect(try vault.text(id) == "before")
    try vault.act { try $0.write(Note(id, "after", email: "a@x")) }
    #expect(try vault.verify().isSound)
  }

  @Test func `four desks as processes lose no act and double none`() async throws {
    let path = bench.path
    _ = try bench.create()
    await withTaskGroup(of: Void.self) { group in
      for desk in 0..<4 {
        group.addTask {
          await #expect(processExitsWith: .success) { [path = path as String, desk = desk as Int] in
            let vault = try Vault.open(at: path, unlock: try Bench.key())
            for act in 0..<25 { try vault.note("\(desk)/\(act)", email: "\(desk)/\(act)") }
          }
        }
      }
    }
    let vault = try bench.open()
    let report = try vault.verify()
    #expect(report.isSound)
    #expect(report.records == 100)
    #expect(try vault.journalHead.seq == 101)
  }
}
