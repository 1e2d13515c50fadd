import Journeys
import Terminal

/// A key that works here, and what it does.
struct KeyHint: Equatable {
  var keys: String
  var does: String
  /// The keys in fewer columns.
  var short: String
  /// Which hints stay when there is no room for all: the smaller, the longer.
  var rank: Int
  /// What a finger on the hint does: the key itself, where there is one.
  var press: Key?

  init(_ keys: String, _ does: String, short: String? = nil, rank: Int, press: Key? = nil) {
    self.keys = keys
    self.does = does
    self.short = short ?? keys
    self.rank = rank
    self.press = press
  }
}

/// The last line of the screen: exactly the keys that work here.
enum KeyLine {
  /// Draws as many hints as fit, the most needed first to stay.
  static func row(_ hints: [KeyHint], width: Int) -> Row {
    for (separator, isShort) in [(3, false), (2, false), (2, true)] {
      if let row = row(hints, width: width, separator: separator, isShort: isShort) { return row }
    }
    // Then the less needed ones lose their words, and at last their place.
    var kept = hints
    for rank in [6, 5, 4, 3] {
      for index in kept.indices where kept[index].rank == rank { kept[index].does = "" }
      if let row = row(kept, width: width, separator: 2, isShort: true) { return row }
    }
    while kept.count > 1, let least = kept.map(\.rank).max(),
      let index = kept.lastIndex(where: { $0.rank == least })
    {
      kept.remove(at: index)
      if let row = row(kept, width: width, separator: 2, isShort: true) { return row }
    }
    return Row()
  }

  private static func row(
    _ hints: [KeyHint], width: Int, separator: Int, isShort: Bool
  ) -> Row? {
    var row = Row()
    var at = 0
    for hint in hints {
      let keys = isShort ? hint.short : hint.keys
      if at > 0 { at += separator }
      row.add(keys, at: at, Style.normal.bold)
      row.add(hint.does, at: at + keys.cells + 1, .muted)
      let end = at + keys.cells + (hint.does.isEmpty ? 0 : 1 + hint.does.cells)
      // The blanks on both sides belong to it: one cell is small for a finger.
      if let key = hint.press {
        row.zones.append(Zone(columns: max(0, at - 1)..<end + 1, target: .key(key)))
      }
      at = end
    }
    return at <= width ? row : nil
  }
}

extension Prompt {
  /// Whether the keys that work depend on which item of the list is focused.
  var keysFollowFocus: Bool {
    switch ask {
    case .choose, .wait: !others.isEmpty
    case .show, .finished, .confirm, .enter, .checklist: true
    }
  }
}

extension Layout {
  /// The keys that work on a prompt.
  ///
  /// - Parameters:
  ///   - prompt: what is asked.
  ///   - chrome: in which language, and whether this is a practice desk.
  ///   - form: where the focus is.
  ///   - scrolls: whether there is more text than is seen.
  /// - Returns: hints in the order they are shown.
  func keys(_ prompt: Prompt, _ chrome: Chrome, _ form: Form, scrolls: Bool) -> [KeyHint] {
    if let numbering { return keypadKeys(prompt, form, numbering) }
    let isTyping = prompt.takesText(at: form.focus)
    var hints = isTyping ? fieldKeys(prompt, form) : listKeys(prompt, form)
    if scrolls { hints.append(KeyHint("PgDn", say("front.key.more"), rank: 4, press: .pageDown)) }
    if prompt.canGoBack {
      hints.append(KeyHint("Esc", say("front.key.back"), rank: 2, press: .escape))
    } else if !prompt.isRoot, !prompt.isHome {
      hints.append(KeyHint("Esc", say("front.key.home"), rank: 2, press: .escape))
    }
    if chrome.isPractice {
      hints.append(KeyHint("F3", say("front.key.messages"), rank: 6, press: .function(3)))
    }
    hints.append(KeyHint("F2", nextLanguage(chrome), rank: 5, press: .function(2)))
    hints.append(
      KeyHint(isTyping ? "F1" : "?", say("front.key.help"), rank: 3, press: .function(1)))
    if prompt.leaveIndex != nil {
      hints.append(KeyHint("0", say("front.key.leave"), rank: 2, press: .character("0")))
    }
    return hints
  }

