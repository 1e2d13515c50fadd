/// A seeded source of chance, so that a failing test fails again.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }

  /// That many characters of an alphabet.
  mutating func text(_ count: Int, of alphabet: String) -> String {
    let letters = Array(alphabet.utf8)
    return String(decoding: (0..<count).map { _ in one(of: letters) }, as: UTF8.self)
  }

  mutating func digits(_ count: Int) -> String { text(count, of: "0123456789") }

  /// The text as it is, or with one character changed, left out, doubled or swapped with the next.
  mutating func slip(_ text: String, _ alphabet: String) -> String {
    var bytes = Array(text.utf8)
    guard bytes.count > 1 else { return text }
    let place = below(bytes.count - 1)
    switch below(20) {
    case 0..<8: return text
    case 8..<16: bytes[place + below(2)] = one(of: Array(alphabet.utf8))
    case 16: bytes.remove(at: place)
    case 17: bytes.insert(bytes[place], at: place)
    default: bytes.swapAt(place, place + 1)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
