import Fixtures
import Foundation
import Testing

/// Every journey of the real program at every front, and every step of it seen.
@Suite struct WalkTests {
  /// Goes all walks and expects every journey to be among them.
  private func walk(beside front: any WalkFront) throws {
    let folder = try Folder()
    try Walks.prepare(folder)
    let walk = try Walk(in: folder, beside: front)
    for (name, go) in Walks.all {
      do { try go(walk) } catch { throw Child.Trouble("\(name): \(error)") }
      try walk.at("welcome.brand")
    }
    let missed = try Self.journeys().subtracting(walk.journeys)
    #expect(missed.isEmpty, "\(missed.sorted())")
    #expect(walk.steps > 250)
  }

  /// What there is to do at a practice desk: the kiosk, the first run, and what is read while a server is away are
  /// elsewhere.
  private static func journeys() throws -> Set<String> {
    try Sources.journeys().subtracting(["setup", "kiosk", "staffExit", "preparation"])
  }

  @Test func `every journey is done by the plain front through a pipe`() throws {
    let folder = try Folder()
    let front = try PlainWalkFront(in: folder)
    try walk(beside: front)
    #expect(front.desk.end() == 0)
    let commands = front.desk.heard.filter { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }
    #expect(commands.isEmpty, "not one escape sequence")
    #expect(folder.practiceFolders.isEmpty)
  }

  /// At 80x24 the pictures are taken along such a walk (``PictureTests``).
  @Test(arguments: [(40, 9), (120, 40)])
  func `read by pyte the cursor stands on the focused item at every step of every journey`(
    columns: Int, rows: Int
  ) throws {
    let folder = try Folder()
    try Walks.prepare(folder)
    let terminal = try Terminal(
      all: Walk.arguments + ["--lang", "en"], in: folder, columns: columns, rows: rows)
    let front = ScreenWalkFront(terminal)
    try walk(beside: front)
    #expect(front.focused > 250)
  }

  @Test(arguments: [(80, 24), (40, 9)])
  func `in tmux the cursor stands on the focused item at every step of every journey`(
    columns: Int, rows: Int
  ) throws {
    let folder = try Folder()
    try Walks.prepare(folder)
    let terminal = try TmuxTerminal(
      all: Walk.arguments + ["--lang", "en"], in: folder, columns: columns, rows: rows)
    let front = ScreenWalkFront(terminal)
    try walk(beside: front)
    #expect(front.focused > 250)
  }
}
