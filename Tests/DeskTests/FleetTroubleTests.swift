import Fixtures
import Foundation
import Testing

/// Desks whose server goes away, as people at them see it.
@Suite struct FleetTroubleTests {
  @Test
  func `while the server stands still the screen says so, can be left, and goes on by itself`()
    throws
  {
    let fleet = try FleetServer()
    try fleet.importPeople()
    let way = try fleet.cluster.way()
    let desk = try fleet.desk(way)
    let terminal = try TmuxTerminal(
      all: ["--brand", "heyon", "--station", "test"] + desk.options, in: desk.folder)
    func see(_ words: String) throws {
      _ = try terminal.wait(words) { $0.text.contains(words) }
    }
    try see("Heyon self-service")
    try way.set(.stall)
    try terminal.type("1")
    try see("Sign-in name")
    try terminal.type("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r")
    try see("Waiting for the server")
    try terminal.type("\u{1B}")
    try see("server cannot be reached just now, so nothing was done")
    // What needs no server goes on: a receipt is checked by its signature alone.
    try terminal.type("\u{1B}")
    try see("Heyon self-service")
    try terminal.type("4")
    try see("such as R-")
    try terminal.type("\u{1B}")
    try see("Heyon self-service")

    try way.set(.pass)
    _ = try terminal.wait("the server") { $0.text.contains("Heyon is an eSIM") }
    try terminal.type("1")
    try see("Sign-in name")
    try terminal.type("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r")
    try see("Overview")
  }

  @Test func `a renewal whose answer was lost is paid once and told as done`() throws {
    let fleet = try FleetServer()
    try fleet.importPeople()
    let way = try fleet.cluster.way()
    let desk = try fleet.desk(way)
    let talk = try desk.signIn()
    try talk.choose("renewal", "month", "balance")
    try way.set(.loseAnswer)
    try talk.confirm().at("renewal.paid").end()
    #expect(try way.happened() == 1)
    let receipts = try fleet.desk().signIn().prompt.option("receipts")?["detail"] as? String
    #expect(receipts?.contains("1") == true)
    let verified = try desk.run("verify", "--deep")
    #expect(verified.code == 0 && verified.out.contains("is sound"), "\(verified)")
  }

  @Test func `a command says plainly that the server is away, and changes nothing`() throws {
    let fleet = try FleetServer()
    let way = try fleet.cluster.way()
    let desk = try fleet.desk(way)
    try way.set(.refuse)
    let away = try desk.run("status")
    #expect(away.code == 69 && away.err.contains("nothing was done"), "\(away)")
    // Checking a number or a receipt asks nobody.
    #expect(try desk.run("check", "imei", "490154203237518").code == 0)
    try way.set(.pass)
    #expect(try desk.run("status").code == 0)
  }
}
