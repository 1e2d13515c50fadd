import Fixtures
import Testing

@testable import Domain
@testable import Journeys

/// A provider whose every answer the test decides, and when it comes.
private final class Provider {
  /// What it answers next; the last one again and again.
  var begins: [Ports.ProviderState] = [.asking, .page(Provider.page)]
  var asks: [Ports.ProviderState] = [.open]
  var cancels: [Ports.ProviderState] = [.asking, .closed]
  var refunds: [Ports.ProviderState] = [.refunded(reference: "re_1")]
  private(set) var heard: [String] = []

  static let page = PaymentPage(
    provider: .weChatPay, handle: "O-1", address: "weixin://wxpay/bizpayurl?pr=abc")

  private func next(_ what: String, _ answers: inout [Ports.ProviderState]) -> Ports.ProviderState {
    heard.append(what)
    return answers.count > 1 ? answers.removeFirst() : answers[0]
  }

  var port: Ports.Payment {
    Ports.Payment(
      methods: [.weChatPay], begin: { _ in self.next("begin", &self.begins) },
      ask: { _ in self.next("ask", &self.asks) },
      cancel: { _ in self.next("cancel", &self.cancels) },
      refund: { _ in self.next("refund", &self.refunds) },
      practise: { _, _ in .unreachable })
  }
}

/// Paying at a provider's page, whose answers take their time (REN-07, REN-08).
@Suite struct OnlinePaymentTests {
  private let hall: Hall
  private let lin: Account
  private let provider = Provider()

  init() throws {
    hall = try Hall()
    lin = try hall.addLin()
  }

  private func renewing(kiosk: Kiosk? = nil) -> DeskScript {
    let person = hall.desk(payment: provider.port, kiosk: kiosk)
    if kiosk != nil { person.choose("en") }
    person.signIn()
    person.choose("renewal")
    person.choose("month")
    person.choose("weChatPay")
    person.confirm()
    return person
  }

  /// As the front does when nobody presses anything for that long.
  private func pass(_ person: DeskScript, _ times: Int = 1) {
    for _ in 0..<times {
      hall.clock.advance(person.desk.lookLeft ?? 0)
      person.desk.look()
    }
  }

  @Test func `an order left open and given up later shows no page again while it is closed`() throws
  {
    let person = renewing()
    pass(person)
    person.choose("later")
    person.choose("renewal")
    person.expect(step: "unfinished")
    person.choose("cancel")
    person.expect(step: "asking")
    pass(person)
    person.expect(step: "cancelled")
    #expect(provider.heard.count { $0 == "cancel" } == 2)
  }

  @Test func `PRE-03 X-10 an order given up before closing is waited for, and says so`() throws {
    let person = renewing()
    pass(person)
    person.expect(step: "page")
    provider.cancels = [.asking, .asking, .closed]
    person.home()
    person.choose("closure")
    person.choose("start")
    #expect(person.item("orders")?.state == .blocking)
    person.choose("orders")
    person.choose("cancel")
    person.expect(step: "asking", "closure")
    #expect(person.says("pay.asking.body"))
    pass(person)
    person.expect(step: "asking", "closure")
    pass(person)
    person.expect(step: "checklist", "closure")
    #expect(person.item("orders")?.state == .done)
    #expect(provider.heard.count { $0 == "cancel" } == 3)
  }

  private func order() throws -> Order {
    let id = try #require(try hall.account(lin.id)?.orders.last)
    return try #require(try hall.book.read(Order.self, id))
  }

