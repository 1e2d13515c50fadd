import Journeys
import Terminal

/// What a place on the screen answers a finger with.
enum Target: Equatable {
  /// The item of the list, or the field, of that index.
  case item(Int)
  /// As if this key had been pressed.
  case key(Key)
  /// A key drawn on the screen.
  case stroke(Board.Stroke)
  /// The next page of the text (`ofList` false) or of the list, downwards with 1, upwards with -1.
  case leaf(ofList: Bool, Int)
}

/// The columns of a row that answer a finger.
struct Zone: Equatable {
  var columns: Range<Int>
  var target: Target
}

/// What the whole of a screen answers a finger with.
///
/// All rows of an item answer for it, across the whole width; the keys in the last line answer
/// with the rule above them, since a finger is wider than a row.
struct Surface {
  private let frame: Frame
  private let keys: [Zone]
  private let marks: [Mark]
  private let placed: [(Int, Row)]

  init(_ view: View, columns: Int, rows: Int) {
    frame = view.frame(columns: columns, rows: rows)
    let arrangement = view.arranged(frame)
    keys = view.keyRow(frame, arrangement).zones
    marks = arrangement.marks(frame)
    placed = arrangement.placed(frame)
  }

  /// What is under a finger; nil where nothing answers.
  func target(at place: Terminal.Position) -> Target? {
    let column = place.column - frame.left
    if let row = frame.keys, place.row == row || (place.row == row - 1 && frame.hasRuleAbove) {
      return keys.first { $0.columns.contains(column) }?.target
    }
    for mark in marks
    where mark.row == place.row && place.column >= frame.across.upperBound - 3 {
      return .leaf(ofList: mark.ofList, mark.isUp ? -1 : 1)
    }
    for (row, placed) in placed where row == place.row {
      if let zone = placed.zones.first(where: { $0.columns.contains(column) }) {
        return zone.target
      }
      if let item = placed.item { return .item(item) }
    }
    return nil
  }
}

extension Sitting {
  /// Does what is under the finger.
  mutating func touch(_ place: Terminal.Position) {
    let target = Surface(view, columns: size.columns, rows: size.rows).target(at: place)
    switch target {
    case .key(let key)?: press(key)
    case .stroke(let stroke)?: strike(stroke)
    case .leaf(ofList: let ofList, let direction)?: leaf(ofList: ofList, direction)
    case .item(let index)? where overlay != nil:
      if case .tools = overlay?.kind { useTool(index + 1) }
    case .item(let index)?:
      focus(index)
      if isTyping { return }
      // A final yes is never one touch away, nor two on the same place: the last line says it.
      if case .confirm(let question) = prompt.ask, question.irreversible, index == 1 {
        return
      }
      open()
    case nil: break
    }
  }
}
