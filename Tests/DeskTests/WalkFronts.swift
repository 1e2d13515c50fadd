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
  /// On how many steps the cursor was seen on the focused item.
  private(set) var focused = 0

  init(_ eyes: any Eyes) { self.eyes = eyes }

  func perform(_ deed: Deed, at step: DeskLine) throws {
    // What was right a moment ago is still right now that nothing moves any more; half a frame is none.
    let deadline = Deadline()
    var now = try eyes.see()
    while !isFocused(now) {
      guard !deadline.isOver else {
        throw trouble("the cursor left the focus of \(step.step)", now)
      }
      poll(nil, 0, 5)
      now = try eyes.see()
    }
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
    let deadline = Deadline()
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
        focused += 1
        return
      }
      guard !deadline.isOver else {
        throw trouble("no \(step["title"]) with the cursor on its focus", now)
      }
    }
  }

  /// Whether the cursor stands on the row of the mark, or below it in a field under its label, which takes two rows at most.
  private func isFocused(_ now: (rows: [String], cursor: (column: Int, row: Int))) -> Bool {
    guard let row = now.rows.firstIndex(where: { $0.contains("▸") }) else { return false }
    let isField = last.map { !$0.fields.isEmpty } ?? false
    return now.cursor.row == row || isField && (row...row + 2).contains(now.cursor.row)
  }

  private func trouble(
    _ what: String, _ now: (rows: [String], cursor: (column: Int, row: Int))
  ) -> Child.Trouble {
    Child.Trouble("\(what):\n\(now.rows.joined(separator: "\n"))\ncursor \(now.cursor)")
  }
}

/// The screen front, of which a picture is taken at every step that has none in another album.
final class AlbumWalkFront: WalkFront {
  let walker: ScreenWalkFront
  private let terminal: Terminal
  private let language: String
  private(set) var taken: Set<String> = []

  /// Shown in the renewal's and the closure's pictures; or with a path of this machine, or a signature
  /// by a key that every desk makes anew.
  private static let elsewhere: Set = [
    "welcome.start", "signIn.password", "home.menu", "renewal.tier", "renewal.method",
    "renewal.check", "renewal.paying", "renewal.paid", "receipts.list", "receipts.receipt",
    "closure.meaning", "closure.checklist", "closure.terms", "closure.balance", "closure.reason",
    "closure.sure", "closure.identity", "closure.code", "closure.confirm", "closure.submitted",
    "progress.view", "export.done", "receipts.code", "counter.code",
  ]

  init(_ terminal: Terminal, _ language: String) {
    self.terminal = terminal
    self.language = language
    walker = ScreenWalkFront(terminal)
  }

  func perform(_ deed: Deed, at step: DeskLine) throws { try walker.perform(deed, at: step) }

  func see(_ step: DeskLine) throws {
    try walker.see(step)
    let name = "\(step["journey"])-\(step["step"]).txt"
    guard step.refusal == nil, !Self.elsewhere.contains(step.step), !taken.contains(name) else {
      return
    }
    taken.insert(name)
    try Album.show(
      terminal, "\(language)/\(name)", title: step["title"], hasFields: !step.fields.isEmpty)
  }
}
