/// What people type, read into its one spelling; a problem is a code that Wording has a sentence for.
public enum Reading {
  /// Why something typed cannot be what the field asks for, such as `email.format`.
  public struct Problem: Error, Equatable, Sendable {
    public let code: String

    public init(_ code: String) { self.code = code }
  }

  /// An e-mail address: one @, a domain with a dot, no spaces; the domain in lower case.
  ///
  /// The local part is lowered too: no carrier tells `Lin@` from `lin@`, and people do not either.
  public static func email(_ typed: String) throws(Problem) -> String {
    let text = trimmed(typed).lowercased()
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let local = parts.first, let domain = parts.last, !local.isEmpty,
      local.utf8.count <= 64, text.utf8.count <= 254,
      text.unicodeScalars.allSatisfy({
        $0.value > 0x20 && $0.value < 0x7F && !"<>()[],;:\\\"".unicodeScalars.contains($0)
      }),
      !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..")
    else { throw Problem("email.format") }
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2,
      labels.allSatisfy({ label in
        !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
      })
    else { throw Problem("email.format") }
    return text
  }

  /// A phone number in E.164; without a leading + it is one of the carrier's own country.
  public static func msisdn(_ typed: String, callingCode: String) throws(Problem) -> String {
    var text = trimmed(typed).filter { !" -().\u{00A0}".contains($0) }
    if text.hasPrefix("00") { text = "+" + text.dropFirst(2) }
    if !text.hasPrefix("+") {
      text = "+" + callingCode + (text.hasPrefix("0") ? String(text.dropFirst()) : text)
    }
    let digits = text.dropFirst()
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), !digits.hasPrefix("0") else {
      throw Problem("msisdn.format")
    }
    guard (8...15).contains(digits.utf8.count) else { throw Problem("msisdn.length") }
    // Mainland mobile numbers are eleven digits that begin with 1.
    if digits.hasPrefix("86"), digits.utf8.count != 13 || !digits.dropFirst(2).hasPrefix("1") {
      throw Problem("msisdn.length")
    }
    // What no plan gives out is a mistake in typing; other countries' numbers are taken by length.
    if let plan = NumberingPlan.of(digits),
      plan.use(of: Array(digits.utf8.dropFirst(plan.callingCode.utf8.count))) == nil
    {
      throw Problem("msisdn.unassigned")
    }
    return text
  }

  /// A user name: 3 to 32 letters, digits, `.`, `_` or `-`, beginning with a letter; lower case.
  public static func userName(_ typed: String) throws(Problem) -> String {
    let text = trimmed(typed).lowercased()
    guard (3...32).contains(text.utf8.count) else { throw Problem("userName.length") }
    guard let first = text.utf8.first, (97...122).contains(first),
      text.utf8.allSatisfy({
        (97...122).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0)
      })
    else { throw Problem("userName.characters") }
    return text
  }

  /// A person's name as they write it.
  public static func name(_ typed: String) throws(Problem) -> String {
    let text = trimmed(typed)
    guard !text.isEmpty else { throw Problem("name.missing") }
    guard text.count <= 80, text.utf8.count <= 320 else { throw Problem("name.length") }
    guard !hasControls(text), text.contains(where: \.isLetter) else {
      throw Problem("name.characters")
    }
    guard !looksLikeCard(text) else { throw Problem("card.refused") }
    return text
  }

  /// A code of six digits, as typed with or without spaces.
  public static func code(_ typed: String) throws(Problem) -> String {
    let text = trimmed(typed).filter { $0 != " " && $0 != "-" }
    guard text.utf8.count == OneTimeCode.digits, text.utf8.allSatisfy({ (48...57).contains($0) })
    else { throw Problem("code.format") }
    return text
  }

  /// Whether text holds characters that control a terminal rather than say something.
  public static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xE0000...0xE007F: true
      default: false
      }
    }
  }

  /// Whether text holds a payment card's number: as many digits as a scheme's numbers have, beginning as
  /// they do (ISO/IEC 7812), that pass Luhn; in groups or not, of any script, with more beside it or not.
  ///
  /// IMEI and ICCID pass Luhn too. Most begin like no card of their length, but fields for those do not
  /// ask this.
  public static func looksLikeCard(_ text: String) -> Bool {
    var groups: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      if let digit = digit(scalar) {
        groups[groups.count - 1].append(digit)
      } else if isBetweenGroups(scalar) {
        if groups.last != [] { groups.append([]) }
      } else {
        if holdsCard(groups) { return true }
        groups = [[]]
      }
    }
    return holdsCard(groups)
  }

  private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.properties.numericType == .decimal else { return nil }
    return scalar.properties.numericValue.map { UInt8($0) }
  }

  private static func isBetweenGroups(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .dashPunctuation: true
    default: false
    }
  }

  /// Whether some groups in a row are a card's number, as when its expiry or its code follows.
  private static func holdsCard(_ groups: [[UInt8]]) -> Bool {
    groups.indices.contains { first in
      var digits: [UInt8] = []
      return groups[first...].contains { group in
        digits += group
        return isCard(digits)
      }
    }
  }

  private static func isCard(_ digits: [UInt8]) -> Bool {
    guard (13...19).contains(digits.count) else { return false }
    let lengths: ClosedRange<Int>
    switch digits.prefix(4).reduce(0, { $0 * 10 + Int($1) }) {
    // Visa has 13, 16 or 19.
    case 4000...4999: lengths = 13...19
    // Mastercard
    case 2221...2720, 5100...5599: lengths = 16...16
    // American Express
    case 3400...3499, 3700...3799: lengths = 15...15
    // Diners Club
    case 3000...3059, 3095, 3600...3699, 3800...3999: lengths = 14...19
    // JCB
    case 3528...3589: lengths = 16...19
    // UnionPay, Discover; Maestro is what else begins so.
    case 6000...6999, 5000...5099, 5600...5899: lengths = 13...19
    default: return false
    }
    return lengths.contains(digits.count) && CheckDigits.luhn(digits.map { $0 + 48 })
  }

  static func trimmed(_ text: String) -> String {
    var scalars = Substring(text)
    while let first = scalars.first, first.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
