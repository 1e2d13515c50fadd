/// What lies in one cell: a blank, a character, or the right half of a wide one.
///
/// Plain numbers rather than a `Character`, so that comparing two frames costs next to nothing.
struct Cell: Equatable, Sendable {
  /// The scalar drawn here; 0 in the right half of a wide character.
  var base: UInt32 = 0x20
  var marks = Drawn.Marks()
  /// Whether the character takes the next cell too.
  var isLead = false
  var style: Style = .normal

  /// Whether this is the right half of a wide character.
  var isContinuation: Bool { base == 0 }

  /// Whether nothing at all is seen here.
  var isPlainBlank: Bool { base == 0x20 && marks.isEmpty && !style.showsInBlanks }

  static let blank = Cell()

  static func continuation(_ style: Style) -> Cell { Cell(base: 0, style: style) }
}

extension [Cell] {
  /// The part of this row that looks other than an earlier one, whole characters and whole runs of blanks; nil
  /// where they are alike.
  func change(from earlier: [Cell]) -> Range<Int>? {
    guard count == earlier.count else { return indices }
    return withUnsafeBufferPointer { here in
      earlier.withUnsafeBufferPointer { there in
        var first = 0
        while first < here.count, here[first] == there[first] { first += 1 }
        if first == here.count { return nil }
        var end = here.count
        while here[end - 1] == there[end - 1] { end -= 1 }
        if here[first].isContinuation { first -= 1 }
        while first > 0, here[first - 1].isPlainBlank { first -= 1 }
        while end < here.count, here[end].isContinuation || here[end].isPlainBlank { end += 1 }
        return first..<end
      }
    }
  }
}
