import Foundation
import Glibc
import Testing

/// What a person sees and does on two terminals that know nothing of each other: tmux and pyte.
@Suite(.serialized) struct TwoTerminalsTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func word(_ key: String, _ language: String) throws -> String {
    let file = Child.repository.appendingPathComponent("Resources/Locales/\(language).json")
    let words = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: String]
    let text = try #require(words?[key], "\(key)")
    return String(text.prefix { $0 != "{" }.prefix(language == "en" ? 18 : 6))
  }

  @Test(arguments: [("en", 80, 24), ("zh-Hans", 80, 24), ("zh-Hant", 40, 12)])
  func `in tmux the cursor stands on the focused item from signing in to a paid renewal`(
    _ language: String, _ columns: Int, _ rows: Int
  ) throws {
    let terminal = try TmuxTerminal(
      in: folder, columns: columns, rows: rows, lang: language, options: ["--keypad"])
    func press(_ keys: String, _ key: String) throws {
      try terminal.press(keys, try word(key, language))
    }
    try press("", "welcome.signIn")
    try press("1", "signIn.password")
    try press("linyue@example.com", "signIn.password")
    // The password letter by letter with digits: p r a c t i c e - d e s k.
    try press("2", "front.board.end")
    let letters = ["71", "73", "21", "23", "81", "43", "23", "32", "13", "31", "32", "74", "52"]
    for (count, letter) in letters.enumerated() {
      try terminal.type(letter)
      try terminal.wait("letter \(count + 1)") { $0.text.count { $0 == "•" } == count + 1 }
      // No faster than a hand: sixteen digits without a pause are what a scanner sends of a device.
      poll(nil, 0, 80)
    }
    try press("01", "front.done")
    try press("3", "home.renewal")
    try press("1", "renewal.tier.title")
    try press("1", "pay.method.title")
    try press("2", "pay.check.title")
    try press("2", "pay.practice.title")
    try press("1", "pay.paid.title")
    try press("1", "home.title")
    try press("0", "welcome.signIn")
  }

  @Test func `in tmux a finger opens, types and goes back`() throws {
    let terminal = try TmuxTerminal(in: folder, options: ["--touch"])
    func touch(_ words: String, then expected: String) throws {
      let picture = try terminal.wait(words) { $0.text.contains(words) }
      let row = try #require(picture.rows.lastIndex { $0.contains(words) })
      let before = try #require(picture.rows[row].range(of: words)).lowerBound
      let column = picture.rows[row][..<before].count + 2
      try terminal.press("\u{1B}[<0;\(column);\(row + 1)M\u{1B}[<0;\(column);\(row + 1)m", expected)
    }
    try touch("Sign in", then: "Sign-in name")
    try touch(" q ", then: " q")
    try touch("ABC", then: " Q ")
    try touch(" W ", then: "qW")
    try touch("Done", then: "!")
    try touch("Esc", then: "Heyon self-service")
  }

  @Test func `on a real terminal no line begins with closing punctuation, at twenty widths`() throws
  {
    for language in ["zh-Hans", "zh-Hant"] {
      let terminal = try Terminal.practice(in: folder, columns: 100, rows: 40, lang: language)
      terminal.type("1linyue@example.com\tpractice-desk\r")
      try terminal.wait("林悦")
      try terminal.press("3", try word("closure.meaning.title", language))
      for width in [
        100, 92, 84, 80, 76, 72, 68, 64, 60, 56, 52, 48, 46, 44, 42, 40, 38, 36, 34, 32,
      ] {
        try terminal.resize(columns: width, rows: 40, blank: width < 100)
        let picture = try terminal.wait("the page at \(width) columns") {
          // The whole page was drawn again: nothing reaches beyond, and the last line is there.
          $0.rows.contains { $0.contains("F2") || $0.contains("Esc") } && $0.focusedRow != nil
        }
        for row in picture.rows {
          let first = row.first { $0 != " " }
          let closes = first.map { "，。！？、；：）】》」』〉〕］｝”’…,.!?;:)]}".contains($0) }
          #expect(closes != true || row.contains("? "), "\(language) at \(width): \(row)")
        }
      }
      terminal.hangUp()
      _ = terminal.end()
    }
  }

  @Test func `with touch on, the terminal is put back after an end and after a crash`() throws {
    for signal in [SIGTERM, SIGSEGV] {
      let terminal = try Terminal(["demo", "--touch", "--keypad", "--seed", "7"], in: folder)
      try terminal.wait("Heyon self-service")
      #expect(terminal.text.contains("\u{1B}[?1000h") && terminal.text.contains("\u{1B}[?1006h"))
      terminal.child.kill(signal)
      #expect(terminal.end() != nil)
      #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    }
    let quiet = try Terminal.practice(in: folder)
    quiet.child.kill(SIGTERM)
    #expect(quiet.end() != nil)
    #expect(!quiet.text.contains("?1000"), "a home terminal keeps its own selection")
  }

  @Test func `the Linux console gets English, whatever the locale says, and a word about Chinese`()
    throws
  {
    let terminal = try Terminal(
      ["demo", "--seed", "7"], in: folder,
      more: ["TERM": "linux", "LANG": "zh_CN.UTF-8", "LC_ALL": ""])
    let picture = try terminal.wait("Heyon self-service", "kmscon")
    #expect(picture.text.unicodeScalars.allSatisfy { $0.value < 0x2E80 })
    terminal.type(Keys.f2)
    try terminal.wait("Heyon self-service", "kmscon")
  }

  @Test(arguments: ["", "POSIX", "zh_CN.GB18030", "en_GB.UTF-8"])
  func `Chinese is shown whatever locale is set, with none installed but C.UTF-8`(locale: String)
    throws
  {
    let terminal = try Terminal(
      ["demo", "--seed", "7", "--lang", "zh-Hans"], in: folder,
      more: ["LANG": locale, "LC_ALL": locale])
    try terminal.wait(try word("welcome.signIn", "zh-Hans"))
  }
}
