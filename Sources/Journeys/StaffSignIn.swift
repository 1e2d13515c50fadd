import Domain

/// Somebody who works here signs in: name, password and the authenticator's code, all at once.
///
/// Which of the three is wrong is never told.
struct StaffSignIn: Journey {
  var world: World

  var prompt: Prompt {
    Prompt(
      journey: "staff", step: "signIn", title: "staff.signIn.title",
      body: [.text("staff.signIn.body")],
      ask: .enter([
        Field("name", .userName, "staff.signIn.name", limit: 32),
        Field("password", .password, "signIn.password", limit: PasswordRule.longest),
        Field("code", .code, "code.field", hint: "code.hint", limit: 12),
      ]),
      others: [Option("leave", "welcome.leave")])
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .choose = answer {
      _ = try answer.choice(of: prompt)
      return [.leave]
    }
    let typed = try answer.fields(of: prompt)
    let name = try reading("name") { () throws(Reading.Problem) in
      try Reading.userName(typed["name"] ?? "")
    }
    let code = try reading("code") { () throws(Reading.Problem) in
      try Reading.code(typed["code"] ?? "")
    }
    return [.admitStaff(name: name, password: typed["password"] ?? "", code: code)]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world, field: "code")
    if report == .notSignedIn { throw Refusal("staff.wrong", field: "password") }
    return [.open(.reviewQueue)]
  }
}
