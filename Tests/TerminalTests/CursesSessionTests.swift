import Foundation
import Glibc
import Testing

@testable import Terminal

@Suite(.serialized) struct CursesSessionTests {
  static let xterm = SessionOptions(terminal: "xterm-256color")

  func open(_ pty: Pty, _ options: SessionOptions = xterm) throws -> CursesSession {
    try CursesSession(input: pty.terminal, output: pty.terminal, options: options)
  }

  func picture(_ session: borrowing CursesSession) -> Screen {
    var screen = Screen(columns: session.columns, rows: session.rows)
    for (row, role) in Style.Role.allCases.enumerated() {
      screen.put("中港通 \(role) \u{323AF}", row: row, column: 2, style: Style(role))
    }
    screen.put("chosen", row: 12, column: 2, style: .accent.reversed.bold)
    screen.cursor = Position(row: 12, column: 2)
    return screen
  }

  @Test func `a picture is shown and the terminal is put back`() throws {
    let pty = try Pty()
    let before = pty.modes()
    var session = try open(pty)
    #expect(session.columns == 80)
    #expect(session.rows == 24)
    session.present(picture(session))
    let shown = pty.written()
    #expect(shown.contains("\u{1B}[?1049h"))
    #expect(shown.contains("\u{1B}[?2004h"))
    let isKnown = CursesWidth().knows(0x323AF, columns: 2)
    #expect(shown.contains("中港通 normal \(isKnown ? "\u{323AF}" : "〓")"))
    #expect(shown.contains("chosen"))
    #expect(pty.modes() != before)
    session.close()
    let after = pty.written()
    #expect(after.contains("\u{1B}[?2004l"))
    #expect(after.contains("\u{1B}[?1049l"))
    #expect(pty.modes() == before)
  }

  @Test func `only what changed is written, and nothing when nothing did`() throws {
    let pty = try Pty()
    var session = try open(pty)
    var screen = picture(session)
    session.present(screen)
    _ = pty.written()
    session.present(screen)
    #expect(pty.written() == "")
    screen.put("x", row: 20, column: 5)
    session.present(screen)
    let change = pty.written()
    #expect(change.contains("x"))
    #expect(change.utf8.count < 24)
    session.redraw()
    #expect(pty.written().contains("chosen"))
  }

