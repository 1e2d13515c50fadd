import Domain

/// How the till asks.
enum TillPrompts {
  static func of(_ till: Till) -> Prompt {
    switch till.state {
    case .list: return list(till)
    case .find:
      return Prompt(
        journey: "till", step: "find", title: "till.find.title",
        ask: .enter([Field("number", .text, "till.number", hint: "till.number.hint", limit: 20)]),
        others: [Option("back", "till.back")])
    case .order, .cash, .cashSure, .brand, .slip, .slipSure, .voidSure:
      return till.current.map { of($0, till) } ?? gone
    case .taken(let receipt):
      return Prompt(
        journey: "till", step: "taken", title: "till.taken.title",
        body: change(receipt) + ReceiptLines.of(receipt, till.world.policy(of: receipt.brand)),
        ask: .finished)
    case .voided(let receipt):
      return Prompt(
        journey: "till", step: "voided", title: "till.voided.title",
        body: [.warning("till.voided.body"), .gap]
          + ReceiptLines.of(receipt, till.world.policy(of: receipt.brand)),
        ask: .finished)
    case .day(let day): return TillDayPrompt.of(day, till.world)
    }
  }

  private static func of(_ found: CounterOrder, _ till: Till) -> Prompt {
    let due = found.order.amount
    switch till.state {
    case .list, .find, .taken, .voided, .day, .order: return order(found, till.world)
    case .voidSure:
      return Prompt(
        journey: "till", step: "voidSure", title: "till.void.title",
        body: [
          .fact(label: "till.number", value: .say(.text(found.order.number))), amount(due),
          .warning("till.void.body"),
        ],
        ask: .confirm(
          Confirmation(
            yes: Phrase("till.void.yes", ["amount": .money(due)]), no: "till.void.no",
            irreversible: true)))
    case .cash:
      return Prompt(
        journey: "till", step: "cash", title: "till.cash.title", body: [amount(due)],
        ask: .enter([Field("given", .text, "till.given", hint: "till.given.hint", limit: 20)]),
        others: [Option("back", "till.order.back")])
    case .cashSure(let given):
      return sure(
        "cashSure",
        [
          amount(due), .fact(label: "till.given", value: .say(.money(given))),
          .fact(label: "till.change", value: .say(.money(given - due))),
        ], due)
    case .brand:
      return Prompt(
        journey: "till", step: "brand", title: "till.brand.title", body: [amount(due)],
        ask: .choose(
          CardSlip.Brand.allCases.map { Option($0.rawValue, Phrase("card.\($0.rawValue)")) }
            + [Option("back", "till.order.back")]))
    case .slip(let brand):
      return Prompt(
        journey: "till", step: "slip", title: "till.slip.title",
        body: [
          amount(due), .fact(label: "till.card", value: Phrase("card.\(brand.rawValue)")),
          .remark("till.slip.remark"),
        ],
        ask: .enter([
          Field("amount", .text, "till.charged", limit: 20),
          Field("authorisation", .text, "till.authorisation", limit: 24),
          Field("four", .text, "till.four", optional: true, limit: 24),
        ]), others: [Option("back", "till.order.back")])
    case .slipSure(let slip):
      var body: [Line] = [
        amount(due), .fact(label: "till.card", value: Phrase("card.\(slip.brand.rawValue)")),
        .fact(label: "till.authorisation", value: .say(.text(slip.authorisation))),
      ]
      if let four = slip.lastFour {
        body.append(.fact(label: "till.four", value: .say(.text(four))))
      }
      return sure("slipSure", body, due)
    }
  }

  private static func amount(_ due: Money) -> Line {
    .fact(label: "pay.amount", value: .say(.money(due)))
  }

  private static func sure(_ step: String, _ body: [Line], _ due: Money) -> Prompt {
    Prompt(
      journey: "till", step: step, title: "till.sure.title", body: body,
      ask: .confirm(
        Confirmation(
          yes: Phrase("till.sure.yes", ["amount": .money(due)]), no: "till.sure.no",
          irreversible: false)))
  }

  /// What is to be given back comes first: the person waits for it.
  private static func change(_ receipt: Receipt) -> [Line] {
    guard case .cash(let given) = receipt.taking?.means, let paid = receipt.facts.paid,
      given.minor > paid.minor
    else { return [] }
    return [.good(Phrase("till.change.give", ["change": .money(given - paid)])), .gap]
  }

  // MARK: The list

  private static func list(_ till: Till) -> Prompt {
    let world = till.world
    let page = world.counter ?? CounterPage(orders: [], next: nil)
    var options = page.orders.map { found in
      Option(
        found.order.number, .say(.text(found.order.number)),
        detail: Phrase(
          "till.item",
          [
            "amount": .money(found.order.amount), "name": .text(Mask.name(found.account.name)),
            "until": .time(found.order.expiresAt, world.policy(of: found.account.brand).clock),
          ]))
    }
    if page.next != nil { options.append(Option("more", "till.more")) }
    if till.after != nil { options.append(Option("first", "till.first")) }
    options.append(Option("find", "till.find"))
    if let staff = world.staff, staff.role >= .reviewer {
      options.append(Option("day", "till.day"))
    }
    options.append(Option("back", "till.queue"))
    return Prompt(
      journey: "till", step: "list", title: "till.title",
      body: page.orders.isEmpty ? [.text("till.none")] : [], ask: .choose(options))
  }

  // MARK: One order

  private static func order(_ found: CounterOrder, _ world: World) -> Prompt {
    let (order, account) = (found.order, found.account)
    var there = world
    there.brand = world.brand(of: account.brand)
    var body: [Line] = [
      .fact(label: .say(.policy(there.policy.names)), value: .say(.text(account.number))),
      .fact(
        label: .say(.text(Mask.name(account.name))),
        value: .say(.text(account.msisdn.map(Mask.msisdn) ?? ""))),
    ]
    body += Renewal.lines(order, there) + [amount(order.amount)]
    let clock = there.policy.clock
    var why: Phrase?
    switch order.state {
    case .awaitingPayment where order.method.settlement != .staff: why = "till.order.elsewhere"
    case .awaitingPayment where order.expiresAt < world.now: why = "till.order.lapsed"
    case .awaitingPayment:
      body.append(.fact(label: "till.until", value: .say(.time(order.expiresAt, clock))))
    case .completed:
      why =
        order.taking.map { taking in
          Phrase(
            "till.order.taken",
            [
              "by": .text(taking.by),
              "when": .moment(order.settledAt ?? order.createdAt, clock),
            ])
        } ?? "till.order.paid"
    case .cancelled: why = "till.order.cancelled"
    case .refunded: why = "till.order.refunded"
    }
    if let why { body.append(.warning(why)) }
    var means =
      why == nil ? [Option("cash", "till.cash"), Option("card", "till.card.take")] : []
    if order.state == .completed, order.taking != nil, let staff = world.staff {
      means = [
        Option(
          "void", "till.void",
          disabled: staff.role < .administrator ? "refusal.till.role" : nil)
      ]
    }
    return Prompt(
      journey: "till", step: "order", title: .say(.text(order.number)), body: body,
      ask: .choose(means + [Option("back", "till.back")]))
  }

  private static let gone = Prompt(
    journey: "till", step: "gone", title: "till.title", body: [.text("till.gone")], ask: .show)
}

extension World {
  /// The policy of a carrier of this desk.
  func policy(of brand: String) -> BrandPolicy { self.brand(of: brand).policy }

  func brand(of id: String) -> Brand { brands.brand(id) ?? brand }
}
