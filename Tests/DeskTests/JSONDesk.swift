import Foundation
import Glibc

/// One line the json front wrote.
struct DeskLine {
  let text: String
  let object: [String: Any]

  init(_ text: String) throws {
    self.text = text
    guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    else { throw Child.Trouble("not an object: \(text)") }
    self.object = object
  }

  subscript(_ key: String) -> String { object[key] as? String ?? "" }
  var type: String { self["type"] }
  /// Such as `closure.reason`.
  var step: String { "\(self["journey"]).\(self["step"])" }
  var body: [String] { object["body"] as? [String] ?? [] }
  var said: String { ([self["title"]] + body).joined(separator: "\n") }
  var lines: [String] { object["lines"] as? [String] ?? [] }
  var options: [[String: Any]] { object["options"] as? [[String: Any]] ?? [] }
  var items: [[String: Any]] { object["items"] as? [[String: Any]] ?? [] }
  var refusal: [String: Any]? { object["refusal"] as? [String: Any] }
  var refusalCode: String? { refusal?["code"] as? String }

  func option(_ id: String) -> [String: Any]? { options.first { $0["id"] as? String == id } }
  func isEnabled(_ id: String) -> Bool { option(id)?["enabled"] as? Bool == true }
  func state(_ item: String) -> String? {
    items.first { $0["id"] as? String == item }?["state"] as? String
  }
}

/// The program behind its json front, spoken to line by line.
final class JSONDesk {
  private let child: Child
  private var input: Int32
  private let output: Int32
  private var buffer: [UInt8] = []
  private(set) var hello: DeskLine
  /// What is asked now.
  private(set) var prompt: DeskLine
  /// Practice messages and receipts so far.
  private(set) var messages: [DeskLine] = []
  private(set) var receipts: [DeskLine] = []
  /// How it told that it waits for a server, and what came of acts nobody knew of.
  private(set) var waits: [DeskLine] = []
  private(set) var resolved: [DeskLine] = []
  /// The code of the error that answered the last line, if one did.
  private(set) var error: String?
  private(set) var linesRead = 0
  private var talk: [String] = []

  /// Starts it and reads its hello and its first prompt.
  ///
  /// Serves Heyon's customers unless the arguments name a carrier.
  convenience init(_ arguments: [String], in folder: Folder, errors: Int32 = 2) throws {
    let named = arguments.contains("--brand")
    try self.init(
      all: named ? arguments : arguments + ["--brand", "heyon"], in: folder, errors: errors)
  }

  /// Starts it with these arguments only, serving all carriers.
  init(all arguments: [String], in folder: Folder, errors: Int32 = 2) throws {
    let (into, out) = (try Pipe2(), try Pipe2())
    child = try Child(
      Child.program, arguments, environment: folder.environment,
      descriptors: [(into.reading, 0), (out.writing, 1), (errors, 2)])
    close(into.reading)
    close(out.writing)
    (input, output) = (into.writing, out.reading)
    let nothing = try DeskLine("{}")
    (hello, prompt) = (nothing, nothing)
    hello = try line()
    try listen()
  }

  /// A practice desk of a carrier, whose chance and clock are fixed.
  static func practice(
    in folder: Folder, seed: Int = 7, now: String = "2026-11-20T09:00:00+08:00",
    lang: String = "en", brand: String = "heyon"
  ) throws -> JSONDesk {
    try JSONDesk(
      [
        "demo", "--json", "--seed", "\(seed)", "--now", now, "--lang", lang, "--brand", brand,
      ], in: folder)
  }

  deinit {
    if input >= 0 { close(input) }
    close(output)
  }

  // MARK: Lines

  private func trouble(_ what: String) -> Child.Trouble {
    Child.Trouble("\(what)\n" + talk.suffix(8).map { $0.prefix(400) }.joined(separator: "\n"))
  }

