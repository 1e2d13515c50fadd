import Testing

@testable import Domain

struct ReadingMoneyTests {
  private func read(_ typed: String, _ currency: String = "CNY") -> Int64? {
    (try? Reading.money(typed, currency))?.minor
  }

  @Test(arguments: [
    ("53.10", 5310), ("53.1", 5310), ("53", 5300), ("0", 0), (" 1,200.50 ", 120_050),
    ("1,200,000", 120_000_000), ("1200", 120_000), ("５３．１０", 5310), ("１，２００", 120_000),
    ("9999999999999.99", 999_999_999_999_999),
  ]) func `a sum is read exactly, however wide its digits`(typed: String, minor: Int64) {
    #expect(read(typed) == minor)
  }

  @Test(arguments: [
    "", ".", "53.", ".50", "5,3", "53,10", "1,20,000", ",200", "1200,000", "53.100", "5.3.1", "-5",
    "+5", "￥53", "5e3", "٥٣", "1 200", "99999999999999.99", "fifty",
  ]) func `what could mean two sums, or none, is refused`(typed: String) {
    #expect(read(typed) == nil)
  }

  @Test func `a currency has its own digits behind the point`() {
    #expect(read("1280", "JPY") == 1280 && read("12.8", "JPY") == nil)
    #expect(read("1.234", "KWD") == 1234 && read("1.2345", "KWD") == nil)
  }
}
