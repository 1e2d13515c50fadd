import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

struct LayoutTests {
  static let sizes = [
    (1, 1), (2, 1), (1, 5), (7, 2), (12, 3), (20, 4), (20, 6), (30, 8), (40, 9), (40, 12), (60, 15),
    (80, 24), (132, 43), (200, 60),
  ]

  @Test func `a card's number that was typed is not shown while it waits to be refused`() throws {
    let prompt = Prompt(
      journey: "signIn", step: "password", title: "signIn.title",
      ask: .enter([
        Field("identifier", .identifier, "signIn.identifier"), Field("note", .text, "signIn.title"),
      ]))
    for spoken in [false, true] {
      for (number, isHidden) in [
        ("4111111111111111", true), ("4111 1111 1111 1111", true), ("4111111111", false),
        ("R-7K2M-94QD", false),
      ] {
        for index in 0..<2 {
          var view = view(prompt)
          view.ways.spoken = spoken
          view.form.focus = index
          let field = try #require(
            prompt.fields.indices.contains(index) ? prompt.fields[index] : nil)
          view.form.edit(field) { $0.insert(number) }
          let text = view.screen(columns: 80, rows: 24).lines.joined(separator: "\n")
          #expect(text.contains(number) != isHidden, "\(number)")
        }
      }
    }
  }

  @Test func `no line is longer than the terminal is wide, at any size`() {
    forEachScreen { screen, _, comment in
      for line in screen.lines { #expect(line.cells == screen.columns, comment) }
    }
  }

  @Test func `the cursor is on the focused item, wherever the focus is`() {
    for sample in Samples.all {
      for (columns, rows) in Self.sizes {
        for focus in 0..<sample.prompt.itemCount {
          var view = view(sample.prompt, sample.language)
          view.form.focus = focus
          let screen = view.screen(columns: columns, rows: rows)
          let frame = Frame(columns: columns, rows: rows)
          let arrangement = view.arranged(frame)
          let comment = Comment("\(sample.name) \(columns)x\(rows) focus \(focus)")
          guard let cursor = screen.cursor else {
            Issue.record("no cursor: \(comment)")
            continue
          }
          let row = arrangement.placed(frame).first { $0.0 == cursor.row }?.1
          #expect(row?.item == focus, comment)
          #expect(row?.cursor != nil, comment)
          #expect((0..<columns).contains(cursor.column), comment)
          if columns >= 20, rows >= 4, !sample.prompt.takesText(at: focus) {
            #expect(screen.line(cursor.row).contains("▸"), comment)
          }
        }
      }
    }
  }

  @Test func `the digit of the focused item is always seen`() {
    for (columns, rows) in Self.sizes where columns >= 7 {
      for focus in 0..<6 {
        var view = view(Samples.home)
        view.form.focus = focus
        let screen = view.screen(columns: columns, rows: rows)
        let line = screen.line(screen.cursor?.row ?? 0)
        #expect(line.contains(focus == 5 ? "0" : "\(focus + 1)"), "\(columns)x\(rows) \(focus)")
      }
    }
  }

  @Test func `no line of text starts with closing punctuation`() {
    let closing = Set("，。！？、；：）】》」』〉”’…")
    for width in 8...100 {
      let layout = Layout(width: width, glyphs: .unicode, say: Speech(language: .zhHans).say)
      for row in layout.body(Samples.reading) + layout.body(Samples.gates) {
        for span in row.spans {
          #expect(!(span.text.first.map(closing.contains) ?? false), "\(width): \(span.text)")
        }
      }
    }
  }

  @Test func `text that does not fit can be read to its end`() {
    for (columns, rows) in Self.sizes where columns >= 12 && rows >= 4 {
      var view = view(Samples.reading, .zhHans)
      var seen = ""
      for scroll in stride(from: 0, to: 200, by: 2) {
        view.form.scroll = scroll
        seen += view.screen(columns: columns, rows: rows).lines.joined()
      }
      #expect(seen.contains("第1条"))
      #expect(seen.contains("第6条"), "\(columns)x\(rows)")
    }
  }

  @Test func `hundreds of items scroll with the focus`() {
    let options = (1...300).map { Option("o\($0)", t("Item \($0)")) }
    let prompt = Prompt(journey: "x", step: "y", title: t("Many"), ask: .choose(options))
    for focus in [0, 1, 11, 150, 299] {
      var view = view(prompt)
      view.form.focus = focus
      let screen = view.screen(columns: 40, rows: 9)
      let line = screen.line(screen.cursor?.row ?? 0)
      #expect(line.contains("▸") && line.contains("Item \(focus + 1)"))
    }
  }

  @Test func `strange text cannot break the screen`() {
    let strange = "\u{1B}[31mred\u{7}\u{202E}abc\n\t👨‍👩‍👧‍👦\u{323AF}"
    let prompt = Prompt(
      journey: strange, step: strange, title: t(strange),
      body: [.fact(label: t(strange), value: t(strange)), .text(t(""))],
      ask: .choose([Option("a", t(strange), detail: t(strange), columns: [t(strange)])]))
    for (columns, rows) in Self.sizes {
      let screen = view(prompt).screen(columns: columns, rows: rows)
      for line in screen.lines {
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        #expect(line.cells == columns)
      }
    }
  }

  @Test func `an address that is a label is not cut in two, however narrow the screen`() {
    let prompt = Prompt(
      journey: "x", step: "y", title: t("People"),
      body: [
        .fact(label: t("linyue@example.com"), value: t("plan ends in 3 days")),
        .fact(label: t("10 % off for existing users"), value: t("-5.90")),
      ], ask: .finished)
    for columns in [30, 36, 40, 60, 80] {
      let lines = view(prompt).screen(columns: columns, rows: 24).lines
      #expect(lines.contains { $0.contains("linyue@example.com") }, "\(columns)")
    }
  }

  @Test func `an empty list still has a screen`() {
    let prompt = Prompt(journey: "x", step: "y", title: t("Nothing"), ask: .choose([]))
    #expect(view(prompt).screen(columns: 80, rows: 24).line(2).contains("Nothing"))
  }

  @Test func `the key line keeps what is needed most`() {
    let screen = view(Samples.home).screen(columns: 40, rows: 9)
    let keys = screen.line(8)
    #expect(keys.contains("1-5") && keys.contains("Enter") && keys.contains("0 leave"))
    #expect(keys.contains("?"))
  }

  private func forEachScreen(_ body: (Screen, Prompt, Comment) -> Void) {
    for sample in Samples.all {
      for (columns, rows) in Self.sizes {
        for glyphs in [Glyphs.unicode, .ascii] {
          let view = view(sample.prompt, sample.language, glyphs: glyphs)
          body(
            view.screen(columns: columns, rows: rows), sample.prompt,
            "\(sample.name) \(columns)x\(rows)")
        }
      }
    }
  }
}
