import Domain

/// Orders that are to be paid at the counter, and the money for one of them at a time.
///
/// What it shows is read anew for every prompt: an order that was paid, given up or ran out meanwhile
/// shows so at once.
struct Till: Journey {
  enum State: Equatable {
    case list
    case find
    case order
    case cash
    /// What was handed over, as typed.
    case cashSure(Money)
    case brand
    case slip(CardSlip.Brand)
    case slipSure(CardSlip)
    case taken(Receipt)
    case voidSure
    case voided(Receipt)
    /// What a day brought.
    case day(Day)
  }

  var world: World
  var state = State.list
  /// Where the page that is shown goes on from.
  var after: DueItem?
  /// The order that is open.
  var open: RecordID?

  init(world: World) { self.world = world }

  /// The order that is open, as the records have it.
  var current: CounterOrder? { world.counterOrder.flatMap { $0.order.id == open ? $0 : nil } }

  var prompt: Prompt { TillPrompts.of(self) }

  // MARK: Answers

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .list: return acceptInList(try answer.choice(of: prompt))
    case .find: return try find(answer)
    case .order:
      guard current != nil else {
        try answer.isNext()
        leaveOrder()
        return []
      }
      switch try answer.choice(of: prompt) {
      case "cash": state = .cash
      case "card": state = .brand
      case "void": state = .voidSure
      default: leaveOrder()
      }
    case .cash:
      guard let typed = try typed(answer) else { return [] }
      let given = try amount(typed["given"], "given")
      if let short = missing(given) {
        throw Refusal("till.short", field: "given", ["short": .money(short)])
      }
      state = .cashSure(given)
    case .cashSure(let given):
      if try answer.yes() { return take(.cash(given: given)) }
      state = .order
    case .brand:
      let choice = try answer.choice(of: prompt)
      state = CardSlip.Brand(rawValue: choice).map { .slip($0) } ?? .order
    case .slip(let brand): try acceptSlip(answer, brand)
    case .slipSure(let slip):
      if try answer.yes() { return take(.card(slip)) }
      state = .order
    case .voidSure:
      if try answer.yes() { return open.map { [.perform(.voidPayment($0))] } ?? [] }
      state = .order
    case .taken, .voided:
      try answer.isNext()
      leaveOrder()
    case .day(let day):
      switch try answer.choice(of: prompt) {
      case "before": state = .day(day.adding(days: -1))
      case "after": state = .day(day.adding(days: 1))
      default: state = .list
      }
    }
    return []
  }

  private mutating func acceptInList(_ choice: String) -> [Effect] {
    switch choice {
    case "more": after = world.counter?.next
    case "first": after = nil
    case "find": state = .find
    case "day": state = .day(world.today)
    case "back": return [.open(.reviewQueue)]
    default:
      open = world.counter?.orders.first { $0.order.number == choice }?.order.id
      state = .order
    }
    return []
  }

  private mutating func find(_ answer: Answer) throws(Refusal) -> [Effect] {
    if case .choose = answer {
      _ = try answer.choice(of: prompt)
      state = .list
      return []
    }
    let typed = try answer.fields(of: prompt)["number"] ?? ""
    guard let number = Numbers.readOrder(typed) else {
      throw Refusal("till.number", field: "number")
    }
    return [.findOrder(number)]
  }

  /// What was typed, or nil where the person went back to the order.
  private mutating func typed(_ answer: Answer) throws(Refusal) -> [String: String]? {
    if case .choose = answer {
      _ = try answer.choice(of: prompt)
      state = .order
      return nil
    }
    return try answer.fields(of: prompt)
  }

  /// The sum on the terminal is typed, so that what the terminal took is compared with the order.
  private mutating func acceptSlip(_ answer: Answer, _ brand: CardSlip.Brand) throws(Refusal) {
    guard let typed = try typed(answer) else { return }
    let charged = try amount(typed["amount"], "amount")
    guard charged == current?.order.amount else { throw Refusal("till.differs", field: "amount") }
    let (code, four) = (typed["authorisation"] ?? "", typed["four"] ?? "")
    do {
      state = .slipSure(try CardSlip(brand: brand, authorisation: code, lastFour: four))
    } catch {
      throw Refusal(error.code, field: error.code == "till.lastFour" ? "four" : "authorisation")
    }
  }

  private func amount(_ typed: String?, _ field: String) throws(Refusal) -> Money {
    let typed = typed ?? ""
    let currency = current?.order.amount.currency ?? world.policy.currency
    return try reading(field) { () throws(Reading.Problem) in
      try Reading.money(typed, currency)
    }
  }

  private func missing(_ given: Money) -> Money? {
    guard let due = current?.order.amount, given.minor < due.minor else { return nil }
    return due - given
  }

  private func take(_ means: Taking.Means) -> [Effect] {
    open.map { [.perform(.takePayment($0, means))] } ?? []
  }

  private mutating func leaveOrder() {
    open = nil
    state = .list
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    switch report {
    case .found(let id?):
      open = id
      state = .order
    case .found(nil): throw Refusal("till.unknown", field: "number")
    case .done(.receipt(let receipt)):
      state = state == .voidSure ? .voided(receipt) : .taken(receipt)
      return [.showReceipt(receipt)]
    default: break
    }
    return []
  }
}
