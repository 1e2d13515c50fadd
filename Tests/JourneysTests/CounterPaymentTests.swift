import Domain
import Fixtures
import Journeys
import Testing

/// Paying at the counter: the subscriber orders here, somebody of the staff takes the money there.
struct CounterPaymentTests {
  let hall: Hall
  let lin: Account

  init() throws {
    hall = try Hall()
    lin = try hall.addLin {
      $0.bills = [
        Bill(id: "B-1", issued: Day(ordinal: 20_000), amount: Money(1280, "CNY"), paid: false)
      ]
    }
    try hall.hire("chan", .agent)
    try hall.hire("wong", .agent)
  }

  /// At a desk beside the counter, with an order that waits for it.
  private func ordered(_ person: DeskScript) throws -> Order {
    person.choose("renewal")
    person.choose("month")
    person.choose("counter")
    #expect(person.says("pay.check.counter"))
    person.confirm()
    person.expect(step: "counter", "renewal")
    return try #require(hall.book.all(Order.self).last)
  }

  private func person(_ station: String = "desk-1") -> DeskScript {
    let person = hall.desk(station, atCounter: true)
    person.signIn()
    return person
  }

  private func till(_ name: String, _ station: String = "office") throws -> DeskScript {
    let desk = try hall.staffDesk(name, station)
    desk.choose("till")
    desk.expect(step: "list", "till")
    return desk
  }

  @Test func `only a desk beside a staffed counter offers to pay there`() throws {
    for (atCounter, offered) in [(false, false), (true, true)] {
      let desk = hall.desk(atCounter: atCounter)
      desk.signIn()
      desk.choose("renewal")
      desk.choose("month")
      #expect((desk.option("counter") != nil) == offered)
    }
  }

  @Test
  func `an order waits with its number, is paid in cash with change, and shows so by itself`()
    throws
  {
    let person = person()
    let order = try ordered(person)
    #expect(person.tells(.text(order.number)) && person.tells(.money(order.amount)))
    #expect(person.tells(.time(order.expiresAt, hall.policy.clock)))
    #expect(
      person.prompt.body.contains { line in if case .qr = line { true } else { false } })
    person.choose("ask")
    person.expect(step: "counter")
    let desk = try till("chan")
    #expect(desk.option(order.number) != nil)
    desk.choose(order.number)
    desk.expect(step: "order")
    #expect(desk.tells(.text(Mask.name(lin.name))) && desk.tells(.money(order.amount)))
    for personal in [lin.name, "+8613800138000"] { #expect(!desk.tells(.text(personal)), "masked") }
    desk.choose("cash")
    for (typed, why) in [
      ("53,1", "till.amount"), ("", "field.missing"),
      ("53.09", "till.short"), ("4111111111111111", "card.refused"),
    ] {
      desk.enter(["given": typed])
      desk.expect(refused: why, field: "given", step: "cash")
    }
    desk.enter(["given": "１００"])
    desk.expect(step: "cashSure")
    #expect(desk.tells(.money(Money(10_000 - order.amount.minor, "CNY"))))
    #expect(try hall.book.read(Order.self, order.id)?.state == .awaitingPayment)
    desk.confirm(false)
    desk.expect(step: "order")
    desk.choose("cash")
    desk.enter(["given": "100"])
    desk.confirm()
    desk.expect(step: "taken")
    #expect(desk.says("till.change.give") && desk.says("receipt.taken.by"))
    #expect(desk.receipts.count == 1)
    // The subscriber's own screen, a few seconds later and without a key.
    #expect(person.prompt.step == "counter")
    #expect(person.desk.lookLeft == 0)
    person.desk.look()
    person.expect(step: "paid", "renewal")
    #expect(person.says("receipt.taken.by") && person.tells(.text("chan")))
    #expect(person.desk.lookLeft == nil)
    person.next()
    person.expect(step: "menu", "home")
    desk.next()
    desk.expect(step: "list", "till")
    #expect(desk.says("till.none"))
    #expect(hall.inbox.notices.count == 1, "told once")
  }

  @Test func `looking comes round every few seconds, and a clock set back does not stop it`() throws
  {
    let person = person()
    _ = try ordered(person)
    person.desk.look()
    #expect(person.desk.lookLeft == 3)
    hall.clock.advance(2)
    #expect(person.desk.lookLeft == 1)
    hall.clock.advance(-3600)
    #expect(person.desk.lookLeft == 0)
    person.desk.look()
    person.expect(step: "counter")
  }

