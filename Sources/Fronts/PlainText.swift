import Domain
import Journeys
import Terminal

/// A prompt as lines to be read one after the other.
struct PlainText {
  let say: (Phrase) -> String

  /// A line, and how far its continuations are set in where it must be broken.
  struct Said: Equatable {
    var text: String
    var hang = 0

    /// This line as lines no wider than that.
    func wrapped(to width: Int?) -> [String] {
      guard let width, width > hang + 8 else { return [text] }
      let lines = text.wrapped(to: width)
      guard hang > 0, lines.count > 1, let first = lines.first else { return lines }
      let rest = text.dropFirst(first.count).drop(while: \.isWhitespace)
      let indent = String(repeating: " ", count: hang)
      return [first] + rest.wrapped(to: width - hang).map { indent + $0 }
    }
  }

  private var spoken: Spoken { Spoken(say: say) }
  private var layout: Layout { Layout(width: 80, glyphs: .ascii, say: say) }

  /// Everything there is to read and to choose; fields are asked one by one afterwards.
  func lines(_ prompt: Prompt, brand: String?, isPractice: Bool) -> [Said] {
    var lines = head(prompt, brand: brand, isPractice: isPractice)
    lines.append(Said(text: say(prompt.title)))
    for line in prompt.body {
      guard let text = spoken.line(line) else { continue }
      if case .bullet = line {
        lines.append(Said(text: text, hang: 2))
      } else {
        lines.append(Said(text: text))
      }
    }
    return lines + items(prompt)
  }

  /// Whose desk, which journey, how far.
  private func head(_ prompt: Prompt, brand: String?, isPractice: Bool) -> [Said] {
    var parts: [String] = []
    if let brand { parts = [brand, isPractice ? say("front.practice") : ""] }
    let journey = layout.journeyName(prompt)
    if journey != say(prompt.title) { parts.append(journey) }
    if let position = prompt.position {
      parts.append(
        say(Phrase("front.step", ["at": .count(position.at), "of": .count(position.of)])))
    }
    let text = spoken.joined(parts)
    return text.isEmpty ? [] : [Said(text: text)]
  }

  /// What can be chosen, each with the number that chooses it.
  func items(_ prompt: Prompt) -> [Said] {
    let heads = layout.heads(prompt)
    let mark = prompt.fields.isEmpty ? "" : String(PlainInput.mark)
    return layout.items(prompt).map { item in
      let number = "\(mark)\(item.digit). "
      return Said(text: number + spoken.item(item, heads: heads), hang: number.cells)
    }
  }

  /// Why an answer was not taken.
  func refusal(_ phrase: Phrase) -> Said {
    Said(text: say(Phrase("front.spoken.refused", ["text": .phrase(phrase)])))
  }

  /// What went wrong that is nobody's answer.
  func trouble(_ phrase: Phrase) -> Said {
    Said(text: say(Phrase("front.spoken.warning", ["text": .phrase(phrase)])))
  }

  /// What stands before the place where a number is typed.
  func question(_ prompt: Prompt) -> String {
    let count = prompt.numberedCount
    let numbers = count > 1 ? "1-\(count)" : "1"
    let zero: Phrase =
      prompt.leaveIndex != nil || prompt.isRoot
      ? "front.key.leave" : prompt.canGoBack ? "front.key.back" : "front.key.home"
    return say(
      Phrase(
        "front.plain.choose",
        ["numbers": .text(numbers), "zero": .phrase(zero), "help": .text("?")]))
  }

  /// What stands before the place where a field is typed.
  ///
  /// - Parameters:
  ///   - field: what is asked.
  ///   - place: which of the fields it is; nil where there is one only.
  ///   - kept: what Enter alone leaves in it.
  /// - Returns: the question, without a blank at its end.
  func question(_ field: Field, place: (at: Int, of: Int)?, kept: String) -> String {
    var parts = place.map { [spoken.place($0.at, of: $0.of)] } ?? []
    parts.append(spoken.label(field))
    if field.secret { parts.append(say("front.plain.hidden")) }
    if !kept.isEmpty, !field.secret {
      parts.append(say(Phrase("front.plain.kept", ["text": .text(kept)])))
    }
    return say(Phrase("front.plain.field", ["what": .text(spoken.joined(parts))]))
  }

  /// Where people help, and what can be typed.
  func help(_ contacts: [Line], takesText: Bool, isPractice: Bool) -> [Said] {
    let mark = takesText ? String(PlainInput.mark) : ""
    var commands: [(String, Phrase)] = [
      ("1", "front.help.digits"), ("0", "front.help.back"), ("h", "front.help.home"),
      ("l", "front.help.language"), ("r", "front.help.again"), ("q", "front.help.quit"),
    ]
    if isPractice { commands.insert(("m", "front.help.inbox"), at: 4) }
    if takesText {
      commands += [("u", "front.help.previous"), ("-", "front.help.emptied")]
    }
    return [Said(text: say("front.help.title"))]
      + contacts.compactMap { spoken.line($0).map { Said(text: $0) } }
      + commands.map { key, what in
        Said(text: "\(mark)\(key)  \(say(what))", hang: mark.count + 3)
      }
  }

  /// A practice message, whole.
  func message(_ message: MessageText) -> [Said] {
    [say(Phrase("front.message", ["to": .text(message.to)])), message.subject ?? ""]
      .filter { !$0.isEmpty }.map { Said(text: $0) }
      + message.text.split(whereSeparator: \.isNewline).map { Said(text: String($0), hang: 0) }
  }
}
