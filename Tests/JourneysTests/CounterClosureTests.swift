import Domain
import Fixtures
import Journeys
import Testing

/// Closing an account face to face.
struct CounterClosureTests {
  // MARK: The whole way

  @Test
  func
    `OFF-03 OFF-05 OFF-06 OFF-07 an account of 中港通 is closed at the counter, from the greeting to the receipt, and decided by somebody else`()
    throws
  {
    let it = try AtCounter()
    let desk = it.desk
    it.greets()
    it.begins()
    let materials = try #require(it.procedure).materials
    for material in materials { #expect(desk.tells(.policy(material.text))) }
    #expect(it.blocks("document") && it.blocks("device"), "OFF-03")
    #expect(desk.item("purchaseProof")?.state == .open && desk.item("other")?.state == .open)
    desk.next()
    desk.expect(refused: "counter.materials", step: "materials")
    it.identifies()
    desk.expect(step: "checklist")
    #expect(desk.item("documents")?.state == .done, "the document just shown counts")
    it.settles()
    let agreement = try #require(it.procedure?.agreement)
    for text in agreement.clauses { #expect(desk.tells(.policy(text)), "OFF-06") }
    #expect(it.isUntouched, "nothing is written before the subscriber's last word")
    desk.choose("mailCode")
    #expect(it.hall.inbox.notices.last?.address == "linyue@example.com")
    desk.expect(step: "handOver")
    desk.next()
    for text in it.hall.policy.closure.consequences { #expect(desk.tells(.policy(text))) }
    guard case .confirm(let last) = desk.prompt.ask else {
      Issue.record("no last question")
      return
    }
    #expect(last.irreversible)
    desk.confirm()
    desk.enter(["name": "Lin Yue", "code": it.hall.inbox.code ?? ""])
    desk.expect(step: "submitted")
    let receipt = try #require(desk.receipts.last)
    #expect(desk.tells(.text(receipt.number)) && desk.says("counter.slip.progress"), "OFF-07")
    #expect(desk.says("counter.slip.complain") && desk.says("receipts.window"))
    desk.choose("code")
    desk.expect(step: "code", "counter")
    desk.next()
    desk.next()
    desk.expect(step: "find", "counter")
    #expect(!desk.tells(.text("林悦")))

    let form = try it.form()
    #expect(form.way == .counter && form.filedBy == "chan" && form.number == receipt.number)
    #expect(
      form.window
        == it.procedure?.window.dates(
          from: it.hall.today, calendars: it.hall.calendars))
    let record = try #require(form.counter)
    #expect(record.outlet == "hk-mongkok" && record.document == .hkid && record.match == .attested)
    #expect(record.overrides.isEmpty && !record.purchaseProof)
    let signed = try #require(record.agreement)
    #expect(signed.language == .en && signed.acceptance == .mailCode)
    #expect(try signed.sha256 == it.agreementHash(.en))
    #expect(receipt.counter?.outlet == "hk-mongkok" && receipt.counter?.staff == "chan")
    // The subscriber's own identity is with the account, and goes with it.
    #expect(try it.hall.account(it.lin.id)?.closureDetails["signedName"] == "Lin Yue")
    let acts = it.hall.book.journal.filter { $0.by == "staff:chan" }.map(\.act)
    #expect(acts.contains("counter.attend") && acts.contains("closure.submitAtCounter"))
    #expect(
      it.hall.book.journal.filter { $0.by == "staff:chan" }.allSatisfy { $0.station == "office" })

    let office = try it.hall.staffDesk("wong", "office-2")
    office.choose(form.number)
    #expect(office.tells(.text("chan")) && office.says("counter.match.attested"))
    #expect(office.tells(.text("Lin Yue")) && office.says("counter.signedName"))
    office.choose("approve")
    office.confirm()
    office.expect(step: "approved")
    #expect(try it.hall.account(it.lin.id) == nil)
    #expect(try it.form().counter == record, "what was agreed outlives the account")
  }

  @Test func `whoever filed it at the counter does not decide it, reviewer or not`() throws {
    let it = try AtCounter(as: .administrator)
    it.prepares()
    let receipt = try it.signs()
    it.desk.home()
    it.desk.choose(receipt.number)
    for choice in ["approve", "reject"] {
      #expect(it.desk.option(choice)?.disabled == "refusal.review.own")
      it.desk.choose(choice)
      it.desk.expect(refused: "answer.disabled")
    }
    let scene = it.hall.scene("office", staff: "chan")
    let form = try it.form()
    #expect(throws: ActRefusal.ownApplication) {
      try it.hall.records.transact { book in
        try Act.decideClosure(form.id, .approve, by: "chan").perform(in: book, scene).1
      }
    }
    #expect(try it.form().state == .inReview)
  }

