/// A device's number (3GPP TS 23.003, 6.2): 14 digits, and a check digit or a software version after them.
public struct IMEI: Hashable, Sendable {
  /// 15 digits with the check digit; 16 where the number came with a software version (IMEISV).
  public let text: String
  /// The device itself, always as 15 digits: the same however its number was typed.
  public let device: String
  /// The two digits of an IMEISV that say which software the device runs.
  public let softwareVersion: String?

  /// Reads 14, 15 or 16 digits; to 14 the check digit is added, of 16 there is none to compare.
  public init(_ typed: String) throws(Reading.Problem) {
    let digits = Typed.digits(typed, dropping: "-/.")
    guard digits.allSatisfy(\.isDigit) else { throw Reading.Problem("imei.character") }
    guard (14...16).contains(digits.count) else { throw Reading.Problem("imei.length") }
    if digits.count == 15, !CheckDigits.luhn(digits) { throw Reading.Problem("imei.checkDigit") }
    let body = digits.prefix(14)
    device = (body + [CheckDigits.luhnDigit(for: body)]).ascii
    softwareVersion = digits.count == 16 ? digits.suffix(2).ascii : nil
    text = digits.count == 16 ? digits.ascii : device
  }

  /// The first eight digits, the same for all devices of a model.
  public var typeAllocation: String { String(text.prefix(8)) }
}
