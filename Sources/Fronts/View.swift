import Journeys
import Terminal

/// Everything a person sees at one moment, as a value: draws itself without a terminal.
struct View {
  var prompt: Prompt
  var form: Form
  var chrome: Chrome
  var glyphs: Glyphs
  var say: (Phrase) -> String
  /// Shown over the prompt: help, or the practice inbox.
  var overlay: Overlay?
  /// What the person has to answer with.
  var ways = Ways()

  /// The picture for a terminal of that size.
  func screen(columns: Int, rows: Int) -> Screen {
    let frame = frame(columns: columns, rows: rows)
    return screen(frame, arranged(frame), columns: columns, rows: rows)
  }

  func screen(_ frame: Frame, _ arrangement: Arrangement, columns: Int, rows: Int) -> Screen {
    var screen = Screen(columns: columns, rows: rows)
    for (row, placed) in arrangement.placed(frame) { put(placed, row, frame, on: &screen) }
    draw(chromeOf: arrangement, frame, on: &screen)
    screen.cursor = arrangement.cursor(frame)
    return screen
  }

  /// The parts of a terminal of that size; the rules give way to a symbol that needs their rows.
  func frame(columns: Int, rows: Int) -> Frame {
    let frame = Frame(columns: columns, rows: rows)
    guard let symbol = symbolShown, SymbolPlace.largest(symbol, in: frame) == nil else {
      return frame
    }
    let bare = Frame(columns: columns, rows: rows, isBare: true)
    return SymbolPlace.largest(symbol, in: bare) == nil ? frame : bare
  }

  /// The symbol to be scanned, where one can be drawn at all.
  private var symbolShown: QRSymbol? {
    overlay == nil && !ways.spoken && glyphs.horizontal != "-" ? prompt.symbol : nil
  }

  /// Which rows there are and which of them fit; also what paging needs to know.
  func arranged(_ frame: Frame) -> Arrangement {
    guard let symbol = symbolShown, let place = SymbolPlace.largest(symbol, in: frame) else {
      return arranged(frame, layout(frame))
    }
    var layout = layout(frame)
    layout.symbol = place
    guard place.isBeside else { return arranged(frame, layout) }
    layout.width = frame.width - place.columns - SymbolPlace.gap
    var arrangement = arranged(frame, layout)
    arrangement.beside = place.drawn(at: frame.width - place.columns)
    return arrangement
  }

  private func arranged(_ frame: Frame, _ layout: Layout) -> Arrangement {
    var layout = layout
    let strip = overlay == nil ? strip(layout, frame) : []
    let room = max(1, frame.content - strip.count)
    if let overlay {
      return Arrangement(
        layout: layout, body: overlay.rows(layout), notices: [], list: [], strip: [], room: room,
        gap: 0, scroll: overlay.scroll, focus: nil)
    }
    if !ways.spoken {
      layout.grouped = true
      layout.roomy = frame.isRoomy
      let roomy = arrange(layout, strip, room: room, gap: frame.isRoomy ? 2 : 1)
      if roomy.fits { return roomy }
      layout.roomy = false
      let grouped = arrange(layout, strip, room: room, gap: 1)
      if grouped.fits { return grouped }
      layout.grouped = false
    }
    var arrangement = arrange(layout, strip, room: room, gap: 1)
    if !arrangement.fits {
      layout.compact = true
      arrangement = arrange(layout, strip, room: room, gap: 0)
    }
    return arrangement
  }

  /// What stands above the keys: the newest message, and the keys to type with.
  ///
  /// Without them nothing can be typed, so the message yields where there is no room for both.
  private func strip(_ layout: Layout, _ frame: Frame) -> [Row] {
    let message = chrome.message.map { layout.strip($0, height: frame.rows) } ?? []
    let fields = prompt.fields
    guard fields.indices.contains(form.focus), ways.touch || (ways.keypad && form.board.isOpen)
    else { return message }
    let board = layout.board(form.board, fields[form.focus], ways, room: frame.content)
    let both = message + (message.isEmpty || board.isEmpty ? [] : [Row.blank]) + board
    return both.count + Self.leastAbove <= frame.content ? both : board
  }

  /// The rows that a title, a field and what refused it need.
  private static let leastAbove = 8

  private func arrange(_ layout: Layout, _ strip: [Row], room: Int, gap: Int) -> Arrangement {
    Arrangement(
      layout: layout, body: layout.body(prompt),
      notices: layout.notices(prompt, chrome),
      list: layout.question(prompt, form), strip: strip, room: room, gap: gap,
      scroll: form.scroll, focus: form.focus)
  }

  private func layout(_ frame: Frame) -> Layout {
    var layout = Layout(width: frame.width, glyphs: glyphs, say: say)
    layout.height = frame.content
    layout.numbering = ways.keypad ? Numbering(prompt, focus: form.focus) : nil
    layout.ways = ways
    return layout
  }

