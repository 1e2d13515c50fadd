import Domain
import Fixtures
import Journeys
import Testing
import Wording

@testable import Fronts

/// A person at desks who does every act by one way of answering, and remembers where.
///
/// The words are the catalogue's, in English.
class Sitter: Hand, @unchecked Sendable {
  /// Every journey and step at which something was done, or which something led to.
  private(set) var places: Set<String> = []
  /// Everything that was pressed, touched or typed.
  var acts = 0
  private var desks: [Desk] = []

  /// The desk with its events left to the script.
  private final class Relay: Conversation {
    let desk: Desk
    init(_ desk: Desk) { self.desk = desk }

    var prompt: Prompt { desk.prompt }
    var brandNames: LocalizedText { desk.brandNames }
    var contacts: [Line] { desk.contacts }
    var brandClock: ClockOffset { desk.brandClock }
    var language: Language {
      get { desk.language }
      set { desk.language = newValue }
    }
    var isOver: Bool { desk.isOver }
    var isPractice: Bool { desk.isPractice }
    var now: Instant { desk.now }
    func answer(_ answer: Answer) { desk.answer(answer) }
    func goBack() { desk.goBack() }
    func goHome() { desk.goHome() }
    func leave() { desk.leave() }
    func advance(seconds: Int64) -> Bool { desk.advance(seconds: seconds) }
    func takeEvents() -> [DeskEvent] { [] }
  }

  func relay(_ desk: Desk) -> any Conversation {
    desks.append(desk)  // so that no other desk gets its identity
    return Relay(desk)
  }

  static func words(_ language: Language) -> Words {
    let catalogue = Catalogue(language)
    return Words(say: catalogue.say, render: { _ in MessageText(to: "", text: "") })
  }

  // MARK: Answers

  func give(_ answer: Answer, at desk: Desk) {
    guard offers(answer, desk.prompt) else { return sayUnoffered(answer, at: desk) }
    visiting(desk) { act(answer, at: desk) }
  }

  func goBack(at desk: Desk) { visiting(desk) { actBack(at: desk) } }

  private func visiting(_ desk: Desk, _ body: () -> Void) {
    places.insert("\(desk.prompt.journey).\(desk.prompt.step)")
    body()
    places.insert("\(desk.prompt.journey).\(desk.prompt.step)")
  }

  /// Brings an answer about that the prompt offers.
  func act(_ answer: Answer, at desk: Desk) { Issue.record("somebody must say how") }
  func actBack(at desk: Desk) { Issue.record("somebody must say how") }

  /// What a script answers though the prompt does not offer it, the desk must refuse.
  private func sayUnoffered(_ answer: Answer, at desk: Desk) {
    let step = desk.prompt.step
    desk.answer(answer)
    #expect(desk.prompt.refusal != nil && desk.prompt.step == step, "\(answer) at \(step)")
  }

  private func offers(_ answer: Answer, _ prompt: Prompt) -> Bool {
    switch answer {
    case .next: if case .checklist(let list) = prompt.ask { list.proceed != nil } else { true }
    case .choose(let id): index(of: id, prompt) != nil
    case .enter(let texts): Set(texts.keys).isSubset(of: prompt.fields.map(\.id))
    case .confirm, .check: true
    }
  }

  func index(of id: String, _ prompt: Prompt) -> Int? {
    if let other = prompt.others.firstIndex(where: { $0.id == id }) {
      return prompt.questionCount + other
    }
    switch prompt.ask {
    case .choose(let options), .wait(let options): return options.firstIndex { $0.id == id }
    case .checklist(let list): return list.items.firstIndex { $0.id == id }
    case .show, .confirm, .enter, .finished: return nil
    }
  }
}
