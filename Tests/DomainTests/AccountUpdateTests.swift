import Fixtures
import Testing

@testable import Domain

/// News from the carrier's own systems: what each column does, and that nothing happens twice.
struct AccountUpdateTests {
  private let hall: Hall
  private let lin: Account

  init() throws {
    hall = try Hall()
    lin = try hall.addLin()
  }

  private func row(_ values: [String: String]) -> SubscriberRow {
    let base = ["source": "billing", "seq": "1", "brand": "heyon", "number": lin.number]
    return SubscriberRow(line: 2, values: base.merging(values) { $1 })
  }

  @discardableResult
  private func take(_ values: [String: String]) throws -> Result<Outcome, ActRefusal> {
    let update = try row(values).update(policies: [hall.policy.id: hall.policy])
    return try hall.perform(.updateAccount(update))
  }

  private func now() throws -> Account { try #require(try hall.account(lin.id)) }

  private func problem(_ values: [String: String]) -> ImportProblem.Kind? {
    do throws(ImportProblem) {
      _ = try row(values).update(policies: [hall.policy.id: hall.policy])
      return nil
    } catch {
      return error.kind
    }
  }

  @Test func `each column changes what it names, and what is empty stays`() throws {
    let before = try now()
    #expect(try take([:]).get() == .account(lin.id))
    #expect(try now() == before)
    try take(["seq": "2", "balance": "700", "data_mb": "12", "minutes": "3"])
    try take(["seq": "3", "balance_add": "-50", "months": "1|2|3;4|5|6"])
    try take(["seq": "4", "bills": "B-9|2026-11-01|1280", "contract": "2027-06-30|30000"])
    let after = try now()
    #expect(after.balance == Money(650, "CNY"))
    #expect(after.subscription.usage.dataMB == 12 && after.subscription.usage.minutes == 3)
    #expect(after.subscription.usage.months.map(\.dataMB) == [1, 4])
    #expect(after.bills.last?.id == "B-9" && after.bills.last?.paid == false)
    #expect(after.contract?.fee == Money(30_000, "CNY"))
    try take(["seq": "5", "bills_paid": "B-9", "contract": "none"])
    #expect(try now().bills.last?.paid == true)
    #expect(try now().contract == nil)
    #expect(try now().name == before.name && now().passwordHash == before.passwordHash)
  }

  @Test func `an update is taken once, whatever order the files come in`() throws {
    #expect(try take(["seq": "5", "balance_add": "100"]).get() == .account(lin.id))
    for seq in ["5", "4", "1"] {
      #expect(try take(["seq": seq, "balance_add": "100"]).get() == .known)
    }
    // Another source counts for itself.
    #expect(try take(["source": "crm", "balance_add": "1"]).get() == .account(lin.id))
    #expect(try now().balance.minor == lin.balance.minor + 101)
    #expect(hall.book.all(UpdateSource.self).map(\.last).sorted() == [1, 5])
  }

  @Test func `a bill that is known is not billed again`() throws {
    for seq in ["1", "2"] { try take(["seq": seq, "bills": "B-9|2026-11-01|1280"]) }
    #expect(try now().bills.count { $0.id == "B-9" } == 1)
  }

  @Test func `what cannot be is refused, and its number is not used up`() throws {
    #expect(
      try take(["balance_add": "-99999999"])
        == .failure(.balanceTooLow(short: lin.balance.with(minor: 99_999_999 - lin.balance.minor))))
    #expect(try take(["bills_paid": "B-none"]) == .failure(.billMissing))
    #expect(try take(["number": "H-000000"]) == .failure(.accountMissing))
    #expect(try take(["balance_add": "1"]).get() == .account(lin.id))
  }

  @Test func `a wrong value is told by its column`() {
    #expect(problem(["seq": ""]) == .missing(field: "seq"))
    #expect(problem(["source": ""]) == .missing(field: "source"))
    #expect(problem(["brand": "nobody"]) == .brand("nobody"))
    for (field, value) in [
      ("seq", "0"), ("seq", "x"), ("seq", "9223372036854775807"), ("balance", "-1"),
      ("balance", "1.5"), ("balance_add", "x"), ("data_mb", "-1"), ("minutes", "x"),
      ("months", "1|2"),
      ("bills", "B|2026-13-01|5"), ("bills", "B|2026-11-01|0"), ("contract", "2027-06-30"),
      ("contract", "2027-06-30|-1"),
    ] { #expect(problem([field: value]) == .value(field: field), "\(field) \(value)") }
    #expect(problem(["balance": "1", "balance_add": "1"]) == .value(field: "balance_add"))
    #expect(problem(["source": "a\u{7}"]) == .controls(field: "source"))
    #expect(problem(["bills": "4111111111111111|2026-11-01|5"]) == .card(field: "bills"))
  }
}
