import Journeys
import Terminal

@testable import Domain
@testable import Fronts

/// A conversation that follows a list of prompts and remembers what it was answered.
class Script: Conversation {
  var prompts: [Prompt]
  var at = 0
  var language = Language.en
  var isOver = false
  var isPractice = true
  var answers: [Answer] = []
  var log: [String] = []
  var events: [DeskEvent] = []
  /// Refuses the next answers, one after the other, instead of going on.
  var refusals: [Refusal] = []
  let brandNames = LocalizedText(en: "Heyon", zhHans: "禾云", zhHant: "禾雲")
  let contacts: [Line] = [
    .fact(label: "support.hotline", value: t("+86 400 000 0000")),
    .fact(
      label: "support.hours",
      value: .say(
        .policy(LocalizedText(en: "9 to 21", zhHans: "9 时至 21 时", zhHant: "9 時至 21 時")))),
    .fact(label: "support.email", value: t("help@heyon.example")),
    .fact(label: "support.site", value: t("heyon.example")),
  ]
  let brandClock = ClockOffset(seconds: 28_800)
  let now = Instant(seconds: 1_795_136_400)
  private var refusal: Refusal?

  init(_ prompts: Prompt...) { self.prompts = prompts }

  var prompt: Prompt {
    var prompt = prompts[at]
    prompt.refusal = refusal ?? prompt.refusal
    return prompt
  }

  func answer(_ answer: Answer) {
    answers.append(answer)
    refusal = refusals.isEmpty ? nil : refusals.removeFirst()
    if refusal == nil, at < prompts.count - 1 { at += 1 }
  }

  func goBack() {
    log.append("back")
    at = max(0, at - 1)
  }

  func goHome() {
    log.append("home")
    at = 0
  }

  func leave() {
    log.append("leave")
    isOver = true
  }

  func advance(seconds: Int64) -> Bool {
    log.append("advance \(seconds)")
    return isPractice
  }

  func takeEvents() -> [DeskEvent] {
    defer { events = [] }
    return events
  }

  static func notice(_ code: String) -> Notice {
    Notice(
      id: RecordID(1), brand: "heyon", channel: .sms, address: "+86 138 •••• 8000", language: .en,
      body: .code(code, purpose: .identity), queuedAt: Instant(seconds: 0),
      tryAt: Instant(seconds: 0), tries: 0)
  }

  static let receipt = Receipt(
    id: RecordID(2), number: "R-7K2M-94QD", brand: "heyon", account: RecordID(1),
    at: Instant(seconds: 0), station: "desk", facts: .closureWithdrawn(application: "A-1"))
}
