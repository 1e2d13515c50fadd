import Foundation
import Glibc

/// The program in a pane of tmux: a terminal by other people than pyte's, with a screen of its own.
final class TmuxTerminal {
  private let socket: String
  private let folder: Folder
  let columns: Int
  let rows: Int

  struct Picture {
    var rows: [String]
    var cursor: (column: Int, row: Int)

    var text: String { rows.joined(separator: "\n") }
    var focusedRow: Int? { rows.firstIndex { $0.contains("▸") } }
  }

  /// Starts a practice desk for Heyon's customers.
  convenience init(
    in folder: Folder, columns: Int = 80, rows: Int = 24, lang: String = "en",
    options: [String] = []
  ) throws {
    try self.init(
      all: Walk.arguments + ["--brand", "heyon", "--lang", lang] + options, in: folder,
      columns: columns, rows: rows)
  }

  /// Starts the program with these arguments only.
  init(all arguments: [String], in folder: Folder, columns: Int = 80, rows: Int = 24) throws {
    self.folder = folder
    self.columns = columns
    self.rows = rows
    socket = folder("tmux")
    _ = try tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
        + [([Child.program] + arguments).joined(separator: " ")])
  }

  deinit { end() }

  /// Ends it, and what runs in it.
  func end() { _ = try? tmux(["kill-server"]) }

  /// Runs a command of tmux and returns what it prints.
  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    // A file and not a pipe, and no `Process`: both wait for the server too, which stays.
    let file = open(folder("tmux.out"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer {
      close(file)
      close(nothing)
    }
    let client = try Child(
      "/usr/bin/tmux", ["-u", "-S", socket] + arguments, environment: folder.environment,
      descriptors: [(nothing, 0), (file, 1), (nothing, 2)])
    _ = client.ended()
    return String(decoding: try folder.bytes("tmux.out"), as: UTF8.self)
  }

  /// Types as it is; tmux's own names of keys are not looked for.
  func type(_ text: String) throws {
    let bytes = text.utf8.map { String($0, radix: 16) }
    try tmux(["send-keys", "-H"] + bytes)
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  func look() throws -> Picture {
    let text = try tmux([
      "display-message", "-p", "#{cursor_x} #{cursor_y}", ";", "capture-pane", "-p",
    ])
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let numbers = (lines.isEmpty ? "" : lines.removeFirst()).split(separator: " ").compactMap {
      Int($0)
    }
    guard numbers.count == 2 else { throw Child.Trouble("tmux says nothing: \(text)") }
    return Picture(rows: lines, cursor: (numbers[0], numbers[1]))
  }

  @discardableResult
  func wait(
    _ what: String, seconds: Double = Deadline.patience, until isThere: (Picture) -> Bool
  ) throws -> Picture {
    let deadline = Deadline(seconds)
    var picture = try look()
    while !isThere(picture) {
      guard !deadline.isOver else {
        throw Child.Trouble("waited for \(what), saw:\n\(picture.text)\ncursor \(picture.cursor)")
      }
      deadline.pause()
      picture = try look()
    }
    return picture
  }

  /// Types, then waits for words and for the cursor to stand on the focused item.
  @discardableResult
  func press(_ keys: String, _ words: String) throws -> Picture {
    try type(keys)
    return try wait("\(keys.debugDescription) → \(words), and the cursor on the focused item") {
      $0.text.contains(words) && $0.isCursorOnFocus
    }
  }
}

extension TmuxTerminal.Picture {
  /// Whether the cursor stands on the row of the mark, or below it in a field under its label.
  var isCursorOnFocus: Bool {
    guard let row = focusedRow else { return true }
    return cursor.row == row || cursor.row == row + 1
  }
}
