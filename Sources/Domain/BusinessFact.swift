/// What a carrier's own systems must learn of an act, as the journal keeps it.
///
/// The journal outlives the account, so nobody is named: the account's number, by which the carrier's
/// books know it, is the one pseudonym. Plans, days and sums are as they were after the act.
public struct BusinessFact: Codable, Equatable, Sendable {
  public enum Change: Codable, Equatable, Sendable {
    case registered
    case orderOpened(Order.Purpose, amount: Money, method: PaymentMethod, order: String)
    case orderCancelled(Order.Purpose, order: String)
    /// Done, and a receipt of that number given for it.
    case receipt(Receipt.Facts, number: String)
    case questionAsked(application: String)
    case questionAnswered(application: String)
    /// The last trace of a closed account is gone.
    case erased
  }

  /// How the line stands, in the words of TM Forum's product inventory.
  public enum Status: String, Codable, Sendable {
    case created, active, suspended, pendingTerminate, terminated
  }

  public let change: Change
  public let brand: String
  public let account: RecordID
  /// The account's number, such as `H-204518`.
  public let number: String
  public let status: Status
  public let plan: String?
  public let tier: String?
  public let from: Day?
  public let until: Day?
}

extension BusinessFact {
  /// The change, with the account as it is after it.
  init(_ change: Change, _ account: Account) {
    self.change = change.withoutWords
    brand = account.brand
    self.account = account.id
    number = account.number
    plan = account.subscription.plan
    tier = account.subscription.tier
    from = account.subscription.validFrom
    until = account.subscription.validUntil
    status =
      switch change {
      case .receipt(.closureDone, _), .erased: .terminated
      case .receipt(.closureSubmitted, _): .pendingTerminate
      case .registered, .orderOpened, .orderCancelled, .receipt, .questionAsked, .questionAnswered:
        account.closure == nil ? account.subscription.status : .pendingTerminate
      }
  }
}

extension BusinessFact.Change {
  /// A reviewer's own words are for the person alone: the journal keeps reasons by name.
  fileprivate var withoutWords: Self {
    guard case .receipt(.closureRejected(let application, let reason), let number) = self,
      RejectionReason(rawValue: reason) == nil
    else { return self }
    return .receipt(.closureRejected(application: application, reason: "other"), number: number)
  }
}

extension Subscription {
  fileprivate var status: BusinessFact.Status {
    switch state {
    case .notActivated: .created
    case .active: .active
    case .suspended: .suspended
    }
  }
}
