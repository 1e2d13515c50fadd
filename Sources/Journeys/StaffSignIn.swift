import Domain

/// Somebody who works here signs in: name, password and the authenticator's code, all at once.
///
/// Which of the three is wrong is never told.
struct StaffSignIn: Journey {
  var world: World

  var prompt: Prompt {
    if world.absence != nil { return awayPrompt }
    return Prompt(
      journey: "staff", step: "signIn", title: "staff.signIn.title",
      body: [world.isUnstaffed ? .warning("staff.signIn.none") : .text("staff.signIn.body")]
        + samples,
      ask: .enter([
        Field("name", .userName, "staff.signIn.name", limit: 32),
        Field("password", .password, "signIn.password", limit: PasswordRule.longest),
        Field("code", .code, "code.field", hint: "code.hint", limit: 12),
      ]),
      others: [Option("leave", world.practice ? "staff.signIn.back" : "welcome.leave")])
  }

  /// What needs nobody's records; who works here is known to the server alone.
  private var awayPrompt: Prompt {
    var options = [Option("lookUp", "welcome.lookUp", detail: "absence.lookUp.detail")]
    if !(world.policy.outlets ?? []).isEmpty {
      options.append(Option("outlets", "welcome.outlets", detail: "welcome.outlets.detail"))
    }
    options += AbsenceWords.options(world)
    if world.brands.count > 1 { options.append(Option("brand", "welcome.brand")) }
    options.append(Option("leave", "welcome.leave"))
    return Prompt(
      journey: "staff", step: "away", title: "staff.signIn.title", body: AbsenceWords.lines(world),
      ask: .choose(options))
  }

  /// Whom a newcomer can be at a practice desk.
  private var samples: [Line] {
    guard let first = world.colleagues.first else { return [] }
    return world.colleagues.map {
      .fact(
        label: .say(.text($0.name)),
        value: Phrase(
          "staff.sample",
          ["role": .phrase(Phrase("staff.role.\($0.role.rawValue)")), "code": .text($0.code)]))
    } + [.remark(Phrase("welcome.password", ["password": .text(first.password)]))]
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .choose = answer {
      switch try answer.choice(of: prompt) {
      case "lookUp": return [.open(.lookUp)]
      case "outlets": return [.open(.outlets)]
      case "brand": return [.open(.brand)]
      case let choice:
        return AbsenceWords.effects(choice) ?? [world.practice ? .open(.welcome) : .leave]
      }
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
