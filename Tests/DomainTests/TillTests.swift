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
