public import Domain
import Journeys
public import Terminal
public import Wording

/// The desk line by line: for speech, for braille, for terminals that can do no more, and for pipes.
///
/// It says everything the screen shows and takes everything the screen takes: each thing that can be
/// chosen has a number, fields are asked one after the other, and a line is an answer only when it was
/// ended. The end of the input is the person walking away: nothing undecided happens.
public enum PlainFront {
  /// Serves until the person leaves or the input ends.
  ///
  /// - Parameters:
  ///   - conversation: the desk.
  ///   - session: where lines come from and go to; whoever opened it closes it.
  ///   - render: a practice message as it would be read, in one language.
  public static func run(
    _ conversation: any Conversation, on session: inout LineSession,
    render: @escaping (Notice, Catalogue) -> MessageText
  ) {
    let aside = session.aside
    conversation.whileWaiting = { [weak conversation] time in
      guard let conversation, !conversation.isReaching else { return true }
      // Once a second would drown everything else that is said.
      if (time / 250).isMultiple(of: 40) || (4..<5).contains(time / 250) {
        aside(
          Catalogue(conversation.language).say(
            Phrase("front.plain.waiting", ["seconds": .count(time / 1_000)])))
      }
      return true
    }
    defer { conversation.whileWaiting = nil }
    serve(conversation, on: &session) { language in
      let catalogue = Catalogue(language)
      return Words(say: catalogue.say, render: { render($0, catalogue) })
    }
  }

  static func serve(
    _ conversation: any Conversation, on session: inout some (Lines & ~Copyable),
    speak: @escaping (Language) -> Words
  ) {
    var talk = PlainTalk(conversation, speak: speak)
    while !conversation.isOver, !session.isBroken { talk.turn(on: &session) }
    if !conversation.isOver { conversation.leave() }
  }
}

/// What the plain front needs of a terminal or a pipe; a test hands in its own.
protocol Lines: ~Copyable {
  /// The columns a line may take; nil where nothing sets a limit.
  var columns: Int? { get }
  /// Whether nobody reads any more.
  var isBroken: Bool { get }
  mutating func say(_ line: String)
  mutating func ask(_ question: String, secret: Bool, within patience: Int?) -> LineSession.Heard
  mutating func hear(secret: Bool, within patience: Int?) -> LineSession.Heard
}

extension LineSession: Lines {}

/// One conversation in lines: what has been said of it, and what was typed and not yet answered.
struct PlainTalk {
  private let conversation: any Conversation
  private let speak: (Language) -> Words
  private var spoken: Language
  private var words: Words
  private(set) var form: Form
  /// The field that was refused, and is the only one asked again unless its person goes back from it.
  private(set) var askedAgain: String?
  /// The prompt as it was last said; nil when it is to be said again.
  private var said: Prompt?
  private var brand: String?
  private var inbox: [Notice] = []
  private var hasGreeted = false
  /// Whether a refusal is news.
  private var hasAnswered = false

  init(_ conversation: any Conversation, speak: @escaping (Language) -> Words) {
    self.conversation = conversation
    self.speak = speak
    spoken = conversation.language
    words = speak(spoken)
    form = Form(conversation.prompt)
  }

  private var text: PlainText { PlainText(say: words.say) }

  /// Says what is new, asks one thing, and does what the answer means.
  mutating func turn(on session: inout some (Lines & ~Copyable)) {
    follow(on: &session)
    guard !conversation.isOver else { return }
    let prompt = conversation.prompt
    let fields = prompt.fields
    guard fields.indices.contains(form.focus) else {
      guard let heard = ask(text.question(prompt), secret: false, on: &session) else { return }
      return choose(heard, prompt, on: &session)
    }
    let field = fields[form.focus]
    if form.focus > 0, askedAgain == field.id {
      say(Phrase("front.plain.earlier", ["up": .text(":u")]), on: &session)
    }
    if let hint = field.hint { say([PlainText.Said(text: words.say(hint))], on: &session) }
    let question = text.question(
      field, place: fields.count > 1 ? (form.focus + 1, fields.count) : nil,
      kept: form.entry(field).string)
    guard let heard = ask(question, secret: field.secret, on: &session) else { return }
    type(heard, field, prompt, on: &session)
  }

