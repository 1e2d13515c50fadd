import Domain

/// The checklist's items as a person reads them: each line complete in itself.
enum ClosureGates {
  static func item(_ item: ClosureChecklist.Item) -> CheckItem {
    let id = item.gate.kind.rawValue
    let state: CheckItem.State =
      item.isClear ? .done : item.gate.level == .advisory ? .open : .blocking
    switch item.finding {
    case .bills(let open):
      return CheckItem(
        id,
        open.isEmpty
          ? "gate.bills.clear" : Phrase("gate.bills.open", ["count": .count(open.count)]),
        detail: open.isEmpty ? nil : "gate.bills.detail", state: state,
        action: open.isEmpty ? .none : .open)
    case .orders(let open):
      return CheckItem(
        id,
        open.map { Phrase("gate.orders.open", ["amount": .money($0.amount)]) }
          ?? "gate.orders.clear",
        detail: open == nil ? nil : "gate.orders.detail", state: state,
        action: open == nil ? .none : .open)
    case .balance(let sum, let choice):
      if sum.minor <= 0 {
        return CheckItem(id, "gate.balance.none", detail: nil, state: .done, action: .none)
      }
      return CheckItem(
        id,
        choice.map { BalanceWords.of($0, sum) }
          ?? Phrase("gate.balance.open", ["amount": .money(sum)]),
        detail: choice == nil ? "gate.balance.detail" : "gate.balance.change", state: state,
        action: .open)
    case .devices(let bound):
      return CheckItem(
        id,
        bound.isEmpty
          ? "gate.devices.clear" : Phrase("gate.devices.open", ["count": .count(bound.count)]),
        detail: bound.isEmpty ? nil : "gate.devices.detail", state: state,
        action: bound.isEmpty ? .none : .open)
    case .contract(let contract, let accepted):
      guard let contract else {
        return CheckItem(id, "gate.contract.clear", detail: nil, state: .done, action: .none)
      }
      let facts: [String: Fact] = ["fee": .money(contract.fee), "day": .day(contract.until)]
      return CheckItem(
        id, Phrase(accepted ? "gate.contract.accepted" : "gate.contract.open", facts),
        detail: accepted ? "gate.contract.change" : "gate.contract.detail", state: state,
        action: .open)
    case .services(let bound):
      return CheckItem(
        id,
        bound.isEmpty
          ? "gate.services.clear" : Phrase("gate.services.open", ["count": .count(bound.count)]),
        detail: bound.isEmpty ? nil : "gate.services.detail", state: state,
        action: bound.isEmpty ? .none : .open)
    case .document(let document):
      guard let document, item.isClear else {
        return CheckItem(
          id, document == nil ? "gate.documents.open" : "gate.documents.expired",
          detail: "gate.documents.detail", state: state, action: .open)
      }
      return CheckItem(
        id,
        Phrase(
          "gate.documents.clear",
          [
            "kind": .phrase(Phrase("document.\(document.kind.rawValue)")),
            "number": .text(Mask.document(document.number)),
          ]),
        detail: document.expires.map { Phrase("gate.documents.until", ["day": .day($0)]) },
        state: .done, action: .open)
    case .attestation(let given):
      let note: Phrase = item.gate.note.map { .say(.policy($0)) } ?? Phrase("gate.\(id).detail")
      return CheckItem(
        id, Phrase("gate.\(id)"), detail: given ? nil : note, state: state,
        action: item.gate.kind == .terms ? .open : .tick)
    }
  }
}

/// Working on one gate: its own steps inside the closure.
struct GateWork: Equatable {
  enum State: Equatable {
    case open
    case transferTarget
    case forfeit
    case document(DocumentKind?)
    case checkout(Checkout)
    case over
  }

  let kind: Gate.Kind
  var state = State.open
  /// The account number typed for a transfer, while it is looked for.
  var target = ""

  init(_ kind: Gate.Kind) { self.kind = kind }

  var isOver: Bool { state == .over }

  /// What is asked of the payment under way.
  var awaited: Effect? {
    if case .checkout(let checkout) = state { checkout.awaited } else { nil }
  }

