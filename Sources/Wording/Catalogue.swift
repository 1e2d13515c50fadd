public import Domain
public import Journeys

/// The sentences of one language.
public struct Catalogue: Sendable {
  public let language: Language
  let sentences: [String: String]

  /// The embedded catalogue of a language.
  public init(_ language: Language) {
    self.language = language
    self.sentences = [:]
  }

  /// The phrase as a sentence.
  public func say(_ phrase: Phrase) -> String { sentences[phrase.key] ?? phrase.key }
}