  /// The next line; nil at the end.
  func next(within seconds: Double = Deadline.patience) throws -> DeskLine? {
    let deadline = Deadline(seconds)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let text = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        talk.append("→ \(text)")
        linesRead += 1
        return try DeskLine(text)
      }
      guard isReadable(output, deadline) else { throw trouble("no answer in \(seconds) s") }
      let count = read(output, &chunk, chunk.count)
      if count <= 0 { return nil }
      buffer += chunk[..<count]
    }
  }

  private func line() throws -> DeskLine {
    guard let line = try next() else { throw trouble("the desk ended") }
    return line
  }

  /// Takes in one line that comes by itself, which is no prompt.
  func hear() throws { try take(try line()) }

  /// Reads up to the next prompt, or an error that stands for one.
  func listen() throws {
    while true {
      let line = try line()
      switch line.type {
      case "prompt":
        prompt = line
        return
      case "error":
        error = line["code"]
        return
      default: try take(line)
      }
    }
  }

  private func take(_ line: DeskLine) throws {
    switch line.type {
    case "message": messages.append(line)
    case "receipt": receipts.append(line)
    case "waiting": waits.append(line)
    case "resolved": resolved.append(line)
    default: throw trouble("what is this? \(line.text)")
    }
  }

  /// Sends a line and does not wait for what comes of it.
  func put(_ text: String) {
    talk.append("← \(text)")
    writeAll(Array((text + "\n").utf8), to: input)
  }

  @discardableResult
  func send(_ text: String) throws -> JSONDesk {
    error = nil
    put(text)
    try listen()
    return self
  }

  private func send(_ object: [String: Any]) throws -> JSONDesk {
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.withoutEscapingSlashes])
    return try send(String(decoding: data, as: UTF8.self))
  }

  // MARK: Answers

  @discardableResult
  func choose(_ ids: String...) throws -> JSONDesk {
    for id in ids {
      _ = try send(["choose": id])
      if let error { throw trouble("\(id): \(error)") }
    }
    return self
  }

  @discardableResult
  func enter(_ fields: [String: String]) throws -> JSONDesk { try send(["enter": fields]) }

  @discardableResult
  func confirm(_ yes: Bool = true) throws -> JSONDesk { try send(["confirm": yes]) }

  @discardableResult
  func goOn() throws -> JSONDesk { try send(["continue": true]) }

  @discardableResult
  func check(_ items: String...) throws -> JSONDesk {
    for item in items { _ = try send(["check": [item: true]]) }
    return self
  }

  @discardableResult
  func home() throws -> JSONDesk { try send(["home": true]) }

  @discardableResult
  func back() throws -> JSONDesk { try send(["back": true]) }

  @discardableResult
  func advance(_ duration: String) throws -> JSONDesk { try send(["advance": duration]) }

  /// Fails where the person is not where the test believes.
  @discardableResult
  func at(_ step: String) throws -> JSONDesk {
    guard prompt.step == step, error == nil, prompt.refusal == nil else {
      throw trouble("expected \(step), is at \(prompt.step), error \(error ?? "none")")
    }
    return self
  }

  /// Waits for a step that the desk comes to by itself.
  @discardableResult
  func arrive(_ step: String) throws -> JSONDesk {
    while prompt.step != step { try listen() }
    return try at(step)
  }

  // MARK: Whole ways

  @discardableResult
  func signIn(_ identifier: String, _ password: String = "practice-desk") throws -> JSONDesk {
    try home().choose("signIn").enter(["identifier": identifier, "password": password])
  }

  /// From home through the closure's questions up to the proof of identity, everything settled.
  @discardableResult
  func applyUpToIdentity(reason: String = "noLongerNeeded") throws -> JSONDesk {
    try home().choose("closure", "start").at("closure.checklist")
    if prompt.state("balance") == "blocking" { try choose("balance", "refund") }
    try check("backup").choose("terms").confirm().goOn().choose(reason).confirm()
    return try at("closure.identity")
  }

  /// The whole closure by the code that a practice message shows; gives the receipt number.
  func apply(reason: String = "noLongerNeeded") throws -> String {
    try applyUpToIdentity(reason: reason).choose("mailCode").enter(["code": try code()])
    try at("closure.confirm").confirm().at("closure.submitted")
    return try receipt()
  }

  /// The code in the newest practice message.
  func code() throws -> String {
    guard let text = messages.last?["text"], let code = sixDigits(in: text) else {
      throw trouble("no message has a code")
    }
    return code
  }

  /// The code that a practice desk shows for one of its staff.
  func staffCode(_ name: String) throws -> String {
    guard let line = prompt.body.first(where: { $0.hasPrefix(name) }),
      let code = sixDigits(in: line)
    else { throw trouble("no code of \(name)") }
    return code
  }

  /// The number of the newest receipt.
  func receipt() throws -> String {
    guard let number = receipts.last?["id"] else { throw trouble("no receipt") }
    return number
  }

  // MARK: The end

  func kill(_ signal: Int32 = SIGKILL) { child.kill(signal) }

  /// Closes the input and waits for the end.
  @discardableResult
  func end() throws -> Int32 {
    if input >= 0 { close(input) }
    input = -1
    while try next() != nil {}
    guard let code = child.ended() else { throw trouble("it goes on without an input") }
    return code
  }
}

/// The first run of exactly six digits.
func sixDigits(in text: String) -> String? {
  // A receipt's code may hold six digits in a row too, but never alone.
  let words = text.split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber) })
  return words.first { $0.count == 6 && $0.allSatisfy(\.isNumber) }.map(String.init)
}