  @Test func `a card is taken with its slip, whose amount must be the order's`() throws {
    let order = try ordered(person())
    let desk = try till("chan")
    desk.choose("find")
    for (typed, why) in [
      ("O-1", "till.number"), ("4111 1111 1111 1111", "card.refused"),
      ("O-AAAAAAAAAAAA", "till.unknown"),
    ] {
      desk.enter(["number": typed])
      desk.expect(refused: why, field: "number", step: "find")
    }
    desk.enter(["number": order.number.lowercased()])
    desk.expect(step: "order")
    desk.choose("card")
    desk.choose("unionPay")
    desk.expect(step: "slip")
    let right = ["amount": "53.10", "authorisation": "a1 23-45", "four": "0005"]
    for (field, typed, why) in [
      ("amount", "53.1x", "till.amount"), ("amount", "53.11", "till.differs"),
      ("authorisation", "1", "till.authorisation"), ("four", "123", "till.lastFour"),
      ("four", "6250947000000014", "card.refused"),
      ("authorisation", "6250 9470 0000 0014", "card.refused"),
    ] {
      var wrong = right
      wrong[field] = typed
      desk.enter(wrong)
      desk.expect(refused: why, field: field, step: "slip")
    }
    desk.enter(right)
    desk.expect(step: "slipSure")
    desk.confirm()
    desk.expect(step: "taken")
    #expect(desk.says("receipt.taken.cardEnding"))
    let paid = try #require(try hall.book.read(Order.self, order.id))
    #expect(paid.method == .counterCard && paid.taking?.by == "chan")
    #expect(try !hall.book.everything().contains("6250947"), "nothing of it is kept")
  }

  @Test func `of two staff with the same order open, the second is told who took the money`() throws
  {
    let order = try ordered(person())
    let (one, two) = (try till("chan"), try till("wong", "office-2"))
    for desk in [one, two] {
      desk.choose(order.number)
      desk.choose("cash")
      desk.enter(["given": "53.10"])
    }
    one.confirm()
    one.expect(step: "taken")
    two.confirm()
    two.expect(refused: "order.taken", step: "cashSure")
    #expect(two.tells(.text("chan")) || two.refusal?.facts["by"] == .text("chan"))
    two.confirm(false)
    #expect(two.warns("till.order.taken") && two.option("cash") == nil)
    #expect(hall.book.all(TillEntry.self).count == 1)
  }

  @Test
  func `an order that ran out is not in the list, takes no money, and is closed when looked at`()
    throws
  {
    let person = person()
    let order = try ordered(person)
    let desk = try till("chan")
    desk.choose(order.number)
    desk.choose("cash")
    desk.enter(["given": "60"])
    hall.clock.advance(order.expiresAt.seconds(until: hall.now) * -1 + 1)
    // Whoever confirms after half an hour is not signed in any more.
    let late = try till("wong", "office-2")
    #expect(late.says("till.none"))
    late.choose("find")
    late.enter(["number": order.number])
    #expect(late.warns("till.order.lapsed") && late.option("cash") == nil)
    person.desk.look()
    person.expect(step: "cancelled", "renewal")
    #expect(try hall.book.read(Order.self, order.id)?.state == .cancelled)
    #expect(try hall.account(lin.id)?.openOrder == nil)
  }

  @Test func `given up at the very moment the money is taken, it is paid`() throws {
    let person = person()
    let order = try ordered(person)
    _ = try hall.perform(
      .takePayment(order.id, .cash(given: Money(10_000, "CNY"))), at: "office", by: "chan"
    ).get()
    person.choose("cancel")
    person.expect(step: "paid")
  }

  @Test func `given up first, staff see that it is, and take no money`() throws {
    let person = person()
    let order = try ordered(person)
    let desk = try till("chan")
    desk.choose(order.number)
    desk.choose("cash")
    desk.enter(["given": "60"])
    person.choose("cancel")
    person.expect(step: "cancelled")
    desk.confirm()
    desk.expect(refused: "order.notOpen", step: "cashSure")
    desk.confirm(false)
    #expect(desk.warns("till.order.cancelled"))
  }

