// Text that comes from people, files or carriers must never reach the terminal as control.
//
// A control character becomes a visible `�`, so that staff notice; direction overrides, tags and
// other invisible formatting, which can make text read as something else, are dropped. Line ends
// and tabs become spaces: where a line ends is for `wrapped(to:)` to decide.

extension Unicode.Scalar {
  /// What is drawn in the place of a control character.
  ///
  /// `�` is two columns wide where ambiguous characters are; a control character counts one.
  static var replacement: Unicode.Scalar { CellWidth.ambiguousIsWide ? "?" : "\u{FFFD}" }

  /// Whether this scalar could command a terminal, and is shown as `�` instead.
  var isVisiblyReplaced: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether this scalar shows nothing but changes how its neighbours read.
  var isDropped: Bool {
    switch value {
    case 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F,
      0xFEFF, 0xFFF9...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE00FF, 0xE01F0...0xE0FFF:
      true
    default: false
    }
  }

  /// Whether this scalar is a line end or a tab, drawn as one space.
  var isLineControl: Bool { value == 0x0A || value == 0x0D || value == 0x09 }
}

extension StringProtocol {
  /// This text with nothing left in it that could command a terminal or reorder a line.
  ///
  /// `Screen.put` does this by itself; a front that prints line by line must ask.
  public var sanitised: String {
    var clean = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      if scalar == "\n" && afterReturn { continue }
      if scalar.isLineControl {
        clean.append(" ")
      } else if scalar.isVisiblyReplaced {
        clean.append(Unicode.Scalar.replacement)
      } else if !scalar.isDropped {
        clean.append(scalar)
      }
    }
    return String(clean)
  }
}
