import Fixtures
import Testing

@testable import Domain

struct PlanChangeTests {
  /// 林悦 on Data Plus, which cost her 59.00 for the 30 days to 20 December.
  private func counter(
    left: Int = 30, of days: Int = 30, paid: Int64? = 5900,
    _ change: (inout Account) -> Void = { _ in }
  ) throws -> (Hall, Account) {
    let hall = try Hall(try Everything.policy())
    let today = hall.today
    let lin = try hall.addLin {
      $0.subscription.validUntil = today.adding(days: left)
      $0.subscription.validFrom = today.adding(days: left - days)
      $0.subscription.paid = paid.map { Money($0, "CNY") }
      change(&$0)
    }
    return (hall, lin)
  }

  private func offer(
    _ hall: Hall, _ lin: Account, _ plan: String = "data-basic", _ tier: String = "month"
  ) -> ChangeQuote? {
    ChangeQuote.of(plan: plan, tier: tier, for: lin, policy: hall.policy, today: hall.today)
  }

  @Test func `GEN-07 the days left are worth what was paid for them, to the minor unit`() throws {
    for (left, days, paid, credit) in [
      (30, 30, 5900, 5900), (0, 30, 5900, 0), (15, 30, 5900, 2950), (1, 30, 5900, 197),
      (29, 30, 5900, 5703), (1, 31, 5900, 190), (10, 31, 5900, 1903), (17, 31, 100, 55),
      (1, 3, 1, 0), (2, 3, 1, 1), (1, 2, 1, 1), (40, 30, 5900, 5900), (7, 0, 5900, 5900),
    ] as [(Int, Int, Int64, Int64)] {
      let (hall, lin) = try counter(left: left, of: days, paid: paid)
      let quote = try #require(offer(hall, lin))
      #expect(quote.credit == Money(credit, "CNY"), "\(left) of \(days) days for \(paid)")
    }
  }

  @Test func `GEN-07 nothing is paid twice and nothing is lost, whatever the day`() throws {
    // Seed 91.
    var chance = SplitMix64(seed: 91)
    let (hall, someone) = try counter()
    for _ in 0..<300 {
      let days = Int.random(in: 1...366, using: &chance)
      let left = Int.random(in: 0...days, using: &chance)
      let paid = Int64.random(in: 0...200_000, using: &chance)
      var lin = someone
      lin.subscription.validUntil = hall.today.adding(days: left)
      lin.subscription.validFrom = hall.today.adding(days: left - days)
      lin.subscription.paid = Money(paid, "CNY")
      let quote = try #require(offer(hall, lin))
      #expect(quote.due.minor - quote.toBalance.minor == quote.price.minor - quote.credit.minor)
      #expect(quote.due.isZero || quote.toBalance.isZero)
      #expect(quote.due.minor >= 0 && quote.toBalance.minor >= 0)
      // Used and unused days together are what was paid, to half a minor unit.
      let exact = Double(paid) * Double(left) / Double(days)
      #expect(abs(Double(quote.credit.minor) - exact) <= 0.5)
    }
  }

