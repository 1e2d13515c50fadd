/// What a person gives to become a subscriber (LOG-08).
public struct NewSubscriber: Equatable, Sendable {
  public var brand: String
  public var name: String
  public var userName: String?
  public var email: String
  public var msisdn: String?
  public var passwordHash: String
  public var language: Language

  public init(
    brand: String, name: String, userName: String?, email: String, msisdn: String?,
    passwordHash: String, language: Language
  ) {
    self.brand = brand
    self.name = name
    self.userName = userName
    self.email = email
    self.msisdn = msisdn
    self.passwordHash = passwordHash
    self.language = language
  }
}

/// A real subscriber as the carrier hands it over.
public struct ImportedSubscriber: Equatable, Sendable {
  /// The account as it shall be; its record number is given when it is added.
  public var account: Account

  public init(account: Account) { self.account = account }
}

extension ActDesk {
  func register(_ new: NewSubscriber) throws -> Outcome {
    let policy = try scene.policy(new.brand)
    let number = try freshAccountNumber(policy)
    var account = Account(
      id: try book.newID(), brand: new.brand, number: number, name: new.name,
      passwordHash: new.passwordHash, language: new.language, createdAt: now,
      balance: Money(0, policy.currency))
    account.userName = new.userName
    account.email = new.email
    account.msisdn = new.msisdn
    try write(account)
    note(.registered, account)
    return .account(account.id)
  }

  private func freshAccountNumber(_ policy: BrandPolicy) throws -> String {
    while true {
      let digits = scene.random(6).map { String($0 % 10) }.joined()
      let number = "\(policy.accountPrefix)-\(digits)"
      if try book.find(Lookup(.accountNumber, scope: policy.id, number)) == nil { return number }
    }
  }

  func setDevice(_ id: RecordID, _ supports: Bool) throws -> Outcome {
    var account = try openAccount(id)
    account.device.supportsESIM = supports
    try write(account)
    return .done
  }

  /// The profile is on the device: the line is live, and a plan bought with it begins today.
  func activate(_ id: RecordID, _ code: String?) throws -> Outcome {
    var account = try openAccount(id)
    guard account.subscription.state == .notActivated else { throw ActRefusal.alreadyActivated }
    guard account.device.supportsESIM != false else { throw ActRefusal.deviceUnsupported }
    let policy = try scene.policy(account.brand)
    account.subscription.state = .active
    if let code { account.subscription.activationCode = code }
    if let plan = policy.plan(account.subscription.plan),
      let tier = plan.tier(account.subscription.tier ?? ""), let months = tier.term.months,
      account.subscription.validUntil == nil
    {
      let today = policy.today(now)
      account.subscription.validFrom = today
      account.subscription.validUntil = today.adding(months: months)
    }
    let receipt = try file(
      .activation(plan: account.subscription.plan, until: account.subscription.validUntil),
      for: &account)
    try write(account)
    try tell(account, .activated, with: receipt)
    return .receipt(receipt)
  }

  func setPassword(_ id: RecordID, _ hash: String) throws -> Outcome {
    var account = try account(id)
    account.passwordHash = hash
    account.security.signIn.succeed()
    try write(account)
    try tell(account, .passwordChanged)
    return .done
  }

  func unbind(_ id: RecordID, _ binding: String) throws -> Outcome {
    var account = try openAccount(id)
    guard account.bindings.contains(where: { $0.id == binding }) else {
      throw ActRefusal.bindingMissing
    }
    account.bindings.removeAll { $0.id == binding }
    try write(account)
    return .done
  }

  func mailCopy(_ id: RecordID, _ text: String) throws -> Outcome {
    let account = try account(id)
    guard let email = account.email else { throw ActRefusal.noAddress(.mail) }
    try queue(.dataCopy(text: text), .mail, email, account)
    return .codeSent(channel: .mail, address: email)
  }

  /// The account's own receipt, to the account's own address.
  func mailReceipt(_ id: RecordID, _ receiptID: RecordID) throws -> Outcome {
    let account = try account(id)
    guard account.receipts.contains(receiptID), let receipt = try book.read(Receipt.self, receiptID)
    else { throw ActRefusal.accountMissing }
    guard let email = account.email else { throw ActRefusal.noAddress(.mail) }
    try queue(.receiptCopy(receipt: receipt.number), .mail, email, account, with: receipt)
    return .codeSent(channel: .mail, address: email)
  }

  func add(_ row: ImportedSubscriber) throws -> Outcome {
    _ = try scene.policy(row.account.brand)
    var account = row.account
    account.id = try book.newID()
    try write(account)
    return .account(account.id)
  }
}
