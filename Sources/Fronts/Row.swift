import Terminal

/// A piece of text at a column of a row.
struct Span: Equatable {
  var column: Int
  var text: String
  var style: Style
}

/// One row of what is shown, before it has a place on the screen.
struct Row: Equatable {
  var spans: [Span] = []
  /// The item of the list this row belongs to.
  var item: Int?
  /// Where the cursor stands when the row's item is focused; on one row of each item only.
  var cursor: Int?
  /// The columns that answer a finger, and with what; elsewhere the row answers with its item.
  var zones: [Zone] = []

  static let blank = Row()

  init(item: Int? = nil, cursor: Int? = nil) {
    self.item = item
    self.cursor = cursor
  }

  init(_ text: String, at column: Int = 0, _ style: Style = .normal, item: Int? = nil) {
    self.spans = [Span(column: column, text: text, style: style)]
    self.item = item
  }

  mutating func add(_ text: String, at column: Int, _ style: Style = .normal) {
    if !text.isEmpty { spans.append(Span(column: column, text: text, style: style)) }
  }
}

extension Row {
  /// Adds a bar with the track it runs in, so that the whole is seen beside the part.
  mutating func add(
    bar fraction: Double, at column: Int, width: Int, _ glyphs: Glyphs, _ style: Style
  ) {
    let bar = Bar.render(fraction: fraction, width: width, glyphs: glyphs)
    add(bar.filled, at: column, style)
    add(bar.track, at: column + bar.filled.cells, .rule)
  }
}

extension [Row] {
  /// Adds text beside or below: its first line to the row given, the others to rows of their own.
  mutating func flow(
    _ lines: [String], at column: Int, _ style: Style, from first: Int, item: Int? = nil
  ) {
    for (offset, line) in lines.enumerated() {
      while first + offset >= count { append(Row(item: item)) }
      self[first + offset].add(line, at: column, style)
    }
  }

  /// The rows that belong to an item.
  func range(of item: Int) -> Range<Int>? {
    guard let start = firstIndex(where: { $0.item == item }),
      let end = lastIndex(where: { $0.item == item })
    else { return nil }
    return start..<end + 1
  }
}
