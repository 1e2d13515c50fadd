/// Any JSON, for what others decide the shape of.
public enum AnyJSON: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([AnyJSON])
  case object([String: AnyJSON])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([AnyJSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: AnyJSON].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The same with every string, but no name, put through `change`.
  func mapStrings<E: Error>(_ change: (String) throws(E) -> String) throws(E) -> AnyJSON {
    switch self {
    case .null, .bool, .integer, .number: return self
    case .string(let text): return .string(try change(text))
    case .array(let values):
      var changed: [AnyJSON] = []
      for value in values { changed.append(try value.mapStrings(change)) }
      return .array(changed)
    case .object(let members):
      var changed: [String: AnyJSON] = [:]
      for (name, value) in members { changed[name] = try value.mapStrings(change) }
      return .object(changed)
    }
  }

  /// What stands at a path such as `result.messages[0].status`; nil where there is nothing.
  func at(_ path: String) -> AnyJSON? {
    var here = self
    for part in path.split(whereSeparator: { $0 == "." || $0 == "[" }) {
      if part.hasSuffix("]") {
        guard case .array(let values) = here, let index = Int(part.dropLast()),
          values.indices.contains(index)
        else { return nil }
        here = values[index]
      } else {
        guard case .object(let members) = here, let value = members[String(part)] else {
          return nil
        }
        here = value
      }
    }
    return here
  }
}
