import Foundation
import Glibc
import Testing

/// Pictures of screens at three sizes, kept in Resources/Screens, where a reader finds them too.
///
/// `Scripts/screens` takes them anew; the review is the diff.
enum Album {
  static let sizes = [(80, 24), (40, 9), (120, 40)]
  static let languages = ["en", "zh-Hans", "zh-Hant"]

  private static let folder = Child.repository.appendingPathComponent("Resources/Screens")
  private static let isUpdate = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

  /// The names of the pictures of a language.
  static func names(_ language: String) throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent(language).path))
  }

  /// Looks at a step at every size and compares.
  ///
  /// - Parameters:
  ///   - terminal: where it is seen, at the first of the sizes.
  ///   - name: of the file below Resources/Screens.
  ///   - title: what is on the screen when it is whole.
  ///   - hasFocus: whether the cursor is to be where the mark is.
  ///   - hasFields: whether a field's label may stand above it on a narrow screen.
  ///   - steady: takes out of a picture what differs from one look to the next.
  /// - Throws: when it does not come to look as it was kept.
  static func show(
    _ terminal: Terminal, _ name: String, title: String, hasFocus: Bool = true,
    hasFields: Bool = false, steady: (String) -> String = { $0 }
  ) throws {
    let file = folder.appendingPathComponent(name)
    let kept = (try? String(contentsOf: file, encoding: .utf8))?.components(separatedBy: mark)
    var pictures: [String] = []
    for (index, (columns, rows)) in sizes.enumerated() {
      if index > 0 { try terminal.resize(columns: columns, rows: rows) }
      let expected = kept.flatMap { $0.indices.contains(index + 1) ? $0[index + 1] : nil }
      let picture = try picture(
        terminal, (columns, rows), title, name, hasFocus: hasFocus, hasFields: hasFields, steady,
        expected: expected)
      pictures.append("\(mark)\(columns)x\(rows)\n\(picture)\n")
    }
    // Back at the size it began with, everything is where it was; only then a key is pressed.
    try terminal.resize(columns: 80, rows: 24)
    let again = try picture(
      terminal, sizes[0], title, name, hasFocus: hasFocus, hasFields: hasFields, steady,
      expected: pictures[0].dropping(mark))
    #expect(steady(pictures[0]) == steady("\(mark)80x24\n\(again)\n"), "\(name)")
    if isUpdate {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try steady(pictures.joined()).write(to: file, atomically: true, encoding: .utf8)
    }
  }

  /// Stands before each size; no screen has it.
  private static let mark = "=== "

  /// The screen once it is whole: as it was kept, or, when pictures are taken anew, at rest.
  private static func picture(
    _ terminal: Terminal, _ size: (columns: Int, rows: Int), _ title: String, _ name: String,
    hasFocus: Bool, hasFields: Bool, _ steady: (String) -> String, expected: String?
  ) throws -> String {
    func text(_ picture: Terminal.Picture) -> String {
      picture.rows.joined(separator: "\n")
    }
    // Where a field's label is long it stands above it, in up to two rows; a question over all has no
    // mark.
    func isFocused(_ picture: Terminal.Picture) -> Bool {
      guard hasFocus else { return true }
      guard let focused = picture.focusedRow else { return true }
      return (0...(hasFields ? 2 : 0)).contains(picture.cursor.row - focused)
    }
    let heading = "\(size.columns)x\(size.rows)\n"
    let picture: Terminal.Picture
    if isUpdate {
      let deadline = Deadline()
      var before = ""
      var now = try terminal.look()
      while text(now) != before || now.rows.count != size.rows
        || !text(now).contains(title.prefix(8))
      {
        guard !deadline.isOver else { throw Child.Trouble("no \(title) in:\n\(text(now))") }
        before = text(now)
        poll(nil, 0, 100)
        now = try terminal.look()
      }
      picture = now
    } else {
      let kept = try #require(expected, "\(name) \(heading) has never been taken")
      picture = try terminal.wait("\(name) as kept:\n\(kept)") {
        steady("\(heading)\(text($0))\n") == steady(kept) && isFocused($0)
      }
    }
    #expect(isFocused(picture), "\(name) \(heading)")
    return text(picture)
  }
}

extension String {
  fileprivate func dropping(_ beginning: String) -> String { String(dropFirst(beginning.count)) }
}
