import Fixtures
import Foundation
import Testing

@testable import Connectors
@testable import Domain
@testable import Journeys

extension PaymentTests {
  /// Money moves once, or comes back, whatever fails and whenever the power goes.
  @Suite struct ScheduleTests {
    @Test(arguments: PaymentServer.Way.allCases)
    func `charged once with a receipt, or given back with one, or never charged: never in silence`(
      _ way: PaymentServer.Way
    ) throws {
      let server = try PaymentServer.shared()
      // The seed is the way to the same schedule again.
      for seed in 1...rounds(16) {
        try server.begin()
        var schedule = try Schedule(way, server, seed: UInt64(seed))
        try schedule.run()
      }
    }

    @Test(arguments: PaymentServer.Way.allCases)
    func
      `X-09 a closed account's balance goes back by the ways it was paid, once, whatever fails on the way`(
        _ way: PaymentServer.Way
      ) throws
    {
      let server = try PaymentServer.shared()
      for seed in 1...rounds(16) {
        try server.begin()
        var schedule = try Schedule(way, server, seed: UInt64(seed))
        try schedule.close()
      }
    }
  }
}

/// One person who renews at desks that die, with a provider that fails, by one row of chance.
private struct Schedule {
  let way: PaymentServer.Way
  let server: PaymentServer
  let seed: UInt64
  let hall: Hall
  let lin: Account
  let line: Line
  var chance: SplitMix64

  /// What lies between a desk and its provider.
  final class Line {
    let inner: Ports.Payment
    let server: PaymentServer
    let records: MemoryRecords
    var chance: SplitMix64
    /// Whether anything goes wrong at all.
    var isBad = true
    /// Whether the desk is dead: nothing it does any more reaches its records.
    var isDead = false
    /// Answers that are on their way.
    private var coming: [String: Ports.ProviderState] = [:]

    static let faults = [
      "drop", "lost", "500", "500-after", "500-kept", "409", "429", "garbage", "someone",
    ]

    init(_ inner: Ports.Payment, _ server: PaymentServer, _ records: MemoryRecords, seed: UInt64) {
      self.inner = inner
      self.server = server
      self.records = records
      chance = SplitMix64(seed: seed)
    }

    private func put(
      _ question: String, _ order: Order, _ ask: (Order) -> Ports.ProviderState
    ) -> Ports.ProviderState {
      // What nobody was shown nobody can pay.
      put("\(question) \(order.number)", order.page == nil ? [] : ["pay \(order.number)"]) {
        ask(order)
      }
    }

    private func put(
      _ key: String, _ more: [String], _ ask: () -> Ports.ProviderState
    ) -> Ports.ProviderState {
      guard isBad else { return ask() }
      guard !isDead else { return .unreachable }
      if let answer = coming.removeValue(forKey: key) { return answer }
      let faults = Self.faults + more
      try? server.faults(
        (0..<3).map { _ in
          Int.random(in: 0..<4, using: &chance) == 0
            ? faults.randomElement(using: &chance) ?? "" : ""
        })
      let answer = ask()
      try? server.faults([])
      if Int.random(in: 0..<10, using: &chance) == 0 {
        isDead = true
        records.writesLeft = 0
        return .unreachable
      }
      if Int.random(in: 0..<3, using: &chance) == 0 {
        coming[key] = answer
        return .asking
      }
      return answer
    }

    /// A desk of its own begins with no answers on their way.
    func hangUp() {
      coming = [:]
      isDead = false
      records.writesLeft = nil
    }

    var port: Ports.Payment {
      Ports.Payment(
        methods: inner.methods, begin: { self.put("begin", $0, self.inner.begin) },
        ask: { self.put("ask", $0, self.inner.ask) },
        cancel: { self.put("cancel", $0, self.inner.cancel) },
        refund: { money in
          self.put("refund \(money.number)", []) { self.inner.refund(money) }
        },
        practise: { _, _ in .unreachable })
    }
  }

