/// How long a review takes, as the carrier states it.
public struct ReviewWindow: Codable, Equatable, Sendable {
  public enum Unit: String, Codable, Sendable { case days }

  public let min: Int
  public let max: Int
  public let unit: Unit

  /// The days on which the result can come; the day of submission does not count.
  public func range(from submitted: Day) -> DayRange {
    switch unit {
    case .days:
      DayRange(first: submitted.adding(days: min), last: submitted.adding(days: max))
    }
  }
}
