import Journeys
import Terminal
import Testing

@testable import Fronts

struct TextEntryTests {
  private func entry(
    _ initial: String = "", _ kind: Field.Kind = .text, limit: Int = 120
  ) -> TextEntry { TextEntry(Field("it", kind, t("It"), initial: initial, limit: limit)) }

  @Test func `characters go in and out where the cursor is`() {
    var entry = entry("abd")
    entry.moveLeft()
    entry.insert("c")
    #expect(entry.string == "abcd")
    entry.moveHome()
    entry.delete()
    entry.backspace()
    #expect(entry.string == "bcd")
    entry.moveEnd()
    entry.backspace()
    #expect(entry.string == "bc")
    for _ in 0..<9 { entry.moveLeft() }
    for _ in 0..<9 { entry.moveRight() }
    entry.insert("!")
    #expect(entry.string == "bc!")
  }

  @Test func `a paste loses its line ends and stops at the limit`() {
    var entry = entry(limit: 6)
    entry.insert("ab\ncd\r\n\tef\u{1B}gh")
    #expect(entry.string == "abcdef")
  }

  @Test func `a code takes digits only, also in full width`() {
    var entry = entry("", .code, limit: 6)
    entry.insert("Code: 48 29１３ ok")
    #expect(entry.string == "482913")
  }

  @Test func `the window follows the cursor by columns and cuts no wide character in two`() {
    var entry = entry("中文很长很长的名字")
    for width in 1...20 {
      entry.moveEnd()
      for _ in 0...10 {
        let seen = entry.window(width)
        #expect(seen.text.cells <= width)
        #expect((0..<width).contains(seen.cursor))
        entry.moveLeft()
      }
    }
    entry.moveEnd()
    let seen = entry.window(7)
    #expect(seen.text == "的名字")
    #expect(seen.cursor == 6)
  }

  @Test func `a secret shows one mark for each character`() {
    let seen = entry("密码ab").window(10, mask: "•")
    #expect(seen.text == "••••")
    #expect(seen.cursor == 4)
  }
}
