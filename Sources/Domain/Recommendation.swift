/// The plan that fits how a person really uses the line (REN-03, REN-04).
public struct Recommendation: Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// Days abroad in the months looked at.
    case oftenAbroad(days: Int)
    /// Average megabytes a month, at home.
    case everyday(averageMB: Int)
    /// Average call minutes a month.
    case manyCalls(averageMinutes: Int)
  }

  public let plan: String
  public let reason: Reason

  /// From how many days abroad in three months the roaming plan is recommended.
  static let oftenAbroadDays = 7
  /// From how many call minutes a month the voice plan is recommended.
  static let manyMinutes = 400
}

extension Recommendation {
  /// What suits the usage of the last months: abroad often, roaming; calls, voice; else basic data.
  ///
  /// Among the plans of the kind the cheapest whose allowance covers the average is taken, or
  /// the largest where none does. Nil where nothing was used yet or the catalogue has no such plan.
  public static func of(_ usage: Usage, policy: BrandPolicy) -> Recommendation? {
    let months = usage.months
    guard !months.isEmpty else { return nil }
    let abroad = months.reduce(0) { $0 + $1.daysAbroad }
    let averageMB = months.reduce(0) { $0 + $1.dataMB } / months.count
    let averageMinutes = months.reduce(0) { $0 + $1.minutes } / months.count
    let kind: PlanKind
    let reason: Reason
    if abroad >= oftenAbroadDays {
      (kind, reason) = (.roaming, .oftenAbroad(days: abroad))
    } else if averageMinutes >= manyMinutes {
      (kind, reason) = (.voice, .manyCalls(averageMinutes: averageMinutes))
    } else {
      (kind, reason) = (.data, .everyday(averageMB: averageMB))
    }
    let candidates = policy.plans.filter { $0.kind == kind && !$0.tiers.isEmpty }
    let covering = candidates.filter {
      ($0.allowance.dataMB ?? .max) >= averageMB && ($0.allowance.minutes ?? .max) >= averageMinutes
    }
    let plan =
      covering.min { $0.monthlyPrice < $1.monthlyPrice }
      ?? candidates.max { ($0.allowance.dataMB ?? .max) < ($1.allowance.dataMB ?? .max) }
    return plan.map { Recommendation(plan: $0.id, reason: reason) }
  }
}

extension Plan {
  /// The lowest price a month among the tiers, in minor units.
  public var monthlyPrice: Int64 {
    tiers.map { $0.price / Int64($0.term.months ?? 1) }.min() ?? .max
  }
}
