import Domain

/// Proving who one is, by any one of the ways the policy allows (ONL-10, ONL-11); part of longer journeys.
///
/// A way is a list of methods; which of them are passed is read from the records, so that a proof
/// given a moment ago, or by another method first, counts.
struct IdentityCheck: Equatable {
  /// What is under way within one method.
  enum Work: Equatable {
    case code(Channel, address: String)
    case document(DocumentKind?)
    case typing
  }

  let alternatives: [[IdentityMethod]]
  /// The phone is lost: no code goes there.
  var phoneLost: Bool
  var chosen: [IdentityMethod]?
  var work: Work?

  init(_ alternatives: [[IdentityMethod]], phoneLost: Bool = false) {
    self.alternatives = alternatives
    self.phoneLost = phoneLost
  }

  func isProved(_ world: World) -> Bool {
    world.account?.security.isProved(by: alternatives, at: world.station, now: world.now) ?? false
  }

  /// The method that is asked for now, if a way was chosen.
  func method(_ world: World) -> IdentityMethod? {
    let passed = world.account?.security.methods(at: world.station, now: world.now) ?? []
    return chosen?.first { !passed.contains($0) }
  }

  // MARK: Asking

  func prompt(_ journey: String, _ world: World, _ position: Position?) -> Prompt {
    if isProved(world) { return Self.provedPrompt(journey, position) }
    guard let method = method(world) else { return choicePrompt(journey, world, position) }
    return MethodPrompts.prompt(method, work, journey, world, position)
  }

  static func provedPrompt(_ journey: String, _ position: Position?) -> Prompt {
    Prompt(
      journey: journey, step: "proved", title: "identity.proved.title",
      body: [.good(Phrase("identity.proved.body", ["wait": .seconds(Security.proofSeconds)]))],
      ask: .finished, position: position)
  }

  /// What is told before any effort is made, where no way can be taken from here.
  func warning(_ world: World) -> [Line] {
    let works = alternatives.contains {
      Self.reasonAgainst($0, world, phoneLost: phoneLost) == nil
    }
    return works || isProved(world)
      ? [] : [.warning("identity.unavailable")] + SupportLines.of(world.policy)
  }

  private func choicePrompt(_ journey: String, _ world: World, _ position: Position?) -> Prompt {
    let options = alternatives.enumerated().map { index, methods in
      Option(
        Self.id(methods), Self.label(methods), detail: Self.detail(methods, world),
        disabled: Self.reasonAgainst(methods, world, phoneLost: phoneLost))
    }
    let warning = self.warning(world)
    guard warning.isEmpty else {
      return Prompt(
        journey: journey, step: "identity", title: "identity.title", body: warning,
        ask: .choose(options + [Option("stop", "identity.stop")]), position: position)
    }
    return Prompt(
      journey: journey, step: "identity", title: "identity.title", body: [.text("identity.body")],
      ask: .choose(options), position: position)
  }

  static func id(_ methods: [IdentityMethod]) -> String {
    methods.map(\.rawValue).joined(separator: "+")
  }

  private static func label(_ methods: [IdentityMethod]) -> Phrase {
    let names = methods.map { Phrase("identity.by.\($0.rawValue)") }
    guard names.count > 1, let last = names.last else { return names.first ?? "identity.title" }
    return names.dropLast().reversed().reduce(last) { rest, name in
      Phrase("identity.and", ["first": .phrase(name), "second": .phrase(rest)])
    }
  }

  private static func detail(_ methods: [IdentityMethod], _ world: World) -> Phrase? {
    for method in methods {
      switch method {
      case .mailCode:
        if let email = world.account?.email { return .say(.text(Mask.email(email))) }
      case .smsCode:
        if let msisdn = world.account?.msisdn { return .say(.text(Mask.msisdn(msisdn))) }
      case .totp, .document, .idPhoto, .securityQuestion: continue
      }
    }
    return nil
  }

