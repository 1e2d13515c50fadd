import Domain
import Fixtures
import Journeys
import Synchronization
import Testing

/// Each carrier from signing in to the final state, by nothing but its own policy.
struct FiveBrandsTests {
  @Test(arguments: Carrier.allCases)
  func
    `ONL-01 ONL-02 ONL-03 ONL-04 the closure is where each carrier's own menus have it, by its name`(
      carrier: Carrier
    ) throws
  {
    let it = try AtCarrier(carrier)
    let closure = it.hall.policy.closure
    #expect(it.person.option("closure")?.label == .say(.policy(closure.action)))
    it.person.choose("management")
    it.person.choose("closure")
    it.person.expect(step: "meaning", "closure")
    #expect(it.person.tells(.policy(closure.path)))
    for text in closure.consequences { #expect(it.person.tells(.policy(text))) }
    let words = [closure.path.en, closure.action.en].joined(separator: " ")
    #expect(words.contains("Close") || words.contains("Terminate"))
  }

  @Test(arguments: Carrier.allCases)
  func
    `GEN-01 GEN-02 GEN-03 GEN-04 GEN-05 GEN-09 each carrier says what its product is before anyone signs in`(
      carrier: Carrier
    ) throws
  {
    let policy = try carrier.policy()
    let person = try Hall(policy).desk()
    person.expect(step: "start", "welcome")
    #expect(policy.about.count >= 2)
    for text in policy.about { #expect(person.tells(.policy(text))) }
    let about = policy.about.map(\.zhHans).joined()
    let words: [Carrier: [String]] = [
      .heyon: ["虚拟"], .lyca: ["虚拟", "平板", "手表"], .zhonggangtong: ["香港", "内地"],
      .station: ["虚拟", "闲置"], .esim: ["嵌入", "运营商", "闲置"],
    ]
    for word in words[carrier] ?? [] { #expect(about.contains(word), "\(carrier): \(word)") }
  }

  @Test(arguments: Carrier.allCases)
  func `REN-05 REN-07 REN-09 REN-11 a plan is renewed at every carrier`(carrier: Carrier) throws {
    try AtCarrier(carrier).renews()
  }

  @Test(arguments: Carrier.allCases)
  func
    `LOG-03 LOG-04 ONL-27 AFT-09 one signs in with what the carrier's policy names, and help is told`(
      carrier: Carrier
    ) throws
  {
    let hall = try Hall(try carrier.policy())
    try hall.addLin()
    for (kind, typed) in [
      (SignInIdentifier.email, "linyue@example.com"), (.msisdn, "+86 138 0013 8000"),
      (.userName, "linyue"),
    ] {
      let person = hall.desk("desk-\(kind)")
      person.choose("signIn")
      person.enter(["identifier": typed, "password": People.password])
      if hall.policy.signIn.contains(kind) {
        person.expect(step: "menu", "home")
      } else {
        #expect(person.prompt.journey == "signIn" && person.refusal != nil, "\(carrier) \(kind)")
      }
    }
    let support = hall.policy.support
    for text in [support.hotline, support.email, support.site] { #expect(!text.isEmpty) }
    if carrier == .station {
      // ONL-27, wherever help is asked for.
      let chat = try #require(support.chat)
      #expect(chat.zhHans.contains("24"))
      let online = Line.fact(label: "support.chat", value: .say(.policy(chat)))
      #expect(hall.desk("desk-help").desk.contacts.contains(online))
    }
    if carrier == .lyca { #expect(Set(hall.policy.signIn) == [.email, .msisdn], "LOG-03") }
    if carrier == .station { #expect(hall.policy.signIn.contains(.userName), "LOG-04") }
  }

  // MARK: Heyon

  @Test func `ONL-23 AFT-01 AFT-03 Heyon from signing in to nothing left`() throws {
    let it = try AtCarrier(.heyon)
    try it.renews()
    it.person.choose("closure")
    it.person.choose("start")
    it.settles()
    it.person.choose("tooExpensive")
    it.person.confirm()
    it.person.choose("mailCode")
    it.person.enterCode()
    let receipt = try it.confirms()
    it.person.expect(step: "submitted")
    try it.decide(.approve)
    it.person.next()
    it.person.expect(step: "closed", "farewell")
    try it.isGone(receipt.number)
  }

  // MARK: Lyca

  @Test func `GEN-07 Lyca: from basic to premium, and from the month to pay-as-you-go`() throws {
    let it = try AtCarrier(.lyca) { $0.subscription.paid = Money(3300, "CNY") }
    let person = it.person
    person.choose("planChange")
    person.expect(step: "plan", "planChange")
    person.choose("premium")
    person.expect(step: "tier")
    #expect(person.says("planChange.credit"))
    person.choose("month")
    person.choose("balance")
    person.expect(step: "check", "planChange")
    #expect(person.says("planChange.credit"), "the proration is shown before the yes")
    person.confirm()
    person.expect(step: "paid")
    person.next()
    // 17 of 30 days were left of 33.00: 18.70 towards 69.00.
    let from = try #require(it.lin.subscription.validFrom)
    let until = try #require(it.lin.subscription.validUntil)
    let credit = (Double(3300 * 17) / Double(from.days(until: until))).rounded()
    let premium = try #require(it.hall.policy.plan("premium")?.tier("month")).price
    #expect(try it.account()?.balance.minor == 20_000 - premium + Int64(credit))
    #expect(try it.account()?.subscription.plan == "premium")

    person.choose("planChange")
    person.choose("pay-as-you-go")
    person.choose("payg")
    person.choose("balance")
    person.confirm()
    person.expect(step: "paid")
    person.next()
    let after = try #require(try it.account())
    #expect(after.subscription.plan == "pay-as-you-go" && after.subscription.validUntil == nil)
    let payg = try #require(it.hall.policy.plan("pay-as-you-go")?.tier("payg")).price
    #expect(after.balance.minor == 20_000 + Int64(credit) - payg, "the whole new month came back")
  }

  @Test func `PRE-15 Lyca: a line is paused and woken again, and its days come back`() throws {
    let it = try AtCarrier(.lyca)
    let person = it.person
    person.choose("suspension")
    person.expect(step: "length", "suspension")
    person.choose("30")
    person.expect(step: "sure")
    person.confirm()
    person.expect(step: "done")
    person.next()
    #expect(person.option("planChange") == nil)
    it.hall.clock.advance(10 * 86_400)
    person.choose("suspension")
    person.expect(step: "resume")
    person.choose("resume")
    person.expect(step: "done")
    person.next()
    #expect(
      try it.account()?.subscription.validUntil
        == it.lin.subscription.validUntil?.adding(days: 10))
    #expect(person.option("planChange") != nil)
  }

  @Test
  func
    `PRE-09 ONL-06 ONL-13 ONL-15 ONL-18 ONL-22 ONL-24 X-01 AFT-04 AFT-05 AFT-06 Lyca from signing in to the closed page and its end`()
    throws
  {
    let it = try AtCarrier(.lyca)
    let person = it.person
    person.choose("closure")
    person.choose("start")
    #expect(person.item("backup")?.state == .open, "PRE-09: advice")
    it.settles()
    person.choose("noLongerNeeded")
    person.expect(step: "instead")
    person.choose("close")
    person.expect(step: "accountKind")
    person.choose("personal")
    person.expect(step: "sure")
    person.confirm()
    #expect(person.option("totp")?.disabled == "identity.no.totp")
    person.choose("mailCode")
    person.enterCode()
    let receipt = try it.confirms()
    person.expect(step: "submitted")
    #expect(person.says("closure.submitted.proof"), "ONL-13")
    let form = try it.form()
    #expect(form.window.days.first.iso == "2026-11-25" && form.window.days.last.iso == "2026-12-01")
    #expect(try it.account()?.closureDetails["accountType"] == "personal")
    // ONL-22: a question comes by mail, shows at home, and is answered.
    try it.decide(.ask(question: "Which number was it?"))
    person.desk.sendPost()
    #expect(
      it.hall.inbox.notices.last?.body
        == .closureQuestion(receipt: receipt.number, question: "Which number was it?"))
    person.next()
    #expect(person.warns("home.question"))
    person.choose("progress")
    #expect(person.facts("progress.question")?["question"] == .text("Which number was it?"))
    person.choose("answer")
    person.enter(["answer": "4111 1111 1111 1111"])
    person.expect(refused: "card.refused", field: "answer")
    // ONL-13: words, and a photo where one was asked for; a wrong file answers nothing.
    person.enter(["answer": "The one of May", "path": "/usb/nothing.jpg"])
    person.expect(refused: "photo.missing", field: "path", step: "answer")
    #expect(try it.form().state == .moreInfoNeeded(question: "Which number was it?"))
    person.enter(["answer": "The one of May", "path": "/usb/id.jpg"])
    person.expect(step: "answered")
    #expect(it.hall.book.all(Photo.self).count == 1)
    person.next()
    #expect(person.option("answer") == nil)
    #expect(try it.form().state == .inReview)
    try it.decide(.approve)
    // ONL-24: whoever signs in sees that it is closed, and no more.
    person.home()
    person.expect(step: "closed", "home")
    #expect(person.options.map(\.id) == ["receipts", "guide", "signOut"])
    for text in it.hall.policy.closure.afterwards { #expect(person.tells(.policy(text))) }
    person.choose("signOut")
    person.choose("signIn")
    person.enter(["identifier": "linyue@example.com", "password": People.password])
    person.expect(step: "closed", "home")
    #expect(!person.tells(.text("林悦")))
    // AFT-05: the refund is on the receipt.
    #expect(
      it.hall.book.all(Receipt.self).last?.facts
        == .closureDone(
          application: receipt.number,
          balance: BalanceOutcome(choice: .refund, amount: it.lin.balance), fee: nil))
    #expect(it.hall.book.all(Photo.self).isEmpty, "deleted after the review")
    // past its last day nobody signs in, even where no desk ran anything since.
    person.choose("signOut")
    person.choose("signIn")
    it.hall.clock.advance(30 * 86_400)
    person.enter(["identifier": "linyue@example.com", "password": People.password])
    person.expect(refused: "signIn.wrong", field: "password")
    try it.isGone(receipt.number)
  }

  @Test func `X-11 PRE-15 a pause is offered once, before the last word, and never after a no`()
    throws
  {
    let it = try AtCarrier(.lyca)
    let person = it.person
    var offers = 0
    person.choose("closure")
    person.choose("start")
    it.settles()
    person.choose("tooExpensive")
    person.expect(step: "instead")
    offers += 1
    person.choose("close")
    person.choose("business")
    person.confirm()
    person.choose("mailCode")
    person.enterCode()
    person.expect(step: "confirm")
    #expect(!person.phrases.contains { $0.key.hasPrefix("closure.instead") })
    // Sent back to the list by a bill that came in: why is asked again, the pause is not.
    try it.hall.change(it.lin.id) {
      $0.bills = [Bill(id: "B", issued: Day(ordinal: 1), amount: Money(1, "CNY"), paid: false)]
    }
    person.confirm()
    person.expect(step: "checklist")
    try it.hall.change(it.lin.id) { $0.bills = [] }
    person.next()
    person.choose("tooExpensive")
    person.expect(step: "accountKind")
    #expect(offers == 1)
  }

  @Test func `PRE-15 who would rather pause is led to it, and nothing is filed`() throws {
    let it = try AtCarrier(.lyca)
    it.person.choose("closure")
    it.person.choose("start")
    it.settles()
    it.person.choose("other")
    it.person.choose("suspend")
    it.person.expect(step: "length", "suspension")
    #expect(it.hall.book.all(ClosureApplication.self).isEmpty)
  }

  // MARK: Zhonggangtong

  @Test
  func
    `LOG-10 PRE-04 PRE-06 PRE-10 PRE-12 PRE-13 ONL-07 ONL-09 ONL-12 ONL-19 ONL-25 AFT-07 Zhonggangtong online, from signing in to nothing left`()
    throws
  {
    let fee = Money(12_000, "HKD")
    let it = try AtCarrier(.zhonggangtong) {
      $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee)
    }
    let person = it.person
    try it.renews()
    person.choose("closure")
    person.choose("start")
    person.expect(step: "way")
    person.choose("online")
    #expect(person.item("deviceSupport")?.state == .open, "LOG-10: advice")
    #expect(person.item("linkedAccounts")?.state == .blocking, "PRE-06")
    #expect(person.item("backup")?.state == .open, "PRE-10: advice")
    #expect(
      person.item("documents")?.state == .blocking && person.item("contract")?.state == .blocking)
    let gates = try #require(it.hall.policy.closure.procedure(.online)).gates
    let linked = try #require(gates.first { $0.kind == .linkedAccounts }?.note)
    #expect(linked.zhHans.contains("微信") && linked.zhHans.contains("支付宝"))
    person.choose("contract")
    person.expect(step: "contract")
    #expect(person.tells(.money(fee)))
    person.choose("accept")
    person.choose("documents")
    person.expect(step: "documentKind")
    #expect(
      Set(DocumentKind.allCases.map(\.rawValue)).isSubset(of: person.options.map(\.id)), "X-13")
    person.choose("exitPermit")
    let yesterday = it.hall.today.adding(days: -1).iso
    person.enter(["number": "CA1234567", "expires": yesterday])
    person.expect(refused: "document.expired", field: "expires", step: "document")
    person.enter(["number": "C?", "expires": "2030-01-31"])
    #expect(person.refusal?.field == "number")
    person.enter(["number": "CA1234567", "expires": "2030-01-31"])
    person.expect(step: "checklist")
    #expect(person.item("documents")?.state == .done)
    #expect(!person.tells(.text("CA1234567")), "never shown in full")
    it.settles()
    person.choose("noCrossing")
    person.expect(step: "details")
    person.enter(["msisdn": "+852 9123 4567", "email": "linyue@example.com"])
    person.expect(refused: "details.otherNumber", field: "msisdn")
    person.enter(["msisdn": "+8613800138000", "email": "linyue@example.com"])
    person.expect(step: "sure")
    person.confirm()
    person.choose("mailCode+idPhoto")
    person.enterCode()
    person.expect(step: "photo")
    for (path, file, code) in [
      ("/usb/none.jpg", nil, "photo.missing"),
      ("/usb/small.jpg", .bytes([0xFF, 0xD8]), "photo.small"),
      ("/usb/a.txt", .bytes(Array(repeating: 65, count: Photo.smallest)), "photo.format"),
      ("/usb/big.jpg", .bytes(Array(repeating: 1, count: Photo.largest + 1)), "photo.large"),
      ("/usb/empty", .noneInside, "photo.none"), ("/usb/many", .severalInside, "photo.several"),
    ] as [(String, Ports.PhotoFile?, String)] {
      it.hall.folder.photos[path] = file
      person.enter(["path": path])
      person.expect(refused: code, field: "path", step: "photo")
    }
    person.enter(["path": "/usb/id.jpg"])
    #expect(person.tells(.money(fee)), "the last word says the fee")
    let receipt = try it.confirms()
    person.expect(step: "survey1")
    person.choose("partly")
    person.expect(step: "survey2")
    person.choose("skip")
    person.expect(step: "submitted")
    #expect(it.hall.book.all(Photo.self).count == 1)
    let form = try it.form()
    #expect(form.survey == ["service": "partly"], "ONL-09")
    #expect(form.fee == fee)
    #expect(form.window.days.first.iso == "2026-11-23" && form.window.days.last.iso == "2026-11-25")
    // ONL-19: decided by itself when the window opens, not before.
    it.hall.clock.advance(2 * 86_400)
    person.desk.runDue()
    #expect(try it.form().state == .inReview)
    it.hall.clock.advance(86_400)
    person.desk.runDue()
    #expect(try it.form().state == .approved && it.form().decidedBy == "automatic")
    #expect(it.hall.book.all(Photo.self).isEmpty)
    person.home()
    person.expect(step: "closed", "farewell")
    try it.isGone(receipt.number)
  }

  @Test func `ONL-19 an automatic review does not close over a bill that came in meanwhile`() throws
  {
    let it = try AtCarrier(.zhonggangtong) {
      $0.document = DocumentOnFile(
        kind: .hkid, number: "A1234563", expires: nil, readAt: Instant(seconds: 0))
    }
    let person = it.person
    person.choose("closure")
    person.choose("start")
    person.choose("online")
    it.settles()
    person.choose("other")
    person.enter(["msisdn": "+8613800138000", "email": "linyue@example.com"])
    person.confirm()
    person.choose("smsCode+idPhoto")
    person.enterCode()
    person.enter(["path": "/usb/id.jpg"])
    _ = try it.confirms()
    try it.hall.change(it.lin.id) {
      $0.bills = [Bill(id: "B", issued: Day(ordinal: 1), amount: Money(1, "HKD"), paid: false)]
    }
    it.hall.clock.advance(7 * 86_400)
    person.desk.runDue()
    #expect(try it.form().state == .rejected(reason: RejectionReason.billsOpen.rawValue))
    #expect(try it.account()?.closure == nil)
  }

  @Test
  func
    `OFF-01 OFF-02 OFF-03 OFF-04 OFF-05 OFF-06 OFF-07 Zhonggangtong at the counter: whom it suits, what to bring, where to go, what happens there`()
    throws
  {
    let it = try AtCarrier(.zhonggangtong)
    let person = it.person
    let counter = try #require(it.hall.policy.closure.procedure(.counter))
    person.choose("closure")
    person.choose("start")
    #expect(person.option("counter")?.detail == .say(.policy(counter.about)))
    person.choose("counter")
    person.expect(step: "counter")
    for text in counter.materials.map(\.text) + counter.steps {
      #expect(person.tells(.policy(text)))
    }
    #expect(counter.materials.count >= 4 && counter.steps.count == 4)
    let steps = counter.steps.map(\.zhHans)
    #expect(steps[0].contains("工作人员"), "OFF-05")
    #expect(steps[2].contains("注销协议书"), "OFF-06")
    #expect(steps[3].contains("回执单") && steps[3].contains("投诉"), "OFF-07")
    #expect(person.says("counter.window"))
    person.choose("outlets")
    person.expect(step: "outlets")
    let outlets = try #require(it.hall.policy.outlets)
    #expect(outlets.count > 3 && person.options.map(\.id) == outlets.map(\.id) + ["back"])
    for outlet in outlets {
      person.choose(outlet.id)
      person.expect(step: "outlet")
      #expect(person.tells(.policy(outlet.address)) && person.tells(.policy(outlet.hours)))
      #expect(person.warns("counter.purchaseProof") == outlet.asksPurchaseProof, "OFF-04")
      person.choose("back")
    }
    #expect(Set(outlets.map(\.asksPurchaseProof)) == [true, false])
    person.choose("back")
    person.choose("home")
    person.expect(step: "menu", "home")
    #expect(it.hall.book.all(ClosureApplication.self).isEmpty, "nothing is filed from here")
  }

  @Test func `LOG-05 who has no account at Zhonggangtong registers first, and can then close it`()
    throws
  {
    let hall = try Hall(try Carrier.zhonggangtong.policy())
    let person = hall.desk()
    person.choose("signIn")
    person.enter(["identifier": "ana@example.com", "password": "four green kites"])
    person.expect(refused: "signIn.wrong")
    person.home()
    person.choose("register")
    person.enter(["name": "Ana", "email": "ana@example.com", "msisdn": "", "userName": ""])
    person.enter(["password": "four green kites", "again": "four green kites"])
    person.enterCode()
    person.expect(step: "done")
    person.home()
    person.choose("closure")
    person.choose("start")
    person.choose("online")
    person.expect(step: "checklist", "closure")
  }

  // MARK: Station

  @Test
  func
    `ONL-08 ONL-11 ONL-16 ONL-20 ONL-26 X-04 X-06 AFT-08 the Station card, whose device is lost: a question and a photo, to nothing left`()
    throws
  {
    let it = try AtCarrier(.station, signIn: "linyue")
    let person = it.person
    try it.renews()
    person.choose("management")
    person.choose("securityQuestion")
    person.choose("teacher")
    person.enter(["answer": "!"])
    person.expect(refused: "answer.short", field: "answer")
    person.enter(["answer": "Frau Dr. Weiß"])
    person.expect(step: "done", "securityQuestion")
    person.next()
    #expect(try it.account()?.security.answers.first?.hash != "Frau Dr. Weiß")
    person.choose("closure")
    person.choose("start")
    it.settles()
    #expect(person.option("noLongerNeeded") != nil, "ONL-08")
    person.choose("deviceLost")
    person.confirm()
    person.expect(step: "identity")
    #expect(person.option("smsCode")?.disabled == "identity.phoneLost")
    #expect(person.option("securityQuestion") == nil, "X-06: never alone")
    person.choose("securityQuestion+idPhoto")
    person.expect(step: "question")
    person.enter(["answer": "Herr Schwarz"])
    person.expect(refused: "answer.wrong", field: "answer")
    person.enter(["answer": "frau dr weiß"])
    person.expect(step: "photo")
    #expect(try it.account()?.closure == nil)
    person.enter(["path": "/usb/id.jpg"])
    let receipt = try it.confirms()
    person.expect(step: "submitted")
    #expect(person.says("window.open"), "ONL-16 ONL-20")
    #expect(
      try it.form().window.days
        == DayRange(first: it.hall.today.adding(days: 3), last: it.hall.today.adding(days: 15)))
    try it.decide(.approve)
    person.desk.sendPost()
    guard case .closureDone(receipt.number, _) = it.hall.inbox.notices.last?.body else {
      Issue.record("ONL-26: no confirmation")
      return
    }
    person.next()
    person.expect(step: "closed", "farewell")
    let after = it.hall.policy.closure.afterwards.map(\.zhHans).joined()
    #expect(after.contains("删除") && after.contains("凭证"), "ONL-26 AFT-08")
    try it.isGone(receipt.number)
  }

