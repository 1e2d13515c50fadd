import Domain
import Fixtures
import Journeys
import Testing

/// Someone on her own page, about to close.
struct Closing {
  let hall: Hall
  let lin: Account
  let bank = Bank()
  let person: DeskScript

  init(
    channels: [Channel] = [.mail, .sms], practice: Int64? = nil,
    signIn identifier: String = "linyue@example.com", _ change: (inout Account) -> Void = { _ in }
  ) throws {
    hall = try Hall()
    hall.inbox.channels = channels
    lin = try hall.addLin(change)
    person = hall.desk(payment: bank.port, practice: practice)
    person.signIn(identifier)
  }

  func account() throws -> Account? { try hall.account(lin.id) }
}

struct ClosureTests {
  @Test func `PRE-14 what closing means is said first, and nothing is asked before it`() throws {
    let it = try Closing()
    it.person.choose("closure")
    it.person.expect(step: "meaning", "closure")
    for text in it.hall.policy.closure.consequences { #expect(it.person.tells(.policy(text))) }
    #expect(it.person.facts("closure.unused")?["count"] == .count(17), "PRE-01: unused days")
    #expect(it.person.says("closure.meaning.window"))
    #expect(
      it.person.facts("window.days")?["window"]
        == .days(
          DayRange(first: it.hall.today.adding(days: 1), last: it.hall.today.adding(days: 7))))
    it.person.choose("home")
    it.person.expect(step: "menu", "home")
  }

  @Test
  func
    `PRE-01 PRE-05 PRE-08 PRE-16 the checklist shows each thing to settle and lets nobody by before`()
    throws
  {
    let it = try Closing {
      $0.bindings = [
        Binding(id: "D1", kind: .device, label: "Pixel 8", since: Day(ordinal: 20_000))
      ]
    }
    let person = it.person
    person.choose("closure")
    person.choose("start")
    #expect(person.item("bills")?.state == .done && person.item("orders")?.state == .done)
    #expect(person.item("balance")?.state == .blocking)
    #expect(person.item("devices")?.state == .open, "advice")
    #expect(person.item("backup")?.state == .blocking && person.item("backup")?.action == .tick)
    #expect(person.item("terms")?.state == .blocking && person.item("terms")?.action == .open)
    for (open, settle) in [
      (
        3,
        {
          person.choose("balance"); person.choose("refund")
        }
      ),
      (2, { person.check("backup") }),
      (
        1,
        {
          person.choose("terms"); person.confirm()
        }
      ),
    ]
      as [(Int, () -> Void)]
    {
      person.next()
      person.expect(refused: "checklist.open", step: "checklist")
      #expect(person.refusal?.facts["count"] == .count(open))
      settle()
      person.expect(step: "checklist")
    }
    #expect(person.item("devices")?.state == .open)
    person.next()
    person.expect(step: "reason")
  }

