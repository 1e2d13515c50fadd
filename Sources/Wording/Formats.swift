import Domain

/// How one language writes numbers, money and sizes; days and times are in FormatsOfTime.swift.
struct Formats: Sendable {
  let language: Language
  /// Writes `CNY 59.00` for `￥59.00`: one such sign makes an English short message cost twice.
  var namesYuan = false

  init(_ language: Language) { self.language = language }

  /// A whole number, thousands apart.
  func count(_ count: Int) -> String {
    (count < 0 ? "-" : "") + Self.grouped(String(count.magnitude))
  }

  /// A sum, such as `￥59.00`, `-HK$1,036.50` or `EUR 12.00`.
  ///
  /// The yen sign is the full-width one (U+FFE5): receipt printers turn U+00A5 into digits.
  func money(_ money: Money) -> String {
    let digits = Money.decimals(of: money.currency)
    let minor = String(money.minor.magnitude)
    let padded = String(repeating: "0", count: max(0, digits + 1 - minor.count)) + minor
    let whole = Self.grouped(String(padded.dropLast(digits)))
    let amount = digits == 0 ? whole : "\(whole).\(padded.suffix(digits))"
    return (money.minor < 0 ? "-" : "") + sign(of: money.currency) + amount
  }

  /// Megabytes below a gigabyte (1024 MB), else gigabytes with a decimal where there is one.
  func data(_ megabytes: Int) -> String {
    let size = megabytes.magnitude
    let minus = megabytes < 0 ? "-" : ""
    if size < 1024 { return "\(minus)\(size) MB" }
    var (whole, part) = size.quotientAndRemainder(dividingBy: 1024)
    var tenths = (part * 10 + 512) / 1024
    if tenths == 10 { (whole, tenths) = (whole + 1, 0) }
    let decimal = tenths == 0 ? "" : ".\(tenths)"
    return "\(minus)\(Self.grouped(String(whole)))\(decimal) GB"
  }

  /// Minutes of calls.
  func minutes(_ minutes: Int) -> String {
    switch language {
    case .en: "\(count(minutes)) min"
    case .zhHans: "\(count(minutes)) 分钟"
    case .zhHant: "\(count(minutes)) 分鐘"
    }
  }

  /// Metres below a kilometre, in tens, else kilometres: with a decimal below ten.
  func distance(_ metres: Int) -> String {
    let (metre, kilometre) =
      switch language {
      case .en: ("m", "km")
      case .zhHans, .zhHant: ("米", "公里")
      }
    let tens = (metres + 5) / 10 * 10
    if tens < 1000 { return "\(tens) \(metre)" }
    let tenths = (metres + 50) / 100
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(kilometre)" }
    return "\(count((metres + 500) / 1000)) \(kilometre)"
  }

  private func sign(of currency: String) -> String {
    switch currency {
    case "CNY" where !namesYuan: "￥"
    case "HKD": "HK$"
    case "GBP": "£"
    case "USD": "US$"
    default: "\(currency) "
    }
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
