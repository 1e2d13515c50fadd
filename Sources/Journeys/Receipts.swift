import Domain

/// A person's receipts, newest first, and each in full (REN-12).
struct ReceiptList: Journey {
  var world: World
  var shown: String?

  init(world: World) { self.world = world }

  /// The newest receipts a list shows; older ones are found by their number.
  private static let most = 30

  var prompt: Prompt {
    if let receipt = world.receipts.first(where: { $0.number == shown }) {
      return Prompt(
        journey: "receipts", step: "receipt", title: "receipts.one.title",
        body: ReceiptLines.of(receipt, world.policy), ask: .show)
    }
    let newest = world.receipts.reversed().prefix(Self.most)
    return Prompt(
      journey: "receipts", step: "list", title: "receipts.title",
      body: newest.isEmpty ? [.text("receipts.none")] : [],
      ask: .choose(
        newest.map {
          Option(
            $0.number, ReceiptLines.title($0),
            detail: Phrase(
              "receipts.detail",
              ["number": .text($0.number), "when": .moment($0.at, world.policy.clock)]))
        } + [Option("back", "receipts.back")]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if shown != nil {
      try answer.isNext()
      shown = nil
      return []
    }
    let choice = try answer.choice(of: prompt)
    if choice == "back" { return [.open(.home)] }
    shown = choice
    return world.receipts.first { $0.number == choice }.map { [.showReceipt($0)] } ?? []
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

/// Looking up a receipt number without signing in: how the closure stands, without a name.
struct ReceiptLookUp: Journey {
  enum State: Equatable {
    case number
    case application(ClosureApplication)
    case receipt(Receipt)
  }

  var world: World
  var state = State.number

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .number:
      Prompt(
        journey: "lookUp", step: "number", title: "lookUp.title", body: [.text("lookUp.body")],
        ask: .enter([Field("receipt", .receipt, "lookUp.number", hint: "lookUp.hint", limit: 20)]))
    case .application(let form):
      Prompt(
        journey: "lookUp", step: "progress", title: "progress.title",
        body: Timeline.of(form, world), ask: .finished)
    case .receipt(let receipt):
      Prompt(
        journey: "lookUp", step: "receipt", title: "receipts.one.title",
        body: ReceiptLines.of(receipt, world.policy), ask: .finished)
    }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard state == .number else {
      try answer.isNext()
      return [.open(.welcome)]
    }
    let typed = try answer.fields(of: prompt)["receipt"] ?? ""
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
    case .found: throw Refusal("receipt.unknown", field: "receipt")
    default: break
    }
    return []
  }
}

/// A receipt as lines to read.
enum ReceiptLines {
  static func title(_ receipt: Receipt) -> Phrase {
    switch receipt.facts {
    case .activation: "receipts.kind.activation"
    case .renewal: "receipts.kind.renewal"
    case .bill: "receipts.kind.bill"
    case .refund: "receipts.kind.refund"
    case .planChange: "receipts.kind.planChange"
    case .suspended: "receipts.kind.suspended"
    case .resumed: "receipts.kind.resumed"
    case .closureSubmitted: "receipts.kind.closureSubmitted"
    case .closureWithdrawn: "receipts.kind.closureWithdrawn"
    case .closureRejected: "receipts.kind.closureRejected"
    case .closureDone: "receipts.kind.closureDone"
    }
  }

  static func of(_ receipt: Receipt, _ policy: BrandPolicy) -> [Line] {
    [
      .good(title(receipt)),
      .fact(label: "receipts.number", value: .say(.text(receipt.number))),
      .fact(label: "receipts.when", value: .say(.moment(receipt.at, policy.clock))),
    ] + facts(receipt, policy)
  }

