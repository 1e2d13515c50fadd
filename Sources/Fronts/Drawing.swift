import Terminal

/// A picture, with what went into it: the next one is often nearly the same.
///
/// Moving the focus is what people do most, and on a list that is seen whole it changes two of its items. Those
/// are drawn on the last picture; everything else stays as it lies. An object, since it is nobody's value: whatever
/// it showed before, it shows what it is asked to.
final class Drawing {
  private(set) var screen: Screen
  private var view: View
  private var frame: Frame
  private var arrangement: Arrangement
  private var isWide: Bool
  /// What the list is made of, once the focus was moved in it.
  private var list: ListParts?
  /// Its items as they were drawn, without the focus and with it; empty until it moves.
  private var items: [(unfocused: Placed?, focused: Placed?)] = []

  /// An item where it lies on the screen.
  private struct Placed {
    let top: Int
    let strips: [Screen.Strip]
    let cursor: Position
  }

  init(of view: View, columns: Int, rows: Int) {
    frame = view.frame(columns: columns, rows: rows)
    arrangement = view.arranged(frame)
    screen = view.screen(frame, arrangement, columns: columns, rows: rows)
    isWide = CellWidth.ambiguousIsWide
    self.view = view
  }

  /// Draws the next picture.
  func show(_ next: View, columns: Int, rows: Int) {
    if screen.columns == columns, screen.rows == rows, leads(to: next), move(to: next) { return }
    frame = next.frame(columns: columns, rows: rows)
    arrangement = next.arranged(frame)
    screen = next.screen(frame, arrangement, columns: columns, rows: rows)
    isWide = CellWidth.ambiguousIsWide
    view = next
    list = nil
    items = []
  }

  /// Whether nothing but the place of the focus can look different.
  private func leads(to next: View) -> Bool {
    arrangement.fits && !arrangement.layout.compact && arrangement.beside.isEmpty
      && view.overlay == nil && next.overlay == nil && isWide == CellWidth.ambiguousIsWide
      // Fields, and keys to type with, follow the focus in more than its row.
      && next.prompt.fields.isEmpty && !next.ways.keypad && next.ways == view.ways
      && next.form.differs(onlyByFocusFrom: view.form) && next.glyphs == view.glyphs
      && next.chrome == view.chrome
      && next.prompt == view.prompt
  }

  /// Draws the two items anew between which the focus moves; false where it takes more than that.
  private func move(to next: View) -> Bool {
    let (old, new) = (view.form.focus, next.form.focus)
    guard old != new else { return true }
    guard place(old, isFocused: false), place(new, isFocused: true) else { return false }
    view.form = next.form
    if let place = frame.keys, next.prompt.keysFollowFocus {
      draw(view.keyRow(frame, arrangement), place)
    }
    return true
  }

  /// Draws an item where it lies; false where it would take another place.
  private func place(_ item: Int, isFocused: Bool) -> Bool {
    if items.isEmpty { items = Array(repeating: (nil, nil), count: view.prompt.itemCount) }
    guard items.indices.contains(item) else { return false }
    if let known = isFocused ? items[item].focused : items[item].unfocused {
      for (offset, strip) in known.strips.enumerated() {
        screen[strip: known.top + offset] = strip
      }
      if isFocused { screen.cursor = known.cursor }
      return true
    }
    let layout = arrangement.layout
    let list = list ?? layout.listParts(view.prompt)
    self.list = list
    guard let rows = layout.rows(of: item, in: list, isFocused: isFocused),
      let range = arrangement.list.range(of: item), range.count == rows.count
    else { return false }
    let top = frame.top + arrangement.listStart + range.lowerBound
    for (offset, row) in rows.enumerated() { draw(row, top + offset) }
    if isFocused {
      arrangement.list.replaceSubrange(range, with: rows)
      arrangement.focus = item
      screen.cursor = arrangement.cursor(frame)
    }
    let placed = Placed(
      top: top, strips: rows.indices.map { screen[strip: top + $0] },
      cursor: arrangement.cursor(frame))
    if isFocused { items[item].focused = placed } else { items[item].unfocused = placed }
    return true
  }

  private func draw(_ row: Row, _ place: Int) {
    screen.fill(rows: place..<place + 1, columns: frame.left..<frame.left + frame.width)
    view.put(row, place, frame, on: &screen)
  }
}
