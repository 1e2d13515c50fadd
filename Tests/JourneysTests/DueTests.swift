import Domain
import Fixtures
import Testing

@testable import Journeys

/// What falls due by the clock.
struct DueTests {
  @Test
  func `ONL-19: an automatic review is due when its window opens, and nothing else is looked at`()
    throws
  {
    let staffed = try Everything.policy()
    let hall = try Hall(staffed)
    let people = try hall.file(try hall.addLin())
    #expect(people.decideFrom == nil && people.due == people.reviewBy)

    let policy = try Everything.policy(["closure", "procedures", 0, "review"], "automatic")
    let automatic = try Hall(policy)
    let form = try automatic.file(try automatic.addLin())
    #expect(form.due == form.window.days.first.start(offset: policy.clock.seconds))
    let desk = automatic.desk("timer").desk
    #expect(desk.runDue().decided == 0)
    let wait = automatic.now.seconds(until: try #require(form.due))
    automatic.clock.advance(wait - 1)
    #expect(desk.runDue().decided == 0)
    automatic.clock.advance(1)
    #expect(desk.runDue().decided == 1 && desk.runDue().decided == 0)
  }

  @Test func `ONL-13: an automatic review waits for the answer to a question, and then goes on`()
    throws
  {
    let policy = try Everything.policy(["closure", "procedures", 0, "review"], "automatic")
    let hall = try Hall(policy)
    let form = try hall.file(try hall.addLin())
    _ = try hall.perform(.decideClosure(form.id, .ask(question: "?"), by: "wong")).get()
    hall.clock.advance(30 * 86_400)
    let desk = hall.desk("timer").desk
    #expect(desk.runDue().decided == 0)
    _ = try hall.perform(.answerClosure(form.id, text: "yes")).get()
    #expect(desk.runDue().decided == 1)
  }

  @Test func `a first screen waits for no backlog: it is looked at a stretch at a time`() throws {
    let hall = try Hall(
      try Everything.policy(["closure", "procedures", 0, "review"], "automatic"))
    let automatic = try hall.file(try hall.addLin())
    let staffed = try #require(
      hall.policy.closure.procedures.first { $0.review == .staff && $0.way != automatic.way })
    hall.clock.advance(60 * 86_400)
    // A whole stretch is due before it, and people decide every one of them.
    try hall.records.transact { book in
      for place in 1...Desk.stretch {
        var form = automatic
        form.id = try book.newID()
        form.number = "R-\(place)"
        form.way = staffed.way
        form.decideFrom = nil
        form.reviewBy = automatic.submittedAt
        try book.write(form)
      }
      return JournalEvent(act: "test.add", records: [], by: "test", at: hall.now)
    }
    func state() throws -> ClosureApplication.State? {
      try hall.book.read(ClosureApplication.self, automatic.id)?.state
    }
    let desk = hall.desk("hall").desk
    desk.goHome()
    #expect(try state() == .inReview && desk.lookedUpTo != nil)
    desk.goHome()
    #expect(try state() == .approved)
    #expect(desk.lookedUpTo == nil, "and it begins anew")
  }

  @Test func `pauses end, closed accounts are erased, unpaid orders lapse, each counted once`()
    throws
  {
    let hall = try Hall(try Everything.policy())
    let tom = try hall.add(People.tom(hall.policy, now: hall.now))
    let lin = try hall.addLin()
    _ = try hall.perform(
      .suspend(account: tom.id, until: hall.today.adding(days: 5))
    ).get()
    let form = try hall.file(lin)
    _ = try hall.perform(.decideClosure(form.id, .approve, by: "wong")).get()
    let zhou = try hall.add(People.tom(hall.policy, now: hall.now)) {
      $0.number = "H-9"
      $0.email = "z@example.com"
      $0.msisdn = nil
      $0.userName = nil
      $0.bills = [
        Bill(id: "B-1", issued: hall.today, amount: Money(1280, "CNY"), paid: false)
      ]
    }
    _ = try hall.perform(
      .openOrder(
        account: zhou.id, purpose: .bill("B-1"), method: .practice, number: "O-AAAAAAAAAAAA")
    ).get()
    let desk = hall.desk("timer", payment: .none).desk
    hall.clock.advance(40 * 86_400)
    let work = desk.runDue(closingOrders: true)
    #expect(work.resumed == 1 && work.erased == 1 && work.lapsed == 1 && work.decided == 0)
    #expect(try hall.account(lin.id) == nil)
    #expect(try hall.account(zhou.id)?.openOrder == nil)
    #expect(desk.runDue(closingOrders: true) == DueWork())
    #expect(hall.book.journal.suffix(3).allSatisfy { $0.by == "timer" })
  }

  @Test func `what falls due at the staff's desk is not done in their name`() throws {
    let policy = try Everything.policy(["closure", "procedures", 0, "review"], "automatic")
    let hall = try Hall(policy)
    try hall.hire("chan", .agent)
    let form = try hall.file(try hall.addLin())
    let desk = try hall.staffDesk("chan")
    hall.clock.advance(200)
    desk.home()
    // Due while an agent works here, who could not decide it.
    hall.clock.advance(30 * 86_400)
    #expect(desk.desk.runDue().decided == 1)
    let approval = hall.book.journal.last { $0.act == "closure.approve" }
    #expect(approval?.by == "office")
    #expect(try hall.book.read(ClosureApplication.self, form.id)?.decidedBy == "automatic")
  }
}