  // MARK: Where, and with what

  @Test func `OFF-04: an outlet that asks for the purchase proof gets it, and another does not`()
    throws
  {
    let it = try AtCounter(outlet: "hk-causewaybay")
    it.greets()
    it.begins()
    #expect(it.blocks("purchaseProof"))
    it.identifies()
    it.desk.expect(step: "proof")
    it.desk.enter(["proof": ""])
    it.desk.expect(refused: "field.missing")
    it.desk.enter(["proof": "4111 1111 1111 1111"])
    it.desk.expect(refused: "card.refused", field: "proof")
    it.desk.enter(["proof": "order 48213"])
    it.settles()
    _ = try it.signs()
    let record = try #require(try it.form().counter)
    #expect(record.purchaseProof && record.outlet == "hk-causewaybay")
    #expect(try it.hall.account(it.lin.id)?.closureDetails["purchaseProof"] == "order 48213")
  }

  @Test func `OFF-02: staff say once where the desk stands, and it holds until they sign out`()
    throws
  {
    let it = try AtCounter(outlet: nil)
    it.greets()
    it.desk.choose("close")
    it.desk.expect(step: "outlet", "counter")
    let outlets = try #require(it.hall.policy.outlets)
    #expect(it.desk.options.map(\.id) == outlets.map(\.id))
    it.desk.choose("sz-futian")
    it.desk.expect(step: "meaning")
    it.desk.choose("other")
    it.desk.enter(["person": "linyue"])
    it.desk.choose("close")
    it.desk.expect(step: "meaning")
    it.desk.home()
    it.desk.choose("signOut")
    it.signIn()
    it.greets()
    it.desk.choose("close")
    it.desk.expect(step: "outlet")
  }

  @Test func `X-04: a lost device is not asked for, and no code goes to it`() throws {
    let it = try AtCounter()
    it.greets()
    it.begins(reason: "deviceLost")
    #expect(!it.blocks("device") && it.desk.says("counter.material.lost"))
    it.identifies()
    it.settles()
    #expect(it.desk.option("smsCode")?.disabled == "identity.phoneLost")
    _ = try it.signs()
  }

  // MARK: Who it is

