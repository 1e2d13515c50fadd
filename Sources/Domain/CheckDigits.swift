/// The sums that find a mistyped digit, all over ASCII bytes known to be of the right kind.
enum CheckDigits {
  /// Whether the last digit is the one Luhn's rule asks for (ISO/IEC 7812-1).
  static func luhn(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
    luhnSum(digits, doublesLast: false) % 10 == 0
  }

  /// The digit that, put at the end, makes the number pass Luhn's rule.
  static func luhnDigit(for body: some BidirectionalCollection<UInt8>) -> UInt8 {
    UInt8(0x30 + (10 - luhnSum(body, doublesLast: true) % 10) % 10)
  }

  private static func luhnSum(
    _ digits: some BidirectionalCollection<UInt8>, doublesLast: Bool
  ) -> Int {
    var sum = 0
    var doubles = doublesLast
    for digit in digits.reversed() {
      let value = digit.digit * (doubles ? 2 : 1)
      sum += value > 9 ? value - 9 : value
      doubles.toggle()
    }
    return sum
  }

  /// The check character of a resident number: ISO 7064 MOD 11-2, X for ten.
  static func mod11x2(_ body: some Collection<UInt8>) -> UInt8 {
    let sum = body.reduce(0) { ($0 + $1.digit) * 2 % 11 }
    let value = (12 - sum) % 11
    return value == 10 ? Typed.letterX : UInt8(0x30 + value)
  }

  /// The remainder of a long number by 97; ISO 7064 MOD 97-10 wants 1.
  static func mod97(_ digits: some Collection<UInt8>) -> Int {
    digits.reduce(0) { ($0 * 10 + $1.digit) % 97 }
  }

  /// The check digit of machine-readable travel documents: weights 7, 3, 1 (ICAO 9303-3, 4.9).
  static func mrz(_ field: [UInt8]) -> UInt8 {
    var sum = 0
    var weight = 7
    for byte in field {
      sum += (byte.isDigit ? byte.digit : byte.isCapital ? Int(byte) - 55 : 0) * weight
      weight = weight == 7 ? 3 : weight == 3 ? 1 : 7
    }
    return UInt8(0x30 + sum % 10)
  }

  /// The check character of a Hong Kong identity card: weights 9 to 2, a missing first letter counts 36, A for ten.
  static func hkid(_ body: some Collection<UInt8>) -> UInt8 {
    var sum = body.count == 7 ? 36 * 9 : 0
    for (place, byte) in body.enumerated() {
      let weight = body.count + 1 - place
      sum += (byte.isDigit ? byte.digit : Int(byte) - 55) * weight
    }
    let value = (11 - sum % 11) % 11
    return value == 10 ? 0x41 : UInt8(0x30 + value)
  }
}