  @Test func `GEN-07 an upgrade costs the difference, begins today and files a receipt`() throws {
    let (hall, lin) = try counter(left: 15)
    let quote = try #require(offer(hall, lin, "data-plus", "quarter"))
    #expect(quote.due == Money(15_900 - 2950, "CNY") && quote.toBalance.isZero)
    #expect(quote.from == hall.today && quote.until == hall.today.adding(months: 3))
    let outcome = try hall.perform(
      .payFromBalance(account: lin.id, purpose: .planChange(quote), number: "O-1")
    ).get()
    guard case .receipt(let receipt) = outcome else { throw ActRefusal.orderMissing }
    let after = try #require(try hall.account(lin.id))
    #expect(after.balance == lin.balance - quote.due)
    #expect(after.subscription.tier == "quarter" && after.subscription.paid == quote.price)
    #expect(after.subscription.validFrom == hall.today)
    #expect(after.subscription.validUntil == quote.until)
    #expect(receipt.facts == .planChange(quote, method: .balance, order: "O-1"))
    #expect(
      hall.book.all(Notice.self).map(\.body) == [.planChanged(quote, receipt: receipt.number)])
  }

  @Test func `GEN-07 a credit larger than the price goes to the balance`() throws {
    let (hall, lin) = try counter(left: 30)
    let quote = try #require(offer(hall, lin))
    #expect(quote.due.isZero && quote.toBalance == Money(3000, "CNY"))
    _ = try hall.perform(
      .payFromBalance(account: lin.id, purpose: .planChange(quote), number: "O-1")
    ).get()
    #expect(try hall.account(lin.id)?.balance == lin.balance + Money(3000, "CNY"))
  }

  @Test func `GEN-07 monthly to pay-as-you-go: the days come back as money, and nothing ends`()
    throws
  {
    let (hall, lin) = try counter(left: 15)
    let quote = try #require(offer(hall, lin, "data-basic", "payg"))
    #expect(quote.term == .payAsYouGo && quote.until == nil && quote.due.isZero)
    #expect(quote.toBalance == Money(2950, "CNY"))
    _ = try hall.perform(
      .payFromBalance(account: lin.id, purpose: .planChange(quote), number: "O-1")
    ).get()
    let after = try #require(try hall.account(lin.id))
    #expect(after.subscription.validUntil == nil && after.subscription.plan == "data-basic")
    // And back: nothing is owed for pay-as-you-go days.
    let back = try #require(offer(hall, after, "data-plus", "month"))
    #expect(back.credit.isZero && back.due == Money(5900, "CNY"))
  }

  @Test func `where nobody knows what was paid, the tier's price counts`() throws {
    let (hall, lin) = try counter(left: 15, paid: nil)
    #expect(offer(hall, lin)?.credit == Money(2950, "CNY"))
  }

  @Test func `what was paid for a plan that is no longer sold is not lost`() throws {
    let (hall, lin) = try counter(left: 15) { $0.subscription.plan = "data-2019" }
    #expect(offer(hall, lin)?.credit == Money(2950, "CNY"))
    let (_, nobody) = try counter(left: 15, paid: nil) { $0.subscription.plan = "data-2019" }
    #expect(offer(hall, nobody)?.credit == Money(0, "CNY"), "and nothing is made up")
  }

  @Test func `a free term is given back as nothing`() throws {
    let (hall, lin) = try counter(left: 15, paid: 0)
    #expect(offer(hall, lin)?.credit == Money(0, "CNY"))
  }

  @Test func `only another plan or tier of the policy's list can be changed to`() throws {
    let (hall, lin) = try counter()
    for (plan, tier) in [
      ("data-plus", "month"), ("voice", "month"), ("data-basic", "century"), ("", ""),
    ] {
      #expect(offer(hall, lin, plan, tier) == nil)
    }
    let heyon = try Hall()
    #expect(offer(heyon, People.lin(heyon.policy, now: heyon.now)) == nil, "Heyon has no such rule")
  }

  @Test func `a price that is another one by then is refused, and nothing is charged`() throws {
    let (hall, lin) = try counter(left: 15)
    let agreed = try #require(offer(hall, lin))
    hall.clock.advance(86_400)
    let now = try #require(offer(hall, lin))
    #expect(now != agreed)
    for act: Act in [
      .payFromBalance(account: lin.id, purpose: .planChange(agreed), number: "O-1"),
      .openOrder(
        account: lin.id, purpose: .planChange(agreed), method: .practice, number: "O-1"),
    ] {
      #expect(try hall.perform(act) == .failure(.changeQuoteChanged(now)))
    }
    #expect(try hall.account(lin.id)?.balance == lin.balance && hall.book.all(Order.self).isEmpty)
  }

  @Test func `a line that is paused or not on a device yet keeps its plan`() throws {
    for state in [Subscription.State.suspended, .notActivated] {
      let (hall, lin) = try counter { $0.subscription.state = state }
      let quote = try #require(offer(hall, lin))
      #expect(
        try hall.perform(
          .payFromBalance(account: lin.id, purpose: .planChange(quote), number: "O-1"))
          == .failure(.notActivated))
    }
  }
}

struct SuspensionTests {
  private func counter(
    _ policy: BrandPolicy? = nil, _ change: (inout Account) -> Void = { _ in }
  ) throws -> (Hall, Account) {
    let hall = try Hall(try policy ?? Everything.policy())
    return (hall, try hall.addLin(change))
  }

