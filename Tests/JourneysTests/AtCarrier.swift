import Domain
import Fixtures
import Journeys
import Testing

/// Someone on her own page at one of the carriers, with a photo of her card on a USB stick.
struct AtCarrier {
  let hall: Hall
  let lin: Account
  let bank = Bank()
  let person: DeskScript

  init(
    _ carrier: Carrier, signIn identifier: String = "linyue@example.com",
    _ change: (inout Account) -> Void = { _ in }
  ) throws {
    try self.init(try carrier.policy(), signIn: identifier, change)
  }

  init(
    _ policy: BrandPolicy, signIn identifier: String = "linyue@example.com",
    _ change: (inout Account) -> Void = { _ in }
  ) throws {
    hall = try Hall(policy)
    lin = try hall.addLin(change)
    person = hall.desk(payment: bank.port)
    person.signIn(identifier)
  }

  func account() throws -> Account? { try hall.account(lin.id) }

  func form() throws -> ClosureApplication {
    try #require(hall.book.all(ClosureApplication.self).last)
  }

  func decide(_ decision: Act.Decision) throws {
    _ = try hall.perform(.decideClosure(form().id, decision, by: "r"), at: "office").get()
  }

  /// Renews for a month from the balance.
  func renews() throws {
    let before = try #require(try account())
    person.choose("renewal")
    person.choose("month")
    person.choose("balance")
    person.expect(step: "check")
    person.confirm()
    person.expect(step: "paid")
    person.next()
    let after = try #require(try account())
    #expect(after.subscription.validUntil == before.subscription.validUntil?.adding(months: 1))
    #expect(after.balance.minor < before.balance.minor)
  }

  /// Settles everything on the checklist and goes on to the question why.
  func settles() {
    person.expect(step: "checklist", "closure")
    if person.item("balance")?.action == .open {
      person.choose("balance")
      person.choose("refund")
    }
    for id in ["deviceSupport", "linkedAccounts", "backup"] where person.item(id) != nil {
      person.check(id)
      #expect(person.item(id)?.state == .done)
    }
    person.choose("terms")
    person.confirm()
    person.next()
    person.expect(step: "reason")
  }

  /// The last word, and the receipt.
  func confirms() throws -> Receipt {
    person.expect(step: "confirm", "closure")
    for text in hall.policy.closure.consequences { #expect(person.tells(.policy(text))) }
    #expect(try account()?.closure == nil)
    person.confirm()
    return try #require(person.receipts.last)
  }

  /// Nobody can sign in any more, and the number still answers.
  func isGone(_ number: String) throws {
    #expect(try account() == nil)
    let other = hall.desk("desk-2")
    other.choose("signIn")
    other.enter(["identifier": "linyue@example.com", "password": People.password])
    other.expect(refused: "signIn.wrong")
    other.home()
    other.choose("lookUp")
    other.enter(["receipt": number])
    other.expect(step: "progress", "lookUp")
    #expect(other.says("progress.approved"))
    for text in hall.policy.closure.afterwards { #expect(other.tells(.policy(text))) }
  }
}
