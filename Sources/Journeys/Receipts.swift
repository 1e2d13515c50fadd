public import Domain

/// A person's receipts, newest first, and each in full (REN-12).
struct ReceiptList: Journey {
  enum State: Equatable {
    case list
    case receipt(String)
    /// The receipt's code, as a symbol where one can be made.
    case code(String, QRSymbol?)
    /// Asking where it is to be kept.
    case folder(String)
  }

  var world: World
  var state = State.list
  /// Where the receipt shown was mailed to.
  var mailed: String?
  /// The receipt shown, on paper.
  var slip = Slip()
  /// The file the receipt shown was written to.
  var kept: String?

  init(world: World) { self.world = world }

  /// The newest receipts a list shows; older ones are found by their number.
  private static let most = 30

  var prompt: Prompt {
    switch state {
    case .receipt(let number):
      if let receipt = receipt(number) { return one(receipt) }
    case .code(let number, let symbol):
      if let receipt = receipt(number), let code = receipt.code {
        return Self.code(of: receipt, code, symbol)
      }
    case .folder: return Self.folderPrompt
    case .list: break
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

  private func one(_ receipt: Receipt) -> Prompt {
    var others: [Option] = []
    if receipt.code != nil {
      others.append(Option("code", "receipts.code", detail: "receipts.code.detail"))
    }
    if world.channels.contains(.mail), world.account?.email != nil {
      others.append(Option("mail", "receipts.mail"))
    }
    if world.readsFiles { others.append(Option("keep", "receipts.keep")) }
    others += slip.options(world)
    var body = ReceiptLines.of(receipt, world.policy)
    if let mailed { body.append(.good(Phrase("receipts.mailed", ["address": .text(mailed)]))) }
    if let kept { body.append(.good(Phrase("receipts.kept", ["path": .text(kept)]))) }
    body += slip.lines
    return Prompt(
      journey: "receipts", step: "receipt", title: "receipts.one.title", body: body, ask: .show,
      others: others)
  }

  private static var folderPrompt: Prompt {
    Prompt(
      journey: "receipts", step: "folder", title: "receipts.keep",
      ask: .enter([
        Field("folder", .path, "export.folder", hint: "export.folder.hint", limit: 400)
      ]), others: [Option("back", "receipts.one.back")])
  }

  static func code(of receipt: Receipt, _ code: String, _ symbol: QRSymbol?) -> Prompt {
    let lines = (try? ReceiptCode(code))?.lines ?? []
    return Prompt(
      journey: "receipts", step: "code",
      title: Phrase("receipts.code.title", ["number": .text(receipt.number)]),
      body: [.text("receipts.code.body")] + (symbol.map { [.qr($0)] } ?? [.gap])
        + lines.map { .text(.say(.text($0))) } + [.gap, .remark("receipts.code.keep")],
      ask: .show)
  }

  private func receipt(_ number: String) -> Receipt? {
    world.receipts.first { $0.number == number }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .list:
      let choice = try answer.choice(of: prompt)
      if choice == "back" { return [.open(.home)] }
      state = .receipt(choice)
      return receipt(choice).map { [.showReceipt($0)] } ?? []
    case .receipt(let number):
      guard let receipt = receipt(number), case .choose = answer else {
        try answer.isNext()
        state = .list
        forget()
        return []
      }
      let choice = try answer.choice(of: prompt)
      if choice == Slip.option { return [.print(receipt)] }
      if choice == "keep" {
        state = .folder(number)
        return []
      }
      if choice == "code" {
        forget()
        state = .code(number, nil)
        return receipt.code.map { [.draw($0)] } ?? []
      }
      return [.perform(.mailReceipt(account: receipt.account, receipt: receipt.id))]
    case .code(let number, _):
      try answer.isNext()
      state = .receipt(number)
      return []
    case .folder(let number):
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        state = .receipt(number)
        return []
      }
      let folder = try answer.fields(of: prompt)["folder"] ?? ""
      return receipt(number).map { [.keep($0, folder: folder)] } ?? []
    }
  }

  /// What was done with a receipt is said until another is looked at.
  private mutating func forget() { (mailed, kept, slip) = (nil, nil, Slip()) }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    slip.note(report)
    if case .exported(let path, let problem) = report, case .folder(let number) = state {
      guard let path else { throw Refusal(problem ?? "file.write", field: "folder") }
      (state, kept) = (.receipt(number), path)
    }
    if case .symbol(let symbol) = report, case .code(let number, _) = state {
      state = .code(number, symbol)
    }
    if case .done(.codeSent(let channel, let address)) = report {
      mailed = Mask.address(address, channel)
    }
    return []
  }
}

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

/// A receipt as lines to read.
enum ReceiptLines {
  static func title(_ receipt: Receipt) -> Phrase { ClaimLines.title(receipt.facts.kind) }

