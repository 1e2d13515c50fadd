/// What a person typed or a scanner sent, before a rule looks at it.
///
/// Scanners type through whatever input method is on: a Chinese one sends `《` for `<`, `￥` for `$`,
/// `。` for `.`, and full-width digits. Copied numbers bring hyphens and marks nobody sees.
enum Typed {
  /// Stands for every character that no number or document has.
  static let stranger: UInt8 = 0x7F

  /// The characters as ASCII in upper case, without blanks, control characters and those of `dropped`.
  static func bytes(_ typed: String, dropping dropped: String = "-") -> [UInt8] {
    let dropped = Array(dropped.utf8)
    var bytes: [UInt8] = []
    for scalar in typed.unicodeScalars {
      guard let byte = byte(scalar), !dropped.contains(byte) else { continue }
      bytes.append(byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte)
    }
    return bytes
  }

  /// The characters where every one is a digit: a letter O can only be a zero there.
  static func digits(_ typed: String, dropping dropped: String = "-") -> [UInt8] {
    bytes(typed, dropping: dropped).map { $0 == letterO ? zero : $0 }
  }

  /// The text with full-width signs as their ASCII twins, and nothing else changed.
  static func halfWidth(_ typed: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in typed.unicodeScalars {
      guard !scalar.isASCII, let byte = byte(scalar), byte != stranger else {
        text.append(scalar)
        continue
      }
      text.append(Unicode.Scalar(byte))
    }
    return String(text)
  }

  /// The scalar as ASCII; nil for what is left out.
  private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case ..<0x7F: scalar.value > 0x20 ? UInt8(scalar.value) : nil
    case 0x7F...0xA0, 0xAD, 0x1680, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2069,
      0x3000, 0xFEFF:
      nil
    case 0xFF01...0xFF5E: UInt8(scalar.value - 0xFEE0)
    case 0x2010...0x2015, 0x2212, 0xFE63: 0x2D
    case 0x2039, 0x3008, 0x300A: 0x3C
    case 0xD7, 0x2169, 0x2179: 0x58
    case 0x3002: 0x2E
    case 0xFFE5: 0x24
    default: stranger
    }
  }

  static let zero: UInt8 = 0x30
  static let letterO: UInt8 = 0x4F
  static let letterX: UInt8 = 0x58
  static let filler: UInt8 = 0x3C
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// Whether this is A to Z.
  var isCapital: Bool { self >= 0x41 && self <= 0x5A }
  /// What the digit counts.
  var digit: Int { Int(self) - 0x30 }
}

extension Sequence<UInt8> {
  /// The number that the digits write.
  var number: Int { reduce(0) { $0 * 10 + $1.digit } }
  /// The ASCII text of the bytes.
  var ascii: String { String(decoding: Array(self), as: UTF8.self) }
}