  @Test func `PRE-15 a paused line keeps its number, and its days come back when it is resumed`()
    throws
  {
    for (days, back) in [(Int64(0), 0), (1, 1), (12, 12), (30, 30), (31, 30), (300, 30)] {
      let (hall, lin) = try counter()
      let until = hall.today.adding(days: 30)
      let range = DayRange(first: hall.today, last: until)
      guard
        case .receipt(let paused) = try hall.perform(.suspend(account: lin.id, until: until)).get()
      else { throw ActRefusal.noSuspension }
      #expect(paused.facts == .suspended(range))
      let line = try #require(try hall.account(lin.id)).subscription
      #expect(line.state == .suspended && line.suspended == range)
      #expect(line.validUntil == lin.subscription.validUntil)
      hall.clock.advance(days * 86_400)
      guard case .receipt(let resumed) = try hall.perform(.resume(account: lin.id)).get() else {
        throw ActRefusal.notSuspended
      }
      let after = try #require(try hall.account(lin.id))
      let end = lin.subscription.validUntil?.adding(days: back)
      #expect(after.subscription.state == .active && after.subscription.suspended == nil)
      #expect(after.subscription.validUntil == end && resumed.facts == .resumed(until: end))
      #expect(after.msisdn == lin.msisdn && after.balance == lin.balance)
      #expect(
        hall.book.all(Notice.self).map(\.body) == [
          .suspended(range, receipt: paused.number), .resumed(receipt: resumed.number),
        ])
    }
  }

  @Test func `GEN-07 days that stood still were not used: the days left are worth the same`() throws
  {
    let (hall, lin) = try counter {
      $0.subscription.paid = Money(5900, "CNY")
    }
    func credit() throws -> Money? {
      let account = try #require(try hall.account(lin.id))
      return ChangeQuote.of(
        plan: "data-basic", tier: "month", for: account, policy: hall.policy, today: hall.today
      )?.credit
    }
    let before = try credit()
    _ = try hall.perform(.suspend(account: lin.id, until: hall.today.adding(days: 60))).get()
    hall.clock.advance(20 * 86_400)
    _ = try hall.perform(.resume(account: lin.id)).get()
    #expect(try credit() == before)
  }

  @Test func `where the policy lets the term run on, no day comes back`() throws {
    let policy = try Everything.policy(["suspension", "extendsTerm"], false)
    let (hall, lin) = try counter(policy)
    _ = try hall.perform(.suspend(account: lin.id, until: hall.today.adding(days: 30))).get()
    hall.clock.advance(12 * 86_400)
    _ = try hall.perform(.resume(account: lin.id)).get()
    #expect(try hall.account(lin.id)?.subscription.validUntil == lin.subscription.validUntil)
    #expect(try hall.account(lin.id)?.subscription.validFrom == lin.subscription.validFrom)
  }

  @Test
  func `a pause is one to the policy's most days, of a line that is on, at a carrier that has it`()
    throws
  {
    let (hall, lin) = try counter()
    for days in [-1, 0, 91, 100_000] {
      #expect(
        try hall.perform(.suspend(account: lin.id, until: hall.today.adding(days: days)))
          == .failure(.suspensionDays))
    }
    #expect(try hall.perform(.resume(account: lin.id)) == .failure(.notSuspended))
    for days in [1, 90] {
      _ = try hall.perform(.suspend(account: lin.id, until: hall.today.adding(days: days))).get()
      #expect(
        try hall.perform(.suspend(account: lin.id, until: hall.today.adding(days: 5)))
          == .failure(.notActivated), "once is enough")
      _ = try hall.perform(.resume(account: lin.id)).get()
    }
    let heyon = try counter(try Heyon.policy())
    #expect(
      try heyon.0.perform(
        .suspend(account: heyon.1.id, until: heyon.0.today.adding(days: 5)))
        == .failure(.noSuspension))
  }

  @Test func `X-10 a line whose account is closing is neither paused nor resumed`() throws {
    let it = try EveryCase { $0.subscription.state = .suspended }
    let form = try it.submitted()
    let refused = Result<Outcome, ActRefusal>.failure(.closureInReview(number: form.number))
    #expect(try it.hall.perform(.resume(account: it.lin.id)) == refused)
    #expect(try it.hall.perform(.suspend(account: it.lin.id, until: it.day(5))) == refused)
  }
}
