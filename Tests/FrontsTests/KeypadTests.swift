import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

/// Somebody with ten digits and nothing else.
struct KeypadTests {
  private func sit(_ script: Script) -> Sitting {
    Sitting(script, glyphs: .unicode, ways: Ways(keypad: true), speak: Words.test)
  }

  private func press(_ sitting: inout Sitting, _ digits: String) {
    for digit in digits {
      _ = sitting.picture(columns: 80, rows: 24)
      sitting.press(.character(digit))
    }
  }

  private func lines(_ sitting: inout Sitting) -> [String] {
    sitting.picture(columns: 80, rows: 24).lines
  }

  private let done = Prompt(journey: "x", step: "done", title: t("Done"), ask: .finished)

  @Test func `digits choose items and fields, letters by groups, and say that all is typed`() {
    let script = Script(Samples.signIn, done)
    var sitting = sit(script)
    // The name is there already; the password is d, E, 3, zero, !; the code closes by itself.
    press(&sitting, "2")
    #expect(lines(&sitting).contains { $0.contains("2 abc 2") && $0.contains("3 def 3") })
    press(&sitting, "31")
    press(&sitting, "35")
    press(&sitting, "37")
    press(&sitting, "03")
    press(&sitting, "051")
    press(&sitting, "01")
    #expect(sitting.form.focus == 2)
    press(&sitting, "3")
    #expect(lines(&sitting).contains { $0.contains("Type 6 digits") })
    press(&sitting, "482913")
    #expect(sitting.form.focus == 3 && script.answers.isEmpty)
    press(&sitting, "4")
    #expect(
      script.answers
        == [.enter(["identifier": "lin.yue", "password": "dE30!", "code": "482913"])])
  }

  @Test func `every printable sign of ASCII can be typed with digits`() throws {
    for digitsFirst in [false, true] {
      var reached: Set<String> = []
      func reach(_ board: Board, _ depth: Int) {
        for digit in 0...9 {
          guard let stroke = board.stroke(digit, digitsFirst: digitsFirst) else { continue }
          if case .text(let text) = stroke { reached.insert(text) }
          if case .group(let group) = stroke, depth < 3 {
            reach(Board(isOpen: true, group: group), depth + 1)
          }
        }
      }
      reach(Board(isOpen: true), 0)
      for value in UInt8(0x20)...0x7E {
        let sign = Character(Unicode.Scalar(value))
        // Numbers and documents have no small letters, and are read in either case.
        if digitsFirst, sign.isLowercase { continue }
        #expect(reached.contains(String(sign)), "\(sign)")
      }
    }
  }

  @Test func `in a number a digit is its own key pressed twice`() {
    for digit in 1...9 {
      let stroke = Board(isOpen: true, group: digit).stroke(digit, digitsFirst: true)
      #expect(stroke == .text(String(digit)))
    }
  }

  @Test func `0 closes a group, ends and deletes, and else goes back`() {
    let script = Script(Samples.home, Samples.signIn, done)
    var sitting = sit(script)
    press(&sitting, "4")
    press(&sitting, "2" + "2102")
    #expect(sitting.form.typed(Samples.signIn.fields)["password"] == "")
    press(&sitting, "0" + "20" + "21")
    #expect(sitting.form.typed(Samples.signIn.fields)["password"] == "a")
    press(&sitting, "08")
    #expect(sitting.form.typed(Samples.signIn.fields)["password"] == "")
    press(&sitting, "1" + "0")
    #expect(script.log == ["back"])
  }

  @Test func `long lists are numbered page by page, and no digit waits for a second`() {
    let options = (1...19).map { Option("o\($0)", t("Item \($0)")) }
    let prompt = Prompt(journey: "x", step: "y", title: t("Many"), ask: .choose(options))
    for (digits, id) in [("1", "o1"), ("8", "o8"), ("91", "o9"), ("98", "o16"), ("993", "o19")] {
      let script = Script(prompt, done)
      var sitting = sit(script)
      press(&sitting, digits)
      #expect(script.answers == [.choose(id)])
    }
    let script = Script(prompt, done)
    var sitting = sit(script)
    press(&sitting, "994")
    #expect(script.answers.isEmpty)
  }

  @Test func `a final yes takes two digits far from each other`() {
    for digits in ["2", "22", "222", "27", "7", "1"] {
      let script = Script(Samples.submit, done)
      var sitting = sit(script)
      press(&sitting, digits)
      #expect(
        script.answers
          == (digits == "27" ? [.confirm(true)] : digits == "1" ? [.confirm(false)] : []))
    }
  }

  @Test func `9 reads on to the end and then offers language, help and messages`() {
    let script = Script(Samples.reading, done)
    var sitting = sit(script)
    var presses = 0
    while sitting.overlay == nil, presses < 40 {
      _ = sitting.picture(columns: 40, rows: 9)
      sitting.press(.character("9"))
      presses += 1
    }
    #expect(presses > 3)
    press(&sitting, "1")
    #expect(script.language == .zhHans)
    press(&sitting, "2")
    #expect(lines(&sitting).contains { $0.contains("+86 400 000 0000") })
    press(&sitting, "0")
    press(&sitting, "1")
    #expect(script.answers == [.next])
  }

  @Test func `F4, or a slash on a list, changes the way and says so; nothing typed is lost`() {
    let script = Script(Samples.signIn, done)
    var sitting = Sitting(script, glyphs: .unicode, speak: Words.test)
    sitting.press(.character("7"))
    sitting.press(.function(4))
    #expect(sitting.ways.keypad)
    #expect(lines(&sitting).contains { $0.contains("Digits now do everything.") })
    #expect(lines(&sitting).contains { $0.contains("lin.yue7") })
    sitting.press(.function(4))
    #expect(!sitting.ways.keypad)
    let list = Script(Samples.home, done)
    var other = Sitting(list, glyphs: .unicode, speak: Words.test)
    other.press(.character("/"))
    #expect(other.ways.keypad && list.answers.isEmpty)
  }

  @Test func `a whole keyboard goes on working beside the digits`() {
    let script = Script(Samples.signIn, done)
    var sitting = sit(script)
    sitting.press(.down)
    for character in "ab中" { sitting.press(.character(character)) }
    sitting.press(.backspace)
    #expect(sitting.form.typed(Samples.signIn.fields)["password"] == "ab")
    press(&sitting, "4")
    #expect(script.answers.count == 1)
  }

  @Test func `every digit is shown beside what it does, at every size that shows words`() {
    for sample in Samples.all {
      for (columns, rows) in [(80, 24), (40, 12), (40, 9), (120, 40)] {
        let script = Script(sample.prompt, done)
        var sitting = sit(script)
        let screen = sitting.picture(columns: columns, rows: rows)
        let last = Frame(columns: columns, rows: rows).keys.map(screen.line) ?? ""
        #expect(last.contains("9"), "\(sample.name) \(columns)x\(rows): \(last)")
      }
    }
  }
}
