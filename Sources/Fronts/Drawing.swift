import Terminal

/// A picture, with what went into it: the next one is often nearly the same.
///
/// Moving the focus is what people do most, and on a list that is seen whole it changes two of its items. Those
/// are drawn on the last picture; everything else stays as it lies.
struct Drawing {
  private(set) var screen: Screen
  private var view: View
  private var frame: Frame
  private var arrangement: Arrangement
  private var isWide: Bool
  /// What the list is made of, once the focus was moved in it.
  private var list: ListParts?
  /// The rows of its items as they were drawn, by item: without the focus, and with it.
  private var rows: [[Int: [Row]]] = [[:], [:]]

  init(of view: View, columns: Int, rows: Int) {
    frame = view.frame(columns: columns, rows: rows)
    arrangement = view.arranged(frame)
    screen = view.screen(frame, arrangement, columns: columns, rows: rows)
    isWide = CellWidth.ambiguousIsWide
    self.view = view
  }

  /// Draws the next picture.
  mutating func show(_ next: View, columns: Int, rows: Int) {
    if screen.columns == columns, screen.rows == rows, leads(to: next), move(to: next) { return }
    self = Drawing(of: next, columns: columns, rows: rows)
  }

  /// Whether nothing but the place of the focus can look different.
  private func leads(to next: View) -> Bool {
    var form = next.form
    form.focus = view.form.focus
    return arrangement.fits && !arrangement.layout.compact && arrangement.beside.isEmpty
      && view.overlay == nil && next.overlay == nil && isWide == CellWidth.ambiguousIsWide
      // Fields, and keys to type with, follow the focus in more than its row.
      && next.prompt.fields.isEmpty && !next.ways.keypad && next.ways == view.ways
      && form == view.form && next.glyphs == view.glyphs && next.chrome == view.chrome
      && next.prompt == view.prompt
  }

  /// Draws the two items anew between which the focus moves; false where it takes more than that.
  private mutating func move(to next: View) -> Bool {
    let (old, new) = (view.form.focus, next.form.focus)
    guard old != new else { return true }
    guard let left = rows(of: old, isFocused: false), let entered = rows(of: new, isFocused: true),
      let oldPlace = arrangement.list.range(of: old), oldPlace.count == left.count,
      let newPlace = arrangement.list.range(of: new), newPlace.count == entered.count
    else { return false }
    view = next
    arrangement.list.replaceSubrange(oldPlace, with: left)
    arrangement.list.replaceSubrange(newPlace, with: entered)
    arrangement.focus = new
    let top = frame.top + arrangement.listStart
    for (place, rows) in [(oldPlace, left), (newPlace, entered)] {
      for (row, offset) in zip(rows, place) { draw(row, top + offset) }
    }
    if let place = frame.keys, next.prompt.keysFollowFocus {
      draw(next.keyRow(frame, arrangement), place)
    }
    screen.cursor = arrangement.cursor(frame)
    return true
  }

  private mutating func rows(of item: Int, isFocused: Bool) -> [Row]? {
    let kind = isFocused ? 1 : 0
    if let known = rows[kind][item] { return known }
    let layout = arrangement.layout
    let list = list ?? layout.listParts(view.prompt)
    self.list = list
    let made = layout.rows(of: item, in: list, isFocused: isFocused)
    rows[kind][item] = made
    return made
  }

  private mutating func draw(_ row: Row, _ place: Int) {
    screen.fill(rows: place..<place + 1, columns: frame.left..<frame.left + frame.width)
    view.put(row, place, frame, on: &screen)
  }
}
