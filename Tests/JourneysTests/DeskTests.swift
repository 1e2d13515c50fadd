import Domain
import Fixtures
import Journeys
import Testing

struct DeskTests {
  @Test func `records that cannot be read are told beside the prompt, and nobody is sent away`()
    throws
  {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk()
    person.signIn()
    let question = person.question
    hall.records.cannotRead = true
    person.choose("renewal")
    #expect(person.troubles.contains { $0.key == "trouble.read" })
    hall.records.cannotRead = false
    person.home()
    #expect(person.question == question)
  }

  @Test func `signing in where nothing can be read is refused, and nobody is served`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    // Reading fails just after the password was found right: the second transaction is the last.
    let person = hall.desk(
      passwords: Ports.Passwords(
        hash: { $0 },
        verify: { _, _ in
          hall.records.cannotRead = true
          return true
        }, waste: { _ in }))
    person.choose("signIn")
    person.enter(["identifier": "linyue", "password": People.password])
    person.expect(refused: "records.read", step: "password")
    #expect(!person.desk.isServing)
    hall.records.cannotRead = false
    person.home()
    person.expect(step: "start", "welcome")
    #expect(try hall.account(lin.id) != nil)
  }

  @Test func `what cannot be written is refused, and the step stands`() throws {
    let it = try Closing()
    it.person.prepareClosure()
    let question = it.person.question
    it.hall.records.cannotWrite = true
    it.person.confirm()
    it.person.expect(refused: "records.write", step: "confirm")
    #expect(it.person.question == question)
    #expect(it.hall.book.all(ClosureApplication.self).isEmpty)
    it.hall.records.cannotWrite = false
    it.person.confirm()
    it.person.expect(step: "submitted")
  }

  @Test func `killed at any write, a closure is filed with its receipt or not at all`() throws {
    for left in 0...6 {
      let it = try Closing()
      it.hall.records.writesLeft = left
      it.person.choose("closure")
      it.person.choose("start")
      it.person.choose("balance")
      it.person.choose("refund")
      it.person.check("backup")
      it.person.choose("terms")
      it.person.confirm()
      it.person.next()
      it.person.choose("other")
      it.person.confirm()
      it.person.choose("mailCode")
      it.person.enter(["code": it.hall.inbox.code ?? "000000"])
      it.person.confirm()
      let forms = it.hall.book.all(ClosureApplication.self)
      let told = it.hall.book.all(Receipt.self).map(\.number)
      #expect(forms.map(\.number) == told, "killed after \(left) writes")
      #expect(try it.account()?.closure == forms.first?.id)
    }
  }

  @Test func `an answer of the wrong kind, an unknown option and an unknown field change nothing`()
    throws
  {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk()
    let question = person.question
    for answer: Answer in [
      .next, .confirm(true), .enter(["x": "y"]), .check("x", true), .choose("x"), .choose(""),
    ] {
      person.answer(answer)
      #expect(person.refusal != nil && person.question == question)
    }
    person.choose("signIn")
    #expect(person.refusal == nil)
  }

  @Test func `a message that does not get through waits and is tried again`() throws {
    let it = try Closing()
    it.hall.inbox.works = false
    try it.person.failToGetCode()
    #expect(it.hall.inbox.notices.isEmpty)
    let waiting = try #require(it.hall.book.all(Notice.self).first)
    #expect(waiting.tries == 1 && waiting.tryAt == it.hall.now.adding(seconds: 60))
    it.hall.inbox.works = true
    it.person.desk.sendPost()
    #expect(it.hall.inbox.notices.isEmpty, "not before its time")
    it.hall.clock.advance(60)
    it.person.desk.sendPost()
    #expect(it.hall.inbox.notices.count == 1)
    #expect(it.hall.book.all(Notice.self).isEmpty)
    it.person.enterCode()
    it.person.expect(step: "proved")
  }

  @Test func `a code that waited too long is dropped, not delivered`() throws {
    let it = try Closing()
    it.hall.inbox.works = false
    try it.person.failToGetCode()
    it.hall.inbox.works = true
    it.hall.clock.advance(601)
    it.person.desk.sendPost()
    #expect(it.hall.inbox.notices.isEmpty && it.hall.book.all(Notice.self).isEmpty)
  }

  @Test func `messages for a channel that does not work here stay for a desk where it does`() throws
  {
    let hall = try Hall()
    let lin = try hall.addLin { $0.email = nil }
    hall.inbox.channels = [.mail]
    _ = try hall.perform(.setPassword(account: lin.id, hash: "x"))
    hall.desk().desk.sendPost()
    #expect(hall.inbox.notices.isEmpty)
    hall.inbox.channels = [.mail, .sms]
    hall.desk().desk.sendPost()
    #expect(hall.inbox.notices.map(\.channel) == [.sms])
  }

  @Test func `REN-10 ONL-23 messages are shown in the practice inbox, and only at a practice desk`()
    throws
  {
    for (practice, shown) in [(Int64?.some(86_400), 1), (nil, 0)] {
      let it = try Closing(practice: practice)
      it.person.choose("verification")
      it.person.choose("mailCode")
      let messages = it.person.events.filter {
        if case .message = $0 { return true }
        return false
      }
      #expect(messages.count == shown)
    }
  }

  @Test func `the practice clock is offered only where nothing is real`() throws {
    let practice = try Closing(practice: 86_400)
    #expect(practice.person.option("clock") != nil)
    let real = try Closing()
    #expect(real.person.option("clock") == nil)
    #expect(!real.person.desk.advance(seconds: 60))
    real.person.choose("clock")
    real.person.expect(refused: "answer.option")
  }

  @Test func `changing the language changes nothing else`() throws {
    let it = try Closing()
    it.person.clearChecklist()
    let question = it.person.question
    it.person.desk.language = .zhHant
    #expect(it.person.question == question)
  }

  @Test func `a new subscriber is written to in the language they registered in`() throws {
    let hall = try Hall()
    let person = hall.desk()
    person.desk.language = .zhHant
    person.choose("register")
    person.enter(RegistrationTests.details)
    person.enter(["password": "four green kites", "again": "four green kites"])
    #expect(hall.inbox.notices.last?.language == .zhHant)
  }

  @Test func `on the first run there is a choice, and the choice is handed to the program`() throws
  {
    for choice in ["practise", "passphrase", "keyFile"] {
      let person = try Hall().desk(firstRun: true)
      person.expect(step: "choose", "setup")
      person.choose(choice)
      #expect(person.desk.decision == choice && person.desk.isOver)
    }
    let person = try Hall().desk(firstRun: true)
    person.choose("leave")
    #expect(person.desk.decision == nil && person.desk.isOver)
  }

  @Test func `whoever leaves decides nothing, and answers nothing any more`() throws {
    let it = try Closing()
    it.person.prepareClosure()
    it.person.desk.leave()
    it.person.confirm()
    it.person.home()
    #expect(it.person.desk.isOver && !it.person.desk.isServing)
    #expect(it.hall.book.all(ClosureApplication.self).isEmpty)
  }

  @Test
  func `AFT-09 REN-16 every carrier has a hotline, an address and a site for whoever is stuck`()
    throws
  {
    let support = try Heyon.policy().support
    for text in [support.hotline, support.email, support.site] { #expect(!text.isEmpty) }
  }
}

extension DeskScript {
  /// Asks for a code that is not delivered.
  fileprivate func failToGetCode() throws {
    choose("verification")
    choose("mailCode")
    expect(step: "code", "verification")
  }
}
