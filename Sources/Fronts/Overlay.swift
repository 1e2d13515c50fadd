import Domain
import Journeys
import Terminal

/// What lies over the prompt until it is closed.
struct Overlay: Equatable {
  enum Kind: Equatable {
    /// Where people help, and the keys; whether letters are text just now.
    case help([Line], takesText: Bool, isPractice: Bool, Ways)
    /// The practice messages so far, newest first.
    case inbox([MessageText])
    /// What can always be done, for somebody who has only digits.
    case tools(isPractice: Bool)
  }

  var kind: Kind
  var scroll = 0

  /// The whole page, of which the screen shows a part.
  func rows(_ layout: Layout) -> [Row] {
    switch kind {
    case .help(let contacts, let takesText, let isPractice, let ways):
      help(contacts, takesText, isPractice, ways, layout)
    case .inbox(let messages): inbox(messages, layout)
    case .tools(let isPractice): tools(isPractice, layout)
    }
  }

  private func tools(_ isPractice: Bool, _ layout: Layout) -> [Row] {
    let phrases: [Phrase] =
      ["front.help.language", "front.tools.help"] + (isPractice ? ["front.help.inbox"] : [])
    let items = phrases.enumerated().map { Item(digit: String($0 + 1), label: layout.say($1)) }
    return title("front.tools.title", layout) + layout.list(items, focus: -1)
  }

  private func title(_ phrase: Phrase, _ layout: Layout) -> [Row] {
    layout.say(phrase).wrapped(to: layout.width).map { Row($0, at: 0, Style.title.bold) } + [.blank]
  }

  private func help(
    _ contacts: [Line], _ takesText: Bool, _ isPractice: Bool, _ ways: Ways, _ layout: Layout
  ) -> [Row] {
    let enter = layout.say("front.name.enter")
    let list: [(String, Phrase)] = [
      ("1-9", "front.help.digits"), (enter, "front.help.enter"),
      (layout.say("front.name.space"), "front.help.space"),
      ("Esc, 0", "front.help.back"), ("PgUp PgDn", "front.help.page"),
      ("F1, ?", "front.help.help"),
    ]
    let fields: [(String, Phrase)] = [
      (enter, "front.help.fieldEnter"), ("Tab", "front.help.field"),
      ("Esc", "front.help.back"), ("PgUp PgDn", "front.help.page"), ("F1", "front.help.help"),
    ]
    let both: [(String, Phrase)] =
      [("F2", "front.help.language")] + (isPractice ? [("F3", "front.help.inbox")] : []) + [
        ("F4, /", "front.help.keypad"), ("F5", "front.help.spoken"), ("F6", "front.help.large"),
        ("Ctrl-L", "front.help.redraw"),
      ]
    let keypad: [(String, Phrase)] = [
      ("1-8", "front.help.digits"), ("9", "front.help.more"), ("0", "front.help.back"),
    ]
    let keys = (ways.keypad ? keypad : takesText ? fields : list) + both
    let column = (keys.map(\.0.cells).max() ?? 0) + 3
    return title("front.help.title", layout)
      + (contacts.isEmpty ? [] : layout.lines(contacts) + [.blank])
      + title("front.help.keys", layout)
      + keys.flatMap { layout.fact($0.0, layout.say($0.1), column: column) }
      + (ways.touch ? layout.paragraph(layout.say("front.help.touch"), .normal) : [])
      + layout.paragraph(layout.say("front.help.scan"), .muted)
  }

  private func inbox(_ messages: [MessageText], _ layout: Layout) -> [Row] {
    var rows = title("front.inbox.title", layout)
    if messages.isEmpty { rows += layout.paragraph(layout.say("front.inbox.empty"), .muted) }
    for (index, message) in messages.enumerated() {
      if index > 0 { rows.append(.blank) }
      rows += layout.paragraph(message.to, .muted)
      if let subject = message.subject { rows += layout.paragraph(subject, Style.normal.bold) }
      rows += layout.paragraph(message.text, .normal)
    }
    return rows
  }
}

extension Layout {
  /// The keys that work on an overlay.
  func keys(_ overlay: Overlay, _ chrome: Chrome, scrolls: Bool) -> [KeyHint] {
    if ways.keypad {
      var hints = [KeyHint("0", say("front.key.close"), rank: 0, press: .character("0"))]
      if case .tools = overlay.kind {
        hints.insert(KeyHint("1-3", say("front.key.choose"), rank: 1), at: 0)
      } else if scrolls {
        hints.append(KeyHint("8 9", say("front.key.read"), rank: 1, press: .character("9")))
      }
      return hints
    }
    var hints = [KeyHint("Esc", say("front.key.close"), rank: 0, press: .escape)]
    if scrolls {
      let keys = isASCII ? "Up/Down" : "\(glyphs.up)\(glyphs.down)"
      hints.append(KeyHint(keys, say("front.key.read"), rank: 1, press: .pageDown))
    }
    hints.append(KeyHint("F2", nextLanguage(chrome), rank: 2, press: .function(2)))
    return hints
  }
}
