// How numbers lie in everything we seal or hash: little endian, fixed width, nothing in between.

internal import Glibc

extension [UInt8] {
  mutating func append<I: FixedWidthInteger>(little value: I) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Whether both are the same; quicker than `==`, which goes byte by byte.
  func matches(_ other: [UInt8]) -> Bool {
    count == other.count
      && withUnsafeBytes { mine in
        other.withUnsafeBytes { theirs in
          guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return true }
          return memcmp(mine, theirs, count) == 0
        }
      }
  }

  /// Appends zeros until the length is a multiple of `step`, so that lengths tell little.
  mutating func pad(to step: Int) {
    let over = count % step
    if over != 0 { append(contentsOf: repeatElement(0, count: step - over)) }
  }
}

enum Hexadecimal {
  private static let digits = Array("0123456789abcdef")

  static func text(_ bytes: [UInt8]) -> String {
    String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// Reads back, front to end, what was appended; nil once there is too little left.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return [UInt8](rest.prefix(count))
  }

  mutating func integer<I: FixedWidthInteger>(_ type: I.Type) -> I? {
    let width = I.bitWidth / 8
    guard rest.count >= width else { return nil }
    var value: I = 0
    for (place, byte) in rest.prefix(width).enumerated() { value |= I(byte) << I(place * 8) }
    rest = rest.dropFirst(width)
    return value
  }

  /// A 32-bit length and that many bytes.
  mutating func counted() -> [UInt8]? {
    guard let count = integer(UInt32.self) else { return nil }
    return take(Int(count))
  }
}
