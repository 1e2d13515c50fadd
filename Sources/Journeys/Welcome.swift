import Domain

/// The first screen: what this is, and the ways in.
struct Welcome: Journey {
  var world: World

  var prompt: Prompt {
    var body = AbsenceWords.lines(world)
    if world.practice {
      body.append(.text("welcome.practice"))
      body += world.samples.map { sample in
        .fact(
          label: Phrase("welcome.sample", ["identifier": .text(sample.identifier)]),
          value: Phrase("sample.\(sample.id)"))
      }
      if let first = world.samples.first {
        body.append(.remark(Phrase("welcome.password", ["password": .text(first.password)])))
      }
    } else if world.absence == nil {
      body += world.policy.about.map { .text(.say(.policy($0))) }
    }
    let wanting: Phrase? = world.absence == nil ? nil : "absence.wanting"
    var options = [
      Option("signIn", "welcome.signIn", disabled: wanting),
      Option("register", "welcome.register", disabled: wanting),
      Option("resetPassword", "welcome.resetPassword", disabled: wanting),
      Option(
        "lookUp", "welcome.lookUp",
        detail: world.absence == nil ? "welcome.lookUp.detail" : "absence.lookUp.detail"),
    ]
    if !(world.policy.outlets ?? []).isEmpty {
      options.append(Option("outlets", "welcome.outlets", detail: "welcome.outlets.detail"))
    }
    if world.absence != nil { options += AbsenceWords.options(world) }
    if world.practice { options.append(Option("clock", "practice.clock")) }
    if !world.colleagues.isEmpty { options.append(Option("staff", "welcome.staff")) }
    if world.brands.count > 1 { options.append(Option("brand", "welcome.brand")) }
    options.append(Option("leave", "welcome.leave"))
    return Prompt(
      journey: "welcome", step: world.absence == nil ? "start" : "away",
      title: Phrase("welcome.title", ["brand": .policy(world.policy.names)]), body: body,
      ask: .choose(options))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    return switch choice {
    case "signIn": [.open(.signIn)]
    case "register": [.open(.register)]
    case "resetPassword": [.open(.resetPassword)]
    case "lookUp": [.open(.lookUp)]
    case "outlets": [.open(.outlets)]
    case "clock": [.open(.clock)]
    case "staff": [.open(.counter)]
    case "brand": [.open(.brand)]
    default: AbsenceWords.effects(choice) ?? [.leave]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

/// The account was closed for good: what is left to do, and the way out.
struct Farewell: Journey {
  var world: World

  var prompt: Prompt {
    Prompt(
      journey: "farewell", step: "closed", title: "farewell.title",
      body: [.text(Phrase("farewell.body", ["brand": .policy(world.policy.names)])), .gap]
        + world.policy.closure.afterwards.map { .bullet(.say(.policy($0))) },
      ask: .finished)
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    try answer.isNext()
    return [.signOut]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

/// Moves the practice clock, so that reviews fall due.
struct PracticeClock: Journey {
  var world: World

  private static let steps: [(id: String, seconds: Int64)] = [
    ("minute", 60), ("hour", 3600), ("day", 86_400), ("threeDays", 3 * 86_400),
    ("week", 7 * 86_400), ("month", 30 * 86_400),
  ]

  var prompt: Prompt {
    Prompt(
      journey: "practice", step: "clock", title: "practice.clock.title",
      body: [
        .fact(
          label: "practice.clock.now", value: .say(.moment(world.now, world.policy.clock))),
        .remark("practice.clock.body"),
      ],
      ask: .choose(
        Self.steps.map { Option($0.id, Phrase("practice.clock.\($0.id)")) }
          + [Option("done", "practice.clock.done")]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    guard let step = Self.steps.first(where: { $0.id == choice }) else {
      return [.open(world.account == nil ? .welcome : .home)]
    }
    return [.advance(seconds: step.seconds)]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}
