import Journeys
import Terminal

extension Layout {
  /// The newest practice message: a box where there is room, else a line or two.
  ///
  /// - Parameters:
  ///   - message: what would have gone out.
  ///   - height: the rows of the whole screen.
  /// - Returns: rows as wide as the layout; none where there is no room at all.
  func strip(_ message: MessageText, height: Int) -> [Row] {
    let text = opening(message.text)
    if ways.spoken {
      let title = say(Phrase("front.message", ["to": .text(message.to)]))
      let lines = "\(title)\n\(text)".wrapped(to: width)
      return clipped(lines, to: max(1, min(6, height / 4)), width: width).map { Row($0) }
    }
    if height >= 16, width >= 24 { return box(message.to, text, most: height >= 22 ? 4 : 2) }
    guard height >= 6, width >= 8 else { return [] }
    let lines = clipped(text.wrapped(to: width - 2), to: height >= 12 ? 2 : 1, width: width - 2)
    return lines.map { line in
      var row = Row(String(glyphs.vertical), at: 0, Style(.accent, .bold))
      row.add(line, at: 2)
      return row
    }
  }

  /// The first paragraph: the inbox shows all of it, with the subject and who signed.
  private func opening(_ text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .drop { $0.allSatisfy(\.isWhitespace) }
    return lines.prefix { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
  }

  private func box(_ to: String, _ text: String, most: Int) -> [Row] {
    let inside = width - 4
    let title = say(Phrase("front.message", ["to": .text(to)]))
      .truncated(to: inside - 2, ellipsis: glyphs.ellipsis)
    let line = { (count: Int) in String(repeating: glyphs.horizontal, count: max(0, count)) }
    var top = Row(String(glyphs.topLeft) + line(1), at: 0, .rule)
    top.add(title, at: 3, Style(.accent, .bold))
    top.add(
      line(width - 5 - title.cells) + String(glyphs.topRight), at: 4 + title.cells, .rule)
    let bottom = Row(
      String(glyphs.bottomLeft) + line(width - 2) + String(glyphs.bottomRight), at: 0, .rule)
    let lines = clipped(text.wrapped(to: inside), to: most, width: inside).map { text in
      var row = Row(String(glyphs.vertical), at: 0, .rule)
      row.add(text, at: 2)
      row.add(String(glyphs.vertical), at: width - 1, .rule)
      return row
    }
    return [top] + lines + [bottom]
  }

  /// The first lines, the last of them with an ellipsis when more follow.
  private func clipped(_ lines: [String], to count: Int, width: Int) -> [String] {
    guard lines.count > count, count > 0 else { return lines }
    var shown = Array(lines.prefix(count))
    shown[count - 1] =
      shown[count - 1].prefix(cells: width - 1) + String(glyphs.ellipsis)
    return shown
  }
}
