import Domain
import Fixtures
import Journeys
import Testing

struct RenewalTests {
  /// 林悦 on her own page, with a bank.
  private func signedIn(
    _ change: (inout Account) -> Void = { _ in }
  ) throws -> (hall: Hall, lin: Account, bank: Bank, person: DeskScript) {
    let (hall, bank) = (try Hall(), Bank())
    let lin = try hall.addLin(change)
    let person = hall.desk(payment: bank.port)
    person.signIn()
    return (hall, lin, bank, person)
  }

  private func atCheck(_ person: DeskScript, _ method: String = "balance", tier: String = "month") {
    person.choose("renewal")
    person.choose(tier)
    person.choose(method)
    person.expect(step: "check", "renewal")
  }

  @Test
  func
    `REN-01 REN-12 the own page shows what is left, data used and minutes used, before and after`()
    throws
  {
    let (hall, _, _, person) = try signedIn()
    #expect(person.facts("plan.ends")?["count"] == .count(17))
    #expect(person.tells(.data(8_400)) && person.tells(.data(30_720)))
    #expect(person.tells(.minutes(120)) && person.tells(.minutes(300)))
    atCheck(person)
    person.confirm()
    person.next()
    person.expect(step: "menu", "home")
    let until = hall.today.adding(days: 17).adding(months: 1)
    #expect(person.facts("plan.ends")?["day"] == .day(until))
  }

  @Test func `REN-02 REN-13 five days before the end the page warns, and says when it has ended`()
    throws
  {
    let soon = try signedIn {
      $0.subscription.validUntil = $0.subscription.validUntil?.adding(days: -12)
    }
    #expect(soon.person.warns("plan.endingSoon"))
    #expect(soon.person.option("renewal")?.detail == "home.renewal.soon")
    let ended = try signedIn {
      $0.subscription.validUntil = $0.subscription.validUntil?.adding(days: -30)
    }
    #expect(ended.person.warns("plan.ended"))
    let early = try signedIn()
    #expect(!early.person.warns("plan.endingSoon") && !early.person.warns("plan.ended"))
  }

  @Test func `Back leads home from wherever one chose anew: how to pay, or the plan`() throws {
    let (_, _, _, person) = try signedIn()
    atCheck(person)
    person.confirm(false)
    person.expect(step: "method")
    person.choose("balance")
    person.confirm(false)
    person.back()
    person.expect(step: "tier")
    person.choose("plans")
    person.choose("data-basic")
    person.expect(step: "tier")
    person.choose("plans")
    person.expect(step: "plan")
    person.back()
    person.expect(step: "tier")
    #expect(!person.prompt.canGoBack)
    person.home()
    person.expect(step: "menu", "home")
  }

  @Test
  func
    `REN-03 REN-04 REN-05 REN-06 month, quarter and year with what each saves, and advice from use`()
    throws
  {
    let (hall, _, _, person) = try signedIn {
      $0.subscription.usage.months = Array(
        repeating: UsageMonth(dataMB: 9000, minutes: 90, daysAbroad: 9), count: 3)
    }
    person.choose("renewal")
    person.expect(step: "tier", "renewal")
    #expect(person.options.map(\.id) == ["month", "quarter", "year", "plans"])
    #expect(person.says("renewal.tier.hint"))
    #expect(person.facts("renewal.advice.abroad")?["days"] == .count(27))
    let roaming = try #require(hall.policy.plan("roaming-plus"))
    #expect(person.facts("renewal.advice.take")?["plan"] == .policy(roaming.names))
    #expect(person.says("renewal.saving"))
    person.choose("plans")
    person.expect(step: "plan")
    #expect(person.options.map(\.id) == hall.policy.plans.map(\.id), "GEN-06")
    #expect(person.says("renewal.plan.advice"), "GEN-10: by need, not for novelty")
  }

