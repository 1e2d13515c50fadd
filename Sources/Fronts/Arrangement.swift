import Terminal

/// How body, notices and list share the rows there are.
///
/// When they do not fit, the list keeps at least half with the focus in sight, and the body scrolls.
struct Arrangement {
  /// How the rows were made.
  var layout: Layout
  var body: [Row]
  var notices: [Row]
  var list: [Row]
  var strip: [Row]
  /// The rows for body, notices and list.
  var room: Int
  /// Blank rows between them.
  var gap: Int
  /// The first row of the body that is asked for.
  var scroll: Int
  var focus: Int?
  /// A symbol that stands at the right of everything else.
  var beside: [Row] = []

  var gaps: Int {
    let parts = [body, notices, list].count { !$0.isEmpty }
    return max(0, parts - 1) * gap
  }

  var fits: Bool { body.count + notices.count + list.count + gaps <= room }

  /// The rows of the list, of the notices, and what is left for the body.
  var heights: (body: Int, notices: Int, list: Int) {
    if fits { return (body.count, notices.count, list.count) }
    guard !list.isEmpty else { return (min(body.count, room), 0, 0) }
    let notices = min(self.notices.count, max(0, room - 1), max(1, room / 2))
    let left = max(1, room - notices)
    let half = (left + 1) / 2
    // The focused item is seen whole wherever it can be: nothing else brings its end into sight.
    let focused = min(focus.flatMap { self.list.range(of: $0)?.count } ?? 0, left - 1)
    let list = min(self.list.count, max(half, left - body.count, focused))
    return (left - list, notices, list)
  }

  /// The first row of the body that is shown.
  var bodyTop: Int { max(0, min(scroll, body.count - heights.body)) }

  /// Whether some of the body is out of sight.
  var scrolls: Bool { body.count > heights.body }

  /// The first row of the list that is shown: such that the focused item is seen, as central as can be.
  var listTop: Int {
    let height = heights.list
    guard list.count > height, let focus, let item = list.range(of: focus) else { return 0 }
    if item.count <= height {
      let centred = item.lowerBound - (height - item.count) / 2
      return max(0, min(centred, list.count - height))
    }
    let cursor = cursorRow ?? item.lowerBound
    return max(item.lowerBound, cursor - height + 1)
  }

  /// The row of the list the cursor stands on.
  private var cursorRow: Int? { list.firstIndex { $0.item == focus && $0.cursor != nil } }

  /// Where the list begins, counted from the first row of the content.
  var listStart: Int {
    let heights = heights
    let gap = fits ? self.gap : 0
    var at = heights.body + (heights.body > 0 ? gap : 0)
    at += heights.notices + (heights.notices > 0 ? gap : 0)
    return at
  }

  /// Every row that is shown, with its place on the screen.
  func placed(_ frame: Frame) -> [(Int, Row)] {
    let heights = heights
    let gap = fits ? self.gap : 0
    var rows: [(Int, Row)] = []
    for (offset, row) in body.dropFirst(bodyTop).prefix(heights.body).enumerated() {
      rows.append((frame.top + offset, row))
    }
    let start = frame.top + heights.body + (heights.body > 0 ? gap : 0)
    for (offset, row) in notices.prefix(heights.notices).enumerated() {
      rows.append((start + offset, row))
    }
    for (offset, row) in list.dropFirst(listTop).prefix(heights.list).enumerated() {
      rows.append((frame.top + listStart + offset, row))
    }
    for (offset, row) in beside.enumerated() { rows.append((frame.top + offset, row)) }
    let stripTop = frame.top + frame.content - strip.count
    if strip.count < frame.content {
      for (offset, row) in strip.enumerated() { rows.append((stripTop + offset, row)) }
    }
    return rows
  }

  /// The cursor's place: on the focused item, or at the beginning of what is read.
  func cursor(_ frame: Frame) -> Position {
    guard let row = cursorRow, let column = list[row].cursor, row >= listTop else {
      return Position(row: frame.top, column: frame.left)
    }
    let last = frame.left + frame.width - 1
    return Position(
      row: frame.top + listStart + row - listTop, column: min(frame.left + column, last))
  }

  /// The rows at whose edge a mark says that there is more above or below.
  func marks(_ frame: Frame) -> [Mark] {
    let heights = heights
    var marks: [Mark] = []
    if heights.body > 0, scrolls {
      if bodyTop > 0 { marks.append(Mark(row: frame.top, isUp: true, ofList: false)) }
      if bodyTop + heights.body < body.count {
        marks.append(Mark(row: frame.top + heights.body - 1, isUp: false, ofList: false))
      }
    }
    if heights.list > 1, list.count > heights.list {
      let start = frame.top + listStart
      if listTop > 0 { marks.append(Mark(row: start, isUp: true, ofList: true)) }
      if listTop + heights.list < list.count {
        marks.append(Mark(row: start + heights.list - 1, isUp: false, ofList: true))
      }
    }
    return marks
  }
}

/// A sign at the right edge: there is more of the text, or of the list.
struct Mark: Equatable {
  var row: Int
  var isUp: Bool
  var ofList: Bool
}
