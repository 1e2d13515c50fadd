/// One subscriber of an import file, every value still as text.
///
/// CSV and JSON share the names; ``columns`` lists them. Lists are written `a;b`, their parts `x|y`.
public struct SubscriberRow: Equatable, Sendable {
  /// The line of a CSV file, or the number of the object in a JSON array, counted from 1.
  public let line: Int
  public let values: [String: String]
  /// How many values the line has where that is not one for each column.
  let found: String?

  public init(line: Int, values: [String: String]) {
    self.init(line: line, values: values, found: nil)
  }

  init(line: Int, values: [String: String], found: String?) {
    self.line = line
    self.values = values
    self.found = found
  }

  /// Every column; the first four must be filled, and one of the three ways to sign in.
  public static let columns = [
    "brand", "number", "name", "balance", "email", "msisdn", "user_name", "password_hash",
    "language", "state", "plan", "tier", "valid_from", "valid_until", "data_mb", "minutes",
    "months", "paid_terms", "bills", "devices", "device_model", "device_esim", "activation_code",
  ]
}

/// Why a line of an import file is refused.
public struct ImportProblem: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The first line does not name the columns.
    case columns(String)
    case quote
    case utf8
    case empty
    case json(String)
    case missing(field: String)
    case value(field: String)
    case controls(field: String)
    case tooLong(field: String)
    /// A payment card's number has no place here.
    case card(field: String)
    case brand(String)
    case plan(String)
    /// Another subscriber of the vault has it.
    case taken(field: String)
    /// No open account has this number here.
    case account(String)
    /// An update whose number does not follow on its source's last one in this file.
    case order
    /// Another line of this file has it.
    case duplicate(field: String, line: Int)
  }

  public let line: Int
  public let kind: Kind

  public init(line: Int, _ kind: Kind) {
    self.line = line
    self.kind = kind
  }
}

extension SubscriberRow {
  /// Refuses what no value of any column may be.
  func examine() throws(ImportProblem) {
    if let found { throw problem(.columns(found)) }
    for (field, text) in values.sorted(by: { $0.key < $1.key }) {
      if Reading.hasControls(text) { throw problem(.controls(field: field)) }
      if text.utf8.count > 4096 { throw problem(.tooLong(field: field)) }
      // A foreign phone number can have a card's length and pass its check.
      if !["activation_code", "password_hash", "msisdn"].contains(field),
        Reading.looksLikeCard(text)
      {
        throw problem(.card(field: field))
      }
    }
  }

