import Domain
import Journeys

/// What a line from a script asks for.
enum JSONInput: Equatable {
  case answer(Answer)
  case back
  case home
  case language(Language)
  case quit
  case advance(seconds: Int64)
}

/// Why a line was not taken; nothing has changed.
struct JSONProblem: Error, Equatable {
  var code: String
  var phrase: Phrase

  /// Not one object with one known member.
  static let malformed = JSONProblem(code: "input.json", phrase: "front.error.json")
  static let tooLong = JSONProblem(code: "input.tooLong", phrase: "front.error.tooLong")
  static let notUTF8 = JSONProblem(code: "input.utf8", phrase: "front.error.utf8")
  static let kind = JSONProblem(code: "answer.kind", phrase: "front.error.kind")
  static let noBack = JSONProblem(code: "back.none", phrase: "front.error.back")
  static let realClock = JSONProblem(code: "advance.real", phrase: "front.error.real")

  static func unknown(_ name: String) -> JSONProblem {
    JSONProblem(
      code: "input.unknown",
      phrase: Phrase("front.error.unknown", ["name": .text(String(name.prefix(40)))]))
  }

  static func value(_ name: String) -> JSONProblem {
    JSONProblem(
      code: "input.value", phrase: Phrase("front.error.value", ["name": .text(name)]))
  }

  static func option(_ name: String) -> JSONProblem {
    JSONProblem(
      code: "answer.option",
      phrase: Phrase("front.error.option", ["name": .text(String(name.prefix(40)))]))
  }

  static func field(_ name: String) -> JSONProblem {
    JSONProblem(
      code: "answer.field",
      phrase: Phrase("front.error.field", ["name": .text(String(name.prefix(40)))]))
  }
}

extension JSONInput {
  /// Reads a line; exactly one thing may be asked for in it.
  init(line bytes: [UInt8]) throws(JSONProblem) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
    guard let object = JSONValue.object(ofLine: bytes), object.count == 1,
      let (name, value) = object.first
    else { throw .malformed }
    self = try Self.read(name, value)
  }

  private static func read(_ name: String, _ value: JSONValue) throws(JSONProblem) -> JSONInput {
    switch (name, value) {
    case ("choose", .string(let id)): return .answer(.choose(id))
    case ("confirm", .bool(let yes)): return .answer(.confirm(yes))
    case ("continue", .bool(true)): return .answer(.next)
    case ("enter", .object(let typed)): return .answer(.enter(try texts(typed)))
    case ("check", .object(let ticks)):
      guard ticks.count == 1, let (id, tick) = ticks.first, case .bool(let isDone) = tick
      else { throw .value(name) }
      return .answer(.check(id, isDone))
    case ("back", .bool(true)): return .back
    case ("home", .bool(true)): return .home
    case ("quit", .bool(true)): return .quit
    case ("lang", .string(let name)):
      guard let language = Language(rawValue: name) else { throw .value("lang") }
      return .language(language)
    case ("advance", .string(let text)):
      guard let step = ClockStep(text) else { throw .value("advance") }
      return .advance(seconds: step.seconds)
    case ("choose", _), ("confirm", _), ("continue", _), ("enter", _), ("check", _), ("back", _),
      ("home", _), ("quit", _), ("lang", _), ("advance", _):
      throw .value(name)
    default: throw .unknown(name)
    }
  }

  private static func texts(
    _ typed: [String: JSONValue]
  ) throws(JSONProblem) -> [String: String] {
    var texts: [String: String] = [:]
    for (id, value) in typed {
      guard case .string(let text) = value else { throw .value("enter") }
      texts[id] = text
    }
    return texts
  }
}

extension Prompt {
  /// Refuses an answer of a kind this prompt does not take, or about something it does not have.
  func check(_ answer: Answer) throws(JSONProblem) {
    switch (answer, ask) {
    case (.next, .show), (.next, .finished), (.confirm, .confirm): return
    // A step that cannot go on yet says why itself.
    case (.next, .checklist): return
    case (.enter(let typed), .enter(let fields)):
      let unknown = typed.keys.sorted().first { id in !fields.contains { $0.id == id } }
      if let unknown { throw .field(unknown) }
    case (.check(let id, _), .checklist(let list)):
      guard let item = list.items.first(where: { $0.id == id }) else { throw .option(id) }
      guard item.action == .tick else { throw .kind }
    case (.choose(let id), _): try checkChoice(id)
    default: throw .kind
    }
  }

  private func checkChoice(_ id: String) throws(JSONProblem) {
    if others.contains(where: { $0.id == id }) { return }
    switch ask {
    case .choose(let options), .wait(let options):
      if !options.contains(where: { $0.id == id }) { throw .option(id) }
    case .checklist(let list):
      guard let item = list.items.first(where: { $0.id == id }) else { throw .option(id) }
      guard item.action == .open else { throw .kind }
    default:
      if others.isEmpty { throw .kind }
      throw .option(id)
    }
  }
}
