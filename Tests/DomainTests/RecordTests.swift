import Fixtures
import Foundation
import Testing

@testable import Domain

struct RecordTests {
  private func comesBack<R: Record>(_ record: R) throws {
    let again = try JSONDecoder().decode(R.self, from: JSONEncoder().encode(record))
    #expect(again == record)
  }

  private let day = Day(ordinal: 20_777)
  private let now = TestClock().now

  private var quote: Quote {
    Quote(
      plan: "p", tier: "t", term: .months(3), listPrice: Money(100, "CNY"), promotion: "x",
      discount: Money(10, "CNY"), total: Money(90, "CNY"), from: day, until: day.adding(days: 9))
  }

  @Test func `an account with everything filled comes back from JSON`() throws {
    let hall = try Hall()
    var lin = People.lin(hall.policy, now: now)
    lin.bills = [Bill(id: "B", issued: day, amount: Money(1, "CNY"), paid: true)]
    lin.bindings = [Binding(id: "D", kind: .device, label: "x\"y\n", since: day)]
    lin.openOrder = RecordID(4)
    lin.closure = RecordID(5)
    lin.orders = [RecordID(4)]
    lin.receipts = [RecordID(6), RecordID(.max)]
    lin.security.pending = PendingCode(
      code: "000123", purpose: .identity, channel: .sms, sentAt: now)
    lin.security.proof = IdentityProof(
      station: "d", steps: [IdentityProof.Step(method: .smsCode, at: now)])
    lin.security.sentOn = day
    lin.security.lastSent = now
    _ = lin.security.signIn.admit(at: now)
    for _ in 1...5 { _ = lin.security.codes.admit(at: now) }
    lin.subscription.activationCode = "LPA:1$a.b$c"
    try comesBack(lin)
    try comesBack(People.zhou(hall.policy, now: now))
    #expect(lin.lookups.map(\.space) == [.accountNumber, .email, .msisdn, .userName])
    #expect(lin.owner == lin.id && lin.due == nil)
  }

  @Test func `an order of every purpose and state comes back from JSON`() throws {
    for purpose in [Order.Purpose.renewal(quote), .bill("B-1")] {
      for state in [Order.State.awaitingPayment, .completed, .cancelled, .refunded] {
        for method in PaymentMethod.allCases {
          let order = Order(
            id: RecordID(1), number: "O-1", account: RecordID(2), purpose: purpose,
            amount: Money(90, "CNY"), method: method, state: state, createdAt: now, expiresAt: now,
            settledAt: now, reference: "r", receipt: RecordID(3))
          try comesBack(order)
          #expect(order.owner == RecordID(2))
          #expect(order.due == (state == .awaitingPayment ? now : nil))
        }
      }
    }
  }

  private var outcomes: [BalanceOutcome?] {
    [
      nil, BalanceOutcome(choice: .refund, amount: Money(1, "CNY")),
      BalanceOutcome(
        choice: .refund, amount: Money(2, "CNY"), byProvider: Money(1, "CNY")),
      BalanceOutcome(choice: .transfer(to: RecordID(9), number: "H-9"), amount: Money(1, "CNY")),
      BalanceOutcome(choice: .forfeit, amount: Money(1, "CNY")),
    ]
  }

  private var dates: ReviewDates {
    ReviewDates(
      days: DayRange(first: day, last: day.adding(days: 6)), provisional: true, open: true)
  }

  private var change: ChangeQuote {
    ChangeQuote(
      plan: "p", tier: "t", term: .payAsYouGo, credit: Money(3, "GBP"), price: Money(0, "GBP"),
      due: Money(0, "GBP"), toBalance: Money(3, "GBP"), from: day, until: nil)
  }

  @Test func `a receipt of every kind comes back from JSON, and is owned by nobody`() throws {
    var facts: [Receipt.Facts] = [
      .activation(plan: nil, until: nil), .activation(plan: "p", until: day),
      .renewal(quote, method: .balance, order: "O-1"),
      .bill(id: "B", amount: Money(1, "CNY"), method: .practice, order: "O-1"),
      .refund(order: "O-1", amount: Money(1, "CNY")),
      .voided(order: "O-1", amount: Money(1, "CNY"), method: .counterCard),
      .closureWithdrawn(application: "R-1"),
      .closureRejected(application: "R-1", reason: "林"), .suspended(dates.days),
      .resumed(until: nil), .resumed(until: day),
      .planChange(change, method: .balance, order: "O-1"),
    ]
    for outcome in outcomes {
      for fee in [nil, Money(30_000, "HKD")] {
        facts.append(.closureSubmitted(window: dates, balance: outcome, fee: fee))
        facts.append(.closureDone(application: "R-1", balance: outcome, fee: fee))
      }
    }
    for fact in facts {
      let receipt = Receipt(
        id: RecordID(1), number: "R-1", brand: "heyon", account: RecordID(2), at: now, station: "d",
        facts: fact)
      try comesBack(receipt)
      #expect(receipt.owner == nil && receipt.due == nil)
    }
  }

