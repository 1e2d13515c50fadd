public import Domain
public import Journeys

/// The sentences of one language.
public struct Catalogue: Sendable {
  public let language: Language
  private let sentences: Sentences
  var formats: Formats

  /// The embedded catalogue of a language.
  public init(_ language: Language) {
    self.language = language
    sentences = .embedded(language)
    self.formats = Formats(language)
  }

  init(_ language: Language, sentences: [String: String]) {
    self.language = language
    self.sentences = Sentences(sentences)
    self.formats = Formats(language)
  }

  /// Whether there is a sentence of that key.
  public func has(_ key: String) -> Bool { sentences[key] != nil }

  /// The phrase as a sentence; where there is none, its key between ⟨⟩.
  public func say(_ phrase: Phrase) -> String {
    if phrase.key == Phrase.sayKey { return phrase.facts["it"].map(say) ?? "⟨it⟩" }
    guard let template = sentences[phrase.key] else { return "⟨\(phrase.key)⟩" }
    return template.filled { blank in
      guard let fact = phrase.facts[blank.name] else { return "⟨\(blank.name)⟩" }
      return say(fact, as: blank)
    }
  }

  /// The fact alone.
  public func say(_ fact: Fact) -> String {
    switch fact {
    case .text(let text): tidy(text)
    case .policy(let text): tidy(text[language])
    case .money(let money): formats.money(money)
    case .day(let day): formats.day(day)
    case .days(let range): formats.days(range)
    case .moment(let instant, let clock): formats.moment(instant, clock)
    case .time(let instant, let clock): formats.time(instant, clock)
    case .count(let count): formats.count(count)
    case .seconds(let seconds): formats.seconds(seconds)
    case .data(let megabytes): formats.data(megabytes)
    case .minutes(let minutes): formats.minutes(minutes)
    case .distance(let metres): formats.distance(metres)
    case .phrase(let phrase): say(phrase)
    }
  }

  private func say(_ fact: Fact, as blank: Template.Blank) -> String {
    guard case .count(let count) = fact, let words = blank.words else { return say(fact) }
    return "\(say(fact)) \(abs(count) == 1 ? words.one : words.many)"
  }
}

extension Phrase {
  /// The key of ``Phrase/say(_:)``, which no catalogue needs to have.
  static var sayKey: String { "say" }
}
