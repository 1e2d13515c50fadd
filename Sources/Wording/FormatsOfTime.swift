import Domain

extension Formats {
  /// A day with its weekday: `Mon 23 Nov 2026`, `2026年11月23日（周一）`.
  func day(_ day: Day) -> String { monthAndDay(day, withYear: true) }

  /// A range of days, both included; the year is said once where it is the same.
  func days(_ range: DayRange) -> String {
    if range.first == range.last { return day(range.first) }
    let oneYear = range.first.civil.year == range.last.civil.year
    switch language {
    case .en:
      return "\(monthAndDay(range.first, withYear: !oneYear)) to \(day(range.last))"
    case .zhHans, .zhHant:
      return "\(day(range.first))至\(monthAndDay(range.last, withYear: !oneYear))"
    }
  }

  /// A day and the time on it: `Fri 20 Nov 2026, 09:12`, `2026年11月20日（周五）09:12`.
  func moment(_ instant: Instant, _ clock: ClockOffset) -> String {
    let day = day(Day(instant, offset: clock.seconds))
    switch language {
    case .en: return "\(day), \(time(instant, clock))"
    case .zhHans, .zhHant: return "\(day)\(time(instant, clock))"
    }
  }

  /// Hours and minutes: `09:12`.
  func time(_ instant: Instant, _ clock: ClockOffset) -> String {
    let midnight = Day(instant, offset: clock.seconds).start(offset: clock.seconds)
    let minute = Int(midnight.seconds(until: instant) / 60)
    return "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
  }

  /// A length of time in its two largest units, never less than it is: `10 minutes`, `1 小时 30 分钟`.
  func seconds(_ seconds: Int64) -> String {
    let length = roundedUp(min(max(0, seconds), Self.longest))
    let parts = [
      (length / 86_400, TimeUnit.day), (length / 3600 % 24, .hour), (length / 60 % 60, .minute),
      (length % 60, .second),
    ].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return "0 \(word(.second, count: 0))" }
    return parts.map { "\(count(Int($0.0))) \(word($0.1, count: $0.0))" }.joined(separator: " ")
  }

  // Far past anything a desk says, so that rounding up cannot overflow.
  private static let longest: Int64 = 1 << 40

  private enum TimeUnit { case day, hour, minute, second }

  // Whoever waits "1 hour" must find the door open after an hour, so nothing is rounded down.
  private func roundedUp(_ seconds: Int64) -> Int64 {
    let unit: Int64 = seconds > 86_400 ? 3600 : seconds > 3600 ? 60 : 1
    return (seconds + unit - 1) / unit * unit
  }

  private func word(_ unit: TimeUnit, count: Int64) -> String {
    switch (language, unit) {
    case (.en, .day): count == 1 ? "day" : "days"
    case (.en, .hour): count == 1 ? "hour" : "hours"
    case (.en, .minute): count == 1 ? "minute" : "minutes"
    case (.en, .second): count == 1 ? "second" : "seconds"
    case (.zhHans, .day), (.zhHant, .day): "天"
    case (.zhHans, .hour): "小时"
    case (.zhHant, .hour): "小時"
    case (.zhHans, .minute): "分钟"
    case (.zhHant, .minute): "分鐘"
    case (.zhHans, .second), (.zhHant, .second): "秒"
    }
  }

  private func monthAndDay(_ day: Day, withYear: Bool) -> String {
    let (year, month, date) = day.civil
    switch language {
    case .en:
      let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day.weekday]
      let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
      ]
      return "\(weekday) \(date) \(months[month - 1])" + (withYear ? " \(year)" : "")
    case .zhHans, .zhHant:
      let weekday = ["一", "二", "三", "四", "五", "六", "日"][day.weekday]
      let week = language == .zhHans ? "周" : "週"
      return (withYear ? "\(year)年" : "") + "\(month)月\(date)日（\(week)\(weekday)）"
    }
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