  func prompt(_ closure: AccountClosure) -> Prompt {
    let world = closure.world
    let position = closure.position(.checklist)
    switch (state, kind) {
    case (.checkout(let checkout), _):
      return checkout.prompt("closure", world, first: 2, of: 7)
    case (.document(let chosen), _):
      return DocumentEntry.prompt(
        chosen, "closure", world, way: closure.answers.way,
        others: [Option("back", "closure.toList")], position)
    case (_, .documents):
      return DocumentEntry.prompt(
        nil, "closure", world, way: closure.answers.way, others: [Option("back", "closure.toList")],
        position)
    case (_, .contract):
      let fee = world.account?.contract?.fee ?? Money(0, world.policy.currency)
      var body: [Line] = [
        .text(
          Phrase(
            "gate.contract.body",
            ["fee": .money(fee), "day": .day(world.account?.contract?.until ?? world.today)]))
      ]
      body.append(.remark("gate.contract.how"))
      return Prompt(
        journey: "closure", step: "contract", title: "gate.contract.title", body: body,
        ask: .choose([
          Option("accept", Phrase("gate.contract.accept", ["fee": .money(fee)])),
          Option("wait", "gate.contract.wait"),
        ]), position: position)
    case (_, .services):
      var prompt = DeviceList.prompt("closure", world, kind: .service, back: "closure.toList")
      prompt.position = position
      return prompt
    case (.transferTarget, _):
      return Prompt(
        journey: "closure", step: "transfer", title: "closure.transfer.title",
        body: [.text("closure.transfer.body")],
        ask: .enter([
          Field(
            "number", .text, "closure.transfer.number", hint: "closure.transfer.hint", limit: 20)
        ]), position: position)
    case (.forfeit, _):
      return Prompt(
        journey: "closure", step: "forfeit", title: "closure.forfeit.title",
        body: [
          .warning(
            Phrase("closure.forfeit.body", ["amount": balance(world)]))
        ],
        ask: .confirm(
          Confirmation(
            yes: Phrase("closure.forfeit.yes", ["amount": balance(world)]),
            no: "closure.forfeit.no", irreversible: true)), position: position)
    case (_, .bills):
      var prompt = BillList.prompt("closure", world, back: "closure.toList")
      prompt.position = position
      return prompt
    case (_, .devices):
      var prompt = DeviceList.prompt("closure", world, back: "closure.toList")
      prompt.position = position
      return prompt
    case (_, .orders):
      return Prompt(
        journey: "closure", step: "orders", title: "gate.orders.title",
        body: [.text("gate.orders.body")]
          + (world.openOrder.map { Renewal.lines($0, world) } ?? []),
        ask: .choose([
          Option("cancel", "gate.orders.cancel"), Option("back", "closure.toList"),
        ]), position: position)
    case (_, .balance):
      return Prompt(
        journey: "closure", step: "balance", title: "gate.balance.title",
        body: [.fact(label: "management.balance", value: .say(balance(world)))],
        ask: .choose([
          Option("refund", "gate.balance.refund", detail: "gate.balance.refund.detail"),
          Option("transfer", "gate.balance.transfer", detail: "gate.balance.transfer.detail"),
          Option("forfeit", "gate.balance.forfeit", detail: "gate.balance.forfeit.detail"),
        ]), position: position)
    case (_, .terms), (_, .backup), (_, .linkedAccounts), (_, .deviceSupport):
      return Prompt(
        journey: "closure", step: "terms", title: "gate.terms.title",
        body: world.policy.closure.terms.map { .bullet(.say(.policy($0))) },
        ask: .confirm(
          Confirmation(yes: "gate.terms.yes", no: "closure.toList", irreversible: false)),
        position: position)
    }
  }

  private func balance(_ world: World) -> Fact {
    .money(world.account?.balance ?? Money(0, world.policy.currency))
  }

