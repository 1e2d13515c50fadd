import Domain
import Fixtures
import Journeys
import Terminal
import Testing

@testable import Fronts

/// A person before the screen front, who can do nothing but press or touch: no terminal, all else real.
///
/// The picture is drawn before each act as a person sees it.
class Fingers: Sitter, @unchecked Sendable {
  let ways: Ways
  let columns: Int
  let rows: Int
  private var sittings: [ObjectIdentifier: Sitting] = [:]

  init(_ ways: Ways, columns: Int = 80, rows: Int = 24) {
    self.ways = ways
    self.columns = columns
    self.rows = rows
  }

  private func sitting(_ desk: Desk) -> Sitting {
    sittings[ObjectIdentifier(desk)]
      ?? Sitting(relay(desk), glyphs: .unicode, ways: ways) { Self.words($0) }
  }

  /// Does something at a desk.
  func sit(at desk: Desk, _ body: (inout Sitting) -> Void) {
    var sitting = sitting(desk)
    sitting.follow()
    body(&sitting)
    sittings[ObjectIdentifier(desk)] = sitting
  }

  func press(_ key: Key, _ sitting: inout Sitting) {
    acts += 1
    sitting.press(key)
  }

  @discardableResult
  func look(_ sitting: inout Sitting) -> Screen { sitting.picture(columns: columns, rows: rows) }

  override func act(_ answer: Answer, at desk: Desk) {
    sit(at: desk) { sitting in
      look(&sitting)
      let prompt = sitting.prompt
      switch answer {
      case .next:
        if case .checklist(let list) = prompt.ask { return take(list.items.count, &sitting) }
        take(0, &sitting)
      case .choose(let id):
        if let index = index(of: id, prompt) { take(index, &sitting) }
      case .confirm(let yes):
        take(yes ? 1 : 0, &sitting)
        if yes, case .confirm(let question) = prompt.ask, question.irreversible {
          sayFinalYes(&sitting)
        }
      case .check(let id, let ticked):
        guard case .checklist(let list) = prompt.ask,
          let index = list.items.firstIndex(where: { $0.id == id })
        else {
          Issue.record("\(id) cannot be ticked")
          return
        }
        if (list.items[index].state == .done) != ticked { take(index, &sitting) }
      case .enter(let texts):
        for (index, field) in prompt.fields.enumerated() {
          guard let text = texts[field.id] else { continue }
          if sitting.form.entry(field).string != text { type(text, index, field, &sitting) }
        }
        take(prompt.fields.count, &sitting)
      }
    }
  }

  func take(_ index: Int, _ sitting: inout Sitting) {}
  func type(_ text: String, _ index: Int, _ field: Field, _ sitting: inout Sitting) {}
  func sayFinalYes(_ sitting: inout Sitting) {}
}

/// Ten digits and nothing else.
final class TenDigits: Fingers, @unchecked Sendable {
  init() { super.init(Ways(keypad: true)) }

  private func press(_ digits: String, _ sitting: inout Sitting) {
    for digit in digits { press(.character(digit), &sitting) }
  }

  override func actBack(at desk: Desk) { sit(at: desk) { press("0", &$0) } }

  override func sayFinalYes(_ sitting: inout Sitting) { press("7", &sitting) }

  override func take(_ index: Int, _ sitting: inout Sitting) {
    let prompt = sitting.prompt
    var numbering = Numbering(prompt, focus: sitting.form.focus)
    var turns = 0
    while numbering.digit(index).isEmpty, turns < 60 {
      press("9", &sitting)
      if sitting.overlay != nil { press("9", &sitting) }
      numbering = Numbering(prompt, focus: sitting.form.focus)
      turns += 1
    }
    let digit = numbering.digit(index)
    // Items below the fold are told by the mark at the edge; what is seen must be true.
    let rows = sitting.arrangement.list.filter { $0.item == index }
    let words = rows.flatMap(\.spans).map(\.text).joined(separator: " ")
    #expect(words.split(separator: " ").contains { $0 == digit }, "\(digit): \(words)")
    press(digit, &sitting)
  }

