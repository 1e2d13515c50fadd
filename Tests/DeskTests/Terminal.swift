import Foundation
import Glibc

/// The program on a terminal of its own, its screen read by pyte: a person's eyes and fingers.
final class Terminal {
  let child: Child
  private let keyboard: Int32
  private let line: Int32
  private var isOpen = true
  private let eyes: Child
  private let toEyes: Int32
  private let fromEyes: Int32
  private var answer: [UInt8] = []
  /// Everything the program wrote.
  private(set) var written: [UInt8] = []
  /// The terminal's modes before the program came.
  let modesBefore: [UInt32]

  /// What is on the screen.
  struct Picture {
    var rows: [String] = []
    var cursor = (column: 0, row: 0)
    var isCursorHidden = false

    var text: String { rows.joined(separator: "\n") }

    /// The row of the mark that stands before the focused item.
    var focusedRow: Int? { rows.firstIndex { $0.contains("▸") } }
  }

  private static let script =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Scripts/terminal.py").path

  static let python =
    ProcessInfo.processInfo.environment["ESIMDESK_PYTHON"]
    ?? Child.repository.appendingPathComponent(".venv/bin/python").path

  let size: (columns: Int, rows: Int)

  /// Starts the program on a terminal of that size, for Heyon's customers.
  convenience init(
    _ arguments: [String], in folder: Folder, columns: Int = 80, rows: Int = 24,
    more: [String: String] = [:]
  ) throws {
    try self.init(
      all: arguments + ["--brand", "heyon"], in: folder, columns: columns, rows: rows, more: more)
  }

  /// Starts it with these arguments only; on a stuck terminal its first byte waits until somebody reads.
  init(
    all arguments: [String], in folder: Folder, columns: Int = 80, rows: Int = 24,
    more: [String: String] = [:], program: String = Child.program, isStuck: Bool = false
  ) throws {
    self.size = (columns, rows)
    var (number, unlocked): (Int32, Int32) = (0, 0)
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    try Self.control(keyboard, 0x4004_5431, &unlocked)  // TIOCSPTLCK
    try Self.control(keyboard, 0x8004_5430, &number)  // TIOCGPTN
    line = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = [UInt16(rows), UInt16(columns), 0, 0]
    try Self.control(line, 0x5414, &size)  // TIOCSWINSZ
    modesBefore = Self.modes(of: line)
    if isStuck {
      _ = fcntl(line, F_SETFL, O_NONBLOCK)
      while write(line, [0], 1) == 1 {}
    }

    let (into, out) = (try Pipe2(), try Pipe2())
    eyes = try Child(
      Self.python, [Self.script], environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"],
      descriptors: [(into.reading, 0), (out.writing, 1), (2, 2)])
    close(into.reading)
    close(out.writing)
    (toEyes, fromEyes) = (into.writing, out.reading)
    writeAll(Array("size \(columns) \(rows)\n".utf8), to: toEyes)

    let environment = folder.environment.merging(more) { $1 }.filter { !$0.value.isEmpty }
    child = try Child(
      program, arguments, environment: environment,
      terminal: "/dev/pts/\(number)")
  }

  /// A practice desk, its first screen shown.
  static func practice(
    in folder: Folder, columns: Int = 80, rows: Int = 24, lang: String = "en",
    more: [String: String] = [:]
  ) throws -> Terminal {
    let terminal = try Terminal(
      ["demo", "--seed", "7", "--now", "2026-11-20T09:00:00+08:00", "--lang", lang], in: folder,
      columns: columns, rows: rows, more: more)
    try terminal.wait("Heyon")
    return terminal
  }

  deinit {
    hangUp()
    close(line)
    close(toEyes)
    close(fromEyes)
  }

  private static func control(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) throws {
    typealias Ioctl = @convention(c) (Int32, UInt, UnsafeMutableRawPointer) -> Int32
    guard let symbol = dlsym(nil, "ioctl"),
      unsafeBitCast(symbol, to: Ioctl.self)(descriptor, request, argument) == 0
    else { throw Child.Trouble("no terminal") }
  }

