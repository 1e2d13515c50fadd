import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// A backup of a server that comes to no end leaves the one before, and nothing that is taken for another.
@Suite struct KilledBackupTests {
  static let doing = Doing(by: "test", at: Instant(seconds: 0))
  static let person = "Lin Xiaoyan of Reclamation Street"

  let bench: Bench
  let vault: Vault
  /// Where backups are made.
  let place: String

  /// A vault of some hundred records.
  init() throws {
    bench = try Bench(.server)
    vault = try bench.create()
    try vault.act { book in
      for place in 1...400 {
        let text = Self.person + String(repeating: " \(place)", count: 100)
        let id = try book.newID()
        try book.write(Note(id, text, email: "\(place)@x", owner: place % 4 == 0 ? id : nil))
      }
    }
    place = bench.folder + "/backups"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: place).sorted() }
  }

  /// What a whole backup is called, and what lies beside it.
  static let whole = ["b", "b.anchor", "b.erased", "b.stations"]

  /// The text of the first note in a backup, if it can be put anywhere; nothing is half there.
  func restored(_ name: String, _ round: Int) throws -> String? {
    let target = bench.folder + "/restored-\(name)-\(round)"
    do {
      try Vault.restore(
        from: place + "/" + name, to: target, unlock: try Bench.key(), Self.doing)
    } catch {
      #expect(!FileManager.default.fileExists(atPath: target))
      return nil
    }
    let vault = try Vault.open(at: target, unlock: try Bench.key())
    let report = try vault.verify(deep: .notes)
    #expect(report.damages == [] && report.records >= 400)
    return try vault.text(bench.id(1))
  }

  /// Whether anybody but us is connected to the database.
  func hasSessions() throws -> Bool {
    let database = try #require(bench.database)
    let found = try PostgresCluster.shared().sql(
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = '\(database.name)' AND backend_type = 'client backend'
      """)
    return (Int(found) ?? .max) > 1
  }

  /// Nothing that was sealed lies about unsealed, and the server waits for nobody.
  func look() throws {
    for name in try names {
      let bytes = try Data(contentsOf: URL(filePath: place + "/" + name))
      #expect(bytes.range(of: Data(Self.person.utf8)) == nil, "\(name)")
    }
    let deadline = Date(timeIntervalSinceNow: 60)
    while try hasSessions(), Date() < deadline { usleep(5_000) }
    #expect(try !hasSessions())
    #expect(try vault.verify().damages == [])
  }

  @Test func `a killed backup of a server leaves the backup of before, or the new one`()
    async throws
  {
    let address = try #require(bench.database).address(PostgresCluster.Database.desk)
    let start = DispatchTime.now().uptimeNanoseconds
    try vault.backup(to: place + "/b", Self.doing)
    let time = Int((DispatchTime.now().uptimeNanoseconds - start) / 1000)
    let temporary = bench.folder + "/temporary"
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let moments = rounds(12)
    var texts: Set<String> = [try #require(try vault.text(bench.id(1)))]
    for moment in 0..<moments {
      // Every other time there is none before it.
      if moment % 2 == 1 { for name in try names { try remove(name) } }
      let after = time * moment * 3 / (2 * moments)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, folder = bench.folder as String,
          place = place as String, after = after as Int
        ] in
        for name in ["TMPDIR", "SQLITE_TMPDIR"] { setenv(name, folder + "/temporary", 1) }
        let vault = try Vault.open(
          at: try FleetDesk.fleet(address, folder + "/desk-1"), unlock: try Bench.key())
        KilledOperationsTests.die(after: after)
        try vault.backup(to: place + "/b", replacing: true, Self.doing)
        while true { pause() }
      }
      try look()
      #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
      for name in try names where ["b", "b.new"].contains(name) {
        let text = try restored(name, moment)
        #expect(name == "b.new" || text != nil, "moment \(moment)")
        if let text { #expect(texts.contains(text), "moment \(moment)") }
      }
      let text = "\(Self.person), round \(moment)"
      try vault.act { try $0.write(Note(bench.id(1), text, email: "1@x")) }
      texts.insert(text)
    }
    // Whatever was left on the way is gone with the next one.
    try vault.backup(to: place + "/b", replacing: true, Self.doing)
    #expect(try names == Self.whole)
    #expect(try restored("b", moments) == vault.text(bench.id(1)))
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: place + "/" + name)
  }

  @Test func `a backup whose server goes in the middle is none, or goes through all the same`()
    throws
  {
    let way = try PostgresCluster.shared().way()
    let desk = try Vault.open(
      at: try bench.fleet(desk: 1, through: way), unlock: try Bench.key())
    try desk.note("so that it is a station")
    var chance = SplitMix64(seed: 20_261_121)
    var outcomes: Set<Bool> = []
    for round in 0..<rounds(12) {
      try way.set(.cutAfter(Int.random(in: 1..<2_000, using: &chance)))
      do {
        try desk.backup(to: place + "/b", Self.doing)
        outcomes.insert(true)
        #expect(try restored("b", round) != nil)
      } catch let error as VaultError {
        outcomes.insert(false)
        #expect(error == .fleet(.lost), "round \(round)")
        #expect(try names == [], "round \(round)")
      }
      try way.set(.pass)
      try desk.backup(to: place + "/b", replacing: true, Self.doing)
      #expect(try names == Self.whole)
      for name in try names { try remove(name) }
    }
    #expect(outcomes.contains(false))
    _ = consume desk
    try look()
  }

  @Test(.enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func `a backup of a server that fills the disk is none, and the one before stays`() throws {
    let mount = try #require(Mount(over: place, size: "2m"))
    defer { mount.end() }
    try vault.backup(to: place + "/b", Self.doing)
    let before = try Data(contentsOf: URL(filePath: place + "/b"))
    try Data(count: 1 << 18).write(to: URL(filePath: place + "/ballast"))
    mount.fill("rest")
    var room = 0
    while room < 8 {
      // A page more each time.
      room += 1
      let rest = try FileHandle(forWritingTo: URL(filePath: place + "/rest"))
      try rest.truncate(atOffset: try rest.seekToEnd() - 16_384)
      try rest.close()
      #expect(throws: VaultError.diskFull, "\(room)") {
        try vault.backup(to: place + "/b", replacing: true, Self.doing)
      }
      #expect(try names == (Self.whole + ["ballast", "rest"]).sorted(), "\(room)")
      #expect(try Data(contentsOf: URL(filePath: place + "/b")) == before)
      try look()
    }
    mount.makeRoom("ballast")
    mount.makeRoom("rest")
    try vault.backup(to: place + "/b", replacing: true, Self.doing)
    #expect(try names == Self.whole && restored("b", 0) != nil)
  }
}
