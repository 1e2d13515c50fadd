import Journeys
import Terminal

/// Large print: three rows to an item at least, the focused one a block that cannot be missed.
///
/// A terminal cannot enlarge its letters, but it can give them room: for eyes that lose the line,
/// and for fingers that need a target.
extension Layout {
  func largeList(_ items: [Item], heads: [String], from first: Int, focus: Int) -> [Row] {
    let digits = items.map(\.digit.cells).max() ?? 1
    let column = digits + 5
    guard width > column + 8 else { return [] }
    return items.enumerated().flatMap { offset, item in
      let index = first + offset
      return large(
        item, index, heads: heads, digits: digits, column: column, isFocused: index == focus)
    }
  }

  private func large(
    _ item: Item, _ index: Int, heads: [String], digits: Int, column: Int, isFocused: Bool
  ) -> [Row] {
    let label = [item.mark, item.label].filter { !$0.isEmpty }.joined(separator: " ")
    var texts = label.wrapped(to: width - column - 2).map { ($0, item.style.bold) }
    let facts = item.columns.enumerated().compactMap { column, text -> String? in
      let head = column + (heads.count == item.columns.count + 1 ? 1 : 0)
      guard !text.isEmpty else { return nil }
      return heads.indices.contains(head) ? "\(heads[head])\u{A0}\(text)" : text
    }
    let remark = [facts.joined(separator: " \(glyphs.dot) "), item.disabled ?? item.detail ?? ""]
      .filter { !$0.isEmpty }.joined(separator: " \(glyphs.dot) ")
    if !remark.isEmpty { texts += remark.wrapped(to: width - column - 2).map { ($0, .muted) } }
    if texts.count < 2 { texts.append(("", .muted)) }

    let block = Style(.accent, [.bold, .reverse])
    var rows = [("", Style.normal)] + texts
    // A remark stands close to its label; alone, a label stands in the middle.
    if rows.count < 3 { rows.append(("", .normal)) }
    return rows.enumerated().map { number, text in
      var row = Row(item: index)
      if isFocused { row.add(String(repeating: " ", count: width), at: 0, block) }
      let style = isFocused ? block : item.disabled == nil ? text.1 : .muted
      if number == 1 {
        row.cursor = 0
        let sign = isFocused ? glyphs.pointer : item.disabled == nil ? " " : isASCII ? "x" : "×"
        row.add("\(sign) \(item.digit.padded(to: digits, .trailing))", at: 1, style)
      }
      row.add(text.0, at: column, style)
      return row
    }
  }
}
