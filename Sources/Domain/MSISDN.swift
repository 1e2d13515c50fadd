/// A phone number in E.164, with what its country's plan says about it.
public struct MSISDN: Hashable, Sendable {
  /// Such as `+85291234567`.
  public let text: String
  /// Nil where the number belongs to a country whose plan the desk does not carry.
  public let plan: NumberingPlan?
  /// Mobile or fixed line; nil without a plan.
  public let use: NumberingPlan.Use?

  /// Reads a number as people write it: with `+` or `00`, with `(0)`, with blanks, dots and hyphens.
  ///
  /// - Parameters:
  ///   - typed: What was typed.
  ///   - callingCode: The country of a number that says none; without it such a number is refused.
  /// - Throws: The first thing wrong with it, such as `msisdn.unassigned`.
  public init(_ typed: String, callingCode: String? = nil) throws(Reading.Problem) {
    let text = Typed.digits(typed, dropping: "-./").ascii.replacing("(0)", with: "")
    var digits = Array(text.utf8).filter { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }
    var isWhole = false
    if digits.first == UInt8(ascii: "+") {
      digits.removeFirst()
      isWhole = true
    } else if digits.starts(with: [Typed.zero, Typed.zero]) {
      digits.removeFirst(2)
      isWhole = true
    }
    guard digits.allSatisfy(\.isDigit) else { throw Reading.Problem("msisdn.format") }
    guard !digits.isEmpty else { throw Reading.Problem("msisdn.length") }
    if isWhole {
      self = try MSISDN(whole: digits)
      return
    }
    guard let callingCode else { throw Reading.Problem("msisdn.country") }
    do {
      self = try MSISDN(whole: Array(callingCode.utf8) + digits)
    } catch {
      // The country was typed and its + was not: then the rest must be a number of that country.
      guard digits.starts(with: callingCode.utf8), NumberingPlan.of(callingCode) != nil,
        let whole = try? MSISDN(whole: digits)
      else { throw error }
      self = whole
    }
  }

  /// Reads calling code and number.
  private init(whole: [UInt8]) throws(Reading.Problem) {
    guard whole.first != Typed.zero else { throw Reading.Problem("msisdn.format") }
    guard let plan = NumberingPlan.of(whole.ascii) else {
      guard (8...15).contains(whole.count) else { throw Reading.Problem("msisdn.length") }
      text = "+" + whole.ascii
      self.plan = nil
      use = nil
      return
    }
    var national = Array(whole.dropFirst(plan.callingCode.utf8.count))
    if plan.hasTrunkZero, national.first == Typed.zero { national.removeFirst() }
    guard plan.lengths.contains(national.count) else { throw Reading.Problem("msisdn.length") }
    guard let use = plan.use(of: national) else { throw Reading.Problem("msisdn.unassigned") }
    text = "+" + plan.callingCode + national.ascii
    self.plan = plan
    self.use = use
  }
}
