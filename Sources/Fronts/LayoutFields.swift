import Journeys
import Terminal

extension Layout {
  /// Fields to type into; the focused one with its hint, a refused one with the reason below it.
  ///
  /// - Parameters:
  ///   - fields: what is asked.
  ///   - form: what was typed and where the focus is.
  ///   - refusal: why the last answer was not taken.
  /// - Returns: rows, each belonging to the field of that index.
  func fields(_ fields: [Field], _ form: Form, refusal: Refusal?) -> [Row] {
    if ways.spoken { return spokenFields(fields, form, refusal: refusal) }
    let labels = fields.enumerated().map { index, field in
      let label = Spoken(say: say).label(field)
      return numbering.map { "\($0.digit(index)) \(label)" } ?? label
    }
    let widest = labels.map(\.cells).max() ?? 0
    let isBeside = width >= 48 && widest <= width * 2 / 5
    let column = isBeside ? widest + 5 : min(2, width - 1)
    return fields.indices.flatMap { index in
      var rows = field(fields[index], index, labels[index], form, column, isBeside)
      if refusal?.field == fields[index].id, let refusal {
        rows += note("! " + say(refusal.phrase), at: column, Style(.bad, .bold), index)
      }
      if index == form.focus, let hint = fields[index].hint {
        rows += note(say(hint), at: column, .muted, index)
      }
      if !compact, index < fields.count - 1 { rows.append(.blank) }
      return rows
    }
  }

  private func field(
    _ field: Field, _ index: Int, _ label: String, _ form: Form, _ column: Int, _ isBeside: Bool
  ) -> [Row] {
    let isFocused = index == form.focus
    let style: Style = isFocused ? Style(.accent, .bold) : .normal
    var rows: [Row] = []
    if isBeside {
      rows.append(Row(label, at: 2, style, item: index))
    } else {
      rows.flow(
        label.wrapped(to: max(1, width - 2)), at: min(2, width - 1), style, from: 0, item: index)
      rows.append(Row(item: index))
    }
    if isFocused { rows[0].add(String(glyphs.pointer), at: 0, style) }

    let entry = form.entry(field)
    // How much is left matters only when little is.
    let isNearLimit = entry.text.count * 5 >= field.limit * 4
    let counter = isFocused && isNearLimit ? count(entry, of: field.limit) : ""
    let room = width - column - (counter.isEmpty ? 0 : counter.cells + 2)
    let size = max(1, min(room, field.limit + 1, 52))
    let seen = entry.window(size, mask: mask(field, entry.text))
    let last = rows.count - 1
    rows[last].add(
      seen.text.padded(to: size, with: isASCII ? "_" : " "), at: column,
      Style(.field, .underline))
    rows[last].cursor = column + min(seen.cursor, size - 1)
    if !counter.isEmpty, room >= 8 {
      rows[last].add(counter, at: column + size + 2, .muted)
    }
    return rows
  }

  /// What stands for each character of what nobody at the next desk is to read.
  func mask(_ field: Field, _ typed: [Character]) -> Character? {
    field.secret || field.hidesCard(String(typed)) ? glyphs.mask : nil
  }

  private func count(_ entry: TextEntry, of limit: Int) -> String {
    say(Phrase("front.typed", ["at": .count(entry.text.count), "of": .count(limit)]))
  }

  private func note(_ text: String, at column: Int, _ style: Style, _ index: Int) -> [Row] {
    text.wrapped(to: max(1, width - column)).map { Row($0, at: column, style, item: index) }
  }
}
