import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

/// The screen for ears, for fingers on a braille line, for weak eyes, and for small terminals.
struct WaysOfReadingTests {
  private func sitting(_ sample: (name: String, prompt: Prompt, language: Language), _ ways: Ways)
    -> Sitting
  {
    let script = Script(sample.prompt)
    script.language = sample.language
    return Sitting(script, glyphs: .unicode, ways: ways, speak: Words.test)
  }

  /// Everything that is seen of a prompt while the focus and the text move to their ends.
  private func seen(_ sitting: Sitting, _ columns: Int, _ rows: Int) -> String {
    var text = ""
    for focus in 0..<sitting.prompt.itemCount {
      for scroll in 0..<60 {
        var now = sitting
        now.form.focus = focus
        now.form.scroll = scroll
        let screen = now.picture(columns: columns, rows: rows)
        text += screen.lines.map { $0.filter { !$0.isWhitespace } }.joined(separator: "\n") + "\n"
        let arrangement = now.arrangement
        if scroll >= arrangement.body.count - arrangement.heights.body { break }
      }
    }
    return text
  }

  /// Words as they are found on a screen whose lines may end between any two of them.
  private func words(_ text: String) -> [String] {
    text.split { $0.isWhitespace }.flatMap { word in
      word.contains { $0.cells == 2 } ? word.map { String($0) } : [String(word)]
    }
  }

