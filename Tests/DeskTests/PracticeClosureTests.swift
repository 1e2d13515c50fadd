import Foundation
import Testing

/// Closing an account at the practice desk, from the first warning to the last trace.
@Suite struct PracticeClosureTests {
  let folder: Folder
  let desk: JSONDesk

  init() throws {
    folder = try Folder()
    desk = try JSONDesk.practice(in: folder)
  }

  @Test
  func
    `ONL-17 ONL-21 ONL-23 AFT-01 X-01 X-07: a closure from its application to the erased account`()
    throws
  {
    try desk.signIn("linyue@example.com")
    let number = try desk.apply()
    #expect(desk.prompt.said.contains(number))
    try desk.goOn().at("home.menu")
    #expect(!desk.prompt.isEnabled("renewal"), "nothing is bought while it closes")
    try desk.choose("progress").at("progress.view")
    #expect(desk.prompt.said.contains("Sat 21 Nov to Fri 27 Nov 2026"))
    try desk.advance("P3D")
    #expect(desk.prompt.step == "farewell.closed")
    let told = desk.messages.filter { $0["text"].contains(number) }
    #expect(told.count == 2 && told.allSatisfy { $0["to"] == "linyue@example.com" })
    try desk.goOn().at("welcome.start")
    try desk.signIn("linyue@example.com")
    #expect(desk.prompt.refusalCode == "signIn.wrong")
    try desk.home().choose("lookUp").enter(["receipt": number]).at("lookUp.progress")
    #expect(desk.prompt.said.contains("Approved") && desk.prompt.said.contains("erased"))
    #expect(!desk.prompt.said.contains("林悦") && !desk.prompt.said.contains("linyue"))
  }

  @Test func `ONL-01: account management leads to the closure, as the overview does`() throws {
    try desk.signIn("linyue@example.com").choose("management", "closure").at("closure.meaning")
  }

  @Test func `PRE-14 AFT-02: what closing means comes first, and leaving there changes nothing`()
    throws
  {
    try desk.signIn("linyue@example.com").choose("closure").at("closure.meaning")
    for words in [
      "purchase records and bound phone numbers are erased", "a new account and a new card",
      "3 days that are paid for",
    ] {
      #expect(desk.prompt.said.contains(words), "\(desk.prompt.said)")
    }
    try desk.choose("home").at("home.menu")
    #expect(desk.prompt.option("closure") != nil)
  }

  @Test
  func
    `PRE-01 X-09: money left must be decided on, and the sum and the choice stand on the last page and the receipt`()
    throws
  {
    try desk.signIn("zhiming@example.com").choose("closure", "start")
    #expect(desk.prompt.state("balance") == "blocking")
    try desk.check("backup").choose("terms").confirm().goOn()
    #expect(desk.prompt.refusalCode == "checklist.open")
    try desk.choose("balance", "forfeit").at("closure.forfeit").confirm(false).at("closure.balance")
    try desk.choose("transfer").enter(["number": "H-100003"])
    #expect(desk.prompt.refusalCode == "transfer.self")
    try desk.enter(["number": "H-999999"])
    #expect(desk.prompt.refusalCode == "transfer.unknown")
    try desk.enter(["number": "h-100001"]).at("closure.checklist").goOn().choose("other").confirm()
    try desk.choose("mailCode").enter(["code": try desk.code()]).at("closure.confirm")
    #expect(desk.prompt.said.contains("￥36.50") && desk.prompt.said.contains("H-100001"))
    try desk.confirm().at("closure.submitted")
    #expect(desk.receipts.last?.lines.contains { $0.contains("￥36.50") } == true)
    try desk.goOn().choose("signOut").advance("P3D").signIn("linyue@example.com").choose(
      "management")
    #expect(desk.prompt.said.contains("Balance: ￥236.50"), "it arrived")
  }

  @Test func `an unpaid bill stands in the way and can be paid on the spot`() throws {
    try desk.signIn("tom@example.com").choose("closure", "start")
    #expect(desk.prompt.state("bills") == "blocking")
    try desk.choose("bills", "B-2026-10", "balance").confirm().goOn().at("closure.checklist")
    #expect(desk.prompt.state("bills") == "done")
  }

  @Test func `X-10: a pending order stands in the way and can be cancelled on the spot`() throws {
    try desk.signIn("kayan@example.com").choose("closure", "start")
    #expect(desk.prompt.state("orders") == "blocking")
    try desk.choose("orders", "cancel").at("closure.checklist")
    #expect(desk.prompt.state("orders") == "done")
  }

  @Test func `PRE-05: bound devices are advised to be unbound, here, and stop nobody`() throws {
    try desk.signIn("sara@example.com").choose("closure", "start")
    #expect(desk.prompt.state("devices") == "open")
    try desk.check("backup").choose("terms").confirm().goOn().at("closure.reason")
    try desk.back().choose("devices", "D1", "D2").at("closure.checklist")
    #expect(desk.prompt.state("devices") == "done")
  }

