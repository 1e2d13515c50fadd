import Testing

@testable import Terminal

@Suite struct CellWidthTests {
  @Test(arguments: [
    ("a", 1), ("中", 2), ("，", 2), ("Ａ", 2), ("ｱ", 1), ("한", 2), ("é", 1), ("e\u{301}", 1),
    ("\u{20000}", 2), ("\u{2A6DF}", 2), ("\u{2B81D}", 2), ("\u{2CEA1}", 2), ("\u{2EBE0}", 2),
    ("\u{2EBF0}", 2), ("\u{30000}", 2), ("\u{3134A}", 2), ("\u{31350}", 2), ("\u{323AF}", 2),
    ("\u{3FFFD}", 2), ("─", 1), ("█", 1), ("…", 1), ("“", 1), ("▸", 1), ("•", 1),
    ("\u{301}", 0), ("\u{200D}", 0), ("\u{FE0F}", 0), ("\u{200B}", 0), ("\u{AD}", 0),
    ("😀", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇨🇳", 2), ("☎️", 2), ("☎", 1), ("❤️‍🔥", 2), ("1️⃣", 2),
    ("🏳️‍🌈", 2), ("葛\u{E0100}", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{1B}", 1), ("\n", 1),
    ("\r\n", 1), ("\u{9B}", 1),
  ])
  func `a character takes the columns that terminals give it`(text: String, width: Int) {
    #expect(text.cells == width)
    for character in text { #expect(character.cells == width) }
  }

  @Test func `a line takes the sum of its characters`() {
    #expect("Heyon  续订 3 months".cells == 20)
    #expect("中港通 eSIM".cells == 11)
    #expect("".cells == 0)
  }

  @Test func `what is measured is what is drawn, for every scalar there is`() {
    var wrong: [UInt32] = []
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      var drawn = 0
      Character(scalar).forEachDrawn { drawn += $0.width }
      if drawn != scalar.cells { wrong.append(value) }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `where ambiguous characters are wide, they and no others take one column more`() {
    for value in UInt32(0x20)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let narrow = scalar.cells
      let wide = CellWidth.with(ambiguousIsWide: true) { scalar.cells }
      if narrow != wide { #expect(narrow == 1 && wide == 2, "\(value)") }
    }
    CellWidth.with(ambiguousIsWide: true) {
      #expect("─█…“”·×→".cells == 16)
      #expect("aé中€".cells == 7)
      var screen = Screen(columns: 8, rows: 1)
      #expect(screen.put("“中”\u{7}", row: 0, column: 0) == 7)
    }
    #expect("─█…“”·×→".cells == 8)
  }

  @Test func `what is known without the tables is what the tables say`() {
    var wrong: [UInt32] = []
    for isWide in [false, true] {
      CellWidth.with(ambiguousIsWide: isWide) {
        for value in UInt32(0x300)...0x1FFFF {
          guard let scalar = Unicode.Scalar(value), !scalar.isVisiblyReplaced else { continue }
          func isIn(_ table: [UInt32]) -> Bool { Unicode.Scalar.find(value, in: table) }
          let told =
            isIn(CellTables.zero)
            ? 0 : isIn(CellTables.wide) || isWide && isIn(CellTables.ambiguous) ? 2 : 1
          if scalar.cells != told { wrong.append(value) }
        }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `the tables are in order and do not overlap`() {
    for table in [CellTables.zero, CellTables.wide, CellTables.ambiguous] {
      #expect(table.count.isMultiple(of: 2))
      for pair in stride(from: 0, to: table.count, by: 2) {
        #expect(table[pair] <= table[pair + 1])
        if pair > 0 { #expect(table[pair] > table[pair - 1]) }
      }
    }
  }
}

/// Text that is measured scalar by scalar, without looking for graphemes.
struct PlainTextTests {
  @Test func `scalars that stand alone are characters, whatever stands beside them`() {
    let alone = (0x20...0xFFFF).compactMap { Unicode.Scalar(UInt32($0)) }.filter(\.standsAlone)
    #expect(alone.count > 28_000)
    for scalar in alone {
      var text = String.UnicodeScalarView()
      for other in [scalar, "a", scalar, "中", scalar, "─", scalar] { text.append(other) }
      #expect(String(text).count == 7, "U+\(String(scalar.value, radix: 16))")
      #expect(Character(scalar).cells == scalar.cells)
      #expect(!scalar.isDropped && !scalar.isVisiblyReplaced && !scalar.isLineControl)
    }
  }

  @Test func `a text is as wide, and lies in the same cells, as its characters one by one`() {
    var chance = SplitMix64(seed: 9)
    let pieces = ["a", "中", "，", "─", "é", "e\u{301}", "👩‍👧", " ", "　", "ｱ", "ﾞ", "ー", "…", "\u{AD}"]
    for _ in 0..<3_000 {
      let count = Int.random(in: 0..<12, using: &chance)
      let text = (0..<count).compactMap { _ in pieces.randomElement(using: &chance) }.joined()
      #expect(text.cells == text.reduce(0) { $0 + $1.cells }, "\(text)")
      var (whole, single) = (Screen(columns: 30, rows: 1), Screen(columns: 30, rows: 1))
      whole.put(text, row: 0, column: 0)
      var column = 0
      for character in text { column += single.put(String(character), row: 0, column: column) }
      #expect(whole == single, "\(text)")
    }
  }
}
