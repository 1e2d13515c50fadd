// The one place that says how many columns text takes. Every other measurement asks here.
//
// Ambiguous characters (─ █ … “ ” ·) count one column, as in glibc, xterm and tmux, unless the
// terminal was set to show them two columns wide: `CursesSession` asks it, and whoever draws for it
// does so within `CellWidth.with(ambiguousIsWide:_:)`.

internal import Glibc

/// How wide the terminal shows the characters that Unicode leaves to it.
public enum CellWidth {
  /// Whether ambiguous characters take two columns; of the thread, so that two terminals can differ.
  ///
  /// Not of the task: nothing that draws waits for anything, and every cell asks.
  public static var ambiguousIsWide: Bool { pthread_getspecific(mark) != nil }

  /// Draws or measures for a terminal that shows them so.
  ///
  /// - Parameters:
  ///   - isWide: whether they take two columns while `body` runs.
  ///   - body: what draws, on this thread.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  public static func with<T, E: Error>(
    ambiguousIsWide isWide: Bool, _ body: () throws(E) -> T
  ) throws(E) -> T {
    let before = pthread_getspecific(mark)
    pthread_setspecific(mark, isWide ? UnsafeRawPointer(bitPattern: 1) : nil)
    defer { pthread_setspecific(mark, before) }
    return try body()
  }

  private static let mark: pthread_key_t = {
    var mark = pthread_key_t()
    pthread_key_create(&mark, nil)
    return mark
  }()
}

extension Unicode.Scalar {
  /// The columns this scalar takes when drawn: 0, 1 or 2.
  ///
  /// A control character takes 1, because `�` is drawn in its place.
  public var cells: Int { cells(ambiguousIsWide: CellWidth.ambiguousIsWide) }

  /// The same on a terminal of which that is known.
  func cells(ambiguousIsWide: @autoclosure () -> Bool) -> Int {
    if value < 0xA1 { return 1 }
    if value >= 0x4E00 && value <= 0x9FFF { return 2 }
    if value < 0x300 {
      if value == 0xAD { return 0 }
    } else {
      // What most of the rest is: rules, bars and shapes, Chinese punctuation, full-width forms.
      if value >= 0x2500 && value <= 0x25FC {
        return ambiguousIsWide() && Self.find(value, in: CellTables.ambiguous) ? 2 : 1
      }
      if value >= 0x3000 && value <= 0x3029 || value >= 0xFF01 && value <= 0xFF60 { return 2 }
      if isVisiblyReplaced { return 1 }
      if Self.find(value, in: CellTables.zero) { return 0 }
      if Self.find(value, in: CellTables.wide) { return 2 }
    }
    return ambiguousIsWide() && Self.find(value, in: CellTables.ambiguous) ? 2 : 1
  }

  /// Whether this scalar never joins its neighbours: it is a character, and one piece, by itself.
  ///
  /// Only those that most text is made of; the others are looked at more closely, at ten times the cost.
  var standsAlone: Bool {
    switch value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x4E00...0x9FFF: true
    // Punctuation, arrows, lines, blocks and shapes.
    case 0x2010...0x2027, 0x2030...0x205E, 0x2190...0x25FF: true
    // Chinese punctuation, kana, rarer ideographs, full-width forms.
    case 0x3000...0x3029, 0x3041...0x3096, 0x30A1...0x30FE, 0x3400...0x4DBF, 0xFF01...0xFF60,
      0xFFE0...0xFFE6:
      true
    default: false
    }
  }

  static func find(_ value: UInt32, in table: [UInt32]) -> Bool {
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

extension String {
  /// The columns this text takes when drawn on one line.
  public var cells: Int {
    // Plain ASCII is the common case, and needs no tables; Chinese needs no graphemes.
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
    guard standsAlone else { return reduce(0) { $0 + $1.cells } }
    let isWide = CellWidth.ambiguousIsWide
    return unicodeScalars.reduce(0) { $0 + $1.cells(ambiguousIsWide: isWide) }
  }

  /// Whether each of its scalars does; then it has no line ends either.
  var standsAlone: Bool { unicodeScalars.allSatisfy(\.standsAlone) }
}

extension StringProtocol {
  /// The columns this text takes when drawn on one line.
  public var cells: Int { String(self).cells }
}