  private static func facts(_ receipt: Receipt, _ policy: BrandPolicy) -> [Line] {
    switch receipt.facts {
    case .activation(let plan, let until):
      return [plan.flatMap(policy.plan).map { planLine($0) }, until.map(untilLine)].compactMap(
        \.self)
    case .renewal(let quote, let method, let order):
      var lines = policy.plan(quote.plan).map { [planLine($0)] } ?? []
      if let until = quote.until { lines.append(untilLine(until)) }
      lines.append(.fact(label: "receipts.paid", value: .say(.money(quote.total))))
      if !quote.discount.isZero {
        lines.append(.fact(label: "receipts.discount", value: .say(.money(quote.discount))))
      }
      return lines + paid(method, order)
    case .bill(let bill, let amount, let method, let order):
      return [
        .fact(label: "receipts.bill", value: .say(.text(bill))),
        .fact(label: "receipts.paid", value: .say(.money(amount))),
      ] + paid(method, order)
    case .refund(let order, let amount):
      return [
        .fact(label: "receipts.refunded", value: .say(.money(amount))),
        .fact(label: "receipts.order", value: .say(.text(order))),
        .remark("receipts.refund.why"),
      ]
    case .planChange(let quote, let method, let order):
      var lines = policy.plan(quote.plan).map { [planLine($0)] } ?? []
      if let until = quote.until { lines.append(untilLine(until)) }
      lines.append(.fact(label: "planChange.credit", value: .say(.money(quote.credit))))
      lines.append(.fact(label: "receipts.paid", value: .say(.money(quote.due))))
      if !quote.toBalance.isZero {
        lines.append(.fact(label: "planChange.toBalance", value: .say(.money(quote.toBalance))))
      }
      return lines + paid(method, order)
    case .suspended(let days):
      return [
        .fact(label: "suspension.since", value: .say(.day(days.first))),
        .fact(label: "suspension.last", value: .say(.day(days.last))),
      ]
    case .resumed(let until): return until.map { [untilLine($0)] } ?? []
    case .closureSubmitted(let window, let balance, let fee):
      return [.fact(label: "receipts.window", value: DateLines.words(window))] + money(balance)
        + charged(fee)
    case .closureWithdrawn(let number):
      return [.fact(label: "receipts.application", value: .say(.text(number)))]
    case .closureRejected(let number, let reason):
      return [
        .fact(label: "receipts.application", value: .say(.text(number))),
        .fact(label: "receipts.reason", value: .say(RejectionWords.of(reason))),
      ]
    case .closureDone(let number, let balance, let fee):
      return [.fact(label: "receipts.application", value: .say(.text(number)))] + money(balance)
        + charged(fee)
    }
  }

  private static func planLine(_ plan: Plan) -> Line {
    .fact(label: "receipts.plan", value: .say(.policy(plan.names)))
  }

  private static func untilLine(_ day: Day) -> Line {
    .fact(label: "receipts.until", value: .say(.day(day)))
  }

  private static func paid(_ method: PaymentMethod, _ order: String) -> [Line] {
    [
      .fact(label: "receipts.method", value: Phrase("method.\(method.rawValue)")),
      .fact(label: "receipts.order", value: .say(.text(order))),
    ]
  }

  private static func charged(_ fee: Money?) -> [Line] {
    fee.map { [.fact(label: "closure.fee", value: .say(.money($0)))] } ?? []
  }

  private static func money(_ balance: BalanceOutcome?) -> [Line] {
    balance.map { [.fact(label: "receipts.balance", value: BalanceWords.of($0.choice, $0.amount))] }
      ?? []
  }
}

/// Why an application was not approved: a known reason's sentence, else what the reviewer wrote.
public enum RejectionWords {
  /// The fact for a sentence that names the reason.
  public static func of(_ reason: String) -> Fact {
    RejectionReason(rawValue: reason).map { .phrase(Phrase("reject.\($0.rawValue)")) }
      ?? .text(reason)
  }
}

/// What becomes of money left on a closing account, in words.
enum BalanceWords {
  static func of(_ choice: BalanceChoice, _ amount: Money) -> Phrase {
    switch choice {
    case .refund: Phrase("balance.choice.refund", ["amount": .money(amount)])
    case .transfer(_, let number):
      Phrase("balance.choice.transfer", ["amount": .money(amount), "number": .text(number)])
    case .forfeit: Phrase("balance.choice.forfeit", ["amount": .money(amount)])
    }
  }
}
