import Domain

/// What the carrier's application form asks for besides the reason (ONL-06, ONL-07, ESM-02).
enum ClosureDetails {
  static func prompt(_ closure: AccountClosure) -> Prompt {
    let account = closure.world.account
    let fields = asked(closure).map { detail in
      switch detail {
      case .accountType:
        Field(detail.rawValue, .text, "details.accountKind.title")
      case .msisdn:
        Field(detail.rawValue, .msisdn, "details.msisdn", initial: account?.msisdn ?? "", limit: 32)
      case .email:
        Field(detail.rawValue, .email, "details.email", initial: account?.email ?? "", limit: 254)
      case .deviceModel:
        Field(
          detail.rawValue, .text, "details.deviceModel", initial: account?.device.model ?? "",
          limit: 60)
      case .imei:
        Field(detail.rawValue, .imei, "details.imei", hint: "details.imei.hint", limit: 24)
      }
    }
    return Prompt(
      journey: "closure", step: "details", title: "details.title", body: [.text("details.body")],
      ask: .enter(fields), position: closure.position(.details))
  }

  /// What is typed; the kind of account is chosen in a step of its own.
  static func asked(_ closure: AccountClosure) -> [ClosureProcedure.Detail] {
    (closure.procedure?.details ?? []).filter { $0 != .accountType }
  }

  static func kindPrompt(_ closure: AccountClosure) -> Prompt {
    Prompt(
      journey: "closure", step: "accountKind", title: "details.accountKind.title",
      ask: .choose(
        (closure.world.policy.accountKinds ?? []).map { Option($0.id, .say(.policy($0.names))) }),
      position: closure.position(.details))
  }

  static func read(
    _ answer: Answer, _ prompt: Prompt, _ closure: AccountClosure
  ) throws(Refusal) -> [String: String] {
    let typed = try answer.fields(of: prompt)
    let policy = closure.world.policy
    let account = closure.world.account
    var details: [String: String] = [:]
    for detail in asked(closure) {
      let text = typed[detail.rawValue] ?? ""
      let value: String
      switch detail {
      case .accountType: continue
      case .msisdn:
        value = try reading(detail.rawValue) { () throws(Reading.Problem) in
          try Reading.msisdn(text, callingCode: policy.callingCode)
        }
        // It is to confirm whose line is closed, so another number is a slip or a stranger.
        guard account?.msisdn == nil || account?.msisdn == value else {
          throw Refusal("details.otherNumber", field: detail.rawValue)
        }
      case .email:
        value = try reading(detail.rawValue) { () throws(Reading.Problem) in
          try Reading.email(text)
        }
      case .deviceModel: value = text
      case .imei:
        value = try reading(detail.rawValue) { () throws(Reading.Problem) in
          try IMEI(text).device
        }
      }
      details[detail.rawValue] = value
    }
    return details
  }
}
