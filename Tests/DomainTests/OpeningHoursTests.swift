import Fixtures
import Testing

@testable import Domain

struct OpeningHoursTests {
  private let clock = ClockOffset(seconds: 8 * 3600)

  private func at(_ text: String) throws -> Instant {
    try #require(Instant(iso: "\(text):00+08:00"))
  }

  private func hours(_ text: String) throws -> OpeningHours { try #require(OpeningHours(text)) }

  // 2026-11-20 is a Friday.
  @Test(arguments: [
    ("2026-11-20T08:59", false), ("2026-11-20T09:00", true), ("2026-11-20T12:29", true),
    ("2026-11-20T12:30", false), ("2026-11-20T13:30", true), ("2026-11-20T18:00", false),
    ("2026-11-21T09:30", false), ("2026-11-21T10:00", true), ("2026-11-22T11:00", false),
  ]) func `a span begins with its first minute and ends before its last`(
    _ moment: String, _ isOpen: Bool
  ) throws {
    let hours = try hours("Mo-Fr 09:00-12:30, 13:30-18:00; Sa 10:00-16:00; Su off")
    #expect(hours.isOpen(at: try at(moment), clock) == isOpen)
  }

  @Test(arguments: [
    ("2026-11-20T08:00", "2026-11-20T09:00"), ("2026-11-20T12:45", "2026-11-20T13:30"),
    ("2026-11-20T18:00", "2026-11-21T10:00"), ("2026-11-21T17:00", "2026-11-23T09:00"),
  ]) func `the next opening is the soonest, over lunch and over a Sunday`(
    _ moment: String, _ opening: String
  ) throws {
    let hours = try hours("Mo-Fr 09:00-12:30,13:30-18:00; Sa 10:00-16:00; Su off")
    #expect(hours.opening(after: try at(moment), clock) == (try at(opening)))
  }

  @Test func `a later rule replaces an earlier one on its days, and week ends go round`() throws {
    let hours = try hours("09:00-18:00; Fr-Mo 10:00-12:00; Sa closed")
    #expect(!hours.isOpen(at: try at("2026-11-20T09:30"), clock))
    #expect(!hours.isOpen(at: try at("2026-11-21T10:30"), clock))
    #expect(hours.isOpen(at: try at("2026-11-22T10:30"), clock))
    #expect(!hours.isOpen(at: try at("2026-11-23T09:30"), clock))
    #expect(hours.isOpen(at: try at("2026-11-24T09:30"), clock))
  }

  @Test func `public holidays have the hours that PH names, by the calendar that is asked along`()
    throws
  {
    // 1 October 2026 is a Thursday, and the week from it is a holiday in the mainland.
    let calendar = try WorkCalendar.read(try Calendars.bytes("CN"))
    let closed = try hours("Mo-Fr 09:00-18:00; PH off")
    let short = try hours("Mo-Su,PH 09:00-18:00; PH 10:00-12:00")
    let (before, day) = (try at("2026-09-30T19:00"), try at("2026-10-01T11:00"))
    #expect(closed.isOpen(at: day, clock) && !closed.isOpen(at: day, clock, holidays: calendar))
    #expect(
      closed.opening(after: before, clock, holidays: calendar) == (try at("2026-10-08T09:00")))
    #expect(
      short.closing(after: day, clock, holidays: calendar) == (try at("2026-10-01T12:00")))
    #expect(short.closing(after: day, clock) == (try at("2026-10-01T18:00")))
    let plain = try hours("Mo-Fr 09:00-18:00")
    #expect(closed.namesHolidays && !plain.namesHolidays)
    #expect(OpeningHours("Mo-PH 09:00-18:00") == nil && OpeningHours("PH") == nil)
  }

  @Test func `past midnight it is still yesterday's span, and closing says when it ends`() throws {
    let hours = try hours("Fr 22:00-02:00")
    #expect(hours.isOpen(at: try at("2026-11-21T01:59"), clock))
    #expect(!hours.isOpen(at: try at("2026-11-21T02:00"), clock))
    #expect(!hours.isOpen(at: try at("2026-11-20T01:00"), clock))
    #expect(
      hours.closing(after: try at("2026-11-20T23:00"), clock) == (try at("2026-11-21T02:00")))
  }

  @Test func `spans that meet are one: closing is where they end`() throws {
    let hours = try hours("Fr 09:00-24:00; Sa 00:00-12:00")
    #expect(
      hours.closing(after: try at("2026-11-20T10:00"), clock) == (try at("2026-11-21T12:00")))
  }

  @Test func `round the clock never closes, and nothing open never opens`() throws {
    let now = try at("2026-11-20T10:00")
    #expect(try hours("24/7").isOpen(at: now, clock))
    #expect(try hours("24/7").closing(after: now, clock) == nil)
    #expect(try hours("00:00-24:00").closing(after: now, clock) == nil)
    #expect(try hours("off").opening(after: now, clock) == nil)
  }

  @Test(arguments: [
    "", ";", "Mo", "9-18", "Mo-Fr 9:00-18:00", "Mo-Fr 09:00", "Xx 09:00-18:00", "Mo- 09:00-18:00",
    "Mo 09:00-18:00 off", "Mo 25:00-26:00", "Mo 24:30-25:00", "Mo 09:60-10:00", "Mo 24:00-09:00",
    "Mo 09:00-18:00;", "Mo ０９:00-18:00", "SH off",
  ]) func `anything else is refused`(_ text: String) {
    #expect(OpeningHours(text) == nil)
  }
}
