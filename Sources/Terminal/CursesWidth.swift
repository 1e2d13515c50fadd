internal import Glibc

/// The width of a character, for ncurses: this takes the place of the C library's `wcwidth`.
///
/// ncurses asks `wcwidth` for every cell, and glibc 2.36 knows nothing of CJK extensions H and I,
/// so curses would draw blanks for them. An executable's own function comes before a library's,
/// if the linker lets others see it (`--export-dynamic-symbol=wcwidth`); then the tables of
/// `CellWidth.swift` hold for curses too. Where it does not, `CursesWidth` finds out.
///
/// `Int32` is what `wchar_t` is on Linux; by that name it belongs to whichever module was read first.
@_cdecl("wcwidth")
public func cursesWidth(_ character: Int32) -> Int32 {
  guard character != 0 else { return 0 }
  guard let scalar = Unicode.Scalar(UInt32(bitPattern: character)), !scalar.isVisiblyReplaced
  else { return -1 }
  return Int32(scalar.cells)
}

/// What curses believes about widths, and what to draw where it is wrong.
struct CursesWidth {
  private typealias Ask = @convention(c) (Int32) -> Int32
  private let ask: Ask

  init() {
    // Looked up as the dynamic linker did it for curses; a plain call would always find ours.
    ask = dlsym(nil, "wcwidth").map { unsafeBitCast($0, to: Ask.self) } ?? cursesWidth
  }

  /// Whether curses would draw this scalar, in as many columns as we count.
  func knows(_ scalar: UInt32, columns: Int) -> Bool {
    scalar < 0x300 || (0x4E00...0x9FFF).contains(scalar) && columns == 2
      || Int(ask(Int32(scalar))) == columns
  }

  /// The cell to draw: a character that curses cannot show becomes 〓, the printer's mark for a
  /// character that is missing from the case, rather than an empty place in somebody's name.
  func drawable(_ cell: Cell) -> Cell {
    if knows(cell.base, columns: cell.isLead ? 2 : 1) { return cell }
    var cell = cell
    cell.base = cell.isLead ? 0x3013 : Unicode.Scalar.replacement.value
    cell.marks = Drawn.Marks()
    return cell
  }
}