  init(_ way: PaymentServer.Way, _ server: PaymentServer, seed: UInt64) throws {
    self.way = way
    self.server = server
    self.seed = seed
    chance = SplitMix64(seed: seed)
    hall = try Hall(seed: seed)
    lin = try hall.addLin()
    nonisolated(unsafe) let clock = hall.clock
    let random = Chance(seed: seed)
    line = Line(
      try OnlinePayment(
        server.settings(way), now: { clock.now }, random: { random.bytes($0) }
      ).port(isPatient: true), server, hall.records, seed: seed)
    try server.setClock(hall.now)
  }

  mutating func run() throws {
    var person = sitDown()
    for _ in 0..<40 {
      try step(person)
      if line.isDead || Int.random(in: 0..<15, using: &chance) == 0 { person = sitDown() }
    }
    try settle()
    try check()
  }

  private func sitDown() -> DeskScript {
    line.hangUp()
    return hall.desk(payment: line.port)
  }

  private mutating func step(_ person: DeskScript) throws {
    switch Int.random(in: 0..<12, using: &chance) {
    case 0: try pass(Int64.random(in: 1...700, using: &chance))
    case 1: try pay()
    case 2: person.desk.runDue(closingOrders: true)
    case 3: person.desk.look()
    case 4 where Int.random(in: 0..<4, using: &chance) == 0:
      // Power cut between the next two writes.
      hall.records.writesLeft = Int.random(in: 0..<3, using: &chance)
      answer(person)
      line.isDead = true
    default: answer(person)
    }
  }

  private mutating func pass(_ seconds: Int64) throws {
    hall.clock.advance(seconds)
    try server.setClock(hall.now)
  }

  /// The person pays whatever their phone still shows; the bank may be late with it.
  private mutating func pay() throws {
    guard
      let order = hall.book.all(Order.self).filter({ $0.page != nil }).randomElement(using: &chance)
    else { return }
    let isLate = Int.random(in: 0..<3, using: &chance) == 0 && hall.now < order.pageEnds
    try server.pay(order.number, late: isLate)
  }

  /// What a person does at each step of a renewal, sooner or later.
  private mutating func answer(_ person: DeskScript) {
    let prompt = person.prompt
    switch (prompt.journey, prompt.step) {
    case ("welcome", _): person.choose("signIn")
    case ("signIn", _):
      person.enter(["identifier": "linyue@example.com", "password": People.password])
    case ("home", _): person.choose("renewal")
    case ("renewal", "tier"): person.choose("month")
    case ("renewal", "method"): person.choose(way.method.rawValue)
    case ("renewal", "check"): person.confirm()
    case ("renewal", "paid"), ("renewal", "cancelled"): person.next()
    default:
      guard let option = person.options.randomElement(using: &chance) else { return person.home() }
      person.choose(option.id)
    }
  }

  /// Everything works again, and time goes on until nothing waits any more.
  private mutating func settle() throws {
    line.hangUp()
    line.isBad = false
    for _ in 0..<6 {
      try pass(Order.lifeSeconds)
      let errand = hall.desk("timer", payment: line.port)
      errand.desk.runDue(closingOrders: true)
      #expect(errand.troubles == [], "\(way) \(seed)")
    }
  }

  private func check() throws {
    let book = try server.book()
    let what = "\(way) \(seed)"
    #expect(book.complaints == [], "\(what)")
    let orders = hall.book.all(Order.self)
    #expect(Set(book.charged.keys).isSubset(of: orders.map(\.number)), "\(what)")
    #expect(book.payable == [], "\(what)")
    for order in orders {
      let (charged, returned) = (
        book.charged[order.number] ?? [], book.returned[order.number] ?? []
      )
      let receipt = try order.receipt.flatMap { try hall.book.read(Receipt.self, $0) }
      let told = "\(what) \(order.number)"
      switch order.state {
      case .completed:
        #expect(charged == [order.amount.minor] && returned == [], "\(told)")
        if case .renewal(_, way.method, order.number)? = receipt?.facts {
        } else {
          Issue.record("\(told): \(String(describing: receipt))")
        }
      case .refunded:
        #expect(charged == [order.amount.minor] && returned == charged, "\(told)")
        #expect(receipt?.facts == .refund(order: order.number, amount: order.amount), "\(told)")
        if case .done? = order.refund {} else { Issue.record("\(told): refund owed") }
      case .cancelled:
        #expect(charged == [] && returned == [] && receipt == nil, "\(told)")
      case .awaitingPayment: Issue.record("\(told) still waits")
      }
      #expect(order.due == nil, "\(told)")
    }
    let terms = orders.count { $0.state == .completed }
    #expect(try hall.account(lin.id)?.paidTerms == lin.paidTerms + terms, "\(what)")
  }

