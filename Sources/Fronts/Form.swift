import Journeys

/// What a person has done with a step and not yet answered: the focus, what was typed, the scroll.
///
/// It lives as long as the step: a refusal, another language, another size or a look at the help
/// leave it as it is; the next step starts with a new one, so that nothing secret stays behind.
struct Form: Equatable {
  let journey: String
  let step: String
  /// Which item or field is focused.
  var focus = 0
  /// The first row of the text above the list that is shown.
  var scroll = 0
  /// Digits typed so far, where a list is too long for one digit.
  var digits = ""
  /// The keys drawn on the screen, where there are any.
  var board = Board()
  private var entries: [String: TextEntry] = [:]

  init(_ prompt: Prompt) {
    journey = prompt.journey
    step = prompt.step
    focus = prompt.firstFocus
    for field in prompt.fields { entries[field.id] = TextEntry(field) }
  }

  /// Whether this is the form of that prompt's step.
  func belongs(to prompt: Prompt) -> Bool {
    journey == prompt.journey && step == prompt.step
  }

  /// Keeps what fits the prompt when its step asks again.
  mutating func follow(_ prompt: Prompt) {
    focus = max(0, min(focus, prompt.itemCount - 1))
    let ids = Set(prompt.fields.map(\.id))
    entries = entries.filter { ids.contains($0.key) }
  }

  /// Whether nothing but the place of the focus tells it from another one.
  func differs(onlyByFocusFrom other: Form) -> Bool {
    journey == other.journey && step == other.step && scroll == other.scroll
      && digits == other.digits && board == other.board && entries == other.entries
  }

  func entry(_ field: Field) -> TextEntry { entries[field.id] ?? TextEntry(field) }

  /// Changes what is typed in a field.
  mutating func edit(_ field: Field, _ change: (inout TextEntry) -> Void) {
    var entry = entry(field)
    change(&entry)
    entries[field.id] = entry
  }

  /// What was typed, field by field.
  func typed(_ fields: [Field]) -> [String: String] {
    fields.reduce(into: [:]) { $0[$1.id] = entry($1).string }
  }
}

extension Prompt {
  /// The fields to type into, if there are any.
  var fields: [Field] { if case .enter(let fields) = ask { fields } else { [] } }

  /// Whether letters and digits are typed text rather than keys while the focus is there.
  func takesText(at focus: Int) -> Bool { focus < fields.count }

  /// Whether this is a first screen: there is nowhere to go back to, only leaving.
  var isRoot: Bool { !canGoBack && ["welcome", "home", "setup", "kiosk"].contains(journey) }

  /// How many things the focus can be on.
  var itemCount: Int { questionCount + others.count }

  /// How many of them belong to the question itself; the others come after.
  var questionCount: Int {
    switch ask {
    case .show, .finished: 1
    case .confirm: 2
    case .choose(let options), .wait(let options): options.count
    case .enter(let fields): fields.count
    case .checklist(let list): list.items.count + (list.proceed == nil ? 0 : 1)
    }
  }

  /// Where the focus starts: on the first thing that can be chosen, and never on yes.
  var firstFocus: Int {
    switch ask {
    case .choose(let options), .wait(let options):
      options.firstIndex { $0.disabled == nil } ?? 0
    case .checklist(let list):
      list.items.firstIndex { $0.state != .done && $0.action != .none }
        ?? (list.proceed == nil ? 0 : list.items.count)
    case .show, .finished, .confirm, .enter: 0
    }
  }

  /// The item of the number 1: fields have none.
  var firstNumbered: Int { fields.count }

  /// How many items are numbered from 1.
  var numberedCount: Int {
    let count = itemCount - firstNumbered
    return leaveIndex == itemCount - 1 ? count - 1 : count
  }

  /// Whether one digit is enough to choose.
  var takesOneDigit: Bool { numberedCount < 10 }

  /// The place of the option that leaves, on a first screen: it is pressed with 0.
  var leaveIndex: Int? {
    guard isRoot, case .choose(let options) = ask else { return nil }
    return options.firstIndex { ["leave", "signOut"].contains($0.id) && $0.disabled == nil }
  }
}
