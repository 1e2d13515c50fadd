/// A service centre people can go to (OFF-02).
public struct Outlet: Codable, Equatable, Sendable {
  public let id: String
  public let names: LocalizedText
  public let city: LocalizedText
  public let address: LocalizedText
  /// As they stand on the door.
  public let hours: LocalizedText
  /// The same hours, so that the desk can say whether it is open; nil where they are known in words only.
  public let opening: OutletHours?
  /// WGS 84, in degrees.
  public let latitude: Double
  public let longitude: Double
  /// Whether it also wants to see the purchase proof (OFF-04).
  public let asksPurchaseProof: Bool

  public var place: Place { Place(latitude: latitude, longitude: longitude) }
}

/// A part of a city people know by name, to look for outlets from.
public struct District: Codable, Equatable, Sendable {
  public let id: String
  public let names: LocalizedText
  public let city: LocalizedText
  /// Of its middle; WGS 84, in degrees.
  public let latitude: Double
  public let longitude: Double

  public var place: Place { Place(latitude: latitude, longitude: longitude) }
}

/// A point on the earth, in degrees (WGS 84).
public struct Place: Hashable, Sendable {
  public let latitude: Double
  public let longitude: Double

  public init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// Reads `22.3193, 114.1694`, as maps copy it, or a `geo:` address (RFC 5870); nil for anything else.
  public init?(typed: String) {
    var text = Typed.halfWidth(typed).lowercased()
    if text.hasPrefix("geo:") { text = String(text.dropFirst(4).prefix { $0 != ";" && $0 != "?" }) }
    let parts = text.split { ", ;\t、".contains($0) }.map { $0.filter { $0 != "°" } }
    guard (2...3).contains(parts.count), let latitude = Self.degrees(parts[0], 90),
      let longitude = Self.degrees(parts[1], 180)
    else { return nil }
    self.init(latitude: latitude, longitude: longitude)
  }

  private static func degrees(_ text: String, _ most: Double) -> Double? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 || $0 == 46 || $0 == 43 }),
      let degrees = Double(text), abs(degrees) <= most
    else { return nil }
    return degrees
  }

  /// How far away another place is, in metres, as the crow flies.
  ///
  /// On a plane that touches the earth between the two: right to a hundredth within a thousand
  /// kilometres, which is farther than anybody goes to a counter.
  public func metres(to other: Place) -> Int {
    let degree = Double.pi / 180
    var east = (other.longitude - longitude).remainder(dividingBy: 360) * degree
    let north = (other.latitude - latitude) * degree
    east *= Self.cosine((latitude + other.latitude) / 2 * degree)
    return Int((6_371_000 * (east * east + north * north).squareRoot()).rounded())
  }

  /// The cosine of an angle up to a right one; Domain imports no C library to ask.
  private static func cosine(_ angle: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for step in stride(from: 1.0, to: 18, by: 2) {
      term *= -angle * angle / (step * (step + 1))
      sum += term
    }
    return sum
  }
}

/// When an outlet is open, public holidays included.
public struct OutletHours: Codable, Equatable, Sendable {
  /// Whose public holidays count: the id of a calendar.
  public let calendar: String
  public let week: OpeningHours
  /// On a public holiday that falls on a weekday, `10:00-16:00` or `off`.
  public let holidays: OpeningHours

  /// Whether it is open at a moment, and what comes next.
  public enum State: Equatable, Sendable {
    case open(until: Instant)
    case opens(Instant)
    /// Not within the next two weeks.
    case closed
  }

  /// The minutes of a day in which it opens and closes, a public holiday's where it is one.
  ///
  /// Where the calendar is not known, every day is like any other.
  func spans(on day: Day, _ calendars: WorkCalendars) -> [Range<Int>] {
    (calendars[calendar]?.isHoliday(day) ?? false ? holidays : week).spans(on: day)
  }

  public func state(
    at now: Instant, clock: ClockOffset, _ calendars: WorkCalendars
  ) -> State {
    let today = Day(now, offset: clock.seconds)
    // Yesterday's last hours may reach into today.
    for ahead in -1...14 {
      let day = today.adding(days: ahead)
      let midnight = day.start(offset: clock.seconds)
      for span in spans(on: day, calendars).sorted(by: { $0.lowerBound < $1.lowerBound }) {
        let from = midnight.adding(seconds: Int64(span.lowerBound) * 60)
        let until = midnight.adding(seconds: Int64(span.upperBound) * 60)
        if now < from { return .opens(from) }
        if now < until { return .open(until: until) }
      }
    }
    return .closed
  }
}
