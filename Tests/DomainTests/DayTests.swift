import Fixtures
import Foundation
import Testing

@testable import Domain

struct DayTests {
  /// Foundation's calendar: the oracle ours is held against.
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  private func date(_ day: Day) -> Date {
    Date(timeIntervalSince1970: TimeInterval(day.ordinal) * 86_400)
  }

  @Test func `thousands of days agree with Foundation's calendar in date, weekday and spelling`()
    throws
  {
    // Seed 11; from 1600 on, where both calendars are Gregorian, to 2400.
    var chance = SplitMix64(seed: 11)
    for _ in 0..<4000 {
      let day = Day(ordinal: Int.random(in: -135_000...157_000, using: &chance))
      let (year, month, dayOfMonth) = day.civil
      let oracle = Self.calendar.dateComponents([.year, .month, .day, .weekday], from: date(day))
      #expect(year == oracle.year && month == oracle.month && dayOfMonth == oracle.day)
      // Foundation counts from Sunday, 1.
      #expect(day.weekday == (try #require(oracle.weekday) + 5) % 7)
      #expect(Day(year: year, month: month, day: dayOfMonth) == day)
      #expect(Day(iso: day.iso) == day)
    }
  }

  @Test func `adding months agrees with Foundation`() throws {
    // Seed 12. Forwards only: Foundation takes 31 months from 2144-09-30 and arrives in March.
    var chance = SplitMix64(seed: 12)
    for _ in 0..<2000 {
      let day = Day(ordinal: Int.random(in: -100_000...120_000, using: &chance))
      let months = Int.random(in: 0...60, using: &chance)
      let oracle = try #require(Self.calendar.date(byAdding: .month, value: months, to: date(day)))
      #expect(date(day.adding(months: months)) == oracle, "\(day.iso) + \(months)")
    }
  }

  @Test func `a month from the last of a month ends on the last day there is`() throws {
    func later(_ iso: String, _ months: Int) throws -> String {
      try #require(Day(iso: iso)).adding(months: months).iso
    }
    #expect(try later("2026-01-31", 1) == "2026-02-28")
    #expect(try later("2028-01-31", 1) == "2028-02-29")
    #expect(try later("2028-02-29", 12) == "2029-02-28")
    #expect(try later("2026-08-31", 3) == "2026-11-30")
    #expect(try later("2026-12-31", 2) == "2027-02-28")
    #expect(try later("2026-03-31", -1) == "2026-02-28")
    #expect(try later("2027-02-10", -12) == "2026-02-10")
  }

  @Test func `centuries are leap years only every four hundred years`() {
    #expect(Day(iso: "2000-02-29") != nil)
    #expect(Day(iso: "1900-02-29") == nil)
    #expect(Day(iso: "2100-02-29") == nil)
    #expect(Day(iso: "2400-02-29") != nil)
  }

  @Test func `days the calendar does not have, and other spellings, are refused`() {
    for text in [
      "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "26-01-01",
      "2026-1-01", "2026-01-1", "2026/01/01", "2026-01-01 ", "-026-01-01", "+026-01-01", "",
      "2026-01", "2026-01-01-", "２０２６-01-01", "2026-0١-01",
    ] {
      #expect(Day(iso: text) == nil, "\(text)")
    }
  }

  @Test func `a day begins at the carrier's midnight, not at Greenwich's`() throws {
    let day = try #require(Day(iso: "2026-11-20"))
    let offset = 8 * 3600
    #expect(day.start(offset: offset) == Instant(iso: "2026-11-19T16:00:00Z"))
    #expect(Day(day.start(offset: offset), offset: offset) == day)
    #expect(
      Day(day.start(offset: offset).adding(seconds: -1), offset: offset) == day.adding(days: -1))
    #expect(Day(day.end(offset: offset), offset: offset) == day)
    #expect(Day(day.end(offset: offset).adding(seconds: 1), offset: offset) == day.adding(days: 1))
    #expect(Day(Instant(seconds: -1), offset: 0).iso == "1969-12-31")
  }

  @Test func `a day is kept as its ISO date`() throws {
    let day = try #require(Day(iso: "2026-11-20"))
    #expect(String(decoding: try JSONEncoder().encode([day]), as: UTF8.self) == "[\"2026-11-20\"]")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Day].self, from: Data("[\"2026-02-30\"]".utf8))
    }
  }
}

struct ClockTests {
  @Test func `an instant reads and writes ISO 8601 with an offset`() throws {
    let moment = try #require(Instant(iso: "2026-11-20T09:00:00+08:00"))
    #expect(moment == Instant(iso: "2026-11-20T01:00:00Z"))
    #expect(moment == Instant(iso: "2026-11-19 20:30:00-04:30"))
    #expect(moment.iso(offset: ClockOffset(seconds: 8 * 3600)) == "2026-11-20T09:00:00+08:00")
    #expect(moment.iso(offset: ClockOffset(seconds: 0)) == "2026-11-20T01:00:00+00:00")
    #expect(TestClock().now == moment)
  }

  @Test func `random instants come back from their spelling on any clock`() {
    // Seed 13.
    var chance = SplitMix64(seed: 13)
    for _ in 0..<2000 {
      let moment = Instant(
        seconds: Int64.random(in: -5_000_000_000...9_000_000_000, using: &chance))
      let offset = ClockOffset(seconds: Int.random(in: -56...56, using: &chance) * 900)
      #expect(Instant(iso: moment.iso(offset: offset)) == moment)
      #expect(ClockOffset(offset.text) == offset)
    }
  }

  @Test func `moments that are not moments are refused`() {
    for text in [
      "2026-11-20", "2026-11-20T09:00:00", "2026-11-20T24:00:00Z", "2026-11-20T09:60:00Z",
      "2026-11-20T09:00:60Z", "2026-11-20T9:00:00Z", "2026-11-20T09:00:00+8",
      "2026-02-30T09:00:00Z",
      "2026-11-20T09:00:00+0800", "2026-11-20T09:00:00+15:00", "2026-11-20X09:00:00Z", "",
      "2026-11-20T09:00:00\u{301}+08:00",
    ] {
      #expect(Instant(iso: text) == nil, "\(text)")
    }
  }

  @Test func `a clock step is days, hours and minutes, up to a year`() {
    #expect(ClockStep("P3D")?.seconds == 259_200)
    #expect(ClockStep("P1W")?.seconds == 604_800)
    #expect(ClockStep("PT6H")?.seconds == 21_600)
    #expect(ClockStep("PT90M")?.seconds == 5400)
    #expect(ClockStep("P1DT2H30M")?.seconds == 95_400)
    for text in [
      "", "P", "PD", "3D", "P0D", "P-1D", "P400D", "PT", "P1H", "PT1D", "P1.5D", "P1", "PT5",
      "P999999D", "P1M", "P1DT", "P1D1D", "P١D",
    ] {
      #expect(ClockStep(text) == nil, "\(text)")
    }
  }
}
