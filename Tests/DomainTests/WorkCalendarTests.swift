import Fixtures
import Foundation
import Testing

@testable import Domain

struct WorkCalendarTests {
  private func calendar(_ id: String) throws -> WorkCalendar {
    try WorkCalendar.read(try Calendars.bytes(id))
  }

  private func day(_ iso: String) throws -> Day { try #require(Day(iso: iso)) }

  @Test func `X-02 X-03 working days end on different days in mainland China and Hong Kong`() throws
  {
    let (china, hongKong) = (try calendar("CN"), try calendar("HK"))
    for (start, count, inChina, inHongKong) in [
      ("2026-09-24", 3, "2026-09-30", "2026-09-29"), ("2026-09-24", 7, "2026-10-12", "2026-10-06"),
      ("2026-02-12", 3, "2026-02-24", "2026-02-20"), ("2026-12-24", 7, "2027-01-05", "2027-01-06"),
    ] {
      #expect(china.day(after: try day(start), workingDays: count).iso == inChina)
      #expect(hongKong.day(after: try day(start), workingDays: count).iso == inHongKong)
    }
  }

  @Test func `X-03 what is not decreed yet is marked as provisional`() throws {
    let china = try calendar("CN")
    #expect(china.isProvisional(try day("2027-01-05")))
    #expect(china.isProvisional(try day("2040-01-05")))
    #expect(!china.isProvisional(try day("2026-10-12")))
  }

  @Test
  func `every calendar's file fits itself: holidays fall on weekdays, make-up days on weekends`()
    throws
  {
    for id in ["CN", "HK", "GB"] {
      let calendar = try calendar(id)
      #expect(calendar.id == id && !calendar.source.isEmpty)
      for year in calendar.years {
        #expect(year.holidays == year.holidays.sorted() && year.workdays == year.workdays.sorted())
        for day in year.holidays + year.workdays {
          #expect(day.civil.year == year.year, "\(id) \(day.iso)")
        }
        for day in year.holidays { #expect(day.weekday < 5, "\(id) \(day.iso)") }
        for day in year.workdays { #expect(day.weekday >= 5, "\(id) \(day.iso)") }
      }
    }
  }

  @Test func `counting working days one at a time arrives where counting them at once does`() throws
  {
    // Seed 81.
    var chance = SplitMix64(seed: 81)
    for id in ["CN", "HK", "GB"] {
      let calendar = try calendar(id)
      for _ in 0..<200 {
        let start = Day(ordinal: Int.random(in: 19_723...21_180, using: &chance))
        let count = Int.random(in: 0...12, using: &chance)
        var step = start
        for _ in 0..<count { step = calendar.day(after: step, workingDays: 1) }
        #expect(
          step == calendar.day(after: start, workingDays: count), "\(id) \(start.iso) \(count)")
        #expect(count == 0 || calendar.isWorked(step))
      }
    }
  }
}
