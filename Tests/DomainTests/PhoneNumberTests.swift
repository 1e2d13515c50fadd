import Testing

@testable import Domain

@Suite struct PhoneNumberTests {
  @Test(arguments: [
    ("+85246000000", NumberingPlan.hongKong), ("+85291234567", .hongKong), ("+85366123456", .macau),
    ("+8613800138000", .mainland), ("+447911123456", .britain), ("+886912345678", .taiwan),
  ]) func `mobiles of the five plans`(text: String, plan: NumberingPlan) throws {
    let number = try MSISDN(text)
    #expect(number.text == text && number.plan == plan && number.use == .mobile)
  }

  @Test(arguments: [
    "+44 7911 123456", "0044 7911 123 456", "+44 (0)7911 123456", "+4407911123456",
    "＋４４　７９１１　１２３４５６", "+44-7911.123456", "\u{202A}+447911123456\u{202C}",
  ]) func `a number is one spelling`(typed: String) throws {
    #expect(try MSISDN(typed).text == "+447911123456")
  }

  @Test(arguments: [
    ("13800138000", "86", "+8613800138000"), ("8613800138000", "86", "+8613800138000"),
    ("9123 4567", "852", "+85291234567"), ("85291234567", "852", "+85291234567"),
    ("0912-345-678", "886", "+886912345678"), ("07911 123456", "44", "+447911123456"),
    ("+85291234567", "86", "+85291234567"),
  ]) func `at home a number says no country`(typed: String, code: String, text: String) throws {
    #expect(try MSISDN(typed, callingCode: code).text == text)
  }

  @Test func `fixed lines are told apart`() throws {
    #expect(try MSISDN("+861082001234").use == .fixedLine)
    #expect(try MSISDN("+85221234567").use == .fixedLine)
    #expect(try MSISDN("+442079460000").use == .fixedLine)
  }

  @Test func `elsewhere a number is taken by its length`() throws {
    let number = try MSISDN("+1 (202) 555-0123")
    #expect(number.text == "+12025550123" && number.plan == nil && number.use == nil)
  }

  @Test(arguments: [
    ("+85241234567", "msisdn.unassigned"), ("+8615400138000", "msisdn.unassigned"),
    ("+85361234567", "msisdn.unassigned"), ("+447011123456", "msisdn.unassigned"),
    ("+8529123456", "msisdn.length"), ("+1234567", "msisdn.length"), ("", "msisdn.length"),
    ("+1234567890123456", "msisdn.length"), ("+852 9123 456x", "msisdn.format"),
    ("+0123456789", "msisdn.format"), ("++85291234567", "msisdn.format"),
    ("91234567", "msisdn.country"),
  ]) func `what is no phone number`(typed: String, code: String) {
    #expect(refusalCode { () throws(Reading.Problem) in _ = try MSISDN(typed) } == code)
  }

  @Test func `a field takes no number that no plan gives out`() throws {
    #expect(
      refusalCode { () throws(Reading.Problem) in
        _ = try Reading.msisdn("41234567", callingCode: "852")
      } == "msisdn.unassigned")
    #expect(try Reading.msisdn("46000000", callingCode: "852") == "+85246000000")
  }
}
