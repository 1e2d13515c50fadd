import Fixtures
import Testing

@testable import Domain

/// Money taken at the counter: once, by somebody who works there, and written in the till.
struct TillTests {
  let it: OrderCase

  init() throws {
    it = try OrderCase()
    try it.hall.hire("chan", .agent)
    try it.hall.hire("wong", .agent)
  }

  private func order(
    _ number: String = "O-1", _ method: PaymentMethod = .counter
  ) throws -> RecordID {
    let act = Act.openOrder(
      account: it.lin.id, purpose: .renewal(it.quote), method: method, number: number)
    guard case .order(let id) = try it.hall.perform(act).get() else {
      throw ActRefusal.orderMissing
    }
    return id
  }

  private func take(
    _ order: RecordID, _ means: Taking.Means = .cash(given: Money(10_000, "CNY")),
    by staff: String? = "chan"
  ) throws -> Result<Outcome, ActRefusal> {
    try it.hall.perform(.takePayment(order, means), at: "counter-3", by: staff)
  }

  private var slip: CardSlip {
    get throws(Reading.Problem) {
      try CardSlip(brand: .visa, authorisation: "123456", lastFour: "4242")
    }
  }

  @Test func `cash taken at the counter extends the plan, and says who took it and where`() throws {
    let id = try order()
    guard case .receipt(let receipt) = try take(id).get() else { throw ActRefusal.orderMissing }
    let taking = Taking(
      means: .cash(given: Money(10_000, "CNY")), by: "chan", station: "counter-3")
    #expect(receipt.taking == taking && receipt.station == "counter-3")
    #expect(receipt.facts == .renewal(it.quote, method: .counterCash, order: "O-1"))
    let order = try it.order("O-1")
    #expect(order.taking == taking && order.method == .counterCash && order.state == .completed)
    #expect(try it.now().openOrder == nil)
    #expect(try it.now().subscription.validUntil == it.quote.until)
    #expect(try it.now().balance == it.lin.balance)
    let entry = try #require(try TillEntry.at(1, on: it.hall.today, in: it.hall.book))
    #expect(entry.amount == it.quote.total && entry.method == .counterCash && entry.by == "chan")
    #expect(entry.receipt == receipt.number && entry.order == "O-1")
    let event = try #require(it.hall.book.journal.last)
    #expect(event.act == "order.take" && event.by == "staff:chan")
  }

  @Test func `a card's slip is kept as far as it may be`() throws {
    let id = try order()
    _ = try take(id, .card(try slip)).get()
    #expect(try it.order("O-1").method == .counterCard)
    #expect(try it.order("O-1").taking?.means == .card(try slip))
  }

  @Test func `two staff who take the same money: it counts once, and the second is told who`()
    throws
  {
    let id = try order()
    _ = try take(id).get()
    let at = it.hall.now
    it.hall.clock.advance(5)
    #expect(try take(id, by: "wong") == .failure(.orderTaken(by: "chan", at: at)))
    #expect(try take(id) == .failure(.orderTaken(by: "chan", at: at)))
    #expect(try TillEntry.count(on: it.hall.today, in: it.hall.book) == 1)
    #expect(it.hall.book.all(Receipt.self).count == 1)
    #expect(try it.now().paidTerms == 11)
  }

  @Test func `an order that ran out takes no money, one in its last second does`() throws {
    let id = try order()
    it.hall.clock.advance(Order.lifeSeconds + 1)
    #expect(try take(id) == .failure(.orderLapsed))
    #expect(it.hall.book.all(TillEntry.self).isEmpty)
    it.hall.clock.advance(-1)
    _ = try take(id).get()
  }

  @Test func `money is refused for what is given up, elsewhere, nobody's or too little`() throws {
    let id = try order()
    for (means, why) in [
      (.cash(given: Money(5309, "CNY")), .tooLittle(short: Money(1, "CNY"))),
      (.cash(given: Money(10_000, "HKD")), .otherCurrency),
    ] as [(Taking.Means, ActRefusal)] {
      #expect(try take(id, means) == .failure(why))
    }
    #expect(try take(id, by: nil) == .failure(.staffMissing))
    #expect(try take(id, by: "nobody") == .failure(.staffMissing))
    let chan = try #require(try Staff.named("chan", in: it.hall.book))
    _ = try it.hall.perform(.staff(.disable(chan.id))).get()
    #expect(try take(id) == .failure(.staffMissing))
    #expect(try take(RecordID(9999), by: "wong") == .failure(.orderMissing))
    _ = try it.hall.perform(.cancelOrder(id)).get()
    #expect(try take(id, by: "wong") == .failure(.orderNotOpen))
    let elsewhere = try order("O-2", .practice)
    #expect(try take(elsewhere, by: "wong") == .failure(.orderElsewhere))
    #expect(it.hall.book.all(TillEntry.self).isEmpty)
    #expect(try it.now().subscription == it.lin.subscription)
  }

