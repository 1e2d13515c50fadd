import Domain
import Fixtures
import Journeys
import Testing

/// What is left on a closed account, on its way back (X-09, AFT-05).
struct RepaymentTests {
  private let hall: Hall
  private let lin: Account
  private let bank = Bank()

  init() throws {
    hall = try Hall()
    lin = try hall.addLin()
  }

  /// She renews online, then closes her account with so much left on it.
  private func closed(with minor: Int64, after days: Int64 = 0) throws -> Receipt {
    let person = hall.desk(payment: bank.port)
    person.signIn()
    person.choose("renewal")
    person.choose("month")
    person.choose("practice")
    person.confirm()
    person.choose("approve")
    person.expect(step: "paid")
    hall.clock.advance(days * 86_400)
    try hall.change(lin.id) {
      $0.balance = Money(minor, "CNY")
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
    return receipt
  }

  private func paid() throws -> Money {
    try #require(
      hall.book.all(Receipt.self).compactMap(\.facts.paid).first)
  }

  /// What the receipt says to its owner; to whoever looks it up by its number it says as much, without
  /// the sums.
  private func told(_ receipt: Receipt) throws -> [String: [String: Fact]] {
    let receipt = try #require(try hall.book.read(Receipt.self, receipt.id))
    let told = RepaymentWords.of(receipt, hall.policy)
    let person = hall.desk(payment: bank.port)
    person.choose("lookUp")
    person.enter(["receipt": receipt.number])
    let phrases = person.phrases.filter { $0.key.hasPrefix("repayment.") }
    #expect(
      phrases.map(\.key)
        == told.map { $0.key.replacing("repayment.", with: "repayment.masked.") })
    #expect(
      !phrases.flatMap(\.facts.values).contains { if case .money = $0 { true } else { false } })
    return Dictionary(told.map { ($0.key, $0.facts) }) { first, _ in first }
  }

  private func timer(_ seconds: Int64) {
    hall.clock.advance(seconds)
    hall.desk("timer", payment: bank.port).desk.runDue(closingOrders: true)
  }

  @Test
  func
    `X-09 AFT-05 a balance goes back by the way it was paid, the rest against the receipt, which says how far it is`()
    throws
  {
    bank.isReachable = true
    let receipt = try closed(with: 20_000)
    let price = try paid()
    let rest = Money(20_000, "CNY") - price
    bank.isReachable = false
    timer(1)
    var told = try told(receipt)
    #expect(told["repayment.owed"]?["amount"] == .money(price))
    #expect(told["repayment.rest"]?["amount"] == .money(rest))
    #expect(told["repayment.rest"]?["receipt"] == .text(receipt.number))
    #expect(bank.refunds == 0)
    bank.isReachable = true
    timer(60)
    told = try self.told(receipt)
    #expect(told["repayment.done"]?["amount"] == .money(price))
    #expect(told["repayment.owed"] == nil && told["repayment.rest"]?["amount"] == .money(rest))
    // However often it is asked: once.
    for _ in 0..<3 { timer(86_400) }
    #expect(bank.refunds == 1)
    guard case .closureDone(_, let outcome?, _) = receipt.facts else {
      throw ActRefusal.notInReview
    }
    #expect(outcome.byProvider == price)
  }

  @Test
  func `X-09 what was paid too long ago, or not online, is paid out against the receipt alone`()
    throws
  {
    let receipt = try closed(with: 500, after: 181)
    #expect(receipt.repayments == nil && receipt.due == nil)
    #expect(try told(receipt).keys.sorted() == ["repayment.rest"])
    timer(60)
    #expect(bank.refunds == 0)
  }

  @Test func `X-09 what a provider will not send back is paid out with the rest`() throws {
    let receipt = try closed(with: 2_000)
    let number = try #require(receipt.repayments?.first?.money.number)
    #expect(try told(receipt).keys.sorted() == ["repayment.owed"])
    try hall.perform(.repaid(receipt: receipt.id, number: number, .refused))
    #expect(try told(receipt)["repayment.rest"]?["amount"] == .money(Money(2_000, "CNY")))
    // What a provider says after that changes nothing here.
    guard
      case .success(.known) = try hall.perform(
        .repaid(receipt: receipt.id, number: number, .done(reference: "late")))
    else { throw ActRefusal.orderMissing }
    timer(86_400)
    #expect(bank.refunds == 0)
  }

  @Test func `a provider that is silent is asked again, ever less often, and at last once a day`()
    throws
  {
    let receipt = try closed(with: 2_000)
    bank.isReachable = false
    var asked: [Int64] = []
    for _ in 0..<60 {
      let due = try #require(try hall.book.read(Receipt.self, receipt.id)?.due)
      asked.append(hall.now.seconds(until: due))
      timer(max(0, hall.now.seconds(until: due)))
    }
    #expect(asked[1] == 60 && asked.last == 86_400 && asked == asked.sorted())
  }
}
