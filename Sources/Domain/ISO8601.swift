extension Instant {
  /// The moment of an ISO 8601 text with seconds and an offset, such as `2026-11-20T09:00:00+08:00`.
  public init?(iso: String) {
    let text = Array(iso.utf8)
    guard text.count >= 20, text.allSatisfy({ $0 < 0x80 }), text[10] == 0x54 || text[10] == 0x20,
      let day = Day(iso: String(iso.prefix(10)))
    else { return nil }
    func two(_ at: Int) -> Int? {
      guard at + 1 < text.count, (48...57).contains(text[at]), (48...57).contains(text[at + 1])
      else { return nil }
      return Int(text[at] - 48) * 10 + Int(text[at + 1] - 48)
    }
    guard text[13] == 0x3A, text[16] == 0x3A, let hour = two(11), let minute = two(14),
      let second = two(17), hour < 24, minute < 60, second < 60,
      let offset = ClockOffset(String(iso.dropFirst(19)))
    else { return nil }
    self = day.start(offset: offset.seconds)
      .adding(seconds: Int64(hour * 3600 + minute * 60 + second))
  }

  /// The moment as ISO 8601 on a clock that is `offset` ahead of UTC.
  public func iso(offset: ClockOffset) -> String {
    let day = Day(self, offset: offset.seconds)
    let second = Int(day.start(offset: offset.seconds).seconds(until: self))
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let time = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    return "\(day.iso)T\(time)\(offset.text)"
  }
}

/// How far a carrier's clock is ahead of UTC, written `+08:00`.
public struct ClockOffset: Hashable, Codable, Sendable {
  public let seconds: Int

  public init(seconds: Int) { self.seconds = seconds }

  /// Reads `Z` or `±HH:MM`.
  public init?(_ text: String) {
    if text == "Z" {
      seconds = 0
      return
    }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard text.hasPrefix("+") || text.hasPrefix("-"), parts.count == 2,
      parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hours = Int(parts[0]), let minutes = Int(parts[1]), hours <= 14, minutes < 60
    else { return nil }
    seconds = (text.hasPrefix("-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  public var text: String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let size = abs(seconds)
    return "\(seconds < 0 ? "-" : "+")\(two(size / 3600)):\(two(size / 60 % 60))"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let offset = ClockOffset(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an offset such as +08:00")
    }
    self = offset
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A length of time the practice clock can be moved by: ISO 8601 days and hours, such as `P3D` or `PT6H`.
public struct ClockStep: Equatable, Sendable {
  public let seconds: Int64

  /// Reads `PnD`, `PTnH`, `PTnM` and their combinations, up to a year; nil for anything else.
  public init?(_ text: String) {
    guard text.hasPrefix("P"), text.count > 2 else { return nil }
    var total: Int64 = 0
    var digits = ""
    var inTime = false
    var units: Set<Character> = []
    for character in text.dropFirst() {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      if character == "T", !inTime, digits.isEmpty {
        inTime = true
        units = []
        continue
      }
      guard let count = Int64(digits), digits.count <= 5, units.insert(character).inserted else {
        return nil
      }
      switch (character, inTime) {
      case ("D", false): total += count * 86_400
      case ("W", false): total += count * 7 * 86_400
      case ("H", true): total += count * 3600
      case ("M", true): total += count * 60
      default: return nil
      }
      digits = ""
    }
    guard digits.isEmpty, !inTime || !units.isEmpty, (1...366 * 86_400).contains(total) else {
      return nil
    }
    seconds = total
  }
}
