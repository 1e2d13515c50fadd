import Journeys

extension Sitting {
  /// Answers with the focused item; one that cannot be chosen says why instead.
  mutating func open() {
    let prompt = prompt
    if prompt.isDone(form.focus) { return submit() }
    let index = form.focus
    let other = index - prompt.questionCount
    if prompt.others.indices.contains(other) { return choose(prompt.others[other]) }
    switch prompt.ask {
    case .show, .finished: answer(.next)
    case .confirm: answer(.confirm(index == 1))
    case .choose(let options), .wait(let options):
      if options.indices.contains(index) { choose(options[index]) }
    case .checklist(let list):
      guard list.items.indices.contains(index) else {
        if list.proceed != nil { answer(.next) }
        return
      }
      let item = list.items[index]
      switch item.action {
      case .tick: answer(.check(item.id, item.state != .done))
      case .open: answer(.choose(item.id))
      case .none: remark = "front.nothing"
      }
    case .enter: submit()
    }
  }

  /// Ticks or unticks; the space bar does nothing elsewhere, and so can never answer a question.
  mutating func tick() {
    guard case .checklist(let list) = conversation.prompt.ask,
      list.items.indices.contains(form.focus), list.items[form.focus].action == .tick
    else { return }
    open()
  }

  /// Answers with everything typed; a refused field gets the focus.
  mutating func submit() {
    answer(.enter(form.typed(conversation.prompt.fields)))
    let prompt = conversation.prompt
    if let refused = prompt.fields.firstIndex(where: { $0.id == prompt.refusal?.field }) {
      focus(refused)
    }
  }

  /// One step back; out of the journey where there is none; nothing on a first screen.
  mutating func goBack() {
    let prompt = conversation.prompt
    guard !prompt.isRoot else { return }
    beginAnswer()
    if prompt.canGoBack { conversation.goBack() } else { conversation.goHome() }
    follow()
  }

  private mutating func choose(_ option: Option) {
    if let reason = option.disabled {
      remark = reason
    } else {
      answer(.choose(option.id))
    }
  }

  private mutating func answer(_ answer: Answer) {
    beginAnswer()
    conversation.answer(answer)
    follow()
  }
}
