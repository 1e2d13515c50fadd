import Domain

extension Desk {
  /// Hands queued notices over to the channels that work here; the rest stay queued.
  func deliverPost() {
    guard !ports.post.channels.isEmpty else { return }
    let now = ports.clock()
    var last: DueItem?
    do {
      while let item = try read({ try $0.due(.notice, through: now, after: last, limit: 1).first })
      {
        last = item
        guard let notice = try read({ try $0.read(Notice.self, item.id) }),
          ports.post.channels.contains(notice.channel)
        else { continue }
        if notice.isStale(at: now) {
          _ = try errand(.deliveredNotice(notice.id))
        } else if ports.post.deliver(notice) {
          _ = try errand(.deliveredNotice(notice.id))
          if practice != nil { events.append(.message(notice)) }
        } else {
          _ = try errand(.postponeNotice(notice.id, until: notice.nextTry(after: now)))
        }
      }
    } catch {
      events.append(.trouble(error.phrase))
    }
  }

  /// What falls due by the clock: automatic reviews, the practice reviewer's, and last erasures.
  public func runDue() {
    do {
      try reviewDue()
      try accountsDue()
    } catch {
      events.append(.trouble(error.phrase))
    }
    deliverPost()
  }

  /// Decides what nobody else is to decide, the soonest due first.
  private func reviewDue() throws(Refusal) {
    var last: DueItem?
    while let item = try read({
      try $0.due(.application, through: nil, after: last, limit: 1).first
    }) {
      last = item
      guard let form = try read({ try $0.read(ClosureApplication.self, item.id) }),
        form.state == .inReview, let reviewer = reviewer(of: form)
      else { continue }
      let decision: Act.Decision =
        try owesBills(form)
        ? .reject(reason: RejectionReason.billsOpen.rawValue) : .approve
      if case .success(.application(_, let receipt)) = try errand(
        .decideClosure(form.id, decision, by: reviewer)), practice != nil
      {
        events.append(.receipt(receipt))
      }
    }
  }

  /// Whether a bill came in during the review, where the carrier closes no account that owes one.
  private func owesBills(_ form: ClosureApplication) throws(Refusal) -> Bool {
    let gates = policies[form.brand]?.closure.procedure(form.way)?.gates ?? []
    guard gates.contains(where: { $0.kind == .bills && $0.level == .blocking }) else {
      return false
    }
    let account = try read { try $0.read(Account.self, form.account) }
    return account?.bills.contains { !$0.paid } ?? false
  }

  /// Who approves an application now: the policy's own rule, the practice reviewer, or nobody here.
  private func reviewer(of form: ClosureApplication) -> String? {
    guard let policy = policies[form.brand] else { return nil }
    let now = ports.clock()
    // Never before the window the person was told begins.
    guard policy.today(now) >= form.window.days.first else { return nil }
    if policy.closure.procedure(form.way)?.review == .automatic { return "automatic" }
    guard let practice, form.submittedAt.seconds(until: now) >= practice.reviewSeconds else {
      return nil
    }
    return "practice"
  }

  /// Erases closed accounts whose status was shown long enough, and wakes lines whose pause is over.
  func accountsDue() throws(Refusal) {
    let now = ports.clock()
    var last: DueItem?
    while let item = try read({ try $0.due(.account, through: now, after: last, limit: 1).first }) {
      last = item
      guard let account = try read({ try $0.read(Account.self, item.id) }) else { continue }
      _ = try errand(
        account.closedAt == nil ? .resume(account: item.id) : .eraseClosed(account: item.id))
    }
  }
}
