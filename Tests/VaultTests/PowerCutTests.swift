import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// The power goes at any place of a row of acts: what was synced is there, the rest is kept, dropped or torn.
///
/// Then the vault must open without anybody's help, hold every act that somebody was told is done,
/// hold nothing but what it held after one of the acts, be sound, and go on. Once it is closed, no
/// key that it had destroyed is in any of its files.
@Suite(.serialized, .aboutFiles(.disk)) struct PowerCutTests {
  @Test func `no act is lost and nothing is silently wrong after 200 power cuts`() throws {
    var count = Count()
    for seed in 1...4 { try cut(rounds(50), seed: UInt64(seed), into: &count) }
    #expect(count.isClean, "\(count)")
    #expect(count.cuts == rounds(200) && count.behind > 0 && count.ahead > 0, "\(count)")
    #expect(count.erased > 0, "\(count)")
  }

  /// The test of the test: what SQLite calls good enough with a log is not.
  @Test func `the same cuts lose acts where the log is not synced with each act`() throws {
    var count = Count()
    try cut(50, seed: 5, synchronous: "NORMAL", into: &count)
    #expect(count.lost > 0 && count.wrong == 0, "\(count)")
  }

  /// What became of the cuts.
  private struct Count {
    var cuts = 0
    /// Acts that somebody was told are done, and that are not there.
    var lost = 0
    var wrong = 0
    var refused: [String] = []
    /// An act was there that nobody had been told of, as may be.
    var ahead = 0
    /// The anchor had to catch up.
    var behind = 0
    var unsound: [String] = []
    /// Keys that an act of those that are there destroyed, looked for, and found.
    var (erased, unerased) = (0, 0)

    var isClean: Bool {
      lost == 0 && wrong == 0 && refused.isEmpty && unsound.isEmpty && unerased == 0
    }
  }

  private func cut(
    _ cuts: Int, seed: UInt64, synchronous: String = "FULL", into count: inout Count
  ) throws {
    var chance = SplitMix64(seed: seed)
    let bench = try Bench(.file, inMemory: true)
    let sealer = try bench.create().store.sealer
    let before = [UInt8](try bench.bytes())
    let anchor = [UInt8](try bench.bytes(".anchor"))
    let disk = try Disk(of: bench.path)
    defer { disk.unplug() }
    let history = try work(bench, disk, synchronous, using: &chance)

    let events = disk.events
    var moments: [Int: Int] = [:]
    for _ in 0..<cuts { moments[Int.random(in: 0...events.count, using: &chance), default: 0] += 1 }
    var platter = Platter(["desk.vault": before], anchor: anchor)
    for moment in 0...events.count {
      if moment > 0 { platter.play(events[moment - 1]) }
      for _ in 0..<(moments[moment] ?? 0) {
        let place = "seed \(seed), moment \(moment)"
        try survive(platter, history, sealer, place, using: &chance, &count)
      }
    }
  }

  /// What the vault holds after each act, and the keys that acts destroyed, as they lay in the file.
  private struct History {
    var content: [Int64: [RecordID: String]] = [:]
    var erased: [(seq: Int64, key: Data)] = []
  }

  /// Three sessions of two desks in turns; returns what the vault holds after each act.
  private func work(
    _ bench: Bench, _ disk: Disk, _ synchronous: String, using chance: inout SplitMix64
  ) throws -> History {
    var now: [RecordID: String] = [:]
    var history = History()
    history.content[1] = now
    for _ in 0..<3 {
      let desks = [try bench.open(), try bench.open()]
      for desk in desks {
        // The first act, which writes nothing, makes the settings that are changed here.
        try desk.act { _ in }
        // A log that is moved into the file every few acts has more places to be cut at.
        try desk.file?.connection.run(
          "PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 24")
      }
      for act in 0..<24 {
        let desk = desks[Int.random(in: 0...1, using: &chance)]
        let text = String(
          repeating: "\(act) ", count: Int.random(in: 1...3000, using: &chance))
        let known = now.keys.sorted().randomElement(using: &chance)
        switch Int.random(in: 0..<8, using: &chance) {
        case 0 where known != nil:
          guard let known else { continue }
          let key = try #require(try desk.store.rows.key(known.rawValue)).body
          history.erased.append((try desk.journalHead.seq + 1, Data(key)))
          try desk.act { book in
            try book.remove(Note.self, known)
            try book.destroyKey(of: known)
          }
          now[known] = nil
        case 1...3 where known != nil:
          guard let known else { continue }
          try desk.act { try $0.write(Note(known, text, email: "\(known)@x", owner: known)) }
          now[known] = text
        default:
          let id = try desk.act { book in
            let id = try book.newID()
            try book.write(Note(id, text, email: "\(id)@x", owner: id))
            return id
          }
          now[id] = text
        }
        let seq = try desk.journalHead.seq
        history.content[seq] = now
        disk.tell(seq)
      }
    }
    return history
  }

  private func survive(
    _ platter: Platter, _ history: History, _ sealer: Sealer,
    _ place: String,
    using chance: inout SplitMix64, _ count: inout Count
  ) throws {
    count.cuts += 1
    let bench = try Bench(.file, inMemory: true)
    for (name, bytes) in platter.survivors("desk.vault", using: &chance) {
      try Data(bytes).write(to: URL(fileURLWithPath: bench.folder + "/" + name))
    }
    var reached: Int64 = 0
    do {
      var anchor = try Anchor(vault: bench.path)
      let mark = try anchor.read(sealer)
      let vault = try bench.open()
      let head = try vault.journalHead.seq
      reached = head
      if head < platter.told { count.lost += 1 }
      if head > platter.told { count.ahead += 1 }
      if mark.seq < head { count.behind += 1 }
      guard let expected = history.content[head] else {
        count.wrong += 1
        return
      }
      for id in Set(history.content.values.flatMap(\.keys)) where try vault.text(id) != expected[id]
      {
        count.wrong += 1
      }
      for id in expected.keys
      where try vault.read({ try $0.find(Lookup(.email, "\(id)@x")) }) != id {
        count.wrong += 1
      }
      let report = try vault.verify()
      if !report.isSound { count.unsound.append("\(place): \(report.damages)") }
      let id = try vault.note("afterwards")
      if try bench.open().text(id) != "afterwards" { count.wrong += 1 }
      if try !vault.verify().isSound { count.unsound.append("\(place), afterwards") }
    } catch {
      count.refused.append("\(place): \(error)")
    }
    let left = try bench.listing()
    for (seq, key) in history.erased where seq <= reached {
      count.erased += 1
      if left.values.contains(where: { $0.range(of: key) != nil }) { count.unerased += 1 }
    }
  }
}
