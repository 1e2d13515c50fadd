/// What stands between a person and a submitted closure, in one list (PRE-01 to PRE-16).
public struct ClosureChecklist: Equatable, Sendable {
  public struct Item: Equatable, Sendable {
    public let gate: Gate
    public let finding: Finding
    public let isClear: Bool

    /// Whether a closure can be submitted although this is open.
    public var allowsSubmission: Bool { isClear || gate.level == .advisory }
  }

  /// What was found, with the facts a person needs to act.
  public enum Finding: Equatable, Sendable {
    case bills(open: [Bill])
    case orders(open: Order?)
    case balance(Money, choice: BalanceChoice?)
    case devices([Binding])
    case attestation(given: Bool)
  }

  public let items: [Item]

  public var isReady: Bool { items.allSatisfy(\.allowsSubmission) }

  /// How many items still prevent a submission.
  public var openCount: Int { items.count { !$0.allowsSubmission } }

  /// - Parameters:
  ///   - account: as it is now.
  ///   - openOrder: the order the account says is open.
  ///   - answers: what the person decided so far.
  ///   - policy: which gates the carrier has, and how strict each is.
  public init(
    account: Account, openOrder: Order?, answers: ClosureAnswers, policy: ClosurePolicy
  ) {
    items = policy.gates.map { gate in
      switch gate.kind {
      case .bills:
        let open = account.bills.filter { !$0.paid }
        return Item(gate: gate, finding: .bills(open: open), isClear: open.isEmpty)
      case .orders:
        let open = openOrder?.state == .awaitingPayment ? openOrder : nil
        return Item(gate: gate, finding: .orders(open: open), isClear: open == nil)
      case .balance:
        let clear = account.balance.minor <= 0 || answers.balance != nil
        return Item(
          gate: gate, finding: .balance(account.balance, choice: answers.balance), isClear: clear)
      case .devices:
        let bound = account.bindings.filter { $0.kind == .device }
        return Item(gate: gate, finding: .devices(bound), isClear: bound.isEmpty)
      case .backup, .terms:
        let given = answers.attested.contains(gate.kind)
        return Item(gate: gate, finding: .attestation(given: given), isClear: given)
      }
    }
  }
}

/// What the person decided on the way to a closure.
public struct ClosureAnswers: Codable, Equatable, Sendable {
  public var attested: [Gate.Kind] = []
  public var balance: BalanceChoice?
  /// The id of a reason in the brand's policy.
  public var reason: String?

  public init() {}

  /// Marks or unmarks a gate as done or understood.
  public mutating func attest(_ kind: Gate.Kind, _ given: Bool) {
    attested.removeAll { $0 == kind }
    if given { attested.append(kind) }
  }
}
