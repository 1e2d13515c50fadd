import Testing

@testable import Domain

@Suite struct MachineZoneTests {
  let then = Day(ordinal: 15_000)  // 2011-01-26, when the specimens were good
  let today = Day(ordinal: 20_777)  // 2026-11-20

  static let passport = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
  ]
  static let card = [
    "I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
  ]

  @Test(arguments: ["\n", "\r\n", "", " ", "\t"]) func `the passport of ICAO 9303`(
    between: String
  ) throws {
    let zone = try MRZ.passport(Self.passport.joined(separator: between), today: then)
    #expect(zone.layout == .td3 && zone.lines == Self.passport)
    #expect(zone.documentType == "P" && zone.issuer == "UTO" && zone.nationality == "UTO")
    #expect(zone.number == "L898902C3")
    #expect(zone.surname == "ERIKSSON" && zone.givenNames == "ANNA MARIA")
    #expect(zone.birth?.iso == "1974-08-12" && zone.sex == .female)
    #expect(zone.expiry.iso == "2012-04-15" && zone.optionalData == "ZE184226B")
  }

  @Test func `a passport of China`() throws {
    let lines = [
      "POCHNZHANG<<SAN".padded(to: 44), "E123456782CHN9001011M3012316<<<<<<<<<<<<<<04",
    ]
    let zone = try MRZ.passport(lines.joined(separator: "\n"), today: today)
    #expect(zone.documentType == "PO" && zone.issuer == "CHN" && zone.number == "E12345678")
    #expect(zone.surname == "ZHANG" && zone.givenNames == "SAN" && zone.sex == .male)
    #expect(zone.birth?.iso == "1990-01-01" && zone.expiry.iso == "2030-12-31")
    // The empty field's digit may be a filler, which counts as zero.
    let filler = [lines[0], "E123456782CHN9001011M3012316<<<<<<<<<<<<<<<4"]
    #expect(try MRZ.passport(filler.joined(), today: today).number == "E12345678")
  }

  @Test func `a Chinese passport may leave no filler in its second line`() throws {
    let zone = Zones.passport(type: "PE", optional: "MBPHLLKE<A1234".replacing("<", with: "9"))
    #expect(!zone[1].contains("<"))
    #expect(try MRZ.passport(zone.joined(), today: today).documentType == "PE")
  }

  @Test func `letters and digits are known by their places`() throws {
    let typed = Self.passport.joined().lowercased().replacing("<", with: "《")
    #expect(try MRZ.passport(typed, today: then).number == "L898902C3")
    let mistaken = [Self.passport[0].replacing("UTO", with: "UT0"), Self.passport[1]]
    #expect(try MRZ.passport(mistaken.joined(), today: then).lines == Self.passport)
    let zero = [Self.passport[0], "L898902C36UT07408122F12O4159ZE184226B<<<<<1O"]
    #expect(try MRZ.passport(zero.joined(), today: then).lines == Self.passport)
  }

  @Test func `what is no passport says where`() {
    let cases: [(String, String, String)] = [
      ("L898902C36", "L898902C46", "mrz.numberCheck"), ("7408122", "7408123", "mrz.birthCheck"),
      ("1204159", "1204158", "mrz.expiryCheck"), ("<<<<<10", "<<<<<20", "mrz.optionalCheck"),
      ("<<<<<10", "<<<<<11", "mrz.overallCheck"), ("P<UTO", "V<UTO", "mrz.type"),
      ("P<UTO", "P<U1O", "mrz.country"), ("ERIKSSON", "ERIK5SON", "mrz.name"),
      ("2F12", "2Q12", "mrz.sex"), ("<<ANNA", "<ANNA", "mrz.length"),
      ("ANNA", "AN?A", "mrz.character"), ("L898902C3", "<898902C3", "mrz.number"),
    ]
    for (part, other, code) in cases {
      let typed = Self.passport.joined().replacing(part, with: other)
      #expect(
        refusalCode { () throws(Reading.Problem) in _ = try MRZ.passport(typed, today: then) }
          == code, "\(other)")
    }
  }

  @Test(arguments: [
    ("900230", "301231", "mrz.birthDate"), ("901301", "301231", "mrz.birthDate"),
    ("900101", "300231", "mrz.expiryDate"), ("900101", "<<<<<<", "mrz.expiryDate"),
    ("9<<<<<", "301231", "mrz.birthDate"), ("9013<<", "301231", "mrz.birthDate"),
    ("900101", "261119", "mrz.expired"), ("900101", "261120", nil), ("9001<<", "301231", nil),
    ("90<<<<", "301231", nil), ("<<<<<<", "301231", nil),
  ]) func `impossible dates are refused, unknown births are not`(
    birth: String, expiry: String, code: String?
  ) {
    let zone = Zones.passport(birth: birth, expiry: expiry).joined()
    #expect(
      refusalCode { () throws(Reading.Problem) in _ = try MRZ.passport(zone, today: today) }
        == code)
  }

  @Test(arguments: [
    ("261120", "2026-11-20"), ("261121", "1926-11-21"), ("000229", "2000-02-29"),
    ("680101", "1968-01-01"), ("280229", "1928-02-29"),
  ]) func `a birth is the last such day that has passed`(typed: String, iso: String) throws {
    let zone = Zones.passport(birth: typed).joined()
    #expect(try MRZ.passport(zone, today: today).birth?.iso == iso)
  }

  @Test func `an expiry is always in this century`() throws {
    let zone = try MRZ.passport(Zones.passport(expiry: "700101").joined(), today: today)
    #expect(zone.expiry.iso == "2070-01-01")
  }

  @Test func `the card of ICAO 9303`() throws {
    let zone = try MRZ.card(Self.card.joined(separator: "\n"), today: then)
    #expect(zone.layout == .td1 && zone.number == "D23145890" && zone.documentType == "I")
    #expect(zone.surname == "ERIKSSON" && zone.givenNames == "ANNA MARIA")
    #expect(zone.birth?.iso == "1974-08-12" && zone.sex == .female)
    #expect(
      refusalCode { () throws(Reading.Problem) in
        _ = try MRZ.card(Self.card.joined(), today: today)
      } == "mrz.expired")
  }

  @Test(arguments: ["CR", "C<"]) func `a home return permit is a card`(type: String) throws {
    let lines = Zones.card(type: type, number: "H12345678")
    let zone = try MRZ.card(lines.joined(separator: "\n"), today: today)
    #expect(zone.number == "H12345678" && zone.issuer == "CHN")
    let permit = try CheckedNumber(lines.joined(), as: .permit, today: today)
    #expect(permit.text == "H12345678")
  }

  @Test func `a number longer than nine places goes on in the optional field`() throws {
    let lines = Zones.longCard(number: "D23145890734")
    #expect(try MRZ.card(lines.joined(), today: today).number == "D23145890734")
    let typed = lines.joined().replacing("734", with: "735")
    #expect(
      refusalCode { () throws(Reading.Problem) in _ = try MRZ.card(typed, today: today) }
        == "mrz.numberCheck")
  }

  @Test(arguments: ["AC", "IV", "X<", "PO"]) func `some cards say nothing of who one is`(
    type: String
  ) {
    let typed = Zones.card(type: type).joined()
    #expect(
      refusalCode { () throws(Reading.Problem) in _ = try MRZ.card(typed, today: today) }
        == "mrz.type")
  }

  @Test func `the line on the back of an exit-entry permit`() throws {
    let line = Zones.exitEntry()
    #expect(line.utf8.count == 30)
    let zone = try MRZ.card(line, today: today)
    #expect(zone.layout == .exitEntryLine && zone.number == "CA1234567" && zone.overallAgrees)
    #expect(zone.birth?.iso == "1990-01-01" && zone.expiry.iso == "2030-12-31")
    #expect(try CheckedNumber(line, as: .permit, today: today).text == "CA1234567")
    // The last digit is advice.
    let other = line.dropLast() + (line.hasSuffix("0") ? "1" : "0")
    #expect(try CheckedNumber(String(other), as: .idMRZ, today: today).remarks == ["mrz.overall"])
    let all = line + "0A1B2C3D4E5FZHANG<<SAN<<<<<<<<" + "M".padded(to: 30)
    #expect(try MRZ.card(all, today: today).sex == .male)
    let wrong = line.replacing("301231", with: "301232")
    #expect(
      refusalCode { () throws(Reading.Problem) in _ = try MRZ.card(wrong, today: today) }
        == "mrz.expiryCheck")
  }

  @Test func `nothing scanned makes a reader stumble`() {
    var chance = SplitMix64(seed: 9303)
    let alphabet = Array("ABCOPIV<0123456789 \n《ü".unicodeScalars)
    for seed in 0..<2000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<[0, 29, 30, 31, 87, 88, 89, 90, 91, 200].randomElement(using: &chance, or: 30) {
        text.append(alphabet[Int(chance.next() % UInt64(alphabet.count))])
      }
      for kind in NumberKind.allCases {
        _ = try? CheckedNumber(String(text), as: kind, today: today)
      }
      _ = ScannedText.kind(of: String(text))
      #expect(seed >= 0)
    }
  }
}

