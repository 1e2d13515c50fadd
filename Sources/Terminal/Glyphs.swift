/// The signs that screens are drawn with, so that every one of them has an ASCII twin.
public struct Glyphs: Hashable, Sendable {
  public var horizontal: Character
  public var vertical: Character
  public var topLeft: Character
  public var topRight: Character
  public var bottomLeft: Character
  public var bottomRight: Character
  /// In front of the item that is chosen.
  public var pointer: Character
  /// A step that is done, and one that is not.
  public var done: Character
  public var open: Character
  /// The point of a timeline where one is now, and the lines before and after it.
  public var now: Character
  public var behind: Character
  public var ahead: Character
  public var dot: Character
  public var ellipsis: Character
  public var up: Character
  public var down: Character
  /// One column hiding a character of a secret or a number.
  public var mask: Character
  /// A bar's cell, full, then its parts from small to large, and the empty cell.
  public var barFull: Character
  public var barParts: [Character]
  public var barEmpty: Character
  /// Where a rule meets the frame, and the frame's four corners.
  public var teeLeft: Character
  public var teeRight: Character
  public var cornerRound: [Character]

  /// For terminals that show Unicode.
  public static let unicode = Glyphs(
    horizontal: "─", vertical: "│", topLeft: "┌", topRight: "┐", bottomLeft: "└",
    bottomRight: "┘", pointer: "▸", done: "●", open: "○", now: "◆", behind: "│", ahead: "┊",
    dot: "·", ellipsis: "…", up: "↑",
    down: "↓", mask: "•", barFull: "█", barParts: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"],
    barEmpty: "─", teeLeft: "├", teeRight: "┤", cornerRound: ["╭", "╮", "╰", "╯"])

  /// For everything else.
  public static let ascii = Glyphs(
    horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
    bottomRight: "+", pointer: ">", done: "*", open: "o", now: "@", behind: "|", ahead: ":",
    dot: ".", ellipsis: "~", up: "^",
    down: "v", mask: "*", barFull: "#", barParts: [], barEmpty: ".",
    teeLeft: "+", teeRight: "+", cornerRound: ["+", "+", "+", "+"])
}

/// A horizontal bar, in steps of an eighth of a cell where the glyphs have them.
public enum Bar {
  /// The bar as text, together exactly `width` columns.
  ///
  /// More than nothing never looks empty, and less than all never looks full.
  ///
  /// - Parameters:
  ///   - fraction: how much is filled, from 0 to 1; what lies outside is taken as the nearer end.
  ///   - width: the columns of the whole bar.
  ///   - glyphs: the signs to draw with.
  /// - Returns: full cells and at most one part of a cell; then the empty cells that are left.
  public static func render(
    fraction: Double, width: Int, glyphs: Glyphs = .unicode
  ) -> (filled: String, track: String) {
    guard width > 0 else { return ("", "") }
    let clamped = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
    let steps = glyphs.barParts.count + 1
    let whole = width * steps
    var filled = Int(clamped * Double(whole) + 0.5)
    if clamped > 0 { filled = max(filled, 1) }
    if clamped < 1 { filled = min(filled, whole - 1) }
    var bar = String(repeating: glyphs.barFull, count: filled / steps)
    if filled % steps > 0 { bar.append(glyphs.barParts[filled % steps - 1]) }
    return (bar, String(repeating: glyphs.barEmpty, count: width - bar.count))
  }
}

extension Screen {
  /// Draws a rule across a row.
  public mutating func horizontalLine(
    row: Int, columns: Range<Int>? = nil, glyphs: Glyphs = .unicode, style: Style = .rule
  ) {
    fill(
      rows: row..<row + 1, columns: columns ?? 0..<self.columns, with: glyphs.horizontal,
      style: style)
  }

  /// Draws the frame of a rectangle and leaves its inside.
  public mutating func box(
    rows: Range<Int>, columns: Range<Int>, glyphs: Glyphs = .unicode, style: Style = .rule
  ) {
    guard rows.count > 1, columns.count > 1 else { return }
    let (top, bottom) = (rows.lowerBound, rows.upperBound - 1)
    let (left, right) = (columns.lowerBound, columns.upperBound - 1)
    for row in [top, bottom] {
      horizontalLine(row: row, columns: columns, glyphs: glyphs, style: style)
    }
    for column in [left, right] {
      fill(rows: rows, columns: column..<column + 1, with: glyphs.vertical, style: style)
    }
    for (sign, row, column) in [
      (glyphs.topLeft, top, left), (glyphs.topRight, top, right),
      (glyphs.bottomLeft, bottom, left), (glyphs.bottomRight, bottom, right),
    ] { put(String(sign), row: row, column: column, style: style) }
  }
}