  private static func modes(of line: Int32) -> [UInt32] {
    var modes = termios()
    tcgetattr(line, &modes)
    let letters = withUnsafeBytes(of: modes.c_cc) { $0.map { UInt32($0) } }
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag] + letters
  }

  var modes: [UInt32] { Self.modes(of: line) }

  /// Whether what is typed is shown by the terminal itself.
  var echoes: Bool { modes[3] & UInt32(ECHO) != 0 }

  // MARK: Fingers

  /// Types as fast as the program reads; what nobody reads any more is lost, as at a real terminal.
  func type(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, isOpen {
      let count = rest.withUnsafeBytes { write(keyboard, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if child.poll() != nil || !read(Deadline(0.02)) {
        return
      }
    }
  }

  /// Changes the terminal's size; made blank, it shows nothing afterwards that was drawn before.
  func resize(columns: Int, rows: Int, blank: Bool = false) throws {
    drain()
    var size = [UInt16(rows), UInt16(columns), 0, 0]
    try Self.control(keyboard, 0x5414, &size)
    writeAll(Array("size \(columns) \(rows)\n\(blank ? "blank\n" : "")".utf8), to: toEyes)
  }

  func hangUp() {
    if isOpen { close(keyboard) }
    isOpen = false
  }

  // MARK: Eyes

  /// Takes in what the program wrote until now; false when nothing can come any more.
  @discardableResult
  private func read(_ deadline: Deadline) -> Bool {
    guard isOpen else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    guard isReadable(keyboard, deadline) else { return true }
    let count = Glibc.read(keyboard, &buffer, buffer.count)
    guard count > 0 else { return false }
    written += buffer[..<count]
    let digits = Array("0123456789abcdef".utf8)
    var line = Array("feed ".utf8)
    for byte in buffer[..<count] {
      line.append(digits[Int(byte >> 4)])
      line.append(digits[Int(byte & 15)])
    }
    writeAll(line + [0x0A], to: toEyes)
    return true
  }

  /// Takes in what was written so far without looking at it.
  func drain() {
    while isOpen, isReadable(keyboard, Deadline(0)), read(Deadline(0)) {}
  }

  /// The screen as it is with everything that has been written.
  @discardableResult
  func look() throws -> Picture {
    drain()
    let object = try ask("dump")
    guard let rows = object["rows"] as? [String], let cursor = object["cursor"] as? [Int]
    else { throw Child.Trouble("pyte says something else") }
    return Picture(
      rows: rows, cursor: (cursor[0], cursor[1]), isCursorHidden: object["hidden"] as? Bool ?? false
    )
  }

  /// What two readers of symbols see on the screen, as a phone's camera would.
  func scan() throws -> (zbar: [String], zxing: [String], level: [String]) {
    drain()
    let found = try ask("scan")
    func texts(_ name: String) -> [String] { found[name] as? [String] ?? [] }
    return (texts("zbar"), texts("zxing"), texts("level"))
  }

  /// What both readers see, once they agree, on a page of that title; and its level of error correction.
  func scanned(_ title: String) throws -> (text: String, level: String) {
    var found: (zbar: [String], zxing: [String], level: [String]) = ([], [], [])
    // A frame may be read in two halves.
    try wait("a symbol to be scanned: \(title)") { picture in
      guard picture.text.contains(title), let seen = try? scan() else { return false }
      found = seen
      return found.zbar.count == 1 && found.zxing == found.zbar && found.level.count == 1
    }
    return (found.zbar[0], found.level[0])
  }

  private func ask(_ question: String) throws -> [String: Any] {
    writeAll(Array("\(question)\n".utf8), to: toEyes)
    let deadline = Deadline()
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !answer.contains(0x0A) {
      guard isReadable(fromEyes, deadline) else { throw Child.Trouble("pyte does not answer") }
      let count = Glibc.read(fromEyes, &chunk, chunk.count)
      guard count > 0 else { throw Child.Trouble("pyte ended") }
      answer += chunk[..<count]
    }
    defer { answer = [] }
    guard let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
    else { throw Child.Trouble("pyte says something else") }
    return object
  }

  /// Waits until the screen is as wanted.
  @discardableResult
  func wait(
    _ what: String, within seconds: Double = Deadline.patience, until isThere: (Picture) -> Bool
  ) throws -> Picture {
    let deadline = Deadline(seconds)
    var picture = try look()
    while !isThere(picture) {
      guard !deadline.isOver else {
        throw Child.Trouble("waited for \(what), saw:\n\(picture.text)\ncursor \(picture.cursor)")
      }
      if !read(deadline) { deadline.pause() }
      picture = try look()
    }
    return picture
  }

  /// Waits for words.
  @discardableResult
  func wait(_ words: String...) throws -> Picture {
    try wait(words.joined(separator: ", ")) { picture in
      words.allSatisfy { picture.text.contains($0) }
    }
  }

  /// Types, then waits for words.
  @discardableResult
  func press(_ keys: String, _ words: String...) throws -> Picture {
    type(keys)
    return try wait("\(keys.debugDescription) → \(words)") { picture in
      words.allSatisfy { picture.text.contains($0) }
    }
  }

  /// Waits for the program's end while reading what it says.
  func end(within seconds: Double = Deadline.patience) -> Int32? {
    let deadline = Deadline(seconds)
    while child.poll() == nil, !deadline.isOver {
      // The terminal stays open at our end, so its silence is no end: look now and then.
      read(Deadline(0.02))
    }
    drain()
    return child.poll()
  }

  // MARK: What was written

  var text: String { String(decoding: written, as: UTF8.self) }

  /// What was written up to where the program gave the screen back.
  var ownWriting: ArraySlice<UInt8>? {
    let end = Array("\u{1B}[?1049l".utf8)
    return written.indices.dropLast(end.count - 1).last {
      written[$0] == 0x1B && written[$0..<($0 + end.count)].elementsEqual(end)
    }.map { written[..<$0] }
  }

  private func last(_ a: String, isAfter b: String) -> Bool {
    guard let first = text.range(of: a, options: .backwards) else {
      return text.range(of: b) == nil
    }
    guard let second = text.range(of: b, options: .backwards) else { return true }
    return first.lowerBound > second.lowerBound
  }

  /// What of the terminal is not as it was before the program came.
  var leftBehind: [String] {
    var found: [String] = []
    if modes != modesBefore { found.append("modes") }
    if !last("\u{1B}[?1049l", isAfter: "\u{1B}[?1049h") { found.append("alternate screen") }
    if !last("\u{1B}[?25h", isAfter: "\u{1B}[?25l") { found.append("hidden cursor") }
    if !last("\u{1B}[?2004l", isAfter: "\u{1B}[?2004h") { found.append("bracketed paste") }
    if !last("\u{1B}[?1000l", isAfter: "\u{1B}[?1000h") { found.append("mouse") }
    if !last("\u{1B}[?1l", isAfter: "\u{1B}[?1h") { found.append("application keys") }
    return found
  }

  /// The numbers of every colour or attribute sequence.
  var attributes: [[Int]] {
    text.components(separatedBy: "\u{1B}[").dropFirst().compactMap { part in
      let parameters = part.prefix { $0.isNumber || $0 == ";" }
      guard part.dropFirst(parameters.count).first == "m" else { return nil }
      return parameters.split(separator: ";").compactMap { Int($0) }
    }
  }

  var colours: Int {
    attributes.filter { $0.contains { (30...49).contains($0) || (90...107).contains($0) } }.count
  }
}

/// Keys as an xterm sends them.
enum Keys {
  static let enter = "\r"
  static let escape = "\u{1B}"
  static let up = "\u{1B}OA"
  static let down = "\u{1B}OB"
  static let right = "\u{1B}OC"
  static let left = "\u{1B}OD"
  static let f1 = "\u{1B}OP"
  static let f2 = "\u{1B}OQ"
  static let f3 = "\u{1B}OR"
  static let pageDown = "\u{1B}[6~"
  static let pageUp = "\u{1B}[5~"
  static let home = "\u{1B}OH"
  static let end = "\u{1B}OF"
  static let delete = "\u{1B}[3~"
  static func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }
}
