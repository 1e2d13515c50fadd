internal import FoundationEssentials

/// Writes a record's JSON straight into its bytes, with keys in the order in which they are encoded.
///
/// Foundation's encoder builds a tree of dictionaries first, and was more than a third of all that a desk did for an
/// act. What our records hardly ever have, such as a photo's bytes, is left to it.
enum JSONWriting {
  /// The JSON of a value.
  ///
  /// - Parameter value: what a record or an event holds.
  /// - Returns: the text, in UTF-8.
  /// - Throws: what the value's own encoding does, or `EncodingError` for what JSON cannot say.
  static func bytes(of value: some Encodable) throws -> [UInt8] {
    var page = JSONPage()
    try withUnsafeMutablePointer(to: &page) { try JSONPen(page: $0, depth: 0).write(value) }
    return page.bytes
  }
}

/// What was written so far.
private struct JSONPage {
  var bytes: [UInt8] = []
  /// The ends of objects and arrays that were begun.
  var ends: [UInt8] = []

  init() {
    bytes.reserveCapacity(1024)
    ends.reserveCapacity(16)
  }

  mutating func begin(_ start: Unicode.Scalar, _ end: Unicode.Scalar) {
    bytes.append(UInt8(ascii: start))
    ends.append(UInt8(ascii: end))
  }

  /// Ends all that was begun below this depth.
  mutating func close(to depth: Int) {
    while ends.count > depth, let end = ends.popLast() { bytes.append(end) }
  }

  /// Comes to the next member of the object or array at this depth.
  mutating func next(_ depth: Int) {
    precondition(ends.count >= depth, "written to behind its end")
    close(to: depth)
    if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") {
      bytes.append(UInt8(ascii: ","))
    }
  }

  mutating func write(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { units in
      var plain = 0
      for at in units.indices where Self.isSpecial(units[at]) {
        bytes.append(contentsOf: units[plain..<at])
        bytes.append(contentsOf: "\\u00\(Hexadecimal.text([units[at]]))".utf8)
        plain = at + 1
      }
      bytes.append(contentsOf: units[plain...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// What has to be escaped (RFC 8259, 7).
  private static func isSpecial(_ unit: UInt8) -> Bool {
    unit < 0x20 || unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\")
  }

  mutating func write(_ number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Leaves a value to Foundation.
  mutating func leave(_ value: some Encodable) throws {
    bytes.append(contentsOf: try JSONEncoder().encode(value))
  }
}

/// Who encodes a value at this depth: two words, which an existential holds without a box.
private struct JSONPen: Encoder, SingleValueEncodingContainer {
  let page: UnsafeMutablePointer<JSONPage>
  let depth: Int

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
    // There already, where it is asked for once more.
    if page.pointee.ends.count == depth { page.pointee.begin("{", "}") }
    return KeyedEncodingContainer(JSONObjectWriting<Key>(pen: inside))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if page.pointee.ends.count == depth { page.pointee.begin("[", "]") }
    return JSONArrayWriting(pen: inside)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  private var inside: JSONPen { JSONPen(page: page, depth: depth + 1) }

  /// Comes to the next member.
  func next() { page.pointee.next(depth) }

  func next(_ key: String) {
    next()
    page.pointee.write(key)
    page.pointee.bytes.append(UInt8(ascii: ":"))
  }

  // MARK: Values

  func encodeNil() { page.pointee.bytes.append(contentsOf: "null".utf8) }
  func encode(_ value: Bool) {
    page.pointee.bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }
  func encode(_ value: String) { page.pointee.write(value) }
  @inline(__always)
  func encode<T: FixedWidthInteger & Encodable>(_ value: T) throws {
    guard let number = Int64(exactly: value) else { return try page.pointee.leave(value) }
    page.pointee.write(number)
  }
  func encode<T: Encodable>(_ value: T) throws { try write(value) }

  func write<T: Encodable>(_ value: T) throws {
    if T.self == Data.self || T.self == Double.self || T.self == Float.self {
      return try page.pointee.leave(value)
    }
    let before = page.pointee.bytes.count
    try value.encode(to: self)
    // Whoever encodes nothing is an object without members.
    if page.pointee.bytes.count == before { page.pointee.begin("{", "}") }
    page.pointee.close(to: depth)
  }
}

private struct JSONObjectWriting<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let pen: JSONPen

  var codingPath: [any CodingKey] { [] }

  private func put(_ key: String) -> JSONPen {
    pen.next(key)
    return pen
  }

  func encodeNil(forKey key: Key) { put(key.stringValue).encodeNil() }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try put(key.stringValue).write(value)
  }

  func nestedContainer<Inner: CodingKey>(
    keyedBy type: Inner.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Inner> {
    put(key.stringValue).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    put(key.stringValue).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { put("super") }
  func superEncoder(forKey key: Key) -> any Encoder { put(key.stringValue) }
}

private struct JSONArrayWriting: UnkeyedEncodingContainer {
  let pen: JSONPen
  private(set) var count = 0

  init(pen: JSONPen) { self.pen = pen }

  var codingPath: [any CodingKey] { [] }

  private mutating func put() -> JSONPen {
    pen.next()
    count += 1
    return pen
  }

  mutating func encodeNil() { put().encodeNil() }
  mutating func encode<T: Encodable>(_ value: T) throws { try put().write(value) }

  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedEncodingContainer<Key> {
    put().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    put().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { put() }
}