  /// Asks once and waits; nil where meanwhile something else came to be asked.
  private mutating func ask(
    _ question: String, secret: Bool, on session: inout some (Lines & ~Copyable)
  ) -> LineSession.Heard? {
    // What is typed unseen is never left to be seen, not even while something else is looked at.
    var patience: Int? { secret ? nil : conversation.patience }
    var heard = session.ask(question, secret: secret, within: patience)
    while heard == .silence {
      let step = (conversation.prompt.journey, conversation.prompt.step)
      conversation.endPatience()
      guard !conversation.isOver,
        step == (conversation.prompt.journey, conversation.prompt.step)
      else { return nil }
      heard = session.hear(secret: secret, within: patience)
    }
    return heard
  }

  /// Takes in what the desk did, and says it.
  private mutating func follow(on session: inout some (Lines & ~Copyable)) {
    if spoken != conversation.language {
      spoken = conversation.language
      words = speak(spoken)
      said = nil
    }
    if !hasGreeted {
      hasGreeted = true
      let greeting = Phrase(
        "front.plain.greeting",
        ["help": .text("?"), "key": .text("l"), "language": .text(spoken.next.ownName)])
      say([PlainText.Said(text: words.say(greeting))], on: &session)
    }
    for event in conversation.takeEvents() {
      switch event {
      case .message(let notice):
        inbox.append(notice)
        say([PlainText.Said(text: "")] + text.message(words.render(notice)), on: &session)
      case .trouble(let phrase), .resolved(let phrase, isDone: false):
        say([text.trouble(phrase)], on: &session)
      case .resolved(let phrase, isDone: true): say(phrase, on: &session)
      case .receipt: break
      }
    }
    guard !conversation.isOver else { return }
    let prompt = conversation.prompt
    if form.belongs(to: prompt) {
      form.follow(prompt)
    } else {
      form = Form(prompt)
      askedAgain = nil
    }
    var plain = prompt
    plain.refusal = nil
    if plain != said {
      let name = conversation.brandNames[spoken]
      let isNew = name != brand || prompt.isRoot
      brand = name
      let lines = text.lines(
        prompt, brand: isNew ? name : nil, isPractice: conversation.isPractice)
      say([PlainText.Said(text: "")] + lines, on: &session)
      said = plain
      hasAnswered = true
    }
    if hasAnswered, let refusal = prompt.refusal {
      say([text.refusal(refusal.phrase)], on: &session)
    }
    hasAnswered = false
  }

  private func say(_ lines: [PlainText.Said], on session: inout some (Lines & ~Copyable)) {
    let columns = session.columns
    for line in lines.flatMap({ $0.wrapped(to: columns) }) { session.say(line) }
  }

  private func say(_ phrase: Phrase, on session: inout some (Lines & ~Copyable)) {
    say([PlainText.Said(text: words.say(phrase))], on: &session)
  }

  // MARK: Answers

  private mutating func choose(
    _ heard: LineSession.Heard, _ prompt: Prompt, on session: inout some (Lines & ~Copyable)
  ) {
    guard let line = line(heard, on: &session) else { return }
    switch PlainInput(line, takesText: false) {
    case .number(let number): choose(number, prompt, on: &session)
    case .nothing:
      switch prompt.ask {
      case .show, .finished: answer(.next)
      case .wait:
        if conversation.patience == 0 { conversation.endPatience() }
        said = nil
      case .choose, .confirm, .enter, .checklist: said = nil
      }
    case .text: say(Phrase("front.plain.unknown", ["help": .text("?")]), on: &session)
    case let command: perform(command, takesText: false, on: &session)
    }
  }