  @Test
  func `PRE-08 PRE-16: the backup and the terms must be acknowledged, by nobody but the person`()
    throws
  {
    try desk.signIn("sara@example.com").choose("closure", "start")
    #expect(desk.prompt.state("backup") == "blocking" && desk.prompt.state("terms") == "blocking")
    try desk.send(#"{"check":{"terms":true}}"#)
    #expect(desk.error == "answer.kind", "terms are read, not ticked")
    try desk.choose("terms").at("closure.terms")
    #expect(desk.prompt.body.count == 4)
    try desk.confirm(false)
    #expect(desk.prompt.state("terms") == "blocking")
  }

  @Test
  func
    `ONL-05 ONL-10 ONL-14: reason, are you sure, identity, all consequences again, and only then the last word`()
    throws
  {
    try desk.signIn("linyue@example.com").applyUpToIdentity(reason: "coverage")
    try desk.choose("smsCode").enter(["code": try desk.code()]).at("closure.confirm")
    for words in [
      "erased and cannot be restored", "stops working", "a new account and a new card", "￥200.00",
      "coverage",
    ] {
      #expect(desk.prompt.said.contains(words), "\(desk.prompt.said)")
    }
    #expect((desk.prompt.object["confirm"] as? [String: Any])?["irreversible"] as? Bool == true)
    try desk.confirm(false).at("home.menu")
    #expect(desk.prompt.option("closure") != nil && desk.receipts.isEmpty)
  }

  @Test func `ONL-10: without the code nothing final happens`() throws {
    try desk.signIn("linyue@example.com").applyUpToIdentity()
    try desk.send(#"{"confirm":true}"#)
    #expect(desk.error != nil)
    try desk.choose("mailCode").enter(["code": "abcdef"])
    #expect(desk.prompt.refusal?["field"] as? String == "code")
    try desk.home()
    #expect(desk.prompt.option("closure") != nil)
  }

  @Test func `X-04: who lost the phone gets no code there, and is not stuck`() throws {
    try desk.signIn("linyue@example.com").applyUpToIdentity(reason: "deviceLost")
    #expect(!desk.prompt.isEnabled("smsCode") && desk.prompt.isEnabled("mailCode"))
  }

  @Test func `a proof of identity that grew old is asked for anew, and nothing else is lost`()
    throws
  {
    try desk.signIn("linyue@example.com").applyUpToIdentity().choose("mailCode")
    try desk.enter(["code": try desk.code()]).at("closure.confirm").advance("PT16M").confirm()
    #expect(desk.prompt.step == "closure.identity")
    try desk.choose("mailCode").enter(["code": try desk.code()]).confirm().at("closure.submitted")
  }

  @Test func `the application can be withdrawn while in review, and the account is as it was`()
    throws
  {
    try desk.signIn("omar@example.com").choose("progress").at("progress.view")
    try desk.choose("withdraw").confirm(false).at("progress.view")
    try desk.choose("withdraw").confirm().at("progress.withdrawn")
    #expect(desk.receipts.count == 1 && desk.messages.count == 1)
    try desk.goOn()
    #expect(desk.prompt.isEnabled("renewal") && desk.prompt.option("closure") != nil)
    try desk.advance("P10D").at("home.menu")
    #expect(desk.messages.count == 1, "no review decides what was withdrawn")
  }

  @Test func `AFT-03 AFT-09: what is left to do on the phone is told before and after`() throws {
    try desk.signIn("omar@example.com").choose("progress", "guide").at("guide.device")
    #expect(desk.prompt.said.contains("delete its profile by hand"))
    try desk.advance("P3D")
    #expect(desk.prompt.step == "farewell.closed")
    #expect(desk.prompt.said.contains("delete its profile by hand"))
    #expect(desk.prompt.said.contains("register a new account and buy a new card"))
  }

  @Test func `X-01: a receipt number typed wrong says what is wrong with it`() throws {
    try desk.choose("lookUp")
    for (typed, code) in [("R-7K2", "receipt.length"), ("R-7K2M-94QU", "receipt.character")] {
      try desk.enter(["receipt": typed])
      #expect(desk.prompt.refusalCode == code, "\(typed)")
    }
    #expect(desk.prompt.refusal?["field"] as? String == "receipt")
  }

  @Test
  func `X-02: the review's window is a range of real days, counted on the carrier's calendar`()
    throws
  {
    let late = try JSONDesk.practice(in: folder, now: "2026-11-20T23:30:00+08:00")
    try late.signIn("linyue@example.com").choose("closure")
    #expect(late.prompt.said.contains("Sat 21 Nov to Fri 27 Nov 2026"), "\(late.prompt.said)")
    let early = try JSONDesk.practice(in: folder, now: "2026-11-20T16:30:00+00:00")
    try early.signIn("linyue@example.com").choose("closure")
    #expect(early.prompt.said.contains("Sun 22 Nov to Sat 28 Nov 2026"), "\(early.prompt.said)")
  }
}
