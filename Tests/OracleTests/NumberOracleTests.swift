import Testing

@testable import Domain

@Suite struct NumberOracleTests {
  @Test func `IMEI agrees with python-stdnum`() throws {
    var chance = SplitMix64(seed: 15)
    let inputs = (0..<Oracle.count).map { _ -> String in
      let body = chance.digits(14)
      switch chance.below(10) {
      case 0: return chance.slip(body, "0123456789A")
      case 1: return chance.slip(body + chance.digits(2), "0123456789A")
      case 2: return chance.digits(12 + chance.below(6))
      default:
        let digit = CheckDigits.luhnDigit(for: Array(body.utf8))
        return chance.slip(body + [digit].ascii, "0123456789A")
      }
    }
    try Oracle.agree("imei", inputs) { input in
      Oracle.verdict { () throws(Reading.Problem) in try IMEI(input).text }
    }
  }

  @Test func `Luhn's advice on an ICCID agrees with python-stdnum`() throws {
    var chance = SplitMix64(seed: 19)
    let inputs = (0..<Oracle.count).map { _ -> String in
      let body = (chance.below(10) > 0 ? "89" : "") + chance.digits(15 + chance.below(4))
      let digit = CheckDigits.luhnDigit(for: Array(body.utf8))
      return chance.slip(body + [digit].ascii, "0123456789AE")
    }
    try Oracle.agree("iccid", inputs) { input in
      Oracle.verdict { () throws(Reading.Problem) in "\(try ICCID(input).passesLuhn)" }
    }
  }

  @Test func `EID agrees with python-stdnum`() throws {
    var chance = SplitMix64(seed: 32)
    let inputs = (0..<Oracle.count).map { _ -> String in
      let body = (chance.below(5) > 0 ? "89" : chance.digits(2)) + chance.digits(28)
      let check = 98 - CheckDigits.mod97(Array((body + "00").utf8))
      return chance.slip(body + (check < 10 ? "0" : "") + "\(check)", "0123456789E")
    }
    try Oracle.agree("eid", inputs) { input in
      Oracle.verdict { () throws(Reading.Problem) in
        _ = try EID(input)
        return ""
      }
    }
  }

  @Test func `resident numbers agree with python-stdnum but for places`() throws {
    var chance = SplitMix64(seed: 18)
    let regions = ["110105", "360426", "440304", "310101", "810000", "820000", "830000"]
    let inputs = (0..<Oracle.count).map { _ -> String in
      var region = chance.one(of: regions)
      if chance.below(4) == 0 { region = chance.digits(6) }
      var date = Day(ordinal: chance.below(48_000) - 26_000).iso.replacing("-", with: "")
      if chance.below(10) == 0 { date = chance.digits(8) }
      if chance.below(10) == 0 {
        date = "19\(chance.digits(2))0\(chance.digits(1))3\(chance.digits(1))"
      }
      let body = region + date + chance.digits(3)
      if chance.below(20) == 0 { return String(body.prefix(15)) }
      return chance.slip(body + [CheckDigits.mod11x2(Array(body.utf8))].ascii, "0123456789XxA")
    }
    let verdicts = try Oracle.agree("ric", inputs) { input in
      Oracle.verdict { () throws(Reading.Problem) in
        let id = try ResidentID(input, today: Oracle.today)
        return "\(id.birth.iso) \(id.sex.rawValue)"
      }
    } theirs: {
      $0.replacing(" place-known", with: "").replacing(" place-unknown", with: "")
    }
    // The day stdnum takes every residence permit, its exception in oracle.py can go.
    let since = ["810000": 1997, "820000": 1999, "830000": 9999]
    let surprises = zip(inputs, verdicts).filter { input, verdict in
      guard verdict.hasPrefix("ok"), let since = since[String(input.prefix(6))] else {
        return false
      }
      return verdict.hasSuffix("place-known") != (Int(verdict.dropFirst(3).prefix(4)) ?? 0 >= since)
    }
    #expect(surprises.isEmpty, "\(surprises.count), such as \(surprises.prefix(5))")
  }

  @Test func `identity cards of Hong Kong agree with the published sum`() throws {
    var chance = SplitMix64(seed: 11)
    let inputs = (0..<Oracle.count).map { _ -> String in
      let letters = chance.text(1 + chance.below(2), of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
      let body = letters + chance.digits(6)
      return chance.slip(body + [CheckDigits.hkid(Array(body.utf8))].ascii, "0123456789AOBZ")
    }
    try Oracle.agree("hkid", inputs) { input in
      Oracle.verdict { () throws(Reading.Problem) in try HKID(input).text }
    }
  }

  @Test func `permits agree with their pattern`() throws {
    var chance = SplitMix64(seed: 9)
    let inputs = (0..<Oracle.count).map { _ -> String in
      let number =
        switch chance.below(4) {
        case 0: chance.text(1, of: "HM") + chance.digits(8)
        case 1: chance.text(1, of: "HM") + chance.digits(10)
        case 2: "C" + chance.digits(8)
        default: "C" + chance.text(1, of: "ABCDEFGHIJKLMNPQRSTUVWXYZ") + chance.digits(7)
        }
      return chance.slip(number, "0123456789ACHIMZ")
    }
    try Oracle.agree("permit", inputs) { input in
      let verdict = Oracle.verdict { () throws(Reading.Problem) in try TravelPermit(input).text }
      return verdict.hasPrefix("ok") ? verdict : "no"
    }
  }

  @Test func `codes of authenticator apps agree with pyotp`() throws {
    var chance = SplitMix64(seed: 6238)
    var expected: [String] = []
    var inputs: [String] = []
    for _ in 0..<Oracle.count {
      let secret = (0..<(16 + chance.below(60))).map { _ in UInt8(chance.below(256)) }
      let totp = TOTP(secret: secret)
      let moment = Instant(seconds: 60 + Int64(chance.below(1 << 32)))
      let code = totp.code(at: moment)
      var answer = code
      var typed = "-"
      // Every fourth secret is also asked whether it takes a code of then, of a little off, or of nowhere.
      if chance.below(4) == 0 {
        typed =
          chance.below(4) == 0
          ? chance.digits(6)
          : totp.code(at: moment.adding(seconds: Int64(chance.below(5) - 2) * TOTP.period))
        answer += " \(totp.accept(typed, at: moment, after: nil) != nil)"
      }
      inputs.append("\(totp.base32) \(moment.seconds) \(typed)")
      expected.append(answer)
    }
    let verdicts = try Oracle.verdicts("totp", inputs)
    let differences = zip(zip(inputs, expected), verdicts).filter { $0.1 != $1 }
    #expect(differences.isEmpty, "\(differences.count), such as \(differences.prefix(5))")
  }
}
