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
