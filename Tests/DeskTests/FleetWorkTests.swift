import Fixtures
import Foundation
import Testing

/// What is done to a fleet's vault as a whole, by the commands that do it to a file.
@Suite struct FleetWorkTests {
  typealias Database = PostgresCluster.Database

  let fleet: FleetServer
  let desk: FleetDesk

  init() throws {
    fleet = try FleetServer()
    try fleet.importPeople()
    desk = try fleet.desk()
  }

  /// How many receipts the subscriber has: none before the renewal, one after.
  func receipts(_ desk: FleetDesk) throws -> String {
    try desk.signIn().prompt.option("receipts")?["detail"] as? String ?? "none"
  }

  func renew() throws {
    try desk.signIn().choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
  }

  /// What is left in a folder of work that is over.
  func litter(_ desk: FleetDesk) -> [String] {
    desk.folder.names("state/esimdesk").filter {
      ($0.contains(".restore-") || $0.contains(".rekey")) && !$0.contains(".replaced-")
    }
  }

  @Test func `a backup of a fleet is put in its place, and desks go on as other stations`() throws {
    let backup = desk.folder("backup")
    #expect(try desk.run("backup", backup).code == 0)
    try renew()
    let open = try desk.signIn().choose("renewal", "month", "balance").at("renewal.check")
    #expect(try fleet.owner.run("restore", backup).code == 73, "there is a vault")
    #expect(try desk.run("restore", backup, "--replace").code == 77, "that is the owner's")
    #expect(try receipts(desk).contains("1"))
    let done = try fleet.owner.run("restore", backup, "--replace")
    #expect(done.code == 0, "\(done)")
    // Whoever was at work is told, and does nothing; whoever comes again goes on with what is there.
    try open.confirm()
    #expect(open.receipts.isEmpty)
    try open.end()
    let status = try desk.run("status")
    #expect(status.code == 0 && status.out.contains("Station: none yet"), "\(status)")
    #expect(try !receipts(desk).contains("1"))
    try renew()
    #expect(try receipts(desk).contains("1"))
    #expect(try desk.run("verify", "--deep").code == 0)
    let kept = try #require(done.out.split(separator: "\n").first { $0.contains(".replaced-") })
    let path = try #require(kept.split(separator: " ").first { $0.contains(".replaced-") })
    let old = try esimdesk(
      ["verify", "--vault", path.trimmingCharacters(in: ["."]), "--key-file", desk.folder("key")],
      in: desk.folder)
    #expect(old.code == 0, "\(old)")
    #expect(litter(fleet.owner).isEmpty)
    #expect(fleet.leaks.isEmpty)
  }

  @Test func `a backup is put on a server that has nothing yet`() throws {
    let backup = desk.folder("backup")
    #expect(try desk.run("backup", backup).code == 0)
    let place = try fleet.cluster.database()
    let other = try FleetDesk(place.address(Database.owner, verified: true))
    try FileManager.default.copyItem(
      atPath: desk.folder("key"), toPath: other.folder("key"))
    let done = try other.run("restore", backup)
    #expect(done.code == 0, "\(done)")
    #expect(try other.run("status").out.contains("Accounts: 2"))
    #expect(try other.run("verify", "--deep").code == 0)
  }

  @Test func `everything on a server is sealed anew, and desks go on as other stations`() throws {
    try renew()
    let open = try desk.signIn().choose("renewal", "month", "balance").at("renewal.check")
    #expect(try desk.run("rekey", "--data").code == 77, "that is the owner's")
    let done = try fleet.owner.run("rekey", "--data")
    #expect(done.code == 0, "\(done)")
    try open.confirm()
    #expect(open.receipts.isEmpty)
    try open.end()
    #expect(try receipts(desk).contains("1"))
    #expect(try desk.run("verify", "--deep").code == 0)
    #expect(litter(fleet.owner).isEmpty)
    let key = fleet.owner.folder("key2")
    #expect(try fleet.owner.run("rekey", "--add-key-file", key).code == 0)
    let refused = try fleet.owner.run("rekey", "--data")
    #expect(refused.code == 64 && refused.err.contains("2"), "\(refused)")
    #expect(try receipts(desk).contains("1"))
  }

