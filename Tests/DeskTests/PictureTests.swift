import Foundation
import Testing

/// Every step of the two journeys people come for, as the real program shows it.
///
/// In three languages and at three sizes; kept in Resources/Screens, where a reader finds them too.
/// `Scripts/screens` takes them anew; the review is the diff.
@Suite(.serialized) struct PictureTests {
  static let sizes = [(80, 24), (40, 9), (120, 40)]
  static let languages = ["en", "zh-Hans", "zh-Hant"]

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

  private static let folder = Child.repository.appendingPathComponent("Resources/Screens")
  private static let isUpdate = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

  @Test(arguments: languages)
  func `a renewal looks as the pictures show it, at every step`(language: String) throws {
    try walk("renewal", Self.renewal, language)
  }

  @Test(arguments: languages)
  func `a closure looks as the pictures show it, at every step`(language: String) throws {
    try walk("closure", Self.closure, language)
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
      try show(terminal, name, title: title.replacing("{brand}", with: "").trimmed)
    }
    terminal.hangUp()
    #expect(terminal.child.ended() != nil)
  }

  /// Looks at a step at every size and compares.
  private func show(_ terminal: Terminal, _ name: String, title: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let kept = (try? String(contentsOf: file, encoding: .utf8))?.components(separatedBy: Self.mark)
    var pictures: [String] = []
    for (index, (columns, rows)) in Self.sizes.enumerated() {
      if index > 0 { try terminal.resize(columns: columns, rows: rows) }
      let expected = kept.flatMap { $0.indices.contains(index + 1) ? $0[index + 1] : nil }
      let picture = try picture(terminal, (columns, rows), title, name, expected: expected)
      pictures.append("\(Self.mark)\(columns)x\(rows)\n\(picture)\n")
    }
    // Back at the size it began with, everything is where it was; only then a key is pressed.
    try terminal.resize(columns: 80, rows: 24)
    let again = try picture(
      terminal, Self.sizes[0], title, name, expected: pictures[0].dropping(Self.mark))
    #expect(pictures[0] == "\(Self.mark)80x24\n\(again)\n", "\(name)")
    if Self.isUpdate {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try pictures.joined().write(to: file, atomically: true, encoding: .utf8)
    }
  }

  /// Stands before each size; no screen has it.
  private static let mark = "=== "

  /// The screen once it is whole: as it was kept, or, when pictures are taken anew, at rest.
  private func picture(
    _ terminal: Terminal, _ size: (columns: Int, rows: Int), _ title: String, _ name: String,
    expected: String?
  ) throws -> String {
    func text(_ picture: Terminal.Picture) -> String {
      picture.rows.joined(separator: "\n")
    }
    let heading = "\(size.columns)x\(size.rows)\n"
    let picture: Terminal.Picture
    if Self.isUpdate {
      let deadline = Deadline(15)
      var before = ""
      var now = try terminal.look()
      while text(now) != before || now.rows.count != size.rows
        || !text(now).contains(title.prefix(8))
      {
        guard !deadline.isOver else { throw Child.Trouble("no \(title) in:\n\(text(now))") }
        before = text(now)
        poll(nil, 0, 200)
        now = try terminal.look()
      }
      picture = now
    } else {
      let kept = try #require(expected, "\(name) \(heading) has never been taken")
      picture = try terminal.wait("\(name) as kept:\n\(kept)") {
        "\(heading)\(text($0))\n" == kept
      }
    }
    // On a narrow terminal a field's label stands above it.
    if let focused = picture.focusedRow {
      let most = size.columns < 48 && (name.contains("sign-in") || name.contains("code")) ? 1 : 0
      #expect((0...most).contains(picture.cursor.row - focused), "\(name) \(heading)")
    }
    return text(picture)
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
  fileprivate func dropping(_ beginning: String) -> String { String(dropFirst(beginning.count)) }
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