  // MARK: The end of an account

  /// Two renewals are paid without any trouble; then the account is closed, and trouble begins.
  mutating func close() throws {
    line.isBad = false
    for _ in 0..<2 {
      let person = sitDown()
      for _ in 0..<6 { answer(person) }
      let order = try #require(hall.book.all(Order.self).first { $0.state == .awaitingPayment })
      #expect(try server.pay(order.number))
      person.desk.look()
      try pass(60)
    }
    let paid = hall.book.all(Order.self).sorted { $0.id.rawValue < $1.id.rawValue }
    #expect(paid.map(\.state) == [.completed, .completed])
    // Less than the last brought, more than that, or more than both.
    let balance = Money(
      Int64.random(in: 1...paid.reduce(0) { $0 + $1.amount.minor } * 2, using: &chance), "CNY")
    try hall.change(lin.id) {
      $0.balance = balance
      $0.security.proof = IdentityProof(
        station: "desk-1", steps: [IdentityProof.Step(method: .mailCode, at: hall.now)])
    }
    var answers = ClosureAnswers()
    answers.attested = [.backup, .terms]
    (answers.balance, answers.reason) = (.refund, "noLongerNeeded")
    guard
      case .application(let form, _) = try hall.perform(
        .submitClosure(account: lin.id, answers: answers)
      ).get(),
      case .application(_, let receipt) = try hall.perform(
        .decideClosure(form.id, .approve, by: "reviewer")
      ).get()
    else { throw ActRefusal.notInReview }
    #expect(try hall.account(lin.id) == nil)
    line.isBad = true
    for _ in 0..<12 {
      try pass(Int64.random(in: 30...4_000, using: &chance))
      line.hangUp()
      hall.desk("timer", payment: line.port).desk.runDue(closingOrders: true)
    }
    line.hangUp()
    line.isBad = false
    for _ in 0..<3 {
      try pass(Repayment.asksAgain.upperBound)
      hall.desk("timer", payment: line.port).desk.runDue(closingOrders: true)
    }
    try checkRepaid(receipt.id, balance, paid)
  }

  /// The newest payment first, none more than it brought, and each sum once.
  private func checkRepaid(_ id: RecordID, _ balance: Money, _ paid: [Order]) throws {
    let book = try server.book()
    let what = "\(way) \(seed) \(balance)"
    #expect(book.complaints == [], "\(what)")
    var rest = balance.minor
    for order in paid.reversed() {
      let part = min(rest, order.amount.minor)
      #expect(book.returned[order.number] ?? [] == (part > 0 ? [part] : []), "\(what)")
      rest -= part
    }
    let receipt = try #require(try hall.book.read(Receipt.self, id))
    #expect(receipt.due == nil, "\(what)")
    for repayment in receipt.repayments ?? [] {
      if case .done = repayment.state {} else { Issue.record("\(what): \(repayment)") }
    }
    guard case .closureDone(_, let outcome?, _) = receipt.facts else {
      Issue.record("\(what): \(receipt.facts)")
      return
    }
    #expect(outcome.amount == balance && outcome.byProvider?.minor == balance.minor - rest)
    #expect(
      RepaymentWords.of(receipt, hall.policy).contains { $0.key == "repayment.rest" } == (rest > 0))
  }
}