  @Test func `an application in every state comes back from JSON, due only while it is open`()
    throws
  {
    typealias Way = ClosureProcedure.Way
    let open: [ClosureApplication.State] = [.inReview, .moreInfoNeeded(question: "?")]
    for state in open + [.approved, .rejected(reason: "x"), .withdrawn] {
      for (outcome, way) in zip(outcomes, [.online, .counter, .carrier, .online] as [Way]) {
        let form = ClosureApplication(
          id: RecordID(1), number: "R-1", brand: "heyon", account: RecordID(2), reason: "other",
          submittedAt: now, way: way, window: dates, reviewBy: now, balance: outcome,
          fee: Money(1, "HKD"), survey: ["why": "price"], state: state, decidedAt: now,
          decidedBy: "r",
          filedBy: way == .counter ? "s" : nil)
        try comesBack(form)
        #expect(form.owner == nil && form.due == (open.contains(state) ? now : nil))
      }
    }
  }

  @Test func `a notice of every kind comes back from JSON, due when it is tried next`() throws {
    var bodies: [Notice.Body] = [
      .code("000123", purpose: .passwordReset), .activated, .renewed(quote, receipt: "R-1"),
      .billPaid(bill: "B", amount: Money(1, "CNY"), receipt: "R-1"),
      .refunded(amount: Money(1, "CNY"), receipt: "R-1"), .passwordChanged,
      .voided(amount: Money(1, "CNY"), receipt: "R-1"),
      .closureSubmitted(receipt: "R-1", window: dates), .closureWithdrawn(receipt: "R-1"),
      .closureRejected(receipt: "R-1", reason: "x"),
      .closureQuestion(receipt: "R-1", question: "林?"), .dataCopy(text: "a\nb"),
      .planChanged(change, receipt: "R-1"), .suspended(dates.days, receipt: "R-1"),
      .resumed(receipt: "R-1"),
    ]
    for outcome in outcomes { bodies.append(.closureDone(receipt: "R-1", balance: outcome)) }
    for body in bodies {
      for language in Language.allCases {
        let notice = Notice(
          id: RecordID(1), brand: "heyon", channel: .sms, address: "+8613800138000",
          language: language, body: body, queuedAt: now, tryAt: now.adding(seconds: 60), tries: 3)
        try comesBack(notice)
        #expect(notice.owner == nil && notice.due == notice.tryAt)
        var parked = notice
        parked.parkedAt = now
        parked.trouble = DeliveryTrouble(.answer, "550 5.1.1")
        try comesBack(parked)
        #expect(parked.due == now.adding(seconds: Notice.parkedSeconds))
      }
    }
  }

  @Test func `a station comes back from JSON with its counters`() throws {
    var station = Station(id: RecordID(1), name: "desk-1")
    for _ in 1...20 { _ = station.codes.admit(at: now, free: Station.freeAttempts) }
    try comesBack(station)
    #expect(station.codes.blockedUntil != nil && station.owner == nil)
  }

  @Test func `a member of staff comes back from JSON, and waits for nobody`() throws {
    var lee = Staff(
      id: RecordID(1), name: "lee", number: 3, role: .reviewer, passwordHash: "h",
      app: AuthenticatorApp(secret: [1, 2]), addedAt: now)
    lee.app.lastStep = 7
    lee.disabledAt = now
    _ = lee.attempts.admit(at: now)
    try comesBack(lee)
    #expect(lee.owner == nil && lee.due == nil)
  }

  @Test func `a line of the till comes back from JSON, and waits for nobody`() throws {
    let entry = TillEntry(
      id: RecordID(1), day: day, place: 12, at: now, by: "lee", station: "d", brand: "heyon",
      order: "O-1", receipt: "R-1", method: .counterCard, amount: Money(-1, "CNY"))
    try comesBack(entry)
    #expect(entry.owner == nil && entry.due == nil)
  }

  @Test func `record kinds are never renumbered: they are part of what is sealed`() {
    #expect(RecordKind.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12])
    let kinds: [RecordKind] = [
      Account.kind, Order.kind, ClosureApplication.kind, Receipt.kind, Notice.kind, Station.kind,
      Photo.kind, StaffPIN.kind, Staff.kind, UpdateSource.kind, TillEntry.kind,
    ]
    #expect(kinds == RecordKind.allCases)
  }

  @Test func `a refused transaction changes nothing in the tests' memory`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    let before = try hall.book.everything()
    #expect(throws: MemoryRecords.Trouble.self) {
      try hall.records.transact { book in
        try book.remove(Account.self, lin.id)
        throw MemoryRecords.Trouble()
      }
    }
    #expect(try hall.book.everything() == before)
    #expect(try hall.book.find(Lookup(.email, scope: "heyon", "linyue@example.com")) == lin.id)
  }
}
