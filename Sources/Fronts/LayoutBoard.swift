import Journeys
import Terminal

extension Layout {
  /// The keys drawn on the screen for a field; what each digit or each touch does.
  ///
  /// - Parameters:
  ///   - board: which part of it is open.
  ///   - field: what is typed into.
  ///   - ways: what the person has.
  ///   - room: the rows there are; with plenty of them every key takes two.
  /// - Returns: rows; none where they would leave no room for the field itself.
  func board(_ board: Board, _ field: Field, _ ways: Ways, room: Int) -> [Row] {
    let kind = Board.kind(for: field.kind, ways, width: width)
    if case .direct(let digits) = kind {
      let text = say(Phrase("front.board.direct", ["count": .count(digits)]))
      let rows = text.wrapped(to: width).map { Row($0, at: 0, .muted) }
      return rows.count + 2 <= room ? rows : []
    }
    let caps = board.caps(kind)
    guard caps.count + 2 <= room, width >= 9 else { return [] }
    let height = ways.touch && caps.count * 2 + 12 <= room ? 2 : 1
    let columns = kind == .keys ? 11 : kind == .numbers ? 4 : 3
    let size = min((width + 1) / columns, kind == .keys ? 7 : 16)
    return caps.flatMap { row($0, size: size, columns: columns, height: height) }
  }

  private func row(_ caps: [Board.Cap], size: Int, columns: Int, height: Int) -> [Row] {
    var rows = [Row](repeating: Row(), count: height)
    // A single key stands where 0 is on a telephone.
    var at = caps.count == 1 && columns == 3 ? size : 0
    for cap in caps {
      let taken = size * cap.span
      defer { at += taken }
      let label =
        switch cap.label {
        case .text(let text): text
        case .phrase(let phrase): say(phrase)
        }
      guard !label.isEmpty else { continue }
      let inner = max(1, taken - 1)
      for index in rows.indices {
        let isWritten = index == height / 2
        if cap.digit.isEmpty {
          let text = isWritten ? label.truncated(to: inner, ellipsis: glyphs.ellipsis) : ""
          rows[index].add(text.padded(to: inner, .centre), at: at, Style.normal.reversed)
        } else if isWritten {
          rows[index].add(cap.digit, at: at, Style(.accent, .bold))
          rows[index].add(
            label.truncated(to: max(0, inner - 2), ellipsis: glyphs.ellipsis), at: at + 2)
        }
        rows[index].zones.append(Zone(columns: at..<at + taken, target: .stroke(cap.stroke)))
      }
    }
    return rows
  }
}