  mutating func accept(
    _ answer: Answer, _ prompt: Prompt, _ closure: inout AccountClosure
  ) throws(Refusal) -> [Effect] {
    let world = closure.world
    guard let account = world.account else { return [.signOut] }
    switch (state, kind) {
    case (.checkout(var checkout), _):
      if checkout.isOver, answer != .choose(Slip.option) {
        try answer.isNext()
        state = .over
        return []
      }
      let effects = try checkout.accept(answer, prompt, world)
      state = .checkout(checkout)
      return effects
    case (.transferTarget, _):
      let typed = try answer.fields(of: prompt)["number"] ?? ""
      target = typed.uppercased().filter { $0 != " " }
      guard target != account.number else { throw Refusal("transfer.self", field: "number") }
      return [.findAccount(Lookup(.accountNumber, scope: world.policy.id, target))]
    case (.forfeit, _):
      if try answer.yes() {
        closure.answers.balance = .forfeit
        state = .over
      } else {
        state = .open
      }
      return []
    case (.document(let chosen), _):
      if case .choose(let choice) = answer, choice == "back" {
        state = .over
        return []
      }
      guard let chosen else {
        state = .document(DocumentKind(rawValue: try answer.choice(of: prompt)))
        return []
      }
      let document = try DocumentEntry.read(answer, prompt, chosen, world)
      return [.perform(.showDocument(account: account.id, document))]
    case (_, .documents):
      let choice = try answer.choice(of: prompt)
      state = choice == "back" ? .over : .document(DocumentKind(rawValue: choice))
      return []
    case (_, .contract):
      closure.answers.acceptedFee =
        try answer.choice(of: prompt) == "accept" ? account.contract?.fee : nil
      state = .over
      return []
    case (_, .bills):
      let choice = try answer.choice(of: prompt)
      state = BillList.checkout(choice, world).map { .checkout($0) } ?? .over
      return []
    case (_, .devices), (_, .services):
      let choice = try answer.choice(of: prompt)
      guard choice != "back" else {
        state = .over
        return []
      }
      return [.perform(.unbind(account: account.id, binding: choice))]
    case (_, .orders):
      guard try answer.choice(of: prompt) == "cancel", let order = world.openOrder else {
        state = .over
        return []
      }
      return [.cancelPayment(order.id)]
    case (_, .balance):
      switch try answer.choice(of: prompt) {
      case "refund":
        closure.answers.balance = .refund
        state = .over
      case "transfer": state = .transferTarget
      default: state = .forfeit
      }
      return []
    case (_, .terms), (_, .backup), (_, .linkedAccounts), (_, .deviceSupport):
      closure.answers.attest(.terms, try answer.yes())
      state = .over
      return []
    }
  }

  mutating func note(
    _ report: Report, _ closure: inout AccountClosure
  ) throws(Refusal) -> [Effect] {
    let world = closure.world
    switch (state, report) {
    case (.checkout(var checkout), _):
      let effects = try checkout.note(report, world)
      state = kind == .orders && checkout.state == .cancelled ? .over : .checkout(checkout)
      return effects
    case (_, .payment(.asking)):
      guard let order = world.openOrder else { return [] }
      state = .checkout(Checkout(givingUp: order, lines: Renewal.lines(order, world)))
    case (.transferTarget, .found(let id)):
      guard let id else { throw Refusal("transfer.unknown", field: "number") }
      closure.answers.balance = .transfer(to: id, number: target)
      state = .over
    case (_, .payment(.paid(let receipt))):
      // Paid before it could be cancelled: what was bought is kept, and told.
      state = .over
      return [.showReceipt(receipt)]
    case (_, .payment(.cancelled)): state = .over
    case (_, .payment(.unknown)): throw Refusal("order.unreachable")
    case (.document, .done): state = .over
    case (.open, .done):
      let kept: Binding.Kind = kind == .services ? .service : .device
      let bound = world.account?.bindings.contains { $0.kind == kept } ?? false
      if !bound { state = .over }
    case (.document, _): try report.orRefuse(world, field: "number")
    default: try report.orRefuse(world, field: state == .transferTarget ? "number" : nil)
    }
    return []
  }
}
