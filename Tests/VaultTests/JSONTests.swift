import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// How records are written and read, beside Foundation, which does the same another way.
@Suite struct JSONTests {
  /// All shapes that something Codable can have.
  struct Shapes: Codable, Equatable {
    enum Word: String, Codable { case plain, odd = "a/b\"c\\" }
    enum Choice: Codable, Equatable {
      case nothing
      case one(Int)
      case named(first: String, second: [Choice]?)
    }
    struct Nothing: Codable, Equatable {}

    var texts = ["", "a/b", "\"\\\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}", "陈小", "👩‍👩‍👧", "e\u{301}\u{2028}"]
    var whole: [Int64] = [0, 1, -1, .min, .max, 1 << 53]
    var most: UInt64 = .max
    var least8 = Int8.min
    var least16 = Int16.min
    var least32 = Int32.min
    var most8 = UInt8.max
    var most16 = UInt16.max
    var most32 = UInt32.max
    var fractions: [Double] = [0, -0.5, 1, 1e-7, 1e300, 22.3193, .leastNonzeroMagnitude]
    var fraction: Float = 0.1
    var yes = true
    var no = false
    var missing: String?
    var there: Int? = 7
    var gaps: [Int?] = [1, nil, 3]
    var grid: [[String]] = [[], ["a"], ["b", "c"]]
    var named = ["key/1": 1, "": 2, "ключ\n": 3]
    var words: [Word] = [.plain, .odd]
    var choices: [Choice] = [
      .nothing, .one(-1), .named(first: "x", second: [.nothing]),
      .named(first: "y", second: nil),
    ]
    var nothing = Nothing()
    var bytes = Data([0, 1, 2, 250, 251, 252, 253, 254, 255])
    var pairs: [Int: Bool] = [1: true]
  }

  /// Written by hand: two containers of a value that are open at once, one after the other written to.
  struct Nested: Codable, Equatable {
    enum Key: String, CodingKey { case a, b, c, d }
    var numbers = [1, 2, 3, 4]

    init() {}

    func encode(to encoder: any Encoder) throws {
      var outer = encoder.container(keyedBy: Key.self)
      var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .a)
      try inner.encode(numbers[0], forKey: .d)
      var list = inner.nestedUnkeyedContainer(forKey: .b)
      try list.encode(numbers[1])
      var deep = list.nestedContainer(keyedBy: Key.self)
      try deep.encode(numbers[2], forKey: .a)
      var again = encoder.container(keyedBy: Key.self)
      try again.encode(numbers[3], forKey: .d)
      try [String: String]().encode(to: outer.superEncoder(forKey: .c))
    }

    init(from decoder: any Decoder) throws {
      let outer = try decoder.container(keyedBy: Key.self)
      let inner = try outer.nestedContainer(keyedBy: Key.self, forKey: .a)
      var list = try inner.nestedUnkeyedContainer(forKey: .b)
      numbers[1] = try list.decode(Int.self)
      let deep = try list.nestedContainer(keyedBy: Key.self)
      // Out of turn: the same names stand in all of them.
      numbers[3] = try outer.decode(Int.self, forKey: .d)
      numbers[2] = try deep.decode(Int.self, forKey: .a)
      numbers[0] = try inner.decode(Int.self, forKey: .d)
      #expect(try [String: String](from: outer.superDecoder(forKey: .c)).isEmpty)
      #expect(!outer.contains(.b) && outer.allKeys.count == 3 && list.isAtEnd)
    }
  }

  func expectSame<T: Codable & Equatable>(_ value: T) throws {
    let ours = try JSONWriting.bytes(of: value)
    let theirs = try JSONEncoder().encode(value)
    // But for the order of keys, and for how a sign is escaped.
    #expect(
      try JSONDecoder().decode(Anything.self, from: Data(ours)) == self.theirs([UInt8](theirs)))
    #expect(try JSONDecoder().decode(T.self, from: Data(ours)) == value)
    #expect(try JSONReading.value(T.self, of: ours) == value)
    #expect(try JSONReading.value(T.self, of: Array(theirs)) == value)
    let spaced = JSONEncoder()
    spaced.outputFormatting = [.prettyPrinted, .sortedKeys]
    #expect(try JSONReading.value(T.self, of: Array(spaced.encode(value))) == value)
  }

  @Test func `what is written is what Foundation writes, and each reads the other's`() throws {
    try expectSame(Shapes())
    try expectSame(Nested())
    let policy = try Everything.policy()
    for account in [People.lin, People.tom, People.zhou] {
      try expectSame(account(policy, Instant(seconds: 1_795_140_000)))
    }
    let hall = try Hall(policy)
    let form = try hall.file(try hall.addLin())
    try expectSame(form)
    for account in hall.book.all(Account.self) { try expectSame(account) }
    for event in hall.book.journal { try expectSame(event) }
    try expectSame(
      Photo(
        id: RecordID(1), account: RecordID(2), format: .png, bytes: Array(0...255),
        addedAt: Instant(seconds: 3)))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what JSON cannot say is refused`(_ odd: Double) {
    #expect(throws: EncodingError.self) { try JSONWriting.bytes(of: [odd]) }
  }

  /// Whatever a text says.
  enum Anything: Decodable, Equatable {
    case null, bool(Bool), whole(Int64), fraction(Double), text(String), list([Anything])
    case object([String: Anything])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if let whole = try? value.decode(Int64.self) {
        self = .whole(whole)
      } else if let fraction = try? value.decode(Double.self) {
        self = .fraction(fraction)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let list = try? value.decode([Anything].self) {
        self = .list(list)
      } else {
        self = .object(try value.decode([String: Anything].self))
      }
    }
  }

  func ours(_ text: [UInt8]) -> Anything? { try? JSONReading.value(Anything.self, of: text) }
  func theirs(_ text: [UInt8]) -> Anything? {
    try? JSONDecoder().decode(Anything.self, from: Data(text))
  }

  @Test(arguments: [
    "", " ", "{", "}", "[", "]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
    "{a:1}", "{1:1}",
    "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
    "\"a\nb\"", "tru",
    "nul", "truee", "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "[1]]", "{}{}",
    "1 1", "'a'",
  ])
  func `what is no JSON is refused`(_ text: String) {
    #expect(ours(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    " [ 1 , 2 ] ", "{\"\\u0061\":{\"b\":null}}", "\"\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
    "1e3", "1.50", "-0",
    "1E-2", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "[[[[]]]]",
    "{\"\":\"\"}",
  ])
  func `what is JSON is read`(_ text: String) {
    #expect(ours(Array(text.utf8)) != nil)
    #expect(ours(Array(text.utf8)) == theirs(Array(text.utf8)))
  }

  @Test func `a text with one byte changed is read as Foundation reads it, or not at all`() throws {
    // Of names that one byte does not make alike: which of two then counts is nobody's to say (RFC 8259, 4).
    let whole = Array(
      #"{"a":[1,-2.5,"x\n\u00e9é"],"bb":{"c":true,"dd":null},"eeé":"","ffff":12}"#.utf8)
    for place in whole.indices {
      for byte in Array("\"\\{}[]:,0-.etu \u{1}".utf8) + [0x80, 0xC3] {
        var text = whole
        text[place] = byte
        if let found = ours(text) { #expect(found == theirs(text), "\(place) \(byte)") }
      }
      #expect(ours(Array(whole[..<place])) == nil)
    }
    #expect(ours([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)) == nil)
  }
}
