import Domain

/// Becoming a subscriber: details, password, and the proof that the e-mail address is one's own (LOG-08).
struct Registration: Journey {
  enum State: Equatable {
    case details
    case password(NewSubscriber)
    case code(RecordID, address: String)
    case done
  }

  var world: World
  var state = State.details

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .details:
      Prompt(
        journey: "register", step: "details", title: "register.details.title",
        body: world.policy.about.map { .text(.say(.policy($0))) },
        ask: .enter([
          Field("name", .name, "register.name", hint: "register.name.hint", limit: 80),
          Field("email", .email, "register.email", hint: "register.email.hint", limit: 254),
          Field(
            "msisdn", .msisdn, "register.msisdn", hint: "register.msisdn.hint", optional: true,
            limit: 32),
          Field(
            "userName", .userName, "register.userName", hint: "register.userName.hint",
            optional: true, limit: 32),
        ]), position: Position(1, of: 3))
    case .password:
      NewPassword.prompt(journey: "register", position: Position(2, of: 3))
    case .code(_, let address):
      Prompt(
        journey: "register", step: "code", title: "register.code.title",
        body: [.text(Phrase("code.sent", ["address": .text(Mask.email(address))]))],
        ask: .enter([Field("code", .code, "code.field", hint: "code.hint", limit: 12)]),
        others: [Option("again", "code.again"), Option("later", "register.code.later")],
        position: Position(3, of: 3))
    case .done:
      Prompt(
        journey: "register", step: "done", title: "register.done.title",
        body: [.good("register.done.body")], ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .details:
      let typed = try answer.fields(of: prompt)
      let policy = world.policy
      let name = try reading("name") { () throws(Reading.Problem) in
        try Reading.name(typed["name"] ?? "")
      }
      let email = try reading("email") { () throws(Reading.Problem) in
        try Reading.email(typed["email"] ?? "")
      }
      let msisdn = try optional("msisdn", typed) { text throws(Reading.Problem) in
        try Reading.msisdn(text, callingCode: policy.callingCode)
      }
      let userName = try optional("userName", typed) { text throws(Reading.Problem) in
        try Reading.userName(text)
      }
      state = .password(
        NewSubscriber(
          brand: policy.id, name: name, userName: userName, email: email, msisdn: msisdn,
          passwordHash: "", language: .en))
      return []
    case .password(let new):
      let personal = [new.name, new.email, new.userName ?? "", new.msisdn ?? ""]
      let password = try NewPassword.read(answer, prompt, personal: personal)
      return [.register(new, password: password)]
    case .code(let account, _):
      if case .choose = answer {
        if try answer.choice(of: prompt) == "later" {
          state = .done
          return []
        }
        return [.perform(.issueCode(account: account, purpose: .emailConfirmation, channel: .mail))]
      }
      let typed = try answer.fields(of: prompt)
      let code = try reading("code") { () throws(Reading.Problem) in
        try Reading.code(typed["code"] ?? "")
      }
      return [.perform(.confirmEmail(account: account, code: code))]
    case .done:
      try answer.isNext()
      return [.open(.activation)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world, field: field)
    switch (state, report) {
    case (.password(let new), .done(.account(let id))):
      // The address proves itself at the next identity check where no mail can be sent from here.
      guard world.channels.contains(.mail) else {
        state = .done
        return [.serve(id)]
      }
      state = .code(id, address: new.email)
      return [
        .serve(id), .perform(.issueCode(account: id, purpose: .emailConfirmation, channel: .mail)),
      ]
    case (.code, .done(.account)):
      state = .done
      return []
    default: return []
    }
  }

  private var field: String? {
    if case .code = state { return "code" }
    return nil
  }

  private func optional(
    _ field: String, _ typed: [String: String],
    _ read: (String) throws(Reading.Problem) -> String
  ) throws(Refusal) -> String? {
    guard let text = typed[field], !text.isEmpty else { return nil }
    return try reading(field) { () throws(Reading.Problem) in try read(text) }
  }
}

/// Choosing a password, the same wherever it is asked (LOG-07, X-05).
enum NewPassword {
  static func prompt(journey: String, position: Position?) -> Prompt {
    Prompt(
      journey: journey, step: "newPassword", title: "newPassword.title",
      body: [.text("newPassword.body"), .remark("newPassword.advice")],
      ask: .enter([
        Field("password", .newPassword, "newPassword.field", limit: PasswordRule.longest),
        Field("again", .newPassword, "newPassword.again", limit: PasswordRule.longest),
      ]), position: position)
  }

  static func read(
    _ answer: Answer, _ prompt: Prompt, personal: [String]
  ) throws(Refusal) -> String {
    let typed = try answer.fields(of: prompt)
    let password = typed["password"] ?? ""
    if let problem = PasswordRule.problem(password, personal: personal) {
      throw Refusal(
        problem.code, field: "password", ["shortest": .count(PasswordRule.shortest)])
    }
    guard typed["again"] == password else { throw Refusal("password.differs", field: "again") }
    return password
  }
}
