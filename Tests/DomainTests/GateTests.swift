import Fixtures
import Testing

@testable import Domain

struct GateTests {
  private let fee = Money(30_000, "CNY")

  @Test func `every gate of every kind, once settled, lets the application through`() throws {
    let it = try EveryCase()
    let form = try it.submitted()
    #expect(form.way == .online && form.state == .inReview && form.fee == nil)
    #expect(try it.now()?.closureDetails == it.answers.details, "ONL-06 ONL-07 ESM-02")
    #expect(Set(it.hall.policy.closure.procedures[0].gates.map(\.kind)) == Set(Gate.Kind.allCases))
  }

  @Test func `PRE-02 PRE-03 each gate left open is named, and nothing is filed`() throws {
    let bill = Bill(id: "B", issued: Day(ordinal: 1), amount: Money(1, "CNY"), paid: false)
    let service = Binding(id: "S", kind: .service, label: "cloud", since: Day(ordinal: 1))
    let cases: [(Gate.Kind, EveryCase)] = [
      (.bills, try EveryCase { $0.bills = [bill] }),
      (.services, try EveryCase { $0.bindings = [service] }),
      (.documents, try EveryCase { $0.document = nil }),
      (.contract, try EveryCase { $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee) }),
    ]
    for (kind, it) in cases {
      #expect(try it.submit() == .failure(.gateOpen(kind)))
      #expect(
        it.hall.book.all(ClosureApplication.self).isEmpty && it.hall.book.all(Receipt.self).isEmpty)
    }
    for kind in [Gate.Kind.linkedAccounts, .backup, .terms] {
      var it = try EveryCase()
      it.answers.attest(kind, false)
      #expect(try it.submit() == .failure(.gateOpen(kind)), "PRE-06 PRE-09 PRE-16")
    }
  }

  @Test func `PRE-05 PRE-07 LOG-10 advice that was not taken prevents nothing`() throws {
    var it = try EveryCase {
      $0.bindings = [Binding(id: "D", kind: .device, label: "x", since: Day(ordinal: 1))]
    }
    it.answers.attest(.deviceSupport, false)
    #expect(try it.submitted().state == .inReview)
  }

  @Test func `PRE-04 a contract that runs wants its fee accepted, exactly as it is`() throws {
    let contract = Contract(until: Day(ordinal: 30_000), fee: fee)
    for (accepted, clear) in [(nil, false), (Money(29_999, "CNY"), false), (fee, true)] {
      var it = try EveryCase { $0.contract = contract }
      it.answers.acceptedFee = accepted
      let result = try it.submit()
      if clear {
        #expect(it.hall.book.all(ClosureApplication.self).first?.fee == fee)
      } else {
        #expect(result == .failure(.gateOpen(.contract)))
      }
    }
  }

  @Test func `PRE-04 a fee that changed after it was accepted is asked about again`() throws {
    var it = try EveryCase { $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee) }
    it.answers.acceptedFee = fee
    try it.hall.change(it.lin.id) {
      $0.contract = Contract(until: Day(ordinal: 30_000), fee: Money(30_001, "CNY"))
    }
    #expect(try it.submit() == .failure(.gateOpen(.contract)))
  }

  @Test func `PRE-04 a contract costs until its last day, and nothing from the day after`() throws {
    let contract = Contract(until: Day(ordinal: 20_000), fee: fee)
    #expect(contract.fee(leaving: Day(ordinal: 19_999)) == fee)
    #expect(contract.fee(leaving: Day(ordinal: 20_000)) == fee)
    #expect(contract.fee(leaving: Day(ordinal: 20_001)) == Money(0, "CNY"))
  }

  @Test func `PRE-04 a fee accepted yesterday is not on the receipt of a contract that ran out`()
    throws
  {
    var it = try EveryCase()
    try it.hall.change(it.lin.id) { $0.contract = Contract(until: it.day(-1), fee: fee) }
    it.answers.acceptedFee = fee
    let form = try it.submitted()
    #expect(form.fee == nil)
    #expect(
      it.hall.book.all(Receipt.self).last?.facts
        == .closureSubmitted(window: form.window, balance: form.balance, fee: nil))
  }

  @Test func `PRE-12 PRE-13 a document counts if it is of a kind that is asked for, and valid`()
    throws
  {
    let it = try EveryCase()
    let today = it.hall.today
    for (kind, expires, clear) in [
      (DocumentKind.passport, today.adding(days: 1), true), (.passport, today, true),
      (.passport, today.adding(days: -1), false), (.hkid, nil, true), (.residentID, nil, true),
      (.exitPermit, today.adding(days: 90), false), (.homeReturnPermit, nil, false),
    ] as [(DocumentKind, Day?, Bool)] {
      let it = try EveryCase {
        $0.document = DocumentOnFile(kind: kind, number: "X", expires: expires, readAt: it.hall.now)
      }
      let result = try it.submit()
      if clear {
        #expect(throws: Never.self) { try result.get() }
      } else {
        #expect(result == .failure(.gateOpen(.documents)), "\(kind)")
      }
    }
  }

  @Test func `ONL-06 ONL-07 ESM-02 what the form asks for must be given, whichever is left out`()
    throws
  {
    for detail in ClosureProcedure.Detail.allCases {
      for value in [nil, ""] {
        var it = try EveryCase()
        it.answers.details[detail.rawValue] = value
        #expect(try it.submit() == .failure(.detailMissing(detail)))
      }
    }
  }

  @Test func `OFF-05 nothing is filed here for a counter, nor by a way the carrier has not`() throws
  {
    var it = try EveryCase()
    it.answers.way = .counter
    #expect(try it.submit() == .failure(.procedureMissing))
    var heyon = try ClosureCase()
    heyon.answers.way = .carrier
    #expect(try heyon.submit() == .failure(.procedureMissing))
  }

  @Test func `ESM-01 through the carrier only that way's gates and details count`() throws {
    var it = try EveryCase {
      $0.document = nil
      $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee)
    }
    it.answers.way = .carrier
    it.answers.attested = [.backup]
    it.answers.details["email"] = nil
    it.answers.details["accountType"] = nil
    let form = try it.submitted()
    #expect(form.way == .carrier)
    #expect(form.window.days == DayRange(first: it.day(7), last: it.day(28)), "ESM-04")
  }

  @Test func `ONL-11 X-06 every method of one way must be passed, and no other way's half counts`()
    throws
  {
    for (methods, proved) in [
      ([.mailCode], true), ([.smsCode], true), ([.totp], true), ([.document, .idPhoto], true),
      ([.idPhoto, .securityQuestion], true), ([.securityQuestion], false), ([.document], false),
      ([.idPhoto], false), ([.document, .securityQuestion], false), ([], false),
    ] as [([IdentityMethod], Bool)] {
      let it = try EveryCase(by: methods)
      let result = try it.submit()
      if proved {
        #expect(throws: Never.self) { try result.get() }
      } else {
        #expect(result == .failure(.identityNotProved), "\(methods)")
      }
    }
  }

  @Test func `methods passed at different stations or too far apart do not add up`() throws {
    var security = Security()
    let now = Instant(seconds: 1_000_000)
    let way: [[IdentityMethod]] = [[.document, .idPhoto]]
    security.pass(.document, at: "a", now: now)
    security.pass(.idPhoto, at: "b", now: now)
    #expect(!security.isProved(by: way, at: "b", now: now))
    security.pass(.document, at: "b", now: now.adding(seconds: 900))
    #expect(security.isProved(by: way, at: "b", now: now.adding(seconds: 900)))
    #expect(!security.isProved(by: way, at: "b", now: now.adding(seconds: 901)))
    #expect(!security.isProved(by: [], at: "b", now: now), "no way at all proves nothing")
  }
}
