import Fixtures
import Testing

@testable import Domain

struct ReviewWindowTests {
  private func dates(
    _ unit: ReviewWindow.Unit, _ min: Int, _ max: Int, from iso: String, _ calendar: String? = nil
  ) throws -> ReviewDates {
    ReviewWindow(min: min, max: max, unit: unit, calendar: calendar)
      .dates(from: try #require(Day(iso: iso)), calendars: try Calendars.all())
  }

  private func said(_ dates: ReviewDates) -> [String] {
    [dates.days.first.iso, dates.days.last.iso]
  }

  @Test func `X-02 ONL-17 days, weeks and working days each count in their own way`() throws {
    let days = try dates(.days, 1, 7, from: "2026-09-24")
    #expect(said(days) == ["2026-09-25", "2026-10-01"] && !days.provisional && !days.open)
    let weeks = try dates(.weeks, 1, 4, from: "2026-09-24")
    #expect(said(weeks) == ["2026-10-01", "2026-10-22"] && !weeks.open, "ESM-04")
  }

  @Test func `X-03 ONL-18 ONL-19 working days end by the carrier's own calendar`() throws {
    for (calendar, max, last) in [
      ("CN", 3, "2026-09-30"), ("HK", 3, "2026-09-29"), ("CN", 7, "2026-10-12"),
      ("HK", 7, "2026-10-06"),
    ] {
      let dates = try dates(.workingDays, 1, max, from: "2026-09-24", calendar)
      #expect(dates.days.last.iso == last && !dates.provisional)
      #expect(dates.days.first.iso == (calendar == "CN" ? "2026-09-28" : "2026-09-25"))
    }
  }

  @Test func `X-03 a window that reaches a year nobody decreed yet is marked provisional`() throws {
    let over = try dates(.workingDays, 3, 7, from: "2026-12-24", "CN")
    #expect(over.provisional && said(over) == ["2026-12-29", "2027-01-05"])
    #expect(try !dates(.workingDays, 1, 3, from: "2026-12-24", "CN").provisional)
    #expect(try dates(.workingDays, 1, 3, from: "2027-03-01", "CN").provisional)
    #expect(try dates(.workingDays, 1, 3, from: "2040-03-01", "GB").provisional)
  }

  @Test func `ONL-20 where the carrier names no time, the range is open, and says when to ask`()
    throws
  {
    let dates = try dates(.carrierDefined, 3, 15, from: "2026-11-20")
    #expect(dates.open && !dates.provisional && said(dates) == ["2026-11-23", "2026-12-05"])
  }

  @Test
  func `a working-day window whose calendar is not here counts weekends, and says it may move`()
    throws
  {
    let dates = try dates(.workingDays, 1, 3, from: "2026-09-24", "MO")
    #expect(said(dates) == ["2026-09-25", "2026-09-29"] && dates.provisional)
  }
}
