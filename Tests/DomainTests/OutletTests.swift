import Fixtures
import Foundation
import Testing

@testable import Domain

/// Where outlets are, and when they are open.
struct OutletTests {
  private static let hongKong = ClockOffset(seconds: 28_800)

  private static func at(_ text: String) -> Instant {
    Instant(iso: text + ":00+08:00") ?? Instant(seconds: 0)
  }

  private static func hours(_ week: String, holidays: String = "off") throws -> OutletHours {
    OutletHours(
      calendar: "HK", week: try #require(OpeningHours(week)),
      holidays: try #require(OpeningHours(holidays)))
  }

  private static func office() throws -> OutletHours {
    try hours(
      "Mo-Fr 09:00-12:30,13:30-18:00; Sa 10:00-13:00; Su off", holidays: "11:00-12:00")
  }

  @Test func `OFF-02 an outlet is open within its hours, and says when it opens next`() throws {
    let calendars = try Calendars.all()
    let office = try Self.office()
    // 2026-11-20 is a Friday; 2026-12-25 a Friday and a public holiday in Hong Kong.
    let table: [(String, OutletHours.State)] = [
      ("2026-11-20T08:59", .opens(Self.at("2026-11-20T09:00"))),
      ("2026-11-20T09:00", .open(until: Self.at("2026-11-20T12:30"))),
      ("2026-11-20T12:29", .open(until: Self.at("2026-11-20T12:30"))),
      ("2026-11-20T12:30", .opens(Self.at("2026-11-20T13:30"))),
      ("2026-11-20T18:00", .opens(Self.at("2026-11-21T10:00"))),
      ("2026-11-21T13:00", .opens(Self.at("2026-11-23T09:00"))),
      ("2026-11-22T23:59", .opens(Self.at("2026-11-23T09:00"))),
      ("2026-12-24T18:00", .opens(Self.at("2026-12-25T11:00"))),
      ("2026-12-25T10:00", .opens(Self.at("2026-12-25T11:00"))),
      ("2026-12-25T12:00", .opens(Self.at("2026-12-26T10:00"))),
    ]
    for (moment, state) in table {
      #expect(
        office.state(at: Self.at(moment), clock: Self.hongKong, calendars) == state,
        "\(moment)")
    }
    // Without the calendar a holiday is a Friday like any other.
    #expect(
      office.state(at: Self.at("2026-12-25T09:30"), clock: Self.hongKong, [:])
        == .open(until: Self.at("2026-12-25T12:30")))
    let never = try Self.hours("off")
    #expect(
      never.state(at: Self.at("2026-11-20T09:00"), clock: Self.hongKong, calendars) == .closed)
    let late = try Self.hours("18:00-02:00")
    #expect(
      late.state(at: Self.at("2026-11-21T01:59"), clock: Self.hongKong, calendars)
        == .open(until: Self.at("2026-11-21T02:00")))
    #expect(
      late.state(at: Self.at("2026-11-21T02:00"), clock: Self.hongKong, calendars)
        == .opens(Self.at("2026-11-21T18:00")))
  }

  @Test func `every quarter of an hour of a year agrees with the hours of its day`() throws {
    let calendars = try Calendars.all()
    let office = try Self.office()
    let start = Self.at("2026-01-01T00:00")
    for quarter in 0..<(365 * 96) {
      let now = start.adding(seconds: Int64(quarter) * 900)
      let day = Day(now, offset: 28_800)
      let minute = Int(day.start(offset: 28_800).seconds(until: now) / 60)
      let isOpen = office.spans(on: day, calendars).contains { $0.contains(minute) }
      switch office.state(at: now, clock: Self.hongKong, calendars) {
      case .open(let until): #expect(isOpen && until > now)
      case .opens(let from): #expect(!isOpen && from > now)
      case .closed: Issue.record("\(day.iso)")
      }
    }
  }

  @Test func `OFF-02 distances agree with the great circle to a hundredth`() {
    func greatCircle(_ a: Place, _ b: Place) -> Double {
      let (p, q) = (a.latitude * .pi / 180, b.latitude * .pi / 180)
      let half =
        pow(sin((q - p) / 2), 2)
        + cos(p) * cos(q) * pow(sin((b.longitude - a.longitude) * .pi / 360), 2)
      return 2 * 6_371_000 * asin(sqrt(half))
    }
    let chance = Chance(seed: 11)
    for _ in 0..<10_000 {
      let numbers = chance.bytes(8).map { Double($0) / 255 }
      let a = Place(latitude: numbers[0] * 120 - 60, longitude: numbers[1] * 360 - 180)
      let b = Place(
        latitude: a.latitude + numbers[2] * 6 - 3,
        longitude: a.longitude + (numbers[3] * 6 - 3))
      let (ours, theirs) = (Double(a.metres(to: b)), greatCircle(a, b))
      #expect(abs(ours - theirs) <= theirs / 100 + 1, "\(a) \(b)")
      #expect(b.metres(to: a) == a.metres(to: b))
    }
    // Across the line where east meets west.
    let (east, west) = (
      Place(latitude: 0, longitude: 179.9), Place(latitude: 0, longitude: -179.9)
    )
    #expect((22_000...22_500).contains(east.metres(to: west)))
  }

  @Test func `a point is read as maps write it, and nothing else is one`() {
    let mongKok = Place(latitude: 22.3193, longitude: 114.1694)
    for text in [
      "22.3193, 114.1694", "22.3193,114.1694", "22.3193 114.1694", "２２.３１９３，１１４.１６９４",
      "geo:22.3193,114.1694;u=35", "22.3193°, 114.1694°", "22.3193, 114.1694, 12",
    ] { #expect(Place(typed: text) == mongKok, "\(text)") }
    for text in ["", "22.3", "91, 0", "0, 181", "a, b", "1e1, 2", "nan, nan", "22;3;4;5", "inf 0"] {
      #expect(Place(typed: text) == nil, "\(text)")
    }
    #expect(Place(typed: "-33.9, -70.6") == Place(latitude: -33.9, longitude: -70.6))
  }

  @Test func `an outlet off the earth, or with hours of no form, is refused by its place`() throws {
    func problem(_ path: [Any], _ value: Any?) -> FileProblem? {
      do {
        _ = try Everything.policy(path, value)
        return nil
      } catch {
        return error as? FileProblem
      }
    }
    func opening(_ week: String, _ holidays: String = "off") -> [String: Any] {
      ["calendar": "HK", "week": week, "holidays": holidays]
    }
    #expect(problem(["outlets", 0, "opening"], opening("Mo-Fr 09:00-18:00; Sa-Su off")) == nil)
    #expect(problem(["outlets", 0, "latitude"], 91)?.path == "outlets[0].latitude")
    #expect(problem(["outlets", 1, "longitude"], -181)?.path == "outlets[1].longitude")
    #expect(
      problem(["outlets", 0, "opening"], opening("9 to 18"))?.path == "outlets[0].opening.week")
    #expect(
      problem(["outlets", 0, "opening"], opening("24/7", "never"))?.path
        == "outlets[0].opening.holidays")
    let names = ["en": "x", "zh-Hans": "x", "zh-Hant": "x"]
    let district: [String: Any] = [
      "id": "back", "names": names, "city": names, "latitude": 1, "longitude": 2,
    ]
    #expect(problem(["districts"], [district])?.path == "districts[0].id")
  }
}
