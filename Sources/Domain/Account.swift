/// A subscriber's account with one carrier: the record everything else hangs on.
public struct Account: Record {
  public static var kind: RecordKind { .account }

  public var id: RecordID
  public var brand: String
  /// What the carrier calls the account, such as `H-204518`.
  public var number: String
  public var name: String
  public var userName: String?
  public var email: String?
  /// E.164, such as `+8613800138000`.
  public var msisdn: String?
  /// An Argon2id string, never the password.
  public var passwordHash: String
  public var language: Language
  public var createdAt: Instant
  /// Whether a code sent to the e-mail address has come back once.
  public var emailConfirmed: Bool
  public var subscription: Subscription
  public var device: Device
  /// The id of one of the policy's account kinds, where the carrier has them (ONL-06).
  public var kind: String?
  public var balance: Money
  public var bills: [Bill]
  /// A contract that runs beyond the plan's term (PRE-04).
  public var contract: Contract?
  /// The identity document shown last (PRE-12).
  public var document: DocumentOnFile?
  public var bindings: [Binding]
  /// Terms paid for so far; none makes a newcomer for promotions (REN-14, REN-15).
  public var paidTerms: Int
  /// The one order that may be open at a time.
  public var openOrder: RecordID?
  /// The closure application that is in review, or was approved.
  public var closure: RecordID?
  /// When the account was closed, where its status can still be seen; everything else is gone.
  public var closedAt: Instant?
  /// When a suspended line wakes by itself.
  public var resumeAt: Instant?
  /// When a closed account's last trace is erased.
  public var eraseAt: Instant?
  /// What the closure's form asked for, while it is in review.
  public var closureDetails: [String: String]
  /// Photos of identity documents, deleted after the review.
  public var photos: [RecordID]
  /// Every order ever made, so that they can be erased with the account.
  public var orders: [RecordID]
  /// Receipts, oldest first.
  public var receipts: [RecordID]
  public var security: Security

  public init(
    id: RecordID, brand: String, number: String, name: String, passwordHash: String,
    language: Language, createdAt: Instant, balance: Money
  ) {
    self.id = id
    self.brand = brand
    self.number = number
    self.name = name
    self.passwordHash = passwordHash
    self.language = language
    self.createdAt = createdAt
    self.emailConfirmed = false
    self.subscription = Subscription(state: .notActivated)
    self.device = Device(model: nil, supportsESIM: nil)
    self.balance = balance
    self.bills = []
    self.bindings = []
    self.paidTerms = 0
    self.orders = []
    self.photos = []
    self.closureDetails = [:]
    self.receipts = []
    self.security = Security()
  }

  public var owner: RecordID? { id }
  public var due: Instant? { eraseAt ?? resumeAt }

  public var lookups: [Lookup] {
    var all = [Lookup(.accountNumber, scope: brand, number)]
    if let email { all.append(Lookup(.email, scope: brand, email)) }
    if let msisdn { all.append(Lookup(.msisdn, scope: brand, msisdn)) }
    if let userName { all.append(Lookup(.userName, scope: brand, userName)) }
    return all
  }
}

extension Account {
  /// What is left of a closed account while its status can still be seen: how to sign in, nothing else.
  func closedShell(at now: Instant, until eraseAt: Instant) -> Account {
    var shell = Account(
      id: id, brand: brand, number: number, name: "", passwordHash: passwordHash,
      language: language, createdAt: createdAt, balance: balance.with(minor: 0))
    shell.userName = userName
    shell.email = email
    shell.msisdn = msisdn
    shell.closure = closure
    shell.photos = photos
    shell.receipts = receipts
    shell.security = Security()
    shell.closedAt = now
    shell.eraseAt = eraseAt
    return shell
  }
}

/// The line itself: what it may use, until when, and what it used.
public struct Subscription: Codable, Equatable, Sendable {
  /// In the words of TM Forum's product inventory where it has one.
  public enum State: String, Codable, Sendable {
    /// Bought, but the profile is not yet on a device (LOG-08).
    case notActivated
    case active
    /// Paused by the subscriber; the number is kept.
    case suspended
  }

  public var state: State
  public var plan: String?
  public var tier: String?
  /// What was paid for the days from ``validFrom`` to ``validUntil``; nil where the carrier did not say.
  public var paid: Money?
  /// Since when the line is suspended, and until when at the latest.
  public var suspended: DayRange?
  /// The first day of the current term.
  public var validFrom: Day?
  /// The last day of service.
  public var validUntil: Day?
  public var usage: Usage
  /// The LPA activation code that puts the profile on a device.
  ///
  /// Whoever holds it can take the line.
  public var activationCode: String?

