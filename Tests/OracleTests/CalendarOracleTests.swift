import Foundation
import Testing

@testable import Domain

/// Working days by our data files and by the `holidays` library, which has its own sources.
@Suite struct CalendarOracleTests {
  @Test(arguments: ["CN", "HK", "GB"])
  func `X-03: one to ten working days from every day of 2024 to 2026 end on the same day`(
    country: String
  ) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Resources/Calendars/\(country).json")
    let calendar = try WorkCalendar.read(Array(try Data(contentsOf: file)))
    let first = try #require(Day(iso: "2024-01-01"))
    let last = try #require(Day(iso: "2026-12-31"))
    let starts = (first.ordinal...last.ordinal).map(Day.init(ordinal:))
    let cases = starts.flatMap { start in (1...10).map { (start, $0) } }
    let theirs = try Oracle.verdicts(
      "workdays", cases.map { "\(country) \($0.0.iso) \($0.1)" })
    let ours = cases.map { calendar.day(after: $0.0, workingDays: $0.1).iso }
    let differences = zip(cases, zip(ours, theirs)).filter { $0.1.0 != $0.1.1 }
    #expect(cases.count == 10_960)
    #expect(
      differences.isEmpty,
      "\(differences.prefix(5).map { "\($0.0.0.iso)+\($0.0.1): \($0.1)" })")
  }
}
