/// Which phone numbers a country gives out, for the five countries the desk's carriers serve.
///
/// A table of opened ranges, not of single blocks: a carrier may be given the rest of a begun range
/// any day, and refusing a person's true number strands them, while a mistyped one is found by the
/// code that is sent to it. libphonenumber 9.0.43 is the source and the oracle; see OracleTests.
public enum NumberingPlan: String, CaseIterable, Sendable {
  case mainland = "CN"
  case hongKong = "HK"
  case macau = "MO"
  case taiwan = "TW"
  case britain = "GB"

  /// What a number is for.
  public enum Use: String, Sendable { case mobile, fixedLine }

  public var callingCode: String {
    switch self {
    case .mainland: "86"
    case .hongKong: "852"
    case .macau: "853"
    case .taiwan: "886"
    case .britain: "44"
    }
  }

  /// Whether people dial a 0 before a number at home.
  var hasTrunkZero: Bool {
    switch self {
    case .mainland, .taiwan, .britain: true
    case .hongKong, .macau: false
    }
  }

  /// The plan that digits with a calling code in front belong to.
  static func of(_ digits: some StringProtocol) -> NumberingPlan? {
    allCases.first { digits.hasPrefix($0.callingCode) }
  }

  /// What the digits after the calling code are for; nil where the plan has no such number.
  func use(of national: [UInt8]) -> Use? {
    if mobiles.contains(where: { $0.matches(national) }) { return .mobile }
    return fixedLines.contains { $0.matches(national) } ? .fixedLine : nil
  }

  /// How long a number may be, without the calling code.
  var lengths: ClosedRange<Int> {
    let all = mobiles + fixedLines
    let shortest = all.map(\.lengths.lowerBound).min() ?? 1
    return shortest...(all.map(\.lengths.upperBound).max() ?? shortest)
  }

  private var mobiles: [Opening] {
    switch self {
    case .mainland: Self.mainlandMobiles
    case .hongKong: Self.hongKongMobiles
    case .macau: Self.macauMobiles
    case .taiwan: Self.taiwanMobiles
    case .britain: Self.britishMobiles
    }
  }

  private var fixedLines: [Opening] {
    switch self {
    case .mainland: Self.mainlandLines
    case .hongKong: Self.hongKongLines
    case .macau: Self.macauLines
    case .taiwan: Self.taiwanLines
    case .britain: Self.britishLines
    }
  }

  private static let mainlandMobiles = Opening.all(
    11...11, "13 14[57] 15[0-35-9] 16[125-7] 17[0-8] 18 19[0-35-9]")
  private static let mainlandLines =
    Opening.all(10...10, "10 2[0-57-9]") + Opening.all(10...11, "[3-9]")

  private static let hongKongMobiles = Opening.all(
    8...8,
    """
    406 409 424 44x 46x 47[0-6] 51[0-46-9] 52x 53x 54[0-46-9] 55[0-46-9] 56[0-4689] 57[0-46-9] 59x
    60[1-9] 61 62 63 64 65 66 67 68[0-57-9] 69 70[1-57-9] 710 84[0-489] 90[1-9] 91[02-9] 92 93 94 95 96 97
    98[0-9]
    """)
  private static let hongKongLines = Opening.all(8...8, "2 3 58")

  private static let macauMobiles = Opening.all(8...8, "6[23568]")
  private static let macauLines = Opening.all(8...8, "28 8[1-57-9]")

  private static let taiwanMobiles = Opening.all(9...9, "9[0-8]")
  private static let taiwanLines = Opening.all(8...9, "[2-8]")

  /// Guernsey, Jersey and the Isle of Man share the plan; 7624 is the island's.
  private static let britishMobiles = Opening.all(10...10, "7[1-57-9] 7624")
  private static let britishLines =
    Opening.all(10...10, "1 2 3") + Opening.all(9...9, "1")
}

/// Numbers that begin alike: digits, `x` for any, and classes such as `[0-46-9]`.
struct Opening: Sendable {
  let lengths: ClosedRange<Int>
  /// For each leading place a bit for every digit that may stand there.
  private let places: [UInt16]

  /// The openings written in `patterns`, with blanks between.
  static func all(_ lengths: ClosedRange<Int>, _ patterns: String) -> [Opening] {
    patterns.split(whereSeparator: \.isWhitespace).map { Opening(lengths, pattern: $0.utf8) }
  }

  private init(_ lengths: ClosedRange<Int>, pattern: Substring.UTF8View) {
    self.lengths = lengths
    var places: [UInt16] = []
    var open: UInt16?
    var last = 0
    var isRange = false
    for byte in pattern {
      switch byte {
      case UInt8(ascii: "x"): places.append(0b11_1111_1111)
      case UInt8(ascii: "["): open = 0
      case UInt8(ascii: "]"):
        places.append(open ?? 0)
        open = nil
      case UInt8(ascii: "-"): isRange = true
      default:
        let digits = (isRange ? last : byte.digit)...byte.digit
        let mask = digits.reduce(UInt16(0)) { $0 | 1 << $1 }
        if let before = open { open = before | mask } else { places.append(mask) }
        last = byte.digit
        isRange = false
      }
    }
    self.places = places
  }

  func matches(_ digits: [UInt8]) -> Bool {
    guard lengths.contains(digits.count) else { return false }
    return zip(places, digits).allSatisfy { $0 & (1 << UInt16($1.digit)) != 0 }
  }
}
