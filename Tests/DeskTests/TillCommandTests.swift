import Fixtures
import Foundation
import Testing

/// Money at the counter with the real program: two terminals, and the till at the end of the day.
@Suite struct TillCommandTests {
  let vault: VaultDesk
  /// The address each authenticator scanned.
  let addresses: [String: String]

  static let password = "seven grey herons"

  init() throws {
    vault = try VaultDesk()
    var addresses: [String: String] = [:]
    for (name, role) in [("chan", "agent"), ("lee", "administrator")] {
      let added = try esimdesk(
        [
          "staff", "add", name, "--role", role, "--password-fd", "0", "--vault",
          vault.place, "--key-file", vault.folder("key"), "--lang", "en", "--ascii",
        ], in: vault.folder, input: Self.password + "\n")
      addresses[name] = added.out.split(separator: "\n").first { $0.hasPrefix("otpauth://") }
        .map(String.init)
    }
    self.addresses = addresses
  }

  private func till(_ name: String) throws -> JSONDesk {
    let desk = try vault.staffDesk().at("staff.signIn")
    let code = Counter.code(of: addresses[name] ?? "", at: Date().timeIntervalSince1970)
    return try desk.enter(["name": name, "password": Self.password, "code": code])
      .at("review.queue").choose("till").at("till.list")
  }

  /// What Python's own reader makes of a file of comma-separated values.
  private func rows(_ csv: String) throws -> [[String]] {
    let read = "import csv,json,sys;print(json.dumps(list(csv.reader(sys.stdin, strict=True))))"
    let result = try esimdesk(["-c", read], in: vault.folder, input: csv, program: Terminal.python)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [[String]])
  }

  @Test
  func
    `PRE-02 a bill ordered at one terminal is paid at another, voided, and both are in the till`()
    throws
  {
    let hours = try vault.beWhereItIsNoon()
    let person = try vault.open("--counter").signIn(VaultDesk.ottilie, VaultDesk.password)
      .at("home.menu")
    try person.choose("bills", "BILL-SEED-1", "counter").confirm().at("bills.counter")
    let number = try #require(
      person.prompt.said.firstMatch(of: /O-[0-9A-Z]{12}/).map { String($0.0) })
    let desk = try till("chan")
    try desk.choose(number).at("till.order")
    #expect(!desk.prompt.said.contains("Ottilie") && desk.prompt.said.contains("12.80"))
    try desk.choose("cash").enter(["given": "20"]).at("till.cashSure")
    #expect(desk.prompt.said.contains("7.20"))
    try desk.confirm().at("till.taken")
    #expect(desk.prompt.said.contains("Give back ￥7.20."))
    let receipt = try desk.receipt()
    try person.choose("ask").at("bills.paid")
    #expect(person.prompt.said.contains("Taken by chan at test"))
    #expect(try vault.mails(1).last?.text.contains("Handed over ￥20.00, change ￥7.20") == true)
    let shown = try vault.run("receipt", "show", receipt)
    #expect(shown.out.contains("Paid in cash at the counter"))

    let admin = try till("lee")
    try admin.choose("find").enter(["number": number]).at("till.order")
    try admin.choose("void").confirm().at("till.voided")
    #expect(try vault.mails(2).last?.text.contains("has been taken back") == true)
    #expect(try vault.standing().bills, "the bill is open again")
    for desk in [person, desk, admin] { try desk.end() }

    let today = Date().addingTimeInterval(Double(hours * 3600)).ISO8601Format().prefix(10)
    let text = try vault.run("till", "--csv", "--day", String(today)).out
    #expect(text.hasSuffix("\r\n") && text.split(separator: "\r\n").count == 3)
    let rows = try rows(text)
    #expect(rows[0] == ["day", "staff", "method", "kind", "currency", "count", "sum"])
    #expect(
      rows[1...].map { Array($0[1...]) } == [
        ["chan", "counterCash", "taken", "CNY", "1", "12.80"],
        ["chan", "counterCash", "voided", "CNY", "1", "-12.80"],
      ])
    #expect(
      try vault.run("till", "--csv", "--day", rows[1][0], "--staff", "lee").out == text.prefix {
        $0 != "\r\n"
      } + "\r\n")
    for language in ["en", "zh-Hans", "zh-Hant"] {
      let table = try vault.run("till", "--day", rows[1][0], "--lang", language).out
      let lines = table.split(separator: "\n").map(String.init)
      try #require(lines.count == 7, "\(table)")
      let widths = try cells(lines[1...])
      #expect(Set(widths).count == 1, "\(table)")
    }
    #expect(try vault.isSound && vault.leaks.isEmpty)
  }

  /// How many cells each line takes, as python-wcwidth has it.
  private func cells(_ lines: some Sequence<String>) throws -> [Int] {
    let read = "import sys,wcwidth\nfor l in sys.stdin: print(wcwidth.wcswidth(l.rstrip('\\n')))"
    let result = try esimdesk(
      ["-c", read], in: vault.folder, input: lines.map { $0 + "\n" }.joined(),
      program: Terminal.python)
    return result.out.split(separator: "\n").compactMap { Int($0) }
  }

  @Test func `a day without money says so, and what is no day is refused`() throws {
    let none = try vault.run("till", "--day", "2020-02-29")
    #expect(none.code == 0 && none.out.contains("Nothing was taken that day."))
    #expect(
      try vault.run("till", "--csv", "--day", "2020-02-29").out
        == "day,staff,method,kind,currency,count,sum\r\n")
    for (arguments, says) in [
      (["till", "--day", "2021-02-29"], "--day wants"), (["till", "x"], "takes no argument"),
      (["status", "--csv"], "belong to esimdesk till"),
      (["till", "--counter"], "--counter belongs"),
      (["till", "--staff", "#1"], "--staff wants"),
    ] {
      let result = try esimdesk(arguments + vault.access, in: vault.folder)
      #expect(result.code == 64 && result.out.isEmpty && result.err.contains(says), "\(result)")
    }
  }
}
