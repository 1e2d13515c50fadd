// What a character becomes on the screen: pieces whose width all terminals agree on.
//
// Terminals differ on joined families, skin tones, flags and `☎️`; a cell too many or too few
// breaks the whole line. So the first picture of a joined family is drawn alone, a skin tone is
// left out, a flag is its two letters, and a sign asked to be a picture is the sign and a space.

/// One piece of text as it lies in the cells: a base scalar with the marks that sit on it.
struct Drawn: Equatable {
  var base: Unicode.Scalar
  var marks = Marks()
  var width: Int

  /// Up to three combining marks; more than three are a prank, and are left out.
  struct Marks: Equatable {
    var first: UInt32 = 0
    var second: UInt32 = 0
    var third: UInt32 = 0

    var isEmpty: Bool { first == 0 }

    mutating func append(_ scalar: Unicode.Scalar) {
      if first == 0 {
        first = scalar.value
      } else if second == 0 {
        second = scalar.value
      } else if third == 0 {
        third = scalar.value
      }
    }
  }
}

extension Character {
  /// Calls `body` with each piece this character is drawn as, from left to right.
  func forEachDrawn(_ body: (Drawn) -> Void) {
    var scalars = unicodeScalars.makeIterator()
    guard let first = scalars.next() else { return }
    if scalars.next() == nil {  // nearly always
      let width = first.cells
      if width > 0 { body(Drawn(base: shown(first), width: width)) }
      return
    }
    if self == "\r\n" { return body(Drawn(base: " ", width: 1)) }
    var piece: Drawn?
    var isPicture = false
    var joining = false
    func finish() {
      guard let done = piece else { return }
      body(done)
      if isPicture && done.width == 1 { body(Drawn(base: " ", width: 1)) }
    }
    for scalar in unicodeScalars {
      let value = scalar.value
      if value == 0x200D {  // zero width joiner: the next picture is part of this one
        joining = isPicture
      } else if value == 0xFE0F {  // asked to be a picture
        if piece?.base.properties.isEmoji == true { isPicture = true }
      } else if scalar.isDropped || isSelector(value) {
        continue
      } else if scalar.cells == 0 {
        if value != 0x200C && value != 0x20E3 { piece?.marks.append(scalar) }
      } else if joining || (isPicture && (0x1F3FB...0x1F3FF).contains(value)) {
        joining = false
      } else {
        finish()
        piece = Drawn(base: shown(scalar), width: scalar.cells)
        isPicture = scalar.cells == 2 && scalar.properties.isEmoji
      }
    }
    finish()
  }

  private func isSelector(_ value: UInt32) -> Bool {
    (0xFE00...0xFE0E).contains(value) || (0xE0100...0xE01EF).contains(value)
      || (0x180B...0x180F).contains(value)
  }

  private func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isLineControl || scalar.value == 0xA0 { return " " }
    if scalar.isVisiblyReplaced { return Unicode.Scalar.replacement }
    if (0x1F1E6...0x1F1FF).contains(scalar.value) {
      return Unicode.Scalar(UInt8(0x41 + scalar.value - 0x1F1E6))
    }
    return scalar
  }
}
