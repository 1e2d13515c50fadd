import Fixtures
import Testing

@testable import Domain

/// A hall with 林悦 in it, and what she can order.
struct OrderCase {
  let hall: Hall
  let lin: Account
  let quote: Quote

  init(_ policy: BrandPolicy? = nil, _ change: (inout Account) -> Void = { _ in }) throws {
    hall = try Hall(policy)
    lin = try hall.addLin(change)
    quote = try #require(
      Quote.of(plan: "data-plus", tier: "month", for: lin, policy: hall.policy, today: hall.today))
  }

  func pay(_ number: String, at station: String = "desk-1") throws -> Result<Outcome, ActRefusal> {
    try hall.perform(
      .payFromBalance(account: lin.id, purpose: .renewal(quote), number: number), at: station)
  }

  func open(_ number: String) throws -> Result<Outcome, ActRefusal> {
    try hall.perform(
      .openOrder(
        account: lin.id, purpose: .renewal(quote), method: .practice, number: number))
  }

  func opened(_ number: String) throws -> RecordID {
    guard case .order(let id) = try open(number).get() else { throw ActRefusal.orderMissing }
    return id
  }

  func now() throws -> Account { try #require(try hall.account(lin.id)) }

  func order(_ number: String) throws -> Order {
    let id = try #require(try hall.book.find(Lookup(.order, number)))
    return try #require(try hall.book.read(Order.self, id))
  }
}

struct OrderTests {
  @Test
  func `REN-11 paying from the balance charges, extends, files a receipt and tells, all at once`()
    throws
  {
    let it = try OrderCase()
    guard case .receipt(let receipt) = try it.pay("O-1").get() else {
      throw ActRefusal.orderMissing
    }
    let account = try it.now()
    #expect(account.balance == Money(20_000 - 5310, "CNY"))
    #expect(account.subscription.validUntil == it.quote.until)
    #expect(account.paidTerms == 11 && account.openOrder == nil)
    #expect(account.receipts == [receipt.id])
    #expect(receipt.facts == .renewal(it.quote, method: .balance, order: "O-1"))
    #expect(try it.order("O-1").state == .completed)
    let notice = try #require(it.hall.book.all(Notice.self).first)
    #expect(notice.body == .renewed(it.quote, receipt: receipt.number))
    #expect(notice.channel == .mail && notice.language == .zhHans, "REN-10")
  }

  @Test func `paying twice with one order number charges once, from two terminals as well`() throws
  {
    let it = try OrderCase()
    let first = try it.pay("O-1").get()
    #expect(try it.pay("O-1", at: "desk-2") == .success(first))
    #expect(try it.now().balance == Money(14_690, "CNY"))
    #expect(it.hall.book.all(Receipt.self).count == 1)
  }

  @Test func `REN-10 without an e-mail address the confirmation goes to the phone`() throws {
    let it = try OrderCase { $0.email = nil }
    _ = try it.pay("O-1").get()
    let notice = try #require(it.hall.book.all(Notice.self).first)
    #expect(notice.channel == .sms && notice.address == "+8613800138000")
  }

  @Test func `X-10 a second order while one is open is refused`() throws {
    let it = try OrderCase()
    let first = try it.opened("O-1")
    #expect(try it.open("O-2") == .failure(.orderOpen(first)))
    #expect(try it.pay("O-3") == .failure(.orderOpen(first)))
    #expect(try it.open("O-1") == .success(.order(first)))
    #expect(it.hall.book.all(Order.self).count == 1)
  }

