import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Vault

/// A fleet at work, whose desks and servers end badly.
@Suite struct FleetKilledTests {
  typealias Database = PostgresCluster.Database

  private static let desks = 8
  private static let purses = 12

  @Test
  func
    `200 kills of desks and primaries: what was told as done is there once, and nothing else is wrong`()
    async throws
  {
    let place = try Place()
    let vault = try place.create()
    let purses = try vault.act { book in
      try (0..<Self.purses).map { _ in
        let id = try book.newID()
        try book.write(Note(id, "\(FleetDesk.start)"))
        return id.rawValue
      }
    }
    let storm = Storm(place.cluster, kills: rounds(200), primaries: rounds(40))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await storm.run() }
      for desk in 0..<Self.desks {
        let folder = place.folder(desk)
        let address = place.database.address(Database.desk)
        group.addTask { await Self.work(desk, address, folder, purses, storm) }
      }
    }
    #expect(storm.fault == nil)

    var count = Count()
    try count.hold(
      (0..<Self.desks).map { try Diary.read(place.folder($0)) }, against: vault, purses)
    let counts = "\(count), \(storm.tally)"
    print("fleet:", counts)
    #expect(count.wrong.isEmpty, "\(counts)")
    // Otherwise nothing was tried.
    #expect(count.done > 1_000 && count.races > 0 && count.doubts > 0, "\(counts)")
    #expect(try vault.verify(deep: .notes).damages == [])
    for desk in 0..<Self.desks {
      let again = try Vault.open(
        at: FleetDesk.fleet(place.database.address(Database.desk), place.folder(desk)),
        unlock: try Bench.key())
      #expect(try again.verify().damages == [])
    }
  }

  /// One desk, killed and begun again until there was enough of it; at last it ends by itself.
  private static func work(
    _ desk: Int, _ address: String, _ folder: String, _ purses: [Int64], _ storm: Storm
  ) async {
    var chance = SplitMix64(seed: UInt64(desk) + 1)
    var life = 0
    while storm.goesOn {
      let one = FleetDesk(
        address: address, folder: folder, name: "\(desk).\(life)", purses: purses,
        seed: chance.next(),
        // Every fifth while it is opened or has just begun, the others at work.
        life: UInt32.random(in: 0..<(life % 5 == 4 ? 60_000 : 3_000_000), using: &chance))
      await #expect(processExitsWith: .signal(SIGKILL)) { [one = one as FleetDesk] in
        try one.run()
      }
      storm.deskDied()
      life += 1
    }
    let last = FleetDesk(
      address: address, folder: folder, name: "\(desk).\(life)", purses: purses,
      seed: chance.next(), life: nil)
    await #expect(processExitsWith: .success) { [last = last as FleetDesk] in try last.run() }
  }

  @Test func `whoever walks away from servers that only read or stand still does so once`() throws {
    let place = try Place()
    let vault = try place.create()
    let id = try vault.note("0")
    var refusals = 0
    // Long enough for each server to say something, on a busy machine, too.
    vault.waiting = { milliseconds in
      if milliseconds >= 2_000 { refusals += 1 }
      return milliseconds < 2_000
    }
    try place.cluster.settle(place.database)
    try place.cluster.freeze(.b)
    #expect(throws: VaultError.fleet(.inDoubt)) { try vault.act { try $0.write(Note(id, "1")) } }
    #expect(refusals == 1)
    try place.cluster.kill(.a)
    try place.cluster.thaw(.b)
    #expect(throws: VaultError.fleet(.readOnlyServer)) { try vault.text(id) }
    #expect(refusals == 2)
  }

  // MARK: A commit the standby has not got

  /// What becomes of the servers while a commit waits for the standby.
  enum End: CaseIterable {
    /// The standby never gets it, and is promoted.
    case neverArrives
    /// It gets it after the primary died, and is promoted.
    case arrivesLate
    /// The primary comes back, and has it.
    case comesBack
  }

  @Test(arguments: End.allCases)
  func `killed between a commit and its standby, an act is told as not known, never as done`(
    _ end: End
  ) throws {
    let place = try Place()
    let vault = try place.create()
    let id = try vault.note("0")
    let cluster = place.cluster
    if end == .neverArrives { try cluster.kill(.b) } else { try cluster.freeze(.b) }

    // The answer is waited for until the primary has the commit on disk and on its way to the standby, which may
    // be stopped; and then the primary is killed.
    var last = ""
    vault.waiting = { milliseconds in
      guard last.isEmpty else { return milliseconds < 500 }
      let sent = try? cluster.sql(
        """
        SELECT pg_current_wal_flush_lsn() FROM pg_stat_activity WHERE wait_event = 'SyncRep'
        AND NOT EXISTS (SELECT FROM pg_stat_replication WHERE sent_lsn < pg_current_wal_flush_lsn())
        """)
      guard let sent, !sent.isEmpty else { return milliseconds < 20_000 }
      last = sent
      try? cluster.kill(.a)
      return milliseconds < 500
    }
    #expect(throws: VaultError.fleet(.inDoubt)) { try vault.act { try $0.write(Note(id, "1")) } }
    #expect(!last.isEmpty)

    switch end {
    case .neverArrives:
      try cluster.start(.b)
      try cluster.promote(.b)
    case .arrivesLate:
      try cluster.thaw(.b)
      // A standby that is promoted before it took all that came in takes no more.
      let deadline = Date(timeIntervalSinceNow: 60)
      let hasAll = "SELECT pg_last_wal_receive_lsn() >= '\(last)'"
      while try cluster.sql(hasAll, on: .b) != "t", Date() < deadline { usleep(5_000) }
      try cluster.promote(.b)
    case .comesBack:
      try cluster.start(.a)
      // It is there for all to see, and yet: were it told as done now, a second fall would lose it.
      vault.waiting = { $0 < 4_000 }
      #expect(throws: VaultError.fleet(.inDoubt)) { try vault.resolveDoubt() }
      try cluster.thaw(.b)
    }
    if end != .comesBack { try cluster.rejoin(.a) }
    vault.waiting = Fleet.unattended
    let isDone = end != .neverArrives
    let event = JournalEvent(act: "test", records: [], by: "test", at: Instant(seconds: 0))
    #expect(try vault.resolveDoubt() == (isDone ? .done(event) : .notDone))
    #expect(try vault.text(id) == (isDone ? "1" : "0"))
    try vault.note("goes on")
    #expect(try vault.verify().damages == [])
  }
}

