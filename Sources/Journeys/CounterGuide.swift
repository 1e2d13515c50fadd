import Domain

/// Closing at a counter: whom it suits, what to bring, where to go (OFF-01 to OFF-04).
struct CounterGuide: Equatable {
  enum State: Equatable {
    case materials
    case outlets
    case outlet(String)
  }

  var state = State.materials

  func prompt(_ closure: AccountClosure) -> Prompt {
    let policy = closure.world.policy
    let procedure = policy.closure.procedure(.counter)
    switch state {
    case .materials:
      var body: [Line] = procedure.map { [.text(.say(.policy($0.about)))] } ?? []
      body.append(.text("counter.bring"))
      body += (procedure?.materials ?? []).map { .bullet(.say(.policy($0.text))) }
      if let steps = procedure?.steps, !steps.isEmpty {
        body.append(.text("counter.steps"))
        body += steps.map { .bullet(.say(.policy($0))) }
      }
      if let window = procedure?.window.dates(
        from: closure.world.today, calendars: closure.world.calendars)
      {
        body.append(DateLines.expected("counter.window", window))
      }
      return Prompt(
        journey: "closure", step: "counter", title: "counter.title", body: body,
        ask: .choose([
          Option("outlets", "counter.outlets"), Option("home", "closure.meaning.home"),
        ]), position: closure.position(.way))
    case .outlets:
      return Prompt(
        journey: "closure", step: "outlets", title: "counter.outlets.title",
        ask: .choose(
          (policy.outlets ?? []).map {
            Option($0.id, .say(.policy($0.names)), detail: .say(.policy($0.city)))
          } + [Option("back", "counter.back")]))
    case .outlet(let id):
      let outlet = policy.outlets?.first { $0.id == id }
      let world = closure.world
      let body =
        outlet.map { OutletLines.of($0, world.policy, world.calendars, at: world.now) } ?? []
      return Prompt(
        journey: "closure", step: "outlet",
        title: outlet.map { .say(.policy($0.names)) } ?? "counter.outlets.title", body: body,
        ask: .choose([Option("back", "counter.back")]))
    }
  }

  /// False when the person goes home.
  mutating func accept(_ answer: Answer, _ prompt: Prompt) throws(Refusal) -> Bool {
    let choice = try answer.choice(of: prompt)
    switch state {
    case .materials:
      if choice == "home" { return false }
      state = .outlets
    case .outlets: state = choice == "back" ? .materials : .outlet(choice)
    case .outlet: state = .outlets
    }
    return true
  }
}
