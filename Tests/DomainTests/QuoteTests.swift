import Fixtures
import Testing

@testable import Domain

struct QuoteTests {
  private func quote(
    _ tier: String, plan: String = "data-plus", paidTerms: Int, policy: BrandPolicy? = nil,
    endsIn days: Int? = 17
  ) throws -> (quote: Quote, today: Day) {
    let hall = try Hall(policy)
    var lin = People.lin(hall.policy, now: hall.now)
    lin.paidTerms = paidTerms
    lin.subscription.validUntil = days.map { hall.today.adding(days: $0) }
    return (
      try #require(
        Quote.of(plan: plan, tier: tier, for: lin, policy: hall.policy, today: hall.today)),
      hall.today
    )
  }

  @Test func `REN-14 a newcomer's first month is free, and a longer term one month cheaper`() throws
  {
    let month = try quote("month", paidTerms: 0).quote
    #expect(month.promotion == "first-month-free")
    #expect(month.total == Money(0, "CNY") && month.discount == Money(5900, "CNY"))
    let quarter = try quote("quarter", paidTerms: 0).quote
    #expect(quarter.discount == Money(5300, "CNY") && quarter.total == Money(10_600, "CNY"))
    let year = try quote("year", paidTerms: 0).quote
    #expect(year.discount == Money(4900, "CNY") && year.total == Money(53_900, "CNY"))
  }

  @Test func `REN-15 an existing user pays a tenth less`() throws {
    for (tier, list, off) in [
      ("month", 5900, 590), ("quarter", 15_900, 1590), ("year", 58_800, 5880),
    ] {
      let quote = try quote(tier, paidTerms: 1).quote
      #expect(quote.promotion == "loyalty")
      #expect(quote.listPrice.minor == Int64(list) && quote.discount.minor == Int64(off))
      #expect(quote.total == quote.listPrice - quote.discount)
    }
  }

  @Test func `X-12 nobody gets both offers, and of several the best one`() throws {
    let offers: [[String: Any]] = [
      ["id": "five", "audience": "existing", "percentOff": 5, "names": Self.names],
      ["id": "month", "audience": "existing", "freeMonths": 1, "names": Self.names],
      ["id": "ten", "audience": "existing", "percentOff": 10, "names": Self.names],
      ["id": "new", "audience": "newcomers", "percentOff": 50, "names": Self.names],
    ]
    let policy = try Heyon.policy(["promotions"], offers)
    #expect(try quote("month", paidTerms: 3, policy: policy).quote.promotion == "month")
    #expect(try quote("month", paidTerms: 3, policy: policy).quote.total.isZero)
    #expect(try quote("year", paidTerms: 3, policy: policy).quote.promotion == "ten")
    #expect(try quote("year", paidTerms: 0, policy: policy).quote.promotion == "new")
  }

  @Test func `no offer takes off more than the price, whoever is asked`() throws {
    // Seed 31.
    var chance = SplitMix64(seed: 31)
    for _ in 0..<500 {
      let price = Int64.random(in: 0...200_000, using: &chance)
      let months = try #require([1, 3, 12].randomElement(using: &chance))
      let tier = Tier(id: "t", term: .months(months), price: price)
      let free = Bool.random(using: &chance)
      let offer = Promotion(
        id: "p", names: LocalizedText(en: "", zhHans: "", zhHant: ""), audience: .existing,
        freeMonths: free ? Int.random(in: 1...24, using: &chance) : nil,
        percentOff: free ? nil : Int.random(in: 1...100, using: &chance))
      let off = offer.discount(on: tier, currency: "CNY").minor
      #expect((0...price).contains(off), "\(offer) on \(price) for \(months)")
    }
  }

  @Test func `REN-11 X-14 an early renewal loses no day and a late one is not charged back`() throws
  {
    let early = try quote("month", paidTerms: 1, endsIn: 17)
    #expect(early.quote.from == early.today.adding(days: 17))
    #expect(early.quote.until == early.today.adding(days: 17).adding(months: 1))
    let late = try quote("quarter", paidTerms: 1, endsIn: -40)
    #expect(late.quote.from == late.today)
    #expect(late.quote.until == late.today.adding(months: 3))
    let first = try quote("year", paidTerms: 0, endsIn: nil)
    #expect(first.quote.until == first.today.adding(months: 12))
  }

  @Test func `X-14 where renewals do not accumulate the new term begins today`() throws {
    let policy = try Heyon.policy(["renewal", "stacking"], "replace")
    let early = try quote("month", paidTerms: 1, policy: policy, endsIn: 17)
    #expect(early.quote.from == early.today)
  }

  @Test
  func `REN-05 every plan has a month, a quarter and a year, and a longer term costs less a month`()
    throws
  {
    let policy = try Heyon.policy()
    for plan in policy.plans {
      #expect(plan.tiers.map(\.term) == [.months(1), .months(3), .months(12)])
      let monthly = plan.tiers.map { $0.price / Int64($0.term.months ?? 1) }
      #expect(monthly == monthly.sorted(by: >), "REN-06 \(plan.id)")
    }
  }

  @Test func `GEN-06 the catalogue has calls, data, unlimited data and roaming`() throws {
    let policy = try Heyon.policy()
    #expect(Set(policy.plans.map(\.kind)) == Set(PlanKind.allCases))
    #expect(policy.plans.contains { $0.allowance.dataMB == nil })
    #expect(policy.plans.contains { $0.kind == .roaming && $0.allowance.roaming })
    #expect(Set(policy.plans.map(\.summary)).count == policy.plans.count)
  }

  @Test func `a plan or tier the catalogue does not have has no price`() throws {
    let hall = try Hall()
    let lin = People.lin(hall.policy, now: hall.now)
    for (plan, tier) in [("nope", "month"), ("data-plus", "nope"), ("", "")] {
      #expect(
        Quote.of(plan: plan, tier: tier, for: lin, policy: hall.policy, today: hall.today) == nil)
    }
  }

  static let names = ["en": "x", "zh-Hans": "x", "zh-Hant": "x"]
}

