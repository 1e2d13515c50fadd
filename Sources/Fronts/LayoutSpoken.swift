import Journeys
import Terminal

/// The screen for speech and braille: every line and every item complete in itself, no column, bar
/// or box, and the cursor at the beginning of the item it is on.
extension Layout {
  private var spoken: Spoken { Spoken(say: say) }

  /// The lines above the question, each a sentence.
  func spokenLines(_ lines: [Line]) -> [Row] {
    lines.compactMap(spoken.line).flatMap { paragraph($0, .normal) }
  }

  /// A list, one item to a line: "3 of 7, Close account, not available: 1 bill open".
  ///
  /// The number is said only where it is another than the place, as 0 is for leaving.
  func spokenList(_ items: [Item], heads: [String], from first: Int, focus: Int) -> [Row] {
    items.enumerated().flatMap { offset, item -> [Row] in
      var parts = [spoken.place(offset + 1, of: items.count), spoken.item(item, heads: heads)]
      if item.digit != String(offset + 1), !item.digit.isEmpty {
        parts.append(say(Phrase("front.spoken.number", ["digit": .text(item.digit)])))
      }
      let index = first + offset
      let style: Style = index == focus ? Style.normal.bold.reversed : .normal
      var rows = spoken.joined(parts).wrapped(to: width).map { Row($0, at: 0, style, item: index) }
      rows[0].cursor = 0
      return rows
    }
  }

  /// Fields, label and what was typed on one line where both fit; a refusal before its field.
  func spokenFields(_ fields: [Field], _ form: Form, refusal: Refusal?) -> [Row] {
    fields.enumerated().flatMap { index, field -> [Row] in
      let isFocused = index == form.focus
      let style: Style = isFocused ? .normal.bold : .normal
      var rows: [Row] = []
      if refusal?.field == field.id, let refusal {
        let text = say(Phrase("front.spoken.refused", ["text": .phrase(refusal.phrase)]))
        rows += text.wrapped(to: width).map { Row($0, at: 0, Style(.bad, .bold), item: index) }
      }
      let place = fields.count > 1 ? spoken.place(index + 1, of: fields.count) : ""
      let label = say(
        Phrase("front.plain.field", ["what": .text(spoken.joined([place, spoken.label(field)]))]))
      rows += label.wrapped(to: width).map { Row($0, at: 0, style, item: index) }
      var column = (rows.last?.spans.first?.text.cells ?? 0) + 1
      if width - column < min(16, field.limit + 1) {
        column = 0
        rows.append(Row(item: index))
      }
      let size = max(1, min(width - column, field.limit + 1))
      let seen = form.entry(field).window(size, mask: mask(field, form.entry(field).text))
      rows[rows.count - 1].add(seen.text, at: column, Style(.field, .underline))
      rows[rows.count - 1].cursor = column + min(seen.cursor, size - 1)
      if isFocused, let hint = field.hint {
        rows += say(hint).wrapped(to: width).map { Row($0, at: 0, .normal, item: index) }
      }
      return rows
    }
  }
}
