public import Domain

/// Something to be said: the key of a sentence and the facts it names, in no language yet.
///
/// Because a prompt is made of phrases, switching the language says the same thing again.
public struct Phrase: Hashable, Sendable, ExpressibleByStringLiteral {
  /// Journey, step and part, such as `renewal.term.title`.
  public let key: String
  public let facts: [String: Fact]

  public init(_ key: String, _ facts: [String: Fact] = [:]) {
    self.key = key
    self.facts = facts
  }

  public init(stringLiteral key: String) { self.init(key) }
}

/// A fact inside a sentence; Wording formats it for the language.
public enum Fact: Hashable, Sendable {
  /// Text from a person or a file, shown as it is.
  case text(String)
  /// Text of the carrier's policy.
  case policy(LocalizedText)
  case money(Money)
  case day(Day)
  case days(DayRange)
  /// A moment on a clock that is ahead of UTC by the offset: day and time.
  case moment(Instant, ClockOffset)
  /// A time of day only.
  case time(Instant, ClockOffset)
  case count(Int)
  /// A length of time in seconds.
  case seconds(Int64)
  /// Megabytes.
  case data(Int)
  case minutes(Int)
  /// Metres.
  case distance(Int)
  case phrase(Phrase)
}

extension Phrase {
  /// A text of the carrier's policy, or of a person, as a whole phrase.
  public static func say(_ fact: Fact) -> Phrase { Phrase("say", ["it": fact]) }
}
