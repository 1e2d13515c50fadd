import Fixtures
import Foundation
import Testing

@testable import Connectors
@testable import Domain
@testable import Journeys

extension PaymentTests {
  /// Each provider against a double that holds every request to the provider's own documents.
  @Suite struct ProviderTests {
    typealias Way = PaymentServer.Way

    let server: PaymentServer
    let clock = TestClock()

    init() throws {
      server = try PaymentServer.shared()
      try server.setClock(clock.now)
    }

    private func port(_ way: Way) throws -> Ports.Payment {
      let now = clock.now
      let chance = Chance(seed: 7)
      return try OnlinePayment(
        server.settings(way), now: { now }, random: { chance.bytes($0) }
      ).port(isPatient: true)
    }

    private func order(_ way: Way, _ number: String = "O-7K2M94QD0HXZ", minor: Int64 = 5900)
      -> Order
    {
      Order(
        id: RecordID(1), number: number, account: RecordID(2), purpose: .bill("B-1"),
        amount: Money(minor, "CNY"), method: way.method, state: .awaitingPayment,
        createdAt: clock.now, expiresAt: clock.now.adding(seconds: Order.lifeSeconds))
    }

    /// An order whose page is there.
    private func begun(_ way: Way, _ port: Ports.Payment) throws -> Order {
      var order = order(way)
      guard case .page(let page) = port.begin(order) else {
        throw NoPage(book: try server.book())
      }
      order.page = page
      return order
    }

    private struct NoPage: Error { let book: PaymentServer.Book }

    private func fail(_ what: String) { Issue.record("\(what)") }

    private func expectNoComplaints(_ place: SourceLocation = #_sourceLocation) throws {
      #expect(try server.book().complaints == [], sourceLocation: place)
    }

    @Test(arguments: Way.allCases)
    func `a page is made once, is paid once, and the answer is believed (REN-08)`(_ way: Way) throws
    {
      let port = try port(way)
      let order = try begun(way, port)
      #expect(port.begin(self.order(way)) == .page(try #require(order.page)))
      #expect(port.ask(order) == .open)
      #expect(try server.pay(order.number))
      guard case .paid(let reference) = port.ask(order) else {
        Issue.record("\(port.ask(order))")
        return
      }
      #expect(port.ask(order) == .paid(reference: reference))
      #expect(port.cancel(order) == .paid(reference: reference))
      #expect(try server.book().charged == [order.number: [5900]])
      try expectNoComplaints()
    }

    @Test func `a card, Alipay and WeChat Pay can all be had from Stripe (REN-08)`() throws {
      let port = try port(.stripe)
      #expect(port.methods == [.card, .alipay, .weChatPay])
      for (index, method) in port.methods.enumerated() {
        var order = order(.stripe, "O-7K2M94QD0HX\(index)")
        order.method = method
        guard case .page = port.begin(order) else {
          Issue.record("\(method)")
          continue
        }
      }
      try expectNoComplaints()
    }

    @Test(arguments: Way.allCases)
    func `a closed page takes no money, and closing it twice is the same`(_ way: Way) throws {
      let port = try port(way)
      let order = try begun(way, port)
      #expect(port.cancel(order) == .closed)
      #expect(try !server.pay(order.number))
      #expect(port.cancel(order) == .closed)
      #expect(try server.book().charged == [:])
      try expectNoComplaints()
    }

    @Test(arguments: Way.allCases)
    func `paid while it is being closed, it is paid, or has gone back already`(_ way: Way) throws {
      let port = try port(way)
      let order = try begun(way, port)
      // The first request asks how it stands; before the second the person pays.
      try server.faults(["", "pay \(order.number)"])
      switch port.cancel(order) {
      case .paid: #expect(try server.book().returned == [:])
      case .refunded: #expect(try server.book().returned == [order.number: [5900]])
      case let other: Issue.record("\(other)")
      }
      #expect(try server.book().charged == [order.number: [5900]])
    }

    @Test(arguments: Way.allCases)
    func `money goes back once, however often it is asked to`(_ way: Way) throws {
      let port = try port(way)
      var order = try begun(way, port)
      try server.pay(order.number)
      guard case .paid(let reference) = port.ask(order) else { return fail("not paid") }
      order.reference = reference
      let money = try #require(order.moneyBack)
      // Done, but the answer never came.
      try server.faults(way == .stripe ? ["", "lost"] : ["lost"])
      #expect(port.refund(money) == .unreachable)
      guard case .refunded(let first) = port.refund(money),
        case .refunded(first) = port.refund(money)
      else { return fail("\(port.refund(money))") }
      #expect(try server.book().returned == [order.number: [5900]])
      try expectNoComplaints()
    }

    @Test(arguments: Way.allCases)
    func `X-09 a part goes back once under its number, and never more than was paid`(_ way: Way)
      throws
    {
      let port = try port(way)
      var order = try begun(way, port)
      try server.pay(order.number)
      guard case .paid(let reference) = port.ask(order) else { return fail("not paid") }
      order.reference = reference
      let part = try #require(order.part(Money(1200, "CNY")))
      guard case .refunded(let first) = port.refund(part), case .refunded(first) = port.refund(part)
      else { return fail("\(port.refund(part))") }
      #expect(try server.book().returned == [order.number: [1200]])
      try expectNoComplaints()
      // Another number is another refund: what is left would not do.
      guard case .refunded = port.refund(try #require(order.moneyBack)) else {
        #expect(try server.book().returned == [order.number: [1200]])
        return
      }
      fail("more than was paid")
    }