/// Servers of one test's own, and folders for the desks on them.
private final class Place {
  let cluster: PostgresCluster
  let database: PostgresCluster.Database
  private let scratch: ScratchFolder

  init() throws {
    cluster = try PostgresCluster(standby: true)
    database = try cluster.database()
    scratch = try ScratchFolder()
  }

  func folder(_ desk: Int) -> String { scratch.path + "/desk-\(desk)" }

  /// A vault without anything in it, opened by a desk that none of the others is.
  func create() throws -> Vault {
    let folder = scratch.path + "/office"
    _ = try Vault.create(
      at: try FleetDesk.fleet(database.address(PostgresCluster.Database.owner), folder),
      unlock: try Bench.key())
    return try Vault.open(
      at: try FleetDesk.fleet(database.address(PostgresCluster.Database.desk), folder),
      unlock: try Bench.key())
  }
}

/// What befalls the servers, and how much of everything there was.
private final class Storm: Sendable {
  struct Tally {
    var desks = 0
    var primaries = 0
    var promotions = 0
    var isOver = false
    var fault: String?
  }

  private let cluster: PostgresCluster
  private let kills: Int
  private let primaries: Int
  private let state = Mutex(Tally())

  init(_ cluster: PostgresCluster, kills: Int, primaries: Int) {
    self.cluster = cluster
    self.kills = kills
    self.primaries = primaries
  }

  var tally: Tally { state.withLock { $0 } }
  var fault: String? { tally.fault }
  var goesOn: Bool { state.withLock { !$0.isOver || $0.desks + $0.primaries < kills } }

  func deskDied() { state.withLock { $0.desks += 1 } }

  /// On a thread of its own: servers are waited for.
  func run() async {
    await withCheckedContinuation { end in
      Thread.detachNewThread {
        do {
          try self.blow()
        } catch {
          self.state.withLock { $0.fault = "\(error)" }
        }
        self.state.withLock { $0.isOver = true }
        end.resume()
      }
    }
  }

