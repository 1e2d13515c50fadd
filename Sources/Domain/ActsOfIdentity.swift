extension ActDesk {
  /// Counts a sign-in before the password is looked at; the account may be unknown.
  func admitSignIn(_ id: RecordID?) throws -> Result<Outcome, ActRefusal> {
    var here = try station()
    if let until = here.signIn.admit(at: now, free: Station.freeAttempts) {
      return .failure(.tooManyAttempts(until: until))
    }
    if let id, var account = try book.read(Account.self, id) {
      if let until = account.security.signIn.admit(at: now) {
        return .failure(.tooManyAttempts(until: until))
      }
      try write(account)
    }
    try write(here)
    return .success(.done)
  }

  /// The password was right.
  func signedIn(_ id: RecordID) throws -> Outcome {
    var here = try station()
    here.signIn.forgiveLast()
    try write(here)
    var account = try account(id)
    account.security.signIn.succeed()
    try write(account)
    return .account(id)
  }

  /// Counts a look at a receipt number typed by someone who is not signed in.
  func admitNumber() throws -> Result<Outcome, ActRefusal> {
    var here = try station()
    if let until = here.numbers.admit(at: now, free: Station.freeAttempts) {
      return .failure(.tooManyAttempts(until: until))
    }
    try write(here)
    return .success(.done)
  }

  /// Makes a code and queues its notice; an earlier code dies, the counters live on.
  func issueCode(_ id: RecordID, _ purpose: CodePurpose, _ channel: Channel) throws -> Outcome {
    var account = try account(id)
    let policy = try scene.policy(account.brand)
    let address: String?
    switch channel {
    case .mail: address = account.email
    case .sms: address = account.msisdn
    }
    guard let address else { throw ActRefusal.noAddress(channel) }
    if let until = account.security.codes.blocked(at: now) {
      throw ActRefusal.tooManyAttempts(until: until)
    }
    if let last = account.security.lastSent {
      let next = last.adding(seconds: OneTimeCode.resendSeconds)
      if now < next, now >= last { throw ActRefusal.sendTooSoon(until: next) }
    }
    let today = policy.today(now)
    if account.security.sentOn != today {
      account.security.sentOn = today
      account.security.sentToday = 0
    }
    guard account.security.sentToday < OneTimeCode.perDay else { throw ActRefusal.tooManyCodes }
    let code = OneTimeCode.make(random: scene.random(8))
    account.security.pending = PendingCode(
      code: code, purpose: purpose, channel: channel, sentAt: now)
    account.security.lastSent = now
    account.security.sentToday += 1
    try write(account)
    try queue(.code(code, purpose: purpose), channel, address, account)
    return .codeSent(channel: channel, address: address)
  }

  func proveIdentity(_ id: RecordID, _ code: String) throws -> Result<Outcome, ActRefusal> {
    try spend(code, purpose: .identity, of: id) { account, pending in
      account.security.pass(
        pending.channel == .mail ? .mailCode : .smsCode, at: scene.station, now: now)
      if pending.channel == .mail { account.emailConfirmed = true }
    }
  }

  func confirmEmail(_ id: RecordID, _ code: String) throws -> Result<Outcome, ActRefusal> {
    try spend(code, purpose: .emailConfirmation, of: id) { account, _ in
      account.emailConfirmed = true
    }
  }

  func admitReset(_ id: RecordID, _ code: String) throws -> Result<Outcome, ActRefusal> {
    try spend(code, purpose: .passwordReset, of: id) { _, _ in }
  }

  /// Checks a code once: counted first, then compared, then gone when right or worn out.
  func spend(
    _ code: String, purpose: CodePurpose, of id: RecordID,
    then apply: (inout Account, PendingCode) -> Void
  ) throws -> Result<Outcome, ActRefusal> {
    var here = try station()
    var account = try account(id)
    if let until = here.codes.admit(at: now, free: Station.freeAttempts) {
      return .failure(.tooManyAttempts(until: until))
    }
    guard let pending = account.security.pending, pending.purpose == purpose else {
      try write(here)
      return .failure(.noCode)
    }
    let age = pending.sentAt.seconds(until: now)
    guard (0...OneTimeCode.lifeSeconds).contains(age) else {
      account.security.pending = nil
      try write(account)
      return .failure(.codeExpired)
    }
    if let until = account.security.codes.admit(at: now) {
      return .failure(.tooManyAttempts(until: until))
    }
    guard OneTimeCode.matches(code, pending.code) else {
      let left = account.security.codes.left()
      if left == 0 { account.security.pending = nil }
      try write(account)
      try write(here)
      return .failure(.codeWrong(left: left))
    }
    account.security.codes.succeed()
    account.security.pending = nil
    apply(&account, pending)
    try write(account)
    here.codes.forgiveLast()
    try write(here)
    return .success(.account(id))
  }
}
