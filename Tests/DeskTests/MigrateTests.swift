import Fixtures
import Foundation
import Glibc
import Testing

/// `esimdesk migrate`, as whoever looks after the desks runs it.
@Suite struct MigrateTests {
  typealias Database = PostgresCluster.Database

  let vault: VaultDesk
  let place: Database

  init() throws {
    place = try PostgresCluster.shared().database()
    vault = try VaultDesk(on: .file)
    _ = try vault.folder.write(Database.password, to: "password")
    _ = try vault.folder.write(
      #"{"format":1,"vault":{"password":{"file":"\#(vault.folder("password"))"}}}"#,
      to: "config.json")
  }

  var file: String { vault.folder("vault/vault") }
  var server: String { place.address(Database.owner, verified: true) }
  var options: [String] {
    ["--config", vault.folder("config.json"), "--key-file", vault.folder("key"), "--lang", "en"]
  }

  func run(_ arguments: String...) throws -> Result {
    try esimdesk(arguments + options, in: vault.folder)
  }

  /// Whether somebody could work on the vault there.
  func isOpen(_ place: String) throws -> Bool {
    try run("status", "--vault", place).code == 0
  }

  @Test func `a vault moves to a server and back, and whoever looks for it is told where it went`()
    throws
  {
    let forth = try run("migrate", file, server)
    #expect(forth.code == 0, "\(forth)")
    #expect(forth.out.contains("2 accounts") && forth.out.contains("Journal head: "))
    #expect(forth.out.contains(#""server": "postgresql://DESK@localhost:"#))
    #expect(forth.out.contains(vault.folder("key")))
    #expect(forth.err.contains("% copied") && forth.err.contains("100% checked"))
    #expect(!(forth.out + forth.err).contains(Database.password))
    let gone = try run("status", "--vault", file)
    #expect(gone.code == 66 && gone.err.contains("moved to localhost:"))
    #expect(try run("init", "--vault", file).code == 66, "nobody begins anew by mistake")
    #expect(try run("migrate", file, server).code == 66)
    let kept = try #require(vault.folder.names("vault").first { $0.hasSuffix("Z") })
    #expect(kept.hasPrefix("vault.moved-"))
    let verified = try run("verify", "--deep", "--vault", server)
    #expect(verified.code == 0 && verified.out.contains("sound"), "\(verified)")

    #expect(try run("migrate", server, vault.folder("vault/\(kept)")).code == 73)
    let back = try run("migrate", server, file)
    #expect(back.code == 0 && back.out.contains("2 accounts"), "\(back)")
    #expect(try vault.standing() == SuddenEndTests.none)
    #expect(try vault.isSound)
    let closed = try run("status", "--vault", server)
    #expect(closed.code == 66 && closed.err.contains("into a file"))
  }

  @Test func `what cannot be moved stays where it is, with the reason`() throws {
    for wrong in [
      [file, vault.folder("other")], [server, server], [file], [file, "postgresql://u:p@h/d"],
    ] {
      let result = try esimdesk(["migrate"] + wrong + options, in: vault.folder)
      #expect(result.code == 64 && result.out.isEmpty, "\(result)")
    }
    #expect(try run("migrate", file, server, "--vault", file).code == 64)
    let desk = place.address(Database.desk, verified: true)
    let denied = try run("migrate", file, desk)
    #expect(denied.code == 77 && denied.err.contains("is where it was"))
    let nowhere = try run("migrate", file, "postgresql://o@localhost:1/d?sslmode=disable")
    #expect(nowhere.code == 69 && nowhere.err.contains("is where it was"))
    #expect(try run("migrate", vault.folder("none"), server).code == 66)
    #expect(try run("migrate", server, vault.folder("none")).code == 66)
    #expect(try vault.standing() == SuddenEndTests.none)
  }

  func end(
    _ from: String, _ to: String, _ isTime: (_ told: String) -> Bool
  ) throws -> Result? {
    try killed(["migrate", from, to] + options, in: vault.folder, when: isTime)
  }

  @Test(arguments: [true, false])
  func `a move that is killed at any moment is gone on with, and no vault is there twice`(
    _ isForth: Bool
  ) throws {
    if !isForth { #expect(try run("migrate", file, server).code == 0) }
    let (from, to) = isForth ? (file, server) : (server, file)
    let last = try killedAgainAndAgain(["migrate", from, to] + options, in: vault.folder) { kills in
      let (isThere, isHere) = (try isOpen(to), try isOpen(from))
      #expect(!isThere || !isHere, "after \(kills) kills")
    }
    // Where the last kill came after all was done, there is nothing left to do.
    #expect([0, 66].contains(last.code), "\(last)")
    let status = try run("status", "--vault", to)
    #expect(status.out.contains("Accounts: 2, and 0 erased"), "\(status)")
    #expect(try run("verify", "--deep", "--vault", to).code == 0)
    #expect(try !isOpen(from))
  }

  @Test func `a move that is killed while rows arrive does not begin anew`() throws {
    let line = String(try #require(VaultDesk.people.split(separator: "\n").last))
    let many = (0..<1500).map { number -> String in
      line.replacing("770002", with: String(880_000 + number))
        .replacing("zhongzi", with: "zhongzi\(number)")
    }
    let head = try #require(VaultDesk.people.split(separator: "\n").first)
    let people = try vault.folder.write(
      ([String(head)] + many).joined(separator: "\n") + "\n", to: "many.csv")
    let took = try vault.run("import", people)
    #expect(took.code == 0, "\(took)")
    for (from, to) in [(file, server), (server, file)] {
      var ended = try end(from, to) { $0.contains("% copied") }
      // On a busy machine a move may be over before it is seen to be on its way.
      for _ in 0..<8 where ended != nil {
        #expect(try run("migrate", to, from).code == 0)
        ended = try end(from, to) { $0.contains("% copied") }
      }
      #expect(ended == nil)
      #expect(try isOpen(from) && !isOpen(to))
      let again = try run("migrate", from, to)
      #expect(again.code == 0 && again.out.contains("1,502 accounts"), "\(again)")
      let first = again.err.split(separator: "\n").first { $0.hasSuffix("copied") }
      let percent = first.flatMap { Int($0.prefix { $0.isNumber }) }
      #expect(try #require(percent) > 50, "\(again)")
    }
    #expect(try vault.isSound)
  }

  @Test func `whoever stops a move is told that nothing is lost`() throws {
    let way = try PostgresCluster.shared().way()
    let through = place.through(way.port).address(Database.owner)
    try way.set(.stall)
    let child = try vault.folder.write("", to: "told")
    let told = open(child, O_WRONLY | O_APPEND | O_CLOEXEC)
    defer { close(told) }
    let move = try Child(
      Child.program, ["migrate", file, through] + options,
      environment: vault.folder.environment, descriptors: [(ours: told, its: 2)])
    func words() throws -> String {
      String(decoding: try vault.folder.bytes("told"), as: UTF8.self)
    }
    let deadline = Deadline()
    while !deadline.isOver, try !words().contains("waiting for the server") { deadline.pause() }
    #expect(try words().contains(/waiting for the server, [1-9][0-9]* second/))
    move.kill(SIGINT)
    #expect(move.ended() == -SIGINT)
    #expect(try words().contains("Stopped. Nothing is lost"))
    #expect(try vault.standing() == SuddenEndTests.none)
  }
}