  override func type(_ text: String, _ index: Int, _ field: Field, _ sitting: inout Sitting) {
    take(index, &sitting)
    guard sitting.form.board.isOpen else {
      Issue.record("no board for \(field.id)")
      return
    }
    let kind = Board.kind(for: field.kind, ways, width: 76)
    guard case .groups(let digitsFirst) = kind else {
      // Such a field closes when it is complete: what is too short can only be typed wrong.
      let count = field.kind.digitCount ?? 0
      let digits = text.filter { $0.isASCII && $0.isNumber }.prefix(count)
      return press(digits + String(repeating: "1", count: count - digits.count), &sitting)
    }
    press("080", &sitting)
    for character in text {
      guard let digits = way(to: String(character), Board(isOpen: true), digitsFirst) else {
        Issue.record("\(character) of \(field.id) cannot be typed with digits")
        return
      }
      press(digits, &sitting)
    }
    press("01", &sitting)
  }

  /// The digits that type a sign, found by looking through what each shows.
  private func way(to sign: String, _ board: Board, _ digitsFirst: Bool) -> String? {
    for digit in 0...9 {
      if board.stroke(digit, digitsFirst: digitsFirst) == .text(sign) { return String(digit) }
    }
    for digit in 0...9 {
      guard case .group(let group)? = board.stroke(digit, digitsFirst: digitsFirst) else {
        continue
      }
      if let rest = way(to: sign, Board(isOpen: true, group: group), digitsFirst) {
        return "\(digit)" + rest
      }
    }
    // Numbers and documents are read in either case.
    return digitsFirst && sign != sign.uppercased()
      ? way(to: sign.uppercased(), board, digitsFirst) : nil
  }
}

/// One finger on the glass and nothing else.
final class OneFinger: Fingers, @unchecked Sendable {
  init() { super.init(Ways(touch: true)) }

  /// Touches the middle of what answers so; false when it is nowhere to be seen.
  private func touch(_ wanted: Target, _ sitting: inout Sitting) -> Bool {
    var found: [Terminal.Position] = []
    let surface = Surface(sitting.view, columns: columns, rows: rows)
    for row in 0..<rows {
      for column in stride(from: 0, to: columns, by: 2) {
        let place = Terminal.Position(row: row, column: column)
        if surface.target(at: place) == wanted { found.append(place) }
      }
    }
    guard !found.isEmpty else { return false }
    press(.touch(found[found.count / 2]), &sitting)
    return true
  }

  override func actBack(at desk: Desk) {
    sit(at: desk) { sitting in
      look(&sitting)
      #expect(touch(.key(.escape), &sitting))
    }
  }

  override func sayFinalYes(_ sitting: inout Sitting) {
    #expect(touch(.key(.enter), &sitting), "the last line says a final yes")
  }

  override func take(_ index: Int, _ sitting: inout Sitting) {
    for _ in 0..<40 {
      if touch(.item(index), &sitting) { return }
      let direction = index < sitting.form.focus ? -1 : 1
      guard touch(.leaf(ofList: true, direction), &sitting) else { break }
    }
    Issue.record("item \(index) of \(sitting.prompt.step) is out of a finger's reach")
  }

  override func type(_ text: String, _ index: Int, _ field: Field, _ sitting: inout Sitting) {
    take(index, &sitting)
    for _ in sitting.form.entry(field).text { #expect(touch(.stroke(.backspace), &sitting)) }
    for character in text {
      let cap = Target.stroke(.text(String(character)))
      var pages = 0
      while !touch(cap, &sitting) {
        pages += 1
        guard pages < Board.pages, touch(.stroke(.page), &sitting) else {
          // A number's keys have no letters and no blanks; its reading needs none.
          if field.kind != .msisdn && field.kind.digitCount == nil {
            Issue.record("\(character) of \(field.id) has no key")
          }
          break
        }
      }
    }
  }
}
