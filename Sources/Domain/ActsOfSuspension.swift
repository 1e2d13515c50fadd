extension ActDesk {
  /// Pauses the line until `until` at the latest; where the policy says so, the days come back.
  func suspend(_ id: RecordID, _ until: Day) throws -> Outcome {
    var account = try openAccount(id)
    let policy = try scene.policy(account.brand)
    guard let rule = policy.suspension else { throw ActRefusal.noSuspension }
    guard account.subscription.state == .active else { throw ActRefusal.notActivated }
    let today = policy.today(now)
    guard (1...rule.maxDays).contains(today.days(until: until)) else {
      throw ActRefusal.suspensionDays
    }
    let days = DayRange(first: today, last: until)
    account.subscription.state = .suspended
    account.subscription.suspended = days
    account.resumeAt = until.end(offset: policy.clock.seconds)
    let receipt = try file(.suspended(days), for: &account)
    try write(account)
    try tell(account, .suspended(days, receipt: receipt.number), with: receipt)
    return .receipt(receipt)
  }

  /// The line is live again; the days it stood still are added to its term where the policy says so.
  func resume(_ id: RecordID) throws -> Outcome {
    var account = try openAccount(id)
    guard account.subscription.state == .suspended else { throw ActRefusal.notSuspended }
    let policy = try scene.policy(account.brand)
    let today = policy.today(now)
    if policy.suspension?.extendsTerm ?? false, let suspended = account.subscription.suspended,
      let until = account.subscription.validUntil
    {
      let still = max(0, suspended.first.days(until: min(today, suspended.last)))
      account.subscription.validUntil = until.adding(days: still)
      // The days that stood still were not used: what the days left are worth stays the same.
      account.subscription.validFrom = account.subscription.validFrom?.adding(days: still)
    }
    account.subscription.state = .active
    account.subscription.suspended = nil
    account.resumeAt = nil
    let receipt = try file(.resumed(until: account.subscription.validUntil), for: &account)
    try write(account)
    try tell(account, .resumed(receipt: receipt.number), with: receipt)
    return .receipt(receipt)
  }
}
