import Domain

extension Desk {
  /// Asks the provider something about an order and does here what its answer means.
  func settle(
    _ id: RecordID, _ ask: (Order) -> Ports.ProviderState
  ) throws(Refusal) -> PaymentState {
    guard let order = try read({ try $0.read(Order.self, id) }) else { return .cancelled }
    switch ask(order) {
    case .open: return .pending
    case .declined: return .declined
    case .unreachable: return .unknown
    case .closed:
      _ = try attempt(.cancelOrder(id))
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

  /// Closes the payment at the provider first: an order given up here can then never be paid there.
  func cancelPayment(_ id: RecordID) throws(Refusal) -> Report {
    .payment(try settle(id) { self.ports.payment.cancel($0) })
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
    let now = ports.clock()
    return try settle(id) { order in
      order.expiresAt < now ? self.ports.payment.cancel(order) : self.ports.payment.ask(order)
    }
  }

  private func renewOrderNumber() { orderNumber = Numbers.order(random: ports.random(12)) }
}
