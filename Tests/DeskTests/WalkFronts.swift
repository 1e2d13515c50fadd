import Foundation
import Glibc

/// The plain front through a pipe: what is chosen is chosen by its number, and must have been said with it.
final class PlainWalkFront: WalkFront {
  let desk: PlainDesk

  init(in folder: Folder, _ more: [String] = []) throws {
    try Walks.prepare(folder)
    desk = try PlainDesk(Walk.arguments + ["--plain", "--lang", "en"] + more, in: folder)
  }

  func perform(_ deed: Deed, at step: DeskLine) throws {
    let mark = step.fields.isEmpty ? "" : ":"
    switch deed {
    case .back: try desk.type("\(mark)0")
    case .home: try desk.type("\(mark)h")
    case .enter(let texts):
      // A refused field is asked again alone; whoever goes back from it is asked all of them.
      if let refused = step.refusal?["field"] as? String,
        let index = step.fields.firstIndex(of: refused)
      {
        for _ in 0..<max(1, index) { try desk.type(":u") }
      }
      for field in step.fields {
        let text = texts[field] ?? ""
        try desk.type(text.isEmpty ? ":-" : text)
      }
    case .next where step.targets.first == "next": try desk.type("")
    case .choose(let id) where step.isLeave(id): try desk.type("0")
    case .choose, .check, .confirm, .next:
      guard let index = step.target(of: deed) else { throw Child.Trouble("no \(deed)") }
      try desk.type("\(mark)\(index - step.fields.count + 1)")
    }
  }

  func see(_ step: DeskLine) throws {
    if let refusal = step.refusal?["text"] as? String {
      try desk.shows(refusal)
    } else {
      try desk.shows(step["title"])
      for label in step.labels { try desk.shows(". \(label)") }
    }
  }
}

/// What is seen on a terminal of ours, whoever draws it.
protocol Eyes: AnyObject {
  var size: (columns: Int, rows: Int) { get }
  func type(_ text: String) throws
  func see() throws -> (rows: [String], cursor: (column: Int, row: Int))
}

extension Terminal: Eyes {
  func see() throws -> (rows: [String], cursor: (column: Int, row: Int)) {
    let picture = try look()
    return (picture.rows, picture.cursor)
  }
}

extension TmuxTerminal: Eyes {
  var size: (columns: Int, rows: Int) { (columns, rows) }

  func see() throws -> (rows: [String], cursor: (column: Int, row: Int)) {
    let picture = try look()
    return (picture.rows, picture.cursor)
  }
}

/// The screen front on a terminal: what is chosen is gone to with the arrows, and the cursor must stand on it.
final class ScreenWalkFront: WalkFront {
  private let eyes: any Eyes
  private var before: [String] = []
  private var last: DeskLine?
  /// On how many steps the cursor was seen on the focused item, and on how many there is none.
  private(set) var focused = 0
  private(set) var unfocused = 0

  init(_ eyes: any Eyes) { self.eyes = eyes }

  func perform(_ deed: Deed, at step: DeskLine) throws {
    // What was right a moment ago is still right now that nothing moves any more.
    let now = try eyes.see()
    guard isFocused(now) else { throw trouble("the cursor left the focus of \(step.step)", now) }
    before = now.rows
    let first = String(repeating: Keys.up, count: step.targets.count)
    switch deed {
    case .back, .home: try eyes.type(Keys.escape)
    case .enter(let texts):
      // Pasted: typed at this speed, a number would be taken for a scanner's.
      let typed = step.fields.map { "\u{15}\(Keys.paste(texts[$0] ?? ""))\r" }
      try eyes.type(first + typed.joined())
    case .choose, .check, .confirm, .next:
      guard let index = step.target(of: deed) else { throw Child.Trouble("no \(deed)") }
      try eyes.type(first + String(repeating: Keys.down, count: index) + Keys.enter)
    }
  }

  func see(_ step: DeskLine) throws {
    let deadline = Deadline(15)
    // At the top of a small screen only the beginning of a title is seen.
    let title = step["title"].prefix(8)
    let isNews = last.map { $0.text != step.text } ?? true
    last = step
    while true {
      // A look costs more than what the program does meanwhile.
      poll(nil, 0, 5)
      let now = try eyes.see()
      if now.rows.contains(where: { $0.contains(title) }), isFocused(now),
        !isNews || now.rows != before
      {
        if now.rows.contains(where: { $0.contains("▸") }) { focused += 1 } else { unfocused += 1 }
        return
      }
      guard !deadline.isOver else {
        throw trouble("no \(step["title"]) with the cursor on its focus", now)
      }
    }
  }

  /// Whether the cursor stands on the row of the mark, or below it in a field under its label.
  private func isFocused(_ now: (rows: [String], cursor: (column: Int, row: Int))) -> Bool {
    guard let row = now.rows.firstIndex(where: { $0.contains("▸") }) else { return true }
    let isField = last.map { !$0.fields.isEmpty } ?? false
    return now.cursor.row == row || isField && eyes.size.columns < 48 && now.cursor.row == row + 1
  }

  private func trouble(
    _ what: String, _ now: (rows: [String], cursor: (column: Int, row: Int))
  ) -> Child.Trouble {
    Child.Trouble("\(what):\n\(now.rows.joined(separator: "\n"))\ncursor \(now.cursor)")
  }
}
