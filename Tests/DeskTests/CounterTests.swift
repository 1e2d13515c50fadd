import Fixtures
import Foundation
import Testing

/// Face to face at a counter of 中港通, from the greeting to a receipt that proves itself anywhere.
@Suite struct CounterTests {
  static let password = "seven grey herons"

  private static let people =
    [
      "brand,number,name,balance,email,msisdn,language,state,plan,tier,valid_from,valid_until,paid_terms",
      "zhonggangtong,Z-880001,Seeded Wing Sze,20000,wing.seed@example.com,+85291230001,zh-Hant,active,border-basic,month,2098-12-31,2099-01-31,10",
    ].joined(separator: "\n") + "\n"

  /// Somebody of the staff of that vault, and what their authenticator app scanned.
  private func hire(_ name: String, _ role: String, at vault: VaultDesk) throws -> String {
    let added = try esimdesk(
      ["staff", "add", name, "--role", role, "--password-fd", "0", "--lang", "en"]
        + vault.access.prefix(4), in: vault.folder, input: Self.password + "\n")
    return String(
      try #require(added.out.split(separator: "\n").first { $0.hasPrefix("otpauth://") }))
  }

  private func signIn(_ desk: JSONDesk, _ name: String, _ address: String) throws {
    let code = Counter.code(of: address, at: Date().timeIntervalSince1970)
    try desk.at("staff.signIn")
      .enter(["name": name, "password": Self.password, "code": code]).at("review.queue")
  }

  @Test
  func
    `OFF-01 OFF-03 OFF-04 OFF-05 OFF-06 OFF-07 X-08 closed at the counter by a script, and the receipt holds after the erasure on a vault that knows only the public key`()
    throws
  {
    let folder = try Folder()
    let vault = try VaultDesk(importing: try folder.write(Self.people, to: "people.csv"))
    let (chan, wong) = (
      try hire("chan", "agent", at: vault), try hire("wong", "reviewer", at: vault)
    )
    let options =
      vault.access + [
        "--brand", "zhonggangtong", "--outlet", "hk-causewaybay", "--station", "counter-1",
        "--sendmail", vault.folder("sendmail"),
      ]
    let desk = try JSONDesk(all: ["staff", "--json"] + options, in: vault.folder)
    try signIn(desk, "chan", chan)
    try desk.choose("serve").enter(["person": "9123 0001"]).at("counter.person")
    #expect(!desk.prompt.said.contains("Wing") && !desk.prompt.said.contains("91230001"))
    try desk.choose("close", "start", "noCrossing").at("counter.materials")
    #expect(desk.prompt.state("purchaseProof") == "blocking", "OFF-04")
    try desk.check("document", "device", "purchaseProof").goOn().choose("homeReturnPermit")
    try desk.enter(["number": "H12345678", "expires": "2090-01-31"]).at("counter.face").confirm()
    try desk.enter(["proof": "shop receipt 48213"]).at("counter.checklist")
    try desk.choose("balance", "refund", "override", "linkedAccounts")
    try desk.enter(["reason": "phone stolen, police report seen"])
    try desk.choose("terms").confirm().goOn().at("counter.agreement")
    let agreement = desk.prompt.body
    try desk.choose("mailCode").goOn().confirm().at("counter.sign")
    try desk.enter(["name": "Wing Sze", "code": "000000"])
    #expect(desk.prompt.refusalCode == "code.wrong")
    let word = try vault.code()
    #expect(vault.mails.last?.to == "wing.seed@example.com")
    try desk.enter(["name": "Wing Sze", "code": word]).at("counter.submitted")
    let number = try desk.receipt()
    let slip = try #require(desk.receipts.last)
    let code = slip["code"]
    #expect(slip.lines.contains { $0.contains("Causeway Bay") && $0.contains("chan") })
    #expect(slip.lines.contains { $0.contains("police report") }, "what was let be is on the slip")
    try desk.goOn().at("counter.find").end()

    // Somebody else decides, and everything about the person is gone.
    let office = try JSONDesk(all: ["staff", "--json"] + options, in: vault.folder)
    try signIn(office, "wong", wong)
    try office.choose(number).at("review.file")
    #expect(office.prompt.said.contains("police report"))
    // What was signed is what was shown: the hash can be told from the text by anybody.
    let clauses = agreement.filter { $0.first?.isNumber == true }
    let text = (["Account closure agreement"] + clauses).joined(separator: "\n")
    let hash = try Self.hash(text)
    #expect(clauses.count == 6 && office.prompt.said.contains(hash.prefix(16)))
    try office.choose("approve").confirm().at("review.approved").end()
    #expect(try vault.isSound)

    // Elsewhere: another vault, which was told the public key and nothing more.
    let stranger = try VaultDesk()
    let pem = try vault.run("receipt", "public-key").out
    let key = try stranger.folder.write(pem, to: "carrier.pem")
    let checked = try stranger.run("receipt", "verify", code, "--public-key", key, "--json")
    #expect(checked.code == 0 && checked.out.contains(number), "\(checked)")
    let unknown = try stranger.run("receipt", "verify", code, "--json")
    #expect(unknown.code == 65)
    // The journal names who did it and where.
    let export = try vault.run("export")
    #expect(export.out.contains(number))
    #expect(
      vault.leaks(of: [
        "Wing Sze", "wing.seed", "85291230001", "H12345678", "receipt 48213", "police report",
      ]).isEmpty)
  }

