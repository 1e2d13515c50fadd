import Journeys
import Terminal

// Where digits do everything, and what the keys drawn on the screen do.

extension Sitting {
  /// Which digit stands for which item now.
  private var numbering: Numbering { Numbering(prompt, focus: form.focus) }

  /// Turns the keypad's way on or off.
  mutating func toggleKeypad() {
    ways.keypad.toggle()
    form.board = Board()
    form.follow(prompt)
    remark = ways.keypad ? "front.keypad.on" : "front.keypad.off"
  }

  /// Does what a key means where digits do everything; false when it means what it always does.
  mutating func pressOnKeypad(_ key: Key) -> Bool {
    switch key {
    case .character(let character):
      guard character.isASCII, let digit = character.wholeNumberValue else { return false }
      if isTyping, form.board.isOpen { strike(digit) } else { choose(digit) }
    case .enter where isTyping:
      if form.board.isOpen { strike(Board.Stroke.done) } else { openBoard() }
    default: return false
    }
    return true
  }

  private mutating func choose(_ digit: Int) {
    let prompt = prompt
    let isFinal: Bool
    if case .confirm(let question) = prompt.ask {
      isFinal = question.irreversible
    } else {
      isFinal = false
    }
    switch digit {
    case 0:
      if let leave = prompt.leaveIndex {
        focus(leave)
        open()
      } else {
        goBack()
      }
    case 9: more()
    case Numbering.finalYes where isFinal && form.focus == 1: open()
    default:
      guard let item = numbering.item(digit) else { return }
      focus(item)
      if isTyping { return openBoard() }
      if !(isFinal && item == 1) { open() }
    }
  }

  /// What is not seen yet: the rest of the text, the next items, and at last what always can be done.
  private mutating func more() {
    let arrangement = arrangement
    if arrangement.bodyTop + arrangement.heights.body < arrangement.body.count {
      leaf(ofList: false, 1)
    } else if let next = numbering.next {
      focus(next)
    } else {
      overlay = Overlay(kind: .tools(isPractice: conversation.isPractice))
    }
  }

  /// Begins to type into the focused field; a number that was complete is begun anew.
  private mutating func openBoard() {
    guard let field = focusedField else { return }
    form.board = Board(isOpen: true)
    if let digits = field.kind.digitCount, digitsTyped(field).count >= digits {
      form.edit(field) { $0.clear() }
    }
  }

  private mutating func strike(_ digit: Int) {
    guard let field = focusedField else { return }
    switch Board.kind(
      for: field.kind, ways, width: Frame(columns: size.columns, rows: size.rows).width)
    {
    case .direct(let count):
      let digits = digitsTyped(field) + String(digit)
      let text = field.kind == .day ? dashed(digits) : digits
      form.edit(field) {
        $0.clear()
        $0.insert(text)
      }
      if digits.count >= count { strike(Board.Stroke.done) }
    case .groups(let digitsFirst):
      if let stroke = form.board.stroke(digit, digitsFirst: digitsFirst) { strike(stroke) }
    case .keys, .numbers: break
    }
  }

  /// Does what a key of the board does.
  mutating func strike(_ stroke: Board.Stroke) {
    guard let field = focusedField else { return }
    switch stroke {
    case .text(let text):
      form.edit(field) { $0.insert(text) }
      form.board.group = nil
    case .group(let group): form.board.group = group
    case .page: form.board.page = (form.board.page + 1) % Board.pages
    case .backspace: form.edit(field) { $0.backspace() }
    case .clear: form.edit(field) { $0.clear() }
    case .close: form.board.group = nil
    case .done: focus(form.focus + 1)
    }
  }

  private var focusedField: Field? {
    let fields = prompt.fields
    return fields.indices.contains(form.focus) ? fields[form.focus] : nil
  }

  private func digitsTyped(_ field: Field) -> String {
    form.entry(field).string.filter { $0.isASCII && $0.isNumber }
  }

  /// Year, month and day, as far as they were typed.
  private func dashed(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index == 4 || index == 6 { text += "-" }
      text.append(digit)
    }
    return text
  }

  /// Does one of the things that can always be done.
  mutating func useTool(_ digit: Int) {
    switch digit {
    case 1: switchLanguage()
    case 2: showHelp()
    case 3 where conversation.isPractice: overlay = Overlay(kind: .inbox(messages))
    case 9:
      overlay = nil
      form.scroll = 0
      focus(prompt.firstFocus)
    case 0: overlay = nil
    default: break
    }
  }
}
