import Domain
import Fixtures
import Journeys
import Testing

/// Three of the staff at once, who press anything at all in any order: queue, applications, till.
///
/// Serving a person has a walk of its own.
struct StaffWalkTests {
  @Test
  func `whatever staff answer, each thing is decided and each sum taken once, by whoever may`()
    throws
  {
    // Seeds 1 to 30, 200 answers each. Run one alone by narrowing the range.
    var seen: Set<String> = []
    for seed in UInt64(1)...30 {
      let walk = try StaffWalk(seed: seed)
      try walk.run(steps: 200)
      seen.formUnion(walk.seen)
    }
    // A walk that gets nowhere proves nothing.
    for place in [
      "review.approved", "review.rejected", "review.asked", "review.file", "till.taken",
      "till.voided", "till.day", "till.slipSure", "till.cashSure", "till.find", "review.find",
    ] {
      #expect(seen.contains(place), "nobody came to \(place)")
    }
  }
}

private final class StaffWalk {
  let seed: UInt64
  let hall: Hall
  var chance: SplitMix64
  var desks: [(name: String, script: DeskScript)] = []
  var seen: Set<String> = []
  private var orders = 0

  private static let roles: [(String, Staff.Role)] = [
    ("chan", .agent), ("wong", .reviewer), ("lee", .administrator),
  ]

  init(seed: UInt64) throws {
    self.seed = seed
    chance = SplitMix64(seed: seed)
    hall = try Hall(try Everything.policy(), seed: seed)
    hall.book.isQuick = seed % 10 != 0
    for place in 0..<4 {
      let account = try person(place)
      if place < 2 { _ = try hall.file(account) }
    }
    for (name, role) in Self.roles {
      try hall.hire(name, role)
      let desk = hall.desk("office-\(name)", payment: Bank().port, forStaff: true)
      desks.append((name, desk))
    }
  }

  private func person(_ place: Int) throws -> Account {
    try hall.addLin {
      $0.number = "H-5\(place)"
      $0.email = "p\(place)@example.com"
      $0.msisdn = nil
      $0.userName = nil
    }
  }

  func run(steps: Int) throws {
    for step in 0..<steps {
      try stir()
      let turn = Int.random(in: 0..<desks.count, using: &chance)
      let (name, desk) = desks[turn]
      let place =
        "seed \(seed), step \(step), \(name) at \(desk.prompt.journey).\(desk.prompt.step)"
      if desk.prompt.journey == "staff" {
        hall.clock.advance(TOTP.period)
        desk.enter(["name": name, "password": Counter.password, "code": hall.nextCode(of: name)])
      } else {
        let (before, question) = (hall.book.withoutCounters(), desk.question)
        let lines = hall.book.all(TillEntry.self).count
        desk.answer(answer(desk.prompt))
        if desk.refusal != nil, desk.prompt.journey != "staff" {
          #expect(desk.question.step == question.step, "\(place): moved and was refused")
          #expect(hall.book.withoutCounters() == before, "\(place): refused and wrote something")
          #expect(hall.book.all(TillEntry.self).count == lines, "\(place): refused and took money")
        }
      }
      seen.insert("\(desk.prompt.journey).\(desk.prompt.step)")
      try watch(place)
    }
  }

  /// Subscribers apply, order, and give up; time passes.
  private func stir() throws {
    switch Int.random(in: 0..<24, using: &chance) {
    case 0: hall.clock.advance(Int64.random(in: 1...900, using: &chance))
    case 1, 2, 3:
      orders += 1
      let free = hall.book.all(Account.self).filter { $0.openOrder == nil && $0.closure == nil }
      guard let account = free.randomElement(using: &chance),
        let quote = Quote.of(
          plan: account.subscription.plan ?? "", tier: "month", for: account, policy: hall.policy,
          today: hall.today)
      else { return }
      let method: PaymentMethod =
        Int.random(in: 0..<8, using: &chance) == 0 ? .practice : .counter
      let number = Numbers.order(random: hall.chance.bytes(12))
      _ = try hall.perform(
        .openOrder(
          account: account.id, purpose: .renewal(quote), method: method, number: number))
    case 4:
      let open = hall.book.all(Order.self).filter { $0.state == .awaitingPayment }
      if let order = open.randomElement(using: &chance) {
        _ = try hall.perform(.cancelOrder(order.id))
      }
    case 5:
      let free = hall.book.all(Account.self).filter { $0.openOrder == nil && $0.closure == nil }
      if free.count > 1, let account = free.randomElement(using: &chance) {
        _ = try? hall.file(account)
      }
    case 6: _ = try person(100 + orders * 100 + hall.book.all(Account.self).count)
    default: break
    }
  }

