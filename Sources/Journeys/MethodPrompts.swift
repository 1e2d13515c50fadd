import Domain

/// What each identity method asks.
enum MethodPrompts {
  static func prompt(
    _ method: IdentityMethod, _ work: IdentityCheck.Work?, _ journey: String, _ world: World,
    _ position: Position?
  ) -> Prompt {
    let other = Option("other", "identity.other")
    switch method {
    case .mailCode, .smsCode:
      var address = ""
      if case .code(let channel, let to) = work { address = Mask.address(to, channel) }
      return Prompt(
        journey: journey, step: "code", title: "identity.code.title",
        body: [
          .text(Phrase("code.sent", ["address": .text(address)])), .remark("identity.code.remark"),
        ],
        ask: .enter([Field("code", .code, "code.field", hint: "code.hint", limit: 12)]),
        others: [Option("again", "code.again"), other], position: position)
    case .totp:
      return Prompt(
        journey: journey, step: "totp", title: "identity.totp.title",
        body: [.text("identity.totp.body")],
        ask: .enter([Field("code", .code, "code.field", hint: "code.hint", limit: 12)]),
        others: [other], position: position)
    case .document:
      var kind: DocumentKind?
      if case .document(let chosen) = work { kind = chosen }
      return DocumentEntry.prompt(kind, journey, world, others: [other], position)
    case .idPhoto:
      return Prompt(
        journey: journey, step: "photo", title: "identity.photo.title",
        body: [.text("identity.photo.body"), .remark("identity.photo.remark")],
        ask: .enter([
          Field("path", .path, "identity.photo.path", hint: "identity.photo.hint", limit: 400)
        ]), others: [other], position: position)
    case .securityQuestion:
      let id = world.account?.security.answers.first?.question
      let question = world.policy.securityQuestions?.first { $0.id == id }
      return Prompt(
        journey: journey, step: "question", title: "identity.question.title",
        body: [question.map { .text(.say(.policy($0.text))) } ?? .text("identity.question.body")],
        ask: .enter([Field("answer", .password, "identity.question.answer", limit: 80)]),
        others: [other], position: position)
    }
  }

  /// The field a refusal of the world belongs beside.
  static func field(_ method: IdentityMethod?, _ work: IdentityCheck.Work?) -> String? {
    switch method {
    case .mailCode, .smsCode: work == nil ? nil : "code"
    case .totp: "code"
    case .document: "number"
    case .idPhoto: "path"
    case .securityQuestion: "answer"
    case nil: nil
    }
  }
}

/// Typing or scanning an identity document: which kind, then its number or machine-readable lines.
enum DocumentEntry {
  /// The kinds a way accepts; where no way is chosen, those of any.
  static func kinds(_ world: World, _ way: ClosureProcedure.Way?) -> [DocumentKind] {
    var kinds: [DocumentKind] = []
    for procedure in world.policy.closure.procedures where way == nil || procedure.way == way {
      kinds += procedure.documents.filter { !kinds.contains($0) }
    }
    return kinds
  }

  static func prompt(
    _ kind: DocumentKind?, _ journey: String, _ world: World, way: ClosureProcedure.Way? = nil,
    others: [Option], _ position: Position?
  ) -> Prompt {
    guard let kind else {
      return Prompt(
        journey: journey, step: "documentKind", title: "document.kind.title",
        ask: .choose(
          kinds(world, way).map { Option($0.rawValue, Phrase("document.\($0.rawValue)")) }),
        others: others, position: position)
    }
    var fields = [
      Field(
        "number", .document, Phrase("document.\(kind.rawValue).number"),
        hint: Phrase("document.\(kind.rawValue).hint"), limit: 120)
    ]
    if asksExpiry(kind) {
      fields.append(
        Field(
          "expires", .day, "document.expires",
          hint: kind == .residentID ? "document.expires.longTerm" : "document.expires.hint",
          optional: kind == .residentID, limit: 10))
    }
    return Prompt(
      journey: journey, step: "document", title: "document.title",
      body: [.text("document.body")], ask: .enter(fields), others: others, position: position)
  }

  /// A number alone does not tell when these expire.
  private static func asksExpiry(_ kind: DocumentKind) -> Bool {
    switch kind {
    case .residentID, .homeReturnPermit, .exitPermit: true
    case .passport, .hkid: false
    }
  }

  static func read(
    _ answer: Answer, _ prompt: Prompt, _ kind: DocumentKind, _ world: World
  ) throws(Refusal) -> DocumentOnFile {
    let typed = try answer.fields(of: prompt)
    var expires: Day?
    if asksExpiry(kind), typed["expires"] ?? "" != "" {
      guard let day = Day(iso: typed["expires"] ?? "") else {
        throw Refusal("day.format", field: "expires")
      }
      expires = day
    }
    let given = expires
    let document = try reading("number") { () throws(Reading.Problem) in
      try DocumentOnFile.read(
        kind, typed["number"] ?? "", expires: given, now: world.now, today: world.today)
    }
    guard document.expires.map({ $0 >= world.today }) ?? true else {
      throw Refusal("document.expired", field: asksExpiry(kind) ? "expires" : "number")
    }
    return document
  }
}
