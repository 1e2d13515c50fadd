/// What stands between a person and a submitted closure, in one list (PRE-01 to PRE-16).
public struct ClosureChecklist: Equatable, Sendable {
  public struct Item: Equatable, Sendable {
    public let gate: Gate
    public let finding: Finding
    public let isClear: Bool
    /// Why staff let it be although it is open; nil where they did not.
    public var override: GateOverride?

    /// Whether a closure can be submitted although this is open.
    public var allowsSubmission: Bool { isClear || gate.level == .advisory || override != nil }
  }

  /// What was found, with the facts a person needs to act.
  public enum Finding: Equatable, Sendable {
    case bills(open: [Bill])
    case orders(open: Order?)
    case balance(Money, choice: BalanceChoice?)
    /// A contract that still runs, its fee, and whether the person accepts it.
    case contract(Contract?, accepted: Bool)
    case devices([Binding])
    case services([Binding])
    case document(DocumentOnFile?)
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
  ///   - procedure: which gates the way has, and how strict each is.
  ///   - today: for what runs out.
  ///   - overrides: the gates that staff let be.
  public init(
    account: Account, openOrder: Order?, answers: ClosureAnswers, procedure: ClosureProcedure,
    today: Day, overrides: [GateOverride] = []
  ) {
    let found = procedure.gates.map { gate in
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
      case .contract:
        let runs = account.contract.flatMap { $0.fee(leaving: today).minor > 0 ? $0 : nil }
        let accepted = runs != nil && answers.acceptedFee == runs?.fee
        return Item(
          gate: gate, finding: .contract(runs, accepted: accepted),
          isClear: runs == nil || accepted)
      case .devices:
        let bound = account.bindings.filter { $0.kind == .device }
        return Item(gate: gate, finding: .devices(bound), isClear: bound.isEmpty)
      case .services:
        let bound = account.bindings.filter { $0.kind == .service }
        return Item(gate: gate, finding: .services(bound), isClear: bound.isEmpty)
      case .documents:
        let valid = account.document?.isValid(procedure.documents, today: today) ?? false
        return Item(gate: gate, finding: .document(account.document), isClear: valid)
      case .linkedAccounts, .deviceSupport, .backup, .terms:
        let given = answers.attested.contains(gate.kind)
        return Item(gate: gate, finding: .attestation(given: given), isClear: given)
      }
    }
    items = found.map { item in
      var item = item
      if !item.isClear, item.gate.staffMayOverride != nil {
        item.override = overrides.first { $0.gate == item.gate.kind }
      }
      return item
    }
  }
}

/// What the person decided on the way to a closure.
public struct ClosureAnswers: Codable, Equatable, Sendable {
  public var attested: [Gate.Kind] = []
  public var balance: BalanceChoice?
  /// The id of a reason in the brand's policy.
  public var reason: String?
  public var way = ClosureProcedure.Way.online
  /// The early-termination fee the person agreed to pay (PRE-04).
  public var acceptedFee: Money?
  /// What the application form asked for, by the raw value of ``ClosureProcedure/Detail``.
  public var details: [String: String] = [:]

  public init() {}

  /// Marks or unmarks a gate as done or understood.
  public mutating func attest(_ kind: Gate.Kind, _ given: Bool) {
    attested.removeAll { $0 == kind }
    if given { attested.append(kind) }
  }
}
