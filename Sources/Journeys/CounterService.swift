import Domain

/// Somebody of the staff serves a person at the counter: finds the account, sees it masked (OFF-05).
struct CounterService: Journey {
  enum State: Equatable {
    case find
    /// The same address at several carriers is several people.
    case carrier([Client])
    case person
    /// Which of the carrier's outlets this desk stands in (OFF-04).
    case outlet
  }

  var world: World
  var state = State.find

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .find:
      Prompt(
        journey: "counter", step: "find", title: "counter.find.title", body: samples,
        ask: .enter([
          Field("person", .identifier, "counter.find.field", hint: "counter.find.hint", limit: 254)
        ]),
        others: [Option("queue", "review.back")])
    case .carrier(let clients):
      Prompt(
        journey: "counter", step: "carrier", title: "counter.carrier.title",
        ask: .choose(
          clients.compactMap { client in
            world.brands.brand(client.brand)
              .map { Option(client.brand, .say(.policy($0.names))) }
          } + [Option("back", "counter.other")]))
    case .person: personPrompt
    case .outlet:
      Prompt(
        journey: "counter", step: "outlet", title: "counter.outlet.title",
        body: [.remark("counter.outlet.body")],
        ask: .choose(
          outlets.map {
            Option($0.id, .say(.policy($0.names)), detail: .say(.policy($0.city)))
          }))
    }
  }

  /// Whom a newcomer can serve at a practice desk: the customers of carriers with a counter.
  private var samples: [Line] {
    let carriers = world.brands.all.filter { $0.policy.closure.procedure(.counter) != nil }.map(
      \.id)
    return world.samples.filter { carriers.contains($0.brand) }.map {
      .fact(
        label: Phrase("welcome.sample", ["identifier": .text($0.identifier)]),
        value: Phrase("sample.\($0.id)"))
    }
  }

  private var outlets: [Outlet] { world.policy.outlets ?? [] }

  /// Why the account cannot be closed here, or nil.
  private var reasonAgainst: Phrase? {
    if world.policy.closure.procedure(.counter) == nil || outlets.isEmpty {
      return "counter.no.way"
    }
    if world.account?.closedAt != nil { return "counter.no.closed" }
    return world.application == nil ? nil : "counter.no.inReview"
  }

  private var personPrompt: Prompt {
    guard let account = world.account else {
      return Prompt(
        journey: "counter", step: "person", title: "counter.find.title", ask: .finished)
    }
    var body: [Line] = [
      .fact(label: "counter.person.carrier", value: .say(.policy(world.policy.names))),
      .fact(label: "management.number", value: .say(.text(account.number))),
    ]
    if let email = account.email {
      body.append(.fact(label: "details.email", value: .say(.text(Mask.email(email)))))
    }
    if let msisdn = account.msisdn {
      body.append(.fact(label: "details.msisdn", value: .say(.text(Mask.msisdn(msisdn)))))
    }
    if let document = account.document {
      body.append(
        .fact(
          label: Phrase("document.\(document.kind.rawValue)"),
          value: .say(.text(Mask.document(document.number)))))
    }
    if let form = world.application {
      body.append(.warning(Phrase("counter.person.inReview", ["number": .text(form.number)])))
    }
    body.append(.remark("counter.person.noted"))
    return Prompt(
      journey: "counter", step: "person",
      title: Phrase("counter.person.title", ["name": .text(Mask.name(account.name))]), body: body,
      ask: .choose([
        Option("close", .say(.policy(world.policy.closure.action)), disabled: reasonAgainst),
        Option("other", "counter.other"), Option("queue", "review.back"),
      ]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .find:
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        return [.open(.reviewQueue)]
      }
      return [.findClients(try answer.fields(of: prompt)["person"] ?? "")]
    case .carrier(let clients):
      let choice = try answer.choice(of: prompt)
      guard let client = clients.first(where: { $0.brand == choice }) else {
        state = .find
        return []
      }
      return [.attend(client.account)]
    case .person:
      guard world.account != nil else {
        try answer.isNext()
        return [.open(.counter)]
      }
      switch try answer.choice(of: prompt) {
      case "close":
        if world.outlet != nil { return [.open(.counterClosure)] }
        guard outlets.count == 1, let only = outlets.first else {
          state = .outlet
          return []
        }
        return [.standAt(outlet: only.id)]
      case "other": return [.open(.counter)]
      default: return [.open(.reviewQueue)]
      }
    case .outlet: return [.standAt(outlet: try answer.choice(of: prompt))]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world, field: state == .find ? "person" : nil)
    switch report {
    // Where it stands is known now.
    case .done where state == .person || state == .outlet: return [.open(.counterClosure)]
    case .clients(let found):
      guard let first = found.first else { throw Refusal("counter.nobody", field: "person") }
      if found.count == 1 { return [.attend(first.account)] }
      state = .carrier(found)
    case .done: state = .person
    default: break
    }
    return []
  }
}