  private func answer(_ prompt: Prompt) -> Answer {
    if Int.random(in: 0..<20, using: &chance) == 0 {
      return [.next, .confirm(true), .choose("cash"), .enter(["given": "1"]), .choose("")]
        .randomElement(using: &chance) ?? .next
    }
    switch prompt.ask {
    case .show, .finished, .checklist: return .next
    case .choose(let options), .wait(let options):
      // A person is served elsewhere, and leaving helps nobody.
      var pool = options.filter { !["serve", "signOut"].contains($0.id) }
      // A wrong entry is rare, and most orders are gone before it is found out.
      if let void = pool.first(where: { $0.id == "void" && $0.disabled == nil }) { pool = [void] }
      return .choose(pool.randomElement(using: &chance)?.id ?? "")
    case .confirm: return .confirm(Int.random(in: 0..<4, using: &chance) != 0)
    case .enter(let fields):
      if !prompt.others.isEmpty, Int.random(in: 0..<8, using: &chance) == 0 {
        return .choose(prompt.others.randomElement(using: &chance)?.id ?? "")
      }
      return .enter(
        Dictionary(uniqueKeysWithValues: fields.map { ($0.id, typed($0, prompt.journey)) }))
    }
  }

  private func typed(_ field: Field, _ journey: String) -> String {
    if Int.random(in: 0..<10, using: &chance) == 0 {
      return ["", "x", "4111111111111111", "-1"].randomElement(using: &chance) ?? ""
    }
    switch field.id {
    case "number" where journey == "till":
      return hall.book.all(Order.self).map(\.number).randomElement(using: &chance) ?? "O-1"
    case "number":
      return hall.book.all(ClosureApplication.self).map(\.number).randomElement(using: &chance)
        ?? "R-1"
    case "given": return "100"
    case "amount":
      return hall.book.all(Order.self).map(\.amount.decimal).randomElement(using: &chance) ?? "1"
    case "authorisation": return "A1B2C3"
    case "four": return Bool.random(using: &chance) ? "4242" : ""
    default: return "Which shop was it?"
    }
  }

  // MARK: The watcher

  private func watch(_ place: String) throws {
    let orders = hall.book.all(Order.self)
    let lines = Dictionary(grouping: hall.book.all(TillEntry.self), by: \.order)
    for (number, entries) in lines {
      #expect(entries.count { $0.voidedBy == nil } == 1, "\(place): \(number) was taken twice")
      #expect(entries.count <= 2, "\(place): \(number) went back twice")
      for entry in entries {
        if let name = entry.voidedBy { #expect(name == "lee", "\(place): \(name) took it back") }
      }
      let sum = entries.map(\.amount.minor).reduce(0, +)
      // An order goes with its account, its lines stay.
      guard let order = orders.first(where: { $0.number == number }) else { continue }
      #expect(order.taking != nil && order.method.settlement == .staff, "\(place): \(number)")
      #expect(order.state == (entries.count == 2 ? .refunded : .completed), "\(place): \(number)")
      #expect(sum == (entries.count == 2 ? 0 : order.amount.minor), "\(place): \(number)")
    }
    for order in orders where order.taking != nil {
      #expect(lines[order.number] != nil, "\(place): money without a line of the till")
    }
    let places = hall.book.all(TillEntry.self).map { "\($0.day.iso)#\($0.place)" }
    #expect(Set(places).count == places.count, "\(place): two lines in one place")
    let decisions = hall.book.journal.filter {
      ["closure.approve", "closure.reject"].contains($0.act)
    }
    #expect(
      decisions.allSatisfy { ["staff:wong", "staff:lee"].contains($0.by) },
      "\(place): decided by somebody who may not")
    let decided = hall.book.all(ClosureApplication.self).filter { !$0.isOpen }
    #expect(decisions.count == decided.count, "\(place): decided other than once")
    for form in decided where form.state == .approved {
      #expect(try hall.account(form.account) == nil || hall.account(form.account)?.closedAt != nil)
    }
  }
}
