/// Reads a record from its JSON (RFC 8259).
///
/// The text is taken apart once, into a list; Foundation's decoder makes a dictionary of each object, and took a third
/// of a desk's processor time for each act.
enum JSONReading {
  /// A value from its JSON.
  ///
  /// - Parameters:
  ///   - type: what it is.
  ///   - bytes: the text, in UTF-8.
  /// - Returns: the value.
  /// - Throws: `DecodingError` where it is no JSON, or not of this type.
  static func value<T: Decodable>(_ type: T.Type, of bytes: [UInt8]) throws -> T {
    try JSONParts(bytes).value(type, at: 0)
  }
}

/// Who reads the value that is here in the list.
struct JSONDecoding: Decoder {
  let parts: JSONParts
  let part: Int

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard parts.kind(part) == .object else { throw JSONParts.trouble() }
    return KeyedDecodingContainer(JSONObjectReading<Key>(parts: parts, object: part))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard parts.kind(part) == .array else { throw JSONParts.trouble() }
    return JSONArrayReading(parts, part)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    JSONValueReading(parts: parts, part: part)
  }
}

private struct JSONObjectReading<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let parts: JSONParts
  let object: Int
  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    ((try? parts.keys(of: object)) ?? []).compactMap { Key(stringValue: $0) }
  }

  func contains(_ key: Key) -> Bool { (try? parts.member(of: object, key)).flatMap(\.self) != nil }

  private func at(_ key: Key) throws -> Int {
    guard let value = try parts.member(of: object, key) else {
      throw DecodingError.keyNotFound(
        key, DecodingError.Context(codingPath: [], debugDescription: "missing"))
    }
    return value
  }

  func decodeNil(forKey key: Key) throws -> Bool { parts.kind(try at(key)) == .null }
  func decode(_: Bool.Type, forKey key: Key) throws -> Bool { try parts.bool(at(key)) }
  func decode(_: String.Type, forKey key: Key) throws -> String { try parts.string(at(key)) }
  func decode(_: Double.Type, forKey key: Key) throws -> Double { try parts.float(at(key)) }
  func decode(_: Float.Type, forKey key: Key) throws -> Float { try parts.float(at(key)) }
  func decode(_: Int.Type, forKey key: Key) throws -> Int { try parts.number(at(key)) }
  func decode(_: Int8.Type, forKey key: Key) throws -> Int8 { try parts.number(at(key)) }
  func decode(_: Int16.Type, forKey key: Key) throws -> Int16 { try parts.number(at(key)) }
  func decode(_: Int32.Type, forKey key: Key) throws -> Int32 { try parts.number(at(key)) }
  func decode(_: Int64.Type, forKey key: Key) throws -> Int64 { try parts.number(at(key)) }
  func decode(_: UInt.Type, forKey key: Key) throws -> UInt { try parts.number(at(key)) }
  func decode(_: UInt8.Type, forKey key: Key) throws -> UInt8 { try parts.number(at(key)) }
  func decode(_: UInt16.Type, forKey key: Key) throws -> UInt16 { try parts.number(at(key)) }
  func decode(_: UInt32.Type, forKey key: Key) throws -> UInt32 { try parts.number(at(key)) }
  func decode(_: UInt64.Type, forKey key: Key) throws -> UInt64 { try parts.number(at(key)) }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    let value = try at(key)
    defer { parts.leave(value, of: object) }
    return try parts.value(type, at: value)
  }

  /// What is looked for once only.
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard let value = try parts.member(of: object, key), parts.kind(value) != .null else {
      return nil
    }
    defer { parts.leave(value, of: object) }
    return try parts.value(type, at: value)
  }

  func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? {
    guard let value = try parts.member(of: object, key), parts.kind(value) != .null else {
      return nil
    }
    return try parts.string(value)
  }

  func nestedContainer<Inner: CodingKey>(
    keyedBy type: Inner.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Inner> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    guard let key = Key(stringValue: "super") else { throw JSONParts.trouble() }
    return try superDecoder(forKey: key)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    JSONDecoding(parts: parts, part: try at(key))
  }
}

private struct JSONArrayReading: UnkeyedDecodingContainer {
  private let parts: JSONParts
  private let end: Int
  private var place: Int
  let count: Int?
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }

  init(_ parts: JSONParts, _ array: Int) {
    self.parts = parts
    end = parts.next(array)
    place = array + 1
    count = parts.count(of: array)
  }

  var isAtEnd: Bool { place >= end }

  private mutating func take<T>(_ read: (Int) throws -> T) throws -> T {
    guard !isAtEnd else { throw JSONParts.trouble("behind the end") }
    let value = try read(place)
    place = parts.next(place)
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { throw JSONParts.trouble("behind the end") }
    guard parts.kind(place) == .null else { return false }
    return try take { _ in true }
  }

  mutating func decode(_: Bool.Type) throws -> Bool { try take(parts.bool) }
  mutating func decode(_: String.Type) throws -> String { try take(parts.string) }
  mutating func decode(_: Double.Type) throws -> Double { try take(parts.float) }
  mutating func decode(_: Float.Type) throws -> Float { try take(parts.float) }
  mutating func decode(_: Int.Type) throws -> Int { try take(parts.number) }
  mutating func decode(_: Int8.Type) throws -> Int8 { try take(parts.number) }
  mutating func decode(_: Int16.Type) throws -> Int16 { try take(parts.number) }
  mutating func decode(_: Int32.Type) throws -> Int32 { try take(parts.number) }
  mutating func decode(_: Int64.Type) throws -> Int64 { try take(parts.number) }
  mutating func decode(_: UInt.Type) throws -> UInt { try take(parts.number) }
  mutating func decode(_: UInt8.Type) throws -> UInt8 { try take(parts.number) }
  mutating func decode(_: UInt16.Type) throws -> UInt16 { try take(parts.number) }
  mutating func decode(_: UInt32.Type) throws -> UInt32 { try take(parts.number) }
  mutating func decode(_: UInt64.Type) throws -> UInt64 { try take(parts.number) }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let parts = parts
    return try take { try parts.value(type, at: $0) }
  }

  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> { try superDecoder().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    let parts = parts
    return try take { JSONDecoding(parts: parts, part: $0) }
  }
}

private struct JSONValueReading: SingleValueDecodingContainer {
  let parts: JSONParts
  let part: Int
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { parts.kind(part) == .null }
  func decode(_: Bool.Type) throws -> Bool { try parts.bool(part) }
  func decode(_: String.Type) throws -> String { try parts.string(part) }
  func decode(_: Double.Type) throws -> Double { try parts.float(part) }
  func decode(_: Float.Type) throws -> Float { try parts.float(part) }
  func decode(_: Int.Type) throws -> Int { try parts.number(part) }
  func decode(_: Int8.Type) throws -> Int8 { try parts.number(part) }
  func decode(_: Int16.Type) throws -> Int16 { try parts.number(part) }
  func decode(_: Int32.Type) throws -> Int32 { try parts.number(part) }
  func decode(_: Int64.Type) throws -> Int64 { try parts.number(part) }
  func decode(_: UInt.Type) throws -> UInt { try parts.number(part) }
  func decode(_: UInt8.Type) throws -> UInt8 { try parts.number(part) }
  func decode(_: UInt16.Type) throws -> UInt16 { try parts.number(part) }
  func decode(_: UInt32.Type) throws -> UInt32 { try parts.number(part) }
  func decode(_: UInt64.Type) throws -> UInt64 { try parts.number(part) }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try parts.value(type, at: part) }
}
