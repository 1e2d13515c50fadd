import Fixtures
import Foundation
import Testing

/// `esimdesk staff`: who works behind the counter, kept from a shell.
@Suite struct StaffCommandTests {
  let vault: VaultDesk

  init() throws { vault = try VaultDesk() }

  static let password = "seven grey herons"

  /// Runs a staff command whose password comes from standard input.
  private func run(_ arguments: String..., password: String = password) throws -> Result {
    try esimdesk(
      ["staff"] + arguments + [
        "--password-fd", "0", "--vault", vault.place, "--key-file",
        vault.folder("key"), "--lang", "en", "--ascii",
      ], in: vault.folder, input: password + "\n")
  }

  @Test func `staff are added with a secret that is shown once, changed, listed and disabled`()
    throws
  {
    #expect(try vault.run("staff", "list").out.contains("Nobody"))
    let added = try run("add", "ChanWaiMing", "--role", "agent")
    #expect(added.code == 0 && added.err.isEmpty, "\(added)")
    let address = try #require(
      added.out.split(separator: "\n").first { $0.hasPrefix("otpauth://") })
    #expect(address.hasPrefix("otpauth://totp/esimdesk:chanwaiming?secret="))
    #expect(try run("add", "wongsiufung", "--role", "reviewer").code == 0)

    #expect(try vault.run("staff", "role", "chanwaiming", "--role", "administrator").code == 0)
    #expect(try vault.run("staff", "disable", "wongsiufung").code == 0)
    let list = try vault.run("staff", "list").out
    #expect(list == "1  chanwaiming  administrator\n2  wongsiufung  reviewer, disabled\n")
    let reset = try run("reset", "wongsiufung")
    #expect(reset.code == 0 && reset.out.contains("otpauth://") && !reset.out.contains(address))
    #expect(try vault.run("staff", "list").out.contains("2  wongsiufung  reviewer\n"))
    #expect(try vault.isSound)
    #expect(vault.leaks(of: ["chanwaiming", "otpauth", "herons"]).isEmpty)
  }

  @Test
  func `ONL-19 ONL-22: a reviewer signs in and closes an account, and the subscriber is told`()
    throws
  {
    let address = try #require(
      try run("add", "wong", "--role", "reviewer").out.split(separator: "\n")
        .first { $0.hasPrefix("otpauth://") })
    let person = try vault.signIn()
    try person.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    try person.applyUpToIdentity().choose("mailCode")
    try person.enter(["code": try vault.code()]).at("closure.confirm").confirm()
    let number = try person.at("closure.submitted").receipt()
    try person.end()

    let desk = try vault.staffDesk().at("staff.signIn")
    let code = Counter.code(of: String(address), at: Date().timeIntervalSince1970)
    try desk.enter(["name": "wong", "password": "not this", "code": code])
    #expect(desk.prompt.refusalCode == "staff.wrong")
    try desk.enter(["name": "wong", "password": Self.password, "code": code]).at("review.queue")
    try desk.choose(number).at("review.file")
    #expect(!desk.prompt.said.contains(VaultDesk.ottilie))
    try desk.choose("approve").confirm().at("review.approved")
    try desk.goOn().at("review.queue").choose("signOut").at("staff.signIn")
    try desk.end()
    // Of the bill, the code, the application, and what came of it.
    let mail = try #require(try vault.mails(4).last)
    #expect(mail.to == VaultDesk.ottilie && mail.text.contains(number))
    #expect(try vault.isSound && vault.leaks.isEmpty)
  }

  @Test func `what cannot be done is refused with its reason, and nothing is changed`() throws {
    #expect(try run("add", "chan", "--role", "agent").code == 0)
    let before = try vault.content
    let refused: [(Result, Int32, String)] = [
      (try run("add", "chan", "--role", "agent"), 73, "chan"),
      (try run("add", "lee", "--role", "agent", password: "short"), 64, "at least 8"),
      (try run("add", "leslie", "--role", "agent", password: "leslie12"), 64, "close to your name"),
      (try run("add", "1lee", "--role", "agent"), 64, "begins with a letter"),
      (try run("add", "lee"), 64, "--role"),
      (try run("add", "lee", "--role", "boss"), 64, "agent, reviewer, administrator"),
      (try run("reset", "lee"), 66, "lee"),
      (try vault.run("staff", "disable", "lee"), 66, "lee"),
      (try vault.run("staff", "add", "lee", "--role", "agent"), 69, "terminal"),
    ]
    for (result, code, says) in refused {
      #expect(result.code == code && result.out.isEmpty, "\(result)")
      #expect(result.errLines.count == 1 && result.err.contains(says), "\(result)")
    }
    #expect(try vault.content == before)
  }
}
