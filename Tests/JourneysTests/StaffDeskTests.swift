import Domain
import Fixtures
import Journeys
import Testing

/// The staff's own desk: signing in, the queue, and deciding what waits in it.
struct StaffDeskTests {
  let hall: Hall
  let lin: Account

  init() throws {
    hall = try Hall(try Everything.policy())
    lin = try hall.addLin()
    try hall.hire("chan", .agent)
    try hall.hire("wong", .reviewer)
  }

  private func form(_ id: RecordID) throws -> ClosureApplication {
    try #require(try hall.book.read(ClosureApplication.self, id))
  }

  private func hires(_ name: String) throws -> RecordID {
    try #require(try Staff.named(name, in: hall.book)).id
  }

  // MARK: Signing in

  @Test func `name, password and code must all be right, and which is wrong is never told`() throws
  {
    let desk = hall.desk("office", forStaff: true)
    desk.expect(step: "signIn", "staff")
    let right = hall.nextCode(of: "chan")
    let wrong = right == "000000" ? "000001" : "000000"
    let nameless = ["name": "nobody", "password": Counter.password, "code": right]
    for typed in [
      nameless, ["name": "chan", "password": "other words", "code": right],
      ["name": "chan", "password": Counter.password, "code": wrong],
    ] {
      desk.enter(typed)
      desk.expect(refused: "staff.wrong", field: "password", step: "signIn")
    }
    desk.enter(["name": " Chan ", "password": Counter.password, "code": right])
    desk.expect(step: "queue", "review")
    #expect(desk.says("staff.role.agent") && desk.says("review.none"))
    desk.choose("signOut")
    desk.expect(step: "signIn", "staff")
    desk.enter(["name": "chan", "password": Counter.password, "code": right])
    desk.expect(refused: "staff.wrong")
    desk.home()
    #expect(desk.prompt.step == "signIn", "no way past it")
    desk.choose("leave")
    #expect(desk.desk.isOver)
  }

