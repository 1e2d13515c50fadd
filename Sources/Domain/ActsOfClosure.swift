extension ActDesk {
  /// Files the application; a second one returns the first.
  func submitClosure(_ id: RecordID, _ answers: ClosureAnswers) throws -> Outcome {
    var account = try account(id)
    if let known = account.closure, let form = try book.read(ClosureApplication.self, known),
      let number = try book.find(Lookup(.receipt, form.number)),
      let receipt = try book.read(Receipt.self, number)
    {
      return .application(form, receipt: receipt)
    }
    let policy = try scene.policy(account.brand)
    let openOrder = try account.openOrder.flatMap { try book.read(Order.self, $0) }
    let checklist = ClosureChecklist(
      account: account, openOrder: openOrder, answers: answers, policy: policy.closure)
    if let open = checklist.items.first(where: { !$0.allowsSubmission }) {
      throw ActRefusal.gateOpen(open.gate.kind)
    }
    // Whatever the carrier's gates are, nothing may be paid for while the account closes.
    if openOrder?.state == .awaitingPayment { throw ActRefusal.gateOpen(.orders) }
    guard let reason = answers.reason, policy.closure.reason(reason) != nil else {
      throw ActRefusal.reasonMissing
    }
    guard account.security.isProved(at: scene.station, now: now) else {
      throw ActRefusal.identityNotProved
    }
    let outcome = try balanceOutcome(answers.balance, account)
    let window = policy.closure.window.range(from: policy.today(now))
    let receipt = try file(.closureSubmitted(window: window, balance: outcome), for: &account)
    let form = ClosureApplication(
      id: try book.newID(), number: receipt.number, brand: account.brand, account: account.id,
      reason: reason, submittedAt: now, window: window,
      reviewBy: window.last.end(offset: policy.clock.seconds), balance: outcome, state: .inReview)
    account.closure = form.id
    account.security.proof = nil
    try write(form)
    try write(account)
    try tell(account, .closureSubmitted(receipt: receipt.number, window: window))
    return .application(form, receipt: receipt)
  }

  private func balanceOutcome(
    _ choice: BalanceChoice?, _ account: Account
  ) throws -> BalanceOutcome? {
    guard account.balance.minor > 0, let choice else { return nil }
    if case .transfer(let target, _) = choice {
      guard target != account.id, let other = try book.read(Account.self, target),
        other.brand == account.brand, other.closure == nil,
        other.balance.currency == account.balance.currency
      else { throw ActRefusal.transferTarget }
    }
    return BalanceOutcome(choice: choice, amount: account.balance)
  }

  private func inReview(_ id: RecordID) throws -> ClosureApplication {
    guard let form = try book.read(ClosureApplication.self, id), form.state == .inReview else {
      throw ActRefusal.notInReview
    }
    return form
  }

  /// The subscriber takes the application back; the account is as it was.
  func withdraw(_ id: RecordID) throws -> Outcome {
    var form = try inReview(id)
    var account = try account(form.account)
    form.state = .withdrawn
    form.decidedAt = now
    account.closure = nil
    let receipt = try file(.closureWithdrawn(application: form.number), for: &account)
    try write(form)
    try write(account)
    try tell(account, .closureWithdrawn(receipt: form.number))
    return .application(form, receipt: receipt)
  }

  func decide(_ id: RecordID, _ decision: Act.Decision, by reviewer: String) throws -> Outcome {
    var form = try inReview(id)
    var account = try account(form.account)
    form.decidedAt = now
    form.decidedBy = reviewer
    switch decision {
    case .reject(let reason):
      form.state = .rejected(reason: reason)
      account.closure = nil
      let receipt = try file(
        .closureRejected(application: form.number, reason: reason), for: &account)
      try write(form)
      try write(account)
      try tell(account, .closureRejected(receipt: form.number, reason: reason))
      return .application(form, receipt: receipt)
    case .approve:
      form.state = .approved
      form.balance = try moveBalance(of: &account, form.balance)
      let receipt = try file(
        .closureDone(application: form.number, balance: form.balance), for: &account)
      try write(form)
      // The notice goes out first: with the account, its address is gone.
      try tell(account, .closureDone(receipt: form.number, balance: form.balance))
      try erase(account)
      return .application(form, receipt: receipt)
    }
  }

  /// Does with the money what the person decided; where the target is gone meanwhile, refunds it.
  private func moveBalance(
    of account: inout Account, _ planned: BalanceOutcome?
  ) throws -> BalanceOutcome? {
    guard account.balance.minor > 0 else { return nil }
    var outcome = BalanceOutcome(choice: planned?.choice ?? .refund, amount: account.balance)
    if case .transfer(let target, _) = outcome.choice {
      if var other = try book.read(Account.self, target), other.closure == nil,
        other.balance.currency == account.balance.currency
      {
        other.balance = other.balance + account.balance
        try write(other)
      } else {
        outcome.choice = .refund
      }
    }
    account.balance = account.balance.with(minor: 0)
    return outcome
  }

  /// Thorough closure (ONL-23): the account, its orders and its key are gone for good.
  private func erase(_ account: Account) throws {
    for order in account.orders { try remove(Order.self, order) }
    try remove(Account.self, account.id)
    try book.destroyKey(of: account.id)
  }
}
