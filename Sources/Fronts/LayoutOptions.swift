import Journeys
import Terminal

/// One line of a list, whatever the prompt: what the front shows and what choosing it answers.
struct Item: Equatable {
  /// What is pressed for it: its place in the list, or 0 for leaving.
  var digit: String
  /// A sign of its state, such as `[x]`; empty where there is none.
  var mark = ""
  /// The state in a word, for whoever does not see the sign.
  var state: String?
  var label: String
  var detail: String?
  var columns: [String] = []
  var share: Double?
  /// Why it cannot be chosen.
  var disabled: String?
  /// How its label looks while it is not focused.
  var style = Style.normal
  /// Begins after a blank row, apart from the others.
  var isApart = false
}

extension Layout {
  /// A list of items below each other, the heads of their columns above.
  ///
  /// Every row of a focused item is told apart by the pointer and by bold, not by colour alone.
  ///
  /// - Parameters:
  ///   - items: what can be chosen.
  ///   - heads: the heads of the items' columns.
  ///   - first: what the first item counts as, after the fields above it.
  ///   - focus: the item the person is at.
  /// - Returns: rows, each belonging to its item.
  func list(
    _ items: [Item], heads: [String] = [], from first: Int = 0, focus: Int
  ) -> [Row] {
    if ways.spoken { return spokenList(items, heads: heads, from: first, focus: focus) }
    if ways.large {
      let rows = largeList(items, heads: heads, from: first, focus: focus)
      if !rows.isEmpty || items.isEmpty { return rows }
    }
    let shape = ListShape(items, heads: heads, width: width)
    var rows: [Row] = []
    if shape.hasColumns, !heads.isEmpty { rows.append(head(heads, shape)) }
    for (index, item) in items.enumerated() {
      if index > 0, roomy || (item.isApart && !compact) { rows.append(.blank) }
      rows += self.rows(
        of: item, first + index, heads: heads, shape, isFocused: first + index == focus)
    }
    return rows
  }

  /// The rows of one item, where the others are known to stay as they are; nil where the list is not drawn item
  /// by item.
  func rows(of index: Int, in list: ListParts, isFocused: Bool) -> [Row]? {
    guard !ways.spoken, !ways.large, list.items.indices.contains(index) else { return nil }
    return rows(
      of: list.items[index], index, heads: list.heads, list.shape, isFocused: isFocused)
  }

  private func head(_ heads: [String], _ shape: ListShape) -> Row {
    var row = Row()
    if let first = shape.labelHead { row.add(heads[first], at: shape.label, .muted) }
    for (column, place) in shape.columns.enumerated() {
      guard column + shape.headOffset < heads.count else { continue }
      let text = heads[column + shape.headOffset]
      row.add(text.padded(to: place.width, place.side), at: place.start, .muted)
    }
    return row
  }

  private func rows(
    of item: Item, _ index: Int, heads: [String], _ shape: ListShape, isFocused: Bool
  ) -> [Row] {
    var rows = [Row(item: index, cursor: 0)]
    let muted = item.disabled != nil
    let style: Style =
      muted ? .muted : isFocused ? Style(.accent, .bold) : item.style
    if isFocused {
      rows[0].add(String(glyphs.pointer), at: 0, Style(.accent, .bold))
    } else if muted {
      rows[0].add(isASCII ? "x" : "×", at: 0, .muted)
    }
    if !item.mark.isEmpty { rows[0].add(item.mark, at: 2, item.style) }
    rows[0].add(
      item.digit.padded(to: shape.digits, .trailing), at: shape.digit,
      muted ? .muted : isFocused ? Style(.accent, .bold) : .normal)

    let labelWidth = max(1, (shape.detail ?? width + 2) - shape.label - 2)
    if shape.hasColumns {
      rows[0].add(item.label, at: shape.label, style)
      for (text, place) in zip(item.columns, shape.columns) {
        rows[0].add(
          text.padded(to: place.width, place.side), at: place.start,
          muted ? .muted : isFocused ? Style.normal.bold : .normal)
      }
      if let share = item.share, let bar = shape.bar {
        rows[0].add(
          bar: share, at: bar.lowerBound, width: bar.count, glyphs, muted ? .muted : .accent)
      }
    } else {
      rows.flow(
        item.label.wrapped(to: labelWidth), at: shape.label, style, from: 0, item: index)
      rows += facts(of: item, index, heads, shape, isFocused: isFocused)
      // With little room the others say at least the first of their facts.
      let first = shape.label + shape.labels + 3
      if compact, !isFocused, let fact = item.columns.first, first + fact.cells <= width {
        rows[0].add(fact, at: first, .muted)
      }
    }
    // With little room only the focused item says more than its name.
    guard isFocused || !compact || shape.detail != nil else { return rows }
    guard let remark = item.disabled ?? item.detail, !remark.isEmpty else { return rows }
    if let column = shape.detail {
      rows.flow(remark.wrapped(to: width - column), at: column, .muted, from: 0, item: index)
    } else {
      rows.flow(below(remark, shape), at: shape.label, .muted, from: rows.count, item: index)
    }
    return rows
  }

