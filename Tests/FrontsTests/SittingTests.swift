import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

struct SittingTests {
  private func sit(_ script: Script) -> Sitting {
    Sitting(script, glyphs: .unicode, speak: Words.test)
  }

  private func press(_ sitting: inout Sitting, _ keys: Key...) {
    for key in keys {
      _ = sitting.picture(columns: 80, rows: 24)
      sitting.press(key)
    }
  }

  private func type(_ sitting: inout Sitting, _ text: String) {
    for character in text { sitting.press(.character(character)) }
  }

  private let list = Samples.home
  private let done = Prompt(journey: "x", step: "done", title: t("Done"), ask: .finished)

  @Test func `a digit opens its item, and 0 leaves a first screen`() {
    let script = Script(list, done)
    var sitting = sit(script)
    press(&sitting, .character("4"))
    #expect(script.answers == [.choose("closure")])
    let other = Script(list, done)
    sitting = sit(other)
    press(&sitting, .character("0"))
    #expect(other.answers == [.choose("signOut")])
  }

  @Test func `arrows, Tab, Home and End move, Enter opens`() {
    let script = Script(list, done)
    var sitting = sit(script)
    press(&sitting, .down, .down, .tab, .up)
    #expect(sitting.form.focus == 2)
    press(&sitting, .end, .down)
    #expect(sitting.form.focus == 5)
    press(&sitting, .tab)
    #expect(sitting.form.focus == 0)
    press(&sitting, .home, .backTab, .up, .enter)
    #expect(script.answers == [.choose("receipts")])
  }

  @Test func `what cannot be chosen says why and answers nothing`() {
    let script = Script(list, done)
    var sitting = sit(script)
    press(&sitting, .character("2"))
    #expect(script.answers.isEmpty)
    let screen = sitting.picture(columns: 80, rows: 24)
    #expect(screen.lines.contains { $0.contains("! the line is active already") })
    press(&sitting, .down)
    #expect(!sitting.picture(columns: 80, rows: 24).lines.contains { $0.contains("! the line") })
  }

  @Test func `Esc goes back, or home, and does nothing on a first screen`() {
    var back = Samples.terms
    back.canGoBack = true
    let script = Script(Samples.home, Samples.terms, back)
    var sitting = sit(script)
    press(&sitting, .escape, .escape)
    #expect(script.log.isEmpty && !script.isOver)
    script.at = 2
    sitting.follow()
    press(&sitting, .escape)
    press(&sitting, .character("0"))
    #expect(script.log == ["back", "home"])
  }

  @Test func `long lists collect digits until Enter`() {
    let options = (1...12).map { Option("o\($0)", t("Item \($0)")) }
    let script = Script(
      Prompt(journey: "x", step: "y", title: t("Many"), ask: .choose(options)), done)
    var sitting = sit(script)
    press(&sitting, .character("1"))
    #expect(script.answers.isEmpty && sitting.form.focus == 0)
    press(&sitting, .character("0"))
    #expect(sitting.form.focus == 9)
    press(&sitting, .character("3"))
    #expect(sitting.form.focus == 2)
    press(&sitting, .character("1"), .character("2"), .enter)
    #expect(script.answers == [.choose("o12")])
  }

  @Test func `neither Enter nor one digit says a final yes`() {
    let script = Script(Samples.submit, Samples.submit, done)
    var sitting = sit(script)
    press(&sitting, .character("2"), .character(" "))
    #expect(script.answers.isEmpty)
    press(&sitting, .enter)
    #expect(script.answers == [.confirm(true)])
    let other = Script(Samples.submit, done)
    sitting = sit(other)
    press(&sitting, .enter)
    #expect(other.answers == [.confirm(false)])
    let mild = Prompt(
      journey: "x", step: "y", title: t("Sure?"),
      ask: .confirm(Confirmation(yes: t("Yes"), no: t("No"), irreversible: false)))
    let third = Script(mild, done)
    sitting = sit(third)
    press(&sitting, .enter)
    #expect(third.answers == [.confirm(false)])
  }

