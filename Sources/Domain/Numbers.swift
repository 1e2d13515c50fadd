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
      let tidied = tidied(character)
      guard alphabet.contains(tidied) else { throw .character(character) }
      body.append(tidied)
    }
    guard body.count == 8 else { throw .length }
    guard check(Array(body.prefix(7))) == body[7] else { throw .check }
    return "R-\(String(body.prefix(4)))-\(String(body.suffix(4)))"
  }

  /// An order's number in its one spelling, from what a person typed; nil where it is none.
  public static func readOrder(_ typed: String) -> String? {
    var text = typed.uppercased().filter { $0 != " " && $0 != "-" }
    if text.count == 13, text.first == "O" { text.removeFirst() }
    let body = text.map(tidied)
    guard body.count == 12, body.allSatisfy(alphabet.contains) else { return nil }
    return "O-" + String(body)
  }

  private static func symbols(_ count: Int, _ random: [UInt8]) -> [Character] {
    random.prefix(count).map { alphabet[Int($0 & 31)] }
  }

  /// A weighted sum over GF(32): finds every wrong character and every swap of neighbours.
  private static func check(_ body: [Character]) -> Character {
    alphabet[check(body.map { worth($0) ?? 0 })]
  }

  /// The same over what the symbols are worth.
  ///
  /// Another beginning tells a group of symbols from the same one at another place.
  static func check(_ body: [Int], from start: Int = 0) -> Int {
    // Horner's rule: add the next symbol, then multiply by x modulo x^5 + x^2 + 1.
    body.reduce(start) { double($0 ^ $1) }
  }

  /// What a symbol stands for, 0 to 31.
  static func worth(_ symbol: Character) -> Int? { alphabet.firstIndex(of: symbol) }

  /// The symbol a person means who types letters that look like digits.
  static func tidied(_ character: Character) -> Character {
    switch character {
    case "O": "0"
    case "I", "L": "1"
    default: character
    }
  }

  /// The symbols behind a prefix as one number, the first the highest; nil where there are others.
  static func value(of number: String, prefix: String) -> UInt64? {
    guard number.hasPrefix(prefix) else { return nil }
    var value: UInt64 = 0
    for symbol in number.dropFirst(prefix.count) where symbol != "-" {
      guard let worth = worth(symbol), value >> 59 == 0 else { return nil }
      value = value << 5 | UInt64(worth)
    }
    return value
  }

  /// The last `count` symbols of a number that was one.
  static func symbols(_ value: UInt64, _ count: Int) -> String {
    String((0..<count).reversed().map { alphabet[Int(value >> UInt64(5 * $0) & 31)] })
  }

  private static func double(_ n: Int) -> Int { n & 16 == 0 ? n << 1 : (n << 1) ^ 0b100101 }
}
