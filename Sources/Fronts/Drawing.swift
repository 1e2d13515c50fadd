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
  /// Whether nothing but its items looks different when the focus moves.
  private var isSteady = false
  /// The row of the keys, where they depend on which item is focused.
  private var keys: Int?
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
    weigh()
  }

  /// Draws the next picture from nothing.
  func show(_ next: View, columns: Int, rows: Int) {
    frame = next.frame(columns: columns, rows: rows)
    arrangement = next.arranged(frame)
    screen = next.screen(frame, arrangement, columns: columns, rows: rows)
    isWide = CellWidth.ambiguousIsWide
    view = next
    list = nil
    items = []
    weigh()
  }

  private func weigh() {
    isSteady =
      arrangement.fits && !arrangement.layout.compact && arrangement.beside.isEmpty
      // Fields, and keys to type with, follow the focus in more than its row.
      && view.overlay == nil && !view.ways.keypad && view.prompt.fields.isEmpty
    keys = view.prompt.keysFollowFocus ? frame.keys : nil
  }

  /// Draws anew the two items between which the focus has moved, where nothing else that is shown has changed.
  ///
  /// - Parameters:
  ///   - form: what the person did meanwhile.
  ///   - columns: the terminal's width.
  ///   - rows: its height.
  /// - Returns: false where it takes more than that, and nothing is drawn that can be relied on.
  func follow(_ form: Form, columns: Int, rows: Int) -> Bool {
    guard isSteady, screen.columns == columns, screen.rows == rows,
      isWide == CellWidth.ambiguousIsWide, form.differs(onlyByFocusFrom: view.form)
    else { return false }
    let (old, new) = (view.form.focus, form.focus)
    guard old != new else { return true }
    guard place(old, isFocused: false), place(new, isFocused: true) else { return false }
    view.form = form
    if let keys { draw(view.keyRow(frame, arrangement), keys) }
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
    let before = screen[strip: place]
    screen.fill(rows: place..<place + 1, columns: frame.left..<frame.left + frame.width)
    view.put(row, place, frame, on: &screen)
    // One that looks as before is the very same row: nobody need compare it again.
    if screen[strip: place] == before { screen[strip: place] = before }
  }
}