    @Test(arguments: Way.allCases)
    func `what a provider will never send back is told apart from what it cannot now`(_ way: Way)
      throws
    {
      let port = try port(way)
      var order = try begun(way, port)
      try server.pay(order.number)
      guard case .paid(let reference) = port.ask(order) else { return fail("not paid") }
      order.reference = reference
      let money = try #require(order.moneyBack)
      let first = way == .stripe ? [""] : []
      for fault in ["drop", "500", "429", "409"] {
        try server.faults(first + [fault])
        #expect(port.refund(money) == .unreachable, "\(fault)")
      }
      try server.faults(first + ["refuse"])
      #expect(port.refund(money) == .declined)
      #expect(try server.book().returned == [:])
    }

    @Test func `a failure that Stripe remembers under a key does not stand in the way of a refund`()
      throws
    {
      let port = try port(.stripe)
      var order = try begun(.stripe, port)
      try server.pay(order.number)
      guard case .paid(let reference) = port.ask(order) else { return fail("not paid") }
      order.reference = reference
      let money = try #require(order.moneyBack)
      try server.faults(["", "500-kept"])
      #expect(port.refund(money) == .unreachable)
      // Under the same key it would be answered with that failure for a day.
      guard case .refunded(let first) = port.refund(money),
        case .refunded(first) = port.refund(money)
      else { return fail("\(port.refund(money))") }
      #expect(try server.book().returned == [order.number: [5900]])
      try expectNoComplaints()
    }

    @Test(arguments: Way.allCases)
    func `an answer that lies, is forged, old, of another order or sum never counts as paid`(
      _ way: Way
    ) throws {
      let port = try port(way)
      let order = try begun(way, port)
      let lies =
        way == .stripe
        ? ["amount", "currency", "someone"] : ["forged", "amount", "currency", "someone", "old"]
      for lie in lies {
        try server.faults([lie])
        #expect(port.ask(order) == .unreachable, "\(lie)")
        try server.faults([lie, lie])
        #expect(port.cancel(order) == .unreachable, "\(lie)")
      }
      try server.faults([])
      #expect(port.ask(order) == .open)
    }

    @Test(arguments: Way.allCases)
    func `whatever goes wrong on the way says nothing, and the next try finds out`(
      _ way: Way
    ) throws {
      let port = try port(way)
      for fault in ["drop", "lost", "500", "500-after", "409", "429", "garbage"] {
        try server.faults([fault])
        #expect(port.begin(order(way)) == .unreachable, "\(fault)")
      }
      let order = try begun(way, port)
      for fault in ["drop", "lost", "500", "409", "429", "garbage"] {
        try server.faults([fault])
        #expect(port.ask(order) == .unreachable, "\(fault)")
      }
      // Charged, and the word of it lost.
      try server.pay(order.number)
      try server.faults(["lost"])
      #expect(port.ask(order) == .unreachable)
      guard case .paid = port.ask(order) else { return fail("not paid") }
      #expect(try server.book().charged == [order.number: [5900]])
      try expectNoComplaints()
    }

    @Test func `an address of the carrier's own leads to Stripe's page where that is too long`()
      throws
    {
      var settings = server.stripe
      settings.shortPage = "https://pay.heyon.example/{session}"
      let now = clock.now
      let port = try OnlinePayment(
        PaymentSettings(stripe: settings), now: { now }, random: { Array(repeating: 0, count: $0) }
      ).port(isPatient: true)
      guard case .page(let page) = port.begin(order(.stripe)) else { return fail("no page") }
      #expect(page.address == "https://pay.heyon.example/\(page.handle)")
    }

    @Test func `another sum never goes by the same number`() throws {
      let port = try port(.stripe)
      _ = try begun(.stripe, port)
      #expect(port.begin(order(.stripe, minor: 6000)) == .unreachable)
      #expect(try server.book().complaints.count == 1)
    }

    @Test(arguments: [Way.weChatPay, .alipay])
    func `who settles in renminbi alone is offered only where that is paid`(_ way: Way) throws {
      let port = try port(way)
      #expect(port.takes(way.method, "CNY") && !port.takes(way.method, "HKD"))
      #expect(try self.port(.stripe).takes(way.method, "HKD"))
    }

    @Test(arguments: Way.allCases)
    func `an order whose page nobody saw is closed without asking anybody`(_ way: Way) throws {
      #expect(try port(way).cancel(order(way)) == .closed)
      #expect(try server.book().requests == [])
    }

    @Test func `a desk is not kept waiting: the answer is taken when it is there`() throws {
      let now = clock.now
      let port = try OnlinePayment(
        server.settings(.stripe), now: { now }, random: { Array(repeating: 0, count: $0) }
      ).port()
      let order = order(.stripe)
      var answer = port.begin(order)
      #expect(answer == .asking)
      let deadline = Date(timeIntervalSinceNow: 60)
      while answer == .asking, Date() < deadline {
        usleep(2_000)
        answer = port.begin(order)
      }
      guard case .page = answer else { return fail("\(answer)") }
      #expect(try server.book().requests == ["POST /v1/checkout/sessions"])
    }
  }
}