  /// SHA-256 by somebody else's program.
  private static func hash(_ text: String) throws -> String {
    let result = try esimdesk(
      ["-c", "import hashlib,sys;print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())"],
      in: try Folder(), input: text, program: Terminal.python)
    return result.out
  }

  @Test(arguments: [(80, 24), (60, 16)])
  func `OFF-05 OFF-07 the practice desk's counter closes an account in Chinese, in tmux`(
    columns: Int, rows: Int
  ) throws {
    let folder = try Folder()
    let terminal = try TmuxTerminal(
      all: [
        "demo", "--seed", "7", "--now", "2026-11-20T09:00:00+08:00", "--brand", "zhonggangtong",
        "--lang", "zh-Hans", "--outlet", "hk-causewaybay",
      ], in: folder, columns: columns, rows: rows)
    try terminal.press("", "登录")
    try terminal.press("7", "工作人员登录")
    let code = try #require(
      try terminal.look().rows.first { $0.contains("chan") }.flatMap { sixDigits(in: $0) })
    try terminal.press("chan\rpractice-desk\r\(code)\r", "为客户办理")
    let serve = try terminal.look().rows.first { $0.contains("为客户办理") }?.first(where: \.isNumber)
    try terminal.press(String(serve ?? "1"), "为哪位客户办理")
    try terminal.press("wingsze@example.com\r", "黃••")
    try terminal.press("1", "请向客户说明")
    try terminal.press("1", "为什么要注销")
    try terminal.press("1", "客户带来的材料")
    try terminal.press("124", "下一步")
    try terminal.press("5", "哪种证件原件")
    try terminal.press("3", "读取证件")
    try terminal.press("A123456(3)", "已读取")
    try terminal.press("\r", "是本人吗")
    try terminal.press("2", "购买凭证")
    try terminal.press("order 48213\r", "与客户逐项核对")
    try terminal.press("4", "余额怎么处理")
    try terminal.press("1", "与客户逐项核对")
    try terminal.press("5", "[x] 5")
    try terminal.press("8", "注销条款")
    try terminal.press("2", "下一步")
    try terminal.press("9", "注销协议书")
    try terminal.press("1", "请转交客户本人")
    let sent = try terminal.wait("the code") { sixDigits(in: $0.text) != nil }
    let word = try #require(sixDigits(in: sent.text))
    try terminal.press("1", "确定永久注销账户吗")
    try terminal.press("2\r", "请您签署")
    try terminal.press("黃詠詩\r\(word)\r", "回执单")
    let slip = try terminal.look()
    #expect(slip.text.contains("R-"))
    try terminal.press("1", "为哪位客户办理")
    #expect(try !terminal.look().text.contains("黃詠詩"))
  }
}
