import Domain
import Fixtures
import Journeys
import Testing

/// Staff find the person in front of them.
struct CounterServiceTests {
  let hall: Hall
  let lin: Account

  init() throws {
    hall = try Hall(try Everything.policy())
    lin = try hall.addLin()
    try hall.hire("chan", .agent)
  }

  private func counter() throws -> DeskScript {
    let desk = try hall.staffDesk("chan")
    desk.choose("serve")
    desk.expect(step: "find", "counter")
    return desk
  }

  @Test func `OFF-05: staff find the account by whatever the person gives, and see it masked`()
    throws
  {
    let desk = try counter()
    for typed in [
      "linyue@example.com", " LinYue@Example.COM ", "138 0013 8000", "+8613800138000", "LinYue",
      "h-204518",
    ] {
      desk.enter(["person": typed])
      desk.expect(step: "person", "counter")
      #expect(desk.tells(.text("林••")) && desk.tells(.text("l•••@example.com")), "\(typed)")
      for personal in ["林悦", "linyue@example.com", "+8613800138000"] {
        #expect(!desk.tells(.text(personal)), "\(personal)")
      }
      desk.choose("other")
      desk.expect(step: "find", "counter")
    }
    desk.enter(["person": "nobody@example.com"])
    desk.expect(refused: "counter.nobody", field: "person", step: "find")
    desk.choose("queue")
    desk.expect(step: "queue", "review")
  }

  @Test func `each look at an account is in the journal under the staff's name and the station`()
    throws
  {
    let desk = try counter()
    desk.enter(["person": "H-204518"])
    let look = try #require(hall.book.journal.last)
    #expect(look.act == "counter.attend" && look.records == [lin.id])
    #expect(look.by == "staff:chan" && look.station == "office")
  }

  @Test func `the way home leads to the queue, never into the subscriber's own pages`() throws {
    let desk = try counter()
    desk.enter(["person": "H-204518"])
    desk.home()
    desk.expect(step: "queue", "review")
    #expect(!desk.tells(.text("林••")))
  }

  @Test func `whoever is idle is signed out, and the person's facts leave the desk with them`()
    throws
  {
    let desk = try counter()
    desk.enter(["person": "H-204518"])
    hall.clock.advance(Desk.staffIdleSeconds + 1)
    desk.choose("other")
    desk.expect(refused: "staff.idle", step: "signIn")
    #expect(!desk.tells(.text("林••")))
  }

  @Test func `an account that is erased while its subscriber is served is gone from the desk`()
    throws
  {
    let waiting = try hall.file(lin)
    try hall.hire("wong", .reviewer)
    let desk = try counter()
    desk.enter(["person": "H-204518"])
    #expect(desk.warns("counter.person.inReview"))
    try hall.records.transact { book in
      try book.remove(Account.self, lin.id)
      return JournalEvent(act: "test.remove", records: [lin.id], by: "test", at: hall.now)
    }
    desk.choose("queue")
    desk.expect(refused: "account.missing", step: "find")
    #expect(!desk.tells(.text(waiting.number)))
  }

  @Test func `the same address at two carriers is two people, and staff say which`() throws {
    let other = try Carrier.zhonggangtong.policy()
    try hall.add(People.lin(other, now: hall.now)) { $0.number = "Z-1" }
    let desk = hall.desk(
      "office", forStaff: true, of: [hall.policy.id: hall.policy, other.id: other])
    desk.enter([
      "name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan"),
    ])
    desk.choose("serve")
    desk.enter(["person": "linyue@example.com"])
    desk.expect(step: "carrier", "counter")
    desk.choose("back")
    desk.enter(["person": "linyue"])
    desk.choose("zhonggangtong")
    desk.expect(step: "person")
    #expect(desk.tells(.text("Z-1")) && desk.tells(.policy(other.names)))
    #expect(desk.desk.policy.id == "zhonggangtong")
    desk.choose("other")
    #expect(desk.desk.policy.id == hall.policy.id, "nobody of the other carrier is served any more")
  }

  @Test func `whoever served another carrier's customer leaves the desk to its own carrier`() throws
  {
    let other = try Carrier.zhonggangtong.policy()
    try hall.add(People.lin(other, now: hall.now)) { $0.number = "Z-1" }
    let colleague = Practice.Colleague(
      name: "chan", role: .agent, password: Counter.password, secret: Counter.secret)
    let chan = try #require(try Staff.named("chan", in: hall.book)).id
    let ends: [(DeskScript) throws -> Void] = [
      { desk in
        desk.home()
        desk.choose("signOut")
      },
      { desk in
        hall.clock.advance(Desk.staffIdleSeconds + 1)
        #expect(desk.desk.endIdleStaff())
      },
      { desk in
        _ = try hall.perform(.staff(.disable(chan))).get()
        desk.choose("other")
      },
    ]
    for end in ends {
      let desk = hall.desk(
        "office", practice: 86_400, colleagues: [colleague],
        of: [hall.policy.id: hall.policy, other.id: other])
      desk.choose(hall.policy.id)
      desk.choose("staff")
      desk.enter([
        "name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan"),
      ])
      desk.choose("serve")
      desk.enter(["person": "Z-1"])
      #expect(desk.desk.policy.id == other.id)
      try end(desk)
      #expect(desk.desk.policy.id == hall.policy.id)
      #expect(!desk.tells(.policy(other.names)))
    }
  }

  @Test
  func `AFT-09 whoever has not said whose customer they are finds everybody's hotline in help`()
    throws
  {
    let other = try Carrier.zhonggangtong.policy()
    let desk = hall.desk(of: [hall.policy.id: hall.policy, other.id: other])
    func hotline(_ policy: BrandPolicy) -> Line {
      .fact(label: .say(.policy(policy.names)), value: .say(.text(policy.support.hotline)))
    }
    #expect(desk.prompt.step == "brand" && desk.desk.contacts.count == 2)
    for policy in [hall.policy, other] { #expect(desk.desk.contacts.contains(hotline(policy))) }
    desk.choose(other.id)
    #expect(
      desk.desk.contacts.contains {
        $0 == .fact(label: "support.email", value: .say(.text(other.support.email)))
      })
    desk.choose("brand")
    desk.choose("leave")
    #expect(desk.desk.isOver)
    #expect(hall.desk(firstRun: true).desk.contacts.isEmpty, "nobody's customer sets a desk up")
  }

  @Test func `a practice desk has staff of its own, whose codes it shows`() throws {
    let colleague = Practice.Colleague(
      name: "chan", role: .agent, password: Counter.password, secret: Counter.secret)
    let desk = hall.desk(practice: 86_400, colleagues: [colleague])
    for _ in 1...2 {
      desk.choose("staff")
      desk.expect(step: "signIn", "staff")
      guard case .text(let code)? = desk.facts("staff.sample")?["code"] else {
        Issue.record("no code is shown")
        return
      }
      desk.enter(["name": "chan", "password": Counter.password, "code": code])
      desk.expect(step: "queue", "review")
      desk.choose("signOut")
      desk.expect(step: "start", "welcome")
      hall.clock.advance(TOTP.period)
    }
    desk.choose("staff")
    desk.choose("leave")
    desk.expect(step: "start", "welcome")
  }
}
