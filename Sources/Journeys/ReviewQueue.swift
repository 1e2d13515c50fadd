import Domain

/// The applications that wait for a decision, and one of them at a time (ONL-13, ONL-22).
///
/// What it shows is read anew for every prompt: what another reviewer did shows at once.
struct ReviewQueue: Journey {
  enum State: Equatable {
    case list
    case brand
    case find
    case file
    case approve
    case reject
    case rejectWords
    /// The reason, as it will be told.
    case rejectSure(String)
    case ask
    case decided(Decided)
  }

  enum Decided: String { case approved, rejected, asked }

  var world: World
  var state = State.list
  /// Only this carrier's, where one was chosen.
  var brand: String?
  var isOverdueOnly = false
  /// Where the page that is shown goes on from.
  var after: DueItem?
  /// The application that is open.
  var open: RecordID?

  init(world: World) { self.world = world }

  private var file: ReviewFile? { world.file.flatMap { $0.form.id == open ? $0 : nil } }

  var prompt: Prompt {
    switch state {
    case .list: return QueuePrompts.list(self)
    case .brand: return QueuePrompts.brands(world)
    case .find:
      return Prompt(
        journey: "review", step: "find", title: "review.find.title",
        ask: .enter([Field("number", .receipt, "receipts.number", limit: 20)]),
        others: [Option("back", "review.back")])
    case .file: return file.map { FilePrompt.of($0, world) } ?? QueuePrompts.gone
    case .approve:
      return Prompt(
        journey: "review", step: "approve", title: "review.approve.title",
        body: number + [.warning("review.approve.body")],
        ask: .confirm(
          Confirmation(yes: "review.approve.yes", no: "review.no", irreversible: true)))
    case .reject:
      return Prompt(
        journey: "review", step: "reject", title: "review.reject.title",
        body: number + [.text("review.told")],
        ask: .choose(
          RejectionReason.allCases.map { Option($0.rawValue, Phrase("reject.\($0.rawValue)")) }
            + [Option("words", "review.reject.words"), Option("back", "review.no")]))
    case .rejectWords: return QueuePrompts.words("rejectWords", "review.reject.words", number)
    case .rejectSure(let reason):
      return Prompt(
        journey: "review", step: "rejectSure", title: "review.rejectSure.title",
        body: number + [
          .fact(
            label: "review.reason.told", value: Phrase("say", ["it": RejectionWords.of(reason)]))
        ],
        ask: .confirm(
          Confirmation(yes: "review.reject.yes", no: "review.no", irreversible: false)))
    case .ask: return QueuePrompts.words("ask", "review.ask.title", number)
    case .decided(let what):
      return Prompt(
        journey: "review", step: what.rawValue, title: "review.decided.title",
        body: number + [.good(Phrase("review.decided.\(what.rawValue)"))], ask: .finished)
    }
  }

  private var number: [Line] {
    file.map { [.fact(label: "receipts.number", value: .say(.text($0.form.number)))] } ?? []
  }

  // MARK: Answers

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .list: return try acceptInList(try answer.choice(of: prompt))
    case .brand:
      let choice = try answer.choice(of: prompt)
      brand = choice == "all" ? nil : choice
      after = nil
      state = .list
    case .find: return try find(answer)
    case .file:
      guard file != nil else {
        try answer.isNext()
        leaveFile()
        return []
      }
      let choice = try answer.choice(of: prompt)
      switch choice {
      case "approve": state = .approve
      case "reject": state = .reject
      case "ask": state = .ask
      case let photo where photo.hasPrefix(FilePrompt.photo):
        let place = Int(photo.dropFirst(FilePrompt.photo.count)).map { $0 - 1 }
        return (place.flatMap { file?.pictures[$0].id }).map { [.viewPhoto($0)] } ?? []
      default: leaveFile()
      }
    case .approve:
      if try answer.yes() { return decide(.approve) }
      state = .file
    case .reject:
      switch try answer.choice(of: prompt) {
      case "back": state = .file
      case "words": state = .rejectWords
      case let reason: state = .rejectSure(reason)
      }
    case .rejectWords: state = .rejectSure(try words(answer))
    case .rejectSure(let reason):
      if try answer.yes() { return decide(.reject(reason: reason)) }
      state = .file
    case .ask: return decide(.ask(question: try words(answer)))
    case .decided:
      try answer.isNext()
      leaveFile()
    }
    return []
  }

  private mutating func acceptInList(_ choice: String) throws(Refusal) -> [Effect] {
    switch choice {
    case "more": after = world.queue?.next
    case "first": after = nil
    case "overdue":
      isOverdueOnly.toggle()
      after = nil
    case "brand": state = .brand
    case "find": state = .find
    case "till": return [.open(.till)]
    case "serve": return [.open(.counter)]
    case "signOut": return [.signOut]
    default:
      open = world.queue?.forms.first { $0.number == choice }?.id
      state = .file
    }
    return []
  }

  private mutating func find(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .choose = answer {
      _ = try answer.choice(of: prompt)
      state = .list
      return []
    }
    let typed = try answer.fields(of: prompt)["number"] ?? ""
    guard let number = try? Numbers.readReceipt(typed) else {
      throw Refusal("review.number", field: "number")
    }
    return [.findApplication(number)]
  }

  private mutating func leaveFile() {
    open = nil
    state = .list
  }

  private func decide(_ decision: Act.Decision) -> [Effect] {
    guard let open, let name = world.staff?.name else { return [.signOut] }
    return [.perform(.decideClosure(open, decision, by: name))]
  }

  /// What the subscriber is told; it goes out as it is.
  private func words(_ answer: Answer) throws(Refusal) -> String {
    try answer.fields(of: prompt)["words"] ?? ""
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    switch (state, report) {
    case (.find, .application(let form)):
      open = form.id
      state = .file
    case (.find, _): throw Refusal("review.unknown", field: "number")
    case (.approve, _): state = .decided(.approved)
    case (.rejectSure, _): state = .decided(.rejected)
    case (.ask, _): state = .decided(.asked)
    default: break
    }
    return []
  }
}
