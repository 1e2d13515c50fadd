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
    let isSame = withUnsafeBufferPointer { here in
      earlier.withUnsafeBufferPointer { here.baseAddress == $0.baseAddress }
    }
    if isSame { return nil }
    guard var first = indices.first(where: { self[$0] != earlier[$0] }) else { return nil }
    var end = count
    while self[end - 1] == earlier[end - 1] { end -= 1 }
    if self[first].isContinuation { first -= 1 }
    while first > 0, self[first - 1].isPlainBlank { first -= 1 }
    while end < count, self[end].isContinuation || self[end].isPlainBlank { end += 1 }
    return first..<end
  }
}
