import FoundationEssentials

/// A JSON value whose keys keep their order, so that a line always reads the same.
enum JSONText: Equatable {
  case null
  case bool(Bool)
  case number(Int)
  case string(String)
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  static func == (a: JSONText, b: JSONText) -> Bool { a.text == b.text }

  /// The value on one line, without blanks; text is UTF-8 and only escaped where it must be.
  var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let bool): text += bool ? "true" : "false"
    case .number(let number): text += String(number)
    case .string(let string): Self.write(string, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // Line separators end a line for some readers; other control characters must be escaped.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let code = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// A JSON value as it was read.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The one object of a line; nil for anything else.
  static func object(ofLine bytes: [UInt8]) -> [String: JSONValue]? {
    guard isUnambiguous(bytes),
      case .object(let object) = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    else { return nil }
    return object
  }

  /// Whether there is neither a name that stands twice nor a comma before an end.
  ///
  /// The decoder lets both pass, and of two answers takes one: not where money is agreed to.
  private static func isUnambiguous(_ bytes: [UInt8]) -> Bool {
    var names: [Set<ArraySlice<UInt8>>] = []
    var text: ArraySlice<UInt8> = []
    var last: UInt8 = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "\""):
        let start = index
        while index < bytes.count, bytes[index] != byte {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else { return false }
        text = bytes[start..<index]
        index += 1
      case UInt8(ascii: "{"): names.append([])
      case UInt8(ascii: ":"):
        // No name of ours needs an escape, which could hide that it is the same.
        guard !names.isEmpty, !text.contains(UInt8(ascii: "\\")),
          names[names.count - 1].insert(text).inserted
        else { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if last == UInt8(ascii: ",") { return false }
        if byte == UInt8(ascii: "}") { _ = names.popLast() }
      default: break
      }
      last = byte
    }
    return true
  }
}
