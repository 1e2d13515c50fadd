import Domain
import Foundation
import Journeys

@testable import Fronts

/// Phrases made of plain text, so that no golden depends on the catalogue.
func t(_ text: String) -> Phrase { .say(.text(text)) }

/// Says plain text as it is, and the front's own words from a table of this folder.
struct Speech {
  let language: Language

  func say(_ phrase: Phrase) -> String {
    guard phrase.key != "say" else { return phrase.facts["it"].map(text) ?? "" }
    guard var sentence = Self.table[language.rawValue]?[phrase.key] else { return phrase.key }
    for (name, fact) in phrase.facts {
      sentence = sentence.replacingOccurrences(of: "{\(name)}", with: text(fact))
    }
    return sentence
  }

  private func text(_ fact: Fact) -> String {
    switch fact {
    case .text(let text): text
    case .count(let count): String(count)
    case .seconds(let seconds): "\(seconds) s"
    case .policy(let text): text[language]
    case .phrase(let phrase): say(phrase)
    default: "?"
    }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  private static let table: [String: [String: String]] = {
    let file = folder.appending(path: "Golden/front-words.json")
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: [String: String]].self, from: data)) ?? [:]
  }()
}

extension Words {
  /// The test's words in one language.
  static func test(_ language: Language) -> Words {
    Words(
      say: Speech(language: language).say,
      render: { notice in
        var text = "?"
        if case .code(let code, _) = notice.body { text = "Your code is \(code)." }
        return MessageText(to: notice.address, text: text)
      })
  }
}