  /// What would stand in columns, in words below the label.
  private func facts(
    of item: Item, _ index: Int, _ heads: [String], _ shape: ListShape, isFocused: Bool
  ) -> [Row] {
    guard isFocused || !compact else { return [] }
    let facts = item.columns.enumerated().compactMap { column, text -> String? in
      let head = column + shape.headOffset
      guard !text.isEmpty else { return nil }
      // No line ends between a head and its value.
      return head < heads.count ? "\(heads[head])\u{A0}\(text)" : text
    }
    return facts.isEmpty
      ? []
      : below(facts.joined(separator: " \(glyphs.dot) "), shape).map {
        Row($0, at: shape.label, .normal, item: index)
      }
  }

  private func below(_ text: String, _ shape: ListShape) -> [String] {
    text.wrapped(to: max(1, width - shape.label))
  }
}

/// What the rows of a list are made of.
struct ListParts {
  let items: [Item]
  let heads: [String]
  let shape: ListShape
}

/// Where the parts of a list's rows stand, the same for all of them.
struct ListShape {
  struct Place {
    var start: Int
    var width: Int
    var side: Alignment
  }

  var digit = 2
  var digits = 1
  var label = 5
  /// The columns the widest label takes that has others to its right.
  var labels = 0
  /// Where remarks stand when there is room beside the labels.
  var detail: Int?
  var columns: [Place] = []
  var bar: Range<Int>?
  var hasColumns = false
  /// The head that belongs to the label, when there is one more head than columns.
  var labelHead: Int?
  var headOffset = 0

  init(_ items: [Item], heads: [String], width: Int) {
    let marks = items.map { $0.mark.cells }.max() ?? 0
    digits = items.map { $0.digit.cells }.max() ?? 1
    digit = marks > 0 ? 3 + marks : 2
    label = digit + digits + (width < 30 ? 1 : 2)
    let count = items.map { $0.columns.count }.max() ?? 0
    // An item without columns may reach over them.
    labels = items.filter { $0.columns.count == count }.map { $0.label.cells }.max() ?? 0
    if heads.count == count + 1 {
      labelHead = 0
      headOffset = 1
    }
    let remarks = items.compactMap { $0.disabled ?? $0.detail }.filter { !$0.isEmpty }
    if count > 0 {
      placeColumns(items, heads: heads, count: count, width: width, remarks)
    } else if !remarks.isEmpty {
      let wide = label + labels + 3
      let column = remarks.allSatisfy { $0.cells <= width - wide } ? wide : wide - 1
      let room = width - column
      if room >= 16, labels <= width / 2,
        remarks.allSatisfy({ room >= $0.cells || $0.wrapped(to: max(1, room)).count <= 2 })
      {
        detail = column
      }
    }
  }

  private mutating func placeColumns(
    _ items: [Item], heads: [String], count: Int, width: Int, _ remarks: [String]
  ) {
    let labelHeadWidth = labelHead.map { heads[$0].cells } ?? 0
    var at = label + max(labels, labelHeadWidth) + 3
    var places: [Place] = []
    for column in 0..<count {
      let texts = items.compactMap { $0.columns.count > column ? $0.columns[column] : nil }
      let head = column + headOffset < heads.count ? heads[column + headOffset].cells : 0
      let size = max(texts.map { $0.cells }.max() ?? 0, head)
      places.append(
        Place(
          start: at, width: size, side: texts.allSatisfy(isAmount) ? .trailing : .leading))
      at += size + 3
    }
    guard at - 3 <= width else { return }
    hasColumns = true
    columns = places
    let remark = remarks.map { $0.cells }.max() ?? 0
    let bars = items.contains { $0.share != nil }
    let left = width - at
    if bars {
      let besideRemark = remark > 0 ? left - remark - 2 : left
      if besideRemark >= 8 {
        bar = at..<at + min(besideRemark, 24)
        at += min(besideRemark, 24) + 2
      } else if left >= 8 {
        bar = at..<at + min(left, 24)
        return
      }
    }
    if remark > 0, remark <= width - at { detail = at }
  }
}

/// Whether a text is a number or an amount, which compare best when they end below each other.
private func isAmount(_ text: String) -> Bool {
  !text.isEmpty && text.allSatisfy { "0123456789.,-+ ￥¥$€£".contains($0) }
}
