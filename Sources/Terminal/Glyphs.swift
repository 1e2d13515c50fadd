/// The signs that screens are drawn with, so that every one of them has an ASCII twin.
public enum Glyphs: Hashable, Sendable {
  /// For terminals that show Unicode.
  case unicode
  /// For everything else.
  case ascii

  public var horizontal: Character { sign("─", "-") }
  public var vertical: Character { sign("│", "|") }
  public var topLeft: Character { sign("┌", "+") }
  public var topRight: Character { sign("┐", "+") }
  public var bottomLeft: Character { sign("└", "+") }
  public var bottomRight: Character { sign("┘", "+") }
  /// In front of the item that is chosen.
  public var pointer: Character { sign("▸", ">") }
  /// A step that is done.
  public var done: Character { sign("●", "*") }
  /// A step that is not.
  public var open: Character { sign("○", "o") }
  /// The point of a timeline where one is now.
  public var now: Character { sign("◆", "@") }
  /// The line of a timeline before that point.
  public var behind: Character { sign("│", "|") }
  /// The line after it.
  public var ahead: Character { sign("┊", ":") }
  public var dot: Character { sign("·", ".") }
  public var ellipsis: Character { sign("…", "~") }
  public var up: Character { sign("↑", "^") }
  public var down: Character { sign("↓", "v") }
  /// One column hiding a character of a secret or a number.
  public var mask: Character { sign("•", "*") }
  /// A bar's cell, full.
  public var barFull: Character { sign("█", "#") }
  /// Parts of a bar's cell, from small to large.
  public var barParts: [Character] { self == .unicode ? Self.eighths : [] }
  /// A bar's empty cell.
  public var barEmpty: Character { sign("─", ".") }
  /// Where a rule meets the frame on the left.
  public var teeLeft: Character { sign("├", "+") }
  /// Where it meets it on the right.
  public var teeRight: Character { sign("┤", "+") }
  /// The frame's four corners: top left, top right, bottom left, bottom right.
  public var cornerRound: [Character] { self == .unicode ? Self.round : Self.plain }

  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let round: [Character] = ["╭", "╮", "╰", "╯"]
  private static let plain: [Character] = ["+", "+", "+", "+"]

  private func sign(_ unicode: Character, _ ascii: Character) -> Character {
    self == .unicode ? unicode : ascii
  }
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
