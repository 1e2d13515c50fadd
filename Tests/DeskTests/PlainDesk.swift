import Foundation
import Glibc

/// The program behind its plain front, on pipes: read line by line and answered by number.
final class PlainDesk {
  private let child: Child
  private var input: Int32
  private let output: Int32
  private var buffer: [UInt8] = []
  /// What was said since the last answer.
  private(set) var said: [String] = []
  /// Everything that was said.
  private(set) var heard: [UInt8] = []

  /// A practice desk of a carrier, whose chance and clock are fixed.
  convenience init(in folder: Folder, brand: String = "heyon", lang: String = "en") throws {
    try self.init(Walk.arguments + ["--plain", "--lang", lang, "--brand", brand], in: folder)
  }

  init(_ arguments: [String], in folder: Folder) throws {
    let (into, out) = (try Pipe2(), try Pipe2())
    child = try Child(
      Child.program, arguments, environment: folder.environment,
      descriptors: [(into.reading, 0), (out.writing, 1), (2, 2)])
    close(into.reading)
    close(out.writing)
    (input, output) = (into.writing, out.reading)
    try listen()
  }

  deinit {
    if input >= 0 { close(input) }
    close(output)
  }

  var text: String { said.joined(separator: "\n") }

  private func trouble(_ what: String) -> Child.Trouble { Child.Trouble("\(what), in:\n\(text)") }

  private func line() throws -> String? {
    let deadline = Deadline()
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      guard isReadable(output, deadline) else { throw trouble("no answer") }
      let count = read(output, &chunk, chunk.count)
      if count <= 0 { return nil }
      buffer += chunk[..<count]
      heard += chunk[..<count]
    }
  }

  /// Asks for help and reads up to its end: what comes before it is all there is.
  private func listen() throws {
    said = []
    writeAll(Array(":?\n".utf8), to: input)
    var isHelp = false
    while let line = try line() {
      if ["Help", "帮助"].contains(line) { isHelp = true }
      if isHelp, line.isEmpty { return }
      if !isHelp { said.append(line) }
    }
  }

  /// Types lines, one after the other.
  @discardableResult
  func type(_ lines: String...) throws -> PlainDesk {
    for line in lines {
      writeAll(Array("\(line)\n".utf8), to: input)
      try listen()
    }
    return self
  }

  /// Chooses, by their numbers, the items that begin so.
  @discardableResult
  func choose(_ labels: String...) throws -> PlainDesk {
    for label in labels {
      let numbers = said.filter { line in
        line.drop { ":0123456789".contains($0) }.hasPrefix(". \(label)")
      }.map { $0.prefix { $0 != "." } }
      guard numbers.count == 1 else { throw trouble("no one item \(label)") }
      try type(String(numbers[0]))
    }
    return self
  }

  /// The code of the newest message.
  func code() throws -> String {
    let text = String(decoding: heard, as: UTF8.self)
    guard let match = text.matches(of: /Code (\d{6})|验证码 (\d{6})|(\d{6}) is/).last,
      let code = match.1 ?? match.2 ?? match.3
    else { throw trouble("no code") }
    return String(code)
  }

  @discardableResult
  func signIn(_ name: String) throws -> PlainDesk {
    try choose("Sign in").type(name, "practice-desk").shows("Overview")
  }

  /// Waits for words that are said by themselves.
  @discardableResult
  func hears(_ words: String) throws -> PlainDesk {
    while !text.contains(words) {
      guard let line = try line() else { throw trouble("no \(words)") }
      said.append(line)
    }
    return self
  }

  /// Expects words.
  @discardableResult
  func shows(_ words: String...) throws -> PlainDesk {
    for word in words where !text.contains(word) { throw trouble("no \(word)") }
    return self
  }

  /// Walks away; how the program ended.
  func end() -> Int32? {
    close(input)
    input = -1
    while let line = try? line() { said.append(line) }
    return child.ended()
  }
}
