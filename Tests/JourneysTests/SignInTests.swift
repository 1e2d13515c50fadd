import Domain
import Fixtures
import Journeys
import Testing

struct SignInTests {
  @Test func `LOG-01 LOG-02 e-mail, phone number and user name all sign in with the password`()
    throws
  {
    for identifier in [
      "linyue@example.com", " LinYue@Example.com ", "13800138000", "+86 138 0013 8000", "linyue",
    ] {
      let hall = try Hall()
      try hall.addLin()
      let person = hall.desk()
      person.expect(step: "start", "welcome")
      person.signIn(identifier)
      #expect(person.tells(.text("林悦")))
    }
  }

  @Test
  func `a wrong password, an unknown name and nonsense are told alike, and what was typed is kept`()
    throws
  {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk()
    person.choose("signIn")
    let question = person.question
    for identifier in ["linyue@example.com", "nobody@example.com", "???", "1"] {
      person.enter(["identifier": identifier, "password": "wrong"])
      person.expect(refused: "signIn.wrong", field: "password", step: "password")
      #expect(person.question == question)
    }
    person.enter(["identifier": "", "password": "x"])
    person.expect(refused: "field.missing", field: "identifier")
    person.enter(["identifier": "linyue", "password": People.password])
    person.expect(step: "menu", "home")
  }

  @Test func `an account without a password cannot be signed in to`() throws {
    let hall = try Hall()
    try hall.addLin { $0.passwordHash = "" }
    let person = hall.desk()
    person.choose("signIn")
    person.enter(["identifier": "linyue", "password": "x"])
    person.expect(refused: "signIn.wrong")
  }

  @Test
  func `five wrong passwords cost a minute, told with the time, and then the right one works`()
    throws
  {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk()
    person.choose("signIn")
    for _ in 1...5 { person.enter(["identifier": "linyue", "password": "wrong"]) }
    person.enter(["identifier": "linyue", "password": People.password])
    person.expect(refused: "attempts.tooMany")
    #expect(person.refusal?.facts["wait"] == .seconds(60))
    hall.clock.advance(60)
    person.enter(["identifier": "linyue", "password": People.password])
    person.expect(step: "menu", "home")
  }

  @Test func `LOG-06 the way to a forgotten password and to an account is on the sign-in page`()
    throws
  {
    let person = try Hall().desk()
    person.choose("signIn")
    person.choose("resetPassword")
    person.expect(step: "identifier", "resetPassword")
    person.home()
    person.choose("signIn")
    person.choose("register")
    person.expect(step: "details", "register")
  }

