/// Changing the plan before its term ends (GEN-07).
public struct PlanChangeRule: Codable, Equatable, Sendable {
  /// Plans between which one can change; empty: all.
  public let plans: [String]
}

/// What a change would cost or give back today, day by day (proration).
public struct ChangeQuote: Codable, Equatable, Sendable {
  public let plan: String
  public let tier: String
  public let term: Term
  /// What the days left of the present term are worth.
  public let credit: Money
  /// The new term's price.
  public let price: Money
  /// To pay now; nothing where the credit is larger.
  public let due: Money
  /// Goes to the balance, where the credit is larger than the price.
  public let toBalance: Money
  public let from: Day
  /// Nil for pay-as-you-go.
  public let until: Day?
}

extension ChangeQuote {
  /// What the change costs `account` today, or nil where there is nothing to change to.
  ///
  /// The days left are valued at what was paid for a day of them (the tier's price where nobody
  /// knows), halves rounded away from zero. The
  /// new term begins today; nothing is paid twice and nothing is lost.
  public static func of(
    plan planID: String, tier tierID: String, for account: Account, policy: BrandPolicy, today: Day
  ) -> ChangeQuote? {
    let line = account.subscription
    guard let rule = policy.planChange, let plan = policy.plan(planID),
      let tier = plan.tier(tierID), line.plan != planID || line.tier != tierID,
      rule.plans.isEmpty || rule.plans.contains(planID)
    else { return nil }
    let price = Money(tier.price, policy.currency)
    let credit = Self.credit(line, policy, today)
    let owed = price.minor - credit.minor
    return ChangeQuote(
      plan: planID, tier: tierID, term: tier.term, credit: credit, price: price,
      due: price.with(minor: max(0, owed)), toBalance: price.with(minor: max(0, -owed)),
      from: today, until: tier.term.months.map { today.adding(months: $0) })
  }

  /// What the unused days of the present term are worth.
  private static func credit(_ line: Subscription, _ policy: BrandPolicy, _ today: Day) -> Money {
    let nothing = Money(0, policy.currency)
    // A plan that is no longer sold was paid for all the same.
    guard let from = line.validFrom, let until = line.validUntil, until > today,
      let paid = line.paid?.minor ?? policy.plan(line.plan)?.tier(line.tier ?? "")?.price
    else { return nothing }
    let days = Int64(max(1, from.days(until: until)))
    let left = Int64(min(Int(days), max(0, today.days(until: until))))
    return nothing.with(minor: (paid * left + days / 2) / days)
  }
}

/// Suspending a line for a while; the number is kept.
public struct SuspensionRule: Codable, Equatable, Sendable {
  /// The longest suspension.
  public let maxDays: Int
  /// Whether the term stands still meanwhile, so that the days come back.
  public let extendsTerm: Bool
}
