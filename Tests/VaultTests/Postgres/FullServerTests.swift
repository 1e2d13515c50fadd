import Domain
import Fixtures
import Foundation
import Glibc
import Testing

@testable import Vault

/// A server that has no room left.
@Suite struct FullServerTests {
  @Test(.enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func
    `a server whose disk is full refuses the act, loses nothing, and goes on once there is room`()
    throws
  {
    let cluster = try PostgresCluster()
    let folder = try ScratchFolder()
    let place = try cluster.database()
    let disk = folder.path + "/disk"
    #expect(mkdir(disk, 0o700) == 0)
    let mount = try #require(Mount(over: disk, size: "24m"))
    defer { mount.end() }
    let user = try #require(getpwnam("postgres"))
    #expect(chmod(folder.path, 0o755) == 0)
    #expect(chown(disk, user.pointee.pw_uid, user.pointee.pw_gid) == 0)
    try cluster.sql("CREATE TABLESPACE small LOCATION '\(disk)'")
    try cluster.sql("ALTER DATABASE \(place.name) SET TABLESPACE small")

    func fleet(_ user: String, _ desk: Int) throws -> Fleet {
      try FleetDesk.fleet(place.address(user), folder.path + "/desk-\(desk)")
    }
    _ = try Vault.create(
      at: try fleet(PostgresCluster.Database.owner, 0), unlock: try Bench.key())
    let desks = try (0..<2).map {
      try Vault.open(
        at: try fleet(PostgresCluster.Database.desk, $0), unlock: try Bench.key())
    }
    var texts: [RecordID: String] = [:]
    func note(_ place: Int) throws {
      // What does not get shorter.
      let text = "\(place) " + (0..<700).map { _ in UUID().uuidString.prefix(8) }.joined()
      texts[try desks[place % 2].note(text, email: "\(place)@x", owned: true)] = text
    }
    for place in 0..<4 { try note(place) }
    mount.fill("rest")
    var error: VaultError?
    for place in 4..<1000 where error == nil {
      do {
        try note(place)
      } catch let thrown as VaultError {
        error = thrown
      }
    }
    #expect(error == .fleet(.diskFull))
    for desk in desks {
      for (id, text) in texts { #expect(try desk.text(id) == text) }
      #expect(try desk.verify().damages == [])
    }
    mount.makeRoom("rest")
    for place in 1000..<1004 { try note(place) }
    let report = try desks[0].verify(deep: .notes)
    #expect(report.damages == [] && report.records == texts.count)
    // The disk is taken away with nothing of the server's on it.
    try cluster.drop(place)
    try cluster.sql("DROP TABLESPACE small")
  }
}
