import Fixtures
import Testing

@testable import Domain

/// Plans that began where a month ends.
struct MonthEndTests {
  private func line(from first: String, until last: String) -> Subscription {
    var line = Subscription(state: .active)
    line.validFrom = Day(iso: first)
    line.validUntil = Day(iso: last)
    return line
  }

  private let rule = RenewalRule(stacking: .extend, remindDays: 5)

  // Counted off on a calendar.
  @Test(arguments: [
    (
      "2027-01-31", 1,
      [
        "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31",
        "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31",
        "2028-02-29", "2028-03-31",
      ]
    ),
    ("2027-01-30", 1, ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
    ("2027-02-28", 1, ["2027-03-28", "2027-04-28", "2027-05-28"]),
    ("2026-11-30", 3, ["2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30", "2028-02-29"]),
    ("2028-02-29", 12, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
  ])
  func `REN-11 X-14 a plan renewed month by month keeps the day on which it began`(
    first: String, months: Int, ends: [String]
  ) throws {
    let it = try OrderCase { $0.balance = Money(10_000_000, "CNY") }
    let today = try #require(Day(iso: first))
    it.hall.clock.now = today.start(offset: it.hall.policy.clock.seconds)
    try it.hall.change(it.lin.id) {
      $0.subscription.validFrom = nil
      $0.subscription.validUntil = nil
    }
    let tier = try #require([1: "month", 3: "quarter", 12: "year"][months])
    for (number, end) in ends.enumerated() {
      let lin = try it.now()
      // From the second on, a day before the term ends.
      if let end = lin.subscription.validUntil {
        it.hall.clock.now = end.adding(days: -1).start(offset: it.hall.policy.clock.seconds)
      }
      let quote = try #require(
        Quote.of(
          plan: "data-plus", tier: tier, for: lin, policy: it.hall.policy, today: it.hall.today))
      #expect(quote.until?.iso == end)
      let renewal = Act.payFromBalance(
        account: lin.id, purpose: .renewal(quote), number: "O-\(number)")
      _ = try it.hall.perform(renewal).get()
      #expect(try it.now().subscription.validUntil?.iso == end)
    }
  }

  @Test func `X-14 a term after a break, and a line whose dates do not match, keep their own day`()
    throws
  {
    let (month, quarter) = (Term.months(1), Term.months(3))
    let line = line(from: "2027-01-31", until: "2027-02-28")
    let late = try #require(Day(iso: "2027-03-12"))
    #expect(rule.end(of: month, from: late, after: line)?.iso == "2027-04-12")
    #expect(rule.end(of: .payAsYouGo, from: late, after: line) == nil)
    let replace = RenewalRule(stacking: .replace, remindDays: 5)
    let last = try #require(line.validUntil)
    #expect(replace.end(of: month, from: last, after: line)?.iso == "2027-03-28")
    #expect(rule.end(of: quarter, from: last, after: line)?.iso == "2027-05-31")
    var other = self.line(from: "2027-01-15", until: "2027-02-28")
    #expect(rule.end(of: month, from: last, after: other)?.iso == "2027-03-28")
    other.validFrom = nil
    #expect(rule.end(of: month, from: last, after: other)?.iso == "2027-03-28")
  }

  @Test func `X-14 whatever terms follow one another, none loses a day that was paid for`() throws {
    // Seed 14.
    var chance = SplitMix64(seed: 14)
    for _ in 0..<400 {
      let first = Day(ordinal: Int.random(in: 18_000...40_000, using: &chance))
      var line = Subscription(state: .active)
      line.validFrom = first
      line.validUntil = first
      var months = 0
      for _ in 0..<8 {
        let term = try #require([1, 3, 12].randomElement(using: &chance))
        let last = try #require(line.validUntil)
        let early = last.adding(days: -Int.random(in: 0...20, using: &chance))
        let start = rule.start(currentEnd: last, today: early)
        #expect(start == last, "renewing early follows the old term")
        let end = try #require(rule.end(of: .months(term), from: start, after: line))
        months += term
        #expect(end >= last.adding(months: term), "\(first.iso), \(last.iso) and \(term) more")
        #expect(end == first.adding(months: months), "\(first.iso) and \(months) months")
        line.validUntil = end
      }
    }
  }
}
