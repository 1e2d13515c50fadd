/// A value of a text, and where it stands there.
struct JSONPart {
  enum Kind {
    case null, no, yes, number, array, object
    /// In ASCII as it stands, in UTF-8 as it stands, or with escapes.
    case ascii, wide, escaped
  }

  let kind: Kind
  let start: Int
  var end: Int
  /// In the list, behind this value and all in it.
  var next: Int
}

/// Goes through a text once, and lists its values in their order, those of an object each behind its key.
///
/// It knows JSON as a desk writes it: without blanks, and with whole numbers alone.
struct JSONCutting {
  /// Of what stands in what.
  private static let deepest = 64

  private let text: UnsafeBufferPointer<UInt8>
  private var place = 0
  private var parts: [JSONPart] = []

  /// The values of a text; nil where it is not such JSON.
  static func parts(of text: UnsafeBufferPointer<UInt8>) -> [JSONPart]? {
    var cutting = JSONCutting(text: text)
    cutting.parts.reserveCapacity(text.count / 8)
    return cutting.value(depth: 0) && cutting.place == text.count ? cutting.parts : nil
  }

  private init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

  private var sign: UInt8 { place < text.count ? text[place] : 0 }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard sign == UInt8(ascii: wanted) else { return false }
    place += 1
    return true
  }

  /// Adds what began there and ends here.
  private mutating func add(_ kind: JSONPart.Kind, from start: Int) -> Bool {
    parts.append(JSONPart(kind: kind, start: start, end: place, next: parts.count + 1))
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    switch sign {
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: "{"): members(.object, "}", depth)
    case UInt8(ascii: "["): members(.array, "]", depth)
    case UInt8(ascii: "t"): word("true", .yes)
    case UInt8(ascii: "f"): word("false", .no)
    case UInt8(ascii: "n"): word("null", .null)
    default: number()
    }
  }

  private mutating func members(
    _ kind: JSONPart.Kind, _ end: Unicode.Scalar, _ depth: Int
  ) -> Bool {
    guard depth < Self.deepest else { return false }
    let own = parts.count
    _ = add(kind, from: place)
    place += 1
    if !take(end) {
      repeat {
        if kind == .object {
          guard string(), parts[parts.count - 1].kind != .escaped, take(":") else { return false }
        }
        guard value(depth: depth + 1) else { return false }
      } while take(",")
      guard take(end) else { return false }
    }
    parts[own].end = place
    parts[own].next = parts.count
    return true
  }

  private mutating func string() -> Bool {
    guard sign == UInt8(ascii: "\"") else { return false }
    let start = place
    var kind = JSONPart.Kind.ascii
    // `place` is that of the quote, and then of the last sign that was escaped.
    for at in start + 1..<text.count {
      switch text[at] {
      case UInt8(ascii: "\"") where at > place:
        place = at + 1
        return add(kind, from: start)
      case UInt8(ascii: "\\") where at > place:
        kind = .escaped
        place = at + 1
      case 0x80...: if kind == .ascii { kind = .wide }
      case ..<0x20: return false
      default: break
      }
    }
    return false
  }

  private mutating func word(_ word: StaticString, _ kind: JSONPart.Kind) -> Bool {
    let start = place
    for at in 0..<word.utf8CodeUnitCount {
      guard sign == word.utf8Start[at] else { return false }
      place += 1
    }
    return add(kind, from: start)
  }

  private mutating func number() -> Bool {
    let start = place
    _ = take("-")
    if !take("0") {
      let first = place
      while UInt8(ascii: "0")...UInt8(ascii: "9") ~= sign { place += 1 }
      guard place > first else { return false }
    }
    return add(.number, from: start)
  }
}
