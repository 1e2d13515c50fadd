/// When a place is open, week by week.
///
/// Written in a part of OpenStreetMap's `opening_hours` notation: `Mo-Fr 09:00-12:30,13:30-18:00;
/// Sa 10:00-16:00; Su off`, or `24/7`. A later rule replaces an earlier one on the days it names; a
/// rule without days holds for all of them; a span that ends before it begins ends the next day.
/// `PH` among the days is a public holiday, on whatever weekday it falls, by the calendar that is
/// asked along: `Mo-Fr 09:00-18:00; PH off`. Months are not known.
public struct OpeningHours: Equatable, Sendable {
  /// Minutes of the day, by weekday from Monday; an end past midnight is above 1440.
  private let days: [[Range<Int>]]
  /// Those of a public holiday; nil where they are not named, and it is a day like any other.
  private let holidays: [Range<Int>]?
  /// As it was written.
  public let text: String

  /// Reads the notation; nil when it says anything else.
  public init?(_ text: String) {
    self.text = text
    let always = [0..<Self.dayLength]
    guard text != "24/7" else {
      days = Array(repeating: always, count: 7)
      holidays = nil
      return
    }
    var days: [[Range<Int>]] = Array(repeating: [], count: 7)
    var holidays: [Range<Int>]?
    for rule in text.split(separator: ";", omittingEmptySubsequences: false) {
      let words = Self.words(rule)
      guard (1...2).contains(words.count), let hours = words.last, let spans = Self.spans(hours)
      else { return nil }
      guard let named = words.count == 1 ? Array(0..<7) : Self.weekdays(words[0]) else {
        return nil
      }
      for day in named where day < 7 { days[day] = spans }
      if named.contains(Self.holiday) { holidays = spans }
    }
    self.days = days
    self.holidays = holidays
  }

  /// Whether public holidays have hours of their own, so that a calendar is needed.
  public var namesHolidays: Bool { holidays != nil }

  /// The minutes of a day in which it opens and closes; an end past midnight is above 1440.
  func spans(on day: Day, _ calendar: WorkCalendar? = nil) -> [Range<Int>] {
    if let holidays, calendar?.isHoliday(day) == true { return holidays }
    return days[day.weekday]
  }

  /// Whether it is open at a moment, on a clock ahead of UTC by the offset.
  public func isOpen(
    at now: Instant, _ clock: ClockOffset, holidays calendar: WorkCalendar? = nil
  ) -> Bool {
    openNow(now, clock, calendar) != nil
  }

  /// When it closes, if it is open now; a day that goes on without a break is one span.
  public func closing(
    after now: Instant, _ clock: ClockOffset, holidays calendar: WorkCalendar? = nil
  ) -> Instant? {
    guard var end = openNow(now, clock, calendar) else { return nil }
    // Round the clock there is no end: seven days later somebody has stopped asking.
    let limit = now.adding(seconds: 7 * 86_400)
    while end < limit, let later = openNow(end, clock, calendar) { end = later }
    return end < limit ? end : nil
  }

  /// When it next opens; nil when it is open now, or does not open for a month.
  public func opening(
    after now: Instant, _ clock: ClockOffset, holidays calendar: WorkCalendar? = nil
  ) -> Instant? {
    guard !isOpen(at: now, clock, holidays: calendar) else { return nil }
    let today = Day(now, offset: clock.seconds)
    // Holidays may follow each other for more than a week.
    for ahead in 0...31 {
      let day = today.adding(days: ahead)
      let midnight = day.start(offset: clock.seconds)
      let starts = spans(on: day, calendar).map {
        midnight.adding(seconds: Int64($0.lowerBound * 60))
      }
      if let next = starts.filter({ $0 > now }).min() { return next }
    }
    return nil
  }

  // MARK: Now

  private static let dayLength = 24 * 60

  /// The latest end of the spans that hold the moment, today's or yesterday's.
  private func openNow(
    _ now: Instant, _ clock: ClockOffset, _ calendar: WorkCalendar?
  ) -> Instant? {
    let today = Day(now, offset: clock.seconds)
    let ends = [today, today.adding(days: -1)].flatMap { day in
      let midnight = day.start(offset: clock.seconds)
      return spans(on: day, calendar).compactMap { span -> Instant? in
        let begin = midnight.adding(seconds: Int64(span.lowerBound * 60))
        let end = midnight.adding(seconds: Int64(span.upperBound * 60))
        return begin <= now && now < end ? end : nil
      }
    }
    return ends.max()
  }

  // MARK: Reading

  /// The words of a rule; a blank behind a comma separates nothing.
  private static func words(_ rule: Substring) -> [Substring] {
    var joined: [Substring] = []
    for word in rule.split(separator: " ") {
      if let last = joined.last, last.hasSuffix(",") {
        joined[joined.count - 1] = last + word
      } else {
        joined.append(word)
      }
    }
    return joined
  }

  private static let names: [Substring] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]

  /// What stands for public holidays among the weekdays.
  private static let holiday = 7

  private static func weekdays(_ text: Substring) -> [Int]? {
    var found: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part == "PH" {
        found.append(holiday)
        continue
      }
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
        names.firstIndex(of: $0)
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else { return nil }
      var day = first
      found.append(day)
      while day != last {
        day = (day + 1) % 7
        found.append(day)
      }
    }
    return found
  }

  private static func spans(_ text: Substring) -> [Range<Int>]? {
    guard text != "off", text != "closed" else { return [] }
    var spans: [Range<Int>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(minute)
      guard ends.count == 2, let begin = ends[0], let end = ends[1], begin < dayLength else {
        return nil
      }
      spans.append(begin..<(end > begin ? end : end + dayLength))
    }
    return spans
  }

  /// Minutes since midnight of `09:30`; 24:00 is the end of the day.
  private static func minute(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCII) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
      (0...59).contains(minute), hour < 24 || minute == 0
    else { return nil }
    return hour * 60 + minute
  }
}

extension OpeningHours: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // A carrier's file has a key of its own for holidays.
    guard let hours = OpeningHours(try container.decode(String.self)), !hours.namesHolidays else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "opening hours such as Mo-Fr 09:00-18:00; Sa-Su off")
    }
    self = hours
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
