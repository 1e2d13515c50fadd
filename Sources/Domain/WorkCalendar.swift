/// Which days are worked in a country: weekends, holidays, and weekends worked instead.
///
/// Data, not code: `Resources/Calendars/<id>.json`. A year that is not decreed yet is marked
/// provisional; outside the years it covers only weekends are known, which is provisional too.
public struct WorkCalendar: Codable, Equatable, Sendable {
  public let format: Int
  public let id: String
  public let names: LocalizedText
  /// Where the days come from.
  public let source: String
  public let years: [Year]

  public struct Year: Codable, Equatable, Sendable {
    public let year: Int
    /// Whether the authority has not decreed this year yet.
    public let provisional: Bool
    /// Weekdays that are not worked.
    public let holidays: [Day]
    /// Weekend days that are worked in exchange.
    public let workdays: [Day]
  }

  public func isWorked(_ day: Day) -> Bool {
    let known = years.first { $0.year == day.civil.year }
    if day.weekday >= 5 { return known?.workdays.contains(day) ?? false }
    return !(known?.holidays.contains(day) ?? false)
  }

  /// Whether the day is a public holiday; one on a weekend is not told from the weekend.
  public func isHoliday(_ day: Day) -> Bool {
    years.first { $0.year == day.civil.year }?.holidays.contains(day) ?? false
  }

  /// Whether what is said of this day may still change.
  public func isProvisional(_ day: Day) -> Bool {
    years.first { $0.year == day.civil.year }?.provisional ?? true
  }

  /// The day on which `count` working days have passed; the starting day does not count.
  public func day(after start: Day, workingDays count: Int) -> Day {
    var day = start
    var left = count
    while left > 0 {
      day = day.adding(days: 1)
      if isWorked(day) { left -= 1 }
    }
    return day
  }
}
