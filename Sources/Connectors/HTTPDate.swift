import Domain

/// A moment as web servers write it: `Fri, 20 Nov 2026 09:00:00 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Nil for anything else, the two forms of the last century too.
  static func read(_ text: String) -> Instant? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
      let date = number(parts[1], digits: 2), let year = number(parts[3], digits: 4),
      let month = months.firstIndex(of: String(parts[2])),
      let day = Day(year: year, month: month + 1, day: date)
    else { return nil }
    let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
    guard time.count == 3, let hour = number(time[0], digits: 2), hour < 24,
      let minute = number(time[1], digits: 2), minute < 60,
      let second = number(time[2], digits: 2), second <= 60
    else { return nil }
    return day.start(offset: 0).adding(seconds: Int64(hour * 3600 + minute * 60 + second))
  }

  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}

extension HTTPAnswer {
  /// The server's clock when it answered; nil where it says nothing of it.
  var date: Instant? { header("Date").flatMap(HTTPDate.read) }

  /// After how many seconds it wants to be asked again; nil where it says nothing of it.
  ///
  /// A date is counted from the server's own clock, since ours may be another.
  var retryAfter: Int64? {
    guard let text = header("Retry-After") else { return nil }
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int64(text) }
    guard let then = HTTPDate.read(text), let date else { return nil }
    return max(0, date.seconds(until: then))
  }
}
