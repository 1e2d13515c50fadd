import Domain

/// Signing in with what the carrier allows: e-mail, phone or user name, and the password (LOG-01, LOG-02).
struct SignIn: Journey {
  var world: World

  var prompt: Prompt {
    Prompt(
      journey: "signIn", step: "password", title: "signIn.title",
      ask: .enter([
        Field("identifier", .identifier, "signIn.identifier", hint: "signIn.identifier.hint"),
        Field("password", .password, "signIn.password", limit: PasswordRule.longest),
      ]),
      others: [
        Option("resetPassword", "welcome.resetPassword"), Option("register", "welcome.register"),
      ])
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .choose = answer {
      return [.open(try answer.choice(of: prompt) == "register" ? .register : .resetPassword)]
    }
    let typed = try answer.fields(of: prompt)
    let lookups = Identifier.lookups(typed["identifier"] ?? "", policy: world.policy)
    return [.checkPassword(identifier: lookups, password: typed["password"] ?? "")]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    switch report {
    case .signedIn(let account): return [.serve(account), .open(.home)]
    case .notSignedIn: throw Refusal("signIn.wrong", field: "password")
    default: return []
    }
  }
}

/// What a person calls their account by.
enum Identifier {
  /// Every way the carrier allows in which the typed text could name an account.
  static func lookups(_ typed: String, policy: BrandPolicy) -> [Lookup] {
    policy.signIn.compactMap { kind in
      switch kind {
      case .email: (try? Reading.email(typed)).map { Lookup(.email, scope: policy.id, $0) }
      case .msisdn:
        (try? Reading.msisdn(typed, callingCode: policy.callingCode))
          .map { Lookup(.msisdn, scope: policy.id, $0) }
      case .userName: (try? Reading.userName(typed)).map { Lookup(.userName, scope: policy.id, $0) }
      }
    }
  }
}