struct RecommendationTests {
  private func advice(_ months: [(Int, Int, Int)]) throws -> Recommendation? {
    Recommendation.of(
      Usage(
        dataMB: 0, minutes: 0,
        months: months.map { UsageMonth(dataMB: $0.0, minutes: $0.1, daysAbroad: $0.2) }),
      policy: try Heyon.policy())
  }

  @Test func `REN-03 REN-04 someone often abroad is shown the roaming plan`() throws {
    let advice = try advice([(9000, 90, 2), (8000, 80, 3), (7000, 70, 2)])
    #expect(advice == Recommendation(plan: "roaming-plus", reason: .oftenAbroad(days: 7)))
    #expect(try self.advice([(9000, 90, 2), (8000, 80, 2), (7000, 70, 2)])?.plan != "roaming-plus")
  }

  @Test func `REN-04 everyday use is shown the cheapest data plan that covers it`() throws {
    #expect(
      try advice([(9000, 50, 0), (9600, 60, 0)])
        == Recommendation(plan: "data-basic", reason: .everyday(averageMB: 9300)))
    #expect(try advice([(16_000, 60, 0)])?.plan == "data-plus")
    #expect(try advice([(50_000, 60, 0)])?.plan == "data-unlimited")
    #expect(try advice([(9000, 200, 0)])?.plan == "data-plus")
  }

  @Test func `REN-03 many calls are shown the voice plan`() throws {
    #expect(
      try advice([(2000, 400, 0)])
        == Recommendation(plan: "voice", reason: .manyCalls(averageMinutes: 400)))
  }

  @Test func `more use than any plan covers is shown the largest of its kind`() throws {
    #expect(try advice([(90_000, 900, 20)])?.plan == "roaming-plus")
    #expect(try advice([(90_000, 450, 0)])?.plan == "voice")
  }

  @Test func `nothing is recommended to someone who has used nothing yet`() throws {
    #expect(try advice([]) == nil)
  }
}

struct ValidityTests {
  @Test
  func
    `REN-01 REN-02 REN-13 the days left are told, and five days before the end that it ends soon`()
    throws
  {
    let hall = try Hall()
    var line = People.lin(hall.policy, now: hall.now).subscription
    func validity(_ days: Int?) -> Subscription.Validity {
      line.validUntil = days.map { hall.today.adding(days: $0) }
      return line.validity(today: hall.today, remindDays: hall.policy.renewal.remindDays)
    }
    #expect(validity(30) == .running(daysLeft: 30))
    #expect(validity(6) == .running(daysLeft: 6))
    #expect(validity(5) == .endingSoon(daysLeft: 5))
    #expect(validity(0) == .endingSoon(daysLeft: 0))
    #expect(validity(-1) == .ended(daysAgo: 1))
    #expect(validity(nil) == .none)
  }

  @Test func `ONL-17 the review window is the first to the seventh day after the submission`()
    throws
  {
    let hall = try Hall()
    let procedure = try #require(hall.policy.closure.procedure(.online))
    let dates = procedure.window.dates(from: hall.today, calendars: hall.calendars)
    let window = dates.days
    #expect(!dates.provisional && !dates.open)
    #expect(hall.today.iso == "2026-11-20")
    #expect(window.first.iso == "2026-11-21" && window.last.iso == "2026-11-27")
  }
}
