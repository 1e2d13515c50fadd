import Domain

/// A forgotten password: a code to the registered address, then a new one (LOG-06).
///
/// Whether an account exists is never told: everything looks the same for one that does not.
struct PasswordReset: Journey {
  enum State: Equatable {
    case identifier
    case channel(String)
    case code(RecordID?, typed: String, Channel)
    case password(RecordID, typed: String)
    case done(RecordID)
  }

  var world: World
  var state = State.identifier

  init(world: World) { self.world = world }

  var prompt: Prompt {
    guard !world.channels.isEmpty else {
      return Prompt(
        journey: "resetPassword", step: "unavailable", title: "resetPassword.title",
        body: [.warning("resetPassword.unavailable")] + SupportLines.of(world.policy),
        ask: .finished)
    }
    switch state {
    case .identifier:
      return Prompt(
        journey: "resetPassword", step: "identifier", title: "resetPassword.title",
        body: [.text("resetPassword.body")],
        ask: .enter([
          Field("identifier", .identifier, "signIn.identifier", hint: "signIn.identifier.hint")
        ]), position: Position(1, of: 4))
    case .channel:
      return Prompt(
        journey: "resetPassword", step: "channel", title: "resetPassword.channel.title",
        ask: .choose(
          world.channels.map { Option($0.rawValue, Phrase("resetPassword.channel.\($0.rawValue)")) }
        ), position: Position(2, of: 4))
    case .code(_, _, let channel):
      return Prompt(
        journey: "resetPassword", step: "code", title: "resetPassword.code.title",
        body: [.text(Phrase("resetPassword.sent.\(channel.rawValue)"))],
        ask: .enter([Field("code", .code, "code.field", hint: "code.hint", limit: 12)]),
        others: [Option("again", "code.again")], position: Position(3, of: 4))
    case .password:
      return NewPassword.prompt(journey: "resetPassword", position: Position(4, of: 4))
    case .done:
      return Prompt(
        journey: "resetPassword", step: "done", title: "resetPassword.done.title",
        body: [.good("resetPassword.done.body")], ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if world.channels.isEmpty {
      try answer.isNext()
      return [.open(.welcome)]
    }
    switch state {
    case .identifier:
      let typed = try answer.fields(of: prompt)["identifier"] ?? ""
      guard !Identifier.lookups(typed, policy: world.policy).isEmpty else {
        throw Refusal("identifier.format", field: "identifier")
      }
      state = .channel(typed)
      return []
    case .channel(let typed):
      guard let channel = Channel(rawValue: try answer.choice(of: prompt)) else { return [] }
      state = .code(nil, typed: typed, channel)
      return [send(typed, channel)]
    case .code(let account, let typed, let channel):
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        return [send(typed, channel)]
      }
      let fields = try answer.fields(of: prompt)
      let code = try reading("code") { () throws(Reading.Problem) in
        try Reading.code(fields["code"] ?? "")
      }
      guard let account else { return [.perform(.admitSignIn(account: nil))] }
      return [.perform(.admitReset(account: account, code: code))]
    case .password(let account, let typed):
      let password = try NewPassword.read(answer, prompt, personal: [typed])
      state = .done(account)
      return [.setPassword(account, password: password)]
    case .done:
      try answer.isNext()
      return [.open(.signIn)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    switch (state, report) {
    case (.code(_, let typed, let channel), .codeMaybeSent(let account)):
      state = .code(account, typed: typed, channel)
    case (.code(_, let typed, _), .done(.account(let account))):
      state = .password(account, typed: typed)
    case (.code, .done), (.code, .refused(.noCode)), (.code, .refused(.codeWrong)),
      (.code, .refused(.codeExpired)):
      // One refusal for all: the number of tries left would tell that the account exists.
      throw Refusal("code.wrongOrOld", field: "code")
    default: try report.orRefuse(world, field: "code")
    }
    return []
  }

  private func send(_ typed: String, _ channel: Channel) -> Effect {
    .sendResetCode(identifier: Identifier.lookups(typed, policy: world.policy), channel)
  }
}

/// The carrier's support contacts as lines, for every dead end (AFT-09, REN-16).
enum SupportLines {
  static func of(_ policy: BrandPolicy) -> [Line] {
    let support = policy.support
    let lines: [(Phrase, Fact)?] = [
      ("support.hotline", .text(support.hotline)), ("support.hours", .policy(support.hours)),
      support.chat.map { ("support.chat", .policy($0)) },
      ("support.email", .text(support.email)), ("support.site", .text(support.site)),
    ]
    return lines.compactMap { $0 }.map { .fact(label: $0, value: .say($1)) }
  }
}
