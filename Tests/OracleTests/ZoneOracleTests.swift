import Testing

@testable import Domain

@Suite struct ZoneOracleTests {
  static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  static let any = letters + "0123456789<"

  @Test func `passports agree with mrz`() throws {
    var zones = Zones(seed: 3)
    let inputs = (0..<Oracle.count).map { _ in zones.passport() }
    try Oracle.agree("td3", inputs) { input in
      Self.verdict { () throws(Reading.Problem) in try MRZ.passport(input, today: Oracle.today) }
    }
  }

  @Test func `cards agree with mrz`() throws {
    var zones = Zones(seed: 1)
    let inputs = (0..<Oracle.count).map { _ in zones.card() }
    try Oracle.agree("td1", inputs) { input in
      Self.verdict { () throws(Reading.Problem) in try MRZ.card(input, today: Oracle.today) }
    }
  }

  @Test func `the line of an exit-entry permit agrees with the digits of mrz`() throws {
    var zones = Zones(seed: 30)
    let inputs = (0..<Oracle.count).map { _ in zones.exitEntry() }
    try Oracle.agree("exit_entry", inputs) { input in
      Self.verdict { () throws(Reading.Problem) in
        try MRZ.exitEntry(input, today: Oracle.today)
      }
    }
  }

  /// Which of several fields that are wrong is named first is each reader's own choice.
  private static func verdict(_ read: () throws(Reading.Problem) -> MRZ) -> String {
    let verdict = Oracle.verdict { () throws(Reading.Problem) in
      let zone = try read()
      let birth = zone.birth?.iso ?? "unknown"
      return "\(birth) \(zone.expiry.iso) \(zone.number.replacing(" ", with: "_"))"
    }
    return ["type", "country", "name", "sex", "number"].contains(verdict) ? "fields" : verdict
  }
}

/// Zones by chance: good ones, ones with a slip, and ones with a field of nonsense.
private struct Zones {
  var chance: SplitMix64

  init(seed: UInt64) { chance = SplitMix64(seed: seed) }

  mutating func passport() -> String {
    let number = document()
    let (birth, expiry) = (self.birth(), self.expiry())
    let optional = field(chance.text(chance.below(15), of: ZoneOracleTests.any), 14)
    var fourth = digit(optional)
    if optional.allSatisfy({ $0 == "<" }), chance.below(2) == 0 { fourth = "<" }
    let first = digit(number)
    let (second, third) = (digit(birth), digit(expiry))
    let overall = digit(number + first + birth + second + expiry + third + optional + fourth)
    let type = chance.one(of: ["P<", "PO", "PE", "PD", "PS"])
    let line = "\(type)\(country())\(field(names(), 39))"
    return chance.slip(
      "\(line)\(number)\(first)\(country())\(birth)\(second)\(sex())\(expiry)\(third)"
        + "\(optional)\(fourth)\(overall)", ZoneOracleTests.any)
  }

  mutating func card() -> String {
    var first: String
    if chance.below(8) == 0 {
      let number = chance.text(10 + chance.below(6), of: "ABCZ0123456789")
      first = number.prefix(9) + "<" + number.dropFirst(9) + digit(number)
    } else {
      let number = document()
      first = number + digit(number)
      if chance.below(3) == 0 { first += chance.text(chance.below(15), of: ZoneOracleTests.any) }
    }
    first = field(first, 25)
    var (birth, expiry) = (self.birth(), self.expiry())
    birth += digit(birth)
    expiry += digit(expiry)
    let optional = field(chance.text(chance.below(12), of: ZoneOracleTests.any), 11)
    let type = chance.one(of: ["I<", "ID", "CR", "C<", "A<", "IR", "AC", "IV", "CS"])
    return chance.slip(
      "\(type)\(country())\(first)\(birth)\(sex())\(expiry)\(country())\(optional)"
        + "\(digit(first + birth + expiry + optional))\(field(names(), 30))", ZoneOracleTests.any)
  }

  mutating func exitEntry() -> String {
    let second = chance.text(1, of: "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    let number = "C" + second + chance.digits(7)
    let (birth, expiry) = (self.birth(), self.expiry())
    return "CS"
      + chance.slip(
        "\(number)\(digit(number))<\(expiry)\(digit(expiry))<\(birth)\(digit(birth))<0",
        ZoneOracleTests.any)
  }

  private mutating func document() -> String {
    let number = chance.text(6 + chance.below(4), of: "ABCEGLZ0123456789")
    return field(chance.below(100) == 0 ? "" : number, 9)
  }

  private mutating func birth() -> String {
    if chance.below(20) == 0 { return field(chance.digits(2 * chance.below(3)), 6) }
    return date(Day(ordinal: chance.below(36_500) - 16_000))
  }

  private mutating func expiry() -> String { date(Day(ordinal: 20_500 + chance.below(6000))) }

  /// Six digits, mostly a day there was.
  private mutating func date(_ day: Day) -> String {
    if chance.below(20) == 0 { return chance.digits(6) }
    return String(day.iso.replacing("-", with: "").dropFirst(2))
  }

  private mutating func sex() -> String { chance.one(of: ["M", "F", "<"]) }

  private mutating func country() -> String {
    if chance.below(50) == 0 { return chance.text(3, of: ZoneOracleTests.any) }
    return chance.one(of: ["CHN", "UTO", "GBR", "D<<", "HKG", "XXA", "QQQ"])
  }

  private mutating func names() -> String {
    var names = chance.text(1 + chance.below(12), of: ZoneOracleTests.letters)
    names += chance.one(of: ["<<", "<<", "<<", "<", "<<<", ""])
    names += chance.text(1 + chance.below(12), of: ZoneOracleTests.letters + "<")
    return names
  }

  private func field(_ text: String, _ length: Int) -> String {
    text + String(repeating: "<", count: max(0, length - text.utf8.count))
  }

  private func digit(_ field: String) -> String { [CheckDigits.mrz(Array(field.utf8))].ascii }
}
