import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

/// A scanner that types like a keyboard: told from a hand by its speed, and routed by what it says.
struct ScannerTests {
  private static let imei = "490154203237518"
  private static let receipt = Numbers.receipt(random: [1, 2, 3, 4, 5, 6, 7])
  private static let eid = "89034011560010000000000000000121"
  private static let passport = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
  ]

  private let done = Prompt(journey: "x", step: "done", title: t("Done"), ask: .finished)
  private let details = Prompt(
    journey: "closure", step: "details", title: t("Details"),
    ask: .enter([
      Field("model", .text, t("Model")), Field("imei", .imei, t("IMEI"), limit: 24),
      Field("password", .password, t("Password")), Field("code", .code, t("Code"), limit: 12),
    ]))
  private let document = Prompt(
    journey: "verification", step: "document", title: t("Document"),
    ask: .enter([Field("number", .document, t("Number"), limit: 120)]))

  @Test func `a receipt's signed code is put where receipts are looked up, however long it is`() {
    let lookUp = Prompt(
      journey: "lookUp", step: "number", title: t("Look up"),
      ask: .enter([Field("receipt", .receipt, t("Number or code"), limit: 2_000)]))
    for length in [0, 40, 600] {
      let code = ReceiptCode(
        facts: (0..<length).map { UInt8($0 & 0xFF) }, publicKey: Array(1...32),
        signature: Array(1...64))
      var sitting = sit(Script(lookUp, done))
      send(code.text, to: &sitting, ending: .enter)
      #expect(sitting.form.entry(lookUp.fields[0]).string == code.text)
      #expect(sitting.remark?.key == "front.scan.taken")
      // On a list that leads there, and never as digits that choose something.
      let list = Prompt(
        journey: "welcome", step: "start", title: t("Welcome"),
        ask: .choose([Option("signIn", t("Sign in")), Option("lookUp", t("Look up"))]))
      var wandering = sit(Script(list, lookUp, done))
      send(code.text, to: &wandering, ending: .enter)
      #expect(wandering.prompt.journey == "lookUp")
      #expect(wandering.form.entry(lookUp.fields[0]).string == code.text)
      var misread = sit(Script(list, lookUp, done))
      send(String(code.text.dropLast(3)) + "000", to: &misread, ending: .enter)
      #expect(misread.prompt.journey == "welcome" && misread.remark?.key == "front.scan.unknown")
      // What a hand typed ahead on a slow line comes at once too, and is what was typed.
      var ahead = sit(Script(list, lookUp, done))
      send("1r-7k2m 94qd and so on", to: &ahead)
      #expect(ahead.prompt.journey == "lookUp" && ahead.remark == nil)
      #expect(ahead.form.entry(lookUp.fields[0]).string == "r-7k2m 94qd and so on")
    }
  }

  private func sit(_ script: Script, _ ways: Ways = Ways()) -> Sitting {
    Sitting(script, glyphs: .unicode, ways: ways, speak: Words.test)
  }

  /// Sends a text with so many milliseconds between its characters; `\n` is Enter.
  private func send(
    _ text: String, to sitting: inout Sitting, every pause: Int = 12, from start: Int = 1_000,
    ending: Key? = nil
  ) {
    var now = start
    for character in text {
      now += pause
      sitting.press(character == "\n" ? .enter : .character(character), at: now)
    }
    if let ending {
      now += pause
      sitting.press(ending, at: now)
    }
    // The silence after it, as the front waits for it.
    if let wait = sitting.patience(at: now) {
      #expect(wait <= ScanWatch.lineGap)
      sitting.settle()
    }
  }

  private func seen(_ sitting: inout Sitting) -> String {
    sitting.picture(columns: 80, rows: 24).lines.joined(separator: "\n")
  }

  @Test(arguments: [nil, Key.enter, Key.tab])
  func `a scan finds its field, whatever is focused and whatever ends it`(ending: Key?) {
    for focus in 0...3 {
      for pause in [0, 8, 16, 30] {
        for ways in [Ways(), Ways(keypad: true), Ways(keypad: true, touch: true)] {
          let script = Script(details, done)
          var sitting = sit(script, ways)
          sitting.focus(focus)
          send(Self.imei, to: &sitting, every: pause, ending: ending)
          let typed = sitting.form.typed(details.fields)
          #expect(
            typed == ["model": "", "imei": Self.imei, "password": "", "code": ""],
            "focus \(focus), every \(pause) ms")
          #expect(script.answers.isEmpty && sitting.remark?.key == "front.scan.taken")
        }
      }
    }
  }

  @Test func `what a hand types slowly stays where it is typed`() {
    let script = Script(details, done)
    var sitting = sit(script)
    send(Self.imei, to: &sitting, every: 120)
    #expect(sitting.form.typed(details.fields)["model"] == Self.imei)
    #expect(sitting.form.typed(details.fields)["imei"] == "")
    #expect(sitting.remark == nil)
  }

  @Test func `what was typed before a scan is kept`() {
    let script = Script(details, done)
    var sitting = sit(script)
    send("Pixel 8", to: &sitting, every: 150)
    send(Self.imei, to: &sitting, from: 9_000, ending: .enter)
    let typed = sitting.form.typed(details.fields)
    #expect(typed["model"] == "Pixel 8" && typed["imei"] == Self.imei)
  }

  @Test func `a scan never stays in a password or a code, not even where nothing fits`() {
    let secret = Prompt(
      journey: "x", step: "secret", title: t("Secret"),
      ask: .enter([
        Field("password", .newPassword, t("Password")), Field("code", .code, t("Code"), limit: 40),
      ]))
    for text in [Self.imei, Self.receipt, Self.eid, "LPA:1$smdp.example.com$A-B-C"] {
      for focus in 0...1 {
        let script = Script(secret, done)
        var sitting = sit(script)
        sitting.focus(focus)
        send(text, to: &sitting, ending: .enter)
        #expect(Set(sitting.form.typed(secret.fields).values) == [""], "\(text)")
        #expect(sitting.remark?.key == "front.scan.unplaced" && script.answers.isEmpty)
        sitting.press(.paste(text))
        #expect(Set(sitting.form.typed(secret.fields).values) == [""], "\(text)")
      }
    }
    // A password manager's paste is a password.
    let script = Script(secret, done)
    var sitting = sit(script)
    sitting.press(.paste("correct horse battery"))
    #expect(sitting.form.typed(secret.fields)["password"] == "correct horse battery")
    // And a fast hand, or a test, typing one is not a scanner.
    send("-practice-desk", to: &sitting, every: 1)
    #expect(sitting.form.typed(secret.fields)["password"]?.hasSuffix("-practice-desk") == true)
  }

  @Test func `the lines of a passport become one, whether Enter stands between or not`() {
    for text in [Self.passport.joined(separator: "\n"), Self.passport.joined()] {
      for ending in [nil, Key.enter, .tab] {
        let script = Script(document, done)
        var sitting = sit(script)
        send(text, to: &sitting, ending: ending)
        #expect(sitting.form.typed(document.fields)["number"] == Self.passport.joined())
        #expect(script.answers.isEmpty)
        #expect(!seen(&sitting).contains("ERIKSSON"), "a document is never shown in full")
      }
    }
  }

  @Test func `half a passport is answered when its second line does not come`() {
    let script = Script(document, done)
    var sitting = sit(script)
    send(Self.passport[0] + "\n", to: &sitting)
    #expect(script.answers == [.enter(["number": Self.passport[0]])])
  }

  @Test func `where a document's kind is asked, scanning it chooses the kind`() {
    let kinds = Prompt(
      journey: "verification", step: "documentKind", title: t("Which?"),
      ask: .choose([Option("hkid", t("HKID")), Option("passport", t("Passport"))]))
    let script = Script(kinds, document, done)
    var sitting = sit(script)
    send(Self.passport.joined(separator: "\n"), to: &sitting, ending: .enter)
    #expect(script.answers == [.choose("passport")])
    #expect(sitting.form.typed(document.fields)["number"] == Self.passport.joined())
  }

  @Test func `a receipt's number leads to where receipts are looked up`() {
    let welcome = Prompt(
      journey: "welcome", step: "start", title: t("Welcome"),
      ask: .choose([Option("signIn", t("Sign in")), Option("lookUp", t("Look up"))]))
    let lookUp = Prompt(
      journey: "lookUp", step: "number", title: t("Number"),
      ask: .enter([Field("receipt", .receipt, t("Number"), limit: 20)]))
    let script = Script(welcome, lookUp, done)
    var sitting = sit(script)
    send(Self.receipt, to: &sitting, ending: .enter)
    #expect(script.answers == [.choose("lookUp")])
    #expect(sitting.form.typed(lookUp.fields)["receipt"] == Self.receipt)
  }

  @Test func `scanned digits choose nothing on a list, a card's least of all`() {
    for text in [Self.imei, Self.eid, "4111111111111111", "6901234567892"] {
      for ending in [nil, Key.enter, .tab] {
        let script = Script(Samples.home, done)
        var sitting = sit(script)
        send(text, to: &sitting, ending: ending)
        #expect(script.answers.isEmpty && sitting.overlay == nil, "\(text)")
        #expect(sitting.remark != nil)
      }
    }
  }

  @Test
  func `a digit on a list is answered in a moment, and a key pressed after it comes after it`() {
    let script = Script(Samples.home, done)
    var sitting = sit(script)
    sitting.press(.character("4"), at: 50)
    #expect(script.answers.isEmpty)
    #expect(sitting.patience(at: 60) == 30)
    sitting.settle()
    #expect(script.answers == [.choose("closure")])
    #expect(sitting.patience(at: 100) == nil)
    let other = Script(Samples.home, done)
    sitting = sit(other)
    sitting.press(.character("4"), at: 50)
    sitting.press(.escape, at: 52)
    #expect(other.answers == [.choose("closure")])
  }

  @Test func `a word from an input method is no scan, however long and fast`() {
    let script = Script(details, done)
    var sitting = sit(script)
    send("这是一部很好的手机也是我的", to: &sitting, every: 0)
    #expect(sitting.form.typed(details.fields)["model"] == "这是一部很好的手机也是我的")
    #expect(sitting.remark == nil)
  }

  @Test
  func `a scanner that says which symbol it read, or types through an input method, is heard`() {
    let script = Script(document, done)
    var sitting = sit(script)
    let throughIME = Self.passport.joined().map { $0 == "<" ? "《" : String($0) }.joined()
    send(throughIME, to: &sitting, ending: .enter)
    #expect(sitting.form.typed(document.fields)["number"]?.count == 88)
    let other = Script(details, done)
    sitting = sit(other)
    send("]C1" + Self.imei, to: &sitting, ending: .enter)
    #expect(sitting.form.typed(details.fields)["imei"] == Self.imei)
  }
}
