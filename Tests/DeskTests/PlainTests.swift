import Fixtures
import Foundation
import Testing

/// Every journey, by its numbers, through a pipe: what a person with speech or braille does.
@Suite struct PlainTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Nothing but text came, and the desk ends quietly.
  private func finish(_ desk: PlainDesk) {
    #expect(desk.end() == 0)
    let commands = desk.heard.filter { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }
    #expect(commands.isEmpty, "not one escape sequence")
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `a plan is renewed from the balance, and the receipt read`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("linyue@example.com").choose("Renew", "3 months")
    try desk.shows("step 2 of 4").choose("Account balance").shows("To pay: ￥143.10")
    try desk.choose("Pay ").shows("Tue 23 Feb 2027").type("").shows("Overview", "1 so far")
    try desk.choose("Receipts", "Plan renewed, R-").shows("Paid: ￥143.10")
    finish(desk)
  }

  @Test func `another plan, a bank that declines, another way to pay`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("ana@example.com").choose(
      "Renew", "Choose another", "Data Basic", "1 month", "Practice payment", "Pay ",
      "The bank declines")
    try desk.shows("was declined", "Nothing was charged").choose("Try again", "The bank approves")
    try desk.shows("Data Basic").type("").shows("Overview", "1 so far")
    finish(desk)
  }

  @Test func `an account is closed and its progress followed to the end`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("linyue@example.com").choose("Close account", "Go on", "Back up")
    try desk.choose("Read the terms", "I have read").choose("Balance", "Refund")
    try desk.shows("Everything is settled").choose("Go on", "I no longer need", "Yes")
    try desk.choose("E-mail code").type(try desk.code()).choose("Confirm: Close")
    try desk.shows("Your application is in").type("").choose("Closing: progress")
    try desk.shows("Now: Fri 20 Nov 2026", "To come: by Fri 27 Nov 2026").type("0")
    try desk.choose("Move the practice clock", "Three days").shows("closed")
    finish(desk)
  }

  @Test func `a closure is withdrawn`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("omar@example.com").choose("Closing: progress", "How to delete", "iPhone")
    try desk.shows("Delete eSIM").type("h").choose("Closing: progress", "Withdraw", "Yes")
    try desk.shows("The application is withdrawn").type("").shows("Overview")
    finish(desk)
  }

  @Test func `X-02 past its window the person is told to complain, and to whom`() throws {
    let brands = folder("brands")
    try FileManager.default.createDirectory(atPath: brands, withIntermediateDirectories: false)
    let window = ["min": 1, "max": 1, "unit": "days"] as [String: Any]
    try Data(try Carrier.heyon.bytes(["closure", "procedures", 0, "window"], window))
      .write(to: URL(fileURLWithPath: brands + "/heyon.json"))
    let desk = try PlainDesk(
      [
        "demo", "--plain", "--seed", "7", "--now", "2026-11-20T23:30:00+08:00", "--lang", "en",
        "--brand", "heyon", "--brands", brands,
      ], in: folder)
    // He applied yesterday; the reviewer, who takes two days, is late.
    try desk.signIn("omar@example.com").choose("Move the practice clock", "One hour", "Leave")
    try desk.choose("Closing: progress").shows("The result was due:", "You can complain")
    try desk.shows("Hotline: +86 400 000 0000")
    finish(desk)
  }

  @Test func `on the first run a choice leads on, and what was typed after it is not lost`() throws
  {
    let lines = ["1", "1", "linyue@example.com", "practice-desk"]
    for (choice, words) in [("0", "Practise"), ("1", "Overview"), ("3", "Heyon self-service")] {
      let input = ([choice] + lines.dropFirst()).joined(separator: "\n") + "\n"
      let result = try esimdesk(
        "--plain", "--lang", "en", "--brand", "heyon", in: folder, input: input)
      #expect(result.code == 0 && result.out.contains(words), "\(result)")
      #expect(folder.practiceFolders.isEmpty)
    }
    #expect(!folder.names("state/esimdesk").isEmpty, "a desk was set up")
  }

  @Test func `a person registers and sets another password`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.choose("Register").type("Wang Wei", "wang@example.com", "", "")
    try desk.shows("step 2 of 3").type("violet harbour 8412", "violet harbour 8412")
    try desk.type(try desk.code()).shows("You are registered").type("", ":h")
    try desk.choose("Account management", "Change the password")
    try desk.type("violet harbour 8412", "amber harbour 5521", "amber harbour 5521")
    try desk.type("").shows("Account management")
    let text = String(decoding: desk.heard, as: UTF8.self)
    #expect(!text.contains("harbour"), "no password is ever said")
    finish(desk)
  }

  @Test func `identity is proved by a code`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("linyue@example.com").choose("Prove", "E-mail code").type("000000")
    try desk.shows("Not accepted: ").type(try desk.code()).type("").shows("Overview")
    finish(desk)
  }

  @Test func `a forgotten password is replaced by a code`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.choose("I forgot").type("linyue@example.com").choose("To my registered e-mail")
    try desk.type(try desk.code()).type("amber harbour 5521", "amber harbour 5521").type("")
    finish(desk)
  }

  @Test func `a line is activated step by step`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("zhouxiao@example.com").choose("Activate", "Yes")
    try desk.choose("The phone is", "In its settings", "The activation code", "The Heyon line")
    try desk.choose("All steps are done", "Yes").type("").choose("Renew").shows("How long?")
    finish(desk)
  }

  @Test func `a bill is paid, an order given up, a device taken off, a line paused`() throws {
    let bill = try PlainDesk(in: folder)
    try bill.signIn("tom@example.com").choose("Pay a bill", "Pay ￥12.80", "Account balance")
    try bill.choose("Pay ").type("").shows("Overview")
    finish(bill)
    let order = try PlainDesk(in: folder)
    try order.signIn("kayan@example.com").choose("Go to the open order", "Give").type("")
    finish(order)
    let device = try PlainDesk(in: folder)
    try device.signIn("sara@example.com").choose("Account management", "Bound", "Unbind Pixel")
    try device.choose("Unbind Galaxy").shows("No device is bound")
    finish(device)
  }

  @Test func `a receipt is looked up without signing in`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("linyue@example.com").choose("Renew", "1 month", "Account balance", "Pay ")
    let number = try #require(desk.text.firstMatch(of: /R-[0-9A-Z]{4}-[0-9A-Z]{4}/)?.output)
    try desk.type("", ":0").choose("Look up").type("R-0000-0000")
    try desk.shows("Not accepted: ", "Enter keeps R-0000-0000").type(String(number)).shows(
      "Plan renewed")
    finish(desk)
  }

  @Test(arguments: ["lyca", "zhonggangtong", "station", "esim"])
  func `every carrier's closing is reached and understood`(brand: String) throws {
    let people = [
      "lyca": "ivan@example.com", "zhonggangtong": "wingsze@example.com",
      "station": "noor@example.com", "esim": "jonas@example.com",
    ]
    let desk = try PlainDesk(in: folder, brand: brand)
    try desk.signIn(people[brand] ?? "")
      .choose(brand == "lyca" ? "Terminate service" : "Close")
      .shows("What closing means", "the result is in", "0 home, ? help:")
    finish(desk)
  }

  @Test func `another language in the middle of it, and back out by zero`() throws {
    let desk = try PlainDesk(in: folder)
    try desk.signIn("linyue@example.com").choose("Renew").type("l").shows("选择期限", "0 首页")
    try desk.type("0").shows("首页", "1. ").type("0").shows("0. ")
    finish(desk)
  }

  @Test func `the end of the input decides nothing`() throws {
    let pay = "1\nlinyue@example.com\npractice-desk\n1\n1\n1\n"
    for end in ["", "2"] {
      let result = try esimdesk(
        "demo", "--plain", "--seed", "7", "--lang", "en", "--brand", "heyon", in: folder,
        input: pay + end)
      #expect(result.code == 0 && result.err.isEmpty)
      #expect(result.out.contains("Check before you pay"))
      #expect(!result.out.contains("R-"), "a line without its end was not said")
    }
  }
}

