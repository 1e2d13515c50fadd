import Journeys
import Terminal

extension Layout {
  /// The first line: whose desk, which journey; how far, whether for practice, which language.
  ///
  /// With little room the words go first, then the journey, then the practice mark; the brand and
  /// the language always stay.
  func header(_ prompt: Prompt, _ chrome: Chrome) -> Row {
    let journey = journeyName(prompt)
    let practice = chrome.isPractice ? say("front.practice") : ""
    let step = prompt.position.map {
      say(Phrase("front.step", ["at": .count($0.at), "of": .count($0.of)]))
    }
    let short = prompt.position.map { "\($0.at)/\($0.of)" } ?? ""
    let tag = chrome.language.tag
    let candidates: [(left: String, right: [String], gap: Int)] = [
      (journey, [step ?? "", practice, tag], 4),
      (journey, [step ?? "", practice, tag], 2),
      (journey, [short, practice, tag], 2),
      ("", [short, practice, tag], 2),
      ("", [short, tag], 1),
      ("", [tag], 1),
    ]
    for candidate in candidates {
      let right = candidate.right.filter { !$0.isEmpty }
      let size = right.reduce(0) { $0 + $1.cells } + (right.count - 1) * candidate.gap
      let left =
        chrome.brand.cells + (candidate.left.isEmpty ? 0 : 2 + candidate.left.cells)
      if left + candidate.gap + size <= width {
        return header(chrome.brand, candidate.left, right, size, candidate.gap, practice)
      }
    }
    return Row(
      chrome.brand.truncated(to: width, ellipsis: glyphs.ellipsis), at: 0, Style(.accent, .bold))
  }

  private func header(
    _ brand: String, _ journey: String, _ right: [String], _ size: Int, _ gap: Int,
    _ practice: String
  ) -> Row {
    var row = Row(brand, at: 0, Style(.accent, .bold))
    row.add(journey, at: brand.cells + 2, .normal)
    var at = width - size
    for text in right {
      row.add(text, at: at, text == practice ? .warning : .muted)
      at += text.cells + gap
    }
    return row
  }

  /// The journey's name; none on the first screens, where the title says it all.
  func journeyName(_ prompt: Prompt) -> String {
    guard prompt.journey != "welcome", prompt.journey != "home" else { return "" }
    let phrase = Phrase("front.journey.\(prompt.journey)")
    let name = say(phrase)
    // The catalogue says a key it does not have.
    return name.contains(phrase.key) ? "" : name
  }
}
