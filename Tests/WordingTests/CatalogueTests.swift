import Domain
import Journeys
import Testing

@testable import Wording

@Suite struct `A phrase becomes a sentence` {
  let english = Catalogue(
    .en,
    sentences: [
      "left": "{days|day|days} left, {amount} to pay.",
      "why": "Not now: {reason} Come back later.",
      "locked": "Locked for {time}.",
      "brace": "{ is a brace, {name} is not",
    ])

  @Test func `facts stand where the sentence names them`() {
    let phrase = Phrase("left", ["days": .count(3), "amount": .money(Money(5900, "CNY"))])
    #expect(english.say(phrase) == "3 days left, ￥59.00 to pay.")
  }

  @Test(arguments: [
    (0, "0 days"), (1, "1 day"), (-1, "-1 day"), (2, "2 days"), (1000, "1,000 days"),
  ])
  func `a count takes the word that fits it`(count: Int, said: String) {
    let phrase = Phrase("left", ["days": .count(count), "amount": .text("-")])
    #expect(english.say(phrase) == "\(said) left, - to pay.")
  }

  @Test func `Chinese counts have one form`() {
    let chinese = Catalogue(.zhHans, sentences: ["left": "还剩 {days} 天"])
    #expect(chinese.say(Phrase("left", ["days": .count(1)])) == "还剩 1 天")
  }

  @Test func `a phrase inside a phrase is said in the same language`() {
    let inner = Phrase("locked", ["time": .seconds(600)])
    #expect(
      english.say(Phrase("why", ["reason": .phrase(inner)]))
        == "Not now: Locked for 10 minutes. Come back later.")
  }

  @Test func `a fact alone needs no sentence`() {
    #expect(english.say(.say(.data(512))) == "512 MB")
    let name = LocalizedText(en: "Heyon", zhHans: "海洋", zhHant: "海洋電訊")
    #expect(Catalogue(.zhHant).say(.say(.policy(name))) == "海洋電訊")
  }

  @Test func `a blank without a fact shows its name`() {
    #expect(english.say("locked") == "Locked for ⟨time⟩.")
    #expect(english.say(Phrase("say")) == "⟨it⟩")
  }

  @Test func `a phrase without a sentence shows its key`() {
    #expect(english.say("no.such.key") == "⟨no.such.key⟩")
  }

  @Test func `what a person typed is never read as a blank`() {
    let phrase = Phrase("why", ["reason": .text("{time} {reason}")])
    #expect(english.say(phrase) == "Not now: {time} {reason} Come back later.")
  }

  @Test func `a brace that is not a blank's does no harm`() {
    let lonely = Catalogue(
      .en, sentences: ["open": "100 { of them", "empty": "{}", "bars": "{a|b}"])
    #expect(lonely.say("open") == "100 { of them")
    #expect(lonely.say("empty") == "⟨⟩")
    #expect(lonely.say("bars") == "⟨a⟩")
  }

  @Test(arguments: [
    ("Lin Yue", "Lin Yue"), ("林玥 é 👩‍👩‍👧", "林玥 é 👩‍👩‍👧"), ("a\u{1B}[2Jb", "a[2Jb"),
    ("a\r\nBcc: b", "a  Bcc: b"), ("a\tb", "a b"), ("a\u{202E}b\u{2066}c", "abc"),
    ("a\u{9B}b\u{7F}", "ab"), ("a\u{2028}b", "a b"),
  ])
  func `a person's text cannot steer a terminal or a mail`(typed: String, said: String) {
    #expect(english.say(.say(.text(typed))) == said)
  }
}
