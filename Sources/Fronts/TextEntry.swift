import Journeys
import Terminal

/// One line of text being typed, and where in it the next character goes.
struct TextEntry: Equatable {
  private(set) var text: [Character] = []
  /// Before which character the cursor stands; `text.count` is the end.
  private(set) var insertion = 0
  var limit: Int
  /// Whether only digits are taken.
  var digitsOnly: Bool

  init(_ field: Field) {
    limit = max(1, field.limit)
    digitsOnly = field.kind == .code
    insert(field.initial)
  }

  var string: String { String(text) }

  /// Puts characters in at the cursor, as many as the limit allows; control is left out.
  mutating func insert(_ more: some StringProtocol) {
    for character in more.sanitisedForTyping where text.count < limit {
      guard let taken = digitsOnly ? character.asciiDigit : character else { continue }
      text.insert(taken, at: insertion)
      insertion += 1
    }
  }

  mutating func backspace() {
    guard insertion > 0 else { return }
    insertion -= 1
    text.remove(at: insertion)
  }

  mutating func delete() {
    if insertion < text.count { text.remove(at: insertion) }
  }

  mutating func clear() {
    text = []
    insertion = 0
  }

  mutating func moveLeft() { insertion = max(0, insertion - 1) }
  mutating func moveRight() { insertion = min(text.count, insertion + 1) }
  mutating func moveHome() { insertion = 0 }
  mutating func moveEnd() { insertion = text.count }

  /// What is seen through a window of some columns, and the cursor's column in it.
  ///
  /// - Parameters:
  ///   - width: the window; its last column is kept for the cursor behind the last character.
  ///   - mask: what stands for each character of a secret.
  /// - Returns: text of at most `width` columns, never with half a wide character.
  func window(_ width: Int, mask: Character? = nil) -> (text: String, cursor: Int) {
    let signs = mask.map { Array(repeating: $0, count: text.count) } ?? text
    let width = max(1, width)
    var first = insertion
    var cursor = 0
    while first > 0, cursor + signs[first - 1].cells < width {
      first -= 1
      cursor += signs[first].cells
    }
    // A part of the text that fits is shown from its beginning.
    return (String(signs[first...]).prefix(cells: width), cursor)
  }
}

extension Character {
  /// The digit this is, also when typed in full width.
  fileprivate var asciiDigit: Character? {
    guard let value = wholeNumberValue, (0...9).contains(value) else { return nil }
    return Character(String(value))
  }
}

extension StringProtocol {
  /// The characters that may go into a field: line ends, tabs and other control are left out.
  fileprivate var sanitisedForTyping: String {
    String(filter { !$0.isNewline && $0 != "\t" }).sanitised.filter { $0 != "\u{FFFD}" }
  }
}
