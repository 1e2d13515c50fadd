import Domain

extension Desk {
  /// What is said of a payment to whoever takes the money.
  enum Request: Equatable { case begin, ask, cancel, refund, practise(approve: Bool) }

  /// Says something about an order to whoever takes its money, and does here what the answer means.
  func settle(_ id: RecordID, _ request: Request) throws(Refusal) -> PaymentState {
    guard let order = try read({ try $0.read(Order.self, id) }) else { return .cancelled }
    let answer = answer(to: request, order)
    isAsking = answer == .asking
    switch answer {
    case .asking: return .asking
    case .page(let page):
      // Kept first: what nobody was shown nobody can pay.
      guard case .success = try attempt(.keepPage(id, page)) else { return .unknown }
      return .pending
    case .open: return .pending
    case .declined: return .declined
    case .unreachable: return .unknown
    case .refunded(let reference):
      guard
        case .success(.receipt(let receipt)) = try attempt(.reverseOrder(id, reference: reference))
      else { return .unknown }
      renewOrderNumber()
      return .paid(receipt)
    case .closed:
      if case .failure(.orderNotOpen) = try attempt(.cancelOrder(id)),
        order.method.settlement == .staff
      {
        // The money was taken at this very moment.
        return try settle(id, .ask)
      }
      if order.state == .cancelled, let lastLook = order.lastLook, lastLook <= ports.clock() {
        _ = try attempt(.leaveOrderBehind(id))
      }
      renewOrderNumber()
      return .cancelled
    case .paid(let reference):
      guard
        case .success(.receipt(let receipt)) = try attempt(.settleOrder(id, reference: reference))
      else { return .unknown }
      renewOrderNumber()
      // Too late, and told so: the money is on its way back before the person has read it.
      if case .refund = receipt.facts, request != .refund { _ = try settle(id, .refund) }
      return .paid(receipt)
    }
  }

  /// At a counter the records say what was paid; anything else the provider knows.
  private func answer(to request: Request, _ order: Order) -> Ports.ProviderState {
    if order.method.settlement != .provider {
      return switch (order.state, request) {
      case (.completed, _), (.refunded, _): .paid(reference: order.reference ?? "")
      case (.cancelled, _), (.awaitingPayment, .cancel): .closed
      case (.awaitingPayment, _): .open
      }
    }
    return switch request {
    case .begin: ports.payment.begin(order)
    case .ask: ports.payment.ask(order)
    case .cancel: ports.payment.cancel(order)
    case .refund: order.moneyBack.map(ports.payment.refund) ?? .unreachable
    case .practise(let approve): ports.payment.practise(order, approve)
    }
  }

  /// Closes the payment at the provider first: an order given up here can then never be paid there.
  func cancelPayment(_ id: RecordID) throws(Refusal) -> Report {
    .payment(try settle(id, .cancel))
  }

  /// What became of an order that was open when a terminal or the power went away.
  ///
  /// Paid at the provider: what was paid for happens now. Too old: closed there, then here.
  func reconcile() throws(Refusal) {
    guard let order = journey.world.openOrder, order.state == .awaitingPayment else { return }
    switch try standing(order.id) {
    case .paid(let receipt): events.append(.receipt(receipt))
    case .asking: isAskingForOrders = true
    case .pending, .declined, .cancelled, .unknown: break
    }
    refresh()
  }

  /// How a payment stands; one that has waited too long is closed at the provider, then here.
  func standing(_ id: RecordID) throws(Refusal) -> PaymentState {
    guard let order = try read({ try $0.read(Order.self, id) }) else { return .cancelled }
    let now = ports.clock()
    return switch order.state {
    case .awaitingPayment where order.expiresAt < now: try settle(id, .cancel)
    // The last look: closed for good, or paid too late.
    case .cancelled where order.lastLook.map({ $0 <= now }) ?? false: try settle(id, .cancel)
    case .refunded where order.refund == .owed: try settle(id, .refund)
    case .awaitingPayment, .cancelled, .completed, .refunded: try settle(id, .ask)
    }
  }

  /// Sees to the orders that are due, whoever opened them and wherever: what nobody paid in time is
  /// closed, what is owed goes back, and what was given up is looked at a last time.
  ///
  /// - Returns: how many were closed.
  func settleDueOrders() throws(Refusal) -> Int {
    let now = ports.clock()
    var last: DueItem?
    var closed = 0
    while let item = try read({ try $0.due(.order, through: now, after: last, limit: 1).first }) {
      last = item
      let wasOpen = try read { try $0.read(Order.self, item.id)?.state == .awaitingPayment }
      switch try standing(item.id) {
      case .cancelled: if wasOpen ?? false { closed += 1 }
      case .asking: isAskingForOrders = true
      case .pending, .paid, .declined, .unknown: break
      }
    }
    return closed
  }

  /// Sees to it that what was left on closed accounts goes back by the ways it was paid.
  ///
  /// - Returns: how many sums a provider has sent back now.
  func repayDue() throws(Refusal) -> Int {
    let now = ports.clock()
    var last: DueItem?
    var repaid = 0
    while let item = try read({ try $0.due(.receipt, through: now, after: last, limit: 1).first }) {
      last = item
      let receipt = try read { try $0.read(Receipt.self, item.id) }
      for repayment in receipt?.repayments ?? [] {
        guard let askAt = repayment.askAt, askAt <= now else { continue }
        let answer: RepaymentAnswer
        switch ports.payment.refund(repayment.money) {
        case .refunded(let reference): answer = .done(reference: reference)
        case .declined: answer = .refused
        case .asking:
          isAskingForOrders = true
          continue
        case .page, .open, .paid, .closed, .unreachable: answer = .later
        }
        let number = repayment.money.number
        guard
          case .success(.receipt) = try errand(
            .repaid(receipt: item.id, number: number, answer))
        else { continue }
        if case .done = answer { repaid += 1 }
      }
    }
    return repaid
  }

  /// How soon what somebody does elsewhere could show here, in seconds; nil where nobody is waited for.
  public var lookLeft: Int64? {
    guard awaits || isAskingForOrders else { return nil }
    guard let elapsed = lastLook?.seconds(until: ports.clock()), elapsed >= 0 else { return 0 }
    return max(0, (isAsking ? Self.answerSeconds : Self.lookSeconds) - elapsed)
  }

  private static let lookSeconds: Int64 = 3
  /// How soon an answer that is on its way is looked for.
  private static let answerSeconds: Int64 = 1

  /// Looks whether what is waited for has happened; nothing else moves.
  public func look() {
    guard !isOver else { return }
    lastLook = ports.clock()
    // Trouble with the records is told when the person asks.
    if isAskingForOrders {
      isAskingForOrders = false
      _ = try? settleDueOrders()
      _ = try? repayDue()
      try? reconcile()
    }
    refresh()
    guard let effect = journey.awaited else { return }
    try? run([effect])
    refresh()
  }

  private func renewOrderNumber() { orderNumber = Numbers.order(random: ports.random(12)) }
}