  /// The first line, the rules, the keys, and the marks of text that is out of sight.
  private func draw(chromeOf arrangement: Arrangement, _ frame: Frame, on screen: inout Screen) {
    let layout = layout(frame)
    if let row = frame.header {
      put(layout.header(prompt, chrome), row, frame, on: &screen)
    }
    if !ways.spoken { draw(linesOf: frame, on: &screen) }
    if let row = frame.keys { put(keyRow(frame, arrangement), row, frame, on: &screen) }
    for mark in arrangement.marks(frame) {
      screen.put(
        String(mark.isUp ? glyphs.up : glyphs.down), row: mark.row,
        column: frame.across.upperBound - 1, style: Style(.accent, .bold))
    }
  }

  /// The rules, and the frame around everything where the terminal is larger than it.
  private func draw(linesOf frame: Frame, on screen: inout Screen) {
    if let card = frame.card {
      screen.box(rows: card.rows, columns: card.columns, glyphs: glyphs)
      let (top, bottom) = (card.rows.lowerBound, card.rows.upperBound - 1)
      let (left, right) = (card.columns.lowerBound, card.columns.upperBound - 1)
      for (sign, row, column) in zip(
        glyphs.cornerRound, [(top, left), (top, right), (bottom, left), (bottom, right)]
      ).map({ ($0, $1.0, $1.1) }) {
        screen.put(String(sign), row: row, column: column, style: .rule)
      }
    }
    for row in frame.rules {
      screen.horizontalLine(row: row, columns: frame.across, glyphs: glyphs)
      if let card = frame.card {
        screen.put(String(glyphs.teeLeft), row: row, column: card.columns.lowerBound, style: .rule)
        screen.put(
          String(glyphs.teeRight), row: row, column: card.columns.upperBound - 1, style: .rule)
      }
    }
  }

  /// The last line: the keys that work now.
  func keyRow(_ frame: Frame, _ arrangement: Arrangement) -> Row {
    let layout = layout(frame)
    let hints =
      overlay.map { layout.keys($0, chrome, scrolls: arrangement.scrolls) }
      ?? layout.keys(prompt, chrome, form, scrolls: arrangement.scrolls)
    return KeyLine.row(hints, width: frame.width)
  }

  func put(_ placed: Row, _ row: Int, _ frame: Frame, on screen: inout Screen) {
    for span in placed.spans {
      screen.put(
        span.text, row: row, column: frame.left + span.column, style: span.style,
        limit: max(0, frame.width - span.column))
    }
  }
}

/// Where the parts of the screen are, at one size of terminal.
struct Frame {
  /// The rows of the whole terminal.
  let rows: Int
  /// The columns the rules take.
  let across: Range<Int>
  /// The first column of text, and how many there are.
  let left: Int
  let width: Int
  let top: Int
  let content: Int
  let header: Int?
  let rules: [Int]
  let keys: Int?
  /// The frame around everything, where the terminal has room for one.
  let card: (rows: Range<Int>, columns: Range<Int>)?

  /// Whether there is room to set things apart.
  var isRoomy: Bool { content >= 26 }

  /// Whether the row above the keys is a rule.
  var hasRuleAbove: Bool { keys.map { rules.contains($0 - 1) } ?? false }

  /// The most columns text takes: longer lines are hard to read.
  static let widest = 100
  /// The most rows; on a taller terminal the keys would be too far from what they act on.
  static let tallest = 36

  /// - Parameters:
  ///   - columns: the terminal's.
  ///   - rows: the terminal's.
  ///   - isBare: whether the rows of the rules are needed for something else.
  init(columns: Int, rows: Int, isBare: Bool = false) {
    let (columns, rows) = (max(1, columns), max(1, rows))
    self.rows = rows
    let margin = columns >= 60 ? 2 : columns >= 30 ? 1 : 0
    width = min(columns - 2 * margin, Self.widest)
    left = (columns - width) / 2
    across = left - margin..<left + width + margin
    let height = isBare ? rows : min(rows, Self.tallest)
    let first = (rows - height) / 3
    let last = first + height - 1
    let hasCard = columns >= across.count + 6 && rows >= height + 4
    card =
      hasCard
      ? (first - 1..<last + 2, across.lowerBound - 1..<across.upperBound + 1) : nil
    switch height {
    case 15... where !isBare:
      (header, rules, keys) = (first, [first + 1, last - 1], last)
      (top, content) = (first + 2, height - 4)
    case 6...:
      (header, rules, keys) = (first, [], last)
      (top, content) = (first + 1, height - 2)
    case 3...:
      (header, rules, keys) = (nil, [], last)
      (top, content) = (first, height - 1)
    default:
      (header, rules, keys) = (nil, [], nil)
      (top, content) = (first, height)
    }
  }
}
