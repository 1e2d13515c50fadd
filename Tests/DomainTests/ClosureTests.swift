import Fixtures
import Testing

@testable import Domain

/// A hall with 林悦 in it, ready to close her account.
struct ClosureCase {
  let hall: Hall
  let lin: Account
  var answers = ClosureAnswers()

  init(
    _ policy: BrandPolicy? = nil, proved: Bool = true, _ change: (inout Account) -> Void = { _ in }
  ) throws {
    hall = try Hall(policy)
    let now = hall.now
    lin = try hall.addLin { account in
      change(&account)
      if proved {
        account.security.proof = IdentityProof(
          station: "desk-1", steps: [IdentityProof.Step(method: .mailCode, at: now)])
      }
    }
    answers.attested = [.backup, .terms]
    answers.balance = .refund
    answers.reason = "noLongerNeeded"
  }

  func submit(at station: String = "desk-1") throws -> Result<Outcome, ActRefusal> {
    try hall.perform(.submitClosure(account: lin.id, answers: answers), at: station)
  }

  func submitted() throws -> (form: ClosureApplication, receipt: Receipt) {
    guard case .application(let form, let receipt) = try submit().get() else {
      throw ActRefusal.notInReview
    }
    return (form, receipt)
  }

  @discardableResult
  func decide(_ form: ClosureApplication, _ decision: Act.Decision) throws
    -> Result<Outcome, ActRefusal>
  {
    try hall.perform(.decideClosure(form.id, decision, by: "reviewer"))
  }

  func now() throws -> Account? { try hall.account(lin.id) }
}

struct ClosureChecklistTests {
  private func checklist(
    _ answers: (inout ClosureAnswers) -> Void = { _ in }, order: Order? = nil,
    policy: BrandPolicy? = nil, of change: (inout Account) -> Void = { _ in }
  ) throws -> ClosureChecklist {
    let hall = try Hall(policy)
    var lin = People.lin(hall.policy, now: hall.now)
    change(&lin)
    var given = ClosureAnswers()
    answers(&given)
    return ClosureChecklist(
      account: lin, openOrder: order, answers: given,
      procedure: try #require(hall.policy.closure.procedure(.online)), today: hall.today)
  }

  private func isClear(_ kind: Gate.Kind, _ list: ClosureChecklist) throws -> Bool {
    try #require(list.items.first { $0.gate.kind == kind }).isClear
  }

  @Test func `PRE-01 a balance is clear when there is none, or when its owner decided`() throws {
    #expect(try !isClear(.balance, checklist()))
    #expect(try isClear(.balance, checklist { $0.balance = .forfeit }))
    #expect(try isClear(.balance, checklist(of: { $0.balance = Money(0, "CNY") })))
    #expect(try isClear(.balance, checklist(of: { $0.balance = Money(-10, "CNY") })))
  }

  @Test func `PRE-05 bound devices are advice and prevent nothing`() throws {
    let bound = try checklist(
      {
        $0.balance = .refund
        $0.attested = [.terms, .backup]
      },
      of: {
        $0.bindings = [Binding(id: "D1", kind: .device, label: "x", since: Day(ordinal: 1))]
      })
    #expect(try !isClear(.devices, bound))
    #expect(bound.isReady)
  }

  @Test func `PRE-08 PRE-16 the backup and the terms must be said to be done`() throws {
    for kind in [Gate.Kind.backup, .terms] {
      #expect(try !isClear(kind, checklist()))
      #expect(try isClear(kind, checklist { $0.attest(kind, true) }))
      #expect(
        try !isClear(
          kind,
          checklist {
            $0.attest(kind, true)
            $0.attest(kind, false)
          }))
    }
  }

  @Test func `an unpaid bill prevents a closure, a paid one does not`() throws {
    for paid in [true, false] {
      let list = try checklist(of: {
        $0.bills = [Bill(id: "B", issued: Day(ordinal: 1), amount: Money(1, "CNY"), paid: paid)]
      })
      #expect(try isClear(.bills, list) == paid)
    }
  }

  @Test
  func `X-10 an order that waits for its payment prevents a closure, a finished one does not`()
    throws
  {
    let it = try OrderCase()
    _ = try it.opened("O-1")
    let open = try it.order("O-1")
    #expect(try !isClear(.orders, checklist(order: open)))
    _ = try it.hall.perform(.cancelOrder(open.id))
    #expect(try isClear(.orders, checklist(order: try it.order("O-1"))))
  }

  @Test func `the count of what is open falls to nothing as it is settled`() throws {
    #expect(try checklist().openCount == 3)
    #expect(try checklist { $0.balance = .refund }.openCount == 2)
    let ready = try checklist {
      $0.balance = .refund
      $0.attested = [.terms, .backup]
    }
    #expect(ready.openCount == 0 && ready.isReady)
  }
}