  @Test func `the page comes by itself, and so does the receipt (REN-07, REN-11)`() throws {
    let person = renewing()
    person.expect(step: "asking")
    pass(person)
    person.expect(step: "page")
    #expect(try order().page == Provider.page)
    #expect(
      person.prompt.body.contains {
        if case .scan(.some, let address) = $0 { address == Provider.page.address } else { false }
      })
    pass(person, 2)
    person.expect(step: "page")
    provider.asks = [.paid(reference: "42")]
    pass(person)
    person.expect(step: "paid")
    #expect(try order().state == .completed)
    #expect(try hall.account(lin.id)?.paidTerms == lin.paidTerms + 1)
  }

  @Test func `the time left is told, in minutes first and then in steps of ten seconds`() {
    let person = renewing()
    pass(person)
    func left() -> Fact? {
      for case .fact(label: "pay.page.left", let value) in person.prompt.body {
        return value.facts["it"]
      }
      return nil
    }
    #expect(left() == .seconds(1800))
    hall.clock.advance(1_000)
    pass(person)
    #expect(left() == .seconds(840))
    hall.clock.advance(720)
    pass(person)
    #expect(left() == .seconds(80))
  }

  @Test func `a page nobody pays is closed at the provider when its time is over, then here`()
    throws
  {
    let person = renewing()
    pass(person)
    hall.clock.advance(Order.lifeSeconds + 1)
    pass(person, 2)
    person.expect(step: "cancelled")
    #expect(try order().state == .cancelled)
    #expect(provider.heard.filter { $0 == "cancel" }.count == 2)
  }

  @Test func `given up, it is closed at the provider first; paid at that moment, it is paid`()
    throws
  {
    let person = renewing()
    pass(person)
    person.choose("cancel")
    person.expect(step: "asking")
    #expect(try order().state == .awaitingPayment)
    provider.cancels = [.paid(reference: "42")]
    pass(person)
    person.expect(step: "paid")
    #expect(try order().state == .completed)
  }

  @Test func `no page: nothing was charged, and it can be tried again or given up`() throws {
    provider.begins = [.unreachable]
    let person = renewing()
    person.expect(step: "noPage")
    provider.begins = [.page(Provider.page)]
    person.choose("again")
    person.expect(step: "page")
  }

  @Test func `a provider that falls silent leaves the page where it is, and says so`() throws {
    let person = renewing()
    pass(person)
    provider.asks = [.unreachable]
    pass(person)
    person.expect(step: "page")
    #expect(person.warns("pay.page.silent"))
    provider.asks = [.open]
    pass(person)
    #expect(!person.warns("pay.page.silent"))
  }

  @Test func `a closing that is not answered leaves the order open`() throws {
    let person = renewing()
    pass(person)
    provider.cancels = [.unreachable]
    person.choose("cancel")
    person.expect(step: "unknown")
    #expect(try order().state == .awaitingPayment)
    person.choose("ask")
    person.expect(step: "page")
  }

  @Test func `power gone with the page on the screen: the next sign-in finds the payment`() throws {
    let person = renewing()
    pass(person)
    provider.asks = [.asking, .paid(reference: "42")]
    let next = hall.desk("desk-2", payment: provider.port)
    next.signIn()
    #expect(try order().state == .awaitingPayment)
    pass(next)
    #expect(try order().state == .completed)
    next.home()
    #expect(next.receipts.count == 1)
    _ = person
  }

  @Test func `paid too late: the money goes back, with a receipt that says so`() throws {
    let person = renewing()
    pass(person)
    provider.cancels = [.closed]
    person.choose("cancel")
    person.expect(step: "cancelled")
    // The provider lets it through after all; the last look finds it.
    provider.cancels = [.paid(reference: "42")]
    provider.refunds = [.unreachable, .unreachable, .asking, .refunded(reference: "re_1")]
    hall.clock.advance(2 * Order.lifeSeconds + 61)
    let errand = hall.desk("timer", payment: provider.port)
    errand.desk.runDue(closingOrders: true)
    #expect(try order().state == .refunded)
    #expect(try order().refund == .owed)
    let filed = try #require(try order().receipt)
    let receipt = try #require(try hall.book.read(Receipt.self, filed))
    #expect(receipt.facts == .refund(order: try order().number, amount: try order().amount))
    // Owed until the provider says that it went.
    errand.desk.runDue(closingOrders: true)
    #expect(try order().refund == .owed)
    errand.desk.runDue(closingOrders: true)
    #expect(try order().refund == .done(reference: "re_1"))
    #expect(try order().due == nil)
  }

  @Test func `the last look finds nothing and is the last`() throws {
    let person = renewing()
    pass(person)
    provider.cancels = [.closed]
    person.choose("cancel")
    hall.clock.advance(2 * Order.lifeSeconds + 61)
    let errand = hall.desk("timer", payment: provider.port)
    errand.desk.runDue(closingOrders: true)
    #expect(try order().due == nil)
    #expect(try order().state == .cancelled)
  }

  @Test func `no account is closed for good while somebody could still pay for it`() throws {
    let person = renewing()
    pass(person)
    provider.cancels = [.closed]
    person.choose("cancel")
    let account = try #require(try hall.account(lin.id))
    let form = try hall.file(account)
    hall.clock.advance(60)
    let decided = try hall.perform(.decideClosure(form.id, .approve, by: "reviewer"))
    #expect(throws: ActRefusal.orderOpen(try order().id)) { try decided.get() }
    hall.clock.advance(2 * Order.lifeSeconds)
    hall.desk("timer", payment: provider.port).desk.runDue(closingOrders: true)
    _ = try hall.perform(.decideClosure(form.id, .approve, by: "reviewer")).get()
  }

  @Test func `a kiosk that is left closes the order as soon as its provider answers`() throws {
    provider.cancels = [.asking]
    let person = renewing(kiosk: Kiosk())
    pass(person)
    person.desk.leave()
    #expect(try order().state == .awaitingPayment)
    #expect(try order().expiresAt < hall.now)
    provider.cancels = [.closed]
    hall.desk(payment: provider.port, kiosk: Kiosk()).desk.attend()
    #expect(try order().state == .cancelled)
  }

  @Test func `two pages for one order are refused: both could be paid`() throws {
    let person = renewing()
    pass(person)
    let other = PaymentPage(provider: .stripe, handle: "cs_1", address: "https://x")
    #expect(throws: ActRefusal.orderElsewhere) {
      try hall.perform(.keepPage(order().id, other)).get()
    }
    _ = person
  }
}