  /// Types into a field; after the last one everything typed is the answer.
  private mutating func type(
    _ heard: LineSession.Heard, _ field: Field, _ prompt: Prompt,
    on session: inout some (Lines & ~Copyable)
  ) {
    guard let line = line(heard, on: &session) else { return }
    switch PlainInput(line, takesText: true) {
    case .number(let number): choose(number, prompt, on: &session)
    case .text(let text):
      var entry = TextEntry(field)
      entry.clear()
      entry.limit = Int.max
      entry.insert(text)
      guard entry.text.count <= field.limit else {
        return say(Phrase("front.plain.long", ["limit": .count(field.limit)]), on: &session)
      }
      form.edit(field) {
        $0.clear()
        $0.insert(text)
      }
      goOn(prompt, on: &session)
    case .emptied:
      form.edit(field) { $0.clear() }
      goOn(prompt, on: &session)
    // A secret is not kept by a person who cannot see whether it was right.
    case .nothing:
      if field.secret { form.edit(field) { $0.clear() } }
      goOn(prompt, on: &session)
    case .previousField:
      form.focus = max(0, form.focus - 1)
      askedAgain = nil
    case let command: perform(command, takesText: true, on: &session)
    }
  }

  /// The next field; after a refusal only the refused one is asked again.
  private mutating func goOn(_ prompt: Prompt, on session: inout some (Lines & ~Copyable)) {
    let fields = prompt.fields
    if askedAgain != fields[form.focus].id, form.focus < fields.count - 1 {
      form.focus += 1
      return
    }
    answer(.enter(form.typed(fields)))
    let now = conversation.prompt
    guard form.belongs(to: now) else { return }
    askedAgain = now.refusal?.field
    if now.refusal?.code == "card.refused",
      let field = now.fields.first(where: { $0.id == askedAgain })
    {
      form.edit(field) { $0.clear() }
    }
    form.focus = now.fields.firstIndex { $0.id == askedAgain } ?? 0
  }

  /// Chooses by number; what cannot be chosen says why instead.
  private mutating func choose(
    _ number: Int, _ prompt: Prompt, on session: inout some (Lines & ~Copyable)
  ) {
    let index = prompt.firstNumbered + number - 1
    guard number <= prompt.numberedCount else {
      return say(Phrase("front.plain.unknown", ["help": .text("?")]), on: &session)
    }
    switch prompt.meaning(of: index) {
    case .answer(let answer): self.answer(answer)
    case .blocked(let reason):
      say(reason, on: &session)
    case .nothing: say("front.nothing", on: &session)
    }
  }

  private mutating func answer(_ answer: Answer) {
    conversation.answer(answer)
    hasAnswered = true
  }

  private mutating func perform(
    _ command: PlainInput, takesText: Bool, on session: inout some (Lines & ~Copyable)
  ) {
    let prompt = conversation.prompt
    switch command {
    case .back: goBack(prompt, on: &session)
    case .home: conversation.goHome()
    case .help:
      let lines = text.help(
        conversation.contacts, takesText: takesText, isPractice: conversation.isPractice)
      say([PlainText.Said(text: "")] + lines + [PlainText.Said(text: "")], on: &session)
    case .language: conversation.language = conversation.language.next
    case .messages where conversation.isPractice: sayMessages(on: &session)
    case .messages: say(Phrase("front.plain.unknown", ["help": .text("?")]), on: &session)
    case .again: said = nil
    case .quit: conversation.leave()
    case .number, .previousField, .emptied, .nothing, .text: break
    }
  }

  /// One step back, home where there is none, and away from a first screen: as on the screen.
  private mutating func goBack(_ prompt: Prompt, on session: inout some (Lines & ~Copyable)) {
    if let leave = prompt.leaveIndex, case .answer(let answer) = prompt.meaning(of: leave) {
      self.answer(answer)
    } else if prompt.canGoBack {
      conversation.goBack()
    } else if !prompt.isRoot {
      conversation.goHome()
    } else {
      say("front.error.back", on: &session)
    }
  }

  private func sayMessages(on session: inout some (Lines & ~Copyable)) {
    guard !inbox.isEmpty else { return say("front.inbox.empty", on: &session) }
    for notice in inbox.reversed() { say(text.message(words.render(notice)), on: &session) }
  }

  /// The line that was typed; nil when there is none to be understood.
  private func line(_ heard: LineSession.Heard, on session: inout some (Lines & ~Copyable))
    -> String?
  {
    switch heard {
    case .line(let line): return line
    case .tooLong, .notText: say("front.plain.notText", on: &session)
    case .ended: conversation.leave()
    case .silence: break
    }
    return nil
  }
}
