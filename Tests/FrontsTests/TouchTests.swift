import Domain
import Foundation
import Journeys
import Terminal
import Testing

@testable import Fronts

/// A finger on the screen; it looks for words and touches them, as a person does.
struct TouchTests {
  private func sit(_ script: Script) -> Sitting {
    Sitting(script, glyphs: .unicode, speak: Words.test)
  }

  private let done = Prompt(journey: "x", step: "done", title: t("Done"), ask: .finished)

  /// Touches the last place where these words are seen.
  private func touch(
    _ words: String, in sitting: inout Sitting, _ columns: Int = 80, _ rows: Int = 24,
    below: Int = 0
  ) throws {
    let lines = sitting.picture(columns: columns, rows: rows).lines
    let row = try #require(lines.lastIndex { $0.contains(words) }, "\(words)")
    let before = try #require(lines[row].range(of: words)).lowerBound
    sitting.press(
      .touch(Terminal.Position(row: row + below, column: lines[row][..<before].cells + 1)))
  }

  @Test func `an item opens wherever its rows are touched, its description too`() throws {
    for words in ["Close my account", "Renew", "do it now", "2 new"] {
      let script = Script(Samples.home, done)
      var sitting = sit(script)
      try touch(words, in: &sitting)
      let id = ["Close my account": "closure", "2 new": "receipts"][words] ?? "renewal"
      #expect(script.answers == [.choose(id)])
    }
    // Far right of the label, where there is nothing to be seen, is still its row.
    let script = Script(Samples.home, done)
    var sitting = sit(script)
    let lines = sitting.picture(columns: 80, rows: 24).lines
    let row = try #require(lines.firstIndex { $0.contains("Close my account") })
    sitting.press(.touch(Terminal.Position(row: row, column: 75)))
    #expect(script.answers == [.choose("closure")])
  }

  @Test func `what cannot be chosen says why, and what is nothing does nothing`() throws {
    let script = Script(Samples.home, done)
    var sitting = sit(script)
    try touch("Activate", in: &sitting)
    #expect(
      sitting.picture(columns: 80, rows: 24).lines.contains {
        $0.contains("! the line is active already")
      })
    try touch("16.4 of 30 GB", in: &sitting)
    for place in [(0, 0), (23, 79), (200, 300), (1, 40)] {
      sitting.press(.touch(Terminal.Position(row: place.0, column: place.1)))
    }
    #expect(script.answers.isEmpty && !script.isOver)
  }

  @Test func `the keys in the last line can be touched, and the rule above them counts`() throws {
    let script = Script(Samples.home, Samples.gatesAgain, done)
    var sitting = sit(script)
    try touch("leave", in: &sitting)
    #expect(script.answers == [.choose("signOut")])
    sitting.follow()
    try touch("Esc", in: &sitting, below: -1)
    #expect(script.log == ["back"])
    try touch("F2", in: &sitting)
    #expect(script.language == .zhHans)
    try touch("?", in: &sitting)
    #expect(sitting.overlay != nil)
    try touch("Esc", in: &sitting)
    #expect(sitting.overlay == nil)
  }

  @Test func `a final yes is not said by touching it, however often`() throws {
    let script = Script(Samples.submit, done)
    var sitting = sit(script)
    for _ in 0..<3 { try touch("Close the account", in: &sitting) }
    #expect(script.answers.isEmpty && sitting.form.focus == 1)
    try touch("Enter", in: &sitting)
    #expect(script.answers == [.confirm(true)])
  }

  @Test func `a field that is touched is typed into`() throws {
    let script = Script(Samples.signIn, done)
    var sitting = sit(script)
    try touch("Password", in: &sitting)
    #expect(sitting.form.focus == 1)
    #expect(script.answers.isEmpty)
    sitting.press(.character("7"))
    #expect(sitting.form.typed(Samples.signIn.fields)["password"] == "7")
  }

  @Test func `the wheel and the marks at the edge read on`() throws {
    let script = Script(Samples.reading, done)
    var sitting = sit(script)
    func top() -> String { sitting.picture(columns: 40, rows: 12).line(1) }
    let first = top()
    sitting.press(.wheel(1))
    let second = top()
    #expect(second != first)
    sitting.press(.wheel(-1))
    #expect(top() == first)
    try touch("↓", in: &sitting, 40, 12)
    #expect(top() != first)
    try touch("↑", in: &sitting, 40, 12)
    #expect(top() == first)
    #expect(script.answers.isEmpty)
  }

  @Test func `any place of any prompt at any size may be touched`() {
    for sample in Samples.all {
      for (columns, rows) in LayoutTests.sizes {
        let script = Script(sample.prompt, sample.prompt)
        var sitting = sit(script)
        for row in stride(from: 0, through: rows, by: max(1, rows / 4)) {
          for column in stride(from: 0, through: columns, by: max(1, columns / 4)) {
            _ = sitting.picture(columns: columns, rows: rows)
            sitting.press(.touch(Terminal.Position(row: row, column: column)))
          }
        }
        #expect(sitting.picture(columns: columns, rows: rows).cursor != nil)
      }
    }
  }
}