  @Test func `PRE-02 PRE-07 at the Station unpaid bills stop it, and bound services are advice`()
    throws
  {
    let it = try AtCarrier(.station) {
      $0.bills = [Bill(id: "B", issued: Day(ordinal: 1), amount: Money(100, "CNY"), paid: false)]
      $0.bindings = ["cloud", "music"].map {
        Binding(id: $0, kind: .service, label: $0, since: Day(ordinal: 20_000))
      }
    }
    let person = it.person
    person.choose("closure")
    person.choose("start")
    #expect(person.item("bills")?.state == .blocking && person.item("services")?.state == .open)
    person.choose("services")
    person.choose("cloud")
    person.expect(step: "services", "closure")
    person.choose("music")
    person.expect(step: "checklist")
    #expect(person.item("services")?.state == .done)
    #expect(try it.account()?.bindings.isEmpty == true)
    person.choose("bills")
    person.choose("B")
    person.choose("balance")
    person.confirm()
    person.next()
    it.settles()
  }

  // MARK: eSIM

  @Test
  func
    `ESM-01 ESM-02 ESM-03 ESM-04 ESM-05 ESM-06 PRE-11 a plain eSIM through its carrier, from signing in to nothing left`()
    throws
  {
    let it = try AtCarrier(.esim)
    let person = it.person
    try it.renews()
    let carrier = try #require(it.hall.policy.closure.procedure(.carrier))
    #expect(carrier.steps.count == 6, "ESM-01")
    person.choose("closure")
    person.choose("start")
    for text in carrier.steps { #expect(person.tells(.policy(text))) }
    #expect(person.item("backup")?.state == .open, "PRE-11: advice")
    it.settles()
    person.choose("noLongerNeeded")
    person.expect(step: "details")
    let details = ["deviceModel": "Pixel 8", "imei": "49-015420-323751-8", "msisdn": "13800138000"]
    for (field, text) in [
      ("imei", "490154203237519"), ("imei", "12"), ("imei", ""), ("deviceModel", ""),
      ("deviceModel", "4111 1111 1111 1111"), ("msisdn", "13900139000"), ("msisdn", "12"),
    ] {
      person.enter(details.merging([field: text]) { $1 })
      #expect(person.refusal?.field == field && person.prompt.step == "details", "\(field) \(text)")
    }
    person.enter(details)
    person.expect(step: "sure")
    person.confirm()
    person.choose("smsCode")
    person.enterCode()
    let receipt = try it.confirms()
    person.expect(step: "submitted")
    #expect(person.says("closure.submitted.proof"), "ESM-03")
    let account = try #require(try it.account())
    #expect(account.closureDetails["imei"] == "490154203237518")
    #expect(
      try it.form().window.days
        == DayRange(first: it.hall.today.adding(days: 3), last: it.hall.today.adding(days: 28)),
      "ESM-04")
    try it.decide(.ask(question: "Please sign the agreement"))
    person.next()
    person.choose("progress")
    person.choose("answer")
    person.enter(["answer": "Signed"])
    person.next()
    try it.decide(.approve)
    person.desk.sendPost()
    guard case .closureDone(receipt.number, _) = it.hall.inbox.notices.last?.body else {
      Issue.record("ESM-05: no word that it is done")
      return
    }
    person.home()
    person.expect(step: "closed", "farewell")
    let after = it.hall.policy.closure.afterwards.map(\.zhHans).joined()
    #expect(after.contains("继续使用"), "ESM-05")
    #expect(after.contains("联系"), "ESM-06")
    try it.isGone(receipt.number)
  }