  @Test func `one number is one order: it never stands for another person's or another purchase`()
    throws
  {
    let it = try OrderCase()
    let first = try it.opened("O-1")
    let other = try #require(
      Quote.of(
        plan: "data-plus", tier: "year", for: it.lin, policy: it.hall.policy, today: it.hall.today))
    let again = try it.hall.perform(
      .openOrder(account: it.lin.id, purpose: .renewal(other), method: .practice, number: "O-1"))
    #expect(again == .failure(.orderOpen(first)))
    let tom = try it.hall.add(People.tom(it.hall.policy, now: it.hall.now))
    let stranger = try it.hall.perform(
      .openOrder(account: tom.id, purpose: .renewal(it.quote), method: .practice, number: "O-1"))
    #expect(stranger == .failure(.orderOpen(first)))
  }

  @Test func `REN-16 a balance that is too low says by how much, and nothing is written`() throws {
    let it = try OrderCase { $0.balance = Money(300, "CNY") }
    #expect(try it.pay("O-1") == .failure(.balanceTooLow(short: Money(5010, "CNY"))))
    #expect(try it.now() == it.lin)
    #expect(it.hall.book.all(Order.self).isEmpty)
  }

  @Test func `REN-09 a price that changed since it was agreed is told, and nothing is written`()
    throws
  {
    let it = try OrderCase()
    try it.hall.change(it.lin.id) { $0.paidTerms = 0 }
    let changed = try #require(
      Quote.of(
        plan: "data-plus", tier: "month", for: try it.now(), policy: it.hall.policy,
        today: it.hall.today))
    let before = try it.hall.book.everything()
    #expect(try it.pay("O-1") == .failure(.quoteChanged(changed)))
    #expect(try it.open("O-1") == .failure(.quoteChanged(changed)))
    #expect(try it.hall.book.everything() == before)
  }

  @Test func `a payment said twice by the provider counts once`() throws {
    let it = try OrderCase()
    let order = try it.opened("O-1")
    let first = try it.hall.perform(.settleOrder(order, reference: "p-1")).get()
    #expect(try it.hall.perform(.settleOrder(order, reference: "p-1")) == .success(first))
    #expect(try it.now().paidTerms == 11)
    #expect(try it.now().subscription.validUntil == it.quote.until)
    #expect(try it.now().balance == it.lin.balance)
  }

  @Test
  func `a payment that arrives days later counts from the day it arrives, at the agreed price`()
    throws
  {
    let it = try OrderCase { $0.subscription.validUntil = $0.subscription.validFrom }
    let order = try it.opened("O-1")
    it.hall.clock.advance(3 * 86_400)
    _ = try it.hall.perform(.settleOrder(order, reference: "p-1")).get()
    #expect(try it.now().subscription.validUntil == it.hall.today.adding(months: 1))
    #expect(try it.order("O-1").amount == it.quote.total)
  }

  @Test func `a cancelled order that is paid late is sent back and told`() throws {
    let it = try OrderCase()
    let order = try it.opened("O-1")
    #expect(try it.hall.perform(.cancelOrder(order)) == .success(.order(order)))
    #expect(try it.hall.perform(.cancelOrder(order)) == .success(.order(order)))
    #expect(try it.now().openOrder == nil)
    guard
      case .receipt(let receipt) = try it.hall.perform(.settleOrder(order, reference: "p")).get()
    else { throw ActRefusal.orderMissing }
    #expect(receipt.facts == .refund(order: "O-1", amount: it.quote.total))
    #expect(try it.order("O-1").state == .refunded)
    #expect(try it.now().subscription == it.lin.subscription)
    #expect(
      it.hall.book.all(Notice.self).map(\.body)
        == [.refunded(amount: it.quote.total, receipt: receipt.number)])
    #expect(try it.hall.perform(.cancelOrder(order)) == .failure(.orderNotOpen))
  }

  @Test func `X-10 money that arrives while the account is closing is sent back`() throws {
    let it = try OrderCase()
    let order = try it.opened("O-1")
    // No desk lets it come to this; the records of another system might.
    let form = try it.hall.book.newID()
    try it.hall.change(it.lin.id) { $0.closure = form }
    _ = try it.hall.perform(.settleOrder(order, reference: "p")).get()
    #expect(try it.order("O-1").state == .refunded)
    #expect(try it.now().openOrder == nil)
  }

  @Test func `a paid bill is settled once, and cannot be paid again`() throws {
    let it = try OrderCase {
      $0.bills = [
        Bill(id: "B-1", issued: Day(ordinal: 20_000), amount: Money(1280, "CNY"), paid: false)
      ]
    }
    func pay(_ number: String) throws -> Result<Outcome, ActRefusal> {
      try it.hall.perform(
        .payFromBalance(account: it.lin.id, purpose: .bill("B-1"), number: number))
    }
    _ = try pay("O-1").get()
    #expect(try it.now().bills.first?.paid == true)
    #expect(try it.now().paidTerms == 10)
    #expect(try pay("O-2") == .failure(.billMissing))
    #expect(try it.now().balance == Money(18_720, "CNY"))
  }

  @Test func `LOG-08 a line that is not activated is not renewed, a paused one is`() throws {
    let it = try OrderCase { $0.subscription.state = .notActivated }
    #expect(try it.pay("O-1") == .failure(.notActivated))
    let paused = try OrderCase { $0.subscription.state = .suspended }
    _ = try paused.pay("O-1").get()
    #expect(try paused.now().subscription.validUntil == paused.quote.until)
  }

  @Test func `orders nobody has are refused`() throws {
    let it = try OrderCase()
    let nowhere = RecordID(999)
    #expect(try it.hall.perform(.settleOrder(nowhere, reference: "p")) == .failure(.orderMissing))
    #expect(try it.hall.perform(.cancelOrder(nowhere)) == .failure(.orderMissing))
    #expect(
      try it.hall.perform(.payFromBalance(account: nowhere, purpose: .bill("B"), number: "O-9"))
        == .failure(.accountMissing))
    let gone = Quote(
      plan: "gone", tier: "month", term: .months(1), listPrice: Money(1, "CNY"), promotion: nil,
      discount: Money(0, "CNY"), total: Money(1, "CNY"), from: it.hall.today, until: nil)
    #expect(
      try it.hall.perform(
        .payFromBalance(account: it.lin.id, purpose: .renewal(gone), number: "O-9"))
        == .failure(.noSuchPlan))
  }

  @Test func `an open order waits half an hour, in the queue of what is due`() throws {
    let it = try OrderCase()
    let order = try it.opened("O-1")
    let due = try it.hall.book.due(.order, through: nil, after: nil, limit: 9)
    #expect(due == [DueItem(due: it.hall.now.adding(seconds: 1800), id: order)])
    _ = try it.hall.perform(.settleOrder(order, reference: "p")).get()
    #expect(try it.hall.book.due(.order, through: nil, after: nil, limit: 9).isEmpty)
  }
}