  @Test func `GEN-01 GEN-08 the first page says what the product is`() throws {
    let hall = try Hall()
    let person = hall.desk()
    for text in hall.policy.about { #expect(person.tells(.policy(text))) }
    person.choose("register")
    for text in hall.policy.about { #expect(person.tells(.policy(text))) }
  }

  @Test func `signing out leaves nobody served`() throws {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk()
    person.signIn()
    #expect(person.desk.isServing)
    person.choose("signOut")
    person.expect(step: "start", "welcome")
    #expect(!person.desk.isServing)
    person.choose("leave")
    #expect(person.desk.isOver)
  }
}

struct PasswordResetTests {
  private func asked(_ hall: Hall, _ identifier: String, _ channel: String = "mail") -> DeskScript {
    let person = hall.desk()
    person.choose("resetPassword")
    person.enter(["identifier": identifier])
    person.expect(step: "channel", "resetPassword")
    person.choose(channel)
    return person
  }

  @Test func `LOG-06 a code and a new password, and the old one no longer works`() throws {
    for channel in ["mail", "sms"] {
      let hall = try Hall()
      try hall.addLin()
      let person = asked(hall, "13800138000", channel)
      person.expect(step: "code")
      person.enterCode()
      person.expect(step: "newPassword")
      person.enter(["password": "four green kites", "again": "four green kites"])
      person.expect(step: "done")
      #expect(hall.inbox.notices.last?.body == .passwordChanged)
      person.next()
      person.enter(["identifier": "linyue", "password": People.password])
      person.expect(refused: "signIn.wrong")
      person.enter(["identifier": "linyue", "password": "four green kites"])
      person.expect(step: "menu", "home")
    }
  }

  @Test func `whether there is an account is never told`() throws {
    let hall = try Hall()
    try hall.addLin { $0.msisdn = nil }
    var seen: [[String]] = []
    for (identifier, channel) in [
      ("linyue@example.com", "mail"), ("nobody@example.com", "mail"), ("linyue", "sms"),
    ] {
      let person = asked(hall, identifier, channel)
      var shown = [person.prompt.step, "\(person.refusal?.code ?? "")"]
      for code in ["000001", "000002", "000003", "000004", "000005", "000006", "000007"] {
        person.enter(["code": code])
        shown.append("\(person.prompt.step) \(person.refusal?.code ?? "")")
        #expect(person.refusal?.facts.isEmpty == true)
      }
      person.choose("again")
      shown.append("\(person.prompt.step) \(person.refusal?.code ?? "")")
      seen.append(shown)
      hall.clock.advance(7200)
    }
    #expect(seen[0] == seen[1])
    #expect(seen[0] == seen[2])
  }

  @Test func `a weak new password is refused beside its field, and the step stands`() throws {
    let hall = try Hall()
    try hall.addLin()
    let person = asked(hall, "linyue")
    person.enterCode()
    #expect(person.says("newPassword.advice"), "LOG-07 X-05: advice, not a rule")
    person.enter(["password": "12345678", "again": "12345678"])
    person.expect(refused: "password.common", field: "password", step: "newPassword")
    person.enter(["password": "four green kites", "again": "four green kite"])
    person.expect(refused: "password.differs", field: "again", step: "newPassword")
    person.enter(["password": "linyue12", "again": "linyue12"])
    person.expect(refused: "password.personal", field: "password", step: "newPassword")
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.expect(step: "done")
  }

  @Test func `what names no account in any way is refused before a code is sent`() throws {
    let person = try Hall().desk()
    person.choose("resetPassword")
    person.enter(["identifier": "??"])
    person.expect(refused: "identifier.format", field: "identifier", step: "identifier")
  }

  @Test
  func `REN-16 where no message can be sent from here, that and the hotline are said at once`()
    throws
  {
    let hall = try Hall()
    hall.inbox.channels = []
    let person = hall.desk()
    person.choose("resetPassword")
    person.expect(step: "unavailable")
    #expect(person.tells(.text(hall.policy.support.hotline)))
    person.next()
    person.expect(step: "start", "welcome")
  }
}

struct ManagementTests {
  private func signedIn(_ change: (inout Account) -> Void = { _ in }) throws -> (
    Hall, Account, DeskScript
  ) {
    let hall = try Hall()
    let lin = try hall.addLin(change)
    let person = hall.desk()
    person.signIn()
    person.choose("management")
    person.expect(step: "menu", "management")
    return (hall, lin, person)
  }

  @Test func `ONL-01 account management leads to closing the account, as the own page does`() throws
  {
    let (_, _, person) = try signedIn()
    person.choose("closure")
    person.expect(step: "meaning", "closure")
    person.home()
    person.choose("closure")
    person.expect(step: "meaning", "closure")
  }

  @Test func `addresses on the screen are masked`() throws {
    let (_, _, person) = try signedIn()
    #expect(person.tells(.text("l•••@example.com")) && person.tells(.text("+86138 •••• 8000")))
    #expect(!person.tells(.text("linyue@example.com")))
  }

  @Test func `LOG-07 the password is changed by who knows the present one`() throws {
    let (hall, lin, person) = try signedIn()
    person.choose("changePassword")
    person.enter(["password": "wrong"])
    person.expect(refused: "changePassword.wrong", field: "password", step: "current")
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.expect(refused: "answer.field", step: "current")
    person.enter(["password": People.password])
    person.expect(step: "newPassword")
    #expect(!person.prompt.canGoBack, "the present password is asked for once")
    person.enter(["password": "linyue99", "again": "linyue99"])
    person.expect(refused: "password.personal", field: "password")
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.expect(step: "done")
    #expect(try hall.account(lin.id)?.passwordHash == Secrets.hash("four green kites"))
    person.next()
    person.expect(step: "menu", "management")
  }

  @Test func `PRE-05 a bound device is taken off in account management`() throws {
    let (hall, lin, person) = try signedIn {
      $0.bindings = [
        Binding(id: "D1", kind: .device, label: "Pixel 8", since: Day(ordinal: 20_000))
      ]
    }
    person.choose("devices")
    person.choose("D1")
    person.expect(step: "devices", "devices")
    #expect(person.says("devices.none"))
    #expect(try hall.account(lin.id)?.bindings.isEmpty == true)
    person.choose("D1")
    person.expect(refused: "answer.option")
    person.choose("back")
    person.expect(step: "menu", "management")
  }
}