  /// The account this row describes.
  ///
  /// - Parameters:
  ///   - policies: the brands of this desk.
  ///   - now: becomes the account's first day here.
  /// - Returns: the account, without a record number.
  /// - Throws: the first thing that is wrong with the row.
  public func account(
    policies: Brands, now: Instant
  ) throws(ImportProblem) -> Account {
    try examine()
    let brand = try required("brand")
    guard let policy = policies[brand] else { throw problem(.brand(brand)) }
    let number = try required("number").uppercased()
    guard (3...20).contains(number.count),
      number.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || $0 == 45 })
    else { throw problem(.value(field: "number")) }
    let name = try typed("name", try required("name")) { t throws(Reading.Problem) in
      try Reading.name(t)
    }
    let balance = try integer("balance", try required("balance"), 0...1_000_000_000_000)
    var account = Account(
      id: RecordID(0), brand: brand, number: number, name: name,
      passwordHash: try passwordHash(), language: try language(), createdAt: now,
      balance: Money(balance, policy.currency))
    account.email = try present("email").map { text throws(ImportProblem) in
      try typed("email", text) { t throws(Reading.Problem) in try Reading.email(t) }
    }
    account.msisdn = try present("msisdn").map { text throws(ImportProblem) in
      try typed("msisdn", text) { t throws(Reading.Problem) in
        try Reading.msisdn(t, callingCode: policy.callingCode)
      }
    }
    account.userName = try present("user_name").map { text throws(ImportProblem) in
      try typed("user_name", text) { t throws(Reading.Problem) in try Reading.userName(t) }
    }
    if account.email == nil, account.msisdn == nil, account.userName == nil {
      throw problem(.missing(field: "email"))
    }
    account.paidTerms = Int(
      try integer("paid_terms", present("paid_terms") ?? "0", 0...10_000))
    account.subscription = try subscription(policy)
    account.device = Device(model: present("device_model"), supportsESIM: try deviceESIM())
    account.bills = try bills(policy)
    account.bindings = try devices()
    return account
  }

  // MARK: Parts

  private func subscription(_ policy: BrandPolicy) throws(ImportProblem) -> Subscription {
    let states: [String: Subscription.State] = [
      "active": .active, "notActivated": .notActivated, "suspended": .suspended,
    ]
    guard let state = states[present("state") ?? "active"] else {
      throw problem(.value(field: "state"))
    }
    var line = Subscription(state: state)
    if let plan = present("plan") {
      guard let known = policy.plan(plan) else { throw problem(.plan(plan)) }
      line.plan = plan
      if let tier = present("tier") {
        guard known.tier(tier) != nil else { throw problem(.value(field: "tier")) }
        line.tier = tier
      }
    }
    line.validFrom = try day("valid_from")
    line.validUntil = try day("valid_until")
    if let from = line.validFrom, let until = line.validUntil, until < from {
      throw problem(.value(field: "valid_until"))
    }
    line.usage.dataMB = Int(try integer("data_mb", present("data_mb") ?? "0", 0...1_000_000_000))
    line.usage.minutes = Int(try integer("minutes", present("minutes") ?? "0", 0...10_000_000))
    line.usage.months = try months()
    if let code = present("activation_code") {
      line.activationCode = try typed("activation_code", code) { t throws(Reading.Problem) in
        try ActivationCode(t).text
      }
    }
    return line
  }

  /// Whole months of use, oldest first; the last three count.
  func months() throws(ImportProblem) -> [UsageMonth] {
    var months: [UsageMonth] = []
    for part in list("months") {
      let numbers = part.map { Int($0) }
      guard numbers.count == 3, let data = numbers[0], let minutes = numbers[1],
        let abroad = numbers[2], data >= 0, minutes >= 0, (0...31).contains(abroad)
      else { throw problem(.value(field: "months")) }
      months.append(UsageMonth(dataMB: data, minutes: minutes, daysAbroad: abroad))
    }
    return months.suffix(3)
  }

  func bills(_ policy: BrandPolicy) throws(ImportProblem) -> [Bill] {
    var bills: [Bill] = []
    for part in list("bills") {
      guard part.count == 3, !part[0].isEmpty, let issued = Day(iso: part[1]),
        let amount = Int64(part[2]), (1...1_000_000_000_000).contains(amount),
        !bills.contains(where: { $0.id == part[0] })
      else { throw problem(.value(field: "bills")) }
      bills.append(
        Bill(id: part[0], issued: issued, amount: Money(amount, policy.currency), paid: false))
    }
    return bills
  }

  private func devices() throws(ImportProblem) -> [Binding] {
    var devices: [Binding] = []
    for part in list("devices") {
      guard part.count == 2, !part[0].isEmpty, let since = Day(iso: part[1]) else {
        throw problem(.value(field: "devices"))
      }
      devices.append(
        Binding(id: "D\(devices.count + 1)", kind: .device, label: part[0], since: since))
    }
    return devices
  }

  private func deviceESIM() throws(ImportProblem) -> Bool? {
    switch present("device_esim") {
    case nil: nil
    case "yes": true
    case "no": false
    default: throw problem(.value(field: "device_esim"))
    }
  }

  private func passwordHash() throws(ImportProblem) -> String {
    guard let hash = present("password_hash") else { return "" }
    guard hash.hasPrefix("$argon2id$"), hash.utf8.count <= 128 else {
      throw problem(.value(field: "password_hash"))
    }
    return hash
  }

  private func language() throws(ImportProblem) -> Language {
    guard let text = present("language") else { return .en }
    guard let language = Language(rawValue: text) else { throw problem(.value(field: "language")) }
    return language
  }

  // MARK: Values

  func problem(_ kind: ImportProblem.Kind) -> ImportProblem {
    ImportProblem(line: line, kind)
  }

  func present(_ field: String) -> String? {
    values[field].map(Reading.trimmed).flatMap { $0.isEmpty ? nil : $0 }
  }

  func required(_ field: String) throws(ImportProblem) -> String {
    guard let text = present(field) else { throw problem(.missing(field: field)) }
    return text
  }

  func integer(
    _ field: String, _ text: String, _ range: ClosedRange<Int64>
  ) throws(ImportProblem) -> Int64 {
    guard let number = Int64(text), range.contains(number) else {
      throw problem(.value(field: field))
    }
    return number
  }

  private func day(_ field: String) throws(ImportProblem) -> Day? {
    guard let text = present(field) else { return nil }
    guard let day = Day(iso: text) else { throw problem(.value(field: field)) }
    return day
  }

  func list(_ field: String) -> [[String]] {
    (present(field) ?? "").split(separator: ";").map {
      $0.split(separator: "|", omittingEmptySubsequences: false).map { Reading.trimmed(String($0)) }
    }
  }

  private func typed<T>(
    _ field: String, _ text: String, _ read: (String) throws(Reading.Problem) -> T
  ) throws(ImportProblem) -> T {
    do {
      return try read(text)
    } catch {
      throw error.code == "card.refused"
        ? problem(.card(field: field)) : problem(.value(field: field))
    }
  }
}
