/// Steps through a JSON text that is known to be sound, such as an embedded file, and reads only what is asked
/// for; decoding all of it would take some hundred times as long.
public struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Where in the text it is.
  public private(set) var place: Int

  public init(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Takes one sign of JSON's grammar, and the blanks before it, if it is next.
  public mutating func take(_ sign: Unicode.Scalar) -> Bool {
    while let next, [0x20, 0x0A, 0x0D, 0x09].contains(next) { place += 1 }
    guard let next, UInt32(next) == sign.value else { return false }
    place += 1
    return true
  }

  /// The key of an object's next member, up to its value; nil at the object's end.
  public mutating func key() -> String? {
    _ = take(",")
    guard let key = string(), take(":") else { return nil }
    return key
  }

  /// The string that is next; nil where there is none.
  public mutating func string() -> String? {
    guard take("\"") else { return nil }
    let start = place
    while let next, next != 0x22, next != 0x5C { place += 1 }
    if next == 0x22 {  // nearly always
      defer { place += 1 }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }
    var units: [UInt16] = []
    units.append(contentsOf: String(decoding: bytes[start..<place], as: UTF8.self).utf16)
    while let byte = next {
      if byte == 0x22 {
        place += 1
        return String(decoding: units, as: UTF16.self)
      }
      let run = place
      if byte == 0x5C {
        guard let unit = escape() else { return nil }
        units.append(unit)
      } else {
        while let next, next != 0x22, next != 0x5C { place += 1 }
        units.append(contentsOf: String(decoding: bytes[run..<place], as: UTF8.self).utf16)
      }
    }
    return nil
  }

  /// What an escape stands for (RFC 8259, section 7).
  private mutating func escape() -> UInt16? {
    guard place + 1 < bytes.count else { return nil }
    let letter = bytes[place + 1]
    place += 2
    switch letter {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "u"):
      guard place + 4 <= bytes.count else { return nil }
      defer { place += 4 }
      return UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    default: return UInt16(letter)
    }
  }

  /// Passes over the value that is next, whatever it is; false where there is none.
  public mutating func skip() -> Bool {
    var depth = 0
    repeat {
      _ = take(",")
      if take("{") || take("[") {
        depth += 1
      } else if take("}") || take("]") {
        depth -= 1
      } else if next == 0x22 {
        guard string() != nil else { return false }
        _ = take(":")
      } else {
        let start = place
        while let next, !Self.ends.contains(next) { place += 1 }
        guard place > start else { return false }
      }
    } while depth > 0
    return true
  }

  /// What ends a number, `true`, `false` or `null`.
  private static let ends: [UInt8] = [0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x5D, 0x7D]
}