  private func blow() throws {
    var chance = SplitMix64(seed: 2026)
    func pause(_ longest: UInt32) { usleep(.random(in: 0..<longest, using: &chance)) }
    var (primary, standby) = (PostgresCluster.Name.a, PostgresCluster.Name.b)
    for round in 0..<primaries {
      pause(1_200_000)
      switch round % 5 {
      case 0:
        // The primary comes back, with all that its standby may not have.
        try cluster.kill(primary)
        pause(300_000)
        try cluster.start(primary)
      case 1:
        // Commits wait for a standby that has gone, and are lost with the primary.
        try cluster.kill(standby)
        pause(200_000)
        try cluster.kill(primary)
        try cluster.start(standby)
        try promote(&primary, &standby)
      case 2:
        // Commits wait for a standby that gets them too late.
        try cluster.freeze(standby)
        pause(200_000)
        try cluster.kill(primary)
        try cluster.thaw(standby)
        try promote(&primary, &standby)
      default:
        try cluster.kill(primary)
        pause(300_000)
        try promote(&primary, &standby)
      }
      state.withLock { $0.primaries += 1 }
    }
  }

  /// The standby takes over, and the other is made anew beside it.
  private func promote(
    _ primary: inout PostgresCluster.Name, _ standby: inout PostgresCluster.Name
  ) throws {
    try cluster.promote(standby)
    state.withLock { $0.promotions += 1 }
    swap(&primary, &standby)
    // Until it is there, nothing is acknowledged.
    try cluster.rejoin(standby)
  }
}

/// What desks were told, held against what there is.
private struct Count {
  var done = 0
  var notDone = 0
  var doubts = 0
  var foundDone = 0
  var foundNot = 0
  /// Killed before they were told anything.
  var untold = 0
  var races = 0
  var wrong: [String] = []

  private enum Fate { case begun, done, notDone, doubtful }

  mutating func hold(
    _ diaries: [[[String]]], against vault: Vault, _ purses: [Int64]
  ) throws {
    var fates: [String: Fate] = [:]
    for diary in diaries { read(diary, &fates) }

    var there: [String: Int] = [:]
    var held = purses.map { _ in FleetDesk.start }
    try vault.read { book in
      for item in try book.due(.account, through: nil, after: nil, limit: .max) {
        let words = try book.read(Note.self, item.id)?.text.split(separator: " ") ?? []
        let numbers = words.dropFirst().compactMap { Int($0) }
        guard numbers.count == 3 else { return wrong.append("unreadable: \(words)") }
        there[String(words[0]), default: 0] += 1
        held[numbers[0]] -= numbers[2]
        held[numbers[1]] += numbers[2]
      }
      for (place, id) in purses.enumerated() {
        let text = try book.read(Note.self, RecordID(id))?.text
        if text != "\(held[place])" {
          wrong.append("purse \(place) has \(text ?? "nothing"), its moves come to \(held[place])")
        }
      }
    }
    for (act, fate) in fates {
      let times = there.removeValue(forKey: act) ?? 0
      switch fate {
      case .done where times == 0: wrong.append("lost: \(act)")
      case .notDone where times > 0: wrong.append("done all the same: \(act)")
      case _ where times > 1: wrong.append("done \(times) times: \(act)")
      case .begun, .doubtful: untold += 1
      case .done, .notDone: break
      }
      if times > 0 { there[act] = times }
    }
    for act in there.keys where fates[act] == nil { wrong.append("nobody began: \(act)") }

    var told: [String: Int] = [:]
    for journal in try vault.journals {
      for line in try vault.journal(after: journal.start, limit: .max / 2)
      where line.event.act == "move" {
        told[line.event.note ?? "", default: 0] += 1
      }
    }
    if told != there { wrong.append("the journal says otherwise than the records") }
  }

  /// What one desk was told, in its order.
  private mutating func read(_ diary: [[String]], _ fates: inout [String: Fate]) {
    var act = ""
    var wasKilled = false
    for line in diary {
      let word = line.dropFirst().first ?? ""
      switch line[0] {
      case "open": wasKilled = true
      case "begin":
        // Whoever is killed while finding out has forgotten it; nobody else has.
        if fates[act] == .doubtful, !wasKilled { wrong.append("nobody found out about \(act)") }
        wasKilled = false
        act = word
        fates[act] = .begun
      case "done":
        done += 1
        races += (line.last.flatMap { Int($0) } ?? 1) - 1
        fates[act] = .done
      case "not":
        notDone += 1
        fates[act] = .notDone
      case "doubt":
        doubts += 1
        fates[act] = .doubtful
      case "found":
        foundDone += 1
        if word != act { wrong.append("\(word) was found in the place of \(act)") }
        fates[act] = .done
      case "absent":
        foundNot += 1
        fates[act] = .notDone
      default: wrong.append(line.joined(separator: " "))
      }
    }
    if fates[act] == .doubtful { wrong.append("nobody found out about \(act)") }
  }
}
