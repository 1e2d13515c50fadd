import Fixtures
import Testing

@testable import Domain

/// Who works behind the counter, and what they may decide.
struct StaffTests {
  let it: EveryCase
  static let secret = Array(UInt8(1)...20)

  init() throws { it = try EveryCase() }

  private func add(_ name: String, _ role: Staff.Role) throws -> Staff {
    _ = try it.hall.perform(
      .staff(.add(name: name, role, passwordHash: Secrets.hash("x"), secret: Self.secret))
    ).get()
    return try #require(try Staff.named(name, in: it.hall.book))
  }

  private func now(_ name: String) throws -> Staff {
    try #require(try Staff.named(name, in: it.hall.book))
  }

  private var code: String { TOTP(secret: Self.secret).code(at: it.hall.now) }

  /// One act as one transaction, by somebody who is signed in.
  private func perform(_ act: Act, by name: String) throws -> Result<Outcome, ActRefusal> {
    var scene = it.hall.scene()
    scene.staff = name
    var result = Result<Outcome, ActRefusal>.failure(.accountMissing)
    do {
      try it.hall.records.transact { book in
        let (outcome, event) = try act.perform(in: book, scene)
        result = outcome
        return event
      }
    } catch let refused as ActRefusal {
      result = .failure(refused)
    }
    return result
  }

  @Test func `staff are listed in the order they came, and a name is taken once`() throws {
    for (name, role) in zip(["chan", "wong", "lee"], Staff.Role.allCases) {
      _ = try add(name, role)
    }
    #expect(try Staff.all(in: it.hall.book).map(\.name) == ["chan", "wong", "lee"])
    #expect(try Staff.all(in: it.hall.book).map(\.number) == [1, 2, 3])
    let again = try it.hall.perform(
      .staff(.add(name: "chan", .reviewer, passwordHash: "", secret: Self.secret)))
    #expect(again == .failure(.taken(.staff)))
    #expect(try now("chan").role == .agent && now("chan").owner == nil)
    #expect(try Staff.named("#1", in: it.hall.book)?.name == "chan", "by number as well")
    #expect(throws: Reading.Problem.self) { try Reading.userName("#1") }
  }

  @Test func `a code is good once, and a wrong one counts like a wrong password`() throws {
    let chan = try add("chan", .agent)
    let right = code
    _ = try it.hall.perform(.staff(.admit(chan.id))).get()
    #expect(try it.hall.perform(.staff(.prove(chan.id, code: right))).get() == .done)
    #expect(try now("chan").attempts == AttemptCounter())
    for _ in 1...5 {
      _ = try it.hall.perform(.staff(.admit(chan.id))).get()
      #expect(
        try it.hall.perform(.staff(.prove(chan.id, code: right))) == .failure(.staffMissing))
    }
    let shut = try it.hall.perform(.staff(.admit(chan.id)))
    #expect(shut == .failure(.tooManyAttempts(until: it.hall.now.adding(seconds: 60))))
    it.hall.clock.advance(61)
    _ = try it.hall.perform(.staff(.admit(chan.id))).get()
    _ = try it.hall.perform(.staff(.prove(chan.id, code: code))).get()
  }

  @Test func `names nobody has are counted at the station`() throws {
    for _ in 1...Station.freeAttempts { _ = try it.hall.perform(.staff(.admit(nil))).get() }
    #expect(throws: ActRefusal.self) { try it.hall.perform(.staff(.admit(nil))).get() }
  }

  @Test func `who is disabled signs in no more and decides nothing; a reset lets them in`() throws {
    let form = try it.submitted()
    let lee = try add("lee", .reviewer)
    _ = try it.hall.perform(.staff(.disable(lee.id))).get()
    #expect(try it.hall.perform(.staff(.prove(lee.id, code: code))) == .failure(.staffMissing))
    let decide = Act.decideClosure(form.id, .approve, by: "lee")
    #expect(try perform(decide, by: "lee") == .failure(.staffMissing))
    #expect(try it.form(form.id).state == .inReview)
    _ = try it.hall.perform(.staff(.reset(lee.id, passwordHash: "new", secret: Self.secret))).get()
    _ = try it.hall.perform(.staff(.prove(lee.id, code: code))).get()
    #expect(try now("lee").passwordHash == "new" && now("lee").number == 1)
  }

  @Test func `ONL-13: an agent asks for more proof, and only a reviewer decides`() throws {
    let form = try it.submitted()
    let chan = try add("chan", .agent)
    let ask = Act.decideClosure(form.id, .ask(question: "?"), by: "chan")
    _ = try perform(ask, by: "chan").get()
    for decision in [Act.Decision.approve, .reject(reason: "x")] {
      let decide = Act.decideClosure(form.id, decision, by: "chan")
      #expect(try perform(decide, by: "chan") == .failure(.reviewerNeeded))
    }
    #expect(try it.hall.account(it.lin.id) != nil, "nothing was erased")
    _ = try it.hall.perform(.staff(.setRole(chan.id, .reviewer))).get()
    _ = try perform(.decideClosure(form.id, .approve, by: "chan"), by: "chan").get()
    #expect(it.hall.book.journal.last?.by == "staff:chan")
    #expect(it.hall.book.journal.last?.act == "closure.approve")
  }

  @Test func `nobody decides, or asks about, an application they filed themselves`() throws {
    _ = try add("lee", .administrator)
    _ = try add("wong", .reviewer)
    guard
      case .application(let form, _) = try perform(
        .submitClosure(account: it.lin.id, answers: it.answers), by: "lee"
      ).get()
    else {
      Issue.record("not filed")
      return
    }
    #expect(form.filedBy == "lee")
    for decision in [Act.Decision.approve, .reject(reason: "x"), .ask(question: "?")] {
      let decide = Act.decideClosure(form.id, decision, by: "lee")
      #expect(try perform(decide, by: "lee") == .failure(.ownApplication))
    }
    _ = try perform(.decideClosure(form.id, .approve, by: "wong"), by: "wong").get()
    #expect(try it.form(form.id).decidedBy == "wong")
  }
}
