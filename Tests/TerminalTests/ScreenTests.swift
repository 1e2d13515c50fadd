import Testing

@testable import Terminal

@Suite struct ScreenTests {
  @Test func `text lies where it was put and says what it took`() {
    var screen = Screen(columns: 10, rows: 2)
    #expect(screen.put("中a", row: 0, column: 1) == 3)
    #expect(screen.put("b", at: Position(row: 1, column: 9), style: .bad.bold) == 1)
    #expect(screen.lines == [" 中a      ", "         b"])
    #expect(screen.style(row: 1, column: 9) == Style(.bad, .bold))
  }

  @Test func `an edge never cuts a wide character in two`() {
    var screen = Screen(columns: 5, rows: 1)
    #expect(screen.put("中中中", row: 0, column: 0) == 4)
    #expect(screen.lines == ["中中 "])
    screen.fill(rows: 0..<1, columns: 0..<5)
    screen.put("中a", row: 0, column: -1)
    #expect(screen.lines == [" a   "])
    screen.put("中", row: 0, column: 4)
    #expect(screen.lines == [" a   "])
    #expect(screen.put("中中", row: 0, column: 0, limit: 3) == 2)
  }

  @Test func `drawing over half of a wide character blanks the other half`() {
    var screen = Screen(columns: 6, rows: 1)
    screen.put("中中中", row: 0, column: 0)
    screen.put("x", row: 0, column: 0)
    #expect(screen.lines == ["x 中中"])
    screen.put("y", row: 0, column: 3)
    #expect(screen.lines == ["x  y中"])
    screen.put("国", row: 0, column: 3)
    #expect(screen.lines == ["x  国 "])
  }

  @Test func `nothing outside the screen is drawn and nothing traps`() {
    var screen = Screen(columns: 0, rows: -3)
    #expect(screen.columns == 1)
    #expect(screen.rows == 1)
    #expect(screen.put("中a", row: 0, column: 0) == 0)
    #expect(screen.put("a", row: 5, column: 0) == 0)
    #expect(screen.put("a", row: -1, column: 0) == 0)
    #expect(screen.put("a", row: 0, column: 9) == 0)
    #expect(screen.put("a", row: 0, column: 0, limit: 0) == 0)
    screen.box(rows: -1..<9, columns: -1..<9)
    screen.fill(rows: -5..<5, columns: -5..<5, with: "中")
    #expect(screen.lines == [" "])
  }

  @Test func `every line measures as many columns as the screen has, whatever is drawn`() {
    let alphabet = Array("ab中文😀👨‍👩‍👧🇨🇳☎️e\u{301}\u{1B}\u{9B}\u{202E}\n\u{20000}─█")
    for seed in UInt64(1)...200 {
      var chance = SplitMix64(seed: seed)
      var screen = Screen(
        columns: Int.random(in: 1...30, using: &chance), rows: Int.random(in: 1...5, using: &chance)
      )
      for _ in 0..<40 {
        let length = Int.random(in: 0...12, using: &chance)
        let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &chance) })
        let limit = Int.random(in: -1...20, using: &chance)
        let used = screen.put(
          text, row: Int.random(in: -1...6, using: &chance),
          column: Int.random(in: -8...32, using: &chance), limit: limit)
        #expect(used <= max(limit, 0) && used <= text.cells)
      }
      for line in screen.lines { #expect(line.cells == screen.columns, "seed \(seed)") }
    }
  }

  @Test func `nothing that commands a terminal or reorders a line can be drawn`() {
    var screen = Screen(columns: 30, rows: 1)
    screen.put(
      "a\u{1B}[2Jb\u{9B}c\u{7F}d\u{202E}e\u{2066}f\u{E0041}g\nh\u{1B}]0;x\u{07}", row: 0, column: 0)
    #expect(screen.lines == ["a�[2Jb�c�defg h�]0;x�         "])
    for scalar in screen.lines.joined().unicodeScalars {
      #expect(!scalar.isVisiblyReplaced && !scalar.isDropped)
    }
  }

  @Test func `sanitised text keeps its letters and loses its commands`() {
    #expect("a\u{1B}[0m\u{85}\u{2028}b".sanitised == "a�[0m��b")
    #expect("林\u{202E}悦\u{2069}\u{FEFF}".sanitised == "林悦")
    #expect("a\r\nb\tc".sanitised == "a b c")
    #expect("👨‍👩‍👧 e\u{301}".sanitised == "👨‍👩‍👧 e\u{301}")
  }

  @Test func `pictures that terminals disagree about are drawn so that they agree`() {
    var screen = Screen(columns: 12, rows: 1)
    screen.put("🇨🇳👨‍👩‍👧☎️👍🏽1️⃣", row: 0, column: 0)
    #expect(screen.lines == ["CN👨☎ 👍1   "])
  }

  @Test func `a box, a rule and a bar are drawn in both glyph sets`() {
    var screen = Screen(columns: 4, rows: 3)
    screen.box(rows: 0..<3, columns: 0..<4)
    #expect(screen.lines == ["┌──┐", "│  │", "└──┘"])
    screen.horizontalLine(row: 1, glyphs: .ascii)
    #expect(screen.lines[1] == "----")
    func bar(_ fraction: Double, _ width: Int, _ glyphs: Glyphs = .unicode) -> String {
      let bar = Bar.render(fraction: fraction, width: width, glyphs: glyphs)
      return bar.filled + bar.track
    }
    #expect(bar(0.5, 5) == "██▌──")
    #expect(bar(0.5, 4, .ascii) == "##..")
    #expect(bar(0.0001, 4) == "▏───")
    #expect(bar(0.9999, 4) == "███▉")
    #expect(bar(0, 3) == "───")
    #expect(bar(7, 3) == "███")
    #expect(bar(.nan, 3) == "───")
    #expect(bar(1, -2) == "")
  }

  @Test func `restyling leaves the text`() {
    var screen = Screen(columns: 4, rows: 1)
    screen.put("中a", row: 0, column: 0)
    screen.restyle(rows: 0..<1, columns: 0..<4, .accent.reversed)
    #expect(screen.lines == ["中a "])
    #expect(screen.style(row: 0, column: 3) == Style(.accent, .reverse))
  }
}
