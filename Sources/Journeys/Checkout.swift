import Domain

/// Paying for one order: how, exactly what, and what came of it; part of longer journeys (REN-07 to REN-09).
struct Checkout: Equatable {
  enum State: Equatable {
    case method
    case check(PaymentMethod)
    case paying(RecordID)
    /// It waits for the person to pay at the counter, who goes there with its number.
    case atCounter(RecordID)
    case declined(RecordID)
    case unknown(RecordID)
    case paid(Receipt)
    case cancelled
  }

  var purpose: Order.Purpose
  var amount: Money
  /// What is bought, as lines to be checked before paying.
  var lines: [Line]
  var state = State.method
  /// The number of an order to be paid at the counter, to be scanned there.
  private var symbol: QRMatrix?
  /// The receipt on paper, where there is a printer.
  var slip = Slip()

  init(purpose: Order.Purpose, amount: Money, lines: [Line]) {
    self.purpose = purpose
    self.amount = amount
    self.lines = lines
  }

  /// Takes up an order that was left open.
  init(resuming order: Order, lines: [Line]) {
    self.init(purpose: order.purpose, amount: order.amount, lines: lines)
    state = Self.waiting(for: order)
  }

  private static func waiting(for order: Order) -> State {
    order.method.settlement == .staff ? .atCounter(order.id) : .paying(order.id)
  }

  func prompt(_ journey: String, _ world: World, first: Int, of count: Int) -> Prompt {
    switch state {
    case .method:
      return Prompt(
        journey: journey, step: "method", title: "pay.method.title",
        body: [.fact(label: "pay.amount", value: .say(.money(amount)))],
        ask: .choose(methods(world)), position: Position(first, of: count))
    case .check(let method):
      return Prompt(
        journey: journey, step: "check", title: "pay.check.title",
        body: lines + [
          .fact(label: "pay.amount", value: .say(.money(amount))),
          .fact(label: "pay.method", value: Phrase("method.\(method.rawValue)")), .gap,
          .remark("pay.check.remark"),
        ],
        ask: .confirm(
          Confirmation(
            yes: method.settlement == .staff
              ? Phrase("pay.check.counter", ["amount": .money(amount)])
              : Phrase("pay.check.yes", ["amount": .money(amount)]), no: "pay.check.no",
            irreversible: false)), position: Position(first + 1, of: count))
    case .paying:
      return Prompt(
        journey: journey, step: "paying", title: "pay.practice.title",
        body: [
          .warning("pay.practice.body"),
          .fact(label: "pay.amount", value: .say(.money(amount))),
        ],
        ask: .wait([
          Option("approve", "pay.practice.approve"), Option("decline", "pay.practice.decline"),
          Option("cancel", "pay.cancel"),
        ]), position: Position(first + 2, of: count))
    case .atCounter: return counterPrompt(journey, world, Position(first + 2, of: count))
    case .declined:
      return Prompt(
        journey: journey, step: "declined", title: "pay.declined.title",
        body: [.warning("pay.declined.body")] + SupportLines.of(world.policy),
        ask: .choose([
          Option("again", "pay.declined.again"), Option("cancel", "pay.declined.other"),
        ]), position: Position(first + 2, of: count))
    case .unknown:
      return Prompt(
        journey: journey, step: "unknown", title: "pay.unknown.title",
        body: [.warning("pay.unknown.body")] + SupportLines.of(world.policy),
        ask: .choose([Option("ask", "pay.unknown.ask"), Option("later", "pay.unknown.later")]),
        position: Position(first + 2, of: count))
    case .paid(let receipt):
      return Prompt(
        journey: journey, step: "paid", title: "pay.paid.title",
        body: ReceiptLines.of(receipt, world.policy) + slip.lines
          + [.gap, .remark("pay.paid.notice")],
        ask: .finished, others: slip.options(world))
    case .cancelled:
      return Prompt(
        journey: journey, step: "cancelled", title: "pay.cancelled.title",
        body: [.text("pay.cancelled.body")], ask: .finished)
    }
  }

