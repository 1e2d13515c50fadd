import Domain
import Journeys

/// What the json front says, as JSON; the order of keys is part of the format.
struct JSONPrompt {
  let say: (Phrase) -> String

  func prompt(_ prompt: Prompt) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("type", "prompt"), ("journey", .string(prompt.journey)), ("step", .string(prompt.step)),
      ("kind", .string(prompt.kind)), ("title", .string(say(prompt.title))),
      ("body", .array(prompt.body.compactMap(line))),
    ]
    switch prompt.ask {
    case .show, .finished: break
    case .choose(let options), .wait(let options):
      let heads = heads(prompt)
      if !heads.isEmpty { members.append(("columns", .array(heads.map(JSONText.string)))) }
      members.append(("options", .array(options.map(option))))
    case .confirm(let confirmation): members.append(("confirm", self.confirmation(confirmation)))
    case .enter(let fields): members.append(("fields", .array(fields.map(field))))
    case .checklist(let list):
      members.append(("items", .array(list.items.map(item))))
      members.append(("proceed", list.proceed.map { .string(say($0)) } ?? .null))
    }
    if !prompt.others.isEmpty { members.append(("others", .array(prompt.others.map(option)))) }
    if let position = prompt.position {
      members.append(
        ("position", .object([("at", .number(position.at)), ("of", .number(position.of))])))
    }
    members.append(("canGoBack", .bool(prompt.canGoBack)))
    if let refusal = prompt.refusal { members.append(("refusal", self.refusal(refusal))) }
    return .object(members)
  }

  func message(_ notice: Notice, _ text: MessageText) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("type", "message"), ("channel", .string(notice.channel.rawValue)),
      ("to", .string(text.to)),
    ]
    if let subject = text.subject { members.append(("subject", .string(subject))) }
    members.append(("text", .string(text.text)))
    return .object(members)
  }

  func receipt(_ receipt: Receipt, _ lines: [String]) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("type", "receipt"), ("id", .string(receipt.number)),
      ("lines", .array(lines.map(JSONText.string))),
    ]
    if let code = receipt.code { members.append(("code", .string(code))) }
    return .object(members)
  }

  func error(_ code: String, _ phrase: Phrase) -> JSONText {
    .object([("type", "error"), ("code", .string(code)), ("text", .string(say(phrase)))])
  }

  func resolved(_ isDone: Bool, _ phrase: Phrase) -> JSONText {
    .object([("type", "resolved"), ("done", .bool(isDone)), ("text", .string(say(phrase)))])
  }

  static func waiting(_ milliseconds: Int) -> JSONText {
    .object([("type", "waiting"), ("seconds", .number(milliseconds / 1_000))])
  }

  private func heads(_ prompt: Prompt) -> [String] {
    for case .columns(let heads) in prompt.body { return heads.map(say) }
    return []
  }

  private func option(_ option: Option) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("id", .string(option.id)), ("label", .string(say(option.label))),
    ]
    if let detail = option.detail { members.append(("detail", .string(say(detail)))) }
    if !option.columns.isEmpty {
      members.append(("columns", .array(option.columns.map { .string(say($0)) })))
    }
    members.append(("enabled", .bool(option.disabled == nil)))
    if let reason = option.disabled { members.append(("reason", .string(say(reason)))) }
    return .object(members)
  }

  private func field(_ field: Field) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("id", .string(field.id)), ("label", .string(say(field.label))),
      ("kind", .string(field.kind.rawValue)),
    ]
    if let hint = field.hint { members.append(("hint", .string(say(hint)))) }
    members.append(("optional", .bool(field.optional)))
    members.append(("secret", .bool(field.secret)))
    if !field.initial.isEmpty, !field.secret {
      members.append(("initial", .string(field.initial)))
    }
    return .object(members)
  }

  private func item(_ item: CheckItem) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("id", .string(item.id)), ("label", .string(say(item.label))),
    ]
    if let detail = item.detail { members.append(("detail", .string(say(detail)))) }
    members.append(("state", .string(item.state.rawValue)))
    members.append(("action", .string(item.action.rawValue)))
    return .object(members)
  }

  private func confirmation(_ confirmation: Confirmation) -> JSONText {
    .object([
      ("yes", .string(say(confirmation.yes))), ("no", .string(say(confirmation.no))),
      ("irreversible", .bool(confirmation.irreversible)),
    ])
  }

  private func refusal(_ refusal: Refusal) -> JSONText {
    var members: [(key: String, value: JSONText)] = [("code", .string(refusal.code))]
    if let field = refusal.field { members.append(("field", .string(field))) }
    members.append(("text", .string(say(refusal.phrase))))
    return .object(members)
  }

  /// A line of the body as one sentence; what is only layout is left out.
  private func line(_ line: Line) -> JSONText? {
    switch line {
    case .text(let phrase), .remark(let phrase), .warning(let phrase), .good(let phrase),
      .bullet(let phrase):
      .string(say(phrase))
    case .fact(let label, let value), .meter(let label, _, let value):
      .string(pair(label, value))
    case .moment(let progress, let when, let what):
      .string("\(mark(progress)) \(pair(when, what))")
    case .scan(_, let address): .string(address)
    case .qr, .columns, .gap: nil
    }
  }

  private func pair(_ first: Phrase, _ second: Phrase) -> String {
    let first = say(first)
    return first.isEmpty ? say(second) : "\(first): \(say(second))"
  }

  private func mark(_ progress: Line.Progress) -> String {
    switch progress {
    case .past: "o"
    case .now: "|"
    case .future: "."
    }
  }
}

extension Prompt {
  /// The kind of question, as the json front names it.
  var kind: String {
    switch ask {
    case .show: "show"
    case .choose: "choose"
    case .confirm: "confirm"
    case .enter: "enter"
    case .checklist: "checklist"
    case .wait: "wait"
    case .finished: "finished"
    }
  }
}
