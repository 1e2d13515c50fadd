public import Domain
import Journeys

/// What a receipt says, line by line: for the screen, paper and the json front.
public enum ReceiptText {
  public static func lines(
    of receipt: Receipt, policy: BrandPolicy, language: Language
  ) -> [String] {
    let catalogue = Catalogue(language)
    let head = [
      Phrase("receipt.number", ["number": .text(receipt.number)]), .say(.policy(policy.names)),
      .say(.moment(receipt.at, policy.clock)),
    ]
    return (head + facts(of: receipt, policy: policy) + counter(receipt.counter, policy))
      .map(catalogue.say)
  }

  /// Where and with whom it was filed, and what staff let be.
  private static func counter(_ note: CounterNote?, _ policy: BrandPolicy) -> [Phrase] {
    guard let note else { return [] }
    let outlet = policy.outlets?.first { $0.id == note.outlet }
    let place: Fact = outlet.map { .policy($0.names) } ?? .text(note.outlet)
    return [Phrase("receipt.counter", ["outlet": place, "staff": .text(note.staff)])]
      + note.overrides.map { override in
        Phrase(
          "receipt.override",
          [
            "gate": .phrase(Phrase("counter.gate.\(override.gate.rawValue)")),
            "reason": .text(override.reason),
          ])
      }
  }

  /// The receipt's code in lines fit to be typed, with what it is for above; none where there is none.
  public static func code(of receipt: Receipt, _ language: Language) -> [String] {
    guard let code = receipt.code.flatMap({ try? ReceiptCode($0) }) else { return [] }
    return [Catalogue(language).say("receipt.code")] + code.lines
  }

  private static func facts(of receipt: Receipt, policy: BrandPolicy) -> [Phrase] {
    let taking = receipt.taking
    switch receipt.facts {
    case .activation(let plan, let until):
      return ["receipt.activation"]
        + (plan.map { [Phrase("receipt.plan", ["plan": policy.name(ofPlan: $0)])] } ?? [])
        + (until.map { [Phrase("receipt.until", ["until": .day($0)])] } ?? [])
    case .renewal(let quote, let method, let order):
      return ["receipt.renewal"] + terms(of: quote, policy)
        + payment(quote.total, method, order, taking)
    case .bill(let bill, let amount, let method, let order):
      return [Phrase("receipt.bill", ["bill": .text(bill)])]
        + payment(amount, method, order, taking)
    case .refund(let order, let amount):
      return [
        Phrase("receipt.refund", ["amount": .money(amount)]), "receipt.refund.why",
        Phrase("receipt.order", ["order": .text(order)]),
      ]
    case .voided(let order, let amount, _):
      return [
        Phrase("receipt.voided", ["amount": .money(amount)]), "receipt.voided.why",
        Phrase("receipt.order", ["order": .text(order)]),
      ]
    case .planChange(let quote, let method, let order):
      var lines: [Phrase] = [
        "receipt.planChange", Phrase("receipt.plan", ["plan": policy.name(ofPlan: quote.plan)]),
      ]
      if let until = quote.until { lines.append(Phrase("receipt.until", ["until": .day(until)])) }
      lines.append(Phrase("receipt.credit", ["credit": .money(quote.credit)]))
      if !quote.toBalance.isZero {
        lines.append(Phrase("receipt.toBalance", ["amount": .money(quote.toBalance)]))
      }
      return lines + payment(quote.due, method, order, taking)
    case .suspended(let days):
      return [Phrase("receipt.suspended", ["days": .days(days)])]
    case .resumed(let until):
      return ["receipt.resumed"]
        + (until.map { [Phrase("receipt.until", ["until": .day($0)])] } ?? [])
    case .closureSubmitted(let window, let balance, let fee):
      return [
        "receipt.closureSubmitted",
        Phrase("receipt.window", ["window": .phrase(DateLines.words(window))]),
      ] + charged(fee)
        + (balance.map { [Phrase.plan($0)] } ?? []) + ["receipt.closureSubmitted.keep"]
    case .closureWithdrawn(let application):
      return [
        Phrase("receipt.closureWithdrawn", ["application": .text(application)]),
        "receipt.accountStays",
      ]
    case .closureRejected(let application, let reason):
      return [
        Phrase("receipt.closureRejected", ["application": .text(application)]),
        Phrase("receipt.reason", ["reason": RejectionWords.of(reason)]), "receipt.accountStays",
      ]
    case .closureDone(let application, let balance, let fee):
      let erased: Phrase =
        policy.closure.postCloseSignIn == .deny
        ? "receipt.erased"
        : Phrase("receipt.erasedReadable", ["days": .count(policy.closure.statusDays ?? 0)])
      return [
        Phrase("receipt.closureDone", ["application": .text(application)]), erased,
        .outcome(balance),
      ] + RepaymentWords.of(receipt, policy) + charged(fee)
    }
  }

  private static func charged(_ fee: Money?) -> [Phrase] {
    fee.map { [Phrase("receipt.fee", ["fee": .money($0)])] } ?? []
  }

  private static func terms(of quote: Quote, _ policy: BrandPolicy) -> [Phrase] {
    var lines = [Phrase("receipt.plan", ["plan": policy.name(ofPlan: quote.plan)])]
    switch quote.term {
    case .months(let count): lines.append(Phrase("receipt.term", ["months": .count(count)]))
    case .payAsYouGo: lines.append("receipt.payAsYouGo")
    }
    if let until = quote.until {
      let period = DayRange(first: quote.from, last: until)
      lines.append(Phrase("receipt.period", ["period": .days(period)]))
    } else {
      lines.append(Phrase("receipt.from", ["from": .day(quote.from)]))
    }
    if !quote.discount.isZero {
      lines.append(Phrase("receipt.price", ["price": .money(quote.listPrice)]))
      let discount: [String: Fact] = ["discount": .money(quote.discount)]
      if let promotion = policy.promotions.first(where: { $0.id == quote.promotion }) {
        let named = discount.merging(["promotion": .policy(promotion.names)]) { old, _ in old }
        lines.append(Phrase("receipt.promotion", named))
      } else {
        lines.append(Phrase("receipt.discount", discount))
      }
    }
    return lines
  }

  private static func payment(
    _ amount: Money, _ method: PaymentMethod, _ order: String, _ taking: Taking?
  ) -> [Phrase] {
    [
      Phrase("receipt.paid", ["amount": .money(amount)]),
      Phrase("receipt.method.\(method.rawValue)"),
      Phrase("receipt.order", ["order": .text(order)]),
    ] + (taking.map { TakingWords.of($0, amount) } ?? [])
  }
}
