/// Numbers people read aloud and type: Crockford's base 32, without I, L, O and U.
public enum Numbers {
  static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// A receipt number such as `R-7K2M-94QD`: 35 random bits and a check character.
  public static func receipt(random: [UInt8]) -> String {
    let body = symbols(7, random)
    let all = String(body) + String(check(body))
    return "R-\(all.prefix(4))-\(all.suffix(4))"
  }

  /// An order number such as `O-7K2M94QD0HXZ`: 60 random bits.
  public static func order(random: [UInt8]) -> String { "O-" + String(symbols(12, random)) }

  /// Why a typed receipt number is refused.
  public enum Problem: Error, Equatable {
    case length
    case character(Character)
    case check
  }

  /// The number in its one spelling, from what a person typed: any case, spaces, O for 0, I and L for 1.
  public static func readReceipt(_ typed: String) throws(Problem) -> String {
    var body: [Character] = []
    var text = typed.uppercased().filter { $0 != " " && $0 != "-" }
    if text.count == 9, text.first == "R" { text.removeFirst() }
    for character in text {
      switch character {
      case "O": body.append("0")
      case "I", "L": body.append("1")
      case _ where alphabet.contains(character): body.append(character)
      default: throw .character(character)
      }
    }
    guard body.count == 8 else { throw .length }
    guard check(Array(body.prefix(7))) == body[7] else { throw .check }
    return "R-\(String(body.prefix(4)))-\(String(body.suffix(4)))"
  }

  private static func symbols(_ count: Int, _ random: [UInt8]) -> [Character] {
    random.prefix(count).map { alphabet[Int($0 & 31)] }
  }

  /// A weighted sum over GF(32): finds every wrong character and every swap of neighbours.
  private static func check(_ body: [Character]) -> Character {
    // Horner's rule: multiply by x modulo x^5 + x^2 + 1, then add the next symbol.
    var sum = 0
    for symbol in body {
      sum = double(sum ^ (alphabet.firstIndex(of: symbol) ?? 0))
    }
    return alphabet[sum]
  }

  private static func double(_ n: Int) -> Int { n & 16 == 0 ? n << 1 : (n << 1) ^ 0b100101 }
}
