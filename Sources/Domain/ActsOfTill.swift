extension ActDesk {
  /// Somebody of the staff took the money for an order: what was paid for happens now.
  ///
  /// The second to say so is told who took it. An order that ran out, or was given up, takes no money:
  /// whoever wants the thing orders it anew, at the price and with the dates of then.
  func take(_ id: RecordID, _ means: Taking.Means) throws -> Outcome {
    let staff = try memberAtWork(.agent)
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    if let known = order.taking {
      throw ActRefusal.orderTaken(by: known.by, at: order.settledAt ?? order.createdAt)
    }
    guard order.method.settlement == .staff else { throw ActRefusal.orderElsewhere }
    guard order.state == .awaitingPayment else { throw ActRefusal.orderNotOpen }
    guard now <= order.expiresAt else { throw ActRefusal.orderLapsed }
    if case .cash(let given) = means {
      guard given.currency == order.amount.currency else { throw ActRefusal.otherCurrency }
      guard given.minor >= order.amount.minor else {
        throw ActRefusal.tooLittle(short: order.amount - given)
      }
    }
    var account = try openAccount(order.account)
    let taking = Taking(means: means, by: staff.name, station: scene.station)
    order.taking = taking
    order.method = taking.method
    let receipt = try complete(&order, reference: nil, for: &account)
    try enter(taking, order.amount, order, receipt)
    return .receipt(receipt)
  }

  /// Writes a line of the till.
  private func enter(
    _ taking: Taking, _ amount: Money, _ order: Order, _ receipt: Receipt
  ) throws {
    let day = try scene.policy(receipt.brand).today(now)
    try write(
      TillEntry(
        id: try book.newID(), day: day, place: try TillEntry.count(on: day, in: book) + 1, at: now,
        by: taking.by, station: taking.station, brand: receipt.brand, order: order.number,
        receipt: receipt.number, method: taking.method, amount: amount))
  }

  /// Who of the staff does this, if they may.
  func memberAtWork(_ role: Staff.Role) throws -> Staff {
    guard let name = scene.staff, let member = try Staff.named(name, in: book),
      member.disabledAt == nil
    else { throw ActRefusal.staffMissing }
    guard member.role >= role else {
      throw role == .administrator ? ActRefusal.administratorNeeded : ActRefusal.reviewerNeeded
    }
    return member
  }
}
