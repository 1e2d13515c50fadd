internal import FoundationEssentials
internal import Glibc

/// Reads a record from the JSON that a desk wrote, in a fraction of the time that Foundation's decoder takes.
///
/// That one makes a dictionary of every object, and was two fifths of all that a desk did for an act. Here the values
/// are looked for where they stand in the text. What our own records hardly ever have, such as a blank, an escaped
/// sign or a fraction, is left to Foundation.
enum JSONReading {
  /// A value from its JSON.
  ///
  /// - Parameters:
  ///   - type: what it is.
  ///   - json: the text, in UTF-8.
  /// - Returns: the value.
  /// - Throws: `DecodingError` where it is no JSON, or not of this type.
  static func value<T: Decodable>(_ type: T.Type, of json: [UInt8]) throws -> T {
    try json.withUnsafeBufferPointer { text in
      guard let parts = JSONCutting.parts(of: text), let first = text.baseAddress else {
        return try JSONDecoder().decode(type, from: Data(text))
      }
      return try parts.withUnsafeBufferPointer { parts in
        guard let list = parts.baseAddress else { throw JSONPlace.mismatch }
        return try JSONPlace(text: first, parts: list, part: 0).value(type)
      }
    }
  }
}

/// A value in the list, for whoever decodes it: three words, which an existential holds without a box.
private struct JSONPlace: Decoder, SingleValueDecodingContainer {
  let text: UnsafePointer<UInt8>
  let parts: UnsafePointer<JSONPart>
  let part: Int

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static var mismatch: DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: "of another type"))
  }

  func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard kind == .object else { throw Self.mismatch }
    return KeyedDecodingContainer(JSONObject<Key>(place: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard kind == .array else { throw Self.mismatch }
    return JSONArray(place: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  // MARK: In the list

  var kind: JSONPart.Kind { parts[part].kind }
  /// The first value inside, or a key, and what is behind the last.
  var inside: Range<Int> { part + 1..<parts[part].next }

  func at(_ part: Int) -> JSONPlace { JSONPlace(text: text, parts: parts, part: part) }

  /// What it says, quotes included.
  var bytes: UnsafeBufferPointer<UInt8> {
    let part = parts[part]
    return UnsafeBufferPointer(start: text + part.start, count: part.end - part.start)
  }

  /// Between its quotes.
  var unquoted: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[1..<bytes.count - 1])
  }

  /// Whether a key is this one.
  func says(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let key = unquoted
    guard key.count == name.count, let mine = key.baseAddress, let other = name.baseAddress
    else { return false }
    return memcmp(mine, other, key.count) == 0
  }

  // MARK: Values

  func decodeNil() -> Bool { kind == .null }

  func decode(_: Bool.Type) throws -> Bool {
    switch kind {
    case .yes: true
    case .no: false
    default: throw Self.mismatch
    }
  }

  func decode(_ type: String.Type) throws -> String {
    switch kind {
    case .ascii: return String(decoding: unquoted, as: UTF8.self)
    case .wide:
      guard let text = String(validating: unquoted, as: UTF8.self) else { throw Self.mismatch }
      return text
    default: return try left(type)
    }
  }

  @inline(__always)
  func decode<T: FixedWidthInteger & Decodable>(_ type: T.Type) throws -> T {
    guard let number = integer, let exact = T(exactly: number) else { return try left(type) }
    return exact
  }

  /// A number of as many digits as cannot be too many.
  private var integer: Int64? {
    let isNegative = bytes[0] == UInt8(ascii: "-")
    let digits = bytes[(isNegative ? 1 : 0)...]
    guard kind == .number, digits.count <= 18 else { return nil }
    var number: Int64 = 0
    for digit in digits { number = number &* 10 &+ Int64(digit &- UInt8(ascii: "0")) }
    return isNegative ? -number : number
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try value(type) }

  func value<T: Decodable>(_ type: T.Type) throws -> T {
    if type == Data.self || type == Double.self || type == Float.self { return try left(type) }
    return try T(from: self)
  }

  /// Leaves the value to Foundation.
  private func left<T: Decodable>(_ type: T.Type) throws -> T {
    try JSONDecoder().decode(type, from: Data(bytes))
  }
}

private struct JSONObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let place: JSONPlace

  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    var keys: [Key] = []
    var at = place.inside.lowerBound
    while at < place.inside.upperBound {
      if let key = Key(stringValue: String(decoding: place.at(at).unquoted, as: UTF8.self)) {
        keys.append(key)
      }
      at = place.at(at + 1).inside.upperBound
    }
    return keys
  }

  /// The value of a member; nil where there is none.
  private func member(_ name: String) -> JSONPlace? {
    var name = name
    return name.withUTF8 { name in
      var at = place.inside.lowerBound
      while at < place.inside.upperBound {
        if place.at(at).says(name) { return place.at(at + 1) }
        at = place.at(at + 1).inside.upperBound
      }
      return nil
    }
  }

  private func at(_ key: Key) throws -> JSONPlace {
    guard let value = member(key.stringValue) else { throw JSONPlace.mismatch }
    return value
  }

  func contains(_ key: Key) -> Bool { member(key.stringValue) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try at(key).decodeNil() }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try at(key).value(type) }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard let value = member(key.stringValue), !value.decodeNil() else { return nil }
    return try value.value(type)
  }

  func nestedContainer<Inner: CodingKey>(
    keyedBy type: Inner.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Inner> {
    try at(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try at(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    guard let value = member("super") else { throw JSONPlace.mismatch }
    return value
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try at(key) }
}

private struct JSONArray: UnkeyedDecodingContainer {
  private let list: JSONPlace
  private var next: JSONPlace
  private(set) var currentIndex = 0

  init(place: JSONPlace) {
    list = place
    next = place.at(place.inside.lowerBound)
  }

  var codingPath: [any CodingKey] { [] }

  var count: Int? { nil }
  var isAtEnd: Bool { next.part == list.inside.upperBound }

  /// Passes over the value that is next.
  private mutating func step<T>(_ read: (JSONPlace) throws -> T) throws -> T {
    guard !isAtEnd else { throw JSONPlace.mismatch }
    let value = try read(next)
    next = list.at(next.inside.upperBound)
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, next.decodeNil() else { return false }
    return try step { $0.decodeNil() }
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try step { try $0.value(type) } }

  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    try step { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try step { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try step { $0 } }
}