  @Test func `whatever changed, what is held is what a picture from nothing would leave`() throws {
    let texts = [
      "中港通", "a b", "x  中  y", "─── ─", "  ", "e\u{301} n", "…", "\u{323AF}", "               ",
    ]
    let styles: [Style] = [
      .normal, Style(.muted), Style(.accent, .bold), .normal.reversed, Style(.field), Style(.bad),
    ]
    var options = Self.xterm
    options.ambiguousIsWide = false
    for seed in UInt64(1)...12 {
      var chance = SplitMix64(seed: seed)
      let pty = try Pty()
      var session = try open(pty, options)
      var screen = Screen(columns: 80, rows: 24)
      for _ in 0..<40 {
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
          screen.put(
            texts[Int.random(in: 0..<texts.count, using: &chance)],
            row: Int.random(in: 0..<24, using: &chance),
            column: Int.random(in: -2..<82, using: &chance) / 3
              * Int.random(in: 1...3, using: &chance),
            style: styles[Int.random(in: 0..<styles.count, using: &chance)])
        }
        screen.cursor = Position(row: Int.random(in: 0..<24, using: &chance), column: 0)
        session.present(screen)
        _ = pty.written()
      }
      session.redraw()
      let held = pty.written()
      session.close()
      let other = try Pty()
      var fresh = try open(other, options)
      fresh.present(screen)
      _ = other.written()
      fresh.redraw()
      #expect(other.written() == held, "\(seed)")
      fresh.close()
    }
  }

  @Test func `without colour no colour code is written at all`() throws {
    for terminal in ["xterm-256color", "xterm", "linux", "screen-256color", "tmux-256color"] {
      let pty = try Pty()
      var session = try open(pty, SessionOptions(terminal: terminal, colour: .never))
      session.present(picture(session))
      session.redraw()
      session.close()
      let attributes = attributes(in: pty.written())
      #expect(!attributes.isEmpty)
      #expect(!attributes.contains(where: isColour), "\(terminal)")
    }
  }

  @Test func `colour follows what the terminal has`() throws {
    for (terminal, isColoured, isRich) in [
      ("xterm-256color", true, true), ("linux", true, false), ("vt220", false, false),
    ] {
      let pty = try Pty()
      var session = try open(pty, SessionOptions(terminal: terminal, colour: .always))
      session.present(picture(session))
      let attributes = attributes(in: pty.written())
      #expect(attributes.contains(where: isColour) == isColoured, "\(terminal)")
      #expect(attributes.contains { $0.starts(with: [38, 5]) } == isRich, "\(terminal)")
    }
  }

  @Test func `NO_COLOR and its relatives are heard`() {
    let former = ["TERM", "NO_COLOR", "CLICOLOR", "ESCDELAY"].map { (name: String) in
      (name: name, value: getenv(name).map { String(cString: $0) })
    }
    defer {
      for (name, value) in former {
        if let value { setenv(name, value, 1) } else { unsetenv(name) }
      }
    }
    setenv("TERM", "xterm", 1)
    for name in ["NO_COLOR", "CLICOLOR", "ESCDELAY"] { unsetenv(name) }
    #expect(SessionOptions.environment().colour == .auto)
    #expect(SessionOptions.environment().escapeDelay == 25)
    setenv("NO_COLOR", "", 1)
    #expect(SessionOptions.environment().colour == .auto)
    setenv("NO_COLOR", "1", 1)
    setenv("ESCDELAY", "80", 1)
    #expect(SessionOptions.environment().colour == .never)
    #expect(SessionOptions.environment(colour: .always).colour == .always)
    #expect(SessionOptions.environment().escapeDelay == 80)
  }

  @Test func `keys arrive whole, and Esc alone is Esc`() throws {
    let pty = try Pty()
    var session = try open(pty)
    pty.type("中\u{1B}[A\r")
    #expect(session.nextKey() == .character("中"))
    #expect(session.nextKey() == .up)
    #expect(session.nextKey() == .enter)
    #expect(session.nextKey(timeout: 0) == nil)
    pty.type("\u{1B}")
    #expect(session.nextKey() == .escape)
    pty.type([0xFF, 0xD6, 0x31])
    #expect(session.nextKey() == .unknown)
    #expect(session.nextKey() == .unknown)
    #expect(session.nextKey() == .character("1"))
    pty.type("\u{1B}[200~LPA:1$smdp.example.com$\u{1B}[201~")
    #expect(session.nextKey() == .paste("LPA:1$smdp.example.com$"))
    pty.type("\u{13}\u{16}")  // Ctrl-S and Ctrl-V are keys, and freeze or quote nothing
    #expect(session.nextKey() == .control("s"))
    #expect(session.nextKey() == .control("v"))
  }

  @Test func `Esc is found even by a caller that never waits long`() throws {
    let pty = try Pty()
    var session = try open(pty)
    pty.type("\u{1B}")
    var key: Key?
    while key == nil { key = session.nextKey(timeout: 1) }
    #expect(key == .escape)
  }

  @Test func `the screen may shrink to one cell and grow again`() throws {
    let pty = try Pty()
    var session = try open(pty)
    session.present(picture(session))
    for (rows, columns) in [(1, 1), (1, 2), (2, 1), (9, 40), (100, 300), (24, 80)] {
      try pty.resize(rows: UInt16(rows), columns: UInt16(columns))
      kill(getpid(), SIGWINCH)
      #expect(session.nextKey() == .resize)
      #expect(session.rows == rows)
      #expect(session.columns == columns)
      session.present(picture(session))
      if rows == 24 { #expect(pty.written().contains("chosen")) } else { _ = pty.written() }
    }
  }

  @Test func `a line that knows no size is 24 by 80`() throws {
    let pty = try Pty(rows: 0, columns: 0)
    let session = try open(pty)
    #expect(session.rows == getenv("LINES").flatMap { Int(String(cString: $0)) } ?? 24)
    #expect(session.columns == getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 80)
  }

  @Test func `a picture of another size is cut, never in the middle of a character`() throws {
    let pty = try Pty(rows: 2, columns: 5)
    var session = try open(pty)
    var screen = Screen(columns: 300, rows: 100)
    screen.put("中中中中", row: 0, column: 0)
    screen.cursor = Position(row: 99, column: 299)
    session.present(screen)
    let shown = pty.written()
    #expect(shown.contains("中中"))
    #expect(!shown.contains("中中中"))
    session.present(Screen(columns: 1, rows: 1))
  }

  @Test func `being continued repaints, being asked to end is a key`() throws {
    // A shell that starts this in the background has it ignored, and a session leaves that so.
    signal(SIGINT, SIG_DFL)
    let pty = try Pty()
    var session = try open(pty)
    session.present(picture(session))
    _ = pty.written()
    kill(getpid(), SIGCONT)
    #expect(session.nextKey() == .resize)
    #expect(pty.written().contains("chosen"))
    kill(getpid(), SIGTERM)
    #expect(session.nextKey() == .terminate)
    kill(getpid(), SIGINT)
    #expect(session.nextKey() == .terminate)
  }

  @Test func `a terminal that goes away is a hang-up, and stays one`() throws {
    let pty = try Pty()
    var session = try open(pty)
    pty.hangUp()
    #expect(session.nextKey() == .hangup)
    session.present(picture(session))
    #expect(session.nextKey() == .hangup)
  }

  @Test func `the cursor is hidden only where a picture has none`() throws {
    let pty = try Pty()
    var session = try open(pty)
    var screen = picture(session)
    screen.cursor = nil
    session.present(screen)
    #expect(pty.written().contains("\u{1B}[?25l"))
    screen.cursor = Position(row: 3, column: 7)
    session.present(screen)
    let change = pty.written()
    #expect(change.contains("\u{1B}[?25h"))
    #expect(change.contains("\u{1B}[4;8H"))
  }

  @Test func `without a usable terminal it says why and writes nothing`() throws {
    let pty = try Pty()
    let before = pty.modes()
    #expect(throws: TerminalError.unknownTerminal("nonesuch")) {
      _ = try open(pty, SessionOptions(terminal: "nonesuch"))
    }
    #expect(throws: TerminalError.tooSimple("dumb")) {
      _ = try open(pty, SessionOptions(terminal: "dumb"))
    }
    #expect(throws: TerminalError.noTerminal) { _ = try open(pty, SessionOptions(terminal: "")) }
    #expect(throws: TerminalError.noTerminal) {
      _ = try CursesSession(input: pty.terminal, output: -1, options: Self.xterm)
    }
    #expect(pty.written() == "")
    #expect(pty.modes() == before)
    let session = try open(pty)
    #expect(throws: TerminalError.alreadyOpen) { _ = try open(pty) }
    session.close()
    let again = try open(pty)
    again.close()
    #expect(pty.modes() == before)
  }

  @Test func `how wide a rule is shown is asked behind the first frame, and the answer is heard`()
    throws
  {
    for (answer, isWide) in [("\u{1B}[2;2R", false), ("\u{1B}[2;3R", true)] {
      let pty = try Pty()
      var session = try open(pty)
      session.present(picture(session))
      let frame = pty.written()
      let question = try #require(frame.range(of: "\u{1B}[2;1H─\u{1B}[6n"))
      #expect(frame[..<question.lowerBound].contains("chosen"), "the first frame does not wait")
      session.present(picture(session))
      #expect(!pty.written().contains("\u{1B}[6n"), "it is asked once")
      pty.type(answer)
      #expect(session.nextKey() == .unknown)
      #expect(session.nextKey(timeout: 0) == (isWide ? .resize : nil))
      #expect(session.ambiguousIsWide == isWide)
      session.close()
    }
  }

  @Test(arguments: [true, false])
  func `where a person says how wide a rule is shown, the terminal is not asked`(isWide: Bool)
    throws
  {
    let pty = try Pty()
    var options = Self.xterm
    options.ambiguousIsWide = isWide
    var session = try open(pty, options)
    session.present(picture(session))
    #expect(session.ambiguousIsWide == isWide && !pty.written().contains("\u{1B}[6n"))
    session.close()
  }

  @Test func `the bare Linux console has no Chinese, unless somebody knows better`() {
    let linux = SessionOptions(terminal: "linux")
    #expect(linux.lacksChinese(languageWasAsked: false, output: -1))
    #expect(!linux.lacksChinese(languageWasAsked: true, output: -1))
    #expect(!Self.xterm.lacksChinese(languageWasAsked: false, output: -1))
  }

  @Test func `touches are asked for only where a person wants them, and no longer at the end`()
    throws
  {
    let pty = try Pty()
    let quiet = try open(pty)
    quiet.close()
    #expect(!pty.written().contains("?1000"))
    var options = Self.xterm
    options.takesTouch = true
    var session = try open(pty, options)
    session.present(picture(session))
    #expect(pty.written().contains("\u{1B}[?1000h\u{1B}[?1006h"))
    pty.type("\u{1B}[<0;3;2M\u{1B}[<0;3;2m")
    #expect(session.nextKey() == .touch(Position(row: 1, column: 2)))
    session.close()
    #expect(pty.written().contains("\u{1B}[?1006l\u{1B}[?1000l"))
  }

  @Test func `the Linux console is not asked for bracketed paste`() throws {
    let pty = try Pty()
    var session = try open(pty, SessionOptions(terminal: "linux"))
    session.present(picture(session))
    session.close()
    #expect(!pty.written().contains("2004"))
  }
}
