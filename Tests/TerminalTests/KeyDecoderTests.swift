import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
  static let table: [(String, Key)] = [
    ("a", .character("a")), (" ", .character(" ")), ("中", .character("中")),
    ("\u{323AF}", .character("\u{323AF}")), ("e\u{301}", .character("e\u{301}")),
    ("👨‍👩‍👧", .character("👨‍👩‍👧")), ("\r", .enter), ("\n", .enter), ("\r\n", .enter),
    ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{C}", .control("l")),
    ("\u{3}", .control("c")), ("\0", .control("@")), ("\u{1C}", .control("\\")),
    // xterm, in both modes of its cursor keys
    ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[B", .down), ("\u{1B}OB", .down),
    ("\u{1B}[C", .right), ("\u{1B}OC", .right), ("\u{1B}[D", .left), ("\u{1B}OD", .left),
    ("\u{1B}[H", .home), ("\u{1B}OH", .home), ("\u{1B}[F", .end), ("\u{1B}OF", .end),
    ("\u{1B}[Z", .backTab), ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete),
    ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
    ("\u{1B}OP", .function(1)), ("\u{1B}OQ", .function(2)), ("\u{1B}OR", .function(3)),
    ("\u{1B}OS", .function(4)), ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)),
    ("\u{1B}[18~", .function(7)), ("\u{1B}[19~", .function(8)), ("\u{1B}[20~", .function(9)),
    ("\u{1B}[21~", .function(10)), ("\u{1B}[23~", .function(11)), ("\u{1B}[24~", .function(12)),
    // with modifiers, which are ignored
    ("\u{1B}[1;2A", .up), ("\u{1B}[1;5D", .left), ("\u{1B}[3;5~", .delete),
    ("\u{1B}[1;2P", .function(1)), ("\u{1B}O5C", .right), ("\u{1B}[27;5;13~", .enter),
    ("\u{1B}[13;2u", .enter), ("\u{1B}[27u", .escape), ("\u{1B}[97;5u", .control("a")),
    // screen, tmux, the Linux console
    ("\u{1B}[1~", .home), ("\u{1B}[4~", .end), ("\u{1B}[[A", .function(1)),
    ("\u{1B}[[E", .function(5)), ("\u{1B}[25~", .function(13)), ("\u{1B}[34~", .function(20)),
    // rxvt
    ("\u{1B}[7~", .home), ("\u{1B}[8~", .end), ("\u{1B}[11~", .function(1)),
    ("\u{1B}[14~", .function(4)), ("\u{1B}[a", .up), ("\u{1B}Od", .left), ("\u{1B}[3$", .delete),
    ("\u{1B}[5^", .pageUp), ("\u{1B}[6@", .pageDown),
    // the numeric keypad in application mode
    ("\u{1B}Op", .character("0")), ("\u{1B}Oy", .character("9")), ("\u{1B}OM", .enter),
    ("\u{1B}Ok", .character("+")), ("\u{1B}Om", .character("-")), ("\u{1B}On", .character(".")),
    ("\u{1B}Oj", .character("*")), ("\u{1B}Oo", .character("/")), ("\u{1B}OX", .character("=")),
    // nothing we know, read to its end
    ("\u{1B}[?2026;2$y", .unknown), ("\u{1B}[?62;22c", .unknown), ("\u{1B}[24;80R", .unknown),
    ("\u{1B}[I", .unknown),
    // a finger, a mouse: SGR, X10 and rxvt forms; a release, a drag and other buttons say nothing
    ("\u{1B}[<0;10;5M", .touch(Position(row: 4, column: 9))),
    ("\u{1B}[<16;300;100M", .touch(Position(row: 99, column: 299))),
    ("\u{1B}[M !!", .touch(Position(row: 0, column: 0))),
    ("\u{1B}[32;3;2M", .touch(Position(row: 1, column: 2))),
    ("\u{1B}[<64;1;1M", .wheel(-1)), ("\u{1B}[<65;1;1M", .wheel(1)), ("\u{1B}[Ma!!", .wheel(1)),
    ("\u{1B}[<0;10;5m", .unknown), ("\u{1B}[<32;10;5M", .unknown), ("\u{1B}[<2;10;5M", .unknown),
    ("\u{1B}[<0;0;5M", .unknown), ("\u{1B}[<0;5M", .unknown), ("\u{1B}[M#!!", .unknown),
    ("\u{1B}]11;rgb:0000/0000/0000\u{7}", .unknown), ("\u{1B}P>|tmux 3.3a\u{1B}\\", .unknown),
    ("\u{1B}x", .unknown), ("\u{1B}[99~", .unknown), ("\u{9B}", .unknown), ("\u{2028}", .unknown),
    ("\u{1B}[200~汉字\u{1B}[31m\r\nb\tc\u{0}\u{202E}\u{1B}[201~", .paste("汉字[31m\nb c")),
  ]

  @Test func `every sequence in the table is one key`() {
    for (text, key) in Self.table {
      var decoder = KeyDecoder()
      #expect(decoder.feed(text.utf8) == [key], "\(text.debugDescription)")
      #expect(decoder.flush() == [])
    }
  }

  @Test func `a sequence that arrives byte by byte is the same key`() {
    for (text, key) in Self.table where text != "\r\n" && text.unicodeScalars.first == "\u{1B}" {
      var decoder = KeyDecoder()
      var keys: [Key] = []
      for byte in text.utf8 { keys += decoder.feed([byte]) }
      #expect(keys == [key], "\(text.debugDescription)")
    }
    var decoder = KeyDecoder()
    #expect("中".utf8.flatMap { decoder.feed([$0]) } == [.character("中")])
  }

  @Test func `several keys in one read come in order`() {
    var decoder = KeyDecoder()
    let keys = decoder.feed("a\u{1B}[A\u{1B}[B中e\u{301}\r".utf8)
    #expect(keys == [.character("a"), .up, .down, .character("中"), .character("é"), .enter])
  }

  @Test func `Esc alone waits for the flush and no longer`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]) == [])
    #expect(decoder.pending == .escape)
    #expect(decoder.flush() == [.escape])
    #expect(decoder.pending == .nothing)
    #expect(decoder.feed([0x1B, 0x1B]) == [.escape])
    #expect(decoder.flush() == [.escape])
  }

  @Test func `bytes that are not UTF-8 are swallowed and the next key is read`() {
    let gbk: [UInt8] = [0xD6, 0xD0, 0xCE, 0xC4]
    let broken: [[UInt8]] = [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88], [0xE4, 0xB8], gbk,
      [0xF4, 0x90, 0x80],
      [0xE0, 0x80, 0x80],
    ]
    for bytes in broken {
      var decoder = KeyDecoder()
      let keys = decoder.feed(bytes + [0x31]) + decoder.flush()
      #expect(keys.last == .character("1"))
      #expect(keys.dropLast().allSatisfy { $0 == .unknown }, "\(bytes)")
      #expect(keys.count > 1)
    }
  }

  @Test func `a paste without an end is kept, ended by the flush, and bounded`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed("\u{1B}[200~abc\u{1B}[20".utf8) == [])
    #expect(decoder.pending == .paste)
    #expect(decoder.flush() == [.paste("abc")])
    let endless = "\u{1B}[200~" + String(repeating: "x", count: 100_000) + "\u{1B}[201~y"
    let keys = decoder.feed(endless.utf8)
    #expect(keys == [.paste(String(repeating: "x", count: Paste.longest)), .character("y")])
  }

  @Test func `a sequence cut short by another key does not take that key with it`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed("\u{1B}[1;\u{1B}[A".utf8) == [.unknown, .up])
    #expect(decoder.feed("\u{1B}]0;x\r".utf8) == [.unknown, .enter])
    #expect(decoder.feed("\u{1B}]0;x\u{1B}[B".utf8) == [.unknown, .down])
    #expect(decoder.feed("\u{1B}[\r".utf8) == [.unknown, .enter])
  }

  @Test func `a million random bytes never wedge the keyboard`() {
    var chance = SplitMix64(seed: 20_261_123)
    // Half of the bytes from what sequences are made of, so that states are reached.
    let likely = Array("\u{1B}\u{1B}[[O]P0123456789;~AM$<?\\\u{7}\r".utf8)
    var decoder = KeyDecoder()
    var total = 0
    while total < 1_000_000 {
      let size = Int.random(in: 1...64, using: &chance)
      let bytes = (0..<size).map { _ in
        let any = UInt8.random(in: 0...255, using: &chance)
        return any & 1 == 0 ? likely[Int(any / 2) % likely.count] : any
      }
      total += size
      for key in decoder.feed(bytes) {
        if case .paste(let text) = key {
          #expect(!text.unicodeScalars.contains { $0.isVisiblyReplaced && $0 != "\n" })
        }
      }
      if total.isMultiple(of: 5) {
        _ = decoder.flush()
        #expect(decoder.pending == .nothing)
        let keys = decoder.feed([0x37, 0x1B, 0x5B, 0x42])
        #expect(keys == [.character("7"), .down])
      }
    }
  }
}