  @Test func `where nobody works yet the sign-in says how that changes, and until when`() throws {
    let hall = try Hall(try Everything.policy())
    let desk = hall.desk("office", forStaff: true)
    #expect(desk.warns("staff.signIn.none") && desk.prompt.isHome)
    try hall.hire("chan", .agent)
    desk.home()
    #expect(!desk.says("staff.signIn.none"))
    desk.enter(["name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan")])
    desk.expect(step: "queue", "review")
    #expect(desk.prompt.isHome)
    desk.choose("serve")
    #expect(!desk.prompt.isHome)
  }

  @Test func `five wrong attempts earn a delay, and the right words then wait too`() throws {
    let desk = hall.desk("office", forStaff: true)
    for _ in 1...5 {
      desk.enter(["name": "chan", "password": "wrong words", "code": "000000"])
      desk.expect(refused: "staff.wrong")
    }
    let typed = ["name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan")]
    desk.enter(typed)
    desk.expect(refused: "attempts.tooMany", step: "signIn")
    hall.clock.advance(61)
    desk.enter(["name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan")])
    desk.expect(step: "queue")
  }

  @Test func `whoever gives no answer for five minutes is signed out, and the answer is not taken`()
    throws
  {
    let waiting = try hall.file(lin)
    let desk = try hall.staffDesk("wong")
    desk.choose(waiting.number)
    desk.choose("approve")
    hall.clock.advance(Desk.staffIdleSeconds + 1)
    desk.confirm()
    desk.expect(refused: "staff.idle", step: "signIn")
    #expect(try form(waiting.id).state == .inReview)
    desk.confirm()
    #expect(try form(waiting.id).state == .inReview)
  }

  @Test func `a desk that nobody answers ends the session by itself, in time and not before`()
    throws
  {
    let waiting = try hall.file(lin)
    let desk = try hall.staffDesk("wong")
    desk.choose(waiting.number)
    hall.clock.advance(Desk.staffIdleSeconds)
    #expect(desk.desk.staffIdleLeft == 1 && !desk.desk.endIdleStaff())
    hall.clock.advance(1)
    #expect(desk.desk.staffIdleLeft == 0 && desk.desk.endIdleStaff())
    desk.expect(refused: "staff.idle", step: "signIn")
    #expect(!desk.tells(.text(lin.name)) && desk.desk.staffIdleLeft == nil)
  }

  @Test func `whoever is disabled at work is out at the next answer`() throws {
    let waiting = try hall.file(lin)
    let desk = try hall.staffDesk("wong")
    desk.choose(waiting.number)
    desk.choose("approve")
    _ = try hall.perform(.staff(.disable(try hires("wong")))).get()
    desk.confirm()
    #expect(desk.prompt.journey == "staff")
    #expect(try form(waiting.id).state == .inReview)
  }

  @Test
  func `ONL-12 a photo is shown to staff, in the journal first, and gone with the application`()
    throws
  {
    _ = try hall.perform(.addPhoto(account: lin.id, .jpeg, bytes: Folder.photo)).get()
    let waiting = try hall.file(lin)
    var shown: [[UInt8]] = []
    var (closed, works) = (0, true)
    let viewer = Ports.Viewer(
      show: { photo in
        guard works else { return false }
        shown.append(photo)
        return true
      }, close: { closed += 1 })
    let desk = try hall.staffDesk("wong", viewer: viewer)
    desk.choose(waiting.number)
    #expect(desk.option("photo1") != nil && desk.option("photo2") == nil)
    desk.choose("photo1")
    desk.expect(step: "file", "review")
    #expect(shown == [Folder.photo] && closed == 0)
    let look = try #require(hall.book.journal.last { $0.act == "identity.viewPhoto" })
    #expect(look.by == "staff:wong" && look.records.contains(lin.id))
    desk.choose("approve")
    #expect(closed == 0, "it can be looked at until the decision")
    desk.confirm(false)
    desk.choose("back")
    #expect(closed == 1)
    desk.choose(waiting.number)
    works = false
    desk.choose("photo1")
    desk.expect(refused: "photo.viewer", step: "file")
    works = true
    desk.choose("photo1")
    hall.clock.advance(Desk.staffIdleSeconds + 1)
    _ = desk.desk.endIdleStaff()
    #expect(closed == 2 && desk.prompt.step == "signIn")
    #expect(try hall.staffDesk("wong").option("photo1") == nil)
  }

  // MARK: Deciding

  @Test
  func `ONL-13 ONL-22: more proof is asked for, the answer is shown, and the account then closed`()
    throws
  {
    _ = try hall.perform(.addPhoto(account: lin.id, .jpeg, bytes: Folder.photo)).get()
    let waiting = try hall.file(lin)
    let desk = try hall.staffDesk("wong")
    #expect(desk.option(waiting.number)?.detail?.key == "review.item")
    desk.choose(waiting.number)
    desk.expect(step: "file", "review")
    #expect(desk.says("identity.by.mailCode") && desk.says("review.photo.detail"))
    // What is known is compared, what only identifies is masked.
    #expect(desk.says("review.same") && desk.warns("review.differs"))
    for personal in ["linyue@example.com", "+8613800138000", "11010519491231002X"] {
      #expect(!desk.tells(.text(personal)), "\(personal)")
    }
    desk.choose("ask")
    desk.enter(["words": "4111 1111 1111 1111"])
    desk.expect(refused: "card.refused", field: "words")
    desk.enter(["words": "Which shop sold it?"])
    desk.expect(step: "asked")
    #expect(
      hall.inbox.notices.contains { notice in
        notice.body == .closureQuestion(receipt: waiting.number, question: "Which shop sold it?")
      })
    _ = try hall.perform(.answerClosure(waiting.id, text: "The one at the pier")).get()
    desk.next()
    desk.expect(step: "queue")
    desk.choose(waiting.number)
    #expect(desk.tells(.text("The one at the pier")))
    desk.choose("approve")
    desk.confirm(false)
    desk.expect(step: "file")
    desk.choose("approve")
    desk.confirm()
    desk.expect(step: "approved")
    #expect(try form(waiting.id).decidedBy == "wong")
    #expect(hall.book.all(Photo.self).isEmpty, "deleted with the decision")
    desk.next()
    #expect(desk.says("review.none"))
    #expect(
      hall.book.journal.filter { $0.act.hasPrefix("closure.ask") || $0.act == "closure.approve" }
        .allSatisfy { $0.by == "staff:wong" })
  }

  @Test func `a rejection carries a reason by name or in own words, and the account stays`() throws
  {
    for (choice, told) in [("detailsDiffer", "detailsDiffer"), ("words", "No such device")] {
      let waiting = try hall.file(lin)
      let desk = try hall.staffDesk("wong")
      desk.choose(waiting.number)
      desk.choose("reject")
      desk.choose(choice)
      if choice == "words" { desk.enter(["words": told]) }
      desk.expect(step: "rejectSure")
      desk.confirm()
      desk.expect(step: "rejected")
      #expect(try form(waiting.id).state == .rejected(reason: told))
      #expect(try hall.account(lin.id)?.closure == nil)
      hall.clock.advance(30)
    }
  }

  @Test func `an agent looks and asks, and is told why not to decide`() throws {
    let waiting = try hall.file(lin)
    let desk = try hall.staffDesk("chan")
    desk.choose(waiting.number)
    for choice in ["approve", "reject"] {
      #expect(desk.option(choice)?.disabled == "refusal.review.role")
      desk.choose(choice)
      desk.expect(refused: "answer.disabled", step: "file")
    }
    #expect(desk.option("ask")?.disabled == nil)
    desk.choose("back")
    desk.expect(step: "queue")
  }

  @Test func `what another reviewer decided meanwhile is refused, then shown as decided`() throws {
    let waiting = try hall.file(lin)
    try hall.hire("lee", .reviewer)
    let (one, two) = (try hall.staffDesk("wong"), try hall.staffDesk("lee", "office-2"))
    for desk in [one, two] {
      desk.choose(waiting.number)
      desk.choose("approve")
    }
    one.confirm()
    one.expect(step: "approved")
    two.confirm()
    two.expect(refused: "closure.notInReview", step: "approve")
    two.confirm(false)
    #expect(two.says("review.decided.approved"))
    #expect(two.options.map(\.id) == ["back"])
    #expect(hall.book.journal.filter { $0.act == "closure.approve" }.count == 1)
  }

  @Test func `nobody decides what they filed with the subscriber`() throws {
    let waiting = try hall.file(lin)
    try hall.records.transact { book in
      var form = try form(waiting.id)
      form.filedBy = "wong"
      try book.write(form)
      return JournalEvent(act: "test.change", records: [form.id], by: "test", at: hall.now)
    }
    let desk = try hall.staffDesk("wong")
    desk.choose(waiting.number)
    for choice in ["approve", "reject", "ask"] {
      #expect(desk.option(choice)?.disabled == "refusal.review.own")
    }
  }

  // MARK: Finding

  @Test func `an application is found by its number, overdue ones are marked and come first`()
    throws
  {
    let late = try hall.file(lin)
    hall.clock.advance(60 * 86_400)
    let tom = try hall.add(People.tom(hall.policy, now: hall.now))
    let fresh = try hall.file(tom)
    let desk = try hall.staffDesk("wong")
    #expect(desk.options.prefix(2).map(\.id) == [late.number, fresh.number])
    #expect(desk.option(late.number)?.detail?.key == "review.item.overdue")
    desk.choose("overdue")
    #expect(desk.option(late.number) != nil && desk.option(fresh.number) == nil)
    desk.choose("overdue")
    #expect(desk.option(fresh.number) != nil)
    desk.choose("find")
    desk.enter(["number": "R-0000-0001"])
    desk.expect(refused: "review.number", field: "number")
    desk.enter(["number": fresh.number.lowercased()])
    desk.expect(step: "file")
    desk.choose("back")
    desk.choose("find")
    let receipt = try #require(hall.book.all(Receipt.self).first)
    desk.enter(["number": Numbers.receipt(random: Array(repeating: 9, count: 8))])
    desk.expect(refused: "review.unknown", field: "number")
    desk.choose("back")
    desk.expect(step: "queue")
    #expect(receipt.number == late.number)
  }

  @Test func `more than a page is gone through with later ones, and back to the first`() throws {
    var numbers: Set<String> = []
    for place in 0..<12 {
      let account = try hall.addLin {
        $0.number = "H-5\(place)"
        $0.email = "p\(place)@example.com"
        $0.msisdn = nil
        $0.userName = nil
      }
      numbers.insert(try hall.file(account).number)
    }
    let desk = try hall.staffDesk("chan")
    var seen: Set<String> = []
    for _ in 0..<2 {
      seen.formUnion(desk.options.map(\.id).filter(numbers.contains))
      desk.choose("more")
    }
    seen.formUnion(desk.options.map(\.id).filter(numbers.contains))
    #expect(seen == numbers && desk.option("more") == nil)
    desk.choose("first")
    #expect(desk.option("first") == nil && desk.option("more") != nil)
  }

  @Test func `only one carrier's applications are shown when one is chosen, and all again after`()
    throws
  {
    let mine = try hall.file(lin)
    let tom = try hall.add(People.tom(hall.policy, now: hall.now))
    let other = try hall.file(tom)
    try hall.records.transact { book in
      var form = try form(other.id)
      form.brand = "lyca"
      try book.write(form)
      return JournalEvent(act: "test.change", records: [form.id], by: "test", at: hall.now)
    }
    let desk = hall.desk(
      "office", forStaff: true,
      of: [hall.policy.id: hall.policy, "lyca": try Carrier.lyca.policy()])
    desk.enter([
      "name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan"),
    ])
    func shown() -> Set<String> {
      Set(desk.options.map(\.id).filter { [mine.number, other.number].contains($0) })
    }
    #expect(shown() == [mine.number, other.number])
    for (choice, numbers) in [
      ("lyca", [other.number]), (hall.policy.id, [mine.number]), ("lyca", [other.number]),
      ("all", [mine.number, other.number]),
    ] {
      desk.choose("brand")
      desk.expect(step: "brand")
      desk.choose(choice)
      desk.expect(step: "queue")
      #expect(shown() == Set(numbers), "\(choice)")
      #expect(desk.says("review.only") == (choice != "all"))
    }
    desk.choose("brand")
    desk.choose("lyca")
    desk.choose("overdue")
    #expect(shown().isEmpty && desk.says("review.onlyOverdue"))
    hall.clock.advance(200)
    desk.choose("overdue")
    #expect(shown() == [other.number])
  }
}