  @Test func `Enter goes from field to field and answers on the last`() {
    var prompt = Samples.signIn
    prompt.refusal = nil
    let script = Script(prompt, done)
    var sitting = sit(script)
    type(&sitting, "?0")
    press(&sitting, .enter)
    type(&sitting, "secret")
    press(&sitting, .down)
    press(&sitting, .paste("12\n34"), .enter)
    #expect(
      script.answers
        == [.enter(["identifier": "lin.yue?0", "password": "secret", "code": "1234"])])
  }

  @Test func `a refusal keeps what was typed and leads to its field`() {
    var prompt = Samples.signIn
    prompt.refusal = nil
    let script = Script(prompt, done)
    script.refusals = [Refusal("password.short", field: "password")]
    var sitting = sit(script)
    press(&sitting, .enter)
    type(&sitting, "short")
    press(&sitting, .enter, .enter)
    #expect(sitting.form.focus == 1)
    let screen = sitting.picture(columns: 80, rows: 24)
    #expect(screen.lines.contains { $0.contains("•••••") })
    #expect(screen.lines.contains { $0.contains("! refusal.password.short") })
    #expect(!screen.lines.contains { $0.contains("short ") && !$0.contains("refusal") })
    type(&sitting, "er")
    press(&sitting, .end, .enter, .enter)
    #expect(
      script.answers.last == .enter(["identifier": "lin.yue", "password": "shorter", "code": ""]))
  }

  @Test func `language, size and help lose nothing that was typed`() {
    let script = Script(Samples.signIn, done)
    var sitting = sit(script)
    type(&sitting, "@x")
    press(&sitting, .function(2))
    #expect(script.language == .zhHans)
    _ = sitting.picture(columns: 1, rows: 1)
    press(&sitting, .resize, .function(1))
    let help = sitting.picture(columns: 80, rows: 24)
    #expect(help.lines.contains { $0.contains("+86 400 000 0000") })
    #expect(help.lines.contains { $0.contains("9 时至 21 时") })
    press(&sitting, .escape)
    let screen = sitting.picture(columns: 80, rows: 24)
    #expect(screen.lines.contains { $0.contains("lin.yue@x") && $0.contains("▸") })
    #expect(screen.line(0).contains("简"))
  }

  @Test func `nothing typed outlives its step`() {
    let script = Script(Samples.signIn, done, Samples.signIn)
    var sitting = sit(script)
    press(&sitting, .down)
    type(&sitting, "secret")
    press(&sitting, .down, .enter)
    press(&sitting, .enter)
    let typed = sitting.form.typed(Samples.signIn.fields)
    #expect(typed["password"] == "")
    #expect(sitting.form.focus == 0)
  }

  @Test func `what can be done instead stands below the fields`() {
    let script = Script(Samples.signIn, done)
    var sitting = sit(script)
    press(&sitting, .down, .down, .down)
    type(&sitting, "2")
    #expect(script.answers == [.choose("lost")])
    let other = Script(Samples.signIn, done)
    sitting = sit(other)
    press(&sitting, .backTab, .up, .enter)
    #expect(other.answers == [.choose("again")])
  }

  @Test func `a checklist is ticked, opened and gone on from`() {
    let script = Script(Samples.ready)
    var sitting = sit(script)
    #expect(sitting.form.focus == 0)
    press(&sitting, .enter, .character("2"), .character("3"), .character("4"), .character("5"))
    press(&sitting, .character("2"), .character(" "))
    #expect(
      script.answers == [
        .choose("balance"), .check("devices", true), .check("backup", true), .next,
        .check("devices", true), .check("devices", true),
      ])
  }

  @Test func `a message is seen at once, kept in the inbox, and gone with the journey`() {
    var home = Samples.home
    home.position = nil
    let script = Script(Samples.signIn, home)
    var sitting = sit(script)
    script.events = [.message(Script.notice("111111")), .message(Script.notice("482913"))]
    sitting.follow()
    var screen = sitting.picture(columns: 80, rows: 24)
    #expect(screen.lines.contains { $0.contains("Your code is 482913.") })
    #expect(!screen.lines.contains { $0.contains("111111") })
    script.at = 1
    sitting.follow()
    screen = sitting.picture(columns: 80, rows: 24)
    #expect(!screen.lines.contains { $0.contains("482913") })
    press(&sitting, .function(3))
    screen = sitting.picture(columns: 80, rows: 24)
    #expect(screen.lines.contains { $0.contains("111111") })
    press(&sitting, .escape)
    #expect(sitting.overlay == nil)
  }

  @Test func `trouble is told and forgotten with the next answer`() {
    let script = Script(Samples.home, Samples.home)
    var sitting = sit(script)
    script.events = [.trouble(t("The records cannot be read."))]
    sitting.follow()
    let screen = sitting.picture(columns: 40, rows: 9)
    #expect(screen.lines.contains { $0.contains("! The records cannot be read.") })
    press(&sitting, .enter)
    #expect(sitting.trouble.isEmpty)
  }

  @Test func `long text is read with the page keys and the arrows`() {
    let script = Script(Samples.reading, done)
    var sitting = sit(script)
    for _ in 0..<20 {
      _ = sitting.picture(columns: 40, rows: 9)
      sitting.press(.pageDown)
    }
    var screen = sitting.picture(columns: 40, rows: 9)
    #expect(screen.line(6).contains("备份。"))
    sitting.press(.up)
    screen = sitting.picture(columns: 40, rows: 9)
    #expect(!screen.line(6).contains("备份。"))
    sitting.press(.enter)
    #expect(script.answers == [.next])
  }

  @Test func `a terminal that is gone ends the sitting undecided`() {
    for key in [Key.hangup, .terminate] {
      let script = Script(Samples.submit, done)
      var sitting = sit(script)
      press(&sitting, .down, key)
      #expect(script.isOver && script.answers.isEmpty)
    }
  }

  @Test func `no key in any order breaks anything`() {
    var random = Dice(seed: 7)
    let keys: [Key] = [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .tab, .backTab, .enter,
      .backspace, .delete, .insert, .character("1"), .character("9"), .character("0"),
      .character("中"), .character("?"), .character("+"), .paste("a\nb"), .function(1),
      .function(2), .function(3), .function(9), .control("u"), .control("x"), .unknown, .resize,
      .escape, .character(" "),
    ]
    let script = Script(
      Samples.home, Samples.terms, Samples.ready, Samples.signIn, Samples.submit,
      Samples.progress, Samples.reading)
    var sitting = sit(script)
    for _ in 0..<1_500 {
      let (columns, rows) = LayoutTests.sizes[random.roll(LayoutTests.sizes.count)]
      let screen = sitting.picture(columns: columns, rows: rows)
      #expect(screen.cursor != nil)
      sitting.press(keys[random.roll(keys.count)])
      if random.roll(40) == 0 { script.at = random.roll(script.prompts.count) }
      sitting.follow()
    }
  }
}

/// A small seeded generator.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func roll(_ sides: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(sides))
  }
}
