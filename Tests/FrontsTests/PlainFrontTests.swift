import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

/// A reader and a typist in memory.
struct Typist: Lines {
  var heard: [LineSession.Heard]
  var columns: Int?
  var isBroken = false
  /// Everything said and asked, in order.
  var said: [String] = []
  /// Which answers were asked for as secrets.
  var secrets: [Bool] = []

  init(_ lines: [String]) { heard = lines.map { .line($0) } }

  mutating func say(_ line: String) { said.append(line) }

  mutating func ask(
    _ question: String, secret: Bool, within patience: Int?
  ) -> LineSession.Heard {
    said.append(question)
    secrets.append(secret)
    return hear(secret: secret, within: patience)
  }

  mutating func hear(secret: Bool, within patience: Int?) -> LineSession.Heard {
    heard.isEmpty ? .ended : heard.removeFirst()
  }

  var text: String { said.joined(separator: "\n") }
}

@Suite struct PlainFrontTests {
  private let done = Prompt(journey: "x", step: "done", title: t("Done"), ask: .finished)

  @discardableResult
  private func talk(_ script: Script, _ lines: String..., columns: Int? = nil) -> Typist {
    talk(script, lines.map { .line($0) }, columns: columns)
  }

  private func talk(
    _ script: Script, _ heard: [LineSession.Heard], columns: Int? = nil
  ) -> Typist {
    var typist = Typist([])
    typist.heard = heard
    typist.columns = columns
    PlainFront.serve(script, on: &typist, speak: Words.test)
    return typist
  }

  @Test func `everything of a screen is said, every item with its number on a line of its own`() {
    for sample in Samples.all {
      let script = Script(sample.prompt)
      script.language = sample.language
      let said = talk(script).said
      let say = Speech(language: sample.language).say
      #expect(said.contains(say(sample.prompt.title)), "\(sample.name)")
      for line in sample.prompt.body {
        for words in words(of: line, say) {
          #expect(said.contains { $0.contains(words) }, "\(sample.name): \(words)")
        }
      }
      let mark = sample.prompt.fields.isEmpty ? "" : ":"
      for item in Layout(width: 80, glyphs: .ascii, say: say).items(sample.prompt) {
        let line = said.filter { $0.hasPrefix("\(mark)\(item.digit). \(item.label)") }
        #expect(line.count == 1, "\(sample.name): \(item.label)")
        for part in item.columns + [item.detail, item.disabled, item.state].compactMap(\.self) {
          #expect(line.first?.contains(part) == true, "\(sample.name): \(part)")
        }
      }
    }
  }

  /// The words a line of the body must not lose; a symbol's stand beside it.
  private func words(of line: Line, _ say: (Phrase) -> String) -> [String] {
    switch line {
    case .text(let phrase), .remark(let phrase), .warning(let phrase), .good(let phrase),
      .bullet(let phrase):
      [say(phrase)]
    case .fact(let label, let value), .meter(let label, _, let value): [say(label), say(value)]
    case .moment(_, let when, let what): [say(when), say(what)]
    case .columns(let heads): heads.map(say)
    case .scan(_, let address): [address]
    case .qr, .gap: []
    }
  }

