import Dispatch
import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// Killed at any moment, work on a whole vault leaves what was before, or what was to be.
@Suite(.aboutFiles(.replacing)) struct KilledOperationsTests {
  static let moments = ProcessInfo.processInfo.environment["ESIMDESK_LONG"] == nil ? 12 : 100
  static let doing = Doing(by: "test", at: Instant(seconds: 0))

  let bench: Bench

  init() throws { bench = try Bench(.file) }

  /// A vault of a few hundred records, opened by the key file `key` in its folder.
  func fill() throws {
    try KeyFile.create(at: bench.folder + "/key")
    let vault = try Vault.create(at: bench.path, unlock: .keyFile(bench.folder + "/key"))
    try vault.act { book in
      for place in 1...400 {
        let id = RecordID(Int64(place))
        let text = "note \(place) " + String(repeating: "x", count: 500)
        try book.write(Note(id, text, email: "\(place)@x", owner: place % 4 == 0 ? id : nil))
      }
    }
  }

  func open(_ path: String) throws -> Vault {
    try Vault.open(at: path, unlock: .keyFile(bench.folder + "/key"))
  }

  /// Kills this process, which is a child of the test's, after so many microseconds.
  static func die(after time: Int) {
    Thread.detachNewThread {
      usleep(UInt32(time))
      kill(getpid(), SIGKILL)
    }
  }

  /// How long an operation takes when nobody kills it, in microseconds.
  func duration(_ body: () throws -> Void) rethrows -> Int {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Int((DispatchTime.now().uptimeNanoseconds - start) / 1000)
  }

  @Test func `a killed backup leaves the backup of before, or the new one, and never a half`()
    async throws
  {
    try fill()
    let folder = bench.folder
    let vault = try open(bench.path)
    let time = try duration { try vault.backup(to: folder + "/b", Self.doing) }
    for moment in 0..<Self.moments {
      try vault.act { try $0.write(Note(RecordID(1), "round \(moment)")) }
      let after = time * moment * 3 / (2 * Self.moments)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [folder = folder as String, after = after as Int] in
        let vault = try Vault.open(
          at: folder + "/desk.vault", unlock: .keyFile(folder + "/key"))
        Self.die(after: after)
        try vault.backup(to: folder + "/b", replacing: true, Self.doing)
        while true { pause() }
      }
      let copy = try Vault.restore(
        from: folder + "/b", to: folder + "/r\(moment)", unlock: .keyFile(folder + "/key"),
        Self.doing)
      #expect(copy.backup.seq > 0)
      #expect(try vault.verify().isSound)
    }
    // Whatever was left on the way is gone with the next one.
    try vault.backup(to: folder + "/b", replacing: true, Self.doing)
    #expect(!FileManager.default.fileExists(atPath: folder + "/b.new"))
  }

  @Test func `a killed change of the data key leaves the old vault whole, or the new one`()
    async throws
  {
    try fill()
    let folder = bench.folder
    let path = bench.path
    let key = folder + "/key"
    let time = try duration {
      try Vault.rekeyData(at: path, unlock: .keyFile(key), types: .notes, Self.doing)
    }
    var outcomes: Set<Bool> = []
    for moment in 0..<Self.moments {
      let before = try open(path).journalHead.seq
      let after = time / 2 + time * moment / Self.moments
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [folder = folder as String, after = after as Int] in
        Self.die(after: after)
        try Vault.rekeyData(
          at: folder + "/desk.vault", unlock: .keyFile(folder + "/key"), types: .notes,
          Self.doing)
        while true { pause() }
      }
      let vault = try open(path)
      #expect(try vault.verify(deep: .notes).isSound, "moment \(moment)")
      #expect(try vault.text(RecordID(7))?.hasPrefix("note 7 ") == true)
      let seq = try vault.journalHead.seq
      #expect(seq == before || seq == before + 1)
      outcomes.insert(seq > before)
      // And it can be worked with at once.
      try vault.note("after \(moment)")
    }
    #expect(!outcomes.isEmpty)
  }

  @Test func `a killed restore leaves the vault of before whole, or the restored one`() async throws
  {
    try fill()
    let folder = bench.folder
    let path = bench.path
    let key = folder + "/key"
    try open(path).backup(to: folder + "/b", Self.doing)
    let time = try duration {
      try Vault.restore(
        from: folder + "/b", to: path, unlock: .keyFile(key), replacing: true, Self.doing)
    }
    for moment in 0..<Self.moments {
      try open(path).act { try $0.write(Note(RecordID(1), "since then \(moment)")) }
      let after = time / 3 + time * moment / Self.moments
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [folder = folder as String, after = after as Int, moment = moment as Int] in
        Self.die(after: after)
        try Vault.restore(
          from: folder + "/b", to: folder + "/desk.vault", unlock: .keyFile(folder + "/key"),
          replacing: true, Doing(by: "test", at: Instant(seconds: Int64(moment + 1))))
        while true { pause() }
      }
      let vault = try open(path)
      #expect(try vault.verify(deep: .notes).isSound, "moment \(moment)")
      let text = try vault.text(RecordID(1))
      #expect(text == "since then \(moment)" || text?.hasPrefix("note 1 ") == true)
      try vault.note("after \(moment)")
    }
  }

  @Test(arguments: [true, false])
  func `whoever is killed between a new content and its anchor leaves a vault that opens`(
    _ isRestore: Bool
  ) throws {
    try fill()
    let key = bench.folder + "/key"
    let desk = try open(bench.path)
    try desk.backup(to: bench.folder + "/b", Self.doing)
    for place in 0..<5 { try desk.note("more \(place)") }
    let anchor = try bench.bytes(".anchor")
    let head: JournalHead
    if isRestore {
      head = try Vault.restore(
        from: bench.folder + "/b", to: bench.path, unlock: .keyFile(key), replacing: true,
        Self.doing
      ).head
    } else {
      head = try Vault.rekeyData(
        at: bench.path, unlock: .keyFile(key), types: .notes, Self.doing)
    }
    // As if it had ended just before: the anchor of before, and what was announced.
    let opened = try open(bench.path)
    try Anchor.announce(opened.store.head(), of: bench.path, opened.store.sealer)
    try bench.put(anchor, ".anchor")
    #expect(try Vault.status(at: bench.path, unlock: .keyFile(key)).0.head == head)
    if isRestore {
      // A desk that was open meanwhile may be the first to write.
      try desk.note("goes on")
    } else {
      #expect(throws: VaultError.keyChanged) { try desk.note("late") }
    }
    let vault = try open(bench.path)
    #expect(try vault.verify(deep: .notes).isSound)
    #expect(!FileManager.default.fileExists(atPath: bench.path + ".anchor.next"))
  }
}
