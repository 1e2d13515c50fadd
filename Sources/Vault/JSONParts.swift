internal import FoundationEssentials

/// Where each value of a text stands.
struct JSONPart {
  enum Kind {
    case null, no, yes, number, array, object
    /// In ASCII as it stands, in UTF-8 as it stands, or with escapes.
    case plain, wide, escaped
  }

  let kind: Kind
  /// Of a string, what is between its quotes.
  let start: Int
  var end: Int
  /// Of the list, behind this value and all in it.
  var next: Int
}

/// A text taken apart: values in the order of the text, those of an object each behind its key.
final class JSONParts {
  private let bytes: [UInt8]
  private let parts: [JSONPart]
  /// Of which object a member was found last, and what is behind it: the one asked for next is mostly there.
  @exclusivity(unchecked) private var latest = (object: -1, next: 0)

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    var cutting = JSONCutting(bytes)
    try cutting.whole()
    parts = cutting.parts
  }

  static func trouble(_ words: String = "not of this type") -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: words))
  }

  // MARK: Objects and arrays

  func kind(_ part: Int) -> JSONPart.Kind { parts[part].kind }

  /// Behind a value in the list.
  func next(_ part: Int) -> Int { parts[part].next }

  func keys(of object: Int) throws -> [String] {
    var keys: [String] = []
    var at = object + 1
    while at < parts[object].next {
      keys.append(try string(at))
      at = parts[at + 1].next
    }
    return keys
  }

  /// The value of a member; nil where there is none.
  func member(of object: Int, _ key: some CodingKey) throws -> Int? {
    var name = key.stringValue
    let (first, end) = (object + 1, parts[object].next)
    guard first < end else { return nil }
    let start = latest.object == object && latest.next < end ? latest.next : first
    var at = start
    repeat {
      let value = at + 1
      if try isKey(at, &name) {
        latest = (object, parts[value].next)
        return value
      }
      at = parts[value].next
      if at == end { at = first }
    } while at != start
    return nil
  }

  /// Comes back from a member to its object.
  func leave(_ member: Int, of object: Int) { latest = (object, parts[member].next) }

  private func isKey(_ part: Int, _ name: inout String) throws -> Bool {
    let key = parts[part]
    if key.kind == .escaped { return try string(part) == name }
    return name.withUTF8 { name in
      bytes.withUnsafeBufferPointer { $0[key.start..<key.end].elementsEqual(name) }
    }
  }

  /// How many values an array has.
  func count(of array: Int) -> Int {
    var count = 0
    var at = array + 1
    while at < parts[array].next {
      count += 1
      at = parts[at].next
    }
    return count
  }

  // MARK: Values

  func value<T: Decodable>(_ type: T.Type, at part: Int) throws -> T {
    if type == Data.self, let data = Data(base64Encoded: try string(part)) as? T { return data }
    return try T(from: JSONDecoding(parts: self, part: part))
  }

  func bool(_ part: Int) throws -> Bool {
    switch parts[part].kind {
    case .yes: return true
    case .no: return false
    default: throw Self.trouble()
    }
  }

  func string(_ part: Int) throws -> String {
    try Self.string(bytes[parts[part].start..<parts[part].end], parts[part].kind)
  }

  static func string(_ raw: ArraySlice<UInt8>, _ kind: JSONPart.Kind) throws -> String {
    let text: String?
    switch kind {
    case .plain: text = String(decoding: raw, as: UTF8.self)
    case .wide: text = String(validating: raw, as: UTF8.self)
    case .escaped: text = String(validating: try unescaped(raw), as: UTF8.self)
    default: throw trouble()
    }
    guard let text else { throw trouble("no UTF-8") }
    return text
  }

  func number<T: FixedWidthInteger>(_ part: Int) throws -> T {
    guard parts[part].kind == .number else { throw Self.trouble() }
    var digits = bytes[parts[part].start..<parts[part].end]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    var number: T = 0
    for digit in digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else {
        // Such as 1e3.
        guard let exact = T(exactly: try float(part) as Double) else { throw Self.trouble() }
        return exact
      }
      let (tens, isTooMuch) = number.multipliedReportingOverflow(by: 10)
      let unit = T(digit - UInt8(ascii: "0"))
      let (sum, isStillTooMuch) =
        isNegative ? tens.subtractingReportingOverflow(unit) : tens.addingReportingOverflow(unit)
      guard !isTooMuch, !isStillTooMuch else { throw Self.trouble() }
      number = sum
    }
    return number
  }

  func float<T: BinaryFloatingPoint & LosslessStringConvertible>(_ part: Int) throws -> T {
    let text = String(decoding: bytes[parts[part].start..<parts[part].end], as: UTF8.self)
    guard parts[part].kind == .number, let number = T(text), number.isFinite else {
      throw Self.trouble()
    }
    return number
  }

  private static func unescaped(_ raw: ArraySlice<UInt8>) throws -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(raw.count)
    var rest = raw
    while let next = rest.firstIndex(of: UInt8(ascii: "\\")) {
      plain.append(contentsOf: rest[..<next])
      rest = rest[(next + 1)...]
      switch rest.popFirst() {
      case UInt8(ascii: "b"): plain.append(0x08)
      case UInt8(ascii: "t"): plain.append(0x09)
      case UInt8(ascii: "n"): plain.append(0x0A)
      case UInt8(ascii: "f"): plain.append(0x0C)
      case UInt8(ascii: "r"): plain.append(0x0D)
      case UInt8(ascii: "u"): plain.append(contentsOf: String(try scalar(&rest)).utf8)
      case let sign?: plain.append(sign)
      case nil: throw trouble()
      }
    }
    plain.append(contentsOf: rest)
    return plain
  }

  /// What the digits behind `\u` stand for, those of the other half of a pair included.
  private static func scalar(_ rest: inout ArraySlice<UInt8>) throws -> Unicode.Scalar {
    let first = try unit(&rest)
    var value = UInt32(first)
    if UTF16.isLeadSurrogate(first) {
      guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u") else {
        throw trouble("half a character")
      }
      let second = try unit(&rest)
      guard UTF16.isTrailSurrogate(second) else { throw trouble("half a character") }
      value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw trouble("half a character") }
    return scalar
  }

  private static func unit(_ rest: inout ArraySlice<UInt8>) throws -> UInt16 {
    let digits = rest.prefix(4)
    rest = rest.dropFirst(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw trouble() }
    return unit
  }
}

