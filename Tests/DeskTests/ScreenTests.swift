import Foundation
import Glibc
import Testing

/// The desk on a real terminal, as a person sees it.
@Suite(.serialized) struct ScreenTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// A sentence of the catalogue, up to its first gap.
  private func word(_ key: String, _ language: String) throws -> String {
    let file = Child.repository.appendingPathComponent("Resources/Locales/\(language).json")
    let words = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: String]
    let text = try #require(words?[key], "\(key)")
    return String(text.prefix { $0 != "{" })
  }

  /// A short beginning of a sentence: narrow screens break lines.
  private func short(_ key: String, _ language: String) throws -> String {
    let text = try word(key, language)
    // What stands before a fact's place is the same whatever the fact.
    return String(text.prefix { $0 != "{" }.prefix(language == "en" ? 18 : 6))
  }

  private func signIn(_ terminal: Terminal, _ language: String = "en") throws {
    try terminal.press("1", try word("signIn.identifier", language))
    terminal.type("linyue@example.com")
    try terminal.wait("what was typed") { $0.text.contains("linyue@example.com") }
    let before = try terminal.look().cursor.row
    terminal.type(Keys.enter)
    try terminal.wait("the next field") { $0.cursor.row != before }
    terminal.type("practice-desk" + Keys.enter)
    try terminal.wait(try short("home.renewal", language), "林悦")
  }

  /// The cursor is where the mark is: in a field, on its label's line or the one below.
  private func expectFocus(_ terminal: Terminal, typing: Bool = false) throws {
    try terminal.wait("the cursor on the focused item") { picture in
      guard let row = picture.focusedRow else { return true }
      return picture.cursor.row == row || (typing && picture.cursor.row == row + 1)
    }
  }

  @Test(arguments: [
    ("en", 80, 24), ("en", 40, 12), ("zh-Hans", 80, 24), ("zh-Hans", 40, 12),
  ])
  func
    `a person signs in, renews and closes, reading the screens; the cursor stands on the focused item`(
      _ language: String, _ columns: Int, _ rows: Int
    ) throws
  {
    let terminal = try Terminal.practice(
      in: folder, columns: columns, rows: rows, lang: language)
    func press(_ keys: String, _ key: String, typing: Bool = false) throws {
      let words = try short(key, language)
      terminal.type(keys)
      try terminal.wait("\(keys.debugDescription) → \(words)") { $0.text.contains(words) }
      try expectFocus(terminal, typing: typing)
    }
    try expectFocus(terminal)
    try signIn(terminal, language)
    try press("1", "renewal.tier.title")
    try press(Keys.down, "renewal.tier.title")
    try press("1", "pay.method.title")
    try press("2", "pay.check.title")
    try press("2", "pay.practice.title")
    try press("1", "pay.paid.title")
    try press(Keys.enter, "home.title")
    try press("3", "closure.meaning.title")
    try press("1", "closure.checklist.title")
    try press("3", "gate.balance.title")
    try press("1", "closure.checklist.title")
    terminal.type("5")
    try terminal.wait("the tick") { $0.rows.contains { $0.contains("▸ [x] 5") } }
    try press("6", "gate.terms.title")
    try press("2", "closure.checklist.ready")
    terminal.type(Keys.end)
    let proceed = try short("closure.checklist.proceed", language)
    try terminal.wait(proceed) { $0.rows.contains { $0.contains("▸") && $0.contains(proceed) } }
    try expectFocus(terminal)
    try press(Keys.enter, "closure.reason.title")
    try press("1", "closure.sure.title")
    try press("2", "identity.title")
    try press("1", "identity.code.title", typing: true)
    // Where there is room the message stands below the question; elsewhere F3 shows it.
    var shown = sixDigits(in: try terminal.look().text)
    if shown == nil {
      terminal.type(Keys.f3)
      shown = sixDigits(in: try terminal.wait("the code") { sixDigits(in: $0.text) != nil }.text)
      terminal.type(Keys.escape)
      try terminal.wait("the question again") { sixDigits(in: $0.text) == nil }
    }
    let code = try #require(shown)
    try expectFocus(terminal, typing: true)
    terminal.type(code)
    try terminal.wait("the code in its field") { $0.rows[$0.cursor.row].contains(code) }
    try press(Keys.enter, "closure.confirm.title")
    let no = try short("closure.confirm.no", language)
    try terminal.wait(no) { $0.rows.contains { $0.contains("▸") && $0.contains(no) } }
    // The last word's digit only leads to it; Enter says it.
    let yes = try short("closure.confirm.yes", language)
    terminal.type("2")
    try terminal.wait(yes) { $0.rows.contains { $0.contains("▸") && $0.contains(yes) } }
    try expectFocus(terminal)
    try press(Keys.enter, "closure.submitted.title")
    try press(Keys.enter, "home.title")
    #expect(!terminal.text.contains("⟨"), "a sentence is missing")
    terminal.type("0")
    try terminal.wait(try short("welcome.signIn", language))
    terminal.type("0")
    #expect(terminal.end() == 0)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `F2 changes the language of everything and keeps what was typed`() throws {
    let terminal = try Terminal.practice(in: folder)
    try terminal.press("1", "Sign-in name")
    try terminal.press("linyue@ex", "linyue@ex")
    try terminal.press(Keys.f2, "登录名", "linyue@ex")
    try terminal.press(Keys.f2, "登入", "linyue@ex")
    terminal.type(Keys.f2)
    try terminal.wait("English, and the cursor in the field") {
      $0.text.contains("Sign-in name") && $0.text.contains("linyue@ex")
        && $0.cursor.row == $0.focusedRow
    }
    try terminal.press("ample.com", "linyue@example.com")
  }

  @Test func `a resize in mid-typing keeps the text, down to one cell and back`() throws {
    let terminal = try Terminal.practice(in: folder)
    try terminal.press("1", "Sign-in name")
    terminal.type("linyue@exam")
    try terminal.wait("linyue@exam")
    for (columns, rows) in [(40, 12), (20, 5), (1, 1), (3, 2), (200, 60), (9, 40), (40, 9)] {
      try terminal.resize(columns: columns, rows: rows)
      terminal.type(Keys.left + Keys.right)
    }
    try terminal.resize(columns: 80, rows: 24)
    try terminal.wait("Sign-in name", "linyue@exam")
    terminal.type("ple.com")
    try terminal.wait("the whole name, and the cursor in its field") {
      $0.text.contains("linyue@example.com") && $0.cursor.row == $0.focusedRow
    }
    #expect(terminal.child.poll() == nil)
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 24), (5, 3)])
  func `the smallest terminals are served without a crash`(_ columns: Int, _ rows: Int) throws {
    let terminal = try Terminal(
      ["demo", "--seed", "1"], in: folder, columns: columns, rows: rows)
    terminal.type("1linyue\rpractice-desk\r1" + Keys.f1 + Keys.f2 + Keys.f3)
    try terminal.resize(columns: 80, rows: 24)
    terminal.type(Keys.escape)
    try terminal.wait("Heyon")
    terminal.child.kill(SIGTERM)
    #expect(terminal.end() != nil)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
  }

  @Test
  func
    `Esc alone is answered; a wheel of keys, pastes and broken sequences is not mistaken for it`()
    throws
  {
    let terminal = try Terminal.practice(in: folder)
    try terminal.press("1", "Sign-in name")
    try terminal.press(Keys.escape, "Heyon self-service")
    try terminal.press("1", "Sign-in name")
    terminal.type(
      "\u{1B}[1;5D\u{1B}[99~\u{1B}[<0;1;1M" + Keys.paste("lin\u{1B}[31myue\u{7}@example.com\u{0}"))
    let picture = try terminal.wait("the paste") {
      $0.text.contains("yue") && $0.text.contains("@example.com")
    }
    #expect(picture.text.contains("Sign-in name"))
    #expect(!terminal.text.contains("lin\u{1B}[31m"))
  }

  @Test func `NO_COLOR leaves not one colour code in what is written, bold and underline stay`()
    throws
  {
    let plain = try Terminal.practice(in: folder, more: ["NO_COLOR": "1"])
    try signIn(plain)
    try plain.press("3", "What closing means")
    #expect(plain.colours == 0)
    #expect(!plain.attributes.isEmpty)
    let never = try Terminal(["demo", "--color", "never"], in: folder)
    try never.wait("Heyon self-service")
    #expect(never.colours == 0)
    let coloured = try Terminal.practice(in: folder)
    try coloured.press("1", "Sign-in name")
    #expect(coloured.colours > 0)
  }

  @Test func `ASCII signs are all there is with --ascii in English`() throws {
    let terminal = try Terminal(["demo", "--ascii", "--seed", "1"], in: folder)
    try terminal.wait("Heyon self-service")
    try terminal.press("1", "Sign-in name")
    let picture = try terminal.look()
    let odd = picture.text.filter { !$0.isASCII && !("简体中文".contains($0)) }
    #expect(odd.isEmpty, "\(odd)")
  }

  @Test func `help is one key away on every screen visited, with support's contacts`() throws {
    let terminal = try Terminal.practice(in: folder)
    try terminal.press(Keys.f1, "+86 400 000 0000")
    try terminal.press(Keys.f1, "Heyon self-service")
    try signIn(terminal)
    try terminal.press("?", "+86 400 000 0000")
    try terminal.press(Keys.escape, "Overview")
    try terminal.press("1", "How long?")
    try terminal.press(Keys.f1, "help@heyon.example")
  }

  // MARK: The end

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
  func `a signal to end puts the terminal back and removes the practice desk`(
    _ signal: Int32
  ) throws {
    let terminal = try Terminal.practice(in: folder)
    try terminal.press("1", "Sign-in name")
    #expect(terminal.modes != terminal.modesBefore)
    terminal.child.kill(signal)
    #expect(terminal.end() != nil)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGQUIT])
  func `a crash puts the terminal back`(_ signal: Int32) throws {
    let terminal = try Terminal.practice(in: folder)
    try signIn(terminal)
    terminal.child.kill(signal)
    let end = try #require(terminal.end())
    #expect(end == -signal, "it ends as that signal ends a program")
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
  }

  @Test func `quitting before the first picture puts the terminal back`() throws {
    let terminal = try Terminal(
      all: ["demo", "--seed", "7", "--lang", "en"], in: folder, isStuck: true)
    let deadline = Deadline()
    while terminal.modes == terminal.modesBefore, !deadline.isOver { deadline.pause() }
    terminal.child.kill(SIGQUIT)
    #expect(terminal.end() == -SIGQUIT)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
  }

  @Test(arguments: ["screen", "plain"])
  func `a stopped desk that is killed ends, and leaves the shell its terminal`(_ front: String)
    throws
  {
    let terminal = try Terminal(
      all: ["--norc", "-i"], in: folder, more: ["PS1": "shell> "], program: "/bin/bash")
    try terminal.wait("shell>")
    try terminal.press("\(Child.program) demo --front \(front) --lang en\n", "Heyon")
    try terminal.press("\u{1A}", "Stopped")
    terminal.type("kill %1\n")
    // The shell tells of it before one of its next questions.
    try terminal.wait("its end") { picture in
      terminal.type("\n")
      return picture.text.contains("Done")
    }
    try terminal.press("echo $((6*7))\n", "42")
    terminal.type("exit\n")
    #expect(terminal.end() == 0)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `what a shell has the program ignore it goes on ignoring`() throws {
    let terminal = try Terminal(
      all: ["-c", "trap '' QUIT; exec \(Child.program) demo --brand heyon --lang en"], in: folder,
      program: "/bin/sh")
    try terminal.wait("Heyon")
    terminal.child.kill(SIGQUIT)
    try terminal.press("1", "Sign-in name")
  }

  @Test func `Ctrl-C and Ctrl-D at the keyboard leave no mess`() throws {
    for key in ["\u{3}", "\u{4}", "\u{1A}"] {
      let terminal = try Terminal.practice(in: folder)
      try terminal.press("1", "Sign-in name")
      terminal.type(key)
      terminal.child.kill(SIGTERM)
      terminal.child.kill(SIGCONT)
      #expect(terminal.end() != nil, "\(key.debugDescription)")
      #expect(terminal.leftBehind.isEmpty, "\(key.debugDescription) \(terminal.leftBehind)")
    }
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test func `a terminal that is gone ends the desk, which removes the practice vault`() throws {
    let terminal = try Terminal.practice(in: folder)
    try signIn(terminal)
    terminal.hangUp()
    #expect(terminal.child.ended() != nil)
    #expect(folder.practiceFolders.isEmpty)
  }

  @Test
  func `the screen where there can be none is refused with 69 in one line, the terminal untouched`()
    throws
  {
    for name in ["nonsense-term", "dumb", ""] {
      let terminal = try Terminal(
        ["demo", "--front", "screen"], in: folder, more: ["TERM": name])
      #expect(terminal.end() == 69, "\(name)")
      let lines = terminal.text.split(separator: "\n")
      #expect(lines.count == 1 && lines[0].hasPrefix("esimdesk: "), "\(name): \(terminal.text)")
      #expect(!terminal.text.contains("\u{1B}"))
      #expect(terminal.modes == terminal.modesBefore)
    }
    #expect(folder.practiceFolders.isEmpty)
  }
}

/// Where there is no vault yet, and where it is locked: the terminal's own questions.
@Suite(.serialized) struct FirstRunTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test func `the first run offers practice, and leaves nothing when it is left`() throws {
    let terminal = try Terminal(["--lang", "en"], in: folder)
    try terminal.wait("No desk is set up here yet")
    try terminal.press("1", "Their password is practice-desk")
    terminal.type("0")
    #expect(terminal.end() == 0)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    #expect(folder.practiceFolders.isEmpty && folder.names("state").isEmpty)
  }

  @Test
  func
    `a desk is set up with a passphrase that is asked twice, never shown, and opens it afterwards`()
    throws
  {
    let terminal = try Terminal(["--lang", "en"], in: folder)
    try terminal.wait("No desk is set up here yet")
    try terminal.press("2", "Passphrase of the vault")
    #expect(terminal.leftBehind.filter { $0 != "modes" }.isEmpty, "\(terminal.leftBehind)")
    #expect(!terminal.echoes)
    try terminal.press("hush hush words\n", "The same passphrase again")
    try terminal.press("hush hush words\n", "Heyon self-service")
    #expect(!terminal.text.contains("hush"))
    terminal.type("0")
    #expect(terminal.end() == 0)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")

    let again = try Terminal(["--lang", "zh-Hans"], in: folder)
    try again.wait("保险库的口令")
    try again.press("hush hush words\n", "登录")
    #expect(!again.text.contains("hush"))
    again.type("0")
    #expect(again.end() == 0)

    let wrong = try Terminal([], in: folder)
    try wrong.wait("Passphrase")
    wrong.type("not the words\n")
    #expect(wrong.end() == 77)
    #expect(wrong.leftBehind.isEmpty && !wrong.text.contains("not the words"))
  }

  @Test func `Ctrl-C at the passphrase turns the echo on again and makes nothing`() throws {
    let terminal = try Terminal(["init", "--lang", "en"], in: folder)
    try terminal.wait("Passphrase of the vault")
    try terminal.wait("no echo") { _ in !terminal.echoes }
    terminal.type("half a pass\u{3}")
    #expect(terminal.end() != nil)
    #expect(terminal.modes == terminal.modesBefore)
    #expect(folder.names("state").isEmpty)
    #expect(!terminal.text.contains("half"))
  }

  @Test func `a passphrase that will not do is asked for anew, and three of them make no vault`()
    throws
  {
    let terminal = try Terminal(["init", "--lang", "en"], in: folder)
    try terminal.wait("Passphrase of the vault")
    try terminal.press("tiny\n", "at least 8 characters.")
    try terminal.press("hush hush words\n", "again")
    try terminal.press("hush hush wards\n", "not the same.")
    terminal.type("small\n")
    #expect(terminal.end() == 64)
    #expect(terminal.text.contains("No vault was made"))
    #expect(terminal.modes == terminal.modesBefore)
    #expect(!FileManager.default.fileExists(atPath: folder("state/esimdesk/vault")))

    let patient = try Terminal(["init", "--lang", "en"], in: folder)
    try patient.wait("Passphrase of the vault")
    try patient.press("tiny\n", "at least 8 characters.")
    try patient.press("hush hush words\n", "again")
    patient.type("hush hush words\n")
    #expect(patient.end() == 0)
    #expect(!patient.text.contains("hush") && !patient.text.contains("tiny"))
  }

  @Test func `a desk is set up with a key file and opens by it`() throws {
    let terminal = try Terminal(["--lang", "en"], in: folder)
    try terminal.wait("No desk is set up here yet")
    try terminal.press("3", "Heyon self-service")
    terminal.type("0")
    #expect(terminal.end() == 0)
    #expect(
      try esimdesk("verify", "--key-file", folder("state/esimdesk/vault.key"), in: folder).code == 0
    )
    #expect(try esimdesk("verify", in: folder).code == 0, "it opens by itself, as was promised")
  }
}