  /// Why a way cannot be taken here and now, or nil.
  static func reasonAgainst(
    _ methods: [IdentityMethod], _ world: World, phoneLost: Bool
  ) -> Phrase? {
    for method in methods {
      switch method {
      case .mailCode:
        if world.account?.email == nil { return "identity.no.mail" }
        if !world.channels.contains(.mail) { return "identity.off.mail" }
      case .smsCode:
        if world.account?.msisdn == nil { return "identity.no.sms" }
        if phoneLost { return "identity.phoneLost" }
        if !world.channels.contains(.sms) { return "identity.off.sms" }
      case .totp:
        if world.account?.security.totp == nil { return "identity.no.totp" }
      case .securityQuestion:
        if world.account?.security.answers.isEmpty ?? true { return "identity.no.question" }
      case .idPhoto:
        if !world.readsFiles { return "identity.off.photo" }
      case .document: break
      }
    }
    return nil
  }

  // MARK: Moving

  mutating func accept(
    _ answer: Answer, _ prompt: Prompt, _ world: World
  ) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    guard let method = method(world) else {
      let choice = try answer.choice(of: prompt)
      guard let methods = alternatives.first(where: { Self.id($0) == choice }) else {
        return [.open(.home)]
      }
      chosen = methods
      work = nil
      return self.method(world).map { begin($0, account) } ?? []
    }
    if case .choose(let choice) = answer, choice == "other" {
      _ = try answer.choice(of: prompt)
      chosen = nil
      work = nil
      return []
    }
    switch method {
    case .mailCode, .smsCode:
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        return begin(method, account)
      }
      let code = try typedCode(answer, prompt)
      return [.perform(.proveIdentity(account: account.id, code: code))]
    case .totp:
      let code = try typedCode(answer, prompt)
      return [.perform(.proveTOTP(account: account.id, code: code))]
    case .document:
      return try acceptDocument(answer, prompt, world, account)
    case .idPhoto:
      let path = try answer.fields(of: prompt)["path"] ?? ""
      return [.attachPhoto(account.id, path: path)]
    case .securityQuestion:
      let typed = try answer.fields(of: prompt)["answer"] ?? ""
      return [.checkAnswer(account.id, answer: typed)]
    }
  }

  private mutating func acceptDocument(
    _ answer: Answer, _ prompt: Prompt, _ world: World, _ account: Account
  ) throws(Refusal) -> [Effect] {
    guard case .document(let kind?) = work else {
      work = .document(DocumentKind(rawValue: try answer.choice(of: prompt)))
      return []
    }
    let document = try DocumentEntry.read(answer, prompt, kind, world)
    return [.perform(.showDocument(account: account.id, document))]
  }

  private func typedCode(_ answer: Answer, _ prompt: Prompt) throws(Refusal) -> String {
    let typed = try answer.fields(of: prompt)["code"] ?? ""
    return try reading("code") { () throws(Reading.Problem) in try Reading.code(typed) }
  }

  /// What a method needs done before it can be asked for.
  private func begin(_ method: IdentityMethod, _ account: Account) -> [Effect] {
    switch method {
    case .mailCode:
      [.perform(.issueCode(account: account.id, purpose: .identity, channel: .mail))]
    case .smsCode:
      [.perform(.issueCode(account: account.id, purpose: .identity, channel: .sms))]
    case .totp, .document, .idPhoto, .securityQuestion: []
    }
  }

  mutating func note(_ report: Report, _ world: World) throws(Refusal) -> [Effect] {
    try report.orRefuse(world, field: MethodPrompts.field(method(world), work))
    switch report {
    case .done(.codeSent(let channel, let address)):
      work = .code(channel, address: address)
      return []
    case .done:
      work = nil
      guard let next = method(world), let account = world.account else { return [] }
      return begin(next, account)
    case .notSignedIn: throw Refusal("answer.wrong", field: "answer")
    case .photo(let problem?): throw Refusal(problem, field: "path")
    default: return []
    }
  }
}

/// Proving identity on its own, before anything final is asked for.
struct Verification: Journey {
  var world: World
  var check: IdentityCheck
  /// Stays so while the person reads it, even when the proof grows old meanwhile.
  var isDone: Bool

  init(world: World) {
    self.world = world
    let ways = world.policy.closure.procedures.first { !$0.identity.isEmpty }?.identity ?? []
    check = IdentityCheck(ways)
    isDone = check.isProved(world)
  }

  var prompt: Prompt {
    isDone
      ? IdentityCheck.provedPrompt("verification", nil) : check.prompt("verification", world, nil)
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if isDone {
      try answer.isNext()
      return [.open(.home)]
    }
    return try check.accept(answer, prompt, world)
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    let effects = try check.note(report, world)
    isDone = check.isProved(world)
    return effects
  }
}
