import Foundation
import Testing

/// Every carrier's journeys at the practice desk, by `demo --json`, from signing in to the final state.
@Suite struct CarrierTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func desk(_ brand: String) throws -> JSONDesk {
    try JSONDesk.practice(in: folder, brand: brand)
  }

  /// A renewal for the shortest term, from the balance.
  private func renew(_ desk: JSONDesk) throws {
    try desk.home().choose("renewal").at("renewal.tier")
    let tier = try #require(desk.prompt.options.first?["id"] as? String)
    try desk.choose(tier, "balance").confirm().at("renewal.paid")
    #expect(desk.receipts.last?.lines.contains("Paid from the account balance") == true)
    try desk.goOn().at("home.menu")
  }

  /// Works through the checklist, whatever the carrier put on it.
  private func settle(_ desk: JSONDesk) throws {
    try desk.at("closure.checklist")
    for item in desk.prompt.items where item["action"] as? String == "tick" {
      try desk.check(try #require(item["id"] as? String))
    }
    if desk.prompt.state("contract") == "blocking" { try desk.choose("contract", "accept") }
    if desk.prompt.state("balance") == "blocking" { try desk.choose("balance", "refund") }
    if desk.prompt.state("documents") == "blocking" {
      try desk.choose("documents", "homeReturnPermit")
      try desk.enter(["number": "H12345678", "expires": "2031-04-02"])
    }
    try desk.choose("terms").confirm().goOn().at("closure.reason")
  }

  /// A picture a phone could have taken, as far as its bytes go.
  private func photo() throws -> String {
    let noise = (0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 5) }
    let bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + noise + [0xFF, 0xD9]
    let path = folder("permit.jpg")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Proves identity by a mailed code, and confirms for good; the receipt's number.
  private func apply(_ desk: JSONDesk, with photo: String? = nil) throws -> String {
    try desk.confirm().at("closure.identity")
    try desk.choose(photo == nil ? "mailCode" : "mailCode+idPhoto")
    try desk.enter(["code": try desk.code()])
    if let photo { try desk.at("closure.photo").enter(["path": photo]) }
    try desk.at("closure.confirm").confirm()
    return try desk.receipt()
  }

  /// Whether the account is gone, and its number still tells what became of it.
  private func expectErased(_ desk: JSONDesk, _ who: String, _ number: String) throws {
    #expect(desk.prompt.step == "farewell.closed")
    try desk.goOn().signIn(who)
    #expect(desk.prompt.refusalCode == "signIn.wrong")
    try desk.home().choose("lookUp").enter(["receipt": number]).at("lookUp.progress")
    #expect(desk.prompt.said.contains("Approved"))
  }

  @Test func `a desk of all carriers asks whose customer one is, and can be asked again`() throws {
    let desk = try JSONDesk(
      ["demo", "--json", "--seed", "7", "--brand", "heyon"], in: folder)
    #expect(desk.hello.object["brands"] as? [String] == ["heyon"])
    let all = try JSONDesk(all: ["demo", "--json", "--seed", "7"], in: folder)
    #expect(
      all.hello.object["brands"] as? [String]
        == ["esim", "heyon", "lyca", "station", "zhonggangtong"])
    try all.at("welcome.brand").choose("station").at("welcome.start")
    #expect(all.prompt.said.contains("Station card"))
    try all.choose("brand").at("welcome.brand").choose("lyca").at("welcome.start")
    #expect(all.prompt.said.contains("Lyca"))
  }

  @Test
  func
    `GEN-07 PRE-15 ONL-02 ONL-06 ONL-18 ONL-24 X-01: Lyca renews, changes, pauses, resumes, closes, and shows it`()
    throws
  {
    let desk = try desk("lyca")
    try desk.signIn("grace@example.com").at("home.menu")
    try renew(desk)
    try desk.choose("planChange").at("planChange.plan").choose("premium").at("planChange.tier")
    #expect(desk.prompt.said.contains("Value of days left"))
    try desk.choose("month", "balance").confirm().at("planChange.paid").goOn()
    #expect(desk.prompt.said.contains("Premium"))
    try desk.choose("suspension").choose("30").confirm().at("suspension.done").goOn()
    try desk.advance("P3D").choose("suspension").choose("resume").at("suspension.done").goOn()
    try desk.choose("closure", "start")
    try settle(desk)
    try desk.choose("noLongerNeeded").at("closure.instead").choose("close")
    try desk.at("closure.accountKind").choose("personal").at("closure.sure")
    let number = try apply(desk)
    try desk.at("closure.submitted").goOn().choose("progress").at("progress.view")
    #expect(desk.prompt.said.contains("Thu 26 Nov to Wed 2 Dec 2026"), "3 to 7 working days, CN")
    try desk.home().advance("P2D")
    #expect(desk.prompt.step == "home.menu", "not before its window")
    try desk.advance("P1D").at("home.closed")
    try desk.choose("signOut").signIn("grace@example.com").at("home.closed")
    #expect(desk.prompt.said.contains(number) && !desk.prompt.said.contains("Grace"))
    try desk.choose("signOut").advance("P31D").signIn("grace@example.com")
    #expect(desk.prompt.refusalCode == "signIn.wrong", "the last trace is erased too")
  }

  @Test
  func
    `PRE-04 PRE-06 PRE-12 ONL-03 ONL-07 ONL-09 ONL-12 ONL-19 ONL-25: Zhonggangtong renews and closes by permit and photo`()
    throws
  {
    let desk = try desk("zhonggangtong")
    let who = "liqiang@example.com"
    try desk.signIn(who).at("home.menu")
    try renew(desk)
    try desk.choose("closure", "start").at("closure.way").choose("online")
    #expect(desk.prompt.state("contract") == "blocking")
    try settle(desk)
    try desk.choose("noLongerNeeded").at("closure.details")
    let phone = try #require(
      (desk.prompt.object["fields"] as? [[String: Any]])?.first?["initial"] as? String)
    try desk.enter(["msisdn": phone, "email": who]).at("closure.sure")
    let number = try apply(desk, with: try photo())
    try desk.at("closure.survey1").choose("skip").at("closure.submitted")
    #expect(desk.prompt.said.contains("Mon 23 Nov to Wed 25 Nov 2026"), "1 to 3 working days, HK")
    try desk.goOn().advance("P3D")
    try expectErased(desk, who, number)
    let done = try #require(desk.receipts.last { $0.lines.contains { $0.contains("closed") } })
    #expect(done.lines.contains("Fee for leaving early: HK$99.00"))
  }

  @Test
  func
    `OFF-01 OFF-02 OFF-03 OFF-04: Zhonggangtong's counters, what to bring, and who wants a proof`()
    throws
  {
    let desk = try desk("zhonggangtong")
    try desk.signIn("wingsze@example.com").choose("closure", "start", "counter")
    try desk.at("closure.counter")
    #expect(desk.prompt.said.contains("identity document"))
    try desk.choose("outlets").at("closure.outlets")
    var asking = 0
    for outlet in desk.prompt.options where outlet["id"] as? String != "back" {
      try desk.choose(try #require(outlet["id"] as? String)).at("closure.outlet")
      if desk.prompt.said.contains("also wants") { asking += 1 }
      try desk.choose("back")
    }
    #expect(asking == 3)
  }

  @Test
  func `OFF-02 OFF-03 service centres are found without signing in, on the desk and on paper`()
    throws
  {
    let desk = try desk("zhonggangtong")
    try desk.choose("outlets").at("outlets.start").choose("district", "hk-shatin")
    try desk.at("outlets.list")
    #expect(desk.prompt.options.first?["id"] as? String == "hk-shatin")
    #expect(
      (desk.prompt.options.first?["detail"] as? String)?.hasPrefix("30 m, Hong Kong; ") == true)
    try desk.choose("hk-shatin").at("outlets.outlet")
    #expect(desk.prompt.said.contains("Sha Tin Centre Street"))
    try desk.end()
    for language in ["en", "zh-Hans", "zh-Hant"] {
      let paper = try esimdesk("outlets", "--lang", language, in: folder)
      #expect(paper.code == 0 && paper.err.isEmpty && !paper.out.contains("⟨"))
      #expect(paper.out.components(separatedBy: "\n\n").count == 6)
      #expect(paper.out.contains("--outlet hk-mongkok"), "what esimdesk staff is told")
    }
    let none = try esimdesk("outlets", "--brand", "heyon", "--lang", "en", in: folder)
    #expect(none.code == 0 && none.out.contains("No carrier"))
  }

  @Test
  func
    `PRE-02 PRE-07 ONL-04 ONL-08 ONL-11 ONL-20 X-04: Station renews and closes for who lost the phone`()
    throws
  {
    let desk = try desk("station")
    let who = "noor@example.com"
    try desk.signIn(who).at("home.menu")
    try renew(desk)
    try desk.choose("closure", "start")
    #expect(desk.prompt.state("services") == "open")
    try desk.choose("services", "S1").choose("S2").at("closure.checklist")
    try settle(desk)
    try desk.choose("deviceLost").at("closure.sure").confirm().at("closure.identity")
    #expect(!desk.prompt.isEnabled("smsCode") && desk.prompt.isEnabled("mailCode"))
    try desk.choose("mailCode").enter(["code": try desk.code()]).at("closure.confirm").confirm()
    let number = try desk.receipt()
    try desk.at("closure.submitted").goOn().advance("P4D")
    try expectErased(desk, who, number)
  }

  @Test
  func `ESM-01 ESM-02 ESM-04 PRE-11: an eSIM renews and closes through its carrier, by IMEI`()
    throws
  {
    let desk = try desk("esim")
    let who = "jonas@example.com"
    try desk.signIn(who).at("home.menu")
    try renew(desk)
    try desk.choose("closure", "start")
    try settle(desk)
    try desk.choose("noLongerNeeded").at("closure.details")
    let fields = try #require(desk.prompt.object["fields"] as? [[String: Any]])
    let phone = try #require(
      fields.first { $0["id"] as? String == "msisdn" }?["initial"] as? String)
    try desk.enter(["deviceModel": "Pixel 8", "imei": "490154203237517", "msisdn": phone])
    #expect(desk.prompt.refusalCode == "imei.checkDigit")
    try desk.enter(["deviceModel": "Pixel 8", "imei": "490154203237518", "msisdn": phone])
    try desk.at("closure.sure")
    let number = try apply(desk)
    try desk.at("closure.submitted").goOn().advance("P4D")
    try expectErased(desk, who, number)
  }
}