  @Test func `PRE-16 the terms are shown in full, and refusing them leaves them open`() throws {
    let it = try Closing()
    it.person.choose("closure")
    it.person.choose("start")
    it.person.check("terms")
    it.person.expect(refused: "answer.option")
    it.person.choose("terms")
    for text in it.hall.policy.closure.terms { #expect(it.person.tells(.policy(text))) }
    it.person.confirm(false)
    #expect(it.person.item("terms")?.state == .blocking)
  }

  @Test func `ONL-05 ONL-10 ONL-14 ONL-15 ONL-17 a closure from start to receipt`() throws {
    let it = try Closing()
    let person = it.person
    person.clearChecklist()
    #expect(person.options.map(\.id) == it.hall.policy.closure.reasons.map(\.id))
    person.choose("tooExpensive")
    person.expect(step: "sure")
    person.confirm()
    person.expect(step: "identity")
    #expect(person.options.map(\.id) == ["mailCode", "smsCode"])
    person.choose("smsCode")
    person.expect(step: "code")
    #expect(it.hall.inbox.notices.last?.address == "+8613800138000")
    person.enterCode()
    person.expect(step: "confirm")
    for text in it.hall.policy.closure.consequences { #expect(person.tells(.policy(text))) }
    guard case .confirm(let last) = person.prompt.ask else { return }
    #expect(last.irreversible)
    #expect(try it.account()?.closure == nil, "nothing is filed before the last word")
    person.confirm()
    person.expect(step: "submitted")
    let receipt = try #require(person.receipts.last)
    #expect(person.tells(.text(receipt.number)))
    let form = try #require(it.hall.book.all(ClosureApplication.self).first)
    #expect(form.reason == "tooExpensive" && form.number == receipt.number)
    #expect(!person.prompt.canGoBack)
    person.next()
    #expect(person.says("home.inReview"))
  }

  @Test func `saying no at either question leads home with nothing filed`() throws {
    let it = try Closing()
    it.person.clearChecklist()
    it.person.choose("other")
    it.person.confirm(false)
    it.person.expect(step: "menu", "home")
    it.person.prepareClosure()
    it.person.confirm(false)
    it.person.expect(step: "menu", "home")
    #expect(try it.account()?.closure == nil)
    #expect(it.hall.book.all(ClosureApplication.self).isEmpty)
  }

  @Test func `PRE-01 X-09 money goes to another account when its number is right`() throws {
    let it = try Closing()
    let tom = try it.hall.add(People.tom(it.hall.policy, now: it.hall.now))
    let person = it.person
    person.choose("closure")
    person.choose("start")
    person.choose("balance")
    person.choose("transfer")
    for (number, code) in [("H-999999", "transfer.unknown"), ("h-204518", "transfer.self")] {
      person.enter(["number": number])
      person.expect(refused: code, field: "number", step: "transfer")
    }
    person.enter(["number": " h-300001 "])
    person.expect(step: "checklist")
    #expect(person.item("balance")?.state == .done)
    #expect(person.facts("balance.choice.transfer")?["number"] == .text("H-300001"))
    person.check("backup")
    person.choose("terms")
    person.confirm()
    person.next()
    person.choose("other")
    person.confirm()
    person.choose("mailCode")
    person.enterCode()
    #expect(person.says("balance.choice.transfer"), "the last word says where the money goes")
    person.confirm()
    person.expect(step: "submitted")
    #expect(
      it.hall.book.all(ClosureApplication.self).first?.balance?.choice
        == .transfer(to: tom.id, number: "H-300001"))
  }

  @Test func `X-09 giving the money up is asked twice`() throws {
    let it = try Closing()
    let person = it.person
    person.choose("closure")
    person.choose("start")
    person.choose("balance")
    person.choose("forfeit")
    person.expect(step: "forfeit")
    guard case .confirm(let sure) = person.prompt.ask else { return }
    #expect(sure.irreversible)
    person.confirm(false)
    person.expect(step: "balance")
    person.choose("forfeit")
    person.confirm()
    person.expect(step: "checklist")
    #expect(person.item("balance")?.state == .done)
  }

  @Test
  func `a bill is paid and an open order given up inside the closure, and nothing decided is lost`()
    throws
  {
    let it = try Closing {
      $0.bills = [
        Bill(id: "B-1", issued: Day(ordinal: 20_760), amount: Money(1280, "CNY"), paid: false)
      ]
    }
    let person = it.person
    person.choose("renewal")
    person.choose("month")
    person.choose("practice")
    person.confirm()
    person.home()
    person.choose("closure")
    person.choose("start")
    person.check("backup")
    #expect(person.item("orders")?.state == .blocking && person.item("bills")?.state == .blocking)
    person.choose("bills")
    #expect(person.option("B-1")?.disabled != nil, "one order at a time")
    person.choose("back")
    person.choose("orders")
    person.choose("cancel")
    person.expect(step: "checklist")
    #expect(person.item("orders")?.state == .done)
    person.choose("bills")
    person.choose("B-1")
    person.choose("balance")
    person.confirm()
    person.expect(step: "paid", "closure")
    person.next()
    person.expect(step: "checklist")
    #expect(person.item("bills")?.state == .done && person.item("backup")?.state == .done)
    #expect(it.bank.charges == 0)
  }

  @Test func `an order paid before it could be given up is kept, and told`() throws {
    let it = try Closing()
    let person = it.person
    person.choose("renewal")
    person.choose("month")
    person.choose("practice")
    person.confirm()
    person.home()
    it.bank.payElsewhere(try #require(it.hall.book.all(Order.self).first))
    person.choose("closure")
    person.choose("start")
    person.choose("orders")
    person.choose("cancel")
    person.expect(step: "checklist")
    #expect(person.receipts.count == 1)
    #expect(try it.account()?.paidTerms == 11)
  }

  @Test func `PRE-05 devices are taken off inside the closure`() throws {
    let it = try Closing {
      $0.bindings = ["D1", "D2"].map {
        Binding(id: $0, kind: .device, label: $0, since: Day(ordinal: 20_000))
      }
    }
    it.person.choose("closure")
    it.person.choose("start")
    it.person.choose("devices")
    it.person.choose("D1")
    it.person.expect(step: "devices", "closure")
    it.person.choose("D2")
    it.person.expect(step: "checklist")
    #expect(it.person.item("devices")?.state == .done)
  }

  @Test func `X-04 who lost the phone is not sent a code there`() throws {
    let it = try Closing()
    it.person.clearChecklist()
    it.person.choose("deviceLost")
    #expect(!it.person.warns("identity.unavailable"))
    it.person.confirm()
    #expect(it.person.option("smsCode")?.disabled == "identity.phoneLost")
    it.person.choose("smsCode")
    it.person.expect(refused: "answer.disabled", step: "identity")
    it.person.choose("mailCode")
    it.person.enterCode()
    it.person.expect(step: "confirm")
  }

  @Test
  func `X-04 who lost the phone and has no e-mail is told before a yes, and given the hotline`()
    throws
  {
    let it = try Closing(signIn: "linyue") { $0.email = nil }
    let person = it.person
    person.clearChecklist()
    person.choose("deviceLost")
    person.expect(step: "sure")
    #expect(person.warns("identity.unavailable"))
    person.confirm()
    person.expect(step: "identity")
    #expect(person.warns("identity.unavailable"))
    person.choose("stop")
    person.expect(step: "menu", "home")
  }

  @Test func `where no code can be sent from here it is said before any effort is made`() throws {
    let it = try Closing(channels: [])
    it.person.choose("closure")
    it.person.expect(step: "meaning")
    #expect(it.person.warns("identity.unavailable"))
    #expect(it.person.tells(.text(it.hall.policy.support.hotline)))
    let works = try Closing()
    works.person.choose("closure")
    #expect(!works.person.says("identity.unavailable"))
  }

  @Test
  func `a proof that grew old before the last word is asked for again, and nothing else is lost`()
    throws
  {
    let it = try Closing()
    it.person.prepareClosure(reason: "coverage")
    it.hall.clock.advance(901)
    it.person.confirm()
    it.person.expect(step: "identity")
    #expect(try it.account()?.closure == nil)
    it.person.choose("mailCode")
    it.person.enterCode()
    it.person.expect(step: "confirm")
    it.person.confirm()
    it.person.expect(step: "submitted")
    #expect(it.hall.book.all(ClosureApplication.self).first?.reason == "coverage")
  }

  @Test
  func
    `X-10 something that opened before the last word is shown in the list, and nothing else is lost`()
    throws
  {
    let it = try Closing()
    it.person.prepareClosure(reason: "coverage")
    try it.hall.change(it.lin.id) {
      $0.bills = [Bill(id: "B", issued: Day(ordinal: 1), amount: Money(100, "CNY"), paid: false)]
    }
    it.person.confirm()
    it.person.expect(step: "checklist")
    #expect(it.person.item("bills")?.state == .blocking)
    for id in ["balance", "backup", "terms"] { #expect(it.person.item(id)?.state == .done) }
    #expect(it.hall.book.all(ClosureApplication.self).isEmpty)
    it.person.choose("bills")
    it.person.choose("B")
    it.person.choose("balance")
    it.person.confirm()
    it.person.next()
    it.person.next()
    it.person.choose("coverage")
    it.person.confirm()
    it.person.expect(step: "confirm")
    it.person.confirm()
    it.person.expect(step: "submitted")
  }

  @Test func `X-09 where the other account began to close meanwhile, the money is decided on anew`()
    throws
  {
    let it = try Closing()
    let tom = try it.hall.add(People.tom(it.hall.policy, now: it.hall.now))
    it.person.choose("closure")
    it.person.choose("start")
    it.person.choose("balance")
    it.person.choose("transfer")
    it.person.enter(["number": "H-300001"])
    it.person.check("backup")
    it.person.choose("terms")
    it.person.confirm()
    it.person.next()
    it.person.choose("other")
    it.person.confirm()
    it.person.choose("mailCode")
    it.person.enterCode()
    let other = try it.hall.book.newID()
    try it.hall.change(tom.id) { $0.closure = other }
    it.person.confirm()
    it.person.expect(step: "checklist")
    #expect(it.person.item("balance")?.state == .blocking)
    #expect(it.person.item("terms")?.state == .done)
  }

  @Test func `an identity proved a moment ago is not asked for again`() throws {
    let it = try Closing()
    it.person.choose("verification")
    it.person.choose("mailCode")
    it.person.enterCode()
    it.person.expect(step: "proved", "verification")
    it.person.next()
    it.person.clearChecklist()
    it.person.choose("other")
    it.person.confirm()
    it.person.expect(step: "confirm")
  }

  @Test
  func
    `ONL-10 a wrong code, another code too soon, and an old code each say so and the step stands`()
    throws
  {
    let it = try Closing()
    it.person.clearChecklist()
    it.person.choose("other")
    it.person.confirm()
    it.person.choose("mailCode")
    let code = try #require(it.hall.inbox.code)
    it.person.enter(["code": code == "000000" ? "000001" : "000000"])
    it.person.expect(refused: "code.wrong", field: "code", step: "code")
    #expect(it.person.refusal?.facts["left"] == .count(4))
    it.person.enter(["code": "12"])
    it.person.expect(refused: "code.format", field: "code")
    it.person.choose("again")
    it.person.expect(refused: "code.tooSoon", step: "code")
    #expect(it.person.refusal?.facts["wait"] == .seconds(60))
    it.hall.clock.advance(601)
    it.person.enter(["code": code])
    it.person.expect(refused: "code.expired", field: "code", step: "code")
    it.person.choose("again")
    it.person.expect(step: "code")
    it.person.enterCode()
    it.person.expect(step: "confirm")
  }

  @Test func `X-10 two desks filing at once: one application, one receipt`() throws {
    let it = try Closing()
    let second = it.hall.desk("desk-2", payment: it.bank.port)
    second.signIn()
    it.person.prepareClosure()
    it.hall.clock.advance(60)
    second.prepareClosure(reason: "privacy")
    // Identity was proved last at the second desk.
    second.confirm()
    second.expect(step: "submitted")
    it.person.confirm()
    it.person.expect(step: "submitted")
    #expect(it.hall.book.all(ClosureApplication.self).count == 1)
    #expect(it.person.receipts.last == second.receipts.last)
  }

  @Test func `X-10 while the review runs nothing can be renewed, activated or unbound`() throws {
    let it = try Closing {
      $0.bindings = [Binding(id: "D1", kind: .device, label: "x", since: Day(ordinal: 1))]
    }
    let second = it.hall.desk("desk-2", payment: it.bank.port)
    second.signIn()
    second.choose("renewal")
    second.choose("month")
    second.choose("balance")
    try it.person.close()
    second.confirm()
    second.expect(refused: "closure.inReview", step: "check")
    it.person.next()
    #expect(it.person.option("renewal")?.disabled == "home.busy")
    it.person.choose("renewal")
    it.person.expect(refused: "answer.disabled", step: "menu")
    it.person.choose("management")
    it.person.choose("devices")
    it.person.choose("D1")
    it.person.expect(refused: "closure.inReview", step: "devices")
    #expect(try it.account()?.balance == it.lin.balance)
  }

  @Test func `back through a closure keeps what was decided`() throws {
    let it = try Closing()
    it.person.clearChecklist()
    it.person.choose("other")
    it.person.expect(step: "sure")
    it.person.back()
    it.person.expect(step: "reason")
    it.person.back()
    it.person.expect(step: "checklist")
    for id in ["balance", "backup", "terms"] { #expect(it.person.item(id)?.state == .done) }
    it.person.next()
    it.person.choose("privacy")
    it.person.confirm()
    it.person.expect(step: "identity")
  }
}

struct ProgressTests {
  @Test func `ONL-21 ONL-17 progress shows when it was received and by when the result comes`()
    throws
  {
    let it = try Closing()
    let number = try it.person.close()
    it.person.next()
    it.person.choose("progress")
    it.person.expect(step: "view", "progress")
    #expect(it.person.tells(.text(number)))
    #expect(it.person.says("progress.advice"), "GEN-10: patience, and whom to ask")
    #expect(it.person.facts("progress.by")?["day"] == .day(it.hall.today.adding(days: 7)))
    it.person.choose("guide")
    it.person.expect(step: "device", "guide")
    #expect(it.person.option("iphone") != nil && it.person.option("android") != nil, "AFT-03")
    it.person.choose("home")
    it.person.choose("progress")
    it.person.expect(step: "view")
  }

  @Test func `AFT-03 the profile is taken off step by step, for every kind of device`() throws {
    let it = try Closing()
    try it.person.close()
    it.person.next()
    it.person.choose("progress")
    it.person.choose("guide")
    for kind in ["iphone", "android", "tablet", "watch", "other"] {
      it.person.choose(kind)
      it.person.expect(step: "steps", "guide")
      for step in 1...4 { #expect(it.person.says("guide.\(kind).\(step)")) }
      #expect(it.person.warns("guide.warning"))
      it.person.next()
      it.person.expect(step: "device", "guide")
    }
    it.person.back()
  }

  @Test func `X-02 past the window the person is told to complain, and to whom`() throws {
    let it = try Closing()
    try it.person.close()
    it.person.next()
    it.hall.clock.advance(8 * 86_400)
    it.person.choose("progress")
    #expect(it.person.says("progress.complain"))
    #expect(it.person.tells(.text(it.hall.policy.support.hotline)))
  }

  @Test func `while in review it can be withdrawn, and the account is as it was`() throws {
    let it = try Closing()
    let number = try it.person.close()
    it.person.next()
    it.person.choose("progress")
    it.person.choose("withdraw")
    it.person.confirm(false)
    it.person.expect(step: "view")
    it.person.choose("withdraw")
    it.person.confirm()
    it.person.expect(step: "withdrawn")
    #expect(it.hall.inbox.notices.last?.body == .closureWithdrawn(receipt: number))
    it.person.next()
    #expect(it.person.option("renewal")?.disabled == nil)
    #expect(try it.account()?.closure == nil)
  }

  @Test func `withdrawn here while it was approved there: the farewell is shown`() throws {
    let it = try Closing()
    try it.person.close()
    it.person.next()
    it.person.choose("progress")
    it.person.choose("withdraw")
    let form = try #require(it.hall.book.all(ClosureApplication.self).first)
    _ = try it.hall.perform(.decideClosure(form.id, .approve, by: "r"), at: "office")
    it.person.confirm()
    it.person.expect(step: "closed", "farewell")
  }

  @Test func `a rejected application is told with its reason, and the account lives on`() throws {
    let it = try Closing()
    let number = try it.person.close()
    it.person.next()
    let form = try #require(it.hall.book.all(ClosureApplication.self).first)
    _ = try it.hall.perform(.decideClosure(form.id, .reject(reason: "a bill came in"), by: "r"))
    it.person.desk.sendPost()
    #expect(
      it.hall.inbox.notices.last?.body
        == .closureRejected(receipt: number, reason: "a bill came in"))
    it.person.home()
    #expect(it.person.option("closure") != nil && it.person.option("renewal")?.disabled == nil)
    it.person.choose("signOut")
    it.person.choose("lookUp")
    it.person.enter(["receipt": number])
    #expect(it.person.facts("progress.rejected")?["reason"] == .text("a bill came in"))
  }

  @Test
  func
    `ONL-23 AFT-01 AFT-02 AFT-03 X-01 approved: signing in fails, and the receipt number still answers`()
    throws
  {
    let it = try Closing()
    let number = try it.person.close()
    it.person.next()
    it.person.choose("signOut")
    let form = try #require(it.hall.book.all(ClosureApplication.self).first)
    _ = try it.hall.perform(.decideClosure(form.id, .approve, by: "r"), at: "office")
    it.person.choose("signIn")
    for identifier in ["linyue@example.com", "13800138000", "linyue"] {
      it.person.enter(["identifier": identifier, "password": People.password])
      it.person.expect(refused: "signIn.wrong")
    }
    it.person.home()
    it.person.choose("lookUp")
    it.person.enter(["receipt": number.lowercased()])
    it.person.expect(step: "progress", "lookUp")
    #expect(it.person.says("progress.approved"))
    for text in it.hall.policy.closure.afterwards { #expect(it.person.tells(.policy(text))) }
    for secret in ["林悦", "linyue@example.com", "H-204518"] {
      #expect(!it.person.tells(.text(secret)))
    }
    // AFT-02: the same address can register again, as somebody new.
    it.person.home()
    it.person.choose("register")
    it.person.enter(["name": "林悦", "email": "linyue@example.com"])
    it.person.enter(["password": "four green kites", "again": "four green kites"])
    it.person.expect(step: "code", "register")
  }

  @Test func `X-07 the last message reaches the person although the account is gone`() throws {
    let it = try Closing()
    let number = try it.person.close()
    let form = try #require(it.hall.book.all(ClosureApplication.self).first)
    _ = try it.hall.perform(.decideClosure(form.id, .approve, by: "r"), at: "office")
    it.person.desk.sendPost()
    let last = try #require(it.hall.inbox.notices.last)
    #expect(last.address == "linyue@example.com")
    guard case .closureDone(number, _) = last.body else {
      Issue.record("\(last.body)")
      return
    }
    #expect(it.hall.book.all(Notice.self).isEmpty)
  }

  @Test func `ONL-23 the practice reviewer approves by the practice clock, within the window`()
    throws
  {
    let it = try Closing(practice: 2 * 86_400)
    try it.person.close()
    it.person.next()
    it.person.choose("clock")
    it.person.choose("day")
    it.person.expect(step: "clock", "practice")
    #expect(try it.account() != nil)
    it.person.choose("day")
    it.person.expect(step: "closed", "farewell")
    #expect(try it.account() == nil)
    it.person.next()
    it.person.expect(step: "start", "welcome")
  }

  @Test
  func `an account erased while its owner looks on: whatever is answered, the farewell is seen`()
    throws
  {
    let acts: [(DeskScript) -> Void] = [
      { $0.home() }, { $0.next() }, { $0.choose("home") }, { $0.back() }, { $0.choose("signOut") },
    ]
    for act in acts {
      let it = try Closing()
      try it.person.close()
      let form = try #require(it.hall.book.all(ClosureApplication.self).first)
      _ = try it.hall.perform(.decideClosure(form.id, .approve, by: "r"), at: "office")
      act(it.person)
      if it.person.prompt.journey != "farewell" { it.person.home() }
      it.person.expect(step: "closed", "farewell")
      for text in it.hall.policy.closure.afterwards { #expect(it.person.tells(.policy(text))) }
      it.person.next()
      it.person.expect(step: "start", "welcome")
    }
  }
}

struct ReceiptTests {
  @Test func `REN-12 receipts are listed newest first and shown in full`() throws {
    let it = try Closing()
    for _ in 1...2 {
      it.person.choose("renewal")
      it.person.choose("month")
      it.person.choose("balance")
      it.person.confirm()
      it.person.next()
      it.hall.clock.advance(60)
    }
    it.person.choose("receipts")
    let numbers = it.person.receipts.map(\.number)
    #expect(it.person.options.map(\.id) == numbers.reversed() + ["back"])
    it.person.choose(numbers[0])
    it.person.expect(step: "receipt", "receipts")
    #expect(it.person.tells(.text(numbers[0])))
    it.person.next()
    it.person.expect(step: "list")
  }

  @Test func `a receipt number typed wrong says how, an unknown one that it is unknown`() throws {
    let hall = try Hall()
    let person = hall.desk()
    person.choose("lookUp")
    let number = Numbers.receipt(random: Chance(seed: 71).bytes(7))
    let wrong = String(number.dropLast()) + (number.hasSuffix("0") ? "1" : "0")
    for (typed, code) in [
      ("R-12", "receipt.length"), ("R-12U4-5678", "receipt.character"), (wrong, "receipt.check"),
      (number, "receipt.unknown"),
    ] {
      person.enter(["receipt": typed])
      person.expect(refused: code, field: "receipt", step: "number")
    }
  }

  @Test func `looking numbers up is slowed down after twenty, wherever they lead`() throws {
    let hall = try Hall()
    let person = hall.desk()
    person.choose("lookUp")
    let chance = Chance(seed: 72)
    for _ in 1...20 {
      person.enter(["receipt": Numbers.receipt(random: chance.bytes(7))])
      person.expect(refused: "receipt.unknown")
    }
    person.enter(["receipt": Numbers.receipt(random: chance.bytes(7))])
    person.expect(refused: "attempts.tooMany", field: "receipt", step: "number")
  }
}
