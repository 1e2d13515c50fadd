extension ActDesk {
  /// Writes an order that waits for a payment from outside.
  ///
  /// One order is open at a time. The same number again is the same order.
  func openOrder(
    _ id: RecordID, _ purpose: Order.Purpose, _ method: PaymentMethod, _ number: String
  ) throws -> Outcome {
    if let known = try known(number, id, purpose) { return .order(known.id) }
    var account = try openAccount(id)
    let order = try newOrder(purpose, method, number, for: &account)
    try write(order)
    try write(account)
    note(
      .orderOpened(purpose, amount: order.amount, method: method, order: order.number), account)
    return .order(order.id)
  }

  /// Pays at once from the account's balance: order, charge, extension, receipt and notice together.
  func payFromBalance(_ id: RecordID, _ purpose: Order.Purpose, _ number: String) throws -> Outcome
  {
    if let known = try known(number, id, purpose) { return try receipt(of: known.id) }
    var account = try openAccount(id)
    var order = try newOrder(purpose, .balance, number, for: &account)
    guard account.balance.minor >= order.amount.minor else {
      throw ActRefusal.balanceTooLow(short: order.amount - account.balance)
    }
    account.balance = account.balance - order.amount
    let receipt = try complete(&order, reference: nil, for: &account)
    return .receipt(receipt)
  }

  /// The provider says that the order is paid; said twice, it counts once.
  ///
  /// Money for an order that was cancelled meanwhile is sent back, never kept in silence.
  func settle(_ id: RecordID, reference: String) throws -> Outcome {
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    switch order.state {
    case .completed, .refunded: return try receipt(of: id)
    case .awaitingPayment, .cancelled: break
    }
    var account = try account(order.account)
    // What was bought must still be there to be had: else the money goes back too.
    if order.state == .cancelled || account.closure != nil {
      order.reference = reference
      return .receipt(try giveBack(&order, .owed, for: &account))
    }
    return .receipt(try complete(&order, reference: reference, for: &account))
  }

  /// The provider says that the money of an order went back, after it was asked to or by itself.
  func reverse(_ id: RecordID, reference: String) throws -> Outcome {
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    switch order.state {
    case .completed: throw ActRefusal.orderNotOpen
    case .refunded:
      if order.refund == .owed {
        order.refund = .done(reference: reference)
        try write(order)
      }
      return try receipt(of: id)
    case .awaitingPayment, .cancelled:
      var account = try account(order.account)
      return .receipt(try giveBack(&order, .done(reference: reference), for: &account))
    }
  }

  private func giveBack(
    _ order: inout Order, _ refund: Order.Refund, for account: inout Account
  ) throws -> Receipt {
    order.state = .refunded
    order.settledAt = now
    order.lastLook = nil
    order.refund = refund
    let receipt = try file(.refund(order: order.number, amount: order.amount), for: &account)
    order.receipt = receipt.id
    if account.openOrder == order.id { account.openOrder = nil }
    try write(order)
    try write(account)
    try tell(account, .refunded(amount: order.amount, receipt: receipt.number), with: receipt)
    return receipt
  }

  /// Keeps where an order is paid; only then is it shown to anybody.
  func keepPage(_ id: RecordID, _ page: PaymentPage) throws -> Outcome {
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    guard order.state == .awaitingPayment else { throw ActRefusal.orderNotOpen }
    // Two pages of two providers could both be paid.
    if let known = order.page, known.provider != page.provider || known.handle != page.handle {
      throw ActRefusal.orderElsewhere
    }
    order.page = page
    try write(order)
    return .order(id)
  }

  /// The person left: the order waits no longer, and is closed at the provider as soon as may be.
  func lapse(_ id: RecordID) throws -> Outcome {
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    guard order.state == .awaitingPayment else { return .known }
    order.expiresAt = min(order.expiresAt, now.adding(seconds: -1))
    try write(order)
    return .order(id)
  }

  /// The provider was asked a last time about an order given up, and nobody had paid it.
  func leaveBehind(_ id: RecordID) throws -> Outcome {
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    guard order.state == .cancelled else { throw ActRefusal.orderNotOpen }
    order.lastLook = nil
    try write(order)
    return .done
  }

  /// Gives up an order; the provider was told first.
  func cancel(_ id: RecordID) throws -> Outcome {
    guard var order = try book.read(Order.self, id) else { throw ActRefusal.orderMissing }
    guard order.state == .awaitingPayment else {
      if order.state == .cancelled { return .order(id) }
      throw ActRefusal.orderNotOpen
    }
    order.state = .cancelled
    if order.page != nil { order.lastLook = order.pageEnds.adding(seconds: 60) }
    try write(order)
    var account = try account(order.account)
    if account.openOrder == id { account.openOrder = nil }
    try write(account)
    note(.orderCancelled(order.purpose, order: order.number), account)
    return .order(id)
  }

  /// The order that has this number already: it must be the same person's, for the same thing.
  private func known(
    _ number: String, _ account: RecordID, _ purpose: Order.Purpose
  ) throws -> Order? {
    guard let id = try book.find(Lookup(.order, number)), let order = try book.read(Order.self, id)
    else { return nil }
    guard order.account == account, order.purpose == purpose else {
      throw ActRefusal.orderOpen(id)
    }
    return order
  }

  private func receipt(of id: RecordID) throws -> Outcome {
    guard let order = try book.read(Order.self, id), let number = order.receipt,
      let receipt = try book.read(Receipt.self, number)
    else { throw ActRefusal.orderNotOpen }
    return .receipt(receipt)
  }

  private func newOrder(
    _ purpose: Order.Purpose, _ method: PaymentMethod, _ number: String, for account: inout Account
  ) throws -> Order {
    if let open = account.openOrder { throw ActRefusal.orderOpen(open) }
    let amount: Money
    switch purpose {
    case .renewal(let agreed):
      guard account.subscription.state != .notActivated else { throw ActRefusal.notActivated }
      let policy = try scene.policy(account.brand)
      guard
        let quote = Quote.of(
          plan: agreed.plan, tier: agreed.tier, for: account, policy: policy,
          today: policy.today(now))
      else { throw ActRefusal.noSuchPlan }
      guard quote == agreed else { throw ActRefusal.quoteChanged(quote) }
      amount = quote.total
    case .planChange(let agreed):
      guard account.subscription.state == .active else { throw ActRefusal.notActivated }
      let policy = try scene.policy(account.brand)
      guard
        let quote = ChangeQuote.of(
          plan: agreed.plan, tier: agreed.tier, for: account, policy: policy,
          today: policy.today(now))
      else { throw ActRefusal.noPlanChange }
      guard quote == agreed else { throw ActRefusal.changeQuoteChanged(quote) }
      amount = quote.due
    case .bill(let billID):
      guard let bill = account.bills.first(where: { $0.id == billID && !$0.paid }) else {
        throw ActRefusal.billMissing
      }
      amount = bill.amount
    }
    let order = Order(
      id: try book.newID(), number: number, account: account.id, purpose: purpose, amount: amount,
      method: method, state: .awaitingPayment, createdAt: now,
      expiresAt: now.adding(seconds: Order.lifeSeconds))
    account.openOrder = order.id
    account.orders.append(order.id)
    return order
  }

  /// What was paid for happens: the plan runs on, or the bill is settled.
  func complete(
    _ order: inout Order, reference: String?, for account: inout Account
  ) throws -> Receipt {
    let receipt: Receipt
    let notice: Notice.Body
    let before = account.subscription
    switch order.purpose {
    case .renewal(let agreed):
      let quote = try quoteAtPayment(agreed, account)
      let runsOn = account.subscription.validUntil.map { $0 >= quote.from } ?? false
      let before = account.subscription.paid ?? quote.total.with(minor: 0)
      account.subscription.paid = runsOn ? before + quote.total : quote.total
      if !runsOn { account.subscription.validFrom = quote.from }
      account.subscription.plan = quote.plan
      account.subscription.tier = quote.tier
      account.subscription.validUntil = quote.until
      account.paidTerms += 1
      receipt = try file(
        .renewal(quote, method: order.method, order: order.number), for: &account,
        taking: order.taking)
      notice = .renewed(quote, receipt: receipt.number)
    case .planChange(let quote):
      account.subscription.plan = quote.plan
      account.subscription.tier = quote.tier
      account.subscription.validFrom = quote.from
      account.subscription.validUntil = quote.until
      account.subscription.paid = quote.price
      account.balance = account.balance + quote.toBalance
      // A new term begins today, with an allowance of its own.
      account.subscription.usage.dataMB = 0
      account.subscription.usage.minutes = 0
      account.paidTerms += 1
      receipt = try file(
        .planChange(quote, method: order.method, order: order.number), for: &account,
        taking: order.taking)
      notice = .planChanged(quote, receipt: receipt.number)
    case .bill(let id):
      for index in account.bills.indices where account.bills[index].id == id {
        account.bills[index].paid = true
      }
      receipt = try file(
        .bill(id: id, amount: order.amount, method: order.method, order: order.number),
        for: &account, taking: order.taking)
      notice = .billPaid(bill: id, amount: order.amount, receipt: receipt.number)
    }
    if order.taking != nil {
      order.change = Order.Change(
        before: before.course, after: account.subscription.course,
        dataMB: before.usage.dataMB - account.subscription.usage.dataMB,
        minutes: before.usage.minutes - account.subscription.usage.minutes)
    }
    order.state = .completed
    order.settledAt = now
    order.reference = reference
    order.receipt = receipt.id
    account.openOrder = nil
    try write(order)
    try write(account)
    try tell(account, notice, with: receipt)
    return receipt
  }

  /// The agreed price, with the dates as they are on the day the payment arrives.
  private func quoteAtPayment(_ agreed: Quote, _ account: Account) throws -> Quote {
    let policy = try scene.policy(account.brand)
    let start = policy.renewal.start(
      currentEnd: account.subscription.validUntil, today: policy.today(now))
    return Quote(
      plan: agreed.plan, tier: agreed.tier, term: agreed.term, listPrice: agreed.listPrice,
      promotion: agreed.promotion, discount: agreed.discount, total: agreed.total, from: start,
      until: policy.renewal.end(of: agreed.term, from: start, after: account.subscription))
  }
}
