/// The number of an eSIM chip (SGP.29): 32 digits, of which the last two are check digits.
///
/// It need not begin with 89: since SGP.29 other issuers' numbers are given out as well.
public struct EID: Hashable, Sendable {
  public let text: String

  public init(_ typed: String) throws(Reading.Problem) {
    let digits = Typed.digits(typed, dropping: "-/.")
    guard digits.allSatisfy(\.isDigit) else { throw Reading.Problem("eid.character") }
    guard digits.count == 32 else { throw Reading.Problem("eid.length") }
    guard CheckDigits.mod97(digits) == 1 else { throw Reading.Problem("eid.checkDigit") }
    text = digits.ascii
  }
}
