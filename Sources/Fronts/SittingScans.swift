import Domain
import Journeys
import Terminal

// Keys with the time they came at, so that a scanner is told from a hand.

extension Sitting {
  /// Does what a key means that came at a moment.
  ///
  /// - Parameters:
  ///   - key: what was pressed.
  ///   - now: when it came, in milliseconds of a clock that only goes forward.
  mutating func press(_ key: Key, at now: Int) {
    if watch.isOver(at: now) { settle() }
    switch key {
    case .resize, .unknown: press(key)
    case .character(let character):
      if watch.isEmpty { watch.before = form }
      watch.note(character, at: now)
      // On a list, and where digits are commands, nothing happens until it is known what this is.
      if isTyping, !ways.keypad, overlay == nil, watch.held.isEmpty {
        press(key)
      } else {
        watch.held.append(key)
      }
    case .enter, .tab:
      if Scan.mayContinue(watch.text) {
        watch.endLine(key, at: now)
      } else {
        // The end of a scan belongs to it, and answers nothing.
        if !settle() { press(key) }
      }
    default:
      settle()
      press(key)
    }
  }

  /// How long to wait for the next key before ``settle()``, in milliseconds; nil for ever.
  func patience(at now: Int) -> Int? {
    guard let scan = watch.patience(at: now) else { return conversation.patience }
    return min(scan, conversation.patience ?? scan)
  }

  /// Decides what came so far: a scan goes where it belongs, anything else is what was pressed.
  ///
  /// - Returns: whether it was a scan.
  @discardableResult
  mutating func settle() -> Bool {
    guard !watch.isEmpty else {
      if conversation.patience == 0 { leaveAlone() }
      return false
    }
    let watch = watch
    self.watch = ScanWatch()
    if let scan = Scan(watch.text) {
      accept(scan, before: watch.before)
      return true
    }
    if !isTyping, watch.text.count >= Self.leastUnknown, Set(watch.text).count > 1,
      watch.text.allSatisfy(Self.isOfCodes)
    {
      // No hand types so, and no key held down: a card, another shop's code or one that was misread,
      // whose digits must choose nothing. What a slow line delivers at once is in small letters.
      remark = "front.scan.unknown"
      return true
    }
    for key in watch.held { press(key) }
    return false
  }

  private static let leastUnknown = 12

  /// Whether a character is one that codes are made of.
  private static func isOfCodes(_ character: Character) -> Bool {
    character.isNumber || character.isUppercase || "-:$./+*".contains(character)
  }

  /// Puts a scan into the field it fits, or leads to the step that asks for it.
  mutating func accept(_ scan: Scan, before: Form? = nil) {
    overlay = nil
    let prompt = prompt
    let typedInto = form.focus
    let after = form
    if let before, before.belongs(to: prompt) { form = before }
    if fill(scan) { return }
    if let option = choosable(prompt).first(where: { scan.options.contains($0.id) }) {
      answer(.choose(option.id))
      if !fill(scan) { remark = unplaced(scan) }
      return
    }
    // Where any text is welcome, it stays as it was typed.
    if before != nil, prompt.fields.indices.contains(typedInto),
      prompt.fields[typedInto].kind == .text
    {
      form = after
      return
    }
    remark = unplaced(scan)
  }

  /// Puts a scan into the field that asks for it: the focused one, or else the first.
  private mutating func fill(_ scan: Scan) -> Bool {
    let fields = prompt.fields
    let fitting = fields.indices.filter { scan.fields.contains(fields[$0].kind) }
    guard let index = fitting.contains(form.focus) ? form.focus : fitting.first else {
      return false
    }
    let today = Day(conversation.now, offset: conversation.brandClock.seconds)
    let value = scan.value(on: today)
    form.edit(fields[index]) {
      $0.clear()
      $0.insert(value)
    }
    if let expiry = scan.expiry(on: today), let field = fields.first(where: { $0.kind == .day }) {
      form.edit(field) {
        $0.clear()
        $0.insert(expiry.iso)
      }
    }
    focus(min(index + 1, prompt.fields.count - (ways.needsDone ? 0 : 1)))
    remark = Phrase("front.scan.taken", ["what": .phrase(scan.name)])
    return true
  }

  private func choosable(_ prompt: Prompt) -> [Option] {
    switch prompt.ask {
    case .choose(let options): (options + prompt.others).filter { $0.disabled == nil }
    case .show, .confirm, .enter, .checklist, .wait, .finished: []
    }
  }

  private func unplaced(_ scan: Scan) -> Phrase {
    Phrase("front.scan.unplaced", ["what": .phrase(scan.name)])
  }

  /// Takes in a paste: as typed, unless it would put a number into a password or a code.
  mutating func paste(_ text: String) {
    let fields = prompt.fields
    let field = fields.indices.contains(form.focus) ? fields[form.focus] : nil
    let scan = Scan(text)
    let today = Day(conversation.now, offset: conversation.brandClock.seconds)
    if scan == nil, field?.holdsCard(text, today: today) ?? Reading.looksLikeCard(text) {
      remark = Refusal("card.refused").phrase
      return
    }
    if let field,
      scan == nil || !field.kind.refusesScans || scan?.fields.contains(field.kind) == true
    {
      form.edit(field) { $0.insert(text) }
    } else if let scan {
      accept(scan)
    }
  }
}

extension Field.Kind {
  /// Whether a number read from a document or a box must never land here.
  var refusesScans: Bool {
    switch self {
    case .password, .newPassword, .code: true
    case .text, .name, .userName, .email, .msisdn, .identifier, .receipt, .activationCode, .imei,
      .document, .day, .path:
      false
    }
  }
}
