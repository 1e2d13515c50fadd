import Domain

/// Paying for one order: how, exactly what, and what came of it; part of longer journeys (REN-07 to REN-09).
struct Checkout: Equatable {
  enum State: Equatable {
    case method
    case check(PaymentMethod)
    /// The provider is asked, and has not answered yet.
    case asking(RecordID, Question)
    /// The person pays at the provider's page, on their own phone.
    case page(RecordID)
    case paying(RecordID)
    /// It waits for the person to pay at the counter, who goes there with its number.
    case atCounter(RecordID)
    case declined(RecordID)
    case unknown(RecordID)
    /// No page came: nothing was shown that could be paid.
    case noPage(RecordID)
    case paid(Receipt)
    case cancelled
  }

  /// What the provider is asked.
  enum Question { case begin, ask, cancel }

  var purpose: Order.Purpose
  var amount: Money
  /// What is bought, as lines to be checked before paying.
  var lines: [Line]
  var state = State.method
  /// What is scanned: the number of an order at the counter, the provider's page by the person.
  private var symbol: QRSymbol?
  /// The receipt on paper, where there is a printer.
  var slip = Slip()
  /// Whether the provider left the last look at its page unanswered.
  private var isSilent = false

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

  /// Gives up an order that was left open, and waits for the provider's word on it.
  init(givingUp order: Order, lines: [Line]) {
    self.init(purpose: order.purpose, amount: order.amount, lines: lines)
    state = .asking(order.id, .cancel)
  }

