import Foundation
import Glibc
import Testing

/// `esimdesk run-due`, and the timers that run it and `esimdesk outbox send`.
@Suite struct RunDueTests {
  @Test func `where nothing is due it says so and writes nothing`() throws {
    let vault = try VaultDesk()
    let before = try vault.content
    let result = try vault.run("run-due")
    #expect(result.code == 0 && result.err.isEmpty, "\(result)")
    #expect(result.out == "Nothing was due.\n")
    #expect(try vault.content == before)
  }

  @Test func `messages that waited for a mail program go out, once, and are counted`() throws {
    let vault = try VaultDesk()
    let desk = try JSONDesk(
      [
        "open", "--json", "--vault", vault.place, "--key-file",
        vault.folder("key"), "--lang", "en",
      ], in: vault.folder)
    try desk.signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    #expect(vault.mails.isEmpty)
    let result = try esimdesk(
      [
        "run-due", "--vault", vault.place, "--key-file", vault.folder("key"),
        "--lang", "en", "--sendmail", vault.folder("sendmail"),
      ], in: vault.folder)
    #expect(result.code == 0 && result.out.contains("messages sent 1"), "\(result)")
    #expect(vault.mails.count == 1)
    #expect(try vault.run("run-due").out == "Nothing was due.\n")
  }

  @Test func `a vault that is not there is a failure a timer sees`() throws {
    let folder = try Folder()
    let result = try esimdesk(
      "run-due", "--vault", folder("gone"), "--key-file", folder("key"), in: folder)
    #expect(result.code == 66 && result.out.isEmpty && result.errLines.count == 1)
    #expect(try esimdesk("run-due", "now", in: folder).code == 64)
  }

  private static let units = Child.repository.appendingPathComponent("Resources/systemd")
  private static let systemd = "/usr/bin/systemd-analyze"

  @Test(arguments: ["run-due", "outbox"])
  func `its unit starts it with words it understands`(_ name: String) throws {
    let folder = try Folder()
    let text = try String(
      contentsOf: Self.units.appendingPathComponent("esimdesk-\(name).service"), encoding: .utf8)
    let command = text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }
    let words = try #require(command).split(separator: " ").dropFirst().map {
      $0 == "$OPTIONS" ? "--help" : String($0)
    }
    #expect(words.first == name)
    let result = try esimdesk(words, in: folder)
    #expect(result.code == 0 && result.err.isEmpty, "\(result)")
  }

  @Test(
    .enabled(if: access(systemd, X_OK) == 0, "there is no systemd here"),
    arguments: ["esimdesk-run-due", "esimdesk-outbox", "esimdesk-backup"])
  func `systemd finds nothing wrong with unit and timer, and it is confined`(
    _ unit: String
  ) throws {
    let folder = try Folder()
    for name in ["\(unit).service", "\(unit).timer"] {
      let text = try String(
        contentsOf: Self.units.appendingPathComponent(name), encoding: .utf8)
      _ = try folder.write(
        text.replacingOccurrences(of: "/usr/bin/esimdesk", with: "/bin/true"), to: name)
    }
    let verified = try esimdesk(
      [
        "verify", "--man=no", folder("\(unit).service"),
        folder("\(unit).timer"),
      ], in: folder, program: Self.systemd)
    #expect(verified.code == 0 && verified.out.isEmpty && verified.err.isEmpty, "\(verified)")
    let security = try esimdesk(
      [
        "security", "--no-pager", "--offline=yes", "--threshold=18",
        folder("\(unit).service"),
      ], in: folder, program: Self.systemd)
    #expect(security.code == 0, "\(security.out.suffix(200))")
  }
}
