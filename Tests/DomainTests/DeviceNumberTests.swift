import Testing

@testable import Domain

/// The code of the refusal, or nil where nothing is refused.
func refusalCode(_ read: () throws(Reading.Problem) -> Void) -> String? {
  do throws(Reading.Problem) {
    try read()
    return nil
  } catch {
    return error.code
  }
}

@Suite struct DeviceNumberTests {
  @Test func `an IMEI is one spelling, with or without its check digit`() throws {
    for typed in [
      "490154203237518", "49015420323751", "49-015420-323751-8", " 4901 5420 3237 518\n",
      "４９０１５４２０３２３７５１８", "49O1542O3237518", "49/015420/323751",
    ] {
      let imei = try IMEI(typed)
      #expect(imei.text == "490154203237518", "\(typed)")
      #expect(imei.softwareVersion == nil)
    }
  }

  @Test func `an IMEISV is the same device with a software version`() throws {
    let imei = try IMEI("4901542032375101")
    #expect(imei.text == "4901542032375101")
    #expect(imei.device == "490154203237518")
    #expect(imei.softwareVersion == "01")
    #expect(imei.typeAllocation == "49015420")
  }

  @Test(arguments: [
    ("490154203237517", "imei.checkDigit"), ("4901542032375", "imei.length"), ("", "imei.length"),
    ("49015420323751012", "imei.length"), ("49015420323751A", "imei.character"),
    ("49015420323751\u{0660}", "imei.character"),
  ]) func `what is no IMEI`(typed: String, code: String) {
    #expect(refusalCode { () throws(Reading.Problem) in _ = try IMEI(typed) } == code)
  }

  @Test func `Luhn's digit of an ICCID is advice`() throws {
    #expect(CheckDigits.luhnDigit(for: Array("896588081210001114".utf8)) == UInt8(ascii: "6"))
    #expect(try ICCID("8965880812100011146").passesLuhn)
    #expect(try !ICCID("8965880812100011147").passesLuhn)
    #expect(try ICCID("896588081210001114").text == "896588081210001114")
    #expect(try ICCID("8986 0012 3456 7890 1234").country == .mainland)
    #expect(try ICCID("8985200012345678901F").text == "8985200012345678901")
    #expect(try ICCID("8985200012345678901").country == .hongKong)
  }

  @Test(arguments: [
    ("89658808121000111", "iccid.length"), ("896588081210001114611", "iccid.length"),
    ("796588081210001114", "iccid.start"), ("89658808121000111x", "iccid.character"),
  ]) func `what is no ICCID`(typed: String, code: String) {
    #expect(refusalCode { () throws(Reading.Problem) in _ = try ICCID(typed) } == code)
  }

  @Test(arguments: [
    "89034011560010000000000000000121", "89001012012341234012345678901224",
    "89001567010203040506070809101152", "89044011112233441122334411223321",
  ]) func `an EID leaves 1 by 97`(eid: String) throws {
    #expect(try EID(eid).text == eid)
    #expect(try EID(eid.prefix(16) + " " + eid.suffix(16)).text == eid)
  }

  @Test(arguments: [
    ("89034011560010000000000000000122", "eid.checkDigit"),
    ("8903401156001000000000000000012", "eid.length"),
    ("8903401156001000000000000000012B", "eid.character"),
  ]) func `what is no EID`(typed: String, code: String) {
    #expect(refusalCode { () throws(Reading.Problem) in _ = try EID(typed) } == code)
  }

  @Test func `an activation code typed through a Chinese input method`() throws {
    let code = try ActivationCode("LPA：1￥rsp。truphone。com￥QR－G－5C－1LS－1W1Z9P7")
    #expect(code.text == "LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7")
  }
}
