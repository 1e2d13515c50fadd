import Fixtures
import Foundation
import Testing

/// The commands on a fleet's server, as whoever sets up desks runs them.
@Suite struct FleetCommandTests {
  typealias Database = PostgresCluster.Database

  @Test func `a vault on a server is made by its owner and used by desks that may not change it`()
    throws
  {
    let fleet = try FleetServer()
    let again = try fleet.owner.run("init")
    #expect(again.code == 73 && again.err.contains("already"))
    #expect(try fleet.owner.run("upgrade").out.contains("were up to date"))

    let desk = try fleet.desk()
    let doctor = try desk.run("doctor", "--json")
    func line(_ check: String) throws -> [String: Any] {
      let found = try doctor.out.split(separator: "\n").lazy
        .compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        .first { $0["check"] as? String == check }
      return try #require(found, "\(check) in \(doctor.out)")
    }
    for check in ["server", "tls", "tables", "role", "serverClock", "vault", "files"] {
      let verdict = try line(check)["verdict"] as? String
      #expect(verdict == "ok", "\(check)")
    }
    let encryption = try line("tls")["finding"] as? String
    #expect(encryption?.contains("TLSv1") == true)
    #expect(doctor.code == 0)
    let owner = try fleet.owner.run("doctor")
    #expect(owner.out.contains("may change tables"))

    // What belongs to the owner is refused to a desk, and what belongs to a file to everybody.
    let key = desk.folder("key2")
    #expect(try desk.run("rekey", "--add-key-file", key).code == 77)
    #expect(try fleet.owner.run("rekey", "--add-key-file", key).code == 0)
    #expect(try fleet.owner.run("status").out.contains("Slot 2: key file"))
  }

  @Test func `two desks see each other's subscribers, and the server can read none of them`() throws
  {
    let fleet = try FleetServer()
    try fleet.importPeople()
    let (one, two) = (try fleet.desk(), try fleet.desk())
    #expect(try one.run("status").out.contains("Accounts: 2"))
    let desk = try one.signIn()
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    let receipts = try two.signIn().prompt.option("receipts")?["detail"] as? String
    #expect(receipts?.contains("1") == true)
    let verified = try two.run("verify", "--deep")
    #expect(verified.code == 0 && verified.out.contains("is sound"), "\(verified)")
    #expect(try two.run("export").out.contains("specversion"))
    #expect(fleet.leaks.isEmpty)
  }

  @Test func `what is wrong with an address is said, and never a password`() throws {
    let folder = try Folder()
    func status(_ address: String) throws -> Result {
      try esimdesk("status", "--vault", address, in: folder)
    }
    let told = try status("postgresql://desk:hush-hush@db.example/fleet")
    #expect(told.code == 64 && told.err.contains("vault.password") && !told.err.contains("hush"))
    #expect(try status("postgresql://db.example").err.contains("no database"))
    #expect(try status("postgresql://h/d?sslmode=prefer").err.contains("verify-full"))
    #expect(try status("postgresql://h/d?colour=red").err.contains("colour is not known"))
    let config = try folder.write(
      #"{"format":1,"vault":{"server":"postgresql://d:hush-hush@h/d"}}"#, to: "config.json")
    let wrong = try esimdesk("status", "--config", config, in: folder)
    #expect(wrong.code == 78 || wrong.code == 65, "\(wrong)")
    #expect(wrong.err.contains("vault.server") && !wrong.err.contains("hush"))
  }

  @Test func `each reason for not getting in has its words and its number`() throws {
    let fleet = try FleetServer()
    let desk = try fleet.desk()
    // No password file, one that others can read, and a wrong one.
    try FileManager.default.removeItem(atPath: desk.folder("password"))
    let missing = try desk.run("status")
    #expect(missing.code == 78 && missing.err.contains(desk.folder("password")))
    _ = try desk.folder.write(Database.password, to: "password", mode: 0o644)
    #expect(try desk.run("status").code == 78)
    _ = try desk.folder.write("hush-hush", to: "password")
    let refused = try desk.run("status")
    #expect(refused.code == 77 && refused.err.contains("did not let this desk in"))
    #expect(!refused.err.contains("hush"))

    // A certificate that nobody here trusts; a host that is not there; no vault yet.
    let stranger = try FleetDesk(
      "postgresql://\(Database.desk)@\(fleet.place.hosts)/\(fleet.place.name)")
    let untrusted = try stranger.run("status")
    #expect(untrusted.code == 69 && untrusted.err.contains("sslrootcert"))
    let nowhere = try FleetDesk("postgresql://d@no-such-host.invalid/d").run("status")
    #expect(nowhere.code == 69 && nowhere.err.contains("no-such-host"))
    let empty = try fleet.cluster.database()
    let none = try FleetDesk(empty.address(Database.owner)).run("status")
    #expect(none.code == 66 && none.err.contains("esimdesk init"))
    #expect(try FleetDesk(empty.address(Database.desk)).run("init").code == 77)
  }

  @Test func `esimdesk upgrade is for a server`() throws {
    let folder = try Folder()
    let result = try esimdesk("upgrade", "--vault", folder("vault"), in: folder)
    #expect(result.code == 64 && result.err.contains("server"))
  }
}

extension FleetServer {
  /// Personal values that can be read in a dump of the whole database.
  var leaks: [String] { cluster.leaks(of: VaultDesk.personal, in: place) }
}
