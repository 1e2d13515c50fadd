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
    try enter(order.amount, taking, order, receipt)
    return .receipt(receipt)
  }

  /// Money that was entered by mistake: what it paid for is undone, and the till says so on a line of
  /// its own; said twice, it counts once.
  ///
  /// Only on the day it was taken, before the till is counted, and only while nothing else has been
  /// done with what it paid for.
  func void(_ id: RecordID) throws -> Outcome {
    let staff = try memberAtWork(.administrator)
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    guard let taking = order.taking, let change = order.change, let taken = order.settledAt else {
      throw ActRefusal.orderElsewhere
    }
    if order.state == .refunded,
      let known = try order.receipt.flatMap({
        try book.read(Receipt.self, $0)
      })
    {
      return .receipt(known)
    }
    var account = try openAccount(order.account)
    let policy = try scene.policy(account.brand)
    guard policy.today(taken) == policy.today(now) else { throw ActRefusal.voidTooLate }
    try undo(order.purpose, change, of: &account)
    order.state = .refunded
    order.settledAt = now
    let receipt = try file(
      .voided(order: order.number, amount: order.amount, method: order.method), for: &account)
    order.receipt = receipt.id
    try write(order)
    try write(account)
    try enter(
      order.amount.with(minor: -order.amount.minor), taking, order, receipt, voidedBy: staff)
    try tell(account, .voided(amount: order.amount, receipt: receipt.number), with: receipt)
    return .receipt(receipt)
  }

  private func undo(
    _ purpose: Order.Purpose, _ change: Order.Change, of account: inout Account
  ) throws {
    switch purpose {
    case .bill(let id):
      for index in account.bills.indices where account.bills[index].id == id {
        account.bills[index].paid = false
      }
      return
    case .renewal: break
    case .planChange(let quote):
      guard account.balance.minor >= quote.toBalance.minor else { throw ActRefusal.voidChanged }
      account.balance = account.balance - quote.toBalance
    }
    guard account.subscription.course == change.after, account.openOrder == nil else {
      throw ActRefusal.voidChanged
    }
    account.subscription.course = change.before
    account.subscription.usage.dataMB += change.dataMB
    account.subscription.usage.minutes += change.minutes
    account.paidTerms -= 1
  }

  /// Writes a line of the till.
  private func enter(
    _ amount: Money, _ taking: Taking, _ order: Order, _ receipt: Receipt,
    voidedBy staff: Staff? = nil
  ) throws {
    let day = try scene.policy(receipt.brand).today(now)
    try write(
      TillEntry(
        id: try book.newID(), day: day, place: try TillEntry.count(on: day, in: book) + 1, at: now,
        by: taking.by, station: taking.station, brand: receipt.brand, order: order.number,
        receipt: receipt.number, method: taking.method, amount: amount, voidedBy: staff?.name))
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