  /// What to say at the counter, and until when.
  private func counterPrompt(_ journey: String, _ world: World, _ position: Position) -> Prompt {
    var body: [Line] = [.text("pay.counter.body")]
    if let order = world.openOrder, order.id == self.order {
      body.append(.fact(label: "pay.counter.number", value: .say(.text(order.number))))
      body.append(.fact(label: "pay.amount", value: .say(.money(order.amount))))
      body.append(
        .fact(
          label: "pay.counter.until", value: .say(.time(order.expiresAt, world.policy.clock))))
    }
    if let symbol { body.append(.qr(symbol)) }
    return Prompt(
      journey: journey, step: "counter", title: "pay.counter.title",
      body: body + [.remark("pay.counter.remark")],
      ask: .wait([
        Option("ask", "pay.counter.ask"), Option("later", "pay.counter.later"),
        Option("cancel", "pay.cancel"),
      ]), position: position)
  }

  private func methods(_ world: World) -> [Option] {
    // What costs nothing goes to no provider: there is nothing to charge.
    world.methods.filter { !amount.isZero || $0 == .balance }.map { method in
      var option = Option(method.rawValue, Phrase("method.\(method.rawValue)"))
      if method == .balance, let balance = world.account?.balance {
        option.detail = Phrase("pay.balance.detail", ["balance": .money(balance)])
        if balance.minor < amount.minor {
          option.disabled = Phrase("pay.balance.low", ["short": .money(amount - balance)])
        }
      }
      return option
    }
  }

  /// Whether the person is through, one way or the other.
  var isOver: Bool {
    switch state {
    case .paid, .cancelled: true
    case .method, .check, .paying, .atCounter, .declined, .unknown: false
    }
  }

  mutating func accept(
    _ answer: Answer, _ prompt: Prompt, _ world: World
  ) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    switch state {
    case .method:
      let choice = try answer.choice(of: prompt)
      if let method = PaymentMethod(rawValue: choice) { state = .check(method) }
      return []
    case .check(let method):
      guard try answer.yes() else {
        state = .method
        return []
      }
      switch method.settlement {
      case .balance:
        return [
          .perform(
            .payFromBalance(account: account.id, purpose: purpose, number: world.orderNumber))
        ]
      case .provider, .staff:
        return [
          .perform(
            .openOrder(
              account: account.id, purpose: purpose, method: method, number: world.orderNumber))
        ]
      }
    case .paying(let order):
      switch try answer.choice(of: prompt) {
      case "approve": return [.practicePayment(order, approve: true)]
      case "decline": return [.practicePayment(order, approve: false)]
      default: return [.cancelPayment(order)]
      }
    case .atCounter(let order):
      switch try answer.choice(of: prompt) {
      case "ask": return [.askPayment(order)]
      case "cancel": return [.cancelPayment(order)]
      default: return [.open(.home)]
      }
    case .declined(let order):
      if try answer.choice(of: prompt) == "again" { return [.beginPayment(order)] }
      return [.cancelPayment(order)]
    case .unknown(let order):
      if try answer.choice(of: prompt) == "ask" { return [.askPayment(order)] }
      return [.open(.home)]
    case .paid(let receipt):
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        return [.print(receipt)]
      }
      try answer.isNext()
      return []
    case .cancelled:
      try answer.isNext()
      return []
    }
  }

  mutating func note(_ report: Report, _ world: World) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    slip.note(report)
    switch report {
    case .done(.order(let id)):
      guard let order = world.openOrder, order.id == id, order.method.settlement == .staff else {
        state = .paying(id)
        return [.beginPayment(id)]
      }
      state = .atCounter(id)
      return [.draw(order.number)]
    case .symbol(let drawn): symbol = drawn
    case .done(.receipt(let receipt)), .payment(.paid(let receipt)):
      state = .paid(receipt)
      return [.showReceipt(receipt)]
    case .payment(.pending):
      if case .atCounter(let id) = state {
        // Taken up again: it has not been drawn here yet.
        if symbol == nil, let open = world.openOrder, open.id == id { return [.draw(open.number)] }
      } else if let id = order {
        state = .paying(id)
      }
    case .payment(.declined): if let id = order { state = .declined(id) }
    case .payment(.unknown): if let id = order { state = .unknown(id) }
    case .payment(.cancelled): state = .cancelled
    default: break
    }
    return []
  }

  /// The order that somebody elsewhere may say is paid at any moment.
  var awaited: RecordID? { if case .atCounter(let id) = state { id } else { nil } }

  private var order: RecordID? {
    switch state {
    case .paying(let id), .atCounter(let id), .declined(let id), .unknown(let id): id
    case .method, .check, .paid, .cancelled: nil
    }
  }
}
