/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Codable, Sendable {
  public let seconds: Int64

  public init(seconds: Int64) { self.seconds = seconds }

  public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

  /// The moment `seconds` later (earlier when negative).
  public func adding(seconds more: Int64) -> Instant { Instant(seconds: seconds + more) }

  /// How many seconds `later` comes after this moment; negative when before.
  public func seconds(until later: Instant) -> Int64 { later.seconds - seconds }

  public init(from decoder: any Decoder) throws {
    seconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }
}
