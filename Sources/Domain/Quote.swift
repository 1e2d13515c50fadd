/// What a plan would cost this person and how long it would run: the order check's facts (REN-09).
public struct Quote: Codable, Equatable, Sendable {
  public let plan: String
  public let tier: String
  public let term: Term
  public let listPrice: Money
  /// The best single promotion, or nil.
  public let promotion: String?
  public let discount: Money
  public let total: Money
  /// The first day of the new term.
  public let from: Day
  /// The last day of service after it (REN-11, X-14); nil for pay-as-you-go.
  public let until: Day?
}

extension Quote {
  /// The price of `tier` for `account` today, or nil when the catalogue has no such tier.
  public static func of(
    plan planID: String, tier tierID: String, for account: Account, policy: BrandPolicy, today: Day
  ) -> Quote? {
    guard let plan = policy.plan(planID), let tier = plan.tier(tierID) else { return nil }
    let audience: Promotion.Audience = account.paidTerms == 0 ? .newcomers : .existing
    let best = policy.promotions
      .filter { $0.audience == audience }
      .map { (promotion: $0, discount: $0.discount(on: tier, currency: policy.currency)) }
      .filter { $0.discount.minor > 0 }
      .max { $0.discount.minor < $1.discount.minor }
    let list = Money(tier.price, policy.currency)
    let discount = best?.discount ?? list.with(minor: 0)
    let from = policy.renewal.start(currentEnd: account.subscription.validUntil, today: today)
    return Quote(
      plan: plan.id, tier: tier.id, term: tier.term, listPrice: list,
      promotion: best?.promotion.id, discount: discount, total: list - discount, from: from,
      until: policy.renewal.end(of: tier.term, from: from, after: account.subscription))
  }
}

/// How a renewal adds to what is left.
public struct RenewalRule: Codable, Equatable, Sendable {
  public enum Stacking: String, Spelled, Sendable {
    /// New end = the later of today and the old end, plus the term: nothing is lost by being early.
    case extend
    /// New end = today plus the term, for carriers whose renewals do not accumulate.
    case replace
  }

  public let stacking: Stacking
  /// From how many days before the end the person is told that the plan is about to expire (REN-02, REN-13).
  public let remindDays: Int

  func start(currentEnd: Day?, today: Day) -> Day {
    switch stacking {
    case .extend: max(today, currentEnd ?? today)
    case .replace: today
    }
  }

  /// The last day of a term that begins on `start`; nil for pay-as-you-go.
  ///
  /// Terms that follow one another end on the day of the month on which the first of them began, or
  /// on the last day of a shorter month: a plan of 31 January runs until 28 February, then until 31
  /// March. A line whose dates do not say when that was goes on from the day it has.
  func end(of term: Term, from start: Day, after line: Subscription) -> Day? {
    guard let months = term.months else { return nil }
    guard stacking == .extend, start == line.validUntil, let first = line.validFrom,
      let past = first.months(until: start)
    else { return start.adding(months: months) }
    return first.adding(months: past + months)
  }
}
