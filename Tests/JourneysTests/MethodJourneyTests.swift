import Domain
import Fixtures
import Journeys
import Testing

struct MethodJourneyTests {
  @Test
  func `ONL-11 an authenticator app is bound by its secret and a code, and then closes an account`()
    throws
  {
    let it = try AtCarrier(.lyca)
    let person = it.person
    person.choose("management")
    person.choose("authenticator")
    person.expect(step: "code", "authenticator")
    guard case .text(let shown)? = person.prompt.body.compactMap(secretOnScreen).first,
      let app = TOTP(base32: shown)
    else {
      Issue.record("no secret is shown")
      return
    }
    let right = app.code(at: it.hall.now)
    person.enter(["code": right == "000000" ? "000001" : "000000"])
    person.expect(refused: "authenticator.code", field: "code", step: "code")
    person.enter(["code": right])
    person.expect(step: "done", "authenticator")
    person.next()
    person.choose("closure")
    person.choose("start")
    it.settles()
    person.choose("deviceLost")
    person.choose("close")
    person.choose("personal")
    person.confirm()
    person.choose("totp")
    person.expect(step: "totp")
    person.enter(["code": right])
    person.expect(refused: "code.wrong", field: "code", step: "totp")
    it.hall.clock.advance(30)
    person.enter(["code": app.code(at: it.hall.now)])
    _ = try it.confirms()
    person.expect(step: "submitted")
  }

  private func secretOnScreen(_ line: Line) -> Fact? {
    guard case .fact(let label, let value) = line, label.key == "authenticator.secret" else {
      return nil
    }
    return value.facts.values.first
  }

  @Test
  func
    `ONL-12 where no file can be read the photo's way is closed before any effort, and the counter stays`()
    throws
  {
    let hall = try Hall(try Carrier.zhonggangtong.policy())
    hall.folder.isAvailable = false
    try hall.addLin {
      $0.document = DocumentOnFile(
        kind: .hkid, number: "A1234563", expires: nil, readAt: hall.now)
    }
    let person = hall.desk()
    person.signIn()
    person.choose("verification")
    #expect(person.warns("identity.unavailable"))
    #expect(person.option("mailCode+idPhoto")?.disabled == "identity.off.photo")
    #expect(person.tells(.text(hall.policy.support.hotline)))
    person.choose("stop")
    person.choose("closure")
    person.choose("start")
    person.choose("counter")
    person.expect(step: "counter")
  }

  @Test func `PRE-08 a copy of one's own data goes to a folder, or by mail where there is none`()
    throws
  {
    let it = try AtCarrier(.heyon)
    let person = it.person
    for format in ["text", "json"] {
      person.choose("management")
      person.choose("exportData")
      person.expect(step: "format", "export")
      person.choose(format)
      person.enter(["folder": "/nowhere"])
      person.expect(refused: "file.folder", field: "folder", step: "folder")
      person.enter(["folder": "/usb"])
      person.expect(step: "done")
      person.next()
      person.home()
    }
    #expect(it.hall.folder.copies.map(\.format) == [.text, .json])
    #expect(it.hall.folder.copies.allSatisfy { $0.account.id == it.lin.id })
    person.choose("management")
    person.choose("exportData")
    person.choose("mail")
    person.expect(step: "mailed")
    guard case .dataCopy = it.hall.inbox.notices.last?.body else {
      Issue.record("no copy was mailed")
      return
    }
    #expect(it.hall.inbox.notices.last?.address == "linyue@example.com")
    #expect(!person.tells(.text("linyue@example.com")), "masked")
  }

  @Test func `PRE-15 a pause ends by itself after its last day, and its days come back`() throws {
    let it = try AtCarrier(.lyca)
    let person = it.person
    person.choose("suspension")
    person.choose("7")
    person.confirm()
    person.next()
    it.hall.clock.advance(7 * 86_400 - 1)
    person.desk.runDue()
    #expect(try it.account()?.subscription.state == .suspended)
    it.hall.clock.advance(86_400)
    person.desk.runDue()
    let after = try #require(try it.account())
    #expect(after.subscription.state == .active && after.resumeAt == nil)
    #expect(
      after.subscription.validUntil == it.lin.subscription.validUntil?.adding(days: 7))
    guard case .resumed = it.hall.inbox.notices.last?.body else {
      Issue.record("nobody was told")
      return
    }
  }

  @Test func `X-13 only the documents of the way that was chosen are asked for`() throws {
    let policy = try Everything.policy()
    let it = try AtCarrier(policy)
    it.person.choose("closure")
    it.person.choose("start")
    it.person.choose("online")
    it.person.choose("documents")
    #expect(it.person.options.map(\.id) == ["passport", "residentID", "hkid", "back"])
  }
}
