/// A value that a file spells in one of a few ways; a wrong one is answered with all of them.
public protocol Spelled: RawRepresentable, CaseIterable, Codable where RawValue == String {}

extension Spelled {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Self(rawValue: try container.decode(String.self)) else {
      throw Wanted.oneOf(Self.allCases.map(\.rawValue)).at(container.codingPath)
    }
    self = value
  }
}
