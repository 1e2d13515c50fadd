import Domain
import Fixtures
import Journeys
import Testing

struct KioskTests {
  private let weekdays = OpeningHours("Mo-Fr 09:00-18:00")

  private func begin(_ person: DeskScript) {
    person.choose("en")
    person.expect(step: "start", "welcome")
  }

  // MARK: The first screen

  @Test func `a session begins with a language, and that language is spoken`() throws {
    let person = try Hall().desk(kiosk: Kiosk())
    person.expect(step: "begin", "kiosk")
    #expect(person.desk.isAttracting && person.says("kiosk.can"))
    person.choose("zh-Hant")
    person.expect(step: "start", "welcome")
    #expect(person.desk.language == .zhHant && !person.desk.isAttracting)
  }

  @Test
  func `where there are several carriers it is asked whose customer one is, and one can leave`()
    throws
  {
    let (hall, lyca) = (try Hall(), try Carrier.lyca.policy())
    let person = hall.desk(kiosk: Kiosk(), of: ["heyon": hall.policy, "lyca": lyca])
    #expect(person.says("kiosk.title.several"))
    person.choose("en")
    person.expect(step: "brand", "welcome")
    person.choose("leave")
    #expect(person.desk.isOver)
  }

  @Test func `leaving, signing out and a farewell end the session`() throws {
    let hall = try Hall()
    try hall.addLin()
    var person = hall.desk(kiosk: Kiosk())
    begin(person)
    person.choose("leave")
    #expect(person.desk.isOver)
    person = hall.desk(kiosk: Kiosk())
    begin(person)
    person.signIn()
    person.choose("signOut")
    #expect(person.desk.isOver && !person.desk.isServing)
  }

  @Test
  func `outside opening hours it says when it opens, in the language chosen, and begins nothing`()
    throws
  {
    let hall = try Hall()
    let start = hall.now
    let closes = try #require(weekdays?.closing(after: start, hall.policy.clock))
    hall.clock.advance(start.seconds(until: closes))
    let opens = try #require(weekdays?.opening(after: hall.now, hall.policy.clock))
    let person = hall.desk(kiosk: Kiosk(hours: weekdays))
    person.expect(step: "closed", "kiosk")
    #expect(person.facts("kiosk.opens")?["when"] == .moment(opens, hall.policy.clock))
    person.choose("zh-Hans")
    person.expect(step: "closed", "kiosk")
    #expect(person.desk.language == .zhHans)
    hall.clock.advance(hall.now.seconds(until: opens))
    person.desk.attend()
    person.expect(step: "begin", "kiosk")
  }

  @Test func `on a public holiday it keeps that day's hours`() throws {
    let hall = try Hall()
    hall.clock.now = try #require(Instant(iso: "2026-10-01T11:00:00+08:00"))
    let hours = OpeningHours("Mo-Fr 09:00-18:00; PH off")
    let person = hall.desk(kiosk: Kiosk(hours: hours, holidays: hall.calendars["CN"]))
    person.expect(step: "closed", "kiosk")
    let opens = try #require(Instant(iso: "2026-10-08T09:00:00+08:00"))
    #expect(person.facts("kiosk.opens")?["when"] == .moment(opens, hall.policy.clock))
  }

  @Test func `a session under way at closing time may finish`() throws {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk(kiosk: Kiosk(hours: weekdays))
    begin(person)
    person.signIn()
    hall.clock.advance(12 * 3600)
    person.choose("receipts")
    #expect(!person.desk.isOver && person.prompt.journey == "receipts")
  }