  // MARK: Taken back

  private func void(_ order: RecordID, by staff: String? = "lee") throws -> Result<
    Outcome, ActRefusal
  > {
    try it.hall.perform(.voidPayment(order), at: "office", by: staff)
  }

  @Test
  func `an administrator takes a wrong entry back: the line is as before, the till says both`()
    throws
  {
    try it.hall.hire("lee", .administrator)
    let id = try order()
    _ = try take(id).get()
    // What is used meanwhile stays used.
    try it.hall.change(it.lin.id) { $0.subscription.usage.dataMB += 7 }
    #expect(try void(id, by: "chan") == .failure(.administratorNeeded))
    #expect(try void(id, by: nil) == .failure(.staffMissing))
    let outcome = try void(id).get()
    guard case .receipt(let receipt) = outcome else { throw ActRefusal.orderMissing }
    #expect(
      receipt.facts == .voided(order: "O-1", amount: it.quote.total, method: .counterCash))
    var before = it.lin.subscription
    before.usage.dataMB += 7
    #expect(try it.now().subscription == before && it.now().paidTerms == it.lin.paidTerms)
    #expect(try it.order("O-1").state == .refunded)
    #expect(try void(id) == .success(outcome), "said twice, it counts once")
    let entries = it.hall.book.all(TillEntry.self)
    #expect(entries.map(\.amount.minor) == [5310, -5310])
    #expect(entries.map(\.voidedBy) == [nil, "lee"] && entries.map(\.by) == ["chan", "chan"])
    #expect(it.hall.book.journal.last?.act == "order.void")
    #expect(
      it.hall.book.all(Notice.self).last?.body
        == .voided(amount: it.quote.total, receipt: receipt.number))
    // The money is not taken again for the same order.
    #expect(try take(id) != .success(outcome))
    #expect(it.hall.book.all(TillEntry.self).count == 2)
  }

  @Test func `a bill taken back is open again, a change of plan gives the old plan and use back`()
    throws
  {
    try it.hall.hire("lee", .administrator)
    try it.hall.change(it.lin.id) {
      $0.bills = [
        Bill(id: "B-1", issued: Day(ordinal: 20_000), amount: Money(1280, "CNY"), paid: false)
      ]
    }
    let open = Act.openOrder(
      account: it.lin.id, purpose: .bill("B-1"), method: .counter, number: "O-1")
    guard case .order(let bill) = try it.hall.perform(open).get() else {
      throw ActRefusal.orderMissing
    }
    _ = try take(bill).get()
    #expect(try it.now().bills.first?.paid == true)
    _ = try void(bill).get()
    #expect(try it.now().bills.first?.paid == false)
  }

  @Test func `a change of plan taken back gives the old plan, its use and the balance back`() throws
  {
    let it = try OrderCase(try Everything.policy())
    try it.hall.hire("chan", .agent)
    try it.hall.hire("lee", .administrator)
    let plans = it.hall.policy.plans.flatMap { plan in plan.tiers.map { (plan.id, $0.id) } }
    let quote = try #require(
      plans.compactMap { plan, tier in
        ChangeQuote.of(
          plan: plan, tier: tier, for: it.lin, policy: it.hall.policy, today: it.hall.today)
      }.first { !$0.due.isZero })
    let open = Act.openOrder(
      account: it.lin.id, purpose: .planChange(quote), method: .counter, number: "O-1")
    guard case .order(let id) = try it.hall.perform(open).get() else {
      throw ActRefusal.orderMissing
    }
    _ = try it.hall.perform(
      .takePayment(id, .cash(given: quote.due)), at: "counter-3", by: "chan"
    ).get()
    #expect(try it.now().subscription.plan == quote.plan)
    #expect(try it.now().subscription.usage.dataMB == 0)
    _ = try it.hall.perform(.voidPayment(id), by: "lee").get()
    #expect(try it.now().subscription == it.lin.subscription)
    #expect(try it.now().balance == it.lin.balance)
  }

  @Test func `nothing is taken back on another day, or when more has been done since`() throws {
    try it.hall.hire("lee", .administrator)
    let id = try order()
    _ = try take(id).get()
    it.hall.clock.advance(86_400)
    #expect(try void(id) == .failure(.voidTooLate))
    it.hall.clock.advance(-86_400)
    let taken = try it.now()
    try it.hall.change(it.lin.id) {
      $0.subscription.validUntil = $0.subscription.validUntil?.adding(days: 30)
    }
    #expect(try void(id) == .failure(.voidChanged))
    try it.hall.change(it.lin.id) { $0.subscription = taken.subscription }
    let next = try #require(
      Quote.of(
        plan: "data-plus", tier: "month", for: taken, policy: it.hall.policy, today: it.hall.today))
    let open = Act.openOrder(
      account: it.lin.id, purpose: .renewal(next), method: .counter, number: "O-2")
    guard case .order(let later) = try it.hall.perform(open).get() else {
      throw ActRefusal.orderMissing
    }
    #expect(try void(id) == .failure(.voidChanged), "an order is open")
    #expect(try void(later) == .failure(.orderElsewhere), "nothing was taken")
    _ = try it.hall.perform(.cancelOrder(later)).get()
    _ = try void(id).get()
  }

  @Test func `a day is added up by who took it, how and currency, and what went back stands apart`()
    throws
  {
    let book = MemoryBook()
    let day = it.hall.today
    let lines: [(String, PaymentMethod, Int64, String, String?)] = [
      ("wong", .counterCash, 100, "CNY", nil), ("chan", .counterCard, 50, "CNY", nil),
      ("chan", .counterCash, 5310, "CNY", nil), ("chan", .counterCash, 1, "CNY", nil),
      ("chan", .counterCash, -5310, "CNY", "lee"), ("chan", .counterCash, 9, "HKD", nil),
    ]
    for (index, line) in lines.enumerated() {
      try book.write(
        TillEntry(
          id: try book.newID(), day: day, place: index + 1, at: it.hall.now, by: line.0,
          station: "d", brand: "heyon", order: "O", receipt: "R", method: line.1,
          amount: Money(line.2, line.3), voidedBy: line.4))
    }
    func sum(
      _ by: String?, _ method: PaymentMethod, _ isVoid: Bool, _ count: Int, _ minor: Int64,
      _ currency: String = "CNY"
    ) -> TillDay.Sum {
      TillDay.Sum(
        by: by, method: method, isVoid: isVoid, count: count, amount: Money(minor, currency))
    }
    let all = try TillDay.read(book, on: day)
    #expect(
      all.sums == [
        sum("chan", .counterCard, false, 1, 50), sum("chan", .counterCash, false, 2, 5311),
        sum("chan", .counterCash, true, 1, -5310), sum("chan", .counterCash, false, 1, 9, "HKD"),
        sum("wong", .counterCash, false, 1, 100),
      ])
    #expect(
      all.remains == [
        sum(nil, .counterCard, false, 1, 50), sum(nil, .counterCash, false, 4, 101),
        sum(nil, .counterCash, false, 1, 9, "HKD"),
      ])
    #expect(try TillDay.read(book, on: day, by: "wong").sums == [all.sums[4]])
    #expect(try TillDay.read(book, on: day.adding(days: 1)).sums.isEmpty)
  }

  // MARK: Lines of a day

  @Test func `a day's lines are found by their place, each day for itself`() throws {
    let hall = it.hall
    for day in 0..<2 {
      for place in 1...(5 + day) {
        let id = try order("O-\(day)-\(place)")
        #expect(try TillEntry.count(on: hall.today, in: hall.book) == place - 1)
        _ = try take(id).get()
        try hall.change(it.lin.id) { account in
          account.subscription = it.lin.subscription
          account.paidTerms = it.lin.paidTerms
        }
      }
      if day == 0 { hall.clock.advance(86_400) }
      try hall.change(it.lin.id) { $0.subscription = it.lin.subscription }
    }
    #expect(try TillEntry.count(on: hall.today, in: hall.book) == 6)
    #expect(try TillEntry.count(on: hall.today.adding(days: -1), in: hall.book) == 5)
    #expect(try TillEntry.count(on: hall.today.adding(days: 1), in: hall.book) == 0)
    #expect(try TillEntry.at(7, on: hall.today, in: hall.book) == nil)
  }

  @Test func `however many lines a day has, they are counted right`() throws {
    let book = MemoryBook()
    let day = Day(ordinal: 20_777)
    for place in 1...70 {
      #expect(try TillEntry.count(on: day, in: book) == place - 1)
      try book.write(
        TillEntry(
          id: try book.newID(), day: day, place: place, at: it.hall.now, by: "chan",
          station: "counter-3", brand: "heyon", order: "O", receipt: "R", method: .counterCash,
          amount: Money(Int64(place), "CNY")))
    }
  }

  @Test func `a whole card number never comes into a slip, nor what no terminal prints`() throws {
    func problem(_ code: String, _ four: String) -> String? {
      do {
        _ = try CardSlip(brand: .visa, authorisation: code, lastFour: four)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(problem("123456", "4111 1111 1111 1111") == "card.refused")
    #expect(problem("4111111111111111", "1111") == "card.refused")
    #expect(problem("6250947000000014", "") == "card.refused")
    for code in ["", "1", "123456789", "12345é", "授权码"] {
      #expect(problem(code, "") == "till.authorisation", "\(code)")
    }
    for four in ["123", "12345", "123x", "４２４２"] {
      #expect(problem("123456", four) == "till.lastFour", "\(four)")
    }
    #expect(problem(" 12-34 56", " 4242 ") == nil && problem("y1", "") == nil)
  }
}
