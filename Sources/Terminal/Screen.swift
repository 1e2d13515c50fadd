/// A place on the screen; row 0, column 0 is the upper left cell.
public struct Position: Hashable, Sendable {
  public var row: Int
  public var column: Int

  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }
}

/// A picture made of cells, drawn in memory and compared in tests; `CursesSession` shows it.
///
/// A wide character lies in two cells. Drawing over one half of it blanks the other, and no edge
/// ever cuts one in two. Everything is clipped: drawing outside the screen is allowed and unseen.
public struct Screen: Equatable, Sendable {
  public let columns: Int
  public let rows: Int

  /// Where the terminal's own cursor stands: on what is focused, since screen readers follow it.
  public var cursor: Position?

  /// All cells, row by row.
  ///
  /// A row that nobody drew on since a copy was made is the very same row in both, which tells at once that it
  /// need not be drawn again.
  private(set) var cells: [[Cell]]

  /// An empty screen; at least one cell.
  public init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    cells = Array(
      repeating: Array(repeating: Cell(), count: self.columns), count: self.rows)
  }

  /// Draws `text` on one line and returns the columns it takes.
  ///
  /// - Parameters:
  ///   - text: any text at all; what could command the terminal is shown as `�`.
  ///   - row: the row, from 0; outside the screen nothing is drawn.
  ///   - column: the column of the first character; negative when it starts left of the screen.
  ///   - style: how all of the text looks.
  ///   - limit: the most columns to take; a wide character that does not fit is not drawn.
  /// - Returns: the columns from `column` to the end of the last character drawn.
  @discardableResult
  public mutating func put(
    _ text: String, row: Int, column: Int, style: Style = .normal, limit: Int = .max
  ) -> Int {
    guard rows > row, row >= 0, limit > 0 else { return 0 }
    let end = limit >= columns - column ? columns : column + limit
    var at = column
    if text.standsAlone {  // nearly always
      let isWide = CellWidth.ambiguousIsWide
      for scalar in text.unicodeScalars {
        let width = scalar.cells(ambiguousIsWide: isWide)
        if at + width > end { break }
        set(Drawn(base: scalar, width: width), row: row, column: at, style: style)
        at += width
      }
      return at - column
    }
    var full = false
    for character in text where !full {
      character.forEachDrawn { piece in
        guard !full else { return }
        if at + piece.width > end {
          full = true
        } else {
          set(piece, row: row, column: at, style: style)
          at += piece.width
        }
      }
    }
    return at - column
  }

  /// Draws `text` at a position; as `put(_:row:column:style:limit:)`.
  @discardableResult
  public mutating func put(
    _ text: String, at place: Position, style: Style = .normal, limit: Int = .max
  ) -> Int {
    put(text, row: place.row, column: place.column, style: style, limit: limit)
  }

  /// Fills a rectangle with blanks, or with another narrow character.
  public mutating func fill(
    rows: Range<Int>, columns: Range<Int>, with character: Character = " ",
    style: Style = .normal
  ) {
    let width = max(1, character.cells)
    if width == 1, let sign = character.unicodeScalars.first, sign.standsAlone {
      let visible = columns.clamped(to: 0..<self.columns)
      guard let last = visible.last else { return }
      let cell = Cell(base: sign.value, style: style)
      for row in rows.clamped(to: 0..<self.rows) {
        free(row: row, column: visible.lowerBound)
        free(row: row, column: last)
        for column in visible { cells[row][column] = cell }
      }
      return
    }
    for row in rows.clamped(to: 0..<self.rows) {
      let visible = columns.clamped(to: 0..<self.columns)
      for column in stride(from: visible.lowerBound, to: visible.upperBound, by: width) {
        put(
          String(character), row: row, column: column, style: style,
          limit: visible.upperBound - column)
      }
    }
  }

  /// Changes how a rectangle looks and leaves its text; for the row that is chosen.
  public mutating func restyle(rows: Range<Int>, columns: Range<Int>, _ style: Style) {
    for row in rows.clamped(to: 0..<self.rows) {
      for column in columns.clamped(to: 0..<self.columns) {
        cells[row][column].style = style
      }
    }
  }

  /// One row as it lies on a screen; cheap to keep and to put back.
  public struct Strip: Equatable, Sendable {
    fileprivate let cells: [Cell]
  }

  /// A row of the screen, or what takes its place; a row of another length is not taken.
  public subscript(strip row: Int) -> Strip {
    get { Strip(cells: cells[row]) }
    set { if newValue.cells.count == columns { cells[row] = newValue.cells } }
  }

  /// Whether a row is the very same in another screen: told by where it lies, without a look at either.
  func shares(_ row: Int, with other: Screen) -> Bool {
    cells.withUnsafeBytes { here in
      other.cells.withUnsafeBytes { there in
        here.bindMemory(to: UInt.self)[row] == there.bindMemory(to: UInt.self)[row]
      }
    }
  }

  private mutating func set(_ piece: Drawn, row: Int, column: Int, style: Style) {
    let visible = max(column, 0)..<max(0, column + piece.width)
    guard !visible.isEmpty else { return }
    free(row: row, column: visible.lowerBound)
    free(row: row, column: visible.upperBound - 1)
    if visible.count < piece.width {  // half of it is left of the screen
      for column in visible { cells[row][column] = Cell(style: style) }
      return
    }
    cells[row][column] = Cell(
      base: piece.base.value, marks: piece.marks, isLead: piece.width == 2, style: style)
    if piece.width == 2 { cells[row][column + 1] = .continuation(style) }
  }

  /// Blanks the wide character, if there is one, that a cell about to be drawn over is half of.
  private mutating func free(row: Int, column: Int) {
    if cells[row][column].isContinuation {
      cells[row][column - 1] = Cell(style: cells[row][column - 1].style)
      cells[row][column] = Cell(style: cells[row][column].style)
    } else if cells[row][column].isLead {
      cells[row][column] = Cell(style: cells[row][column].style)
      cells[row][column + 1] = Cell(style: cells[row][column + 1].style)
    }
  }
}

extension Screen {
  /// The rows as text, each exactly `columns` wide, with trailing blanks.
  public var lines: [String] { (0..<rows).map(line) }

  /// One row as text; the row must exist.
  public func line(_ row: Int) -> String {
    var text = String.UnicodeScalarView()
    for cell in cells[row] where !cell.isContinuation {
      for value in [cell.base, cell.marks.first, cell.marks.second, cell.marks.third] {
        if value != 0, let scalar = Unicode.Scalar(value) { text.append(scalar) }
      }
    }
    return String(text)
  }

  /// How the cell at a place looks; normal outside the screen.
  public func style(row: Int, column: Int) -> Style {
    guard (0..<rows).contains(row), (0..<columns).contains(column) else { return .normal }
    return cells[row][column].style
  }

  /// This screen with another size, cut or extended at the right and at the bottom.
  func fitted(columns width: Int, rows height: Int) -> Screen {
    if width == columns && height == rows { return self }
    var fitted = Screen(columns: width, rows: height)
    fitted.cursor = cursor
    for row in 0..<min(rows, fitted.rows) {
      for column in 0..<min(columns, fitted.columns) {
        let cell = cells[row][column]
        let isCut = cell.isLead && column + 1 == fitted.columns
        fitted.cells[row][column] = isCut ? Cell(style: cell.style) : cell
      }
    }
    return fitted
  }
}
