import Fixtures
import Testing

@testable import Domain

struct ClosedAccountTests {
  private let fee = Money(30_000, "CNY")

  @Test
  func `PRE-04 X-09 an agreed fee is taken from the balance, and the rest goes where it was to go`()
    throws
  {
    for (balance, left) in [(Int64(50_000), Int64(20_000)), (30_000, 0), (12_000, 0), (0, 0)] {
      var it = try EveryCase {
        $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee)
        $0.balance = Money(balance, "CNY")
      }
      it.answers.acceptedFee = fee
      let form = try it.closed()
      #expect(form.fee == fee)
      let outcome = left == 0 ? nil : BalanceOutcome(choice: .refund, amount: Money(left, "CNY"))
      #expect(form.balance == outcome)
      #expect(
        it.hall.book.all(Receipt.self).last?.facts
          == .closureDone(application: form.number, balance: outcome, fee: fee))
    }
  }

  @Test func `PRE-04 a contract that ran out during the review costs nothing`() throws {
    var it = try EveryCase()
    try it.hall.change(it.lin.id) { $0.contract = Contract(until: it.day(2), fee: fee) }
    it.answers.acceptedFee = fee
    let form = try it.submitted()
    #expect(form.fee == fee)
    it.hall.clock.advance(3 * 86_400)
    try it.decide(form, .approve)
    #expect(try it.form(form.id).fee == nil)
    #expect(
      try it.form(form.id).balance == BalanceOutcome(choice: .refund, amount: it.lin.balance))
  }

  @Test func `PRE-04 a fee that grew during the review is not taken beyond what was agreed to`()
    throws
  {
    var it = try EveryCase { $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee) }
    it.answers.acceptedFee = fee
    let form = try it.submitted()
    for (now, taken) in [(Int64(99_000), Int64(30_000)), (10_000, 10_000)] {
      let it = try copy(it, form) {
        $0.contract = Contract(until: Day(ordinal: 30_000), fee: Money(now, "CNY"))
      }
      #expect(it.fee == Money(taken, "CNY"))
    }
  }

  /// The same application approved elsewhere, after a change to the account.
  private func copy(
    _ it: EveryCase, _ form: ClosureApplication, _ change: @escaping (inout Account) -> Void
  ) throws -> ClosureApplication {
    var other = try EveryCase { $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee) }
    other.answers = it.answers
    let same = try other.submitted()
    try other.hall.change(other.lin.id, change)
    try other.decide(same, .approve)
    return try other.form(same.id)
  }

  @Test func `X-01 ONL-24 what is left of a closed account is how to sign in, and nothing else`()
    throws
  {
    let it = try EveryCase {
      $0.bindings = [Binding(id: "D", kind: .device, label: "Pixel", since: Day(ordinal: 1))]
      $0.closureDetails = [:]
      $0.security.totp = AuthenticatorApp(secret: Array(repeating: 7, count: 20))
      $0.security.answers = [SecurityAnswer(question: "pet", hash: "h")]
    }
    let form = try it.closed()
    let shell = try #require(try it.now())
    var empty = Account(
      id: it.lin.id, brand: it.lin.brand, number: it.lin.number, name: "",
      passwordHash: it.lin.passwordHash, language: it.lin.language, createdAt: it.lin.createdAt,
      balance: Money(0, "CNY"))
    empty.userName = it.lin.userName
    empty.email = it.lin.email
    empty.msisdn = it.lin.msisdn
    empty.closure = form.id
    empty.receipts = shell.receipts
    empty.closedAt = it.hall.now
    empty.eraseAt = it.hall.now.adding(seconds: 30 * 86_400)
    #expect(shell == empty)
    #expect(shell.receipts.count == 2 && it.hall.book.all(Order.self).isEmpty)
    // ONL-24: she signs in again and sees it.
    #expect(try it.hall.perform(.admitSignIn(account: it.lin.id)) == .success(.done))
    #expect(throws: Never.self) { try it.hall.perform(.signedIn(account: it.lin.id)).get() }
  }

  @Test func `AFT-04 a closed account does nothing more, and cannot be brought back`() throws {
    let it = try EveryCase()
    let form = try it.closed()
    let id = it.lin.id
    for act: Act in [
      .suspend(account: id, until: it.day(7)), .resume(account: id),
      .activate(account: id, code: nil), .unbind(account: id, binding: "D"),
      .setDevice(account: id, supportsESIM: true),
      .addPhoto(account: id, .jpeg, bytes: []),
      .setAnswer(account: id, question: "pet", hash: "h"),
    ] {
      #expect(try it.hall.perform(act) == .failure(.accountClosed), "\(act.name)")
    }
    #expect(try it.hall.perform(.withdrawClosure(form.id)) == .failure(.notInReview))
    for decision: Act.Decision in [.approve, .reject(reason: "x"), .ask(question: "?")] {
      #expect(try it.decide(form, decision) == .failure(.notInReview))
    }
    #expect(
      try it.hall.perform(.answerClosure(form.id, text: "x")) == .failure(.notInReview))
  }

  @Test func `X-01 AFT-01 when the status days are over the last trace is erased, and not before`()
    throws
  {
    let it = try EveryCase()
    let form = try it.closed()
    let id = it.lin.id
    #expect(
      try it.hall.perform(.eraseClosed(account: id)) == .failure(.accountMissing), "too soon")
    it.hall.clock.advance(30 * 86_400 - 1)
    #expect(
      try it.hall.book.due(.account, through: it.hall.now, after: nil, limit: 9).isEmpty)
    #expect(try it.hall.perform(.eraseClosed(account: id)) == .failure(.accountMissing))
    it.hall.clock.advance(1)
    #expect(
      try it.hall.book.due(.account, through: it.hall.now, after: nil, limit: 9).map(\.id) == [id])
    #expect(try it.hall.perform(.eraseClosed(account: id)) == .success(.done))
    #expect(try it.now() == nil)
    for lookup in it.lin.lookups { #expect(try it.hall.book.find(lookup) == nil) }
    #expect(try it.form(form.id).state == .approved, "X-01: its number still answers")
    for notice in it.hall.book.all(Notice.self) {
      _ = try it.hall.perform(.notice(notice.id, .delivered))
    }
    let kept = try it.hall.book.everything()
    for secret in [
      "林悦", "linyue", "13800138000", "H-204518", "Pixel", "490154203237518", EveryCase.idNumber,
    ] {
      #expect(!kept.contains(secret), "X-08: \(secret)")
    }
  }

  @Test func `an account that is not closed is never erased this way`() throws {
    let it = try EveryCase()
    #expect(
      try it.hall.perform(.eraseClosed(account: it.lin.id)) == .failure(.accountMissing))
    _ = try it.submitted()
    it.hall.clock.advance(400 * 86_400)
    #expect(
      try it.hall.perform(.eraseClosed(account: it.lin.id)) == .failure(.accountMissing))
    #expect(try it.now() != nil)
  }

  @Test func `ONL-11 ONL-12 photos are deleted after the review, however it ends`() throws {
    for decision: Act.Decision in [.approve, .reject(reason: "identityDoubt")] {
      let it = try EveryCase()
      for _ in 1...2 {
        _ = try it.hall.perform(.addPhoto(account: it.lin.id, .jpeg, bytes: Folder.photo)).get()
      }
      let form = try it.submitted()
      #expect(it.hall.book.all(Photo.self).count == 2)
      try it.decide(form, .ask(question: "?"))
      #expect(it.hall.book.all(Photo.self).count == 2, "a question does not end the review")
      try it.decide(form, decision)
      #expect(it.hall.book.all(Photo.self).isEmpty)
      #expect(try it.now()?.photos == [])
    }
  }

  @Test func `at most three photos are kept, the newest`() throws {
    let it = try EveryCase()
    for _ in 1...5 {
      _ = try it.hall.perform(.addPhoto(account: it.lin.id, .png, bytes: [1])).get()
    }
    let photos = it.hall.book.all(Photo.self)
    #expect(photos.map(\.id) == (try it.now()?.photos))
    #expect(photos.count == 3)
  }

  @Test func `ONL-13 ONL-22 a question halts the review, its answer goes on with it`() throws {
    let it = try EveryCase()
    let form = try it.submitted()
    #expect(
      try it.hall.perform(.answerClosure(form.id, text: "x")) == .failure(.notInReview),
      "nobody asked")
    _ = try it.decide(form, .ask(question: "Which shop?")).get()
    let asked = try it.form(form.id)
    #expect(asked.state == .moreInfoNeeded(question: "Which shop?") && asked.isOpen)
    #expect(asked.due == form.reviewBy && asked.isOverdue(at: form.reviewBy.adding(seconds: 1)))
    #expect(
      it.hall.book.all(Notice.self).last?.body
        == .closureQuestion(receipt: form.number, question: "Which shop?"))
    #expect(
      try it.hall.perform(.unbind(account: it.lin.id, binding: "D"))
        == .failure(.closureInReview(number: form.number)))
    #expect(
      try it.submit().get() == .application(asked, receipt: it.hall.book.all(Receipt.self)[0]))
    #expect(try it.hall.perform(.answerClosure(form.id, text: "the big one")) == .success(.done))
    #expect(try it.form(form.id).state == .inReview)
    #expect(try it.now()?.closureDetails["proof"] == "the big one")
    _ = try it.decide(form, .approve).get()
    #expect(try !it.hall.book.everything().contains("the big one"))
  }

  @Test func `a halted review can still be withdrawn, and leaves nothing of the form behind`()
    throws
  {
    let it = try EveryCase()
    _ = try it.hall.perform(.addPhoto(account: it.lin.id, .jpeg, bytes: Folder.photo)).get()
    let form = try it.submitted()
    try it.decide(form, .ask(question: "?"))
    #expect(throws: Never.self) { try it.hall.perform(.withdrawClosure(form.id)).get() }
    let account = try #require(try it.now())
    #expect(account.closure == nil && account.closureDetails.isEmpty)
    #expect(account.photos.isEmpty && it.hall.book.all(Photo.self).isEmpty)
    #expect(try it.form(form.id).state == .withdrawn)
  }

  @Test func `who said nothing about the fee is not charged one`() throws {
    let policy = try Everything.policy(["closure", "procedures", 0, "gates"], [] as [Any])
    let it = try EveryCase(policy) { $0.contract = Contract(until: Day(ordinal: 30_000), fee: fee) }
    let form = try it.closed()
    #expect(form.fee == nil)
    #expect(form.balance == BalanceOutcome(choice: .refund, amount: it.lin.balance))
  }
}
