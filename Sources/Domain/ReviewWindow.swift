/// How long a review takes, as the carrier states it, and by whose calendar.
public struct ReviewWindow: Codable, Equatable, Sendable {
  public enum Unit: String, Spelled, Sendable {
    case days, workingDays, weeks
    /// The carrier names no time (ONL-20): min and max are when to ask, in days.
    case carrierDefined
  }

  public let min: Int
  public let max: Int
  public let unit: Unit
  /// The calendar of the working days; nil for other units.
  public let calendar: String?

  public init(min: Int, max: Int, unit: Unit, calendar: String? = nil) {
    self.min = min
    self.max = max
    self.unit = unit
    self.calendar = calendar
  }
}

/// When the result can come, both days included, and how sure that is.
public struct ReviewDates: Codable, Hashable, Sendable {
  public let days: DayRange
  /// A day in it is not decreed yet.
  public let provisional: Bool
  /// The carrier itself names no time.
  public let open: Bool
}

extension ReviewWindow {
  /// The days on which the result can come; the day of submission does not count.
  ///
  /// - Parameters:
  ///   - submitted: the day of the submission.
  ///   - calendars: those the desk knows; a working-day window without its calendar counts weekends.
  /// - Returns: the dates, and whether they may still move.
  public func dates(from submitted: Day, calendars: WorkCalendars) -> ReviewDates {
    switch unit {
    case .days, .carrierDefined:
      return ReviewDates(
        days: DayRange(first: submitted.adding(days: min), last: submitted.adding(days: max)),
        provisional: false, open: unit == .carrierDefined)
    case .weeks:
      return ReviewDates(
        days: DayRange(
          first: submitted.adding(days: min * 7), last: submitted.adding(days: max * 7)),
        provisional: false, open: false)
    case .workingDays:
      let calendar =
        calendars[calendar ?? ""]
        ?? WorkCalendar(
          format: 1, id: "", names: LocalizedText(en: "", zhHans: "", zhHant: ""), source: "",
          years: [])
      let first = calendar.day(after: submitted, workingDays: min)
      let last = calendar.day(after: submitted, workingDays: max)
      let provisional = (submitted.ordinal...last.ordinal).contains {
        calendar.isProvisional(Day(ordinal: $0))
      }
      return ReviewDates(
        days: DayRange(first: first, last: last), provisional: provisional, open: false)
    }
  }
}
