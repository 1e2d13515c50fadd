import Domain

/// Paying an open bill (PRE-02).
struct BillPayment: Paying {
  enum State: Equatable {
    case list
    case checkout(Checkout)
  }

  var world: World
  var state = State.list

  init(world: World) { self.world = world }

  var prompt: Prompt {
    switch state {
    case .list: BillList.prompt("bills", world, back: "bills.home")
    case .checkout(let checkout): checkout.prompt("bills", world, first: 2, of: 4)
    }
  }

  var checkout: Checkout? {
    get { if case .checkout(let checkout) = state { checkout } else { nil } }
    set { if let newValue { state = .checkout(newValue) } }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .list:
      guard let checkout = BillList.checkout(try answer.choice(of: prompt), world) else {
        return [.open(.home)]
      }
      state = .checkout(checkout)
      return []
    case .checkout: return try pay(answer)
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try payment(report)
  }
}

/// The open bills as a question, the same on its own and inside a closure.
enum BillList {
  static func prompt(_ journey: String, _ world: World, back: Phrase) -> Prompt {
    let open = world.account?.bills.filter { !$0.paid } ?? []
    return Prompt(
      journey: journey, step: "bills", title: "bills.title",
      body: [open.isEmpty ? .good("bills.none") : .text("bills.body")],
      ask: .choose(
        open.map {
          Option(
            $0.id, Phrase("bills.pay", ["amount": .money($0.amount)]),
            detail: Phrase("bills.detail", ["bill": .text($0.id), "day": .day($0.issued)]),
            disabled: world.openOrder == nil ? nil : "refusal.order.open")
        } + [Option("back", back)]))
  }

  static func checkout(_ id: String, _ world: World) -> Checkout? {
    world.account?.bills.first { $0.id == id && !$0.paid }.map { bill in
      Checkout(
        purpose: .bill(bill.id), amount: bill.amount,
        lines: [
          .fact(label: "receipts.bill", value: .say(.text(bill.id))),
          .fact(label: "bills.issued", value: .say(.day(bill.issued))),
        ])
    }
  }
}
