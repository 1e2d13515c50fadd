/// The number of a resident identity card (GB 11643): region, birth date, sequence, check character.
///
/// Residence permits have the same form: 810000, 820000 and 830000 for people of Hong Kong, Macau
/// and Taiwan, a leading 9 for foreigners.
public struct ResidentID: Hashable, Sendable {
  /// Whose number it is, as far as the number says.
  public enum Holder: String, Sendable {
    case citizen, hongKong, macau, taiwan, foreigner
  }

  public let text: String
  public let birth: Day
  public let sex: Sex
  public let holder: Holder
  /// Whether the region is one of the country's; advice only, since codes change and old ones live on.
  public let isRegionKnown: Bool

  /// Reads a number of 18 characters.
  ///
  /// - Parameters:
  ///   - typed: What was typed, with or without blanks and hyphens.
  ///   - today: Nobody is born after it.
  /// - Throws: The first thing wrong with it, such as `ric.checkDigit`.
  public init(_ typed: String, today: Day) throws(Reading.Problem) {
    let bytes = Typed.digits(typed)
    // Numbers of 15 digits ended with the first cards, in 2013.
    if bytes.count == 15, bytes.allSatisfy(\.isDigit) { throw Reading.Problem("ric.old") }
    guard bytes.count == 18 else { throw Reading.Problem("ric.length") }
    guard bytes.prefix(17).allSatisfy(\.isDigit),
      let last = bytes.last, last.isDigit || last == Typed.letterX
    else { throw Reading.Problem("ric.character") }
    guard CheckDigits.mod11x2(bytes.prefix(17)) == last else {
      throw Reading.Problem("ric.checkDigit")
    }
    guard
      let birth = Day(
        year: bytes[6..<10].number, month: bytes[10..<12].number, day: bytes[12..<14].number),
      birth >= today.adding(months: -12 * Self.oldest)
    else { throw Reading.Problem("ric.birthDate") }
    guard birth <= today else { throw Reading.Problem("ric.future") }
    text = bytes.ascii
    self.birth = birth
    sex = bytes[16].digit % 2 == 1 ? .male : .female
    switch bytes.prefix(6).number {
    case 810_000: holder = .hongKong
    case 820_000: holder = .macau
    case 830_000: holder = .taiwan
    case 900_000...: holder = .foreigner
    default: holder = .citizen
    }
    let province = holder == .foreigner ? bytes[1...2].number : bytes.prefix(2).number
    isRegionKnown =
      switch holder {
      case .citizen, .foreigner: Self.provinces.contains(province)
      case .hongKong, .macau, .taiwan: true
      }
  }

  /// Region, six digits.
  public var region: String { String(text.prefix(6)) }

  /// No one has lived longer than this many years.
  private static let oldest = 130

  /// The first two digits of GB/T 2260.
  private static let provinces: Set<Int> = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
    50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71,
  ]
}
