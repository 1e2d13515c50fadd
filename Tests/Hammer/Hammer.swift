import Domain
import Fixtures
import Glibc
import Journeys
import Terminal
import Testing
import Wording

@testable import Fronts

/// Somebody leans on the keyboard of a practice desk, for hours.
///
/// In this process: the bytes go through the real decoder into the real front and desk, with the
/// catalogue's words and records in memory, and what is drawn is a picture in memory. The same on a
/// real terminal, for fewer keys, is in DeskTests.
struct Hammer {
  let seed: UInt64
  private(set) var visited: Set<String> = []
  private(set) var faults: [String] = []

  init(seed: UInt64) { self.seed = seed }

  /// Random keys, touches, scans, pastes and resizes.
  mutating func strike(_ keys: Int) throws {
    var dice = Dice(seed: seed)
    var now = 0
    var (hall, sitting) = try Self.open(&dice, seed: seed)
    var size = (columns: 80, rows: 24)
    for key in 0..<keys {
      if sitting.conversation.isOver {
        (hall, sitting) = try Self.open(&dice, seed: seed &+ UInt64(key))
      }
      if dice.roll(50) == 0 { size = (1 + dice.roll(300), 1 + dice.roll(100)) }
      now += dice.roll(4) == 0 ? 500 : dice.roll(12)
      if dice.roll(400) == 0 { hall.clock.advance(Int64(dice.roll(86_400))) }
      var decoder = KeyDecoder()
      for pressed in decoder.feed(Self.bytes(&dice)) + decoder.flush() {
        sitting.press(pressed, at: now)
      }
      if dice.roll(3) == 0 { sitting.settle() }
      // Drawing is what costs; every twentieth key is seen.
      guard key % 20 == 0 else { continue }
      let screen = sitting.picture(columns: size.columns, rows: size.rows)
      visited.insert("\(sitting.prompt.journey).\(sitting.prompt.step)")
      check(screen, "seed \(seed), key \(key), at \(sitting.prompt.step)")
    }
  }

  private mutating func check(_ screen: Screen, _ place: String) {
    if let cursor = screen.cursor, (0..<screen.rows).contains(cursor.row),
      (0..<screen.columns).contains(cursor.column)
    {
    } else {
      faults.append("no cursor on the screen, \(place)")
    }
    for line in screen.lines {
      // Nothing that was typed or pasted commands the terminal.
      if line.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
      ) {
        faults.append("a control character, \(place)")
      }
    }
  }

  private static func open(_ dice: inout Dice, seed: UInt64) throws -> (Hall, Sitting) {
    let hall = try Hall(seed: seed)
    try hall.addLin { $0.bills = [] }
    let person = hall.desk(payment: .none, practice: 86_400)
    // Most of them know the password: behind it lies nearly everything.
    if dice.roll(4) > 0 { person.signIn() }
    let desk = person.desk
    desk.language = Language.allCases[dice.roll(3)]
    let ways = Ways(keypad: dice.roll(3) == 0, touch: dice.roll(2) == 0)
    let sitting = Sitting(desk, glyphs: dice.roll(4) == 0 ? .ascii : .unicode, ways: ways) {
      language in
      let catalogue = Catalogue(language)
      return Words(say: catalogue.say) { _ in MessageText(to: "+86", text: "482913") }
    }
    return (hall, sitting)
  }

  private static let tokens: [String] = [
    "\r", "\r", "\r", "\u{1B}", "\u{1B}[A", "\u{1B}[B", "\u{1B}[C", "\u{1B}[D", "\t", "\u{1B}[Z",
    "\u{1B}OP", "\u{1B}OQ", "\u{1B}OR", "\u{1B}OS", "\u{1B}[5~", "\u{1B}[6~", "\u{1B}[H",
    "\u{1B}[F",
    "\u{1B}[3~", " ", "/", "+", "-", "?", "*", "a", "é", "中", "👩‍👩‍👧‍👦", "\u{7F}", "\u{15}", "\u{C}",
    "\u{301}", "\u{202E}", "\u{1B}[", "\u{1B}O", "\u{9B}2J", "\u{1B}]0;title\u{7}", "\u{1B}[2;3R",
    "\u{1B}[<64;1;1M", "\u{1B}[<65;1;1M", "linyue@example.com\t" + People.password + "\r",
    "linyue@example.com\t" + People.password + "\r", People.password + "\r",
    "\u{1B}[200~a\u{1B}[2Jb\nc\u{1B}[201~", "490154203237518", "490154203237518\r",
    "LPA:1$smdp.example.com$A-B\t", "4111111111111111", "\u{323AF}", "\u{0}", "\u{E0001}",
  ]

  private static func bytes(_ dice: inout Dice) -> [UInt8] {
    switch dice.roll(10) {
    case 0: return Array("\u{1B}[<0;\(1 + dice.roll(90));\(1 + dice.roll(30))M".utf8)
    case 1: return [UInt8(dice.roll(256)), UInt8(dice.roll(256))]
    case 2...5: return [UInt8(0x30 + dice.roll(10))]
    default: return Array(tokens[dice.roll(tokens.count)].utf8)
    }
  }
}

/// A seeded dice.
struct Dice {
  private var source: SplitMix64

  init(seed: UInt64) { source = SplitMix64(seed: seed) }

  mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &source) }
}
