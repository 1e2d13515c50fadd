import Domain
import Fixtures
import Journeys
import Testing

struct RegistrationTests {
  static let details = [
    "name": "Ana Petrova", "email": "Ana@Example.com", "msisdn": "+44 7911 123456",
    "userName": "ana.p",
  ]

  @Test
  func `LOG-08 registering: details, password, the code from the inbox, and on to activation`()
    throws
  {
    let hall = try Hall()
    let person = hall.desk()
    person.choose("register")
    person.enter(Self.details)
    person.expect(step: "newPassword", "register")
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.expect(step: "code")
    person.enter(["code": "000000"])
    person.expect(refused: "code.wrong", field: "code")
    person.enterCode()
    person.expect(step: "done")
    let ana = try #require(hall.book.all(Account.self).first)
    #expect(ana.emailConfirmed && ana.email == "ana@example.com" && ana.userName == "ana.p")
    #expect(ana.passwordHash == Secrets.hash("four green kites"))
    person.next()
    person.expect(step: "device", "activation")
  }

  @Test func `the code may wait for later`() throws {
    let hall = try Hall()
    let person = hall.desk()
    person.choose("register")
    person.enter(["name": "Ana", "email": "ana@example.com", "msisdn": "", "userName": ""])
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.choose("later")
    person.expect(step: "done")
    #expect(hall.book.all(Account.self).first?.emailConfirmed == false)
  }

  @Test func `every field that is wrong says so beside itself, and nothing is written`() throws {
    let hall = try Hall()
    let person = hall.desk()
    person.choose("register")
    let question = person.question
    for (field, text, code) in [
      ("name", "123", "name.characters"), ("name", "", "field.missing"),
      ("email", "ana", "email.format"), ("msisdn", "12", "msisdn.length"),
      ("userName", "7up", "userName.characters"), ("name", "a\u{1B}[31m", "field.controls"),
      ("name", String(repeating: "a", count: 81), "field.long"),
    ] {
      person.enter(Self.details.merging([field: text]) { _, new in new })
      person.expect(refused: code, field: field)
      #expect(person.question == question)
    }
    person.enter(["nonsense": "x"])
    person.expect(refused: "answer.field")
    #expect(hall.book.all(Account.self).isEmpty)
  }

  @Test func `an address that is taken is refused, and there is a way back to change it`() throws {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk()
    person.choose("register")
    person.enter(Self.details.merging(["email": "linyue@example.com"]) { _, new in new })
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.expect(refused: "taken.email", step: "newPassword")
    #expect(!person.desk.isServing)
    person.back()
    person.expect(step: "details")
    person.enter(Self.details)
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.expect(step: "code")
  }

  @Test func `a password that is nearly the e-mail address is refused`() throws {
    let person = try Hall().desk()
    person.choose("register")
    person.enter(Self.details)
    person.enter(["password": "ana.p@2026", "again": "ana.p@2026"])
    #expect(person.refusal == nil)
    person.home()
    let other = try Hall().desk()
    other.choose("register")
    other.enter(Self.details.merging(["email": "petrova@example.com"]) { _, new in new })
    other.enter(["password": "petrova2", "again": "petrova2"])
    other.expect(refused: "password.personal", field: "password")
  }
}

struct ActivationTests {
  private func zhou(_ change: (inout Account) -> Void = { _ in }) throws -> (
    Hall, Account, DeskScript
  ) {
    let hall = try Hall()
    let zhou = try hall.add(People.zhou(hall.policy, now: hall.now), change)
    let person = hall.desk()
    person.signIn("zhouxiao@example.com")
    return (hall, zhou, person)
  }

  @Test func `LOG-08 who is not activated is shown activation and no renewal`() throws {
    let (_, _, person) = try zhou()
    #expect(person.option("activation") != nil && person.option("renewal") == nil)
    #expect(person.says("plan.notActivated"))
  }

  @Test func `LOG-08 LOG-09 the device, each step of the guide, and the line is live`() throws {
    let (hall, zhou, person) = try zhou()
    person.choose("activation")
    person.expect(step: "device", "activation")
    #expect(person.tells(.policy(hall.policy.activation.deviceHint)))
    person.choose("yes")
    person.expect(step: "guide")
    #expect(person.tells(.text("smdp.heyon.example")) && person.tells(.text("H-7F3Q")))
    for (index, text) in hall.policy.activation.steps.enumerated() {
      #expect(person.item("\(index + 1)")?.label == .say(.policy(text)))
      person.next()
      person.expect(refused: "checklist.open", step: "guide")
      person.check("\(index + 1)")
    }
    person.check("2", false)
    person.next()
    person.expect(refused: "checklist.open")
    person.check("2")
    person.next()
    person.expect(step: "sure")
    person.confirm()
    person.expect(step: "done")
    #expect(try hall.account(zhou.id)?.subscription.state == .active)
    #expect(
      person.receipts.map(\.facts) == [
        .activation(plan: "data-basic", until: hall.today.adding(months: 1))
      ])
    person.next()
    #expect(person.option("renewal") != nil)
  }

  @Test
  func `LOG-09 a device that takes no eSIM stops here, with help and another device as ways on`()
    throws
  {
    let (hall, zhou, person) = try zhou()
    person.choose("activation")
    person.choose("no")
    person.expect(step: "unsupported")
    #expect(person.tells(.text(hall.policy.support.hotline)))
    person.choose("other")
    person.expect(step: "device")
    person.choose("unsure")
    person.expect(step: "guide")
    for step in 1...4 { person.check("\(step)") }
    person.next()
    person.confirm()
    person.expect(refused: "device.unsupported", step: "sure")
    #expect(try hall.account(zhou.id)?.subscription.state == .notActivated)
  }

  @Test
  func `a card bought elsewhere is activated with its code, and a wrong code says what is wrong`()
    throws
  {
    let (hall, zhou, person) = try zhou { $0.subscription.activationCode = nil }
    person.choose("activation")
    person.choose("yes")
    for step in 1...4 { person.check("\(step)") }
    person.next()
    person.expect(step: "code")
    for (text, code) in [
      ("hello", "activationCode.format"), ("1$x$y", "activationCode.server"),
      ("1$a.b$c d", "activationCode.matching"),
    ] {
      person.enter(["code": text])
      person.expect(refused: code, field: "code", step: "code")
    }
    person.enter(["code": "LPA:1$huk.prod.ondemandconnectivity.com$LBHWREN8ASCLTOTF$$1"])
    person.confirm()
    person.expect(step: "done")
    #expect(
      try hall.account(zhou.id)?.subscription.activationCode
        == "LPA:1$huk.prod.ondemandconnectivity.com$LBHWREN8ASCLTOTF$$1")
  }
}