  static func of(_ receipt: Receipt, _ policy: BrandPolicy) -> [Line] {
    [
      .good(title(receipt)),
      .fact(label: "receipts.number", value: .say(.text(receipt.number))),
      .fact(label: "receipts.when", value: .say(.moment(receipt.at, policy.clock))),
    ] + facts(receipt, policy) + (receipt.counter.map { CounterLines.of($0, policy) } ?? [])
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
      return lines + paid(quote.total, method, order, receipt.taking)
    case .bill(let bill, let amount, let method, let order):
      return [
        .fact(label: "receipts.bill", value: .say(.text(bill))),
        .fact(label: "receipts.paid", value: .say(.money(amount))),
      ] + paid(amount, method, order, receipt.taking)
    case .refund(let order, let amount):
      return [
        .fact(label: "receipts.refunded", value: .say(.money(amount))),
        .fact(label: "receipts.order", value: .say(.text(order))),
        .remark("receipts.refund.why"),
      ]
    case .voided(let order, let amount, let method):
      return [
        .fact(label: "receipts.refunded", value: .say(.money(amount))),
        .fact(label: "receipts.method", value: Phrase("method.\(method.rawValue)")),
        .fact(label: "receipts.order", value: .say(.text(order))),
        .remark("receipts.voided.why"),
      ]
    case .planChange(let quote, let method, let order):
      var lines = policy.plan(quote.plan).map { [planLine($0)] } ?? []
      if let until = quote.until { lines.append(untilLine(until)) }
      lines.append(.fact(label: "planChange.credit", value: .say(.money(quote.credit))))
      lines.append(.fact(label: "receipts.paid", value: .say(.money(quote.due))))
      if !quote.toBalance.isZero {
        lines.append(.fact(label: "planChange.toBalance", value: .say(.money(quote.toBalance))))
      }
      return lines + paid(quote.due, method, order, receipt.taking)
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
        + RepaymentWords.of(receipt, policy).map { .text($0) } + charged(fee)
    }
  }

  private static func planLine(_ plan: Plan) -> Line {
    .fact(label: "receipts.plan", value: .say(.policy(plan.names)))
  }

  private static func untilLine(_ day: Day) -> Line {
    .fact(label: "receipts.until", value: .say(.day(day)))
  }

  private static func paid(
    _ amount: Money, _ method: PaymentMethod, _ order: String, _ taking: Taking?
  ) -> [Line] {
    [
      .fact(label: "receipts.method", value: Phrase("method.\(method.rawValue)")),
      .fact(label: "receipts.order", value: .say(.text(order))),
    ] + (taking.map { TakingWords.of($0, amount).map { .text($0) } } ?? [])
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

/// How a refunded balance comes back, and how far it is.
public enum RepaymentWords {
  /// A sentence for each payment it goes back to, and one for what is paid out against the receipt.
  public static func of(_ receipt: Receipt, _ policy: BrandPolicy) -> [Phrase] {
    let (back, rest) = parts(receipt)
    var phrases = back.map { repayment in
      let money = repayment.money
      let method: Fact = .phrase(Phrase("method.\(money.method.rawValue)"))
      guard case .done(let reference, let at) = repayment.state else {
        return Phrase(
          "repayment.owed",
          ["amount": .money(money.amount), "method": method, "order": .text(money.order)])
      }
      return Phrase(
        "repayment.done",
        [
          "amount": .money(money.amount), "method": method, "order": .text(money.order),
          "day": .day(policy.today(at)), "reference": .text(reference),
        ])
    }
    if let rest {
      phrases.append(
        Phrase("repayment.rest", ["amount": .money(rest), "receipt": .text(receipt.number)]))
    }
    return phrases
  }

  /// The same without what only its owner should read: sums, orders, references.
  static func masked(_ receipt: Receipt, _ policy: BrandPolicy) -> [Phrase] {
    let (back, rest) = parts(receipt)
    let phrases = back.map { repayment in
      let method: Fact = .phrase(Phrase("method.\(repayment.money.method.rawValue)"))
      guard case .done(_, let at) = repayment.state else {
        return Phrase("repayment.masked.owed", ["method": method])
      }
      return Phrase("repayment.masked.done", ["method": method, "day": .day(policy.today(at))])
    }
    return phrases + (rest == nil ? [] : ["repayment.masked.rest"])
  }

  /// What goes back, or went, and what is paid out; a provider that will not send it back has it paid out.
  private static func parts(_ receipt: Receipt) -> (back: [Repayment], rest: Money?) {
    guard case .closureDone(_, let balance?, _) = receipt.facts, balance.choice == .refund else {
      return ([], nil)
    }
    let back = (receipt.repayments ?? []).filter {
      if case .refused = $0.state { false } else { true }
    }
    let rest = balance.amount.minor - back.reduce(0) { $0 + $1.money.amount.minor }
    return (back, rest > 0 ? balance.amount.with(minor: rest) : nil)
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
