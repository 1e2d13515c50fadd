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
      ask: .choose(
        [
          Option("changePassword", "management.password"),
          Option(
            "devices", "management.devices",
            detail: Phrase(
              "management.devices.count", ["count": .count(account?.bindings.count ?? 0)])),
          Option("exportData", "management.export", detail: "management.export.detail"),
          account?.closure == nil
            ? Option(
              "closure", .say(.policy(world.policy.closure.action)), detail: "home.closure.detail")
            : Option("progress", "home.progress", detail: "home.progress.detail"),
        ] + protections + [Option("home", "management.back")]))
  }

  /// Ways of proving identity that the carrier's policy has and the person can set up.
  private var protections: [Option] {
    let methods = world.policy.closure.procedures.flatMap(\.identity).flatMap(\.self)
    var options: [Option] = []
    if methods.contains(.totp) {
      options.append(
        Option(
          "authenticator", "management.authenticator",
          detail: world.account?.security.totp == nil ? nil : "management.set"))
    }
    if methods.contains(.securityQuestion) {
      options.append(
        Option(
          "securityQuestion", "management.question",
          detail: world.account?.security.answers.isEmpty ?? true ? nil : "management.set"))
    }
    return options
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch try answer.choice(of: prompt) {
    case "changePassword": [.open(.changePassword)]
    case "devices": [.open(.devices)]
    case "exportData": [.open(.exportData)]
    case "authenticator": [.open(.authenticator)]
    case "securityQuestion": [.open(.securityQuestion)]
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
    case new
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
      let password = try answer.fields(of: prompt)["password"] ?? ""
      return [.verifyPassword(account.id, password: password)]
    case .new:
      let personal = [
        account.name, account.email ?? "", account.userName ?? "", account.msisdn ?? "",
      ]
      let password = try NewPassword.read(answer, prompt, personal: personal)
      return [.setPassword(account.id, password: password)]
    case .done:
      try answer.isNext()
      return [.open(.management)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    switch report {
    case .done: state = state == .current ? .new : .done
    case .notSignedIn: throw Refusal("changePassword.wrong", field: "password")
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
  static func prompt(
    _ journey: String, _ world: World, kind: Binding.Kind = .device, back: Phrase
  ) -> Prompt {
    let devices = world.account?.bindings.filter { $0.kind == kind } ?? []
    let name = kind == .device ? "devices" : "services"
    return Prompt(
      journey: journey, step: name, title: Phrase("\(name).title"),
      body: [devices.isEmpty ? .good(Phrase("\(name).none")) : .text(Phrase("\(name).body"))],
      ask: .choose(
        devices.map {
          Option(
            $0.id, Phrase("devices.unbind", ["device": .text($0.label)]),
            detail: Phrase("devices.since", ["day": .day($0.since)]))
        } + [Option("back", back)]))
  }
}