  @Test(arguments: ["rekey", "restore"])
  func `what is done to the whole of a fleet's vault is killed at any moment, and nothing is lost`(
    _ work: String
  ) throws {
    let backup = desk.folder("backup")
    #expect(try desk.run("backup", backup).code == 0)
    try renew()
    let arguments = work == "rekey" ? ["rekey", "--data"] : ["restore", backup, "--replace"]
    let last = try killedAgainAndAgain(
      arguments + fleet.owner.options, in: fleet.owner.folder)
    #expect(last.code == 0, "\(last)")
    let receipts = try receipts(desk)
    #expect(receipts.contains("1") == (work == "rekey"))
    #expect(try desk.run("status").out.contains("Accounts: 2"))
    #expect(try desk.run("verify", "--deep").code == 0)
    #expect(litter(fleet.owner).isEmpty)
  }

  @Test func `what is authentic on a damaged server is saved into a file, and that is put back`()
    throws
  {
    try renew()
    try fleet.cluster.sql(
      "UPDATE esimdesk.rec SET body = '\\x00' WHERE id = (SELECT max(id) FROM esimdesk.rec)",
      database: fleet.place.name)
    #expect(try desk.run("verify").code == 65)
    #expect(try desk.run("backup", desk.folder("backup")).code == 65)
    let server = fleet.place.address(Database.owner, verified: true)
    let new = fleet.owner.folder("saved")
    let saved = try fleet.owner.run("salvage", server, new)
    #expect(saved.code == 1 && saved.out.contains("2 accounts"), "\(saved)")
    #expect(try fleet.owner.run("salvage", new, server).code == 64)
    let restored = try fleet.owner.run("restore", new, "--replace")
    #expect(restored.code == 0, "\(restored)")
    #expect(try desk.run("verify", "--deep").code == 0)
    #expect(try desk.run("status").out.contains("Accounts: 2"))
  }

  /// What `doctor` finds of one thing.
  func finding(_ check: String, _ desk: FleetDesk) throws -> (verdict: String?, text: String?) {
    let doctor = try desk.run("doctor", "--json")
    let lines = try doctor.out.split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    let line = lines.first { $0["check"] as? String == check }
    return (line?["verdict"] as? String, line?["finding"] as? String)
  }

  @Test
  func `a desk whose folder forgot what it knew says so once, in its log, to status and doctor`()
    throws
  {
    #expect(try desk.run("status").out.contains("Station: none yet"))
    #expect(try desk.run("verify").err.isEmpty)
    let number = try #require(
      desk.run("status").out.split(separator: "\n").first { $0.hasPrefix("Station: ") })
    #expect(try finding("station", desk).verdict == "ok")
    let anchor = try #require(
      desk.folder.names("state/esimdesk").first { $0.hasSuffix(".anchor") })
    try FileManager.default.removeItem(atPath: desk.folder("state/esimdesk/\(anchor)"))
    let told = try desk.run("verify")
    #expect(told.code == 0 && told.err.contains("goes on as station"), "\(told)")
    #expect(try desk.run("verify").err.isEmpty)
    let status = try desk.run("status").out
    #expect(!status.contains(number) && status.contains("It began anew"))
    let found = try finding("station", desk)
    #expect(found.verdict == "warning" && found.text?.contains("begun anew") == true)
  }

  @Test func `doctor says whether a second server has what is told as done`() throws {
    #expect(try finding("standby", desk).verdict == "warning", "there is none")
    let pair = try PostgresCluster(standby: true)
    let fleet = try FleetServer(pair)
    let desk = try fleet.desk()
    let hidden = try finding("standby", desk)
    #expect(
      hidden.verdict == "ok" && hidden.text?.contains("may not see") == true, "\(hidden)")
    try pair.sql("GRANT pg_monitor TO esimdesk_desk")
    let shown = try finding("standby", desk)
    #expect(
      shown.verdict == "ok" && shown.text?.contains("1 server has each act") == true, "\(shown)")
    try pair.kill(.b)
    let deadline = Deadline()
    while try finding("standby", desk).verdict != "wrong", !deadline.isOver { deadline.pause() }
    #expect(try finding("standby", desk).text?.contains("none answers") == true)
    #expect(try desk.run("doctor").code == 1)
  }
}
