internal import FoundationEssentials

/// Writes a record's JSON straight into its bytes: what Foundation's encoder writes, with keys in the order in which
/// they are encoded.
///
/// That one builds a tree of dictionaries first, and took a quarter of a desk's processor time for each act.
enum JSONWriting {
  /// The JSON of a value.
  ///
  /// - Parameter value: what a record or an event holds; of what Foundation has its own notation for, `Data`.
  /// - Returns: the text, in UTF-8.
  /// - Throws: what the value's own encoding does, or `EncodingError` for what JSON cannot say.
  static func bytes(of value: some Encodable) throws -> [UInt8] {
    let page = JSONPage()
    try page.write(value)
    guard !page.isSpoilt else { throw JSONPage.unsayable(value) }
    return page.bytes
  }
}

/// What was written so far, and which objects and arrays are not at their ends yet.
private final class JSONPage {
  /// An object or an array that was begun.
  struct Span {
    /// Tells it from others that were begun at the same depth.
    let number: Int
    let isObject: Bool
    var isEmpty = true
  }

  // One thread, and nobody is called while any of these is changed: to have that checked at run time took a sixth of
  // the time.
  @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
  @exclusivity(unchecked) private var open: [Span] = []
  @exclusivity(unchecked) private var begun = 0
  /// Somebody wrote where they had been, or to two places at once.
  private(set) var isSpoilt = false

  init() { bytes.reserveCapacity(1024) }