  // MARK: Several carriers at one desk

  @Test func `a desk of several carriers asks whose customer one is, and can be asked again`()
    throws
  {
    let hall = try Hall()
    let all = Brands(try Carrier.allCases.map { Brand(try $0.policy()) })
    let person = hall.desk(of: all)
    person.expect(step: "brand", "welcome")
    #expect(person.options.map(\.id) == Carrier.allCases.map(\.rawValue).sorted() + ["leave"])
    for carrier in Carrier.allCases {
      person.choose(carrier.rawValue)
      person.expect(step: "start", "welcome")
      #expect(person.desk.policy.id == carrier.rawValue)
      person.choose("brand")
      person.expect(step: "brand", "welcome")
    }
    person.choose("nobody")
    person.expect(refused: "answer.option", step: "brand")
  }

  @Test
  func `the first screen reads no carrier's policy, and whoever chooses one reads that alone`()
    throws
  {
    let read = Mutex<[String]>([])
    var all = Brands()
    for carrier in Carrier.allCases {
      let policy = try carrier.policy()
      let brand = try carrier.bytes().withUnsafeBufferPointer { bytes in
        Brand(head: bytes) {
          read.withLock { $0.append(policy.id) }
          return policy
        }
      }
      all.add(try #require(brand))
    }
    let hall = try Hall()
    let first = try #require(all.brand("heyon"))
    let person = hall.desk(of: all, first: first)
    person.expect(step: "brand", "welcome")
    #expect(
      person.desk.brandIDs.count == 5 && person.options.filter { $0.detail != nil }.count == 5)
    #expect(read.withLock { $0 } == [])
    person.choose("station")
    person.expect(step: "start", "welcome")
    #expect(read.withLock { $0 } == ["station"])
  }

  @Test func `the same address at two carriers is two people`() throws {
    let hall = try Hall()
    let all = Brands(try Carrier.allCases.map { Brand(try $0.policy()) })
    for policy in all.all.map(\.policy) {
      try hall.add(People.lin(policy, now: hall.now)) {
        $0.number = "\(policy.accountPrefix)-204518"
      }
    }
    let person = hall.desk(of: all)
    for carrier in Carrier.allCases {
      person.choose(carrier.rawValue)
      person.choose("signIn")
      person.enter(["identifier": "linyue@example.com", "password": People.password])
      person.expect(step: "menu", "home")
      person.choose("management")
      #expect(person.tells(.text("\(person.desk.policy.accountPrefix)-204518")))
      person.home()
      person.choose("signOut")
      person.choose("brand")
    }
  }
}
