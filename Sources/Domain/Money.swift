/// A sum of money in minor units (fen, cents) of one currency.
public struct Money: Codable, Hashable, Sendable {
  public let minor: Int64
  /// ISO 4217 code.
  public let currency: String

  public init(_ minor: Int64, _ currency: String) {
    self.minor = minor
    self.currency = currency
  }

  public var isZero: Bool { minor == 0 }

  /// How many digits stand behind the point of a currency's sums (ISO 4217): two almost everywhere.
  public static func decimals(of currency: String) -> Int {
    switch currency {
    case "JPY", "KRW", "VND", "CLP", "ISK": 0
    case "BHD", "JOD", "KWD", "OMR", "TND": 3
    default: 2
    }
  }

  /// The sum as an exact decimal number for other programs, such as `-53.10`: no sign of the currency,
  /// nothing between thousands.
  public var decimal: String {
    let digits = Self.decimals(of: currency)
    let all = String(minor.magnitude)
    let padded = String(repeating: "0", count: max(0, digits + 1 - all.count)) + all
    let number = digits == 0 ? padded : "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    return (minor < 0 ? "-" : "") + number
  }

  /// The sum with the same currency and another amount.
  public func with(minor: Int64) -> Money { Money(minor, currency) }

  public static func + (a: Money, b: Money) -> Money { a.with(minor: a.minor + b.minor) }
  public static func - (a: Money, b: Money) -> Money { a.with(minor: a.minor - b.minor) }

  /// A whole percentage of the sum, halves rounded away from zero (the desk's one rounding rule, X-12).
  public func percent(_ percent: Int) -> Money {
    let product = minor * Int64(percent)
    let half: Int64 = product < 0 ? -50 : 50
    return with(minor: (product + half) / 100)
  }

  /// The sum shared among `parts`, halves rounded away from zero; for comparing prices a month.
  public func divided(by parts: Int) -> Money {
    guard parts > 0 else { return self }
    let half = minor < 0 ? -Int64(parts) / 2 : Int64(parts) / 2
    return with(minor: (minor + half) / Int64(parts))
  }
}
