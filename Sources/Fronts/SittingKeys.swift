import Domain
import Journeys
import Terminal

extension Sitting {
  /// Does what a key means here.
  mutating func press(_ key: Key) {
    switch key {
    case .hangup, .terminate:
      conversation.leave()
      return
    case .resize, .unknown, .control("l"):
      return
    case .function(2):
      switchLanguage()
      return
    case .function(5):
      ways.spoken.toggle()
      return
    case .function(6):
      ways.large.toggle()
      return
    case .function(4):
      toggleKeypad()
      return
    default: if remark != nil { remark = nil }
    }
    if case .touch(let place) = key { return touch(place) }
    if overlay != nil { return pressOverOverlay(key) }
    switch key {
    case .wheel(let direction): roll(direction)
    case .paste(let text): paste(text)
    case .function(1): showHelp()
    case .function(3) where conversation.isPractice: overlay = Overlay(kind: .inbox(messages))
    case .escape:
      if form.board.isOpen { form.board = Board() } else { goBack() }
    case .pageDown: page(1)
    case .pageUp: page(-1)
    case .up: move(-1)
    case .down: move(1)
    case .tab: turn(1)
    case .backTab: turn(-1)
    default:
      if ways.keypad, pressOnKeypad(key) { return }
      if isTyping { type(key) } else { pressInList(key) }
    }
  }

  /// Whether the focus is in a field.
  var isTyping: Bool { prompt.takesText(at: form.focus) }

  mutating func showHelp() {
    overlay = Overlay(
      kind: .help(
        conversation.contacts, takesText: isTyping, isPractice: conversation.isPractice, ways))
  }

  private mutating func pressOverOverlay(_ key: Key) {
    let arrangement = arrangement
    let page = max(1, arrangement.heights.body - 1)
    let last = max(0, arrangement.body.count - arrangement.heights.body)
    func scroll(_ rows: Int, _ overlay: inout Overlay?) {
      overlay?.scroll = max(0, min(last, arrangement.bodyTop + rows))
    }
    if ways.keypad, case .character(let character) = key, let digit = character.wholeNumberValue {
      if case .tools = overlay?.kind { return useTool(digit) }
      if digit == 9 { return scroll(page, &overlay) }
      if digit == 8 { return scroll(-page, &overlay) }
    }
    switch key {
    case .up: scroll(-1, &overlay)
    case .down: scroll(1, &overlay)
    case .wheel(let direction): scroll(direction * Self.rowsOfWheel, &overlay)
    case .pageUp, .character("-"): scroll(-page, &overlay)
    case .pageDown, .character(" "), .character("+"): scroll(page, &overlay)
    case .home: scroll(-last, &overlay)
    case .end: scroll(last, &overlay)
    case .function(1), .character("?"):
      if case .help = overlay?.kind { close() } else { showHelp() }
    case .function(3) where conversation.isPractice:
      if case .inbox = overlay?.kind { close() } else { overlay = Overlay(kind: .inbox(messages)) }
    case .escape, .enter, .character("0"): close()
    default: break
    }
  }

  private mutating func close() { overlay = nil }

  /// The next part of the text above the list; where all of it is seen, of the list.
  private mutating func page(_ direction: Int) {
    if !scroll(by: direction * max(1, arrangement.heights.body - 1)), !isTyping {
      leaf(ofList: true, direction)
    }
  }

  /// The next page of the text or of the list, whichever is meant.
  mutating func leaf(ofList: Bool, _ direction: Int) {
    let heights = arrangement.heights
    if overlay != nil {
      pressOverOverlay(direction < 0 ? .pageUp : .pageDown)
    } else if ofList {
      focus(form.focus + direction * max(1, heights.list - 1))
    } else {
      _ = scroll(by: direction * max(1, heights.body - 1))
    }
  }

  /// Moves the text above the list; false when it cannot move further.
  private mutating func scroll(by rows: Int) -> Bool {
    let arrangement = arrangement
    let last = max(0, arrangement.body.count - arrangement.heights.body)
    let target = max(0, min(last, arrangement.bodyTop + rows))
    defer { form.scroll = target }
    return target != arrangement.bodyTop
  }

  /// The wheel reads on; where all of the text is seen it walks through the list.
  private mutating func roll(_ direction: Int) {
    if !scroll(by: direction * Self.rowsOfWheel), !isTyping { focus(form.focus + direction) }
  }

  private static let rowsOfWheel = 3

  /// The item above or below; where there is only one, the text moves instead.
  private mutating func move(_ direction: Int) {
    if prompt.itemCount > 1 { return focus(form.focus + direction) }
    _ = scroll(by: direction)
  }

  /// The next item, and after the last the first.
  private mutating func turn(_ direction: Int) {
    let count = max(1, prompt.itemCount)
    focus((form.focus + direction + count) % count)
  }

  mutating func focus(_ index: Int) {
    form.focus = max(0, min(index, prompt.itemCount - 1))
    form.digits = ""
    form.board = Board()
  }

  private mutating func pressInList(_ key: Key) {
    switch key {
    case .home: focus(0)
    case .end: focus(prompt.itemCount - 1)
    case .enter: open()
    case .character(" "): tick()
    case .character("?"), .character("*"), .character("."): showHelp()
    case .character("/"): toggleKeypad()
    case .character("+"): page(1)
    case .character("-"): page(-1)
    case .character(let character):
      if let digit = character.wholeNumberValue, (0...9).contains(digit) { press(digit: digit) }
    default: break
    }
  }

  /// A digit opens its item; where there are ten or more, it only leads the focus there.
  private mutating func press(digit: Int) {
    let prompt = prompt
    if digit == 0, form.digits.isEmpty {
      if let leave = prompt.leaveIndex {
        focus(leave)
        open()
      } else {
        goBack()
      }
    } else if prompt.takesOneDigit {
      guard digit <= prompt.itemCount - prompt.firstNumbered else { return }
      focus(prompt.firstNumbered + digit - 1)
      // A final yes is never one key away: its digit leads to it, Enter says it.
      if case .confirm(let question) = prompt.ask, question.irreversible, digit == 2 { return }
      open()
    } else {
      var digits = form.digits + String(digit)
      let count = prompt.itemCount - prompt.firstNumbered
      if Int(digits).map({ $0 > count }) ?? true { digits = String(digit) }
      guard let number = Int(digits), number > 0, number <= count else { return }
      focus(prompt.firstNumbered + number - 1)
      form.digits = digits
    }
  }

  private mutating func type(_ key: Key) {
    let fields = prompt.fields
    guard fields.indices.contains(form.focus) else { return }
    let field = fields[form.focus]
    switch key {
    case .character(let character): form.edit(field) { $0.insert(String(character)) }
    case .backspace: form.edit(field) { $0.backspace() }
    case .delete: form.edit(field) { $0.delete() }
    case .left: form.edit(field) { $0.moveLeft() }
    case .right: form.edit(field) { $0.moveRight() }
    case .home, .control("a"): form.edit(field) { $0.moveHome() }
    case .end, .control("e"): form.edit(field) { $0.moveEnd() }
    case .control("u"): form.edit(field) { $0.clear() }
    case .enter: form.focus < fields.count - 1 ? focus(form.focus + 1) : submit()
    default: break
    }
  }
}