struct AccountActTests {
  private func new(_ change: (inout NewSubscriber) -> Void = { _ in }) -> NewSubscriber {
    var new = NewSubscriber(
      brand: "heyon", name: "Ana Petrova", userName: "ana", email: "ana@example.com",
      msisdn: "+447911123456", passwordHash: "h", language: .en)
    change(&new)
    return new
  }

  @Test func `LOG-08 a new subscriber gets an account number and a line that is not yet live`()
    throws
  {
    let hall = try Hall()
    guard case .account(let id) = try hall.perform(.register(new())).get() else { return }
    let ana = try #require(try hall.account(id))
    #expect(ana.number.hasPrefix("H-") && ana.number.count == 8)
    #expect(ana.subscription.state == .notActivated && ana.paidTerms == 0)
    #expect(!ana.emailConfirmed)
  }

  @Test func `an address that another subscriber has is refused, and nothing is written`() throws {
    let hall = try Hall()
    _ = try hall.perform(.register(new())).get()
    let others: [(Lookup.Space, (inout NewSubscriber) -> Void)] = [
      (
        .email,
        {
          $0.msisdn = nil; $0.userName = nil
        }
      ),
      (
        .msisdn,
        {
          $0.email = "b@example.com"; $0.userName = nil
        }
      ),
      (
        .userName,
        {
          $0.email = "b@example.com"; $0.msisdn = nil
        }
      ),
    ]
    for (space, change) in others {
      #expect(try hall.perform(.register(new(change))) == .failure(.taken(space)))
    }
    #expect(hall.book.all(Account.self).count == 1)
    #expect(
      try hall.perform(.register(new { $0.brand = "nope" })) == .failure(.brandUnknown("nope")))
  }

  @Test func `LOG-08 activation makes the line live and starts the plan that came with the card`()
    throws
  {
    let hall = try Hall()
    let zhou = try hall.add(People.zhou(hall.policy, now: hall.now))
    guard
      case .receipt(let receipt) = try hall.perform(.activate(account: zhou.id, code: nil)).get()
    else { return }
    let line = try #require(try hall.account(zhou.id)).subscription
    #expect(line.state == .active && line.validFrom == hall.today)
    #expect(line.validUntil == hall.today.adding(months: 1))
    #expect(receipt.facts == .activation(plan: "data-basic", until: line.validUntil))
    #expect(hall.book.all(Notice.self).map(\.body) == [.activated])
    #expect(
      try hall.perform(.activate(account: zhou.id, code: nil)) == .failure(.alreadyActivated))
  }

  @Test func `LOG-09 a device that takes no eSIM gets no line`() throws {
    let hall = try Hall()
    let zhou = try hall.add(People.zhou(hall.policy, now: hall.now))
    _ = try hall.perform(.setDevice(account: zhou.id, supportsESIM: false))
    #expect(
      try hall.perform(.activate(account: zhou.id, code: nil)) == .failure(.deviceUnsupported))
  }

  @Test func `PRE-05 a device that is taken off is gone, and only that one`() throws {
    let hall = try Hall()
    let lin = try hall.addLin { account in
      account.bindings = ["D1", "D2"].map {
        Binding(id: $0, kind: .device, label: $0, since: Day(ordinal: 20_000))
      }
    }
    _ = try hall.perform(.unbind(account: lin.id, binding: "D1")).get()
    #expect(try hall.account(lin.id)?.bindings.map(\.id) == ["D2"])
    #expect(
      try hall.perform(.unbind(account: lin.id, binding: "D1")) == .failure(.bindingMissing))
  }

  @Test func `LOG-07 a new password is told to the owner and ends the row of wrong ones`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    for _ in 1...5 { _ = try hall.perform(.admitSignIn(account: lin.id)) }
    _ = try hall.perform(.setPassword(account: lin.id, hash: "new")).get()
    #expect(try hall.account(lin.id)?.passwordHash == "new")
    #expect(try hall.perform(.admitSignIn(account: lin.id)) == .success(.done))
    #expect(hall.book.all(Notice.self).map(\.body) == [.passwordChanged])
  }

  @Test func `the journal says what was done and to which records, never to whom`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    _ = try hall.perform(.issueCode(account: lin.id, purpose: .identity, channel: .sms))
    _ = try hall.perform(.register(new()))
    for event in hall.book.journal {
      #expect(!event.act.contains("@"))
      for secret in ["linyue", "ana", "+86", "林"] { #expect(!"\(event)".contains(secret)) }
    }
    #expect(hall.book.journal.map(\.act) == ["test.add", "code.issue", "account.register"])
    #expect(hall.book.journal[1].records.contains(lin.id))
  }
}
