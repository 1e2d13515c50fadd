import Domain

/// Getting the line onto a device: can it, how, with which code, and it is live (LOG-08, LOG-09).
struct LineActivation: Journey {
  enum State: Equatable {
    case device
    case unsupported
    case guide(done: [Int])
    case code
    case sure(code: String?)
    case done(Receipt)
  }

  var world: World
  var state: State

  init(world: World) {
    self.world = world
    state = world.account?.device.supportsESIM == true ? .guide(done: []) : .device
  }

  var prompt: Prompt {
    let policy = world.policy
    switch state {
    case .device: return DeviceQuestion.prompt("activation", world, Position(1, of: 4))
    case .unsupported: return DeviceQuestion.unsupported("activation", world)
    case .guide(let done):
      let items = policy.activation.steps.enumerated().map { index, text in
        CheckItem(
          String(index + 1), .say(.policy(text)), detail: nil,
          state: done.contains(index) ? .done : .blocking, action: .tick)
      }
      return Prompt(
        journey: "activation", step: "guide", title: "activation.guide.title",
        body: [.text("activation.guide.body")] + codeLines,
        ask: .checklist(
          Checklist(
            items: items, proceed: done.count == items.count ? "activation.guide.proceed" : nil)),
        position: Position(2, of: 4))
    case .code:
      return Prompt(
        journey: "activation", step: "code", title: "activation.code.title",
        body: [.text("activation.code.body")],
        ask: .enter([
          Field(
            "code", .activationCode, "activation.code.field", hint: "activation.code.hint",
            limit: 255)
        ]), position: Position(3, of: 4))
    case .sure:
      return Prompt(
        journey: "activation", step: "sure", title: "activation.sure.title",
        body: [.text("activation.sure.body")],
        ask: .confirm(
          Confirmation(
            yes: "activation.sure.yes", no: "activation.sure.no", irreversible: false)),
        position: Position(4, of: 4))
    case .done(let receipt):
      return Prompt(
        journey: "activation", step: "done", title: "activation.done.title",
        body: ReceiptLines.of(receipt, policy), ask: .finished)
    }
  }

  /// The profile's address, for typing into the phone; shown only to the signed-in owner.
  private var codeLines: [Line] {
    guard let text = world.account?.subscription.activationCode,
      let code = try? ActivationCode(text)
    else { return [] }
    return [
      .fact(label: "activation.server", value: .say(.text(code.server))),
      .fact(label: "activation.matching", value: .say(.text(code.matchingID))),
    ]
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .device:
      switch try answer.choice(of: prompt) {
      case "yes": return [.perform(.setDevice(account: account.id, supportsESIM: true))]
      case "no": return [.perform(.setDevice(account: account.id, supportsESIM: false))]
      default: state = .guide(done: [])
      }
      return []
    case .unsupported:
      if try answer.choice(of: prompt) == "other" {
        state = .device
        return []
      }
      return [.open(.home)]
    case .guide(var done):
      let steps = world.policy.activation.steps.count
      switch answer {
      case .check(let id, let ticked):
        guard let number = Int(id), (1...steps).contains(number) else {
          throw Refusal("answer.option")
        }
        done.removeAll { $0 == number - 1 }
        if ticked { done.append(number - 1) }
        state = .guide(done: done)
      case .next:
        guard done.count == steps else {
          throw Refusal("checklist.open", ["count": .count(steps - done.count)])
        }
        state = account.subscription.activationCode == nil ? .code : .sure(code: nil)
      default: throw Refusal("answer.kind")
      }
      return []
    case .code:
      let typed = try answer.fields(of: prompt)["code"] ?? ""
      let code = try reading("code") { () throws(Reading.Problem) in try ActivationCode(typed) }
      state = .sure(code: code.text)
      return []
    case .sure(let code):
      guard try answer.yes() else { return [.open(.home)] }
      return [.perform(.activate(account: account.id, code: code))]
    case .done:
      try answer.isNext()
      return [.open(.home)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    guard case .done(let outcome) = report else { return [] }
    if case .receipt(let receipt) = outcome {
      state = .done(receipt)
      return [.showReceipt(receipt)]
    }
    state = world.account?.device.supportsESIM == false ? .unsupported : .guide(done: [])
    return []
  }
}

/// Whether the device takes an eSIM: asked once, before money or time is spent (LOG-09).
enum DeviceQuestion {
  static func prompt(_ journey: String, _ world: World, _ position: Position?) -> Prompt {
    Prompt(
      journey: journey, step: "device", title: "device.title",
      body: [.text("device.body"), .remark(.say(.policy(world.policy.activation.deviceHint)))],
      ask: .choose([
        Option("yes", "device.yes"),
        Option("unsure", "device.unsure", detail: "device.unsure.detail"),
        Option("no", "device.no"),
      ]), position: position)
  }

  static func unsupported(_ journey: String, _ world: World) -> Prompt {
    Prompt(
      journey: journey, step: "unsupported", title: "device.unsupported.title",
      body: [.warning("device.unsupported.body")] + SupportLines.of(world.policy),
      ask: .choose([Option("other", "device.other"), Option("home", "device.home")]))
  }
}