  /// The digits, where they do everything.
  private func keypadKeys(_ prompt: Prompt, _ form: Form, _ numbering: Numbering) -> [KeyHint] {
    if prompt.takesText(at: form.focus), form.board.isOpen {
      return [
        KeyHint("0-9", say("front.key.type"), rank: 0),
        KeyHint(say("front.name.enter"), say("front.key.next"), rank: 1, press: .enter),
      ]
    }
    var hints = [KeyHint(numbering.range, say("front.key.choose"), rank: 0)]
    if case .confirm(let question) = prompt.ask, question.irreversible, form.focus == 1 {
      hints.append(
        KeyHint(
          String(Numbering.finalYes), say("front.key.answer"), rank: 1,
          press: .character(Character(String(Numbering.finalYes)))))
    }
    hints.append(KeyHint("9", say("front.key.further"), rank: 3, press: .character("9")))
    let back: Phrase? =
      numbering.leave != nil
      ? "front.key.leave"
      : prompt.canGoBack
        ? "front.key.back" : prompt.isRoot || prompt.isHome ? nil : "front.key.home"
    if let back { hints.append(KeyHint("0", say(back), rank: 2, press: .character("0"))) }
    return hints
  }

  private var upDown: String { isASCII ? "Up/Down" : "\(glyphs.up)\(glyphs.down)" }

  private func fieldKeys(_ prompt: Prompt, _ form: Form) -> [KeyHint] {
    let enter = say("front.name.enter")
    let isLast = form.focus == prompt.fields.count - 1
    var hints: [KeyHint] = []
    if prompt.itemCount > 1 {
      hints.append(KeyHint(upDown, say("front.key.field"), rank: 3, press: .tab))
    }
    hints.append(
      KeyHint(enter, say(isLast ? "front.key.submit" : "front.key.next"), rank: 1, press: .enter))
    return hints
  }

  private func listKeys(_ prompt: Prompt, _ form: Form) -> [KeyHint] {
    let enter = say("front.name.enter")
    if form.focus >= prompt.questionCount {
      return [
        choice(prompt.numberedCount), KeyHint(enter, say("front.key.open"), rank: 1, press: .enter),
      ]
    }
    switch prompt.ask {
    case .show, .finished:
      let enter = KeyHint(enter, say("front.key.continue"), rank: 1, press: .enter)
      return prompt.others.isEmpty ? [enter] : [choice(prompt.numberedCount), enter]
    case .checklist(let list):
      let item = list.items.indices.contains(form.focus) ? list.items[form.focus] : nil
      var hints = [choice(prompt.numberedCount)]
      switch item?.action {
      case .tick:
        let does: Phrase = item?.state == .done ? "front.key.untick" : "front.key.tick"
        hints.append(KeyHint(say("front.name.space"), say(does), rank: 1, press: .character(" ")))
      case .open: hints.append(KeyHint(enter, say("front.key.open"), rank: 1, press: .enter))
      case nil: hints.append(KeyHint(enter, say("front.key.next"), rank: 1, press: .enter))
      case .some(.none): break
      }
      return hints
    case .confirm:
      return [
        choice(prompt.numberedCount),
        KeyHint(enter, say("front.key.answer"), rank: 1, press: .enter),
      ]
    default:
      return [
        choice(prompt.numberedCount), KeyHint(enter, say("front.key.open"), rank: 1, press: .enter),
      ]
    }
  }

  private func choice(_ count: Int) -> KeyHint {
    let digits = count > 1 ? "1-\(count)" : "1"
    return KeyHint("\(upDown) \(digits)", say("front.key.choose"), short: digits, rank: 0)
  }
}
