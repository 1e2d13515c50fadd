import Fixtures
import Foundation
import Testing

/// Two desks on terminals of their own, machines apart but for the server they share.
@Suite struct FleetTwoDesksTests {
  @Test
  func
    `a subscriber applies at one desk, staff at another decide it, and the first sees what came of it`()
    throws
  {
    let fleet = try FleetServer()
    try fleet.importPeople()
    let (hall, office) = (try fleet.desk(), try fleet.desk())
    let added = try esimdesk(
      ["staff", "add", "wong", "--role", "reviewer", "--password-fd", "0", "--ascii"]
        + office.options, in: office.folder, input: StaffCommandTests.password + "\n")
    let address = try #require(
      added.out.split(separator: "\n").first { $0.hasPrefix("otpauth://") }, "\(added)")

    let first = try TmuxTerminal(
      all: ["--brand", "heyon", "--station", "hall-1", "--sendmail", hall.folder("sendmail")]
        + hall.options, in: hall.folder)
    try first.press("", "Heyon self-service")
    try first.press("1", "Sign-in name")
    try first.type("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r")
    try first.press("", "Overview")
    try first.press("2", "Sat 31 Jan 2026")
    try first.press("1", "How do you want to pay?")
    try first.press("1", "Check before you pay")
    try first.press("2", "The payment went through")
    try first.press("\r", "Overview")
    try first.press("3", "What closing means")
    try first.press("1", "Before you can apply")
    try first.press("3", "What becomes of the balance?")
    try first.press("1", "refunded to you")
    try first.press("5", "[x] 5")
    try first.press("6", "Back to the list")
    try first.press("2", "Everything is settled")
    try first.press("7", "I no longer need it")
    try first.press("1", "Do you want to close your account?")
    try first.press("2", "Prove who you are")
    try first.press("1", "Code")
    try first.type(try hall.code(to: VaultDesk.ottilie) + "\r")
    try first.press("", "Close the account for good?")
    // What cannot be undone is first chosen, then said.
    try first.press("2", "▸ ! 2")
    try first.press("\r", "Your application is in")
    let number = try #require(
      try first.look().text.firstMatch(of: /R-[0-9A-Z]{4}-[0-9A-Z]{4}/)
    ).output
    try first.press("\r", "is in review")

    // Elsewhere, in another language.
    let options = office.options.map { $0 == "en" ? "zh-Hans" : $0 }
    let second = try TmuxTerminal(
      all: ["staff", "--brand", "heyon", "--station", "office-1"] + options, in: office.folder)
    try second.press("", "工作人员登录")
    let code = Counter.code(of: String(address), at: Date().timeIntervalSince1970)
    try second.type("wong\r\(StaffCommandTests.password)\r\(code)\r")
    try second.press("", String(number))
    try second.press("1", "Seeded Ottilie")
    try second.press("1", "确定永久注销这个账户")
    try second.press("2", "▸ ! 2")
    try second.press("\r", "已通过")

    try first.press("3", "Your account is closed")
    let verified = try fleet.desk().run("verify", "--deep")
    #expect(verified.code == 0 && verified.out.contains("is sound"), "\(verified)")
    #expect(fleet.leaks.isEmpty)
  }
}