  @Test func `the heads of columns and the reason of a blocked item stand in its line`() {
    let terms = talk(Script(Samples.terms)).said
    #expect(
      terms.contains("3. year, price ￥588.00, a month ￥49.00, runs until 23 Nov 2027, -￥120"))
    let home = talk(Script(Samples.home)).said
    #expect(home.contains("2. Activate, not available: the line is active already"))
    let progress = talk(Script(Samples.progress)).said
    #expect(progress.contains("Done: Fri 20 Nov, received, 09:12"))
    #expect(progress.contains { $0.hasPrefix("To come: by 27 Nov, ") })
  }

  @Test func `every kind of prompt takes its answer`() {
    let script = Script(
      Samples.home, Samples.ready, Samples.ready, Samples.ready, Samples.signIn, Samples.submit,
      Samples.progress, Samples.reading, Samples.signIn, done, done)
    talk(
      script, "1", "2", "1", "5", "a/b", "密码", "", "2", "2", "", ":1", "1", "")
    #expect(
      script.answers == [
        .choose("renewal"), .check("devices", true), .choose("balance"), .next,
        .enter(["identifier": "a/b", "password": "密码", "code": ""]), .confirm(true),
        .choose("receipt"), .next, .choose("again"), .next, .next,
      ])
  }

  @Test func `numbers of the input method are numbers, and so is its question mark`() {
    let script = Script(Samples.home, done)
    let said = talk(script, " ？ ", "：１").text
    #expect(said.contains("+86 400 000 0000"))
    #expect(script.answers == [.choose("renewal")])
  }

  @Test func `what cannot be chosen says why, and a number too large is no choice`() {
    let script = Script(Samples.home)
    let said = talk(script, "2", "9", "-1", "renew", "99999999999999999999").said
    #expect(script.answers.isEmpty)
    #expect(said.contains("the line is active already"))
    #expect(said.count { $0.contains("no such choice") } == 4)
  }

  @Test func `the end of the input decides nothing`() {
    for prompt in Samples.all.map(\.prompt) {
      let script = Script(prompt)
      talk(script)
      #expect(script.answers.isEmpty && script.log == ["leave"], "\(prompt.step)")
    }
    let script = Script(Samples.signIn)
    talk(script, "somebody")
    #expect(script.answers.isEmpty && script.log == ["leave"])
  }

  @Test func `Enter alone never answers a question, and a lost line never is one`() {
    let script = Script(Samples.submit)
    let said = talk(
      script, [.line(""), .line("  "), .tooLong, .notText, .line("yes"), .line("y")]
    ).said
    #expect(script.answers.isEmpty)
    #expect(said.count { $0 == "Close this account for good?" } == 3, "it is asked again")
  }

  @Test func `secrets are asked for without being shown, and nothing else is`() {
    let typist = talk(Script(Samples.signIn), "a", "b", "c")
    #expect(typist.secrets.prefix(3) == [false, true, false])
    #expect(typist.text.contains("Password, not shown:"))
  }

  @Test func `a refused field is asked again alone, and the others keep what was typed`() {
    var prompt = Samples.signIn
    prompt.refusal = nil
    let script = Script(prompt, done)
    script.refusals = [Refusal("email.format", field: "identifier")]
    let typist = talk(script, "lin", "secret words", "123456", "lin@example.com")
    #expect(
      script.answers == [
        .enter(["identifier": "lin", "password": "secret words", "code": "123456"]),
        .enter(["identifier": "lin@example.com", "password": "secret words", "code": "123456"]),
      ])
    #expect(typist.text.contains("Enter keeps lin:"))
    #expect(!typist.text.contains("secret words"))
    #expect(typist.said.contains("Not accepted: refusal.email.format"))
  }

  @Test
  func `Enter keeps what stands in a field, a sign empties it, another goes to the one before`() {
    var prompt = Samples.signIn
    prompt.refusal = nil
    let script = Script(prompt, done)
    talk(script, "", "pass words", ":u", "other words", ":u", ":u", ":-", "third words", "")
    #expect(
      script.answers == [
        .enter(["identifier": "", "password": "third words", "code": ""])
      ])
  }

  @Test func `text of any kind reaches a field, and too much of it does not`() {
    var prompt = Samples.signIn
    prompt.refusal = nil
    let script = Script(prompt, done)
    let said = talk(script, "7", ":x:", "1234567", "123456").said
    #expect(
      script.answers == [
        .enter(["identifier": "7", "password": ":x:", "code": "123456"])
      ])
    #expect(said.contains { $0.hasPrefix("At most ") })
  }

  @Test func `another language says the same again, and what was typed stays`() {
    var prompt = Samples.signIn
    prompt.refusal = nil
    let script = Script(prompt, done)
    let said = talk(script, "lin", ":l", "words", ":l", "").text
    #expect(script.language == .zhHant)
    #expect(said.contains("密码") || said.contains("不显示"))
    #expect(script.answers == [.enter(["identifier": "lin", "password": "words", "code": ""])])
  }

  @Test func `zero goes back, home or away, as on the screen`() {
    let back = Script(Samples.gatesAgain)
    talk(back, "0")
    let home = Script(Samples.terms)
    talk(home, ":0", "h")
    let away = Script(Samples.home, done)
    talk(away, "0")
    #expect(back.log == ["back", "leave"])
    #expect(home.log == ["home", "home", "leave"])
    #expect(away.answers == [.choose("signOut")])
  }

  @Test func `practice messages are said whole when they come, and again when asked for`() {
    let script = Script(Samples.home)
    script.events = [.message(Script.notice("482913"))]
    let said = talk(script, "m", "q").said
    #expect(said.count { $0 == "Your code is 482913." } == 2)
    #expect(script.log == ["leave"])
  }

  @Test func `nothing that is said can command a terminal`() {
    let strange = "\u{1B}[31mred\u{7}\u{9B}2J"
    let prompt = Prompt(
      journey: strange, step: strange, title: t(strange), body: [.text(t(strange))],
      ask: .choose([Option("a", t(strange), detail: t(strange))]))
    // The session cleans what it is given; here, that no line end breaks a line in two.
    for line in talk(Script(prompt)).said {
      #expect(!line.sanitised.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
    }
  }

  @Test func `on a terminal lines are broken between words, set in below their number`() {
    let said = talk(Script(Samples.home), columns: 40).said
    #expect(said.allSatisfy { $0.cells <= 40 })
    let first = said.firstIndex { $0.hasPrefix("1. Renew") }
    #expect(first.map { said[$0 + 1].hasPrefix("   ") } == true)
  }
}