  @Test func `PRE-12 PRE-13: the original document is of an accepted kind, sound and valid`() throws
  {
    let it = try AtCounter()
    it.greets()
    it.begins()
    for item in ["document", "device"] { it.desk.check(item) }
    it.desk.next()
    #expect(
      Set(DocumentKind.allCases.map(\.rawValue)).isSubset(of: it.desk.options.map(\.id)), "X-13")
    it.desk.choose("exitPermit")
    it.desk.enter(["number": "C?", "expires": "2031-01-31"])
    #expect(it.desk.refusal?.field == "number")
    it.desk.enter(["number": "CA1234567", "expires": "2020-01-31"])
    it.desk.expect(refused: "document.expired", field: "expires", step: "document")
    it.desk.choose("back")
    it.desk.choose("hkid")
    it.desk.enter(["number": "A123456(4)"])
    #expect(it.desk.refusal?.field == "number")
  }

  @Test
  func `the document on file is recognised, another person's is refused, and nothing is filed`()
    throws
  {
    let now = TestClock().now
    let it = try AtCounter { lin in
      lin.document = DocumentOnFile(
        kind: .residentID, number: "11010519491231002X", expires: nil, readAt: now,
        birth: Day(iso: "1949-12-31"))
    }
    it.greets()
    it.begins()
    for item in ["document", "device"] { it.desk.check(item) }
    it.desk.next()
    it.desk.choose("residentID")
    it.desk.enter(["number": "440524188001010014", "expires": ""])
    #expect(it.desk.refusal != nil, "too old to be")
    it.desk.enter(["number": "110105194912310038", "expires": ""])
    it.desk.expect(refused: "counter.otherPerson", field: "number", step: "document")
    it.desk.enter(["number": "11010519491231002X", "expires": ""])
    it.desk.expect(step: "face")
    #expect(it.desk.says("counter.match.number"))
    it.desk.confirm(false)
    it.desk.expect(step: "stranger")
    it.desk.next()
    it.desk.expect(step: "find", "counter")
    #expect(it.isUntouched)
  }

  // MARK: Gates

  @Test
  func
    `a gate is let be by the role its policy names, with a reason that stands in application, journal and receipt`()
    throws
  {
    let fee = Money(9_900, "HKD")
    let today = TestClock().now
    func contract(_ lin: inout Account) {
      lin.contract = Contract(until: Day(ordinal: 30_000), fee: fee)
      lin.bills = [
        Bill(id: "B", issued: Day(today, offset: 0), amount: Money(1, "HKD"), paid: false)
      ]
    }
    for (role, allowed) in [
      (Staff.Role.agent, ["linkedAccounts"]), (.reviewer, ["linkedAccounts", "contract"]),
      (.administrator, ["linkedAccounts", "contract", "bills"]),
    ] {
      let it = try AtCounter(as: role, contract)
      it.greets()
      it.begins()
      it.identifies()
      it.desk.choose("override")
      it.desk.expect(step: "override")
      let options = it.desk.options.filter { $0.id != "back" }
      #expect(Set(options.map(\.id)) == ["linkedAccounts", "contract", "bills"])
      let enabled = options.filter { $0.disabled == nil }.map(\.id)
      #expect(Set(enabled) == Set(allowed), "\(role)")
      guard role == .administrator else { continue }
      for gate in allowed {
        if it.desk.prompt.step == "checklist" { it.desk.choose("override") }
        it.desk.choose(gate)
        it.desk.enter(["reason": "x"])
        it.desk.expect(refused: "counter.reason", field: "reason")
        it.desk.enter(["reason": "phone stolen, police report seen"])
        it.desk.expect(step: "checklist")
        #expect(it.desk.item(gate)?.state == .open)
      }
      // Taken back, and asked again.
      it.desk.choose("override")
      it.desk.choose("contract")
      #expect(it.blocks("contract"))
      it.settles()
      it.desk.choose("paper")
      it.desk.expect(step: "witness")
      it.desk.confirm()
      it.desk.next()
      #expect(it.desk.says("counter.gate.bills"), "the subscriber sees what is let be")
      it.desk.confirm()
      it.desk.enter(["name": "林悦", "digits": "8000"])
      it.desk.expect(step: "submitted")
      let form = try it.form()
      #expect(form.counter?.overrides.map(\.gate) == [.bills, .linkedAccounts])
      #expect(form.counter?.agreement?.acceptance == .paper && form.fee == fee)
      let receipt = try #require(it.desk.receipts.last)
      #expect(receipt.counter?.overrides.first?.reason == "phone stolen, police report seen")
      #expect(it.desk.says("counter.override.detail"))
      let filed = try #require(
        it.hall.book.journal.last { $0.act == "closure.submitAtCounter" })
      #expect(filed.note == "let be: bills, linkedAccounts" && filed.by == "staff:chan")
    }
  }

  @Test func `what was let be and then settled after all is no exception`() throws {
    let it = try AtCounter()
    it.greets()
    it.begins()
    it.identifies()
    it.desk.choose("override")
    it.desk.choose("linkedAccounts")
    it.desk.enter(["reason": "phone stolen"])
    it.desk.check("linkedAccounts")
    #expect(it.desk.item("linkedAccounts")?.state == .done)
    it.settles()
    _ = try it.signs()
    #expect(try it.form().counter?.overrides.isEmpty == true)
  }

  @Test func `a bill that comes in while the subscriber reads leads back to the list`() throws {
    let it = try AtCounter()
    it.prepares()
    it.desk.choose("here")
    it.desk.confirm()
    it.handsOver()
    try it.hall.change(it.lin.id) {
      $0.bills = [Bill(id: "B", issued: Day(ordinal: 1), amount: Money(1, "HKD"), paid: false)]
    }
    it.desk.enter(["name": "林悦", "digits": "8000"])
    it.desk.expect(step: "checklist")
    #expect(it.blocks("bills") && it.isUntouched)
  }

  // MARK: The subscriber's word

  @Test
  func `OFF-06: by code, nobody goes past the last step without it, and wrong ones are counted`()
    throws
  {
    let it = try AtCounter()
    it.prepares()
    it.desk.choose("mailCode")
    it.handsOver()
    let right = it.hall.inbox.code ?? ""
    let wrong = right == "000000" ? "000001" : "000000"
    for left in stride(from: 4, through: 1, by: -1) {
      it.desk.enter(["name": "林悦", "code": wrong])
      it.desk.expect(refused: "code.wrong", field: "code", step: "sign")
      #expect(it.desk.refusal?.facts["left"] == .count(left))
    }
    it.desk.enter(["name": "", "code": right])
    it.desk.expect(refused: "field.missing", field: "name")
    #expect(it.isUntouched)
    it.desk.enter(["name": "林悦", "code": right])
    it.desk.expect(step: "submitted")
  }

  @Test
  func `a code for something else does not sign, and the code that signs is good for nothing else`()
    throws
  {
    let it = try AtCounter()
    it.prepares()
    it.desk.choose("mailCode")
    it.handsOver()
    let code = it.hall.inbox.code ?? ""
    #expect(
      try it.hall.perform(.proveIdentity(account: it.lin.id, code: code)) == .failure(.noCode))
    it.hall.clock.advance(61)
    _ = try it.hall.perform(.issueCode(account: it.lin.id, purpose: .identity, channel: .mail))
      .get()
    it.desk.desk.sendPost()
    it.desk.enter(["name": "林悦", "code": it.hall.inbox.code ?? ""])
    it.desk.expect(refused: "code.none", field: "code")
    #expect(it.isUntouched)
  }

  @Test func `witnessed by staff, the subscriber still types digits of their own number`() throws {
    for acceptance in [Acceptance.here, .paper] {
      let it = try AtCounter { if acceptance == .paper { $0.msisdn = nil } }
      it.prepares()
      it.desk.choose(acceptance.rawValue)
      it.desk.expect(step: "witness")
      it.desk.confirm(false)
      it.desk.expect(step: "agreement")
      it.desk.choose(acceptance.rawValue)
      it.desk.confirm()
      it.handsOver()
      it.desk.enter(["name": "林悦", "digits": "1234"])
      it.desk.expect(refused: "counter.word", field: "digits", step: "sign")
      #expect(it.isUntouched)
      it.desk.enter(["name": "林悦", "digits": acceptance == .here ? "8000" : "4518"])
      it.desk.expect(step: "submitted")
      #expect(try it.form().counter?.agreement?.acceptance == acceptance)
    }
  }

  @Test func `OFF-06: the language the agreement was read in is kept with its hash`() throws {
    let it = try AtCounter()
    it.prepares()
    it.desk.desk.language = .zhHant
    _ = try it.signs()
    let signed = try #require(try it.form().counter?.agreement)
    let text = try #require(it.procedure?.agreement?.text(.zhHant))
    #expect(text.hasPrefix("帳戶註銷協議書\n一、") && signed.language == .zhHant)
    #expect(try signed.sha256 == it.agreementHash(.zhHant))
  }

  // MARK: Leaving

  @Test func `the subscriber says no at the end, and everything is as it was`() throws {
    let it = try AtCounter()
    it.prepares()
    it.desk.choose("here")
    it.desk.confirm()
    it.desk.next()
    it.desk.confirm(false)
    it.desk.expect(step: "kept")
    it.desk.back()
    it.desk.expect(step: "sure")
    it.desk.confirm(false)
    it.desk.next()
    it.desk.expect(step: "find", "counter")
    #expect(it.isUntouched)
  }

  @Test func `there is a way back at every step up to the last word`() throws {
    let it = try AtCounter(outlet: "hk-causewaybay")
    it.greets()
    it.desk.choose("close")
    var steps: [String] = []
    func on(_ answers: Answer...) {
      for answer in answers {
        if case .check = answer {} else { steps.append(it.desk.prompt.step) }
        it.desk.answer(answer)
      }
    }
    on(
      .choose("start"), .choose("other"), .check("document", true), .check("device", true),
      .check("purchaseProof", true), .next, .choose("hkid"),
      .enter(["number": AtCounter.card]), .confirm(true), .enter(["proof": "order 1"]),
      .choose("balance"), .choose("refund"), .choose("terms"), .confirm(true),
      .check("linkedAccounts", true), .next, .choose("paper"), .confirm(true), .next, .confirm(true)
    )
    it.desk.expect(step: "sign")
    for step in steps.reversed() {
      #expect(it.desk.prompt.canGoBack, "before \(step)")
      it.desk.back()
      it.desk.expect(step: step)
    }
    it.desk.expect(step: "meaning")
    // A code that went out closes the way back; there are words for it instead.
    on(
      .choose("start"), .choose("other"), .check("document", true), .check("device", true),
      .check("purchaseProof", true), .next, .choose("hkid"),
      .enter(["number": AtCounter.card]), .confirm(true), .enter(["proof": "order 1"]),
      .choose("balance"), .choose("refund"), .choose("terms"), .confirm(true),
      .check("linkedAccounts", true), .next, .choose("mailCode"))
    it.desk.expect(step: "handOver")
    it.desk.choose("back")
    it.desk.expect(step: "agreement")
    it.desk.choose("back")
    it.desk.expect(step: "checklist")
  }

  @Test func `whoever is idle in the middle is signed out, and nothing was filed`() throws {
    let it = try AtCounter()
    it.prepares()
    it.desk.choose("here")
    it.desk.confirm()
    it.handsOver()
    it.hall.clock.advance(Desk.staffIdleSeconds + 1)
    it.desk.enter(["name": "林悦", "digits": "8000"])
    it.desk.expect(refused: "staff.idle", step: "signIn")
    #expect(it.isUntouched)
    it.signIn()
    it.greets()
    #expect(it.desk.option("close")?.disabled == nil)
  }

  @Test func `X-10: filed at another desk meanwhile, the first application is the only one`() throws
  {
    let it = try AtCounter()
    it.prepares()
    it.desk.choose("here")
    it.desk.confirm()
    it.handsOver()
    let next = it.beside("wong")
    next.prepares()
    let other = try next.signs()
    it.desk.enter(["name": "林悦", "digits": "8000"])
    it.desk.expect(step: "submitted")
    #expect(it.hall.book.all(ClosureApplication.self).map(\.number) == [other.number])
    #expect(it.desk.receipts.last?.number == other.number)
    it.desk.next()
    it.desk.enter(["person": "linyue"])
    #expect(it.desk.option("close")?.disabled == "counter.no.inReview")
  }

  @Test func `a carrier without a counter closes nobody's account there, and says so`() throws {
    let it = try AtCounter(outlet: nil, of: try Carrier.heyon.policy())
    it.greets()
    #expect(it.desk.option("close")?.disabled == "counter.no.way")
  }
}
