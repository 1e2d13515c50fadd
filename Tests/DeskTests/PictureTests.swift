import Foundation
import Glibc
import Testing

/// Every step of the two journeys people come for, as the real program shows it.
///
/// In three languages and at three sizes, and of the other journeys the steps of their own.
@Suite struct PictureTests {
  /// A step: what is pressed to come to it, and the key of its title.
  private struct Step {
    let name: String
    let keys: String
    let title: String

    init(_ name: String, _ keys: String, _ title: String) {
      self.name = name
      self.keys = keys
      self.title = title
    }
  }

  private static let signIn = [
    Step("welcome", "", "welcome.title"), Step("sign-in", "1", "signIn.title"),
    Step("home", "linyue@example.com\rpractice-desk\r", "home.title"),
  ]

  private static let renewal =
    signIn + [
      Step("term", "1", "renewal.tier.title"), Step("method", "1", "pay.method.title"),
      Step("check", "2", "pay.check.title"), Step("bank", "2", "pay.practice.title"),
      Step("paid", "1", "pay.paid.title"), Step("renewed", "\r", "home.title"),
      Step("receipts", "5", "receipts.title"), Step("receipt", "1", "receipts.one.title"),
      Step("help", "?", "front.help.title"),
    ]

  private static let closure =
    [signIn[2]] + [
      Step("meaning", "3", "closure.meaning.title"),
      Step("checklist", "1", "closure.checklist.title"),
      Step("terms", "56", "gate.terms.title"),
      Step("balance", "23", "gate.balance.title"),
      Step("ready", "1", "closure.checklist.title"),
      Step("reason", "7", "closure.reason.title"), Step("sure", "1", "closure.sure.title"),
      Step("identity", "2", "identity.title"), Step("code", "1", "identity.code.title"),
      Step("confirm", "CODE\r", "closure.confirm.title"),
      Step("submitted", "2\r", "closure.submitted.title"),
      Step("closing", "\r", "home.title"), Step("progress", "3", "progress.title"),
    ]

  @Test(arguments: Album.languages)
  func `a renewal looks as the pictures show it, at every step`(language: String) throws {
    try walk("renewal", Self.renewal, language)
  }

  @Test(arguments: Album.languages)
  func `a closure looks as the pictures show it, at every step`(language: String) throws {
    try walk("closure", Self.closure, language)
  }

  @Test(arguments: Album.languages)
  func `every other step of every journey looks as the pictures show it`(language: String) throws {
    let folder = try Folder()
    try Walks.prepare(folder)
    let more = ["--still", "--lang", language]
    let terminal = try Terminal(all: Walk.arguments + more, in: folder)
    let front = AlbumWalkFront(terminal, language)
    let home = try Folder()
    try Walks.prepare(home)
    let walk = try Walk(in: home, more, beside: front)
    for (name, go) in Walks.all {
      do { try go(walk) } catch { throw Child.Trouble("\(name): \(error)") }
    }
    #expect(front.walker.focused > 250)
    // None is left of a step that there is no longer.
    let kept = try Album.names(language).filter {
      !$0.contains(/^(renewal|closure)-\d|^(keypad|kiosk)-/)
    }
    #expect(kept == front.taken, "\(kept.symmetricDifference(front.taken).sorted())")
  }

  @Test(arguments: Album.languages)
  func `with digits alone a list and the letters look as the pictures show them`(language: String)
    throws
  {
    let words = try words(language)
    let terminal = try Terminal(
      Walk.arguments + ["--still", "--keypad", "--lang", language], in: try Folder())
    let title = try #require(words["signIn.title"])
    try Album.show(
      terminal, "\(language)/keypad-list.txt", title: try #require(words["welcome.signIn"]))
    terminal.type("1")
    try Album.show(terminal, "\(language)/keypad-fields.txt", title: title, hasFields: true)
    terminal.type("1")
    try Album.show(
      terminal, "\(language)/keypad-letters.txt", title: "abc",
      hasFields: true)
  }

  @Test(arguments: Album.languages)
  func `a kiosk's first screen and its question whether anybody is there look as the pictures show`(
    language: String
  ) throws {
    let words = try words(language)
    let kiosk =
      ["kiosk", "--practice", "--station", "hall-1", "--lang", language, "--still"]
      + Walk.arguments.dropFirst()
    let terminal = try Terminal(
      kiosk + ["--idle-warning", "1", "--idle-reset", "91"], in: try Folder())
    try Album.show(
      terminal, "\(language)/kiosk-begin.txt", title: try #require(words["kiosk.can"]))
    terminal.type(String((Album.languages.firstIndex(of: language) ?? 0) + 1))
    try Album.show(
      terminal, "\(language)/kiosk-idle.txt", title: try #require(words["front.idle.title"]),
      hasFocus: false,
      // It counts down: the pictures say what a kiosk as it comes says first.
      steady: { $0.replacing(/\d\d (?=seconds|秒)/, with: "30 ") })
    terminal.child.kill(SIGTERM)
    #expect(terminal.end() == 0)
  }

  private func walk(_ journey: String, _ steps: [Step], _ language: String) throws {
    let words = try words(language)
    let folder = try Folder()
    let terminal = try Terminal.practice(in: folder, lang: language)
    if journey == "closure" { try terminal.press("1", words["signIn.password"] ?? "") }
    for (number, step) in steps.enumerated() {
      var keys = step.keys
      if keys.hasPrefix("CODE") { keys = try code(terminal) + keys.dropFirst(4) }
      terminal.type(keys)
      let name =
        "\(language)/\(journey)-\(number + 1 < 10 ? "0" : "")\(number + 1)-\(step.name).txt"
      let title = try #require(words[step.title], "\(step.title)")
      try Album.show(
        terminal, name, title: title.replacing("{brand}", with: "").trimmed,
        hasFields: ["sign-in", "code"].contains(step.name))
    }
    terminal.hangUp()
    #expect(terminal.child.ended() != nil)
  }

  /// The six digits of the newest message.
  private func code(_ terminal: Terminal) throws -> String {
    let text = try terminal.look().text
    let digits = text.matches(of: /(?:^|[^0-9])([0-9]{6})(?:[^0-9]|$)/).map { String($0.1) }
    return try #require(digits.last)
  }

  private func words(_ language: String) throws -> [String: String] {
    let file = Child.repository.appendingPathComponent("Resources/Locales/\(language).json")
    return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
