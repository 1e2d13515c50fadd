import Foundation
import Testing

/// Accounts, plans and payments at the practice desk, driven as a script would.
@Suite struct PracticeAccountTests {
  let folder: Folder
  let desk: JSONDesk

  init() throws {
    folder = try Folder()
    desk = try JSONDesk.practice(in: folder)
  }

  // MARK: The first screen

  @Test func `the first line says hello, the first prompt who can sign in and with what password`()
    throws
  {
    #expect(desk.hello["type"] == "hello")
    #expect(desk.hello.object["version"] as? Int == 1)
    #expect(desk.hello["now"].hasPrefix("2026-11-20T09:0"))
    #expect(desk.hello.object["brands"] as? [String] == ["heyon"])
    #expect(desk.prompt.body.filter { $0.contains("@example.com: ") }.count == 8)
    #expect(desk.prompt.said.contains("practice-desk"))
  }

  @Test func `GEN-01 GEN-08: whoever registers is told what the product is and where it works`()
    throws
  {
    try desk.choose("register").at("register.details")
    #expect(desk.prompt.said.contains("nothing to insert"))
    #expect(desk.prompt.said.contains("every country"))
  }

  @Test func `every sample subscriber's telling situation shows at sign-in`() throws {
    let telling = [
      "linyue": "runs out Mon 23 Nov 2026, in 3 days", "ana": "Data Plus", "tom": "bill",
      "kayan": "order", "zhouxiao": "not active", "omar": "in review", "zhiming": "Data Plus",
      "sara": "Data Plus",
    ]
    for (name, words) in telling.sorted(by: { $0.key < $1.key }) {
      try desk.signIn("\(name)@example.com").at("home.menu")
      #expect(desk.prompt.said.contains(words), "\(name): \(desk.prompt.said)")
      if name == "zhiming" || name == "sara" || name == "ana" {
        try desk.choose("management")
        let balance = ["zhiming": "36.50", "sara": "0.00", "ana": "200.00"][name] ?? ""
        #expect(desk.prompt.said.contains("Balance: ￥\(balance)"), "\(desk.prompt.said)")
        let devices = desk.prompt.option("devices")?["detail"] as? String
        #expect(devices == (name == "sara" ? "2 bound" : "0 bound"))
        try desk.home()
      }
      try desk.choose("signOut")
    }
  }

