import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// Desks that are processes of their own, and end badly.
@Suite struct KilledTests {
  /// What became of the kills.
  private struct Count {
    var kills = 0
    var told = 0
    /// Acts a writer was told are done, and that are not there.
    var lost = 0
    /// Parts of one act that are not there together, and sums that do not come out.
    var wrong = 0
    var unsound: [String] = []
  }

  @Test(.aboutFiles(.locks))
  func `killed 200 times, two writers lose no act they were told is done`() async throws {
    var chance = SplitMix64(seed: 9)
    var count = Count()
    // On a busy machine many are killed before their first act: those are not enough, and the next live longer.
    while count.kills < rounds(200) || (count.told <= rounds(200) && count.kills < rounds(1000)) {
      let life = 20_000 * max(1, count.kills / rounds(100))
      try await endBadly(rounds: 10, life: life, &chance, &count)
    }
    #expect(count.lost == 0 && count.wrong == 0 && count.unsound.isEmpty, "\(count)")
    #expect(count.told > rounds(200), "\(count)")
  }

  /// Two writers on a vault of their own, killed again and again, each at a moment of its own within so many microseconds.
  private func endBadly(
    rounds: Int, life: Int, _ chance: inout SplitMix64, _ count: inout Count
  ) async throws {
    // What was written outlives the process wherever it lies, so memory will do.
    let bench = try Bench(.file, inMemory: true)
    let path = bench.path
    try bench.create().act { book in
      for id: Int64 in 1...5 { try book.write(Note(RecordID(id), "0")) }
    }
    for _ in 0..<rounds {
      let after = (0..<2).map { _ in Int.random(in: 0..<life, using: &chance) }
      await withTaskGroup(of: Void.self) { group in
        for writer in 0..<2 {
          group.addTask {
            await #expect(processExitsWith: .signal(SIGKILL)) {
              [path = path as String, writer = writer as Int, after = after[writer] as Int] in
              Thread.detachNewThread {
                usleep(UInt32(after))
                kill(getpid(), SIGKILL)
              }
              try Self.work(path, writer)
            }
          }
        }
      }
      count.kills += 2
      let vault = try bench.open()
      var sum = 0
      for writer in 0..<2 {
        let left = try vault.count(RecordID(Int64(writer * 2 + 2)))
        if try vault.count(RecordID(Int64(writer * 2 + 3))) != left { count.wrong += 1 }
        let told = (try? bench.bytes(".told\(writer)").count) ?? 0
        if left < told { count.lost += told - left }
        count.told += told
        sum += left
      }
      if try vault.count(RecordID(1)) != sum { count.wrong += 1 }
      let report = try vault.verify()
      if !report.isSound { count.unsound.append("\(report.damages)") }
      var anchor = try Anchor(vault: path)
      if try anchor.read(vault.store.sealer).seq != report.head.seq {
        count.unsound.append("the anchor is not where the journal is")
      }
    }
  }

  /// Acts without end: both parts of one's own count, the sum of both writers, now and then an erasure.
  private static func work(_ path: String, _ writer: Int) throws {
    let told = open(path + ".told\(writer)", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let vault = try Vault.open(at: path, unlock: try Bench.key())
    let (left, right) = (RecordID(Int64(writer * 2 + 2)), RecordID(Int64(writer * 2 + 3)))
    while true {
      let count = try vault.act { book in
        let count = (Int(try book.read(Note.self, left)?.text ?? "") ?? 0) + 1
        let sum = (Int(try book.read(Note.self, RecordID(1))?.text ?? "") ?? 0) + 1
        try book.write(Note(left, "\(count)", email: "\(count)@left\(writer)"))
        try book.write(Note(right, "\(count)", email: "\(count)@right\(writer)"))
        try book.write(Note(RecordID(1), "\(sum)"))
        return count
      }
      // One byte for each act, which outlives us once it is written.
      _ = write(told, "+", 1)
      if count % 7 == 0 {
        let id = try vault.note("soon gone", owned: true)
        try vault.act { book in
          try book.remove(Note.self, id)
          try book.destroyKey(of: id)
        }
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `a vault whose making was killed is whole, or can be made as if nothing had been`(
    _ engine: Engine
  ) async throws {
    var chance = SplitMix64(seed: 3)
    var (whole, none) = (0, 0)
    // On a server it is there with one commit, so there are not that many moments.
    for round in 0..<rounds(engine == .file ? 30 : 6) {
      let bench = try Bench(engine, inMemory: true)
      let seat = bench.seat(as: PostgresCluster.Database.owner)
      // Half of them while it is being made, the others whenever; the first before, the second after it.
      let last = (round % 2 == 0 ? 3000 : 40_000) * (engine == .file ? 1 : 5)
      let after = Int.random(in: 0..<last, using: &chance)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [seat = seat as Bench.Seat, after = after as Int, round = round as Int] in
        if round == 0 { kill(getpid(), SIGKILL) }
        if round > 1 {
          Thread.detachNewThread {
            usleep(UInt32(after))
            kill(getpid(), SIGKILL)
          }
        }
        let vault = try seat.create()
        if round == 1 { kill(getpid(), SIGKILL) }
        while true { try vault.note("made") }
      }
      var vault = try? bench.open()
      if vault != nil {
        whole += 1
      } else {
        #expect(bench.refusal(try Bench.key()) == .notFound)
        vault = try bench.create()
        none += 1
        #expect(try bench.listing().keys.allSatisfy { !$0.contains(".new") })
      }
      let made = try #require(vault)
      try made.note("here")
      #expect(try made.verify().isSound)
    }
    #expect(whole > 0 && none > 0, "\(whole), \(none)")
  }

  @Test(arguments: Engine.allCases)
  func `a desk killed halfway holds up nobody`(_ engine: Engine) async throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    let id = try vault.note("before", email: "a@x")
    for desk in 0..<2 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [seat = bench.seat(desk) as Bench.Seat, id = id as RecordID] in
        try seat.open().act { book in
          try book.write(Note(id, "half", email: "b@x"))
          // On a server it goes there with the next question.
          _ = try book.read(Note.self, RecordID(id.rawValue + 1))
          kill(getpid(), SIGKILL)
        }
      }
      #expect(try vault.text(id) == "before")
      try vault.act { try $0.write(Note(id, "after \(desk)", email: "a@x")) }
      try vault.act { try $0.write(Note(id, "before", email: "a@x")) }
    }
    #expect(try vault.verify().isSound)
  }

  @Test(arguments: Engine.allCases)
  func `four desks as processes lose no act and double none`(_ engine: Engine) async throws {
    let bench = try Bench(engine)
    _ = try bench.create()
    await withTaskGroup(of: Void.self) { group in
      for desk in 0..<4 {
        // Two of them share a folder, and are one station.
        let seat = bench.seat(desk / 2)
        group.addTask {
          await #expect(processExitsWith: .success) {
            [seat = seat as Bench.Seat, desk = desk as Int] in
            let vault = try seat.open()
            for act in 0..<25 { try vault.note("\(desk)/\(act)", email: "\(desk)/\(act)") }
          }
        }
      }
    }
    let vault = try bench.open()
    let report = try vault.verify()
    #expect(report.isSound)
    #expect(report.records == 100)
    #expect(try vault.journals.reduce(0) { $0 + $1.newest - $1.start } == 101)
  }
}

extension Vault {
  /// What a note says, as a number; 0 when there is none.
  fileprivate func count(_ id: RecordID) throws -> Int { Int(try text(id) ?? "0") ?? -1 }
}
