import Domain

/// Binding an authenticator app (RFC 6238): the secret as a QR and as text, then a code to show it works.
struct AuthenticatorSetUp: Journey {
  enum State: Equatable {
    case show
    case done
  }

  var world: World
  var state = State.show
  /// Made when the journey begins; filed only once a code agrees.
  let secret: [UInt8]
  /// The address of the secret as a symbol, where one can be made.
  let symbol: QRSymbol?

  init(world: World, secret: [UInt8], draw: (String) -> QRSymbol?) {
    self.world = world
    self.secret = secret
    symbol = draw(
      TOTP(secret: secret).enrolment(
        issuer: world.policy.names.en, account: world.account?.number ?? ""))
  }

  var prompt: Prompt {
    switch state {
    case .show:
      return Prompt(
        journey: "authenticator", step: "code", title: "authenticator.title",
        body: [
          .text("authenticator.body"),
          .fact(
            label: "authenticator.secret", value: .say(.text(TOTP(secret: secret).base32))),
        ] + (symbol.map { [.qr($0)] } ?? []),
        ask: .enter([Field("code", .code, "code.field", hint: "authenticator.hint", limit: 12)]))
    case .done:
      return Prompt(
        journey: "authenticator", step: "done", title: "authenticator.done.title",
        body: [.good("authenticator.done.body")], ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .show:
      let typed = try answer.fields(of: prompt)["code"] ?? ""
      let code = try reading("code") { () throws(Reading.Problem) in try Reading.code(typed) }
      return [.perform(.enrolTOTP(account: account.id, secret: secret, code: code))]
    case .done:
      try answer.isNext()
      return [.open(.management)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    if case .refused(.codeWrong) = report { throw Refusal("authenticator.code", field: "code") }
    try report.orRefuse(world, field: "code")
    if case .done = report { state = .done }
    return []
  }
}

/// Choosing a security question and its answer, only where the carrier's policy has them.
struct QuestionSetUp: Journey {
  enum State: Equatable {
    case question
    case answer(String)
    case done
  }

  var world: World
  var state = State.question

  init(world: World) { self.world = world }

  private var questions: [SecurityQuestion] { world.policy.securityQuestions ?? [] }

  var prompt: Prompt {
    switch state {
    case .question:
      return Prompt(
        journey: "securityQuestion", step: "question", title: "question.title",
        body: [.text("question.body")],
        ask: .choose(
          questions.map { Option($0.id, .say(.policy($0.text))) }
            + [Option("home", "management.back")]))
    case .answer(let id):
      let question = questions.first { $0.id == id }
      return Prompt(
        journey: "securityQuestion", step: "answer", title: "question.answer.title",
        body: question.map { [.text(.say(.policy($0.text)))] } ?? [],
        ask: .enter([
          Field("answer", .password, "identity.question.answer", hint: "question.hint", limit: 80)
        ]))
    case .done:
      return Prompt(
        journey: "securityQuestion", step: "done", title: "question.done.title",
        body: [.good("question.done.body")], ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .question:
      let choice = try answer.choice(of: prompt)
      if choice == "home" { return [.open(.management)] }
      state = .answer(choice)
      return []
    case .answer(let question):
      let typed = try answer.fields(of: prompt)["answer"] ?? ""
      guard SecurityAnswer.normalised(typed).count >= 2 else {
        throw Refusal("answer.short", field: "answer")
      }
      return [.setAnswer(account.id, question: question, answer: typed)]
    case .done:
      try answer.isNext()
      return [.open(.management)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    if case .done = report { state = .done }
    return []
  }
}

/// Whose customer the person is, where the desk serves several carriers.
struct BrandChoice: Journey {
  var world: World

  init(world: World) { self.world = world }

  var prompt: Prompt {
    Prompt(
      journey: "welcome", step: "brand", title: "brand.title", body: AbsenceWords.lines(world),
      ask: .choose(
        world.brands.all.map { brand in
          Option(
            brand.id, .say(.policy(brand.names)),
            detail: brand.summary.map { .say(.policy($0)) })
        } + [Option("leave", "welcome.leave")]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    return choice == "leave" ? [.leave] : [.serveBrand(choice)]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}
