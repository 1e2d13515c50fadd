import Journeys
import Terminal

extension Layout {
  /// The list or the fields a prompt is answered with.
  func question(_ prompt: Prompt, _ form: Form) -> [Row] {
    var items = items(prompt)
    if let numbering {
      for index in items.indices {
        items[index].digit = numbering.digit(prompt.fields.count + index)
      }
    }
    guard case .enter(let fields) = prompt.ask else {
      return list(items, heads: heads(prompt), focus: form.focus)
    }
    var rows = self.fields(fields, form, refusal: prompt.refusal)
    if !items.isEmpty, !compact { rows.append(.blank) }
    rows += list(items, from: fields.count, focus: form.focus)
    return rows
  }

  /// What the list of a prompt without fields is made of.
  func listParts(_ prompt: Prompt) -> ListParts {
    let (items, heads) = (items(prompt), heads(prompt))
    return ListParts(
      items: items, heads: heads, shape: ListShape(items, heads: heads, width: width))
  }

  /// What belongs to no field and must be seen now: why the answer was refused, what went wrong, and what
  /// did not.
  func notices(_ prompt: Prompt, _ chrome: Chrome) -> [Row] {
    var rows = chrome.news.map { marked(String(glyphs.done), say($0), .good) } ?? []
    if let refusal = prompt.refusal,
      !prompt.fields.contains(where: { $0.id == refusal.field })
    {
      rows += marked("!", say(refusal.phrase), Style(.bad, .bold))
    }
    return rows + chrome.trouble.flatMap { marked("!", say($0), Style(.warning, .bold)) }
  }

  /// The items of the list a prompt is answered with, what can be done instead at the end.
  func items(_ prompt: Prompt) -> [Item] {
    var items = question(prompt)
    for (index, option) in prompt.others.enumerated() {
      var item = item(option, digit: items.count + 1)
      item.isApart = index == 0
      items.append(item)
    }
    return items
  }

  private func question(_ prompt: Prompt) -> [Item] {
    switch prompt.ask {
    case .enter: []
    case .show, .finished: [Item(digit: "1", label: say("front.continue"))]
    case .choose(let options), .wait(let options):
      options.enumerated().map { item($1, digit: $0 == prompt.leaveIndex ? 0 : $0 + 1) }
    case .confirm(let confirmation): items(confirmation)
    case .checklist(let list): items(list)
    }
  }

  private func item(_ option: Option, digit: Int) -> Item {
    Item(
      digit: String(digit), label: say(option.label), detail: option.detail.map(say),
      columns: option.columns.map(say), share: option.share,
      disabled: option.disabled.map(say))
  }

  /// No comes first, so that neither Enter nor a key pressed twice says yes.
  private func items(_ confirmation: Confirmation) -> [Item] {
    var yes = Item(digit: "2", label: say(confirmation.yes))
    if confirmation.irreversible {
      yes.mark = "!"
      yes.detail = say("front.final")
      yes.style = Style(.warning, .bold)
      yes.isApart = true
    }
    return [Item(digit: "1", label: say(confirmation.no)), yes]
  }

  private func items(_ list: Checklist) -> [Item] {
    var items = list.items.enumerated().map { index, item in
      let (mark, state, style): (String, Phrase, Style) =
        switch item.state {
        case .blocking: ("[!]", "front.spoken.blocking", .warning)
        case .open: ("[ ]", "front.spoken.open", .normal)
        case .done: ("[x]", "front.spoken.done", .good)
        }
      return Item(
        digit: String(index + 1), mark: mark, state: say(state), label: say(item.label),
        detail: item.detail.map(say), style: style)
    }
    if let proceed = list.proceed {
      items.append(
        Item(digit: String(items.count + 1), label: say(proceed), isApart: true))
    }
    return items
  }

  /// The heads of the items' columns.
  func heads(_ prompt: Prompt) -> [String] {
    for case .columns(let heads) in prompt.body { return heads.map(say) }
    return []
  }
}
