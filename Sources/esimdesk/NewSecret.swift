import Journeys
import Vault
import Wording

/// A secret that is being chosen: typed twice at a terminal, handed over once by a script.
///
/// Fingers slip, so a person is told why it will not do and asked again. A script would only hand over the same:
/// it ends at once.
struct NewSecret {
  /// How often a person is asked before the command ends.
  private static let attempts = 3

  let catalogue: Catalogue
  let question: Phrase
  let again: Phrase
  /// Why one that was typed differently the second time will not do.
  let differ: Phrase
  /// The sentence for ending without one, with its `reason`.
  let undone: String
  /// Whether it comes from a terminal.
  let isTyped: Bool

  /// Asks until there is one.
  ///
  /// - Parameters:
  ///   - ask: asks with these words, or reads what a script hands over.
  ///   - problem: why one will not do.
  /// - Returns: the secret.
  /// - Throws: what to end with where there is none in the end.
  func choose(
    ask: (String) throws(Failure) -> SecretBytes, problem: (borrowing SecretBytes) -> Phrase?
  ) throws(Failure) -> SecretBytes {
    var left = isTyped ? Self.attempts : 1
    var words = catalogue.say(question)
    while true {
      let first = try ask(words)
      let reason: Phrase
      if let problem = problem(first) {
        reason = problem
      } else if !isTyped {
        return first
      } else if first.matches(try ask(catalogue.say(again))) {
        return first
      } else {
        reason = differ
      }
      left -= 1
      guard left > 0 else {
        throw Failure(
          code: Exit.usage,
          line: "esimdesk: " + catalogue.say(Phrase(undone, ["reason": .phrase(reason)])))
      }
      words = catalogue.say(reason) + "\n" + catalogue.say(question)
    }
  }
}