/// Goes through a text once.
private struct JSONCutting {
  /// Of what stands in what: nothing we write comes near it.
  private static let deepest = 128

  private let bytes: [UInt8]
  private var place = 0
  private(set) var parts: [JSONPart] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    parts.reserveCapacity(bytes.count / 8)
  }

  mutating func whole() throws {
    try value(depth: 0)
    blanks()
    guard place == bytes.count else { throw fault }
  }

  private var fault: DecodingError { JSONParts.trouble("no JSON at \(place)") }
  private var sign: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func blanks() {
    while let sign, sign == 0x20 || sign == 0x0A || sign == 0x0D || sign == 0x09 { place += 1 }
  }

  /// Takes a sign if it is next, and the blanks before it.
  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    blanks()
    guard sign == UInt8(ascii: wanted) else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws {
    guard depth < Self.deepest else { throw fault }
    blanks()
    switch sign {
    case UInt8(ascii: "\"")?: try string()
    case UInt8(ascii: "{")?: try members(.object, depth, "}")
    case UInt8(ascii: "[")?: try members(.array, depth, "]")
    case UInt8(ascii: "t")?: try word("true", .yes)
    case UInt8(ascii: "f")?: try word("false", .no)
    case UInt8(ascii: "n")?: try word("null", .null)
    default: try number()
    }
  }

  private mutating func add(_ kind: JSONPart.Kind, _ start: Int, _ end: Int) {
    parts.append(JSONPart(kind: kind, start: start, end: end, next: parts.count + 1))
  }

  private mutating func members(
    _ kind: JSONPart.Kind, _ depth: Int, _ end: Unicode.Scalar
  ) throws {
    let own = parts.count
    add(kind, place, place)
    place += 1
    if !take(end) {
      repeat {
        if kind == .object {
          blanks()
          try string()
          // Whoever asks which keys there are cannot be told that one is none.
          if let key = parts.last, key.kind != .plain {
            _ = try JSONParts.string(bytes[key.start..<key.end], key.kind)
          }
          guard take(":") else { throw fault }
        }
        try value(depth: depth + 1)
      } while take(",")
      guard take(end) else { throw fault }
    }
    parts[own].end = place
    parts[own].next = parts.count
  }

  private mutating func string() throws {
    guard sign == UInt8(ascii: "\"") else { throw fault }
    place += 1
    let start = place
    var kind = JSONPart.Kind.plain
    while let sign, sign != UInt8(ascii: "\"") {
      guard sign >= 0x20 else { throw fault }
      if sign == UInt8(ascii: "\\") {
        kind = .escaped
        place += 1
        guard let escaped = self.sign, "\"\\/bfnrtu".utf8.contains(escaped) else { throw fault }
      } else if sign >= 0x80, kind == .plain {
        kind = .wide
      }
      place += 1
    }
    guard place < bytes.count else { throw fault }
    add(kind, start, place)
    place += 1
  }

  private mutating func word(_ word: StaticString, _ kind: JSONPart.Kind) throws {
    let start = place
    place += word.utf8CodeUnitCount
    guard place <= bytes.count,
      bytes[start..<place].elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    else { throw fault }
    add(kind, start, place)
  }

  private mutating func digits() throws {
    let start = place
    while let sign, UInt8(ascii: "0")...UInt8(ascii: "9") ~= sign { place += 1 }
    guard place > start else { throw fault }
  }

  private mutating func number() throws {
    let start = place
    if sign == UInt8(ascii: "-") { place += 1 }
    let first = place
    try digits()
    guard place == first + 1 || bytes[first] != UInt8(ascii: "0") else { throw fault }
    if sign == UInt8(ascii: ".") {
      place += 1
      try digits()
    }
    if sign == UInt8(ascii: "e") || sign == UInt8(ascii: "E") {
      place += 1
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
    add(.number, start, place)
  }
}