  @Test func `the list of samples is JSON that signs in`() throws {
    let listed = try esimdesk("demo", "--list", in: folder)
    #expect(listed.code == 0 && listed.err.isEmpty)
    let people = try #require(
      try JSONSerialization.jsonObject(with: Data(listed.out.utf8)) as? [[String: String]])
    #expect(people.filter { $0["brand"] == "heyon" }.count == 8)
    #expect(
      Set(people.compactMap { $0["role"] }) == ["agent", "reviewer", "administrator"])
    let first = try #require(people.first)
    try desk.signIn(first["identifier"] ?? "", first["password"] ?? "").at("home.menu")
  }

  // MARK: Signing in

  @Test
  func
    `LOG-01 LOG-02: e-mail, phone number in any writing or user name, with the password, open the account`()
    throws
  {
    let names = [
      "linyue@example.com", " LinYue@Example.COM ", "+86 138 0013 8001", "13800138001", "linyue",
    ]
    for name in names {
      try desk.signIn(name).at("home.menu")
      #expect(desk.prompt.said.contains("林悦"), "\(name)")
      try desk.choose("signOut").at("welcome.start")
    }
  }

  @Test func `LOG-01: a wrong password and an unknown name are refused in the same words`() throws {
    try desk.signIn("linyue@example.com", "practice-desk ")
    let wrong = desk.prompt
    try desk.signIn("nobody@example.com")
    #expect(wrong.refusalCode == "signIn.wrong")
    #expect(wrong.text == desk.prompt.text)
    #expect(desk.prompt.step == "signIn.password")
  }

  @Test func `LOG-01: after five wrong passwords even the right one waits, and then opens`() throws
  {
    for _ in 1...5 {
      try desk.signIn("linyue@example.com", "wrong wrong")
      #expect(desk.prompt.refusalCode == "signIn.wrong")
    }
    try desk.signIn("linyue@example.com")
    #expect(desk.prompt.refusalCode == "attempts.tooMany")
    try desk.advance("PT1M").signIn("linyue@example.com").at("home.menu")
  }

  @Test
  func
    `LOG-06: a forgotten password is reset by a code sent to the registered address, and the old one is dead`()
    throws
  {
    try desk.choose("resetPassword").enter(["identifier": "linyue@example.com"])
    try desk.choose("mail").enter(["code": try desk.code()])
    try desk.at("resetPassword.newPassword")
    try desk.enter(["password": "four calm words here", "again": "four calm words here"])
    try desk.at("resetPassword.done").goOn()
    #expect(desk.messages.last?["to"] == "linyue@example.com", "told that it was changed")
    try desk.signIn("linyue@example.com")
    #expect(desk.prompt.refusalCode == "signIn.wrong")
    try desk.signIn("linyue@example.com", "four calm words here").at("home.menu")
  }

  @Test func `LOG-06: a reset tells nobody whether an account exists`() throws {
    func walk(_ name: String) throws -> [String] {
      try desk.home().choose("resetPassword").enter(["identifier": name]).choose("sms")
      var seen = [desk.prompt.text]
      for code in ["000001", "000002"] {
        try desk.enter(["code": code])
        seen.append(desk.prompt.text)
      }
      return seen
    }
    let (known, unknown) = (try walk("ana@example.com"), try walk("nobody@example.com"))
    #expect(known == unknown)
    #expect(desk.messages.count == 1)
  }

  @Test
  func
    `LOG-07 X-05: strong passwords are advised, never forced to change; only the guessable are refused`()
    throws
  {
    try desk.signIn("linyue@example.com").choose("management", "changePassword")
    try desk.enter(["password": "practice-desk"]).at("changePassword.newPassword")
    #expect(
      desk.prompt.said.contains("Strong") && desk.prompt.said.contains("Change it now and then"))
    let refused = [
      ("short", "password.short"), ("password123", "password.common"),
      ("linyue@example.com", "password.personal"),
    ]
    for (password, code) in refused {
      try desk.enter(["password": password, "again": password])
      #expect(desk.prompt.refusalCode == code, "\(password)")
    }
    try desk.enter(["password": "four calm words", "again": "four calm wards"])
    #expect(desk.prompt.refusalCode == "password.differs")
    try desk.enter(["password": "four calm words", "again": "four calm words"])
    try desk.at("changePassword.done").goOn().home().choose("signOut")
    try desk.signIn("linyue@example.com", "four calm words").at("home.menu")
  }

  // MARK: Registering and activating

  @Test
  func
    `LOG-08 LOG-09 X-12: registering, activating and the first purchase, whose first month is free`()
    throws
  {
    try desk.choose("register").enter([
      "name": "李雷", "email": "lilei@example.org", "msisdn": "13912345678", "userName": "lilei",
    ])
    try desk.at("register.newPassword")
      .enter(["password": "a very good day", "again": "a very good day"]).at("register.code")
    #expect(desk.messages.last?["to"] == "lilei@example.org")
    try desk.enter(["code": try desk.code()]).at("register.done").goOn()
    try desk.at("activation.device").choose("yes").at("activation.guide")
    try desk.goOn()
    #expect(desk.prompt.refusalCode == "checklist.open", "no step may be left out")
    try desk.check("1", "2", "3", "4").goOn().at("activation.code")
    try desk.enter(["code": "LPA:1$smdp.heyon.example$NEW-CARD-1"]).at("activation.sure")
    try desk.confirm().at("activation.done").goOn().at("home.menu")
    #expect(desk.receipts.count == 1)
    try desk.choose("renewal").at("renewal.plan")
    #expect(Set(desk.prompt.options.compactMap { $0["id"] as? String }).count == 5)
    try desk.choose("data-basic")
    #expect(desk.prompt.said.contains("First month free"))
    try desk.choose("month", "balance")
    #expect(desk.prompt.said.contains("To pay: ￥0.00"))
    try desk.confirm().at("renewal.paid").goOn()
    #expect(desk.prompt.said.contains("runs out Sun 20 Dec 2026"))
  }

  @Test func `LOG-08: a line that is not active leads to its activation, not to renewal`() throws {
    try desk.signIn("zhouxiao@example.com")
    #expect(desk.prompt.option("renewal") == nil)
    try desk.choose("activation", "unsure").at("activation.guide")
    #expect(desk.prompt.said.contains("smdp.heyon.example"))
    try desk.check("1", "2", "3", "4").goOn().at("activation.sure").confirm().goOn()
    #expect(desk.prompt.isEnabled("renewal"))
  }

  @Test func `LOG-09 AFT-09: a device that takes no eSIM stops the way, with support's contacts`()
    throws
  {
    try desk.signIn("zhouxiao@example.com").choose("activation", "no").at("activation.unsupported")
    #expect(desk.prompt.said.contains("+86 400 000 0000"))
    try desk.choose("other").at("activation.device")
    #expect(desk.prompt.said.contains("ask support"))
  }

  @Test
  func `registering refuses each bad value beside its field and keeps the rest for correction`()
    throws
  {
    try desk.choose("register")
    let good = ["name": "Li", "email": "li@example.org", "msisdn": "", "userName": ""]
    let bad = [
      ("name", ""), ("name", "Li\u{1B}[31m"), ("email", "not an address"), ("msisdn", "12"),
      ("userName", "a"), ("name", "4111 1111 1111 1111"),
    ]
    for (field, value) in bad {
      try desk.enter(good.merging([field: value]) { $1 })
      #expect(desk.prompt.refusal?["field"] as? String == field, "\(field) \(value)")
      #expect(desk.prompt.step == "register.details")
    }
    try desk.enter(good.merging(["email": "linyue@example.com"]) { $1 })
    try desk.enter(["password": "a very good day", "again": "a very good day"])
    #expect(desk.prompt.refusal != nil, "the address belongs to another account")
  }

  // MARK: Renewal

  @Test
  func
    `REN-01 REN-02 REN-13: the overview shows validity, data and minutes used, and reminds before the end`()
    throws
  {
    try desk.signIn("linyue@example.com")
    for words in [
      "28 of 31 used", "16.4 GB of 30 GB used", "52 min of 300 min used", "Renew it now",
    ] {
      #expect(desk.prompt.said.contains(words))
    }
    try desk.home().choose("signOut").signIn("zhiming@example.com")
    #expect(!desk.prompt.said.contains("Renew it now"), "17 days are left")
  }

  @Test func `REN-03 REN-04: who is often abroad is advised a roaming plan, everyday use its own`()
    throws
  {
    try desk.signIn("ana@example.com").choose("renewal")
    #expect(desk.prompt.said.contains("Roaming Plus 20 GB"))
    try desk.home().choose("signOut").signIn("linyue@example.com").choose("renewal")
    #expect(desk.prompt.said.contains("suits that"))
  }

  @Test
  func
    `GEN-06 REN-05 REN-06: plans for data, voice and roaming, by the month, the quarter and the year, with what a year saves`()
    throws
  {
    try desk.signIn("linyue@example.com").choose("renewal")
    #expect(
      desk.prompt.options.compactMap { $0["id"] as? String } == [
        "month", "quarter", "year", "plans",
      ])
    #expect(desk.prompt.said.contains("A month suits short use, a year costs less"))
    #expect((desk.prompt.option("year")?["columns"] as? [String])?.last == "￥108.00")
    try desk.choose("plans")
    let plans = desk.prompt.options.compactMap { $0["id"] as? String }
    #expect(
      plans.contains("voice") && plans.contains("roaming-plus") && plans.contains("data-unlimited"))
  }

  @Test
  func
    `REN-07 REN-08 REN-09 REN-10 REN-11 REN-15: renewing: how long, how paid, the check, the receipt, the message, the new end`()
    throws
  {
    try desk.signIn("linyue@example.com").choose("renewal", "quarter").at("renewal.method")
    #expect(desk.prompt.isEnabled("balance") && desk.prompt.isEnabled("practice"))
    try desk.choose("practice").at("renewal.check")
    for words in ["List price: ￥159.00", "10 % off for existing users: -￥15.90", "To pay: ￥143.10"]
    {
      #expect(desk.prompt.said.contains(words), "\(desk.prompt.said)")
    }
    try desk.confirm(false).at("renewal.method").choose("practice").confirm().at("renewal.paying")
    #expect(desk.messages.isEmpty && desk.receipts.isEmpty)
    try desk.choose("approve").at("renewal.paid")
    #expect(desk.receipts.count == 1 && desk.messages.count == 1)
    #expect(desk.receipts[0].lines.contains { $0.contains("￥143.10") })
    #expect(desk.messages[0]["to"] == "linyue@example.com")
    try desk.goOn().at("home.menu")
    #expect(desk.prompt.said.contains("Tue 23 Feb 2027"), "three months after the old end")
  }

  @Test func `REN-12: the plan and every receipt can be read again at any time`() throws {
    try desk.signIn("linyue@example.com").choose("renewal", "month", "balance").confirm().goOn()
    let number = try desk.receipt()
    try desk.choose("receipts")
    #expect(desk.prompt.option(number) != nil)
    try desk.choose(number).at("receipts.receipt")
    #expect(desk.prompt.said.contains("￥53.10"))
    try desk.home().choose("signOut", "lookUp").enter(["receipt": number]).at("lookUp.receipt")
    #expect(!desk.prompt.text.contains("林悦"), "a number tells no name")
  }

  @Test
  func `REN-14 REN-15 X-12: existing users get their discount and never the newcomers' free month`()
    throws
  {
    try desk.signIn("zhiming@example.com").choose("renewal")
    #expect(desk.prompt.said.contains("10 % off") && !desk.prompt.said.contains("free"))
  }

  @Test
  func
    `REN-16 AFT-09: a declined payment charges nothing and shows the hotline; it can be tried again`()
    throws
  {
    try desk.signIn("linyue@example.com").choose("renewal", "month", "practice").confirm()
    try desk.choose("decline").at("renewal.declined")
    #expect(
      desk.prompt.said.contains("+86 400 000 0000")
        && desk.prompt.said.contains("help@heyon.example"))
    #expect(desk.receipts.isEmpty)
    try desk.choose("again").at("renewal.paying").choose("approve").at("renewal.paid")
    #expect(desk.receipts.count == 1)
  }

  @Test func `X-14: an expired plan renews from today, no day is charged for the time between`()
    throws
  {
    try desk.signIn("linyue@example.com").advance("P30D").at("home.menu")
    #expect(desk.prompt.said.contains("ran out"))
    try desk.choose("renewal", "month", "practice").confirm().choose("approve").goOn()
    #expect(desk.prompt.said.contains("Wed 20 Jan 2027"), "\(desk.prompt.said)")
  }

  @Test func `a balance that is too low cannot be chosen, and says by how much`() throws {
    try desk.signIn("zhiming@example.com").choose("renewal", "month")
    #expect(!desk.prompt.isEnabled("balance"))
    #expect((desk.prompt.option("balance")?["reason"] as? String)?.contains("￥16.60") == true)
    try desk.send(#"{"choose":"balance"}"#)
    #expect(desk.prompt.step == "renewal.method" && desk.prompt.refusalCode == "answer.disabled")
  }

  @Test func `X-10: an order left open is finished or given up before another is made`() throws {
    try desk.signIn("kayan@example.com").choose("renewal").at("renewal.unfinished")
    try desk.choose("cancel").at("renewal.cancelled").goOn().at("renewal.tier")
    try desk.home()
    #expect(!desk.prompt.said.contains("order"))
    #expect(desk.receipts.isEmpty)
  }

  @Test func `X-10: an order left open can be paid after all, once`() throws {
    try desk.signIn("kayan@example.com").choose("renewal", "continue").at("renewal.paying")
    try desk.choose("approve").at("renewal.paid").goOn()
    #expect(desk.receipts.count == 1)
    try desk.choose("renewal").at("renewal.tier")
  }

  @Test func `a bill is paid once and is gone`() throws {
    try desk.signIn("tom@example.com").choose("bills").at("bills.bills")
    try desk.choose("B-2026-10", "balance")
    #expect(desk.prompt.said.contains("￥12.80"))
    try desk.confirm()
    #expect(desk.receipts.count == 1 && desk.messages.count == 1)
    try desk.goOn().home()
    #expect(desk.prompt.option("bills") == nil)
    try desk.choose("management")
    #expect(desk.prompt.said.contains("Balance: ￥187.20"))
  }

  @Test func `GEN-10: whoever chooses a plan is advised to choose by need`() throws {
    try desk.signIn("linyue@example.com").choose("renewal", "plans").at("renewal.plan")
    #expect(desk.prompt.said.contains("Choose by what you reall"), "\(desk.prompt.said)")
  }

  // MARK: Identity

  @Test func `ONL-10: identity is proved by the code that the message shows`() throws {
    try desk.signIn("linyue@example.com").choose("verification").at("verification.identity")
    try desk.choose("smsCode").at("verification.code")
    #expect(desk.messages.last?["channel"] == "sms")
    #expect(!desk.prompt.text.contains("13800138001"), "the number is shown masked")
    try desk.enter(["code": try desk.code()]).at("verification.proved").goOn()
    #expect((desk.prompt.option("verification")?["detail"] as? String)?.contains("asked") == false)
  }

  @Test
  func
    `ONL-10: a code works once, for ten minutes, five attempts, and a new one not before a minute`()
    throws
  {
    try desk.signIn("linyue@example.com").choose("verification", "mailCode")
    let first = try desk.code()
    try desk.send(#"{"choose":"again"}"#)
    #expect(desk.prompt.refusalCode == "code.tooSoon", "\(desk.prompt.refusalCode ?? "")")
    try desk.advance("PT61S").choose("again")
    let second = try desk.code()
    if first != second {
      try desk.enter(["code": first])
      #expect(desk.prompt.refusalCode == "code.wrong", "the new code killed the old one")
    }
    try desk.advance("PT11M").enter(["code": second])
    #expect(desk.prompt.refusalCode == "code.expired")
    try desk.choose("again")
    let third = try desk.code()
    let wrong = third == "000000" ? "111111" : "000000"
    var refusals: [String] = []
    for _ in 1...5 {
      try desk.enter(["code": wrong])
      refusals.append(desk.prompt.refusalCode ?? "")
    }
    try desk.enter(["code": third])
    #expect(desk.prompt.step == "verification.code", "worn out: \(refusals)")
  }

  // MARK: The front

  @Test func `the language changes what is said and nothing else`() throws {
    try desk.signIn("linyue@example.com").choose("renewal", "quarter")
    let before = desk.prompt
    try desk.send(#"{"lang":"zh-Hans"}"#)
    #expect(desk.prompt.step == before.step)
    #expect(desk.prompt["title"].unicodeScalars.contains { $0.value > 0x4E00 })
    try desk.send(#"{"lang":"zh-Hant"}"#).send(#"{"lang":"en"}"#)
    #expect(desk.prompt.text == before.text)
  }

  @Test func `malformed lines are answered by an error and change nothing`() throws {
    try desk.signIn("linyue@example.com").choose("renewal", "month", "balance")
    let before = desk.prompt.text
    let lines = [
      "nonsense", "[]", "{}", #"{"confirm":"yes"}"#, #"{"confirm":true,"home":true}"#,
      #"{"fly":true}"#, #"{"lang":"fr"}"#, #"{"advance":"soon"}"#, #"{"advance":"-P1D"}"#,
      #"{"choose":"nothing"}"#, #"{"enter":{"code":"1"}}"#, #"{"check":{"backup":true}}"#,
      #"{"continue":true}"#, #"{"choose":1}"#, #"{"enter":[]}"#, "{\"confirm\":true",
      #"{"confirm":true}{"confirm":true}"#, #"{"confirm":true,}"#,
      #"{"confirm":false,"confirm":true}"#,
      #"{"confirm":true,"\u0063onfirm":true}"#,
      String(repeating: "[", count: 60_000),
      #"{"choose":"\#(String(repeating: "x", count: 70_000))"}"#,
    ]
    for line in lines {
      try desk.send(line)
      let error = desk.error
      #expect(error != nil, "\(line.prefix(60))")
    }
    try desk.send(#"{"lang":"en"}"#)
    #expect(desk.prompt.text == before)
    #expect(desk.receipts.isEmpty)
    try desk.confirm().at("renewal.paid")
  }

  @Test
  func `the end of the input ends the desk; nothing undecided happens and nothing is left behind`()
    throws
  {
    #expect(folder.practiceFolders.count == 1)
    try desk.signIn("linyue@example.com").choose("renewal", "month", "balance")
    #expect(try desk.end() == 0)
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `the same seed and clock give the same numbers`() throws {
    func run() throws -> (String, String) {
      let desk = try JSONDesk.practice(in: folder, seed: 99)
      try desk.signIn("linyue@example.com").choose("renewal", "month", "balance").confirm()
      return (try desk.receipt(), desk.receipts[0].lines.last ?? "")
    }
    #expect(try run() == run())
  }

  @Test func `what a killed practice desk left behind goes with the next, and nothing else does`()
    throws
  {
    let other = try JSONDesk.practice(in: folder)
    #expect(folder.practiceFolders.count == 2)
    // Not ours to remove: a link, a folder others can look into, and one of another name.
    let tmp = folder("tmp")
    try FileManager.default.createSymbolicLink(
      atPath: tmp + "/esimdesk-practice-link00", withDestinationPath: folder("state"))
    mkdir(tmp + "/esimdesk-practice-open00", 0o755)
    mkdir(tmp + "/esimdesk-other", 0o700)
    mkdir(folder("state"), 0o700)
    _ = try folder.write("x", to: "state/precious")
    desk.kill()
    #expect(try desk.end() != 0)
    #expect(try other.end() == 0)
    #expect(folder.practiceFolders.count == 3, "one was killed and left its own")
    let next = try JSONDesk.practice(in: folder)
    #expect(folder.practiceFolders.count == 3, "\(folder.practiceFolders)")
    #expect(try next.end() == 0)
    #expect(
      folder.practiceFolders == ["esimdesk-practice-link00", "esimdesk-practice-open00"])
    #expect(folder.names("state") == ["precious"] && folder.names("tmp").contains("esimdesk-other"))
  }
}
