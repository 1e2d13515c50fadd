import Journeys

extension Sitting {
  /// Answers with the focused item; one that cannot be chosen says why instead.
  mutating func open() {
    let prompt = prompt
    if prompt.isDone(form.focus) || prompt.takesText(at: form.focus) { return submit() }
    switch prompt.meaning(of: form.focus) {
    case .answer(let answer): self.answer(answer)
    case .blocked(let reason): remark = reason
    case .nothing: remark = "front.nothing"
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
      if prompt.refusal?.code == "card.refused" { form.edit(prompt.fields[refused]) { $0.clear() } }
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

  /// Nobody answered for as long as the desk waits.
  mutating func leaveAlone() {
    let step = (prompt.journey, prompt.step)
    conversation.endPatience()
    if (prompt.journey, prompt.step) != step { (overlay, remark) = (nil, nil) }
    follow()
  }

  mutating func answer(_ answer: Answer) {
    beginAnswer()
    conversation.answer(answer)
    follow()
  }
}
