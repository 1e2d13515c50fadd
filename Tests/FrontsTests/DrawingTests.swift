import Domain
import Fixtures
import Journeys
import Terminal
import Testing

@testable import Fronts

/// Pictures made of the last one.
struct DrawingTests {
  @Test(arguments: [(80, 24), (120, 50), (60, 20), (40, 12), (40, 9)])
  func `a picture made of the last one is the picture made from nothing`(
    columns: Int, rows: Int
  ) {
    var chance = SplitMix64(seed: UInt64(columns))
    let keys: [Key] = [
      .down, .up, .down, .up, .tab, .backTab, .home, .end, .pageDown, .pageUp, .character("?"),
      .escape, .function(2), .function(5), .function(6), .character("7"), .function(4), .enter,
      .function(3), .paste("R-SDMV-BF2J"),
    ]
    for sample in Samples.all {
      let script = Script(sample.prompt, sample.prompt)
      var sitting = Sitting(script, glyphs: .unicode, speak: Words.test)
      for _ in 0..<60 {
        let drawn = sitting.picture(columns: columns, rows: rows)
        #expect(drawn == sitting.view.screen(columns: columns, rows: rows), "\(sample.name)")
        sitting.press(keys[Int.random(in: 0..<keys.count, using: &chance)])
        if script.isOver { break }
      }
    }
  }

  @Test func `a focus that moves leaves the rows of all other items as they lie`() {
    var sitting = Sitting(Script(Samples.home), glyphs: .unicode, speak: Words.test)
    let before = sitting.picture(columns: 80, rows: 24)
    sitting.press(.down)
    let after = sitting.picture(columns: 80, rows: 24)
    let changed = zip(before.lines, after.lines).count { $0 != $1 }
    #expect(changed == 2)
  }
}