struct ClosureActTests {
  @Test func `ONL-15 ONL-17 a submitted application has a number, real dates and a receipt`() throws
  {
    let it = try ClosureCase()
    let (form, receipt) = try it.submitted()
    #expect(form.state == .inReview && form.number == receipt.number)
    #expect(
      form.window.days
        == DayRange(first: it.hall.today.adding(days: 1), last: it.hall.today.adding(days: 7)))
    #expect(!form.window.provisional && !form.window.open && form.way == .online)
    #expect(form.reviewBy.iso(offset: it.hall.policy.clock) == "2026-11-27T23:59:59+08:00")
    #expect(form.balance == BalanceOutcome(choice: .refund, amount: it.lin.balance), "X-09")
    #expect(
      receipt.facts == .closureSubmitted(window: form.window, balance: form.balance, fee: nil))
    let account = try #require(try it.now())
    #expect(account.closure == form.id && account.security.proof == nil)
    #expect(
      it.hall.book.all(Notice.self).map(\.body)
        == [.closureSubmitted(receipt: receipt.number, window: form.window)])
    #expect(!form.isOverdue(at: form.reviewBy))
    #expect(form.isOverdue(at: form.reviewBy.adding(seconds: 1)), "X-02")
  }

  @Test func `X-10 a second application returns the first and its receipt`() throws {
    let it = try ClosureCase()
    let first = try it.submit().get()
    #expect(try it.submit(at: "desk-2") == .success(first))
    #expect(it.hall.book.all(ClosureApplication.self).count == 1)
  }

  @Test func `every gate that is not settled prevents a submission, whatever the answers say`()
    throws
  {
    let bill = Bill(id: "B", issued: Day(ordinal: 1), amount: Money(1, "CNY"), paid: false)
    let bills = try ClosureCase { $0.bills = [bill] }
    #expect(try bills.submit() == .failure(.gateOpen(.bills)))
    for kind in [Gate.Kind.backup, .terms] {
      var it = try ClosureCase()
      it.answers.attest(kind, false)
      #expect(try it.submit() == .failure(.gateOpen(kind)))
      #expect(try it.now()?.closure == nil)
    }
    var money = try ClosureCase()
    money.answers.balance = nil
    #expect(try money.submit() == .failure(.gateOpen(.balance)))
  }

  @Test
  func `X-10 an open order prevents a submission even where the carrier asks for no such gate`()
    throws
  {
    let policy = try Heyon.policy(["closure", "procedures", 0, "gates"], [] as [Any])
    let it = try ClosureCase(policy)
    let quote = try #require(
      Quote.of(
        plan: "voice", tier: "month", for: it.lin, policy: policy, today: it.hall.today))
    _ = try it.hall.perform(
      .openOrder(
        account: it.lin.id, purpose: .renewal(quote), method: .practice, number: "O-1")
    ).get()
    #expect(try it.submit() == .failure(.gateOpen(.orders)))
  }

  @Test func `ONL-05 a reason is needed, and one the carrier knows`() throws {
    for reason in [nil, "", "boredom"] {
      var it = try ClosureCase()
      it.answers.reason = reason
      #expect(try it.submit() == .failure(.reasonMissing))
    }
  }

  @Test func `ONL-10 identity is needed: fresh, and proved at the same station`() throws {
    #expect(try ClosureCase(proved: false).submit() == .failure(.identityNotProved))
    let elsewhere = try ClosureCase()
    #expect(try elsewhere.submit(at: "desk-2") == .failure(.identityNotProved))
    let late = try ClosureCase()
    late.hall.clock.advance(901)
    #expect(try late.submit() == .failure(.identityNotProved))
    #expect(late.hall.book.all(ClosureApplication.self).isEmpty)
  }

  @Test func `X-10 while a closure is in review nothing is bought, activated or unbound`() throws {
    let it = try ClosureCase {
      $0.bindings = [Binding(id: "D1", kind: .device, label: "x", since: Day(ordinal: 1))]
    }
    let (form, _) = try it.submitted()
    let quote = try #require(
      Quote.of(
        plan: "voice", tier: "month", for: it.lin, policy: it.hall.policy, today: it.hall.today))
    let refused = Result<Outcome, ActRefusal>.failure(.closureInReview(number: form.number))
    for act: Act in [
      .payFromBalance(account: it.lin.id, purpose: .renewal(quote), number: "O-1"),
      .openOrder(account: it.lin.id, purpose: .renewal(quote), method: .practice, number: "O-2"),
      .activate(account: it.lin.id, code: nil), .unbind(account: it.lin.id, binding: "D1"),
      .setDevice(account: it.lin.id, supportsESIM: false),
    ] {
      #expect(try it.hall.perform(act) == refused, "\(act.name)")
    }
  }

  @Test func `a withdrawn application leaves the account as it was`() throws {
    let it = try ClosureCase()
    let (form, _) = try it.submitted()
    guard
      case .application(let after, let receipt) = try it.hall.perform(.withdrawClosure(form.id))
        .get()
    else { return }
    #expect(after.state == .withdrawn && after.decidedAt == it.hall.now)
    #expect(receipt.facts == .closureWithdrawn(application: form.number))
    var account = try #require(try it.now())
    #expect(account.closure == nil && account.receipts.count == 2)
    account.receipts = []
    account.security = it.lin.security
    #expect(account == it.lin)
    #expect(try it.hall.perform(.withdrawClosure(form.id)) == .failure(.notInReview))
    #expect(try it.decide(form, .approve) == .failure(.notInReview))
  }

  @Test func `a rejected application gives its reason and leaves the account open`() throws {
    let it = try ClosureCase()
    let (form, _) = try it.submitted()
    _ = try it.decide(form, .reject(reason: "a bill came in")).get()
    #expect(try it.now()?.closure == nil)
    let after = try #require(try it.hall.book.read(ClosureApplication.self, form.id))
    #expect(after.state == .rejected(reason: "a bill came in") && after.decidedBy == "reviewer")
    #expect(
      it.hall.book.all(Notice.self).map(\.body).contains(
        .closureRejected(receipt: form.number, reason: "a bill came in")))
    _ = try it.hall.perform(.withdrawClosure(form.id))
    #expect(try it.hall.book.read(ClosureApplication.self, form.id) == after)
  }

  @Test func `ONL-23 AFT-01 an approved closure erases the account, its orders and its key`() throws
  {
    let it = try ClosureCase()
    let quote = try #require(
      Quote.of(
        plan: "voice", tier: "month", for: it.lin, policy: it.hall.policy, today: it.hall.today))
    _ = try it.hall.perform(
      .payFromBalance(account: it.lin.id, purpose: .renewal(quote), number: "O-1")
    ).get()
    let (form, _) = try it.submitted()
    _ = try it.decide(form, .approve).get()
    #expect(try it.now() == nil)
    #expect(it.hall.book.all(Account.self).isEmpty && it.hall.book.all(Order.self).isEmpty)
    #expect(try it.hall.book.find(Lookup(.email, scope: "heyon", "linyue@example.com")) == nil)
    #expect(try it.hall.book.find(Lookup(.order, "O-1")) == nil)
    // The key is destroyed too: even a copy of the account put back could not be read.
    try it.hall.records.transact { book in
      try book.write(it.lin)
      return JournalEvent(act: "test", records: [], by: "test", at: it.hall.now)
    }
    #expect(try it.now() == nil)
  }

  @Test func `X-07 the last notice is queued with its address before the account is erased`() throws
  {
    let it = try ClosureCase()
    let (form, _) = try it.submitted()
    _ = try it.decide(form, .approve).get()
    let last = try #require(it.hall.book.all(Notice.self).last)
    #expect(last.address == "linyue@example.com" && last.language == .zhHans)
    #expect(try it.hall.book.read(Notice.self, last.id) == last)
    #expect(
      last.body
        == .closureDone(
          receipt: form.number, balance: BalanceOutcome(choice: .refund, amount: it.lin.balance)))
  }

  @Test func `X-08 receipts and the application outlive the account and hold nothing personal`()
    throws
  {
    let it = try ClosureCase()
    let (form, receipt) = try it.submitted()
    _ = try it.decide(form, .approve).get()
    for notice in it.hall.book.all(Notice.self) {
      _ = try it.hall.perform(.notice(notice.id, .delivered))
    }
    #expect(try it.hall.book.read(Receipt.self, receipt.id) != nil)
    let done = try #require(it.hall.book.all(Receipt.self).last)
    #expect(
      done.facts
        == .closureDone(
          application: form.number,
          balance: BalanceOutcome(choice: .refund, amount: it.lin.balance), fee: nil))
    let id = try #require(try it.hall.book.find(Lookup(.application, form.number)))
    #expect(try it.hall.book.read(ClosureApplication.self, id)?.state == .approved)
    let kept = try it.hall.book.everything()
    for secret in ["林悦", "linyue", "example.com", "13800138000", "H-204518", "argon2id", "Pixel"] {
      #expect(!kept.contains(secret), "\(secret)")
    }
  }

  @Test func `PRE-01 X-09 a transferred balance arrives at the other account`() throws {
    var it = try ClosureCase()
    let tom = try it.hall.add(People.tom(it.hall.policy, now: it.hall.now))
    it.answers.balance = .transfer(to: tom.id, number: tom.number)
    let (form, _) = try it.submitted()
    #expect(try it.hall.account(tom.id)?.balance == tom.balance)
    _ = try it.decide(form, .approve).get()
    #expect(try it.hall.account(tom.id)?.balance == tom.balance + it.lin.balance)
    let after = try #require(try it.hall.book.read(ClosureApplication.self, form.id))
    #expect(after.balance?.choice == .transfer(to: tom.id, number: tom.number))
  }

  @Test func `where the other account is gone or closing by then, the money is refunded instead`()
    throws
  {
    for closing in [true, false] {
      var it = try ClosureCase()
      let tom = try it.hall.add(People.tom(it.hall.policy, now: it.hall.now))
      it.answers.balance = .transfer(to: tom.id, number: tom.number)
      let (form, _) = try it.submitted()
      if closing {
        let other = try it.hall.book.newID()
        try it.hall.change(tom.id) { $0.closure = other }
      } else {
        try it.hall.book.remove(Account.self, tom.id)
      }
      _ = try it.decide(form, .approve).get()
      let after = try #require(try it.hall.book.read(ClosureApplication.self, form.id))
      #expect(after.balance == BalanceOutcome(choice: .refund, amount: it.lin.balance))
      #expect(try it.hall.account(tom.id)?.balance == (closing ? tom.balance : nil))
    }
  }

  @Test func `money goes neither to oneself, nor to nobody, nor to an account that is closing`()
    throws
  {
    var it = try ClosureCase()
    it.answers.balance = .transfer(to: it.lin.id, number: it.lin.number)
    #expect(try it.submit() == .failure(.transferTarget))
    it.answers.balance = .transfer(to: RecordID(999), number: "H-999999")
    #expect(try it.submit() == .failure(.transferTarget))
    let tom = try it.hall.add(People.tom(it.hall.policy, now: it.hall.now))
    let other = try it.hall.book.newID()
    try it.hall.change(tom.id) { $0.closure = other }
    it.answers.balance = .transfer(to: tom.id, number: tom.number)
    #expect(try it.submit() == .failure(.transferTarget))
  }

  @Test func `X-09 a forfeited balance is on the receipt as such`() throws {
    var it = try ClosureCase()
    it.answers.balance = .forfeit
    let (form, _) = try it.submitted()
    _ = try it.decide(form, .approve).get()
    let done = try #require(it.hall.book.all(Receipt.self).last)
    #expect(
      done.facts
        == .closureDone(
          application: form.number,
          balance: BalanceOutcome(choice: .forfeit, amount: it.lin.balance), fee: nil))
  }

  @Test func `money that came in during the review is not lost but refunded`() throws {
    let it = try ClosureCase { $0.balance = Money(0, "CNY") }
    let (form, _) = try it.submitted()
    #expect(form.balance == nil)
    try it.hall.change(it.lin.id) { $0.balance = Money(70, "CNY") }
    _ = try it.decide(form, .approve).get()
    let after = try #require(try it.hall.book.read(ClosureApplication.self, form.id))
    #expect(after.balance == BalanceOutcome(choice: .refund, amount: Money(70, "CNY")))
  }

  @Test func `the review queue is in the order in which the windows end`() throws {
    let hall = try Hall()
    var numbers: [RecordID] = []
    for person in 1...3 {
      let lin = try hall.addLin {
        $0.number = "H-60000\(person)"
        $0.email = "q\(person)@example.com"
        $0.msisdn = nil
        $0.userName = nil
        $0.balance = Money(0, "CNY")
        $0.security.proof = IdentityProof(
          station: "desk-1", steps: [IdentityProof.Step(method: .mailCode, at: hall.now)])
      }
      var answers = ClosureAnswers()
      answers.attested = [.backup, .terms]
      answers.reason = "other"
      let outcome = try hall.perform(.submitClosure(account: lin.id, answers: answers)).get()
      guard case .application(let form, _) = outcome else { return }
      numbers.append(form.id)
      hall.clock.advance(86_400)
    }
    let queue = try hall.book.due(.application, through: nil, after: nil, limit: 9)
    #expect(queue.map(\.id) == numbers)
    _ = try hall.perform(.decideClosure(numbers[0], .approve, by: "r")).get()
    let rest = try hall.book.due(.application, through: nil, after: nil, limit: 1)
    #expect(rest.map(\.id) == [numbers[1]])
    #expect(
      try hall.book.due(.application, through: nil, after: rest.first, limit: 9).map(\.id)
        == [numbers[2]])
  }
}
