import Fixtures
import Foundation
import Glibc
import Testing

/// Somebody leans on the keyboard, the glass and the scanner.
///
/// The same in one process, for a million keys, is `hammer`.
@Suite(.serialized) struct RandomKeysTests {
  private static let keys = [
    Keys.enter, Keys.enter, Keys.enter, Keys.escape, Keys.up, Keys.down, Keys.left, Keys.right,
    Keys.f1, Keys.f2, Keys.f3, "\u{1B}OS", "\u{1B}[15~", "\u{1B}[17~", Keys.pageUp, Keys.pageDown,
    Keys.home, Keys.end, Keys.delete, "\t", "\u{1B}[Z", " ", "0", "1", "2", "3", "4", "5", "6", "7",
    "8", "9", "+", "-", "/", "?", "*", "a", "é", "中", "👩‍👩‍👧‍👦", "\u{7F}", "\u{8}", "\u{15}", "\u{C}",
    "\u{1}", "\u{5}", "\u{301}", "\u{202E}", "\u{1B}[", "\u{1B}O", "\u{1B}[<35;10;10M",
    "linyue\tpractice-desk\r", "practice-desk\r", "490154203237518\r", "LPA:1$a.example$X\t",
    Keys.paste("a\u{1B}[2Jb\nc"), Keys.paste(String(repeating: "长", count: 300)),
    Keys.paste("\u{1B}[201~\u{1B}]0;x\u{7}"),
  ]

  @Test
  func
    `twenty thousand random keys, touches, scans, pastes and resizes: no crash, no stray escape sequence, the terminal put back`()
    throws
  {
    let folder = try Folder()
    var dice = SplitMix(seed: 20_261_120)
    let count = rounds(20_000)
    var (pressed, desks, sequences, cut) = (0, 0, 0, 0)
    while pressed < count {
      desks += 1
      let ways = [[], ["--keypad"], ["--touch"], ["--touch", "--keypad"]][desks % 4]
      let lang = ["en", "zh-Hans", "zh-Hant"][dice.below(3)]
      let terminal = try Terminal(Walk.arguments + ["--lang", lang] + ways, in: folder)
      try terminal.wait("Heyon")
      var reader = EscapeReader()
      var read = 0
      var size = (columns: 80, rows: 24)
      // Someone who leaves is followed by the next; nobody stays for ever.
      for batch in 1...60 where terminal.child.poll() == nil && pressed < count {
        for _ in 0..<40 {
          terminal.type(
            dice.below(4) == 0 ? touch(&dice, size) : Self.keys[dice.below(Self.keys.count)])
        }
        pressed += 40
        if dice.below(3) == 0 {
          size = (1 + dice.below(160), 1 + dice.below(60))
          try terminal.resize(columns: size.columns, rows: size.rows)
        }
        terminal.drain()
        reader.read(terminal.written[read...])
        read = terminal.written.count
        // pyte itself gives up on the smallest sizes.
        guard batch % 10 == 0, size.columns > 20, size.rows > 5 else { continue }
        try terminal.look()
      }
      if terminal.child.poll() == nil { terminal.child.kill(SIGTERM) }
      let end = try #require(terminal.end())
      #expect(end == 0 || end == -SIGTERM, "\(end) after \(pressed) keys")
      // One that was leaving already could not clear its folder away; the next practice desk does.
      if end == -SIGTERM { cut += 1 }
      #expect(terminal.leftBehind.isEmpty, "after \(pressed) keys: \(terminal.leftBehind)")
      reader.read(terminal.written[read...])
      #expect(reader.stray.isEmpty && reader.isComplete, "\(reader.stray) after \(pressed) keys")
      // What the terminal itself shows of keys typed into the end may be cut anywhere.
      let own = try #require(terminal.ownWriting)
      #expect(String(validating: own, as: UTF8.self) != nil, "after \(pressed) keys")
      sequences += reader.sequences
    }
    #expect(sequences > count)
    #expect(folder.practiceFolders.count <= cut)
  }

  @Test func `what a terminal must not be sent is found by the reader of escape sequences`() {
    for wrong in [
      "\u{1B}[31", "\u{1B}]0;title", "\u{1B}", "\u{1B}[6q", "\u{1B}[?9h", "\u{1B}c", "a\u{7F}b",
      "\u{7}",
      "\u{1B}[3\u{1B}[m", "\u{1B}[1;\r2H", "\u{1B}Pq\u{1B}\\",
    ] {
      var reader = EscapeReader()
      reader.read(Array(wrong.utf8)[...])
      #expect(!reader.stray.isEmpty || !reader.isComplete, "\(wrong.debugDescription)")
    }
    var reader = EscapeReader()
    let right =
      "\u{1B}[?1049h\u{1B}[1;31mHeyon 林悦\u{1B}(B\u{1B}[m\u{1B}]0;x\u{7}\u{1B}7\u{1B}[6n\u{1B}8\r\n"
    reader.read(Array(right.utf8)[...])
    #expect(reader.stray.isEmpty && reader.isComplete && reader.sequences == 8)
  }

  /// A touch, a lift or a turn of the wheel, mostly on the screen.
  private func touch(_ dice: inout SplitMix, _ size: (columns: Int, rows: Int)) -> String {
    let button = [0, 0, 0, 64, 65, 2, 35][dice.below(7)]
    let place = "\(1 + dice.below(size.columns + 2));\(1 + dice.below(size.rows + 2))"
    return "\u{1B}[<\(button);\(place)M\u{1B}[<\(button);\(place)m"
  }

  private struct SplitMix {
    var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
  }
}
