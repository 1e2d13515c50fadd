extension ActDesk {
  /// Files the application; a second one returns the first.
  func submitClosure(_ id: RecordID, _ answers: ClosureAnswers) throws -> Outcome {
    let account = try account(id)
    if let known = try knownClosure(of: account) { return known }
    let policy = try scene.policy(account.brand)
    guard let procedure = policy.closure.procedure(answers.way), procedure.way != .counter else {
      throw ActRefusal.procedureMissing
    }
    try check(answers, procedure, account, policy)
    guard
      account.security.isProved(by: procedure.identity, at: scene.station, now: now)
    else { throw ActRefusal.identityNotProved }
    return try fileClosure(account, answers, procedure, policy)
  }

  /// The application that is in review already, if one is.
  func knownClosure(of account: Account) throws -> Outcome? {
    guard let known = account.closure, let form = try book.read(ClosureApplication.self, known),
      let number = try book.find(Lookup(.receipt, form.number)),
      let receipt = try book.read(Receipt.self, number)
    else { return nil }
    return .application(form, receipt: receipt)
  }

  /// Files what was checked, and tells the subscriber.
  func fileClosure(
    _ known: Account, _ answers: ClosureAnswers, _ procedure: ClosureProcedure,
    _ policy: BrandPolicy, at counter: CounterRecord? = nil
  ) throws -> Outcome {
    var account = known
    let today = policy.today(now)
    let outcome = try balanceOutcome(answers.balance, account)
    let window = procedure.window.dates(from: today, calendars: scene.calendars)
    // Accepted a while ago for a contract that has run out since: nothing is due any more.
    let runs = (account.contract?.fee(leaving: today).minor ?? 0) > 0
    let fee = runs ? answers.acceptedFee : nil
    let note = counter.map {
      CounterNote(outlet: $0.outlet, staff: scene.staff ?? "", overrides: $0.overrides)
    }
    let receipt = try file(
      .closureSubmitted(window: window, balance: outcome, fee: fee), for: &account, at: note)
    let form = ClosureApplication(
      id: try book.newID(), number: receipt.number, brand: account.brand, account: account.id,
      reason: answers.reason ?? "", submittedAt: now, way: procedure.way, window: window,
      reviewBy: window.days.last.end(offset: policy.clock.seconds), balance: outcome,
      fee: fee, survey: [:], state: .inReview, filedBy: scene.staff, counter: counter,
      provedBy: account.security.methods(at: scene.station, now: now),
      decideFrom: procedure.review == .automatic
        ? window.days.first.start(offset: policy.clock.seconds) : nil)
    account.closure = form.id
    account.closureDetails = answers.details
    account.security.proof = nil
    try write(form)
    try write(account)
    try tell(
      account, .closureSubmitted(receipt: receipt.number, window: window), with: receipt)
    return .application(form, receipt: receipt)
  }

  /// Gates, reason and form: what must be so before an application is filed, whoever files it.
  ///
  /// - Parameters:
  ///   - answers: what the subscriber decided.
  ///   - procedure: the way it is filed.
  ///   - account: as it is now.
  ///   - policy: the carrier's.
  ///   - overrides: the gates that staff let be.
  /// - Returns: the overrides that mattered.
  /// - Throws: the first thing that is not so, as an ``ActRefusal``.
  @discardableResult
  func check(
    _ answers: ClosureAnswers, _ procedure: ClosureProcedure, _ account: Account,
    _ policy: BrandPolicy, overrides: [GateOverride] = []
  ) throws -> [GateOverride] {
    let openOrder = try account.openOrder.flatMap { try book.read(Order.self, $0) }
    let checklist = ClosureChecklist(
      account: account, openOrder: openOrder, answers: answers, procedure: procedure,
      today: policy.today(now), overrides: overrides)
    if let open = checklist.items.first(where: { !$0.allowsSubmission }) {
      throw ActRefusal.gateOpen(open.gate.kind)
    }
    // Whatever the carrier's gates are, nothing may be paid for while the account closes.
    if openOrder?.state == .awaitingPayment { throw ActRefusal.gateOpen(.orders) }
    guard let reason = answers.reason, policy.closure.reason(reason) != nil else {
      throw ActRefusal.reasonMissing
    }
    if let missing = procedure.details.first(where: { (answers.details[$0.rawValue] ?? "").isEmpty }
    ) {
      throw ActRefusal.detailMissing(missing)
    }
    return checklist.items.compactMap(\.override)
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

  private func openForm(_ id: RecordID) throws -> ClosureApplication {
    guard let form = try book.read(ClosureApplication.self, id), form.isOpen else {
      throw ActRefusal.notInReview
    }
    return form
  }

  /// The subscriber takes the application back; the account is as it was.
  func withdraw(_ id: RecordID) throws -> Outcome {
    var form = try openForm(id)
    var account = try account(form.account)
    form.state = .withdrawn
    form.decidedAt = now
    account.closure = nil
    account.closureDetails = [:]
    try removePhotos(of: &account)
    let receipt = try file(.closureWithdrawn(application: form.number), for: &account)
    try write(form)
    try write(account)
    try tell(account, .closureWithdrawn(receipt: form.number))
    return .application(form, receipt: receipt)
  }

  /// The subscriber's answer to the reviewer's question; the review goes on.
  func answer(_ id: RecordID, _ text: String) throws -> Outcome {
    guard var form = try book.read(ClosureApplication.self, id),
      case .moreInfoNeeded = form.state
    else { throw ActRefusal.notInReview }
    var account = try account(form.account)
    account.closureDetails["proof"] = text
    form.state = .inReview
    try write(form)
    try write(account)
    note(.questionAnswered(application: form.number), account)
    return .done
  }

  /// What the survey after the confirmation was answered; nothing depends on it (ONL-09).
  func answerSurvey(_ id: RecordID, _ question: String, _ choice: String) throws -> Outcome {
    guard var form = try book.read(ClosureApplication.self, id) else {
      throw ActRefusal.notInReview
    }
    form.survey[question] = choice
    try write(form)
    return .done
  }

  func decide(_ id: RecordID, _ decision: Act.Decision, by reviewer: String) throws -> Outcome {
    var form = try openForm(id)
    try mayDecide(form, decision)
    var account = try account(form.account)
    form.decidedBy = reviewer
    switch decision {
    case .ask(let question):
      let asks = try scene.policy(form.brand).closure.procedure(form.way)?.extraProof
      guard asks != false else { throw ActRefusal.noExtraProof }
      form.state = .moreInfoNeeded(question: question)
      try write(form)
      note(.questionAsked(application: form.number), account)
      try tell(account, .closureQuestion(receipt: form.number, question: question))
      return .done
    case .reject(let reason):
      form.state = .rejected(reason: reason)
      form.decidedAt = now
      account.closure = nil
      account.closureDetails = [:]
      try removePhotos(of: &account)
      let receipt = try file(
        .closureRejected(application: form.number, reason: reason), for: &account)
      try write(form)
      try write(account)
      try tell(account, .closureRejected(receipt: form.number, reason: reason), with: receipt)
      return .application(form, receipt: receipt)
    case .approve:
      try settled(account)
      form.state = .approved
      form.decidedAt = now
      form.fee = feeDue(form, account)
      try removePhotos(of: &account)
      form.balance = try moveBalance(of: &account, form.balance, fee: form.fee)
      let repayments = try repayments(of: form.balance, account)
      form.balance?.byProvider = repayments.first.map { first in
        first.money.amount.with(minor: repayments.reduce(0) { $0 + $1.money.amount.minor })
      }
      let receipt = try file(
        .closureDone(application: form.number, balance: form.balance, fee: form.fee), for: &account,
        repaying: repayments)
      try write(form)
      // The notice goes out first: with the account, its address is gone.
      try tell(
        account, .closureDone(receipt: form.number, balance: form.balance), with: receipt)
      try close(account)
      return .application(form, receipt: receipt)
    }
  }

  /// With the account its orders go: none may be left that somebody can still pay, or that owes a refund.
  private func settled(_ account: Account) throws {
    for id in account.orders {
      if let order = try book.read(Order.self, id), order.page != nil, order.due != nil {
        throw ActRefusal.orderOpen(id)
      }
    }
  }

  /// The fee that was agreed to, or nothing if the contract ran out during the review.
  private func feeDue(_ form: ClosureApplication, _ account: Account) -> Money? {
    guard let agreed = form.fee, let policy = scene.policies[account.brand],
      let contract = account.contract
    else { return nil }
    let due = contract.fee(leaving: policy.today(now))
    return due.minor == 0 ? nil : agreed.with(minor: min(agreed.minor, due.minor))
  }

  /// Does with the money what the person decided; where the target is gone meanwhile, refunds it.
  ///
  /// An agreed early-termination fee is taken from the balance first.
  private func moveBalance(
    of account: inout Account, _ planned: BalanceOutcome?, fee: Money?
  ) throws -> BalanceOutcome? {
    let taken = min(account.balance.minor, fee?.minor ?? 0)
    account.balance = account.balance.with(minor: account.balance.minor - max(0, taken))
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

  /// Ends the account: at once and for good, or with its status kept readable for a while.
  private func close(_ account: Account) throws {
    let policy = try scene.policy(account.brand)
    guard policy.closure.postCloseSignIn == .readOnlyStatus, let days = policy.closure.statusDays
    else {
      try erase(account)
      return
    }
    for order in account.orders { try remove(Order.self, order) }
    try write(account.closedShell(at: now, until: now.adding(seconds: Int64(days) * 86_400)))
  }

  /// The days in which the status could be seen are over.
  func eraseClosed(_ id: RecordID) throws -> Outcome {
    guard let account = try book.read(Account.self, id), account.closedAt != nil,
      let due = account.eraseAt, due <= now
    else { throw ActRefusal.accountMissing }
    try erase(account)
    note(.erased, account)
    return .done
  }

  private func removePhotos(of account: inout Account) throws {
    for photo in account.photos { try remove(Photo.self, photo) }
    account.photos = []
  }

  /// Thorough closure (ONL-23): the account, its orders, its photos and its key are gone for good.
  private func erase(_ account: Account) throws {
    for order in account.orders { try remove(Order.self, order) }
    try remove(Account.self, account.id)
    try book.destroyKey(of: account.id)
  }
}
