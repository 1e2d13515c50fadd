import Domain

/// Without signing in: how a closure stands, by its number, and whether a receipt is real, by
/// its code; neither names anybody.
struct ReceiptLookUp: Journey {
  enum State: Equatable {
    case number
    case application(ClosureApplication)
    case receipt(Receipt)
    case sound(ReceiptClaim)
  }

  var world: World
  var state = State.number

  init(world: World) { self.world = world }

  /// Longer than the longest code, with a blank after each symbol.
  private static let longest = 1000

  var prompt: Prompt {
    switch state {
    case .number:
      Prompt(
        journey: "lookUp", step: "number", title: "lookUp.title", body: [.text("lookUp.body")],
        ask: .enter([
          Field("receipt", .receipt, "lookUp.number", hint: "lookUp.hint", limit: Self.longest)
        ]))
    case .application(let form):
      Prompt(
        journey: "lookUp", step: "progress", title: "progress.title",
        body: Timeline.of(form, world), ask: .finished)
    case .receipt(let receipt):
      Prompt(
        journey: "lookUp", step: "receipt", title: "receipts.one.title",
        body: ClaimLines.masked(ReceiptClaim(receipt), world.brands)
          + RepaymentWords.masked(receipt, world.brands[receipt.brand] ?? world.policy)
          .map { .text($0) } + [.remark("lookUp.shown")],
        ask: .finished)
    case .sound(let claim):
      Prompt(
        journey: "lookUp", step: "sound", title: "lookUp.sound.title",
        body: [.good("lookUp.sound.body")] + ClaimLines.of(claim, world.brands), ask: .finished,
        others: claim.kind == .closureSubmitted ? [Option("progress", "lookUp.progress")] : [])
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard state == .number else {
      if case .sound(let claim) = state, case .choose = answer {
        _ = try answer.choice(of: prompt)
        return [.lookUpReceipt(claim.number)]
      }
      try answer.isNext()
      return [.open(.welcome)]
    }
    let typed = try answer.fields(of: prompt)["receipt"] ?? ""
    if ReceiptProof.looksLikeCode(typed) { return [.checkReceipt(typed)] }
    do {
      return [.lookUpReceipt(try Numbers.readReceipt(typed))]
    } catch {
      switch error {
      case .length: throw Refusal("receipt.length", field: "receipt")
      case .character(let wrong):
        throw Refusal("receipt.character", field: "receipt", ["character": .text(String(wrong))])
      case .check: throw Refusal("receipt.check", field: "receipt")
      }
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world, field: "receipt")
    switch report {
    case .application(let form): state = .application(form)
    case .receipt(let receipt): state = .receipt(receipt)
    case .claim(let claim): state = .sound(claim)
    case .found: throw Refusal("receipt.unknown", field: "receipt")
    default: break
    }
    return []
  }
}