  @Test(arguments: [Ways(), Ways(spoken: true), Ways(large: true)])
  func `every word of every screen can be reached at 40 by 9`(ways: Ways) {
    for sample in Samples.all {
      let sitting = sitting(sample, ways)
      let seen = seen(sitting, 40, 9)
      let say = Speech(language: sample.language).say
      var texts = [say(sample.prompt.title)]
      texts += sample.prompt.body.compactMap(
        Spoken(say: { phrase in
          // Only the words themselves: what the spoken form puts around them is its own.
          phrase.key.hasPrefix("front.spoken.")
            ? phrase.facts.keys.sorted().compactMap {
              phrase.facts[$0].map { say(.say($0)) }
            }.joined(separator: " ") : say(phrase)
        }).line)
      for item in Layout(width: 80, glyphs: .ascii, say: say).items(sample.prompt) {
        texts += [item.label, item.disabled ?? item.detail ?? ""] + item.columns
      }
      texts += sample.prompt.fields.flatMap { [say($0.label), $0.hint.map(say) ?? ""] }
      for word in texts.flatMap(words) {
        #expect(
          seen.contains(word.filter { !$0.isWhitespace }), "\(sample.name) \(ways): \(word)")
      }
    }
  }

  @Test func `refusal and position are in sight at 40 by 9`() {
    var prompt = Samples.submit
    prompt.refusal = Refusal("checklist.open")
    for ways in [Ways(), Ways(spoken: true), Ways(large: true)] {
      var sitting = sitting(("submit", prompt, .en), ways)
      let text = sitting.picture(columns: 40, rows: 9).lines.joined(separator: "\n")
      #expect(text.contains("refusal.checklist.open") && text.contains("6/7"), "\(ways)")
    }
  }

  @Test func `aloud, an item is one sentence that begins at the cursor`() {
    for sample in Samples.all {
      for focus in 0..<sample.prompt.itemCount where !sample.prompt.takesText(at: focus) {
        var sitting = sitting(sample, Ways(spoken: true))
        sitting.form.focus = focus
        let screen = sitting.picture(columns: 120, rows: 40)
        let frame = Frame(columns: 120, rows: 40)
        let index = focus - sample.prompt.firstNumbered
        let say = Speech(language: sample.language).say
        let layout = Layout(width: 80, glyphs: .ascii, say: say)
        let items = layout.items(sample.prompt)
        let spoken = Spoken(say: say)
        let sentence = spoken.joined([
          spoken.place(index + 1, of: items.count),
          spoken.item(items[index], heads: layout.heads(sample.prompt)),
        ])
        guard let cursor = screen.cursor else {
          Issue.record("no cursor")
          continue
        }
        #expect(cursor.column == frame.left, "\(sample.name) \(focus)")
        let line = screen.line(cursor.row).dropFirst(frame.left)
        #expect(line.hasPrefix(sentence), "\(line)")
      }
    }
    var sitting = sitting(("home", Samples.home, .en), Ways(spoken: true))
    sitting.press(.down)
    sitting.press(.down)
    let screen = sitting.picture(columns: 80, rows: 24)
    let line = screen.line(screen.cursor?.row ?? 0)
    #expect(line.contains("3 of 6, My account"))
  }

  @Test func `aloud there are no pictures`() {
    for sample in Samples.all {
      for (columns, rows) in [(40, 9), (80, 24), (120, 40)] {
        var sitting = sitting(sample, Ways(spoken: true))
        let text = sitting.picture(columns: columns, rows: rows).lines.joined()
        for sign in "█─│┌╭├▸●◆┊×" { #expect(!text.contains(sign), "\(sample.name) \(sign)") }
      }
    }
  }

  @Test func `aloud, what is typed stands behind its label, and a refusal before it`() {
    var sitting = sitting(("sign-in", Samples.signIn, .en), Ways(spoken: true))
    let screen = sitting.picture(columns: 80, rows: 24)
    let row = screen.cursor?.row ?? 0
    #expect(screen.line(row).contains("1 of 3, E-mail, number or name: lin.yue"))
    #expect(screen.cursor?.column == 2 + "1 of 3, E-mail, number or name: lin.yue".count)
    #expect(screen.line(row - 1).contains("Not accepted: refusal.email.format"))
  }

  @Test func `in large print every item has three rows, the focused one a block`() {
    for sample in Samples.all {
      var sitting = sitting(sample, Ways(large: true))
      let focus = sample.prompt.itemCount - 1
      sitting.form.focus = focus
      let screen = sitting.picture(columns: 80, rows: 24)
      let list = sitting.arrangement.list
      for item in sample.prompt.firstNumbered..<sample.prompt.itemCount {
        #expect(list.count { $0.item == item } >= 3, "\(sample.name) \(item)")
      }
      let row = screen.cursor?.row ?? 0
      for row in row - 1...row + 1 {
        for column in 2..<78 {
          #expect(
            screen.style(row: row, column: column).emphasis.contains(.reverse),
            "\(sample.name) \(row) \(column)")
        }
      }
    }
  }

  @Test func `both can be switched at any moment, and nothing is lost`() {
    let script = Script(Samples.signIn)
    var sitting = Sitting(script, glyphs: .unicode, speak: Words.test)
    sitting.press(.character("x"))
    let before = sitting.form
    for key in [5, 6, 5, 6] {
      sitting.press(.function(key))
      #expect(sitting.form == before)
      #expect(sitting.picture(columns: 80, rows: 24).lines.joined().contains("lin.yuex"))
    }
    #expect(sitting.ways == Ways() && script.answers.isEmpty)
  }

  @Test func `what is nearly used up changes colour, and a bar never stands without its track`() {
    let rows = Layout(width: 60, glyphs: .unicode, say: Speech(language: .en).say).body(
      Samples.home)
    let bars = rows.flatMap(\.spans).filter { $0.text.hasPrefix("█") }
    #expect(bars.map(\.style.role) == [.warning, .accent, .accent])
    let tracks = rows.flatMap(\.spans).filter { $0.text.hasPrefix("─") }
    #expect(tracks.count == 3)
    #expect(Set(zip(bars, tracks).map { $0.text.count + $1.text.count }).count == 1)
  }

  @Test func `a line of time joins its moments, whole behind and dotted ahead`() {
    for roomy in [false, true] {
      var layout = Layout(width: 40, glyphs: .unicode, say: Speech(language: .en).say)
      layout.roomy = roomy
      let rows = layout.body(Samples.progress)
      let signs = rows.compactMap { row in
        row.spans.map(\.text).first { "●◆○│┊".contains($0) }
      }.joined()
      let pattern = roomy ? /●│+◆┊+○┊+○/ : /●│*◆┊*○┊*○/
      #expect(signs.wholeMatch(of: pattern) != nil, "\(signs)")
    }
  }

  @Test func `a terminal larger than the desk shows it on a card`() {
    let screen = view(Samples.home).screen(columns: 200, rows: 60)
    guard let card = Frame(columns: 200, rows: 60).card else {
      Issue.record("no card")
      return
    }
    #expect(screen.line(card.rows.lowerBound).contains("╭─"))
    #expect(screen.line(card.rows.upperBound - 1).contains("─╯"))
    #expect(abs(card.columns.lowerBound - (200 - card.columns.upperBound)) <= 1, "in the middle")
    #expect(Frame(columns: 80, rows: 24).card == nil)
    #expect(Frame(columns: 200, rows: 24).card == nil)
  }
}
