/// News of an account from the carrier's own systems: usage, balance, bills, a contract.
///
/// What is nil stays as it is. A source numbers its updates, always upwards; one with a number it has
/// been through already is known, so the same file taken twice changes nothing twice.
public struct AccountUpdate: Equatable, Sendable {
  public let source: String
  public let seq: Int64
  public let brand: String
  /// The account's number.
  public let number: String
  /// In minor units: what the balance is now, or what is added to it.
  public var balance: Int64?
  public var balanceChange: Int64?
  public var dataMB: Int?
  public var minutes: Int?
  public var months: [UsageMonth]?
  /// Open bills; one that is known already is left as it is.
  public var bills: [Bill] = []
  public var paidBills: [String] = []
  public var contract: ContractChange?

  /// What becomes of the contract.
  public enum ContractChange: Equatable, Sendable {
    case ends
    case runs(Contract)
  }
}

/// Where a source of updates stands.
public struct UpdateSource: Record {
  public static var kind: RecordKind { .updateSource }

  public var id: RecordID
  public var name: String
  /// The number of the last update that was taken.
  public var last: Int64

  public var owner: RecordID? { nil }
  public var due: Instant? { nil }
  public var lookups: [Lookup] { [Lookup(.updateSource, name)] }
}

extension SubscriberRow {
  /// Every column of a file of updates; the first four must be filled.
  public static let updateColumns = [
    "source", "seq", "brand", "number", "balance", "balance_add", "data_mb", "minutes", "months",
    "bills", "bills_paid", "contract",
  ]

  /// The update this row describes.
  ///
  /// - Parameter policies: the brands of this desk.
  /// - Returns: the update.
  /// - Throws: the first thing that is wrong with the row.
  public func update(policies: Brands) throws(ImportProblem) -> AccountUpdate {
    try examine()
    let source = try required("source")
    guard source.utf8.count <= 64 else { throw problem(.tooLong(field: "source")) }
    let brand = try required("brand")
    guard let policy = policies[brand] else { throw problem(.brand(brand)) }
    var update = AccountUpdate(
      source: source, seq: try integer("seq", try required("seq"), 1...Int64.max - 1), brand: brand,
      number: try required("number").uppercased())
    update.balance = try optional("balance", 0...Self.most)
    update.balanceChange = try optional("balance_add", -Self.most...Self.most)
    if update.balance != nil, update.balanceChange != nil {
      throw problem(.value(field: "balance_add"))
    }
    update.dataMB = try optional("data_mb", 0...1_000_000_000).map { Int($0) }
    update.minutes = try optional("minutes", 0...10_000_000).map { Int($0) }
    if present("months") != nil { update.months = try months() }
    update.bills = try bills(policy)
    update.paidBills = list("bills_paid").compactMap(\.first).filter { !$0.isEmpty }
    update.contract = try contract(policy)
    return update
  }

  private static let most: Int64 = 1_000_000_000_000

  private func optional(
    _ field: String, _ range: ClosedRange<Int64>
  ) throws(ImportProblem) -> Int64? {
    guard let text = present(field) else { return nil }
    return try integer(field, text, range)
  }

  /// `none`, or the last day and the fee for leaving before it, `2027-06-30|30000`.
  private func contract(
    _ policy: BrandPolicy
  ) throws(ImportProblem) -> AccountUpdate.ContractChange? {
    guard let text = present("contract") else { return nil }
    if text == "none" { return .ends }
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let until = Day(iso: parts[0]), let fee = Int64(parts[1]),
      (0...Self.most).contains(fee)
    else { throw problem(.value(field: "contract")) }
    return .runs(Contract(until: until, fee: Money(fee, policy.currency)))
  }
}

extension ActDesk {
  /// Takes an update once; ``Outcome/known`` where its source has been through it.
  func update(_ update: AccountUpdate) throws -> Outcome {
    var source = try updateSource(update.source)
    if update.seq <= source.last { return .known }
    guard
      let id = try book.find(Lookup(.accountNumber, scope: update.brand, update.number)),
      var account = try book.read(Account.self, id), account.closedAt == nil
    else { throw ActRefusal.accountMissing }
    let balance = update.balance ?? account.balance.minor + (update.balanceChange ?? 0)
    guard balance >= 0 else {
      throw ActRefusal.balanceTooLow(short: account.balance.with(minor: -balance))
    }
    account.balance = account.balance.with(minor: balance)
    account.subscription.usage.dataMB = update.dataMB ?? account.subscription.usage.dataMB
    account.subscription.usage.minutes = update.minutes ?? account.subscription.usage.minutes
    account.subscription.usage.months = update.months ?? account.subscription.usage.months
    for bill in update.bills where !account.bills.contains(where: { $0.id == bill.id }) {
      account.bills.append(bill)
    }
    for paid in update.paidBills {
      guard let place = account.bills.firstIndex(where: { $0.id == paid }) else {
        throw ActRefusal.billMissing
      }
      account.bills[place].paid = true
    }
    switch update.contract {
    case nil: break
    case .ends: account.contract = nil
    case .runs(let contract): account.contract = contract
    }
    source.last = update.seq
    try write(source)
    try write(account)
    return .account(account.id)
  }

  private func updateSource(_ name: String) throws -> UpdateSource {
    if let id = try book.find(Lookup(.updateSource, name)),
      let source = try book.read(UpdateSource.self, id)
    {
      return source
    }
    return UpdateSource(id: try book.newID(), name: name, last: 0)
  }
}
