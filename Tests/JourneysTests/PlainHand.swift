import Domain
import Fixtures
import Journeys
import Terminal
import Testing

@testable import Fronts

/// Lines of numbers and text at the plain front, and nothing else.
final class PlainHand: Sitter, @unchecked Sendable {
  /// What was said and is to be heard, in memory.
  private struct Paper: Lines {
    var columns: Int? { nil }
    var isBroken: Bool { false }
    var said: [String] = []
    var line = ""

    mutating func say(_ line: String) { said.append(line) }
    mutating func ask(
      _ question: String, secret: Bool, within patience: Int?
    ) -> LineSession.Heard {
      said.append(question)
      return .line(line)
    }
    mutating func hear(secret: Bool, within patience: Int?) -> LineSession.Heard { .line(line) }
  }

  private var talks: [ObjectIdentifier: PlainTalk] = [:]
  private var paper = Paper()

  /// Types a line.
  private func type(_ line: String, _ talk: inout PlainTalk) {
    acts += 1
    paper.line = line
    talk.turn(on: &paper)
  }

  private func sit(at desk: Desk, _ body: (inout PlainTalk) -> Void) {
    let id = ObjectIdentifier(desk)
    var talk = talks[id] ?? PlainTalk(relay(desk), speak: Self.words)
    body(&talk)
    talks[id] = talk
  }

  override func actBack(at desk: Desk) {
    sit(at: desk) { type(desk.prompt.fields.isEmpty ? "0" : ":0", &$0) }
  }

  override func act(_ answer: Answer, at desk: Desk) {
    let prompt = desk.prompt
    sit(at: desk) { talk in
      switch answer {
      case .next:
        guard case .checklist(let list) = prompt.ask else { return type("", &talk) }
        take(list.items.count, list.proceed, prompt, &talk)
      case .confirm(let yes):
        guard case .confirm(let question) = prompt.ask else { return wrong(answer, prompt) }
        take(yes ? 1 : 0, yes ? question.yes : question.no, prompt, &talk)
      case .choose(let id):
        guard let index = index(of: id, prompt) else { return wrong(answer, prompt) }
        take(index, nil, prompt, &talk)
      case .check(let id, let ticked):
        guard case .checklist(let list) = prompt.ask,
          let index = list.items.firstIndex(where: { $0.id == id })
        else { return wrong(answer, prompt) }
        let item = list.items[index]
        if (item.state == .done) != ticked { take(index, item.label, prompt, &talk) }
      case .enter(let texts): fill(texts, prompt, &talk)
      }
    }
  }

  private func wrong(_ answer: Answer, _ prompt: Prompt) {
    Issue.record("\(answer) has no line at \(prompt.journey).\(prompt.step)")
  }

  /// Types an item's number, which must have been said with its name.
  private func take(
    _ index: Int, _ label: Phrase?, _ prompt: Prompt, _ talk: inout PlainTalk
  ) {
    let number =
      index == prompt.leaveIndex ? "0" : String(index - prompt.firstNumbered + 1)
    let line = (prompt.fields.isEmpty ? "" : ":") + number
    type(line, &talk)
    let said = paper.said.last { $0.hasPrefix("\(line). ") }
    #expect(said != nil, "\(line) was never said at \(prompt.journey).\(prompt.step)")
    if let label, let said {
      let name = Self.words(.en).say(label)
      #expect(said.contains(name), "\(said): \(name)")
    }
  }

  /// Types every field; where one was refused, goes back to the first before.
  private func fill(_ texts: [String: String], _ prompt: Prompt, _ talk: inout PlainTalk) {
    if talk.form.belongs(to: prompt) {
      while talk.form.focus > 0 || talk.askedAgain != nil { type(":u", &talk) }
    }
    for field in prompt.fields {
      let text = texts[field.id] ?? ""
      type(text.isEmpty ? ":-" : text, &talk)
      #expect(paper.said.last?.contains(Self.words(.en).say(field.label)) == true)
    }
  }
}