  @Test
  func `REN-07 REN-09 choosing a term leads on to payment, and the order is checked before it`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    person.choose("renewal")
    person.choose("quarter")
    person.expect(step: "method", "renewal")
    person.choose("balance")
    person.expect(step: "check")
    #expect(person.tells(.money(Money(15_900, "CNY"))), "list price")
    #expect(
      person.tells(.money(Money(-1590, "CNY"))), "REN-15 X-12: the discount stands in the check")
    #expect(person.facts("pay.check.yes")?["amount"] == .money(Money(14_310, "CNY")))
    #expect(person.tells(.day(hall.today.adding(days: 17).adding(months: 3))))
    person.confirm(false)
    person.expect(step: "method")
    #expect(try hall.account(lin.id) == lin)
    #expect(bank.charges == 0)
  }

  @Test func `REN-14 a newcomer's first month costs nothing and says why`() throws {
    let (hall, lin, _, person) = try signedIn {
      $0.paidTerms = 0
      $0.balance = Money(0, "CNY")
    }
    person.choose("renewal")
    let offer = try #require(hall.policy.promotions.first)
    #expect(person.facts("renewal.promotion")?["name"] == .policy(offer.names))
    person.choose("month")
    #expect(person.options.map(\.id) == ["balance"], "nothing to charge, so no provider")
    person.choose("balance")
    #expect(person.facts("pay.check.yes")?["amount"] == .money(Money(0, "CNY")))
    person.confirm()
    person.expect(step: "paid")
    person.next()
    person.choose("renewal")
    #expect(person.facts("renewal.promotion")?["name"] == .policy(hall.policy.promotions[1].names))
    #expect(try hall.account(lin.id)?.paidTerms == 1)
  }

  @Test
  func
    `REN-08 REN-10 REN-11 a renewal paid at the provider: charged once, extended, told, receipt shown`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    person.choose("renewal")
    person.choose("month")
    #expect(person.options.map(\.id) == ["balance", "practice"])
    person.choose("practice")
    person.confirm()
    person.expect(step: "paying")
    person.choose("approve")
    person.expect(step: "paid")
    #expect(bank.charges == 1)
    let account = try #require(try hall.account(lin.id))
    #expect(account.subscription.validUntil == hall.today.adding(days: 17).adding(months: 1))
    #expect(account.balance == lin.balance && account.openOrder == nil)
    let receipt = try #require(person.receipts.last)
    #expect(person.tells(.text(receipt.number)))
    guard case .renewed(_, let number) = try #require(hall.inbox.notices.last).body else {
      Issue.record("no confirmation came")
      return
    }
    #expect(number == receipt.number)
  }

  @Test
  func `REN-16 a declined payment is a state: nothing charged, help shown, another try possible`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    person.choose("decline")
    person.expect(step: "declined")
    #expect(person.tells(.text(hall.policy.support.hotline)))
    #expect(bank.charges == 0)
    person.choose("again")
    person.expect(step: "paying")
    person.choose("approve")
    person.expect(step: "paid")
    #expect(bank.charges == 1)
    #expect(try hall.account(lin.id)?.paidTerms == 11)
  }

  @Test func `a declined payment given up leaves no order behind`() throws {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    person.choose("decline")
    person.choose("cancel")
    person.expect(step: "cancelled")
    #expect(try hall.account(lin.id)?.openOrder == nil)
    person.next()
    person.expect(step: "tier", "renewal")
    atCheckAgain(person)
    #expect(bank.charges == 1)
  }

  private func atCheckAgain(_ person: DeskScript) {
    person.choose("month")
    person.choose("practice")
    person.confirm()
    person.choose("approve")
    person.expect(step: "paid")
  }

  @Test func `REN-16 a balance that is too low cannot be chosen and says what is missing`() throws {
    let (hall, lin, _, person) = try signedIn { $0.balance = Money(300, "CNY") }
    person.choose("renewal")
    person.choose("month")
    #expect(person.option("balance")?.disabled?.facts["short"] == .money(Money(5010, "CNY")))
    person.choose("balance")
    person.expect(refused: "answer.disabled", step: "method")
    #expect(try hall.account(lin.id) == lin)
  }

  @Test
  func `a balance that was spent meanwhile is refused at the last moment, and nothing happens`()
    throws
  {
    let (hall, lin, _, person) = try signedIn()
    atCheck(person)
    try hall.change(lin.id) { $0.balance = Money(10, "CNY") }
    let before = try hall.book.everything()
    person.confirm()
    person.expect(refused: "balance.tooLow", step: "check")
    #expect(try hall.book.everything() == before)
  }

  @Test func `a price that changed under the person's eyes is told, and not charged`() throws {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    try hall.change(lin.id) { $0.paidTerms = 0 }
    person.confirm()
    person.expect(refused: "quote.changed", step: "check")
    #expect(person.refusal?.facts["total"] == .money(Money(0, "CNY")))
    #expect(bank.charges == 0 && hall.book.all(Order.self).isEmpty)
  }

  @Test func `a provider that does not answer: nothing is claimed, and asking again finds out`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    bank.isReachable = false
    person.confirm()
    person.expect(step: "unknown")
    #expect(person.tells(.text(hall.policy.support.hotline)))
    person.choose("ask")
    person.expect(step: "unknown")
    bank.isReachable = true
    person.choose("ask")
    person.expect(step: "paying")
    person.choose("approve")
    person.expect(step: "paid")
    #expect(bank.charges == 1)
    #expect(try hall.account(lin.id)?.paidTerms == 11)
  }

  @Test func `an order left open is offered first: to be finished or given up`() throws {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    person.home()
    #expect(person.says("home.openOrder"))
    person.choose("renewal")
    person.expect(step: "unfinished")
    person.choose("continue")
    person.expect(step: "paying")
    person.home()
    person.choose("renewal")
    person.choose("cancel")
    person.expect(step: "cancelled")
    #expect(try hall.account(lin.id)?.openOrder == nil)
    #expect(bank.charges == 0)
  }

  @Test func `charged at the provider when the power went: the next sign-in applies it, once`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    let order = try #require(hall.book.all(Order.self).first)
    bank.payElsewhere(order)
    for _ in 1...2 {
      let after = hall.desk("desk-2", payment: bank.port)
      after.signIn()
      #expect(try hall.account(lin.id)?.paidTerms == 11)
      #expect(try hall.account(lin.id)?.openOrder == nil)
    }
    #expect(bank.charges == 1)
    #expect(hall.book.all(Receipt.self).count == 1)
  }

  @Test func `charged, but the vault could not write it down: nothing is lost by trying again`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    hall.records.cannotWrite = true
    person.choose("approve")
    person.expect(refused: "records.write", step: "paying")
    #expect(bank.charges == 1)
    #expect(try hall.account(lin.id)?.paidTerms == 10)
    hall.records.cannotWrite = false
    person.choose("approve")
    person.expect(step: "paid")
    #expect(bank.charges == 1)
    #expect(try hall.account(lin.id)?.paidTerms == 11)
  }

  @Test func `killed at any write, a payment is either all there or not at all`() throws {
    for left in 0...12 {
      let (hall, lin, bank, person) = try signedIn()
      hall.records.writesLeft = left
      atCheck(person, "practice")
      person.confirm()
      person.choose("approve")
      // The power comes back; the person signs in at another desk.
      hall.records.writesLeft = nil
      hall.clock.advance(60)
      let after = hall.desk("desk-2", payment: bank.port)
      after.signIn()
      let account = try #require(try hall.account(lin.id))
      #expect(account.paidTerms == 10 + bank.charges, "killed after \(left) writes")
      #expect(hall.book.all(Receipt.self).count == bank.charges)
    }
  }

  @Test func `an order older than half an hour is closed at the provider and here`() throws {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    hall.clock.advance(1801)
    let after = hall.desk("desk-2", payment: bank.port)
    after.signIn()
    #expect(try hall.account(lin.id)?.openOrder == nil)
    #expect(hall.book.all(Order.self).map(\.state) == [.cancelled])
    // The page that was left open cannot be paid any more.
    person.choose("approve")
    person.expect(step: "cancelled")
    #expect(bank.charges == 0)
  }

  @Test
  func `an order that waited too long is closed when it is taken up again, and cannot be paid`()
    throws
  {
    let (hall, lin, bank, person) = try signedIn()
    atCheck(person, "practice")
    person.confirm()
    person.home()
    hall.clock.advance(1801)
    person.choose("renewal")
    person.choose("continue")
    person.expect(step: "cancelled")
    #expect(try hall.account(lin.id)?.openOrder == nil)
    #expect(bank.charges == 0)
  }

  @Test func `two desks on one order: charged once, and both see the same receipt`() throws {
    let (hall, lin, bank, first) = try signedIn()
    atCheck(first, "practice")
    first.confirm()
    let second = hall.desk("desk-2", payment: bank.port)
    second.signIn()
    second.choose("renewal")
    second.choose("continue")
    second.expect(step: "paying")
    first.choose("approve")
    second.choose("approve")
    first.expect(step: "paid")
    second.expect(step: "paid")
    #expect(bank.charges == 1)
    #expect(first.receipts.last == second.receipts.last)
    #expect(try hall.account(lin.id)?.paidTerms == 11)
  }

  @Test func `X-10 two desks paying at once: the second is told that an order is open`() throws {
    let (hall, lin, bank, first) = try signedIn()
    let second = hall.desk("desk-2", payment: bank.port)
    second.signIn()
    atCheck(first, "practice")
    atCheck(second, "balance")
    first.confirm()
    second.confirm()
    second.expect(refused: "order.open", step: "check")
    #expect(try hall.account(lin.id)?.balance == lin.balance)
  }

  @Test func `there is no way back past a payment`() throws {
    let (_, _, _, person) = try signedIn()
    atCheck(person)
    #expect(person.prompt.canGoBack)
    person.confirm()
    person.expect(step: "paid")
    #expect(!person.prompt.canGoBack)
    let question = person.question
    person.back()
    #expect(person.question == question)
  }

  @Test func `back, and the same answers again, arrive at the same place`() throws {
    let (_, _, _, person) = try signedIn()
    person.choose("renewal")
    var places = [person.question]
    for answer in ["plans", "voice", "year", "practice"] {
      person.choose(answer)
      places.append(person.question)
    }
    for place in places.dropLast().reversed() {
      person.back()
      #expect(person.question == place)
    }
    for (answer, place) in zip(["plans", "voice", "year", "practice"], places.dropFirst()) {
      person.choose(answer)
      #expect(person.question == place)
    }
  }

  @Test func `LOG-09 an unknown device is asked about before money is spent`() throws {
    let (hall, _, _, person) = try signedIn { $0.device = Device(model: nil, supportsESIM: nil) }
    person.choose("renewal")
    person.expect(step: "device", "renewal")
    person.choose("no")
    person.expect(step: "unsupported")
    #expect(person.tells(.text(hall.policy.support.hotline)))
    person.choose("other")
    person.choose("yes")
    person.expect(step: "tier")
  }

  @Test func `a bill is checked, paid and gone from the list`() throws {
    let (hall, lin, _, person) = try signedIn {
      $0.bills = [
        Bill(id: "B-1", issued: Day(ordinal: 20_760), amount: Money(1280, "CNY"), paid: false)
      ]
    }
    #expect(person.says("home.bills"))
    person.choose("bills")
    person.choose("B-1")
    person.choose("balance")
    person.expect(step: "check", "bills")
    person.confirm()
    person.expect(step: "paid")
    person.next()
    #expect(person.option("bills") == nil)
    #expect(try hall.account(lin.id)?.balance == Money(18_720, "CNY"))
  }
}