  @Test func `what does not work is said beforehand, with what still does`() throws {
    let (hall, bank) = (try Hall(), Bank())
    try hall.addLin()
    let person = hall.desk(payment: bank.port, kiosk: Kiosk())
    #expect(!person.says("kiosk.offline.works"))
    bank.isReachable = false
    hall.inbox.works = false
    let other = hall.desk("desk-2")
    other.signIn()
    other.choose("verification")
    other.choose("mailCode")
    person.desk.attend()
    #expect(person.warns("kiosk.offline.payment") && person.warns("kiosk.offline.messages"))
    #expect(person.says("kiosk.offline.works"))
    #expect(
      person.prompt.body.prefix(2) == [
        .warning("kiosk.offline.payment"), .warning("kiosk.offline.messages"),
      ], "before anything that a small screen may leave no room for")
    bank.isReachable = true
    hall.inbox.works = true
    hall.clock.advance(3_600)
    person.desk.attend()
    #expect(!person.says("kiosk.offline.works"))
  }

  @Test func `without its records it is out of order, and begins nothing until they are back`()
    throws
  {
    let hall = try Hall()
    let person = hall.desk(kiosk: Kiosk())
    hall.records.cannotRead = true
    person.desk.attend()
    person.expect(step: "outOfOrder", "kiosk")
    person.choose("en")
    person.expect(step: "outOfOrder", "kiosk")
    #expect(person.troubles.isEmpty)
    hall.records.cannotRead = false
    person.desk.attend()
    begin(person)
  }

  // MARK: Unfinished orders

  private func order(_ person: DeskScript) {
    begin(person)
    person.signIn()
    person.choose("renewal")
    person.choose("month")
    person.choose("practice")
    person.confirm()
    person.expect(step: "paying", "renewal")
  }

  @Test func `an order left unpaid is closed at the provider, then here; it can never be paid`()
    throws
  {
    let (hall, bank) = (try Hall(), Bank())
    let lin = try hall.addLin()
    let person = hall.desk(payment: bank.port, kiosk: Kiosk())
    order(person)
    let order = try #require(hall.book.all(Order.self).first)
    person.desk.leave()
    #expect(hall.book.all(Order.self).map(\.state) == [.cancelled])
    #expect(try hall.account(lin.id)?.openOrder == nil)
    bank.payElsewhere(order)
    #expect(bank.charges == 0)
  }

  @Test func `paid at the last moment on the provider's page, it is done after all`() throws {
    let (hall, bank) = (try Hall(), Bank())
    try hall.addLin()
    let person = hall.desk(payment: bank.port, kiosk: Kiosk())
    order(person)
    bank.payElsewhere(try #require(hall.book.all(Order.self).first))
    person.desk.leave()
    #expect(hall.book.all(Order.self).map(\.state) == [.completed])
    #expect(bank.charges == 1 && hall.book.all(Receipt.self).count == 1)
  }

  @Test
  func `where the provider cannot be reached it stays open, and is closed once it is overdue`()
    throws
  {
    let (hall, bank) = (try Hall(), Bank())
    try hall.addLin()
    let person = hall.desk(payment: bank.port, kiosk: Kiosk())
    order(person)
    bank.isReachable = false
    person.desk.leave()
    #expect(hall.book.all(Order.self).map(\.state) == [.awaitingPayment])
    let next = hall.desk(payment: bank.port, kiosk: Kiosk())
    bank.isReachable = true
    hall.clock.advance(Order.lifeSeconds + 1)
    next.desk.attend()
    #expect(hall.book.all(Order.self).map(\.state) == [.cancelled])
  }

  @Test func `an order opened elsewhere is not this session's to close`() throws {
    let (hall, bank) = (try Hall(), Bank())
    try hall.addLin()
    let home = hall.desk("home", payment: bank.port)
    home.signIn()
    home.choose("renewal")
    home.choose("month")
    home.choose("practice")
    home.confirm()
    let person = hall.desk(payment: bank.port, kiosk: Kiosk())
    begin(person)
    person.signIn()
    person.desk.leave()
    #expect(hall.book.all(Order.self).map(\.state) == [.awaitingPayment])
  }

  // MARK: Staff

  @Test func `staff leave with the PIN; a wrong one is refused and counted; nobody else notices`()
    throws
  {
    let hall = try Hall()
    let person = hall.desk(kiosk: Kiosk())
    person.desk.askStaff()
    person.expect(step: "begin", "kiosk")
    try hall.perform(.setStaffPIN(hash: try Ports.Passwords.test.hash("271828")))
    begin(person)
    person.desk.askStaff()
    person.expect(step: "pin", "staffExit")
    person.enter(["pin": "314159"])
    person.expect(refused: "pin.wrong", field: "pin", step: "pin")
    for _ in 1...4 { person.enter(["pin": "314159"]) }
    person.enter(["pin": "271828"])
    person.expect(refused: "attempts.tooMany", step: "pin")
    #expect(!person.desk.isOver)
    hall.clock.advance(60)
    person.enter(["pin": "271828"])
    #expect(person.desk.isOver && person.desk.decision == Desk.staffLeft)
  }

  @Test func `who comes upon the question by chance goes back to where they were`() throws {
    let hall = try Hall()
    try hall.addLin()
    try hall.perform(.setStaffPIN(hash: "x"))
    let person = hall.desk(kiosk: Kiosk())
    begin(person)
    person.signIn()
    person.choose("closure")
    let question = person.question
    person.desk.askStaff()
    person.home()
    #expect(person.question == question && person.desk.isServing)
  }

  @Test func `at a desk that is no kiosk there is no way out to ask for`() throws {
    let hall = try Hall()
    try hall.perform(.setStaffPIN(hash: "x"))
    let person = hall.desk()
    person.desk.askStaff()
    person.expect(step: "start", "welcome")
  }
}
