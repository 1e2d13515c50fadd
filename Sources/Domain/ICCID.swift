/// A profile's or card's number (ITU-T E.118): 18 to 20 digits that begin with 89.
public struct ICCID: Hashable, Sendable {
  public let text: String
  /// Whether the last digit is Luhn's; advice only, since many carriers print one digit more or fewer.
  public let passesLuhn: Bool

  /// Reads a number as it is printed, or as a card stores it with a filling F at the end.
  public init(_ typed: String) throws(Reading.Problem) {
    var digits = Typed.digits(typed, dropping: "-/.")
    if digits.count == 20, digits.last == 0x46 { digits.removeLast() }
    guard digits.allSatisfy(\.isDigit) else { throw Reading.Problem("iccid.character") }
    guard (18...20).contains(digits.count) else { throw Reading.Problem("iccid.length") }
    guard digits.starts(with: [0x38, 0x39]) else { throw Reading.Problem("iccid.start") }
    text = digits.ascii
    passesLuhn = CheckDigits.luhn(digits)
  }

  /// The country the issuer belongs to, where it is one the desk knows.
  public var country: NumberingPlan? { NumberingPlan.of(text.dropFirst(2)) }
}