  private static func waiting(for order: Order) -> State {
    if order.method.settlement == .staff { return .atCounter(order.id) }
    if order.method == .practice { return .paying(order.id) }
    return order.page == nil ? .asking(order.id, .ask) : .page(order.id)
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
    case .asking(_, let question):
      return Prompt(
        journey: journey, step: "asking", title: "pay.asking.title",
        body: [
          .fact(label: "pay.amount", value: .say(.money(amount))), .text("pay.asking.body"),
        ],
        ask: .wait(
          [Option("ask", "pay.asking.ask")]
            + (question == .begin ? [Option("cancel", "pay.cancel")] : [])
            + [Option("later", "pay.unknown.later")]), position: Position(first + 2, of: count))
    case .page: return pagePrompt(journey, world, Position(first + 2, of: count))
    case .noPage:
      return Prompt(
        journey: journey, step: "noPage", title: "pay.unknown.title",
        body: [.warning("pay.noPage.body")] + SupportLines.of(world.policy),
        ask: .choose([
          Option("again", "pay.declined.again"), Option("cancel", "pay.declined.other"),
        ]), position: Position(first + 2, of: count))
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
      var isRefund = false
      if case .refund = receipt.facts { isRefund = true }
      return Prompt(
        journey: journey, step: "paid", title: isRefund ? "pay.refunded.title" : "pay.paid.title",
        body: (isRefund ? [.text("pay.refunded.body")] : [])
          + ReceiptLines.of(receipt, world.policy) + slip.lines
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

  /// What to scan, and for how long.
  private func pagePrompt(_ journey: String, _ world: World, _ position: Position) -> Prompt {
    var body: [Line] = []
    if let order = world.openOrder, order.id == self.order, let page = order.page {
      body.append(.fact(label: "pay.amount", value: .say(.money(order.amount))))
      body.append(
        .fact(
          label: "pay.page.left",
          value: .say(.seconds(Self.left(world.now.seconds(until: order.expiresAt))))))
      body.append(.text(Phrase("pay.page.\(order.method.rawValue)")))
      if isSilent { body.append(.warning("pay.page.silent")) }
      body.append(.scan(symbol, address: page.address))
    }
    return Prompt(
      journey: journey, step: "page", title: "pay.page.title", body: body,
      ask: .wait([
        Option("ask", "pay.page.ask"), Option("later", "pay.page.later"),
        Option("cancel", "pay.cancel"),
      ]), position: position)
  }

  /// The time left as it is told: in whole minutes, and in steps of ten seconds at the end, so that a
  /// screen that is read aloud is not read all the time.
  static func left(_ seconds: Int64) -> Int64 {
    let step: Int64 = seconds > 120 ? 60 : 10
    return max(0, (seconds + step - 1) / step * step)
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
    case .method, .check, .asking, .page, .paying, .atCounter, .declined, .unknown, .noPage: false
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
    case .asking(let order, _):
      switch try answer.choice(of: prompt) {
      case "ask": return awaited.map { [$0] } ?? []
      case "cancel": return cancel(order)
      default: return [.open(.home)]
      }
    case .page(let order):
      switch try answer.choice(of: prompt) {
      case "ask": return [.askPayment(order)]
      case "cancel": return cancel(order)
      default: return [.open(.home)]
      }
    case .noPage(let order):
      return try answer.choice(of: prompt) == "again" ? begin(order) : cancel(order)
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
      return try answer.choice(of: prompt) == "again" ? begin(order) : cancel(order)
    case .unknown(let order):
      guard try answer.choice(of: prompt) == "ask" else { return [.open(.home)] }
      state = .asking(order, .ask)
      return [.askPayment(order)]
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

  private mutating func begin(_ order: RecordID) -> [Effect] {
    state = .asking(order, .begin)
    return [.beginPayment(order)]
  }

  private mutating func cancel(_ order: RecordID) -> [Effect] {
    state = .asking(order, .cancel)
    return [.cancelPayment(order)]
  }

  mutating func note(_ report: Report, _ world: World) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    slip.note(report)
    switch report {
    case .done(.order(let id)):
      guard let order = world.openOrder, order.id == id, order.method.settlement == .staff else {
        return begin(id)
      }
      state = .atCounter(id)
      return [.draw(order.number)]
    case .symbol(let drawn): symbol = drawn
    case .done(.receipt(let receipt)), .payment(.paid(let receipt)):
      state = .paid(receipt)
      return [.showReceipt(receipt)]
    case .payment(.pending): return order.map { pending($0, world) } ?? []
    case .payment(.asking): break
    case .payment(.declined): if let id = order { state = .declined(id) }
    case .payment(.unknown):
      switch state {
      // A payment that was made meanwhile still counts: the page stays.
      case .page: isSilent = true
      case .asking(let id, .begin) where world.openOrder?.method != .practice: state = .noPage(id)
      default: if let id = order { state = .unknown(id) }
      }
    case .payment(.cancelled): state = .cancelled
    default: break
    }
    return []
  }

  /// It waits for the person: what they need for it is drawn once.
  private mutating func pending(_ id: RecordID, _ world: World) -> [Effect] {
    isSilent = false
    guard let open = world.openOrder, open.id == id else { return [] }
    let wasShown = symbol != nil
    switch state {
    case .atCounter: return wasShown ? [] : [.draw(open.number)]
    case .asking(_, .begin) where open.page == nil && open.method != .practice:
      state = .noPage(id)
      return []
    default:
      state = Self.waiting(for: open)
      if let page = open.page { return wasShown ? [] : [.draw(page.address)] }
      return open.method == .practice ? [] : begin(id)
    }
  }

  /// What is asked again and again: whether it is paid, or what has not been answered yet.
  var awaited: Effect? {
    switch state {
    case .atCounter(let id), .page(let id), .asking(let id, .ask): .askPayment(id)
    case .asking(let id, .begin): .beginPayment(id)
    case .asking(let id, .cancel): .cancelPayment(id)
    case .method, .check, .paying, .declined, .unknown, .noPage, .paid, .cancelled: nil
    }
  }

  private var order: RecordID? {
    switch state {
    case .asking(let id, _), .page(let id), .paying(let id), .atCounter(let id), .declined(let id),
      .unknown(let id), .noPage(let id):
      id
    case .method, .check, .paid, .cancelled: nil
    }
  }
}
