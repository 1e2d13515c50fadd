import Domain
import Testing

@testable import Wording

@Suite struct `Facts look as each language writes them` {
  let clock = ClockOffset(seconds: 8 * 3600)

  func day(_ iso: String) throws -> Day { try #require(Day(iso: iso)) }

  func all(_ say: (Formats) -> String) -> [String] { Language.allCases.map { say(Formats($0)) } }

  @Test(
    arguments: [
      (5900, "CNY", "￥59.00"), (-100, "CNY", "-￥1.00"), (3650, "HKD", "HK$36.50"),
      (1200, "GBP", "£12.00"), (5, "USD", "US$0.05"), (1200, "EUR", "EUR 12.00"),
      (0, "CNY", "￥0.00"),
      (123_456_789, "CNY", "￥1,234,567.89"), (100_000, "HKD", "HK$1,000.00"),
      (1200, "JPY", "JPY 1,200"),
      (1500, "KWD", "KWD 1.500"), (.min, "GBP", "-£92,233,720,368,547,758.08"),
    ] as [(Int64, String, String)])
  func `money`(minor: Int64, currency: String, written: String) {
    #expect(all { $0.money(Money(minor, currency)) } == [written, written, written])
  }

  @Test func `an English short message names the yuan`() {
    var formats = Formats(.en)
    formats.namesYuan = true
    #expect(formats.money(Money(-5900, "CNY")) == "-CNY 59.00")
  }

  @Test func `a day`() throws {
    let day = try day("2026-11-23")
    #expect(all { $0.day(day) } == ["Mon 23 Nov 2026", "2026年11月23日（周一）", "2026年11月23日（週一）"])
    let sunday = try self.day("2027-01-03")
    #expect(all { $0.day(sunday) } == ["Sun 3 Jan 2027", "2027年1月3日（周日）", "2027年1月3日（週日）"])
  }

  @Test func `a range within a year says the year once`() throws {
    let range = DayRange(first: try day("2026-11-21"), last: try day("2026-11-27"))
    #expect(
      all { $0.days(range) } == [
        "Sat 21 Nov to Fri 27 Nov 2026", "2026年11月21日（周六）至11月27日（周五）",
        "2026年11月21日（週六）至11月27日（週五）",
      ])
  }

  @Test func `a range over New Year says both years`() throws {
    let range = DayRange(first: try day("2026-12-28"), last: try day("2027-01-03"))
    #expect(
      all { $0.days(range) } == [
        "Mon 28 Dec 2026 to Sun 3 Jan 2027", "2026年12月28日（周一）至2027年1月3日（周日）",
        "2026年12月28日（週一）至2027年1月3日（週日）",
      ])
  }

  @Test func `a range of one day is that day`() throws {
    let only = DayRange(first: try day("2026-11-21"), last: try day("2026-11-21"))
    #expect(
      all { $0.days(only) } == ["Sat 21 Nov 2026", "2026年11月21日（周六）", "2026年11月21日（週六）"])
  }

  @Test func `a moment on the carrier's clock`() throws {
    let instant = try #require(Instant(iso: "2026-11-20T01:12:59Z"))
    #expect(
      all { $0.moment(instant, clock) } == [
        "Fri 20 Nov 2026, 09:12", "2026年11月20日（周五）09:12", "2026年11月20日（週五）09:12",
      ])
    #expect(all { $0.time(instant, clock) } == ["09:12", "09:12", "09:12"])
    let late = try #require(Instant(iso: "2026-11-20T16:00:00Z"))
    #expect(Formats(.en).moment(late, clock) == "Sat 21 Nov 2026, 00:00")
    #expect(Formats(.en).time(Instant(seconds: -1), ClockOffset(seconds: 0)) == "23:59")
  }

  @Test(
    arguments: [
      (0, "0 seconds", "0 秒", "0 秒"), (1, "1 second", "1 秒", "1 秒"),
      (45, "45 seconds", "45 秒", "45 秒"),
      (60, "1 minute", "1 分钟", "1 分鐘"), (90, "1 minute 30 seconds", "1 分钟 30 秒", "1 分鐘 30 秒"),
      (600, "10 minutes", "10 分钟", "10 分鐘"), (3600, "1 hour", "1 小时", "1 小時"),
      (3601, "1 hour 1 minute", "1 小时 1 分钟", "1 小時 1 分鐘"), (86_399, "1 day", "1 天", "1 天"),
      (86_400, "1 day", "1 天", "1 天"), (90_001, "1 day 2 hours", "1 天 2 小时", "1 天 2 小時"),
      (-5, "0 seconds", "0 秒", "0 秒"),
    ] as [(Int64, String, String, String)])
  func `a length of time is never said shorter than it is`(
    seconds: Int64, en: String, zhHans: String, zhHant: String
  ) {
    #expect(all { $0.seconds(seconds) } == [en, zhHans, zhHant])
  }

  @Test func `no length of time is too long to say`() {
    #expect(Formats(.en).seconds(.max) == "12,725,829 days 1 hour")
  }

  @Test(arguments: [
    (0, "0 MB"), (512, "512 MB"), (1023, "1023 MB"), (1024, "1 GB"), (16_794, "16.4 GB"),
    (30_720, "30 GB"), (30_719, "30 GB"), (1536, "1.5 GB"), (-512, "-512 MB"),
    (2_048_000, "2,000 GB"),
  ])
  func `data`(megabytes: Int, written: String) {
    #expect(all { $0.data(megabytes) } == [written, written, written])
  }

  @Test func `minutes of calls`() {
    #expect(all { $0.minutes(52) } == ["52 min", "52 分钟", "52 分鐘"])
    #expect(all { $0.minutes(1200) } == ["1,200 min", "1,200 分钟", "1,200 分鐘"])
  }
}
