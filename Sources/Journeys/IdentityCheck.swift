import Domain

/// Proving who one is by a one-time code to the registered e-mail or phone (ONL-10); part of longer journeys.
struct IdentityCheck: Equatable {
  enum State: Equatable {
    case channel
    case code(Channel, address: String)
    case proved
  }

  var state = State.channel
  /// The phone is lost: no code goes there.
  var phoneLost = false

  func prompt(_ journey: String, _ world: World, _ position: Position?) -> Prompt {
    switch state {
    case .channel:
      let options = self.options(world)
      let warning = self.warning(world)
      guard warning.isEmpty else {
        return Prompt(
          journey: journey, step: "identity", title: "identity.title", body: warning,
          ask: .choose(options + [Option("stop", "identity.stop")]), position: position)
      }
      return Prompt(
        journey: journey, step: "identity", title: "identity.title",
        body: [.text("identity.body")], ask: .choose(options), position: position)
    case .code(let channel, let address):
      return Prompt(
        journey: journey, step: "code", title: "identity.code.title",
        body: [
          .text(Phrase("code.sent", ["address": .text(Mask.address(address, channel))])),
          .remark("identity.code.remark"),
        ],
        ask: .enter([Field("code", .code, "code.field", hint: "code.hint", limit: 12)]),
        others: [Option("again", "code.again"), Option("other", "identity.other")],
        position: position)
    case .proved:
      return Prompt(
        journey: journey, step: "proved", title: "identity.proved.title",
        body: [
          .good(
            Phrase("identity.proved.body", ["wait": .seconds(Security.proofSeconds)]))
        ], ask: .finished, position: position)
    }
  }

  /// What is told before any effort is made, where no code can reach the person from here.
  func warning(_ world: World) -> [Line] {
    options(world).contains { $0.disabled == nil }
      ? [] : [.warning("identity.unavailable")] + SupportLines.of(world.policy)
  }

  private func options(_ world: World) -> [Option] {
    world.policy.closure.identity.map { channel in
      let address = channel == .mail ? world.account?.email : world.account?.msisdn
      let why: Phrase? =
        if address == nil {
          Phrase("identity.no.\(channel.rawValue)")
        } else if !world.channels.contains(channel) {
          Phrase("identity.off.\(channel.rawValue)")
        } else if channel == .sms, phoneLost {
          "identity.phoneLost"
        } else {
          nil
        }
      return Option(
        channel.rawValue, Phrase("identity.by.\(channel.rawValue)"),
        detail: address.map { .say(.text(Mask.address($0, channel))) }, disabled: why)
    }
  }

  mutating func accept(
    _ answer: Answer, _ prompt: Prompt, _ world: World
  ) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .channel:
      let choice = try answer.choice(of: prompt)
      guard let channel = Channel(rawValue: choice) else { return [.open(.home)] }
      return [.perform(.issueCode(account: account.id, purpose: .identity, channel: channel))]
    case .code(let channel, _):
      if case .choose = answer {
        if try answer.choice(of: prompt) == "other" {
          state = .channel
          return []
        }
        return [.perform(.issueCode(account: account.id, purpose: .identity, channel: channel))]
      }
      let typed = try answer.fields(of: prompt)
      let code = try reading("code") { () throws(Reading.Problem) in
        try Reading.code(typed["code"] ?? "")
      }
      return [.perform(.proveIdentity(account: account.id, code: code))]
    case .proved:
      return []
    }
  }

  mutating func note(_ report: Report, _ world: World) throws(Refusal) {
    if case .code = state {
      try report.orRefuse(world, field: "code")
    } else {
      try report.orRefuse(world)
    }
    switch report {
    case .done(.codeSent(let channel, let address)): state = .code(channel, address: address)
    case .done(.account): state = .proved
    default: break
    }
  }
}

/// Proving identity on its own, before anything final is asked for.
struct Verification: Journey {
  var world: World
  var check = IdentityCheck()

  init(world: World) { self.world = world }

  var prompt: Prompt { check.prompt("verification", world, nil) }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if check.state == .proved {
      try answer.isNext()
      return [.open(.home)]
    }
    return try check.accept(answer, prompt, world)
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try check.note(report, world)
    return []
  }
}
