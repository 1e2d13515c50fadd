import FoundationEssentials

/// What is wrong with a file that somebody wrote by hand, where, and what would be right.
public struct FileProblem: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// Not JSON, or of a shape no such file has.
    case unreadable
    case newerFormat(Int)
    case unknownKey
    case missing
    case wants(Wanted)
    /// What a policy's value must be for what else it says.
    case wrongValue(String)
    case duplicateID(String)
    /// A window that ends before it begins, or a price below nothing.
    case impossible(String)
    /// A person could get stuck: what would prevent it.
    case strands(String)
  }

  /// Such as `closure.reasons[1].names`; empty for the whole file.
  public let path: String
  public let kind: Kind

  public init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

/// JSON that people write by hand: policies, calendars, the configuration.
public enum StrictJSON {
  /// Decodes a file, with the path of whatever is missing, wrong or unknown in it.
  ///
  /// - Parameters:
  ///   - type: what the file holds.
  ///   - bytes: the file.
  ///   - newest: the newest `format` this program reads of such a file.
  /// - Returns: what it holds.
  /// - Throws: what is wrong, and where; an unknown key is a mistake, not something to be ignored.
  public static func read<T: Codable>(
    _ type: T.Type, _ bytes: [UInt8], newest: Int
  ) throws(FileProblem) -> T {
    let data = Data(bytes)
    let decoder = JSONDecoder()
    if let head = try? decoder.decode(FormatOnly.self, from: data), head.format > newest {
      throw FileProblem("format", .newerFormat(head.format))
    }
    let value: T
    let written: Shape
    let known: Shape
    do {
      value = try decoder.decode(type, from: data)
      written = try decoder.decode(Shape.self, from: data)
      known = try decoder.decode(Shape.self, from: JSONEncoder().encode(value))
    } catch let error as DecodingError {
      throw FileProblem(error)
    } catch {
      throw FileProblem("", .unreadable)
    }
    if let unknown = written.keyUnknown(to: known, path: "") {
      throw FileProblem(unknown, .unknownKey)
    }
    return value
  }

  /// Decodes a file that is known to be sound, such as an embedded one that tests read strictly: without looking
  /// for what should not be in it, in a fifth of the time.
  public static func trusting<T: Decodable>(
    _ type: T.Type, _ bytes: [UInt8]
  ) throws(FileProblem) -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw FileProblem(error)
    } catch {
      throw FileProblem("", .unreadable)
    }
  }
}

private struct FormatOnly: Decodable { let format: Int }

extension FileProblem {
  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init(Self.path(context.codingPath + [key]), .missing)
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      self.init(Self.path(context.codingPath), .wants(Self.wanted(type)))
    case .dataCorrupted(let context):
      let kind: Kind =
        if let wanted = context.underlyingError as? Wanted {
          .wants(wanted)
        } else if context.codingPath.isEmpty {
          .unreadable
        } else {
          .wrongValue(context.debugDescription)
        }
      self.init(Self.path(context.codingPath), kind)
    @unknown default:
      self.init("", .unreadable)
    }
  }

  /// What JSON calls a value that this type is read from.
  private static func wanted(_ type: any Any.Type) -> Wanted {
    switch type {
    case is String.Type: Wanted("text")
    case is Bool.Type: Wanted("flag")
    case is any BinaryInteger.Type: Wanted("whole")
    case is any FloatingPoint.Type: Wanted("number")
    default: "\(type)".hasPrefix("Dictionary") ? Wanted("object") : Wanted("list")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}

/// The keys of a JSON text, without its values.
private indirect enum Shape: Decodable {
  case object([String: Shape])
  case array([Shape])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let object = try? container.decode([String: Shape].self) {
      self = .object(object)
    } else if let array = try? container.decode([Shape].self) {
      self = .array(array)
    } else {
      self = .other
    }
  }

  /// The path of the first key that the other does not have; keys whose value is null do not count.
  func keyUnknown(to known: Shape, path: String) -> String? {
    switch (self, known) {
    case (.object(let mine), .object(let theirs)):
      for key in mine.keys.sorted() {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        guard let value = mine[key] else { continue }
        guard let other = theirs[key] else {
          if case .other = value, Self.optionalKeys.contains(key) { continue }
          return inner
        }
        if let unknown = value.keyUnknown(to: other, path: inner) { return unknown }
      }
      return nil
    case (.array(let mine), .array(let theirs)):
      for (index, pair) in zip(mine, theirs).enumerated() {
        if let unknown = pair.0.keyUnknown(to: pair.1, path: "\(path)[\(index)]") {
          return unknown
        }
      }
      return nil
    default: return nil
    }
  }

  /// Keys that may be null, and are then not written again.
  private static let optionalKeys: Set<String> = [
    "dataMB", "minutes", "freeMonths", "percentOff", "planChange", "suspension", "survey", "note",
    "securityQuestions", "accountKinds", "outlets", "chat", "opening", "districts", "statusDays",
    "calendar", "staffMayOverride", "agreement",
  ]
}
