// Where a line of text may end: between words, between Chinese characters, and never so that a
// line starts with closing punctuation or ends with opening punctuation.

extension String {
  /// This text as lines no wider than `width` columns; at least one line.
  ///
  /// Blanks at the end of a line are left out, nothing else is lost. A word wider than a line is
  /// broken inside. On a line of one column a wide character is shown as `?`.
  public func wrapped(to width: Int) -> [String] {
    let width = Swift.max(1, width)
    guard standsAlone else {
      return split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .flatMap { wrap($0.map { Sign($0) }, to: width) }
    }
    if cells <= width { return [withoutBlanksAtEnd] }
    let isWide = CellWidth.ambiguousIsWide
    return wrap(unicodeScalars.map { Sign($0, ambiguousIsWide: isWide) }, to: width)
  }

  private var withoutBlanksAtEnd: String {
    guard let last = unicodeScalars.last, last == " " || last == "\u{3000}" else { return self }
    var text = Substring(self).unicodeScalars
    while let last = text.last, last == " " || last == "\u{3000}" { text.removeLast() }
    return String(Substring(text))
  }
}

extension StringProtocol {
  /// This text as lines; see ``Swift/String/wrapped(to:)``.
  public func wrapped(to width: Int) -> [String] { String(self).wrapped(to: width) }

  /// This text on one line, shortened with an ellipsis if it takes more than `width` columns.
  public func truncated(to width: Int, ellipsis: Character = "…") -> String {
    if cells <= width { return String(self) }
    let room = width - ellipsis.cells
    return room < 0 ? "" : prefix(cells: room) + String(ellipsis)
  }

  /// This text with blanks added until it takes `width` columns; never shortened.
  public func padded(
    to width: Int, _ side: Alignment = .leading, with blank: Character = " "
  ) -> String {
    let missing = Swift.max(0, width - cells)
    let before =
      switch side {
      case .leading: 0
      case .centre: missing / 2
      case .trailing: missing
      }
    return String(repeating: blank, count: before) + self
      + String(repeating: blank, count: missing - before)
  }

  /// The longest beginning of this text that takes no more than `width` columns.
  public func prefix(cells width: Int) -> String {
    var used = 0
    var end = startIndex
    while end < endIndex, used + self[end].cells <= width {
      used += self[end].cells
      end = index(after: end)
    }
    return String(self[..<end])
  }
}

/// Which edge padded text keeps to.
public enum Alignment: Sendable { case leading, centre, trailing }

/// Characters that may not begin, or may not end, a line.
enum Kinsoku {
  /// Beside all that closes a bracket or a quotation (Unicode Pe and Pf).
  private static let neverFirst = values(
    "，。！？、；：…—％‰·・～,.!?;:%ー々゛゜｡､﹐﹑﹒﹔﹕﹖﹗°℃¢")

  private static let neverLast = values("（【《「『〈〔［｛“‘([{-+￥¥$＄€£＃")

  private static func values(_ text: String) -> Set<UInt32> {
    Set(text.unicodeScalars.map(\.value))
  }

  /// Whether it is an ideograph, a letter or a digit, of which no rule speaks.
  private static func isFree(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x20: true
    default: false
    }
  }

  static func isNeverFirst(_ scalar: Unicode.Scalar) -> Bool {
    if isFree(scalar) { return false }
    if neverFirst.contains(scalar.value) { return true }
    switch scalar.properties.generalCategory {
    case .closePunctuation, .finalPunctuation: return true
    default: return false
    }
  }

  static func isNeverLast(_ scalar: Unicode.Scalar) -> Bool {
    !isFree(scalar) && neverLast.contains(scalar.value)
  }
}

/// A character with its width and what it allows, found out once.
private struct Sign {
  let character: Character
  let width: Int
  let isBlank: Bool
  let neverFirst: Bool
  let neverLast: Bool

  init(_ character: Character) {
    self.character = character
    width = character.cells
    let scalars = character.unicodeScalars
    let first = scalars[scalars.startIndex]
    neverFirst = Kinsoku.isNeverFirst(first)
    neverLast = scalars.count == 1 && Kinsoku.isNeverLast(first)
    isBlank = character.isWhitespace && character != "\u{A0}" && character != "\u{202F}"
  }

  /// One of a scalar that stands alone.
  init(_ scalar: Unicode.Scalar, ambiguousIsWide: Bool) {
    character = Character(scalar)
    width = scalar.cells(ambiguousIsWide: ambiguousIsWide)
    neverFirst = Kinsoku.isNeverFirst(scalar)
    neverLast = Kinsoku.isNeverLast(scalar)
    isBlank = scalar == " " || scalar == "\u{3000}"
  }
}

private func wrap(_ signs: [Sign], to width: Int) -> [String] {
  let signs =
    signs.contains { $0.width > width } ? signs.map { $0.width > width ? Sign("?") : $0 } : signs
  var lines: [String] = []
  var start = 0
  while start < signs.count {
    let end = lineEnd(signs, from: start, width: width)
    var shown = end
    while shown > start, signs[shown - 1].isBlank { shown -= 1 }
    var line = ""
    for sign in signs[start..<shown] { line.append(sign.character) }
    lines.append(line)
    start = end
    while start < signs.count, signs[start].isBlank { start += 1 }
  }
  return lines.isEmpty ? [""] : lines
}

/// The index after the last sign of the line that begins at `start`.
private func lineEnd(_ signs: [Sign], from start: Int, width: Int) -> Int {
  var used = 0
  var end = start
  while end < signs.count, signs[end].isBlank || used + signs[end].width <= width {
    used += signs[end].width
    end += 1
  }
  if end == signs.count { return end }
  let fits = end
  var best = fits
  while best > start, !mayBreak(signs, at: best) { best -= 1 }
  if best > start, signs[start..<best].contains(where: { !$0.isBlank }) { return best }
  // No word ends here: break inside one, still minding punctuation if at all possible.
  best = fits
  while best > start + 1, !mayCut(signs, at: best) { best -= 1 }
  return mayCut(signs, at: best) ? best : max(fits, start + 1)
}

/// Whether a line may end before the sign at `index` without cutting a word.
private func mayBreak(_ signs: [Sign], at index: Int) -> Bool {
  guard mayCut(signs, at: index) else { return false }
  let (before, after) = (signs[index - 1], signs[index])
  return before.isBlank || before.width == 2 || after.width == 2
}

/// Whether the punctuation on both sides allows a line to end before the sign at `index`.
private func mayCut(_ signs: [Sign], at index: Int) -> Bool {
  guard index > 0, index < signs.count else { return true }
  guard let after = signs[index...].first(where: { !$0.isBlank }) else { return true }
  guard let before = signs[..<index].last(where: { !$0.isBlank }) else { return true }
  return !after.neverFirst && !before.neverLast && !signs[index].isBlank
}
