// The one place that says how many columns text takes. Every other measurement asks here.
//
// Ambiguous characters (─ █ … “ ” ·) count one column, as in glibc, xterm and tmux, unless the
// terminal was set to show them two columns wide: `CursesSession` asks it, and whoever draws for it
// does so under `CellWidth.$ambiguousIsWide`.

/// How wide the terminal shows the characters that Unicode leaves to it.
public enum CellWidth {
  /// Whether ambiguous characters take two columns; of the task, so that two terminals can differ.
  @TaskLocal public static var ambiguousIsWide = false
}

extension Unicode.Scalar {
  /// The columns this scalar takes when drawn: 0, 1 or 2.
  ///
  /// A control character takes 1, because `�` is drawn in its place.
  public var cells: Int {
    if value < 0xA1 { return 1 }
    if value < 0x300 { return value == 0xAD ? 0 : isWideHere ? 2 : 1 }
    if value >= 0x4E00 && value <= 0x9FFF { return 2 }
    if isVisiblyReplaced { return 1 }
    if Self.find(value, in: CellTables.zero) { return 0 }
    return Self.find(value, in: CellTables.wide) || isWideHere ? 2 : 1
  }

  /// Whether this is an ambiguous character on a terminal that shows those wide.
  private var isWideHere: Bool {
    Self.find(value, in: CellTables.ambiguous) && CellWidth.ambiguousIsWide
  }

  private static func find(_ value: UInt32, in table: [UInt32]) -> Bool {
    var low = 0
    var high = table.count / 2
    while low < high {
      let middle = (low + high) / 2
      if table[2 * middle + 1] < value { low = middle + 1 } else { high = middle }
    }
    return 2 * low < table.count && table[2 * low] <= value
  }
}

extension Character {
  /// The columns this character takes when drawn: a family emoji 2, a letter with accents 1.
  public var cells: Int {
    var scalars = unicodeScalars.makeIterator()
    guard let first = scalars.next() else { return 0 }
    if scalars.next() == nil { return first.cells }
    var sum = 0
    forEachDrawn { sum += $0.width }
    return sum
  }
}

extension StringProtocol {
  /// The columns this text takes when drawn on one line.
  public var cells: Int {
    // Plain ASCII is the common case, and needs neither graphemes nor tables.
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
    return reduce(0) { $0 + $1.cells }
  }
}