/// The plain front on a terminal: chosen by itself, and nothing typed in secret is shown.
@Suite(.serialized) struct PlainTerminalTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(arguments: ["dumb", "", "nonsense-term"])
  func `a terminal that can do no more is served line by line`(name: String) throws {
    let terminal = try Terminal(["demo", "--lang", "en"], in: folder, more: ["TERM": name])
    try terminal.wait("Choose 1-6; 0 leave")
    #expect(terminal.text.contains("TERM") == (name == "nonsense-term"), "why is said once")
    try terminal.press("1\n", "Sign-in name:")
    try terminal.press("linyue@example.com\n", "Password, not shown:")
    try terminal.wait("no echo") { _ in !terminal.echoes }
    try terminal.press("practice-desk\n", "Overview")
    #expect(terminal.echoes)
    #expect(terminal.text.count { $0 == "\u{1B}" } == 0)
    #expect(!terminal.text.components(separatedBy: "not shown:")[1].contains("practice-desk"))
    terminal.type("q\n")
    #expect(terminal.end() == 0)
    #expect(terminal.modes == terminal.modesBefore)
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `that nothing describes the terminal is told once, however many desks follow`() throws
  {
    let terminal = try Terminal(["--lang", "en"], in: folder, more: ["TERM": "nonsense-term"])
    try terminal.wait("Choose 1-3")
    try terminal.press("1\n", "practice desk", "0 leave")
    #expect(terminal.text.components(separatedBy: "ncurses-term").count == 2)
    terminal.type("0\n")
    #expect(terminal.end() == 0)
  }

  @Test func `an interrupt or a hang-up in the middle of a password leaves the terminal as it was`()
    throws
  {
    for key in ["\u{3}", "\u{4}"] {
      let terminal = try Terminal(["demo", "--plain", "--lang", "en"], in: folder)
      try terminal.press("1\n", "Sign-in name:")
      try terminal.press("linyue@example.com\n", "Password, not shown:")
      if key == "\u{3}" { terminal.child.kill(SIGINT) } else { terminal.type(key) }
      #expect(terminal.end() == 0)
      #expect(terminal.modes == terminal.modesBefore)
    }
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `lines fit a narrow terminal and break between words`() throws {
    let terminal = try Terminal(
      ["demo", "--plain", "--lang", "en"], in: folder, columns: 40, rows: 24)
    try terminal.wait("Choose 1-6")
    let lines = terminal.text.split(separator: "\r\n").map { $0.replacing("\r", with: "") }
    #expect(lines.allSatisfy { $0.count <= 40 })
    terminal.type("q\n")
    #expect(terminal.end() == 0)
  }
}
