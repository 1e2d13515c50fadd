import Domain

/// Account management: the way to everything that changes the account itself (ONL-01).
struct Management: Journey {
  var world: World

  init(world: World) { self.world = world }

  var prompt: Prompt {
    let account = world.account
    return Prompt(
      journey: "management", step: "menu", title: "management.title",
      body: [
        .fact(label: "management.number", value: .say(.text(account?.number ?? ""))),
        .fact(
          label: "management.email",
          value: account?.email.map { .say(.text(Mask.email($0))) } ?? "management.none"),
        .fact(
          label: "management.msisdn",
          value: account?.msisdn.map { .say(.text(Mask.msisdn($0))) } ?? "management.none"),
        .fact(
          label: "management.balance",
          value: .say(.money(account?.balance ?? Money(0, world.policy.currency)))),
      ],
      ask: .choose([
        Option("changePassword", "management.password"),
        Option(
          "devices", "management.devices",
          detail: Phrase(
            "management.devices.count", ["count": .count(account?.bindings.count ?? 0)])),
        account?.closure == nil
          ? Option("closure", "home.closure", detail: "home.closure.detail")
          : Option("progress", "home.progress", detail: "home.progress.detail"),
        Option("home", "management.back"),
      ]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch try answer.choice(of: prompt) {
    case "changePassword": [.open(.changePassword)]
    case "devices": [.open(.devices)]
    case "closure": [.open(.closure)]
    case "progress": [.open(.progress)]
    default: [.open(.home)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

/// A new password for someone who knows the present one (LOG-07).
struct PasswordChange: Journey {
  enum State: Equatable {
    case current
    case new(current: String)
    case done
  }

  var world: World
  var state = State.current

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .current:
      Prompt(
        journey: "changePassword", step: "current", title: "changePassword.title",
        ask: .enter([
          Field("password", .password, "changePassword.current", limit: PasswordRule.longest)
        ]), position: Position(1, of: 2))
    case .new:
      NewPassword.prompt(journey: "changePassword", position: Position(2, of: 2))
    case .done:
      Prompt(
        journey: "changePassword", step: "done", title: "changePassword.done.title",
        body: [.good("changePassword.done.body")], ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .current:
      state = .new(current: try answer.fields(of: prompt)["password"] ?? "")
      return []
    case .new(let current):
      let personal = [
        account.name, account.email ?? "", account.userName ?? "", account.msisdn ?? "",
      ]
      let password = try NewPassword.read(answer, prompt, personal: personal)
      return [.changePassword(account.id, current: current, new: password)]
    case .done:
      try answer.isNext()
      return [.open(.management)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    switch report {
    case .done: state = .done
    case .notSignedIn: throw Refusal("changePassword.wrong")
    default: break
    }
    return []
  }
}

/// The devices bound to the account, and taking one off (PRE-05).
struct BoundDevices: Journey {
  var world: World

  init(world: World) { self.world = world }

  var prompt: Prompt { DeviceList.prompt("devices", world, back: "management.devices.back") }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    guard choice != "back", let account = world.account else { return [.open(.management)] }
    return [.perform(.unbind(account: account.id, binding: choice))]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    return []
  }
}

/// The list of bound devices as a question, the same on its own and inside a closure.
enum DeviceList {
  static func prompt(_ journey: String, _ world: World, back: Phrase) -> Prompt {
    let devices = world.account?.bindings.filter { $0.kind == .device } ?? []
    return Prompt(
      journey: journey, step: "devices", title: "devices.title",
      body: [devices.isEmpty ? .good("devices.none") : .text("devices.body")],
      ask: .choose(
        devices.map {
          Option(
            $0.id, Phrase("devices.unbind", ["device": .text($0.label)]),
            detail: Phrase("devices.since", ["day": .day($0.since)]))
        } + [Option("back", back)]))
  }
}
