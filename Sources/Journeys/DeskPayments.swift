import Domain

extension Desk {
  /// What is said of a payment to whoever takes the money.
  enum Request { case begin, ask, cancel, practise(approve: Bool) }

  /// Says something about an order to whoever takes its money, and does here what the answer means.
  func settle(_ id: RecordID, _ request: Request) throws(Refusal) -> PaymentState {
    guard let order = try read({ try $0.read(Order.self, id) }) else { return .cancelled }
    switch answer(to: request, order) {
    case .open: return .pending
    case .declined: return .declined
    case .unreachable: return .unknown
    case .closed:
      if case .failure(.orderNotOpen) = try attempt(.cancelOrder(id)),
        order.method.settlement == .staff
      {
        // The money was taken at this very moment.
        return try settle(id, .ask)
      }
      renewOrderNumber()
      return .cancelled
    case .paid(let reference):
      guard
        case .success(.receipt(let receipt)) = try attempt(.settleOrder(id, reference: reference))
      else { return .unknown }
      renewOrderNumber()
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
    if case .paid(let receipt) = try standing(order.id) { events.append(.receipt(receipt)) }
    refresh()
  }

  /// How a payment stands; one that has waited too long is closed at the provider, then here.
  func standing(_ id: RecordID) throws(Refusal) -> PaymentState {
    let expiry = try read { try $0.read(Order.self, id)?.expiresAt }
    return try settle(id, expiry.map { $0 < ports.clock() } ?? false ? .cancel : .ask)
  }

  /// How soon what somebody does elsewhere could show here, in seconds; nil where nobody is waited for.
  public var lookLeft: Int64? {
    guard journey.awaited != nil else { return nil }
    guard let elapsed = lastLook?.seconds(until: ports.clock()), elapsed >= 0 else { return 0 }
    return max(0, Self.lookSeconds - elapsed)
  }

  private static let lookSeconds: Int64 = 3

  /// Looks whether what is waited for has happened; nothing else moves.
  public func look() {
    guard let id = journey.awaited, !isOver else { return }
    lastLook = ports.clock()
    refresh()
    guard journey.awaited == id else { return }
    // Trouble with the records is told when the person asks.
    try? run([.askPayment(id)])
    refresh()
  }

  private func renewOrderNumber() { orderNumber = Numbers.order(random: ports.random(12)) }
}
