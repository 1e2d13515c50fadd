import Domain

/// How an application stands, with real dates, and what can still be done (ONL-17, ONL-21).
struct ClosureProgress: Journey {
  enum State: Equatable {
    case view
    case answer
    case answered
    case withdraw
    case withdrawn(Receipt)
  }

  var world: World
  var state = State.view
  /// What was typed, while the photo that goes with it is filed.
  var text: String?

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .view:
      guard let form = world.application else {
        return Prompt(
          journey: "progress", step: "none", title: "progress.title",
          body: [.text("progress.none")], ask: .finished)
      }
      return Prompt(
        journey: "progress", step: "view", title: "progress.title",
        body: Timeline.of(form, world), ask: .choose(options(form)))
    case .answer:
      return Prompt(
        journey: "progress", step: "answer", title: "progress.answer.title",
        body: questionLines + [.text("progress.answer.body")],
        ask: .enter(
          [Field("answer", .text, "progress.answer.field", limit: 400)]
            + (world.readsFiles
              ? [
                Field(
                  "path", .path, "progress.answer.photo", hint: "identity.photo.hint",
                  optional: true, limit: 400)
              ] : [])))
    case .answered:
      return Prompt(
        journey: "progress", step: "answered", title: "progress.answered.title",
        body: [.good("progress.answered.body")], ask: .finished)
    case .withdraw:
      return Prompt(
        journey: "progress", step: "withdraw", title: "progress.withdraw.title",
        body: [.text("progress.withdraw.body")],
        ask: .confirm(
          Confirmation(
            yes: "progress.withdraw.yes", no: "progress.withdraw.no", irreversible: false)))
    case .withdrawn(let receipt):
      return Prompt(
        journey: "progress", step: "withdrawn", title: "progress.withdrawn.title",
        body: [.text("progress.withdrawn.body")] + ReceiptLines.of(receipt, world.policy),
        ask: .finished)
    }
  }

  /// What the reviewer wants to know.
  private var questionLines: [Line] {
    guard case .moreInfoNeeded(let question)? = world.application?.state else { return [] }
    return [.fact(label: "progress.answer.question", value: .say(.text(question)))]
  }

  private func options(_ form: ClosureApplication) -> [Option] {
    var options: [Option] = []
    if case .moreInfoNeeded = form.state {
      options.append(Option("answer", "progress.answer", detail: "progress.answer.detail"))
    }
    options.append(Option("withdraw", "progress.withdraw", detail: "progress.withdraw.detail"))
    options.append(Option("guide", "progress.guide"))
    options.append(Option("home", "progress.home"))
    return options
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .view:
      guard world.application != nil else {
        try answer.isNext()
        return [.open(.home)]
      }
      switch try answer.choice(of: prompt) {
      case "withdraw": state = .withdraw
      case "answer": state = .answer
      case "guide": return [.open(.guide)]
      default: return [.open(.home)]
      }
      return []
    case .answer:
      let typed = try answer.fields(of: prompt)
      let text = typed["answer"] ?? ""
      guard let form = world.application else { return [.open(.home)] }
      let answered = Effect.perform(.answerClosure(form.id, text: text))
      guard let path = typed["path"], !path.isEmpty else { return [answered] }
      self.text = text
      return [.attachPhoto(form.account, path: path)]
    case .answered:
      try answer.isNext()
      state = .view
      return []
    case .withdraw:
      guard try answer.yes(), let form = world.application else {
        state = .view
        return []
      }
      return [.perform(.withdrawClosure(form.id))]
    case .withdrawn:
      try answer.isNext()
      return [.open(.home)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world, field: state == .answer ? "path" : nil)
    if case .photo(let problem?) = report { throw Refusal(problem, field: "path") }
    if state == .answer, let text, let form = world.application {
      // The photo is filed; now the words that go with it.
      self.text = nil
      return [.perform(.answerClosure(form.id, text: text))]
    }
    if state == .answer, case .done = report {
      state = .answered
      return []
    }
    if case .done(.application(_, let receipt)) = report {
      state = .withdrawn(receipt)
      return [.showReceipt(receipt)]
    }
    return []
  }
}