  @Test func `an order left to wait is taken up again where it stands`() throws {
    let first = person()
    let order = try ordered(first)
    first.choose("later")
    first.expect(step: "menu", "home")
    let person = person("desk-2")
    person.choose("order")
    person.expect(step: "unfinished")
    person.choose("continue")
    person.expect(step: "counter")
    #expect(person.tells(.text(order.number)))
    _ = try hall.perform(
      .takePayment(order.id, .cash(given: Money(10_000, "CNY"))), at: "office", by: "chan"
    ).get()
    person.choose("ask")
    person.expect(step: "paid")
  }

  @Test func `whoever leaves a kiosk to pay at the counter finds the order still there`() throws {
    let person = hall.desk(kiosk: Kiosk(), atCounter: true)
    person.choose("en")
    person.signIn()
    let order = try ordered(person)
    person.desk.leave()
    #expect(try hall.book.read(Order.self, order.id)?.state == .awaitingPayment)
  }

  @Test func `PRE-02 a bill, and one inside a closure, can be paid at the counter`() throws {
    let person = person()
    person.choose("closure")
    person.choose("start")
    person.choose("bills")
    person.choose("B-1")
    person.choose("counter")
    person.confirm()
    person.expect(step: "counter", "closure")
    let order = try #require(hall.book.all(Order.self).last)
    _ = try hall.perform(
      .takePayment(order.id, .cash(given: Money(1280, "CNY"))), at: "office", by: "chan"
    ).get()
    person.desk.look()
    person.expect(step: "paid", "closure")
    #expect(try hall.account(lin.id)?.bills.first?.paid == true)
  }

  @Test func `more than a page of orders is gone through, others' orders left out`() throws {
    var numbers: Set<String> = []
    for place in 0..<12 {
      let account = try hall.addLin {
        $0.number = "H-5\(place)"
        $0.email = "p\(place)@example.com"
        $0.msisdn = nil
        $0.userName = nil
      }
      let number = Numbers.order(random: Array(repeating: UInt8(place), count: 12))
      let quote = try #require(
        Quote.of(
          plan: "data-plus", tier: "month", for: account, policy: hall.policy, today: hall.today))
      let method: PaymentMethod = place % 3 == 0 ? .practice : .counter
      _ = try hall.perform(
        .openOrder(
          account: account.id, purpose: .renewal(quote), method: method, number: number)
      ).get()
      if method == .counter { numbers.insert(number) }
    }
    let desk = try till("chan")
    var seen: Set<String> = []
    seen.formUnion(desk.options.map(\.id).filter { $0.hasPrefix("O-") })
    #expect(seen.count == 5)
    desk.choose("more")
    seen.formUnion(desk.options.map(\.id).filter { $0.hasPrefix("O-") })
    #expect(seen == numbers && desk.option("more") == nil)
    desk.choose("first")
    #expect(desk.option("first") == nil && desk.option("more") != nil)
    desk.choose("back")
    desk.expect(step: "queue", "review")
  }

  @Test func `the administrator takes a wrong entry back, and the day's till shows it`() throws {
    try hall.hire("lee", .administrator)
    let order = try ordered(person())
    _ = try hall.perform(
      .takePayment(order.id, .cash(given: Money(10_000, "CNY"))), at: "office", by: "chan"
    ).get()
    let agent = try till("chan")
    #expect(agent.option("day") == nil, "whoever answers for the counter looks at its till")
    agent.choose("find")
    agent.enter(["number": order.number])
    agent.choose("void")
    agent.expect(refused: "answer.disabled", step: "order")
    let desk = try till("lee", "office-2")
    desk.choose("find")
    desk.enter(["number": order.number])
    desk.choose("void")
    desk.expect(step: "voidSure")
    desk.confirm(false)
    desk.expect(step: "order")
    desk.choose("void")
    desk.confirm()
    desk.expect(step: "voided")
    #expect(desk.says("receipts.kind.voided"))
    desk.next()
    desk.choose("day")
    desk.expect(step: "day")
    let sums = desk.phrases.filter { $0.key == "till.day.sum" }.map(\.facts)
    #expect(
      sums == [
        ["count": .count(1), "amount": .money(order.amount)],
        ["count": .count(1), "amount": .money(order.amount.with(minor: -order.amount.minor))],
        ["count": .count(2), "amount": .money(order.amount.with(minor: 0))],
      ])
    desk.choose("after")
    desk.expect(refused: "answer.disabled")
    desk.choose("before")
    #expect(desk.says("till.day.none"))
    desk.choose("after")
    #expect(desk.says("till.day.void"))
    desk.choose("back")
    desk.expect(step: "list", "till")
  }
}
