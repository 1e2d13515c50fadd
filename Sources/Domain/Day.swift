/// A calendar day, counted from 1970-01-01 in the proleptic Gregorian calendar.
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public let ordinal: Int

  public init(ordinal: Int) { self.ordinal = ordinal }

  /// The day of that year, month (1-12) and day of month, or nil where the calendar has none.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...Day.length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    self.init(ordinal: Day.ordinal(year, month, day))
  }

  /// The day of an ISO 8601 date such as `2026-11-20`, or nil.
  public init?(iso: String) {
    let parts = iso.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      iso.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The day at `instant` on a clock that is `offset` seconds ahead of UTC.
  public init(_ instant: Instant, offset: Int) {
    let local = instant.seconds + Int64(offset)
    self.init(ordinal: Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
  }

  public static func < (a: Day, b: Day) -> Bool { a.ordinal < b.ordinal }

  public func adding(days: Int) -> Day { Day(ordinal: ordinal + days) }

  /// The same day of the month `months` later, or that month's last day where it is shorter.
  public func adding(months: Int) -> Day {
    let (year, month, day) = civil
    let count = year * 12 + (month - 1) + months
    let newYear = count >= 0 ? count / 12 : (count - 11) / 12
    let newMonth = count - newYear * 12 + 1
    let newDay = min(day, Day.length(ofMonth: newMonth, year: newYear))
    return Day(ordinal: Day.ordinal(newYear, newMonth, newDay))
  }

  /// How many months later `later` is by ``adding(months:)``, or nil where it is no whole number.
  public func months(until later: Day) -> Int? {
    let (from, to) = (civil, later.civil)
    let count = (to.year - from.year) * 12 + to.month - from.month
    return adding(months: count) == later ? count : nil
  }

  /// How many days `later` comes after this one; negative when before.
  public func days(until later: Day) -> Int { later.ordinal - ordinal }

  /// The moment the day begins on a clock that is `offset` seconds ahead of UTC.
  public func start(offset: Int) -> Instant {
    Instant(seconds: Int64(ordinal) * 86_400 - Int64(offset))
  }

  /// The last second of the day on a clock that is `offset` seconds ahead of UTC.
  public func end(offset: Int) -> Instant {
    adding(days: 1).start(offset: offset).adding(seconds: -1)
  }

  /// Year, month (1-12) and day of the month.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = ordinal + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// 0 for Monday to 6 for Sunday.
  public var weekday: Int { ((ordinal + 3) % 7 + 7) % 7 }

  /// The day as ISO 8601, such as `2026-11-20`.
  public var iso: String {
    let (year, month, day) = civil
    func pad(_ n: Int, _ width: Int) -> String {
      let digits = String(n)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func ordinal(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Day: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = Day(iso: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a date such as 2026-11-20")
    }
    self = day
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(iso)
  }
}

/// The first and last day something may happen, both included.
public struct DayRange: Codable, Hashable, Sendable {
  public let first: Day
  public let last: Day

  public init(first: Day, last: Day) {
    self.first = first
    self.last = last
  }
}
