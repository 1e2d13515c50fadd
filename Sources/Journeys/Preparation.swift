import Domain

/// What closing an account asks for, in each way there is: to be read without signing in (PRE-01 to PRE-16, OFF-03).
struct Preparation: Journey {
  var world: World
  var way: ClosureProcedure.Way?

  init(world: World) { self.world = world }

  private var closure: ClosurePolicy { world.policy.closure }

  /// The only way there is need not be chosen.
  private var shown: ClosureProcedure? {
    closure.procedures.count == 1 ? closure.procedures.first : way.flatMap(closure.procedure)
  }

  var prompt: Prompt {
    guard let shown else {
      return Prompt(
        journey: "preparation", step: "way", title: "closure.way.title",
        ask: .choose(
          closure.procedures.map {
            Option(
              $0.way.rawValue, Phrase("closure.way.\($0.way.rawValue)"),
              detail: .say(.policy($0.about)))
          } + [Option("back", "outlets.leave")]))
    }
    return Prompt(
      journey: "preparation", step: "list", title: "absence.prepare", body: body(of: shown),
      ask: .show)
  }

  private func body(of procedure: ClosureProcedure) -> [Line] {
    var lines: [Line] = [.text("preparation.gates")]
    lines += procedure.gates.map { gate in
      let words: Phrase =
        gate.note.map { .say(.policy($0)) } ?? Phrase("preparation.gate.\(gate.kind.rawValue)")
      return .bullet(words)
    }
    if !procedure.documents.isEmpty {
      lines.append(.text("preparation.documents"))
      lines += procedure.documents.map { .bullet(Phrase("document.\($0.rawValue)")) }
    }
    if !procedure.materials.isEmpty {
      lines.append(.text("counter.bring"))
      lines += procedure.materials.map { .bullet(.say(.policy($0.text))) }
    }
    if !procedure.steps.isEmpty {
      lines.append(.text("closure.checklist.steps"))
      lines += procedure.steps.map { .bullet(.say(.policy($0))) }
    }
    lines.append(.text("preparation.afterwards"))
    return lines + closure.afterwards.map { .bullet(.say(.policy($0))) }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard shown == nil else {
      try answer.isNext()
      guard way != nil else { return [.open(.welcome)] }
      way = nil
      return []
    }
    way = ClosureProcedure.Way(rawValue: try answer.choice(of: prompt))
    return way == nil ? [.open(.welcome)] : []
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}
