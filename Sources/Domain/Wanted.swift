/// What a value that somebody wrote by hand should have been; the clause for it is among the sentences.
public struct Wanted: Error, Equatable, Sendable {
  /// Such as `path`.
  public let name: String
  /// What stands in the clause word for word.
  public let parts: [String: String]

  public init(_ name: String, _ parts: [String: String] = [:]) {
    (self.name, self.parts) = (name, parts)
  }

  /// One of a few words.
  public static func oneOf(_ words: [String]) -> Wanted {
    Wanted("oneOf", ["words": words.joined(separator: ", ")])
  }

  /// Exactly one of a few keys of an object.
  public static func onlyOne(_ keys: String...) -> Wanted {
    Wanted("onlyOne", ["keys": keys.joined(separator: ", ")])
  }

  /// A path that begins with a slash.
  public static let path = Wanted("path")

  /// As a decoder throws it, of the value at a path.
  public func at(_ path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: name, underlyingError: self))
  }
}
