import Domain

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