/// A seeded source of chance, so that a failing test fails again.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension Array {
  fileprivate func randomElement(using chance: inout SplitMix64, or other: Element) -> Element {
    randomElement(using: &chance) ?? other
  }
}

/// Zones with right check digits.
enum Zones {
  static func passport(
    type: String = "PO", number: String = "E12345678", birth: String = "900101",
    expiry: String = "301231", optional: String = ""
  ) -> [String] {
    let number = number.padded(to: 9)
    let optional = optional.padded(to: 14)
    let first = digit(number)
    let (second, third, fourth) = (digit(birth), digit(expiry), digit(optional))
    let all = digit(number + first + birth + second + expiry + third + optional + fourth)
    return [
      "\(type)CHNZHANG<<SAN".padded(to: 44),
      "\(number)\(first)CHN\(birth)\(second)M\(expiry)\(third)\(optional)\(fourth)\(all)",
    ]
  }

  static func card(type: String = "CR", number: String = "H12345678") -> [String] {
    card(type: type, first: number.padded(to: 9) + digit(number.padded(to: 9)))
  }

  static func longCard(number: String) -> [String] {
    card(type: "I<", first: number.prefix(9) + "<" + number.dropFirst(9) + digit(number))
  }

  private static func card(type: String, first: String) -> [String] {
    let first = first.padded(to: 25)
    let (birth, expiry) = ("900101" + digit("900101"), "301231" + digit("301231"))
    let optional = "<<<<<<<<<<<"
    return [
      "\(type)CHN\(first)",
      "\(birth)M\(expiry)CHN\(optional)\(digit(first + birth + expiry + optional))",
      "ZHANG<<SAN".padded(to: 30),
    ]
  }

  static func exitEntry() -> String {
    let number = "CA1234567" + digit("CA1234567")
    let (expiry, birth) = ("301231" + digit("301231"), "900101" + digit("900101"))
    return "CS\(number)<\(expiry)<\(birth)<\(digit(number + expiry + birth))"
  }

  private static func digit(_ field: String) -> String {
    [CheckDigits.mrz(Array(field.utf8))].ascii
  }
}

extension String {
  /// The text with fillers behind it.
  func padded(to length: Int) -> String {
    self + String(repeating: "<", count: Swift.max(0, length - utf8.count))
  }
}