  public init(state: State) {
    self.state = state
    self.usage = Usage(dataMB: 0, minutes: 0, months: [])
  }

  /// What an order changes of a line, without what is used of it meanwhile.
  public struct Course: Codable, Equatable, Sendable {
    public var plan: String?
    public var tier: String?
    public var paid: Money?
    public var validFrom: Day?
    public var validUntil: Day?
  }

  public var course: Course {
    get {
      Course(
        plan: plan, tier: tier, paid: paid, validFrom: validFrom, validUntil: validUntil)
    }
    set {
      (plan, tier, paid) = (newValue.plan, newValue.tier, newValue.paid)
      (validFrom, validUntil) = (newValue.validFrom, newValue.validUntil)
    }
  }

  /// What the days left mean for the person (REN-01, REN-02).
  public enum Validity: Equatable, Sendable {
    case none
    case running(daysLeft: Int)
    case endingSoon(daysLeft: Int)
    case ended(daysAgo: Int)
  }

  public func validity(today: Day, remindDays: Int) -> Validity {
    guard let validUntil else { return .none }
    let left = today.days(until: validUntil)
    if left < 0 { return .ended(daysAgo: -left) }
    return left <= remindDays ? .endingSoon(daysLeft: left) : .running(daysLeft: left)
  }
}

/// What was used in the current month of the term, and in whole months before it.
public struct Usage: Codable, Equatable, Sendable {
  public var dataMB: Int
  public var minutes: Int
  /// Whole months, newest last, at most the last three.
  public var months: [UsageMonth]

  public init(dataMB: Int, minutes: Int, months: [UsageMonth]) {
    self.dataMB = dataMB
    self.minutes = minutes
    self.months = months
  }
}

/// One month's use.
public struct UsageMonth: Codable, Equatable, Sendable {
  public var dataMB: Int
  public var minutes: Int
  public var daysAbroad: Int

  public init(dataMB: Int, minutes: Int, daysAbroad: Int) {
    self.dataMB = dataMB
    self.minutes = minutes
    self.daysAbroad = daysAbroad
  }
}

/// The device the line lives in.
public struct Device: Codable, Equatable, Sendable {
  public var model: String?
  /// Whether it can hold an eSIM (LOG-09); nil while nobody knows.
  public var supportsESIM: Bool?

  public init(model: String?, supportsESIM: Bool?) {
    self.model = model
    self.supportsESIM = supportsESIM
  }
}

/// A bill and whether it is paid (PRE-02).
public struct Bill: Codable, Equatable, Sendable {
  public var id: String
  public var issued: Day
  public var amount: Money
  public var paid: Bool

  public init(id: String, issued: Day, amount: Money, paid: Bool) {
    self.id = id
    self.issued = issued
    self.amount = amount
    self.paid = paid
  }
}

/// A contract with the carrier that has a last day and a price for leaving before it (PRE-04).
public struct Contract: Codable, Equatable, Sendable {
  public var until: Day
  public var fee: Money

  public init(until: Day, fee: Money) {
    self.until = until
    self.fee = fee
  }

  /// What leaving on `today` costs; nothing once the contract is over.
  public func fee(leaving today: Day) -> Money { today > until ? fee.with(minor: 0) : fee }
}

/// An identity document as it was read; its number is sealed and never shown in full.
public struct DocumentOnFile: Codable, Equatable, Sendable {
  public var kind: DocumentKind
  public var number: String
  /// Nil for a document that does not expire, or whose reading does not tell.
  public var expires: Day?
  public var readAt: Instant
  /// When its holder was born; nil where the document, or the part of it that was read, does not say.
  public var birth: Day?

  public init(
    kind: DocumentKind, number: String, expires: Day?, readAt: Instant, birth: Day? = nil
  ) {
    self.kind = kind
    self.number = number
    self.expires = expires
    self.readAt = readAt
    self.birth = birth
  }

  /// Whether it is of a kind that counts, and valid on `today` (PRE-13).
  public func isValid(_ kinds: [DocumentKind], today: Day) -> Bool {
    kinds.contains(kind) && (expires.map { $0 >= today } ?? true)
  }
}

/// A device or a service bound to the account (PRE-05, PRE-07).
public struct Binding: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable { case device, service }

  public var id: String
  public var kind: Kind
  public var label: String
  public var since: Day

  public init(id: String, kind: Kind, label: String, since: Day) {
    self.id = id
    self.kind = kind
    self.label = label
    self.since = since
  }
}
