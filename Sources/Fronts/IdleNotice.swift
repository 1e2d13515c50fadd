import Journeys
import Terminal

/// The question whether anybody is still there, in a box over whatever is shown.
struct IdleNotice {
  /// The seconds until the session ends.
  var left: Int
  var glyphs: Glyphs
  var say: (Phrase) -> String

  private static let widest = 58

  /// Draws itself over the middle; the cursor goes there, since screen readers follow it.
  func draw(on screen: inout Screen) {
    let width = min(screen.columns, Self.widest)
    let isBoxed = width >= 20 && screen.rows >= 7
    let inside = max(1, isBoxed ? width - 4 : width)
    let lines = lines(inside).prefix(max(1, isBoxed ? screen.rows - 2 : screen.rows))
    let height = lines.count + (isBoxed ? 2 : 0)
    let (top, left) = ((screen.rows - height) / 2, (screen.columns - width) / 2)
    screen.fill(rows: top..<top + height, columns: left..<left + width)
    if isBoxed { frame(top..<top + height, left..<left + width, on: &screen) }
    let start = Position(row: top + (isBoxed ? 1 : 0), column: left + (isBoxed ? 2 : 0))
    for (offset, line) in lines.enumerated() {
      screen.put(
        line.text, row: start.row + offset, column: start.column, style: line.style, limit: inside)
    }
    screen.cursor = start
  }

  /// What matters most comes first, so that a small screen cuts off the rest.
  private func lines(_ width: Int) -> [(text: String, style: Style)] {
    let title = say("front.idle.title").wrapped(to: width).map { ($0, Style(.warning, .bold)) }
    let body = say(time).wrapped(to: width)
      .map { ($0, Style.normal) }
    let stay = say("front.idle.stay").wrapped(to: width).map { ($0, Style.normal.bold) }
    return title + body + stay
  }

  private var time: Phrase {
    left > IdleWatch.lastSeconds
      ? Phrase("front.idle.minutes", ["left": .seconds(Int64(left))])
      : Phrase("front.idle.left", ["left": .count(left)])
  }

  private func frame(_ rows: Range<Int>, _ columns: Range<Int>, on screen: inout Screen) {
    let line = String(repeating: glyphs.horizontal, count: columns.count - 2)
    let (top, bottom) = (rows.lowerBound, rows.upperBound - 1)
    let (left, right) = (columns.lowerBound, columns.upperBound - 1)
    screen.put("\(glyphs.topLeft)\(line)\(glyphs.topRight)", row: top, column: left, style: .rule)
    screen.put(
      "\(glyphs.bottomLeft)\(line)\(glyphs.bottomRight)", row: bottom, column: left, style: .rule)
    for row in rows.dropFirst().dropLast() {
      screen.put(String(glyphs.vertical), row: row, column: left, style: .rule)
      screen.put(String(glyphs.vertical), row: row, column: right, style: .rule)
    }
  }
}