  static func unsayable(_ value: Any) -> EncodingError {
    .invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: "not for JSON"))
  }

  // MARK: Objects and arrays

  /// The object or array of whoever encodes at this depth; begun, where it is not yet.
  func span(_ depth: Int, isObject: Bool) -> JSONPlace {
    if open.count > depth {
      // Asked for once more.
      if open[depth].isObject != isObject { isSpoilt = true }
      return JSONPlace(page: self, depth: depth, number: open[depth].number)
    }
    begun += 1
    bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
    open.append(Span(number: begun, isObject: isObject))
    return JSONPlace(page: self, depth: open.count - 1, number: begun)
  }

  /// Ends all that was begun below this depth.
  func close(to depth: Int) {
    while let last = open.last, open.count > depth {
      bytes.append(last.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
      open.removeLast()
    }
  }

  /// Comes to the next member of an object or array.
  func next(at place: JSONPlace) {
    guard place.depth < open.count, open[place.depth].number == place.number else {
      isSpoilt = true
      return
    }
    close(to: place.depth + 1)
    if open[place.depth].isEmpty {
      open[place.depth].isEmpty = false
    } else {
      bytes.append(UInt8(ascii: ","))
    }
  }

  func next(at place: JSONPlace, _ key: some CodingKey) {
    next(at: place)
    write(key.stringValue)
    colon()
  }

  func colon() { bytes.append(UInt8(ascii: ":")) }

  var depth: Int { open.count }

  // MARK: Values

  func write<T: Encodable>(_ value: T) throws {
    if T.self == Data.self, let data = value as? Data {
      return write(data.base64EncodedString())
    }
    let (depth, before) = (open.count, bytes.count)
    try value.encode(to: JSONEncoding(page: self, depth: depth))
    // Whoever encodes nothing is an object without members.
    if bytes.count == before { _ = span(depth, isObject: true) }
    close(to: depth)
  }

  func writeNull() { bytes.append(contentsOf: "null".utf8) }

  func write(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

  func write(whole number: some FixedWidthInteger) {
    bytes.append(contentsOf: String(number).utf8)
  }

  func write(fraction number: some BinaryFloatingPoint & CustomStringConvertible) throws {
    guard number.isFinite else { throw Self.unsayable(number) }
    let text = number.description
    bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
  }

  func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { units in
      var plain = 0
      for place in units.indices where Self.isSpecial(units[place]) {
        bytes.append(contentsOf: units[plain..<place])
        escape(units[place])
        plain = place + 1
      }
      bytes.append(contentsOf: units[plain...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// What has to be escaped (RFC 8259, 7), and the slash, as Foundation does.
  private static func isSpecial(_ unit: UInt8) -> Bool {
    unit < 0x20 || unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\")
      || unit == UInt8(ascii: "/")
  }

  private func escape(_ unit: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch unit {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case ..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(digits[Int(unit >> 4)])
      bytes.append(digits[Int(unit & 15)])
    default: bytes.append(unit)
    }
  }
}

/// An object or array that is written to.
private struct JSONPlace {
  let page: JSONPage
  let depth: Int
  let number: Int
}

/// Who encodes a value that begins where the page ends.
private struct JSONEncoding: Encoder {
  let page: JSONPage
  let depth: Int

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(JSONObjectWriting<Key>(place: page.span(depth, isObject: true)))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONArrayWriting(place: page.span(depth, isObject: false))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONValueWriting(page: page)
  }
}

private struct JSONObjectWriting<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let place: JSONPlace
  private var page: JSONPage { place.page }
  var codingPath: [any CodingKey] { [] }

  init(place: JSONPlace) { self.place = place }

  private func put(_ key: Key) -> JSONPage {
    page.next(at: place, key)
    return page
  }

  func encodeNil(forKey key: Key) { put(key).writeNull() }
  func encode(_ value: Bool, forKey key: Key) { put(key).write(value) }
  func encode(_ value: String, forKey key: Key) { put(key).write(value) }
  func encode(_ value: Double, forKey key: Key) throws { try put(key).write(fraction: value) }
  func encode(_ value: Float, forKey key: Key) throws { try put(key).write(fraction: value) }
  func encode(_ value: Int, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: Int8, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: Int16, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: Int32, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: Int64, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: UInt, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: UInt8, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: UInt16, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: UInt32, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: UInt64, forKey key: Key) { put(key).write(whole: value) }
  func encode(_ value: some Encodable, forKey key: Key) throws { try put(key).write(value) }

  func nestedContainer<Inner: CodingKey>(
    keyedBy type: Inner.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Inner> {
    superEncoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    superEncoder(forKey: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    page.next(at: place)
    page.write("super")
    page.colon()
    return JSONEncoding(page: page, depth: page.depth)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    JSONEncoding(page: put(key), depth: page.depth)
  }
}

private struct JSONArrayWriting: UnkeyedEncodingContainer {
  let place: JSONPlace
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  init(place: JSONPlace) { self.place = place }

  private mutating func put() -> JSONPage {
    place.page.next(at: place)
    count += 1
    return place.page
  }

  mutating func encodeNil() { put().writeNull() }
  mutating func encode(_ value: Bool) { put().write(value) }
  mutating func encode(_ value: String) { put().write(value) }
  mutating func encode(_ value: Double) throws { try put().write(fraction: value) }
  mutating func encode(_ value: Float) throws { try put().write(fraction: value) }
  mutating func encode(_ value: Int) { put().write(whole: value) }
  mutating func encode(_ value: Int8) { put().write(whole: value) }
  mutating func encode(_ value: Int16) { put().write(whole: value) }
  mutating func encode(_ value: Int32) { put().write(whole: value) }
  mutating func encode(_ value: Int64) { put().write(whole: value) }
  mutating func encode(_ value: UInt) { put().write(whole: value) }
  mutating func encode(_ value: UInt8) { put().write(whole: value) }
  mutating func encode(_ value: UInt16) { put().write(whole: value) }
  mutating func encode(_ value: UInt32) { put().write(whole: value) }
  mutating func encode(_ value: UInt64) { put().write(whole: value) }
  mutating func encode(_ value: some Encodable) throws { try put().write(value) }

  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedEncodingContainer<Key> { superEncoder().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    superEncoder().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    JSONEncoding(page: put(), depth: place.page.depth)
  }
}

private struct JSONValueWriting: SingleValueEncodingContainer {
  let page: JSONPage
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { page.writeNull() }
  func encode(_ value: Bool) { page.write(value) }
  func encode(_ value: String) { page.write(value) }
  func encode(_ value: Double) throws { try page.write(fraction: value) }
  func encode(_ value: Float) throws { try page.write(fraction: value) }
  func encode(_ value: Int) { page.write(whole: value) }
  func encode(_ value: Int8) { page.write(whole: value) }
  func encode(_ value: Int16) { page.write(whole: value) }
  func encode(_ value: Int32) { page.write(whole: value) }
  func encode(_ value: Int64) { page.write(whole: value) }
  func encode(_ value: UInt) { page.write(whole: value) }
  func encode(_ value: UInt8) { page.write(whole: value) }
  func encode(_ value: UInt16) { page.write(whole: value) }
  func encode(_ value: UInt32) { page.write(whole: value) }
  func encode(_ value: UInt64) { page.write(whole: value) }
  func encode(_ value: some Encodable) throws { try page.write(value) }
}
