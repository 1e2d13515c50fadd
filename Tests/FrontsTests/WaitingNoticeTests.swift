import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

/// The line that says that a server is waited for, at every size and with whatever there is to give up with.
@Suite struct WaitingNoticeTests {
  private func line(
    _ columns: Int, _ rows: Int, _ language: Language, _ ways: Ways = Ways(), seconds: Int = 27
  ) -> (text: String, row: Int?) {
    let script = Script(
      Prompt(
        journey: "welcome", step: "start", title: t("Here"),
        ask: .choose([Option("a", t("One")), Option("b", t("Two"))])))
    let catalogue = Words.test(language)
    var sitting = Sitting(script, glyphs: .unicode, ways: ways) { _ in catalogue }
    let picture = sitting.picture(columns: columns, rows: rows)
    let shown = WaitingNotice.show(seconds * 1_000, language, over: picture, ways)
    let (before, after) = (picture.lines, shown.lines)
    let changed = before.indices.filter { before[$0] != after[$0] }
    return (
      changed.map { after[$0] }.joined(separator: "\n"), changed.count == 1 ? changed[0] : nil
    )
  }

  @Test(arguments: Language.allCases, [(80, 24), (40, 12), (40, 9), (200, 60)])
  func `it takes the place of the keys and nothing else, and all of it can be read`(
    _ language: Language, _ size: (columns: Int, rows: Int)
  ) {
    let (text, row) = line(size.columns, size.rows, language)
    #expect(text.contains("27") && text.contains("Esc"), "\(text)")
    #expect(!text.contains("…"), "\(text)")
    let frame = Frame(columns: size.columns, rows: size.rows)
    #expect(row == frame.keys)
    #expect(text.prefix { $0 == " " || $0 == "│" }.count >= frame.left)
  }

  @Test func `who has no Esc is told another key`() {
    #expect(line(80, 24, .en, Ways(keypad: true)).text.contains("  0 give up"))
    #expect(line(80, 24, .en, Ways(touch: true)).text.contains("× give up"))
  }
}
