import Fixtures
import Testing

@testable import Domain

struct AttemptCounterTests {
  private let start = Instant(seconds: 1_000_000)

  @Test func `five wrong attempts are free, then the delay grows to an hour and stays there`() {
    var counter = AttemptCounter()
    var now = start
    for delay: Int64 in [60, 300, 600, 3600, 3600, 3600] {
      for attempt in 1...5 {
        #expect(counter.admit(at: now) == nil)
        #expect(counter.left() == 5 - attempt)
      }
      let until = now.adding(seconds: delay)
      #expect(counter.admit(at: now) == until)
      #expect(counter.admit(at: until.adding(seconds: -1)) == until)
      now = until
    }
  }

  @Test func `an attempt counts before anybody knows whether it is right`() {
    var counter = AttemptCounter()
    #expect(counter.admit(at: start) == nil)
    #expect(counter.failures == 1)
  }

  @Test func `an attempt during a delay is neither counted nor makes it longer`() {
    var counter = AttemptCounter()
    for _ in 1...5 { _ = counter.admit(at: start) }
    for _ in 1...50 { #expect(counter.admit(at: start.adding(seconds: 59)) != nil) }
    #expect(counter.failures == 5)
    #expect(counter.admit(at: start.adding(seconds: 60)) == nil)
  }

  @Test func `the right one ends the row, and at a station forgives only itself`() {
    var account = AttemptCounter()
    for _ in 1...4 { _ = account.admit(at: start) }
    account.succeed()
    #expect(account == AttemptCounter())
    var station = AttemptCounter()
    for _ in 1...8 { _ = station.admit(at: start, free: 20) }
    station.forgiveLast()
    #expect(station.failures == 7)
    for _ in 1...13 { #expect(station.admit(at: start, free: 20) == nil) }
    #expect(station.admit(at: start, free: 20) != nil)
  }

  @Test func `an hour without attempts ends a row`() {
    var counter = AttemptCounter()
    _ = counter.admit(at: start)
    counter.settle(at: start.adding(seconds: 3600))
    #expect(counter.failures == 1)
    counter.settle(at: start.adding(seconds: 3601))
    #expect(counter == AttemptCounter())
  }
}

struct OneTimeCodeTests {
  private func sent(_ hall: Hall, _ lin: Account, _ purpose: CodePurpose = .identity) throws
    -> String
  {
    _ = try hall.perform(.issueCode(account: lin.id, purpose: purpose, channel: .mail)).get()
    return try #require(try hall.account(lin.id)?.security.pending).code
  }

  private func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

  private func prove(
    _ hall: Hall, _ lin: Account, _ code: String, at station: String = "desk-1"
  ) throws -> Result<Outcome, ActRefusal> {
    try hall.perform(.proveIdentity(account: lin.id, code: code), at: station)
  }

  @Test func `ONL-10 the code that was sent proves who one is, here and for a quarter of an hour`()
    throws
  {
    let hall = try Hall()
    let lin = try hall.addLin()
    let code = try sent(hall, lin)
    #expect(code.count == 6)
    #expect(try prove(hall, lin, code) == .success(.account(lin.id)))
    let security = try #require(try hall.account(lin.id)).security
    #expect(
      security.isProved(
        by: [[.smsCode], [.mailCode]], at: "desk-1", now: hall.now.adding(seconds: 900)))
    #expect(
      !security.isProved(
        by: [[.smsCode], [.mailCode]], at: "desk-1", now: hall.now.adding(seconds: 901)))
    #expect(
      !security.isProved(
        by: [[.smsCode], [.mailCode]], at: "desk-1", now: hall.now.adding(seconds: -1)))
    #expect(!security.isProved(by: [[.smsCode], [.mailCode]], at: "desk-2", now: hall.now))
  }

  @Test func `a code is good for ten minutes and not a second longer`() throws {
    for (age, works) in [(Int64(600), true), (601, false), (-1, false)] {
      let hall = try Hall()
      let lin = try hall.addLin()
      let code = try sent(hall, lin)
      hall.clock.advance(age)
      #expect(
        try prove(hall, lin, code) == (works ? .success(.account(lin.id)) : .failure(.codeExpired)))
    }
  }

  @Test func `a code is good once`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    let code = try sent(hall, lin)
    _ = try prove(hall, lin, code).get()
    #expect(try prove(hall, lin, code) == .failure(.noCode))
  }

  @Test func `the fifth wrong try kills the code, and even the right one comes too late`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    let code = try sent(hall, lin)
    for left in [4, 3, 2, 1, 0] {
      #expect(try prove(hall, lin, wrong(code)) == .failure(.codeWrong(left: left)))
    }
    #expect(try prove(hall, lin, code) == .failure(.noCode))
  }

  @Test func `the count of wrong tries survives another sending`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    for _ in 1...4 { _ = try prove(hall, lin, wrong(try codeNow(hall, lin))) }
    hall.clock.advance(60)
    let second = try sent(hall, lin)
    #expect(try prove(hall, lin, wrong(second)) == .failure(.codeWrong(left: 0)))
    let until = hall.now.adding(seconds: 60)
    hall.clock.advance(59)
    let tooEarly = try hall.perform(
      .issueCode(account: lin.id, purpose: .identity, channel: .mail))
    #expect(tooEarly == .failure(.tooManyAttempts(until: until)))
  }

  private func codeNow(_ hall: Hall, _ lin: Account) throws -> String {
    if let pending = try hall.account(lin.id)?.security.pending { return pending.code }
    return try sent(hall, lin)
  }

  @Test func `the right code ends the row of wrong ones`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    let first = try sent(hall, lin)
    for _ in 1...2 { _ = try prove(hall, lin, wrong(first)) }
    #expect(try prove(hall, lin, first) == .success(.account(lin.id)))
    // The station serves others too: there only the right one itself is forgiven.
    #expect(hall.book.all(Station.self).map(\.codes.failures) == [2])
    hall.clock.advance(60)
    let second = try sent(hall, lin)
    #expect(try prove(hall, lin, wrong(second)) == .failure(.codeWrong(left: 4)))
  }

  @Test func `a new code kills the old one`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    let first = try sent(hall, lin)
    hall.clock.advance(60)
    let second = try sent(hall, lin)
    #expect(first != second)
    #expect(try prove(hall, lin, first) == .failure(.codeWrong(left: 4)))
    #expect(try prove(hall, lin, second) == .success(.account(lin.id)))
  }

  @Test func `sixty seconds lie between two codes, whatever they are for`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    _ = try sent(hall, lin)
    let next = hall.now.adding(seconds: 60)
    hall.clock.advance(59)
    for channel in Channel.allCases {
      let again = try hall.perform(
        .issueCode(account: lin.id, purpose: .passwordReset, channel: channel))
      #expect(again == .failure(.sendTooSoon(until: next)))
    }
    hall.clock.advance(1)
    _ = try sent(hall, lin)
  }

  @Test func `ten codes a day and no more, counted on the carrier's calendar`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    for _ in 1...10 {
      _ = try sent(hall, lin)
      hall.clock.advance(60)
    }
    #expect(
      try hall.perform(.issueCode(account: lin.id, purpose: .identity, channel: .mail))
        == .failure(.tooManyCodes))
    hall.clock.now = hall.today.adding(days: 1).start(offset: hall.policy.clock.seconds)
    _ = try sent(hall, lin)
  }

  @Test func `a code for one purpose proves nothing for another`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    let code = try sent(hall, lin, .emailConfirmation)
    #expect(try prove(hall, lin, code) == .failure(.noCode))
    #expect(
      try hall.perform(.admitReset(account: lin.id, code: code)) == .failure(.noCode))
    #expect(
      try hall.perform(.confirmEmail(account: lin.id, code: code)) == .success(.account(lin.id)))
    #expect(try hall.account(lin.id)?.security.proof == nil)
  }

  @Test func `twenty wrong codes at one station close it for a while, whatever the account`() throws
  {
    let hall = try Hall()
    let people = try (1...5).map { number in
      try hall.add(People.lin(hall.policy, now: hall.now)) {
        $0.number = "H-50000\(number)"
        $0.email = "p\(number)@example.com"
        $0.msisdn = nil
        $0.userName = nil
      }
    }
    for person in people.prefix(4) {
      let code = try sent(hall, person)
      for _ in 1...5 { _ = try prove(hall, person, wrong(code)) }
    }
    let last = try #require(people.last)
    let code = try sent(hall, last)
    #expect(
      try prove(hall, last, code) == .failure(.tooManyAttempts(until: hall.now.adding(seconds: 60)))
    )
    #expect(try prove(hall, last, code, at: "desk-2") == .success(.account(last.id)))
  }

  @Test func `no code goes where there is no address`() throws {
    let hall = try Hall()
    let lin = try hall.addLin { $0.msisdn = nil }
    #expect(
      try hall.perform(.issueCode(account: lin.id, purpose: .identity, channel: .sms))
        == .failure(.noAddress(.sms)))
  }

  @Test func `codes are six digits and spread over all of them`() {
    #expect(OneTimeCode.make(random: [0, 0, 0, 0, 0, 0, 0, 7]) == "000007")
    // Seed 41: every leading digit comes up about a tenth of the time.
    let chance = Chance(seed: 41)
    var heads: [Character: Int] = [:]
    for _ in 0..<5000 {
      let code = OneTimeCode.make(random: chance.bytes(8))
      #expect(code.count == 6 && code.allSatisfy { ("0"..."9").contains($0) })
      if let head = code.first { heads[head, default: 0] += 1 }
    }
    #expect(heads.count == 10 && heads.values.allSatisfy { (400...600).contains($0) })
    #expect(OneTimeCode.matches("123456", "123456"))
    #expect(!OneTimeCode.matches("123456", "123457"))
    #expect(!OneTimeCode.matches("12345", "123456"))
  }

  @Test func `a code that is too old is not worth delivering, another message always is`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    _ = try sent(hall, lin)
    let code = try #require(hall.book.all(Notice.self).first)
    #expect(!code.isStale(at: hall.now.adding(seconds: 600)))
    #expect(code.isStale(at: hall.now.adding(seconds: 601)))
    _ = try hall.perform(.setPassword(account: lin.id, hash: "x"))
    let other = try #require(hall.book.all(Notice.self).last)
    #expect(!other.isStale(at: hall.now.adding(seconds: 1_000_000)))
  }

  @Test func `a failed delivery is tried after one, two, four minutes, at most six hours`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    _ = try sent(hall, lin)
    var notice = try #require(hall.book.all(Notice.self).first)
    for (tries, wait) in [(1, 60), (2, 120), (3, 240), (9, 15_360), (10, 21_600), (500, 21_600)] {
      notice.tries = tries
      #expect(hall.now.seconds(until: notice.nextTry(after: hall.now)) == Int64(wait))
    }
  }
}

struct SignInAdmissionTests {
  @Test func `five wrong passwords slow an account down, at every station`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    for _ in 1...5 { #expect(try hall.perform(.admitSignIn(account: lin.id)) == .success(.done)) }
    let until = hall.now.adding(seconds: 60)
    for station in ["desk-1", "desk-2"] {
      #expect(
        try hall.perform(.admitSignIn(account: lin.id), at: station)
          == .failure(.tooManyAttempts(until: until)))
    }
    hall.clock.advance(60)
    #expect(try hall.perform(.admitSignIn(account: lin.id)) == .success(.done))
    _ = try hall.perform(.signedIn(account: lin.id)).get()
    #expect(try hall.account(lin.id)?.security.signIn == AttemptCounter())
  }

  @Test func `twenty wrong sign-ins at one station slow it down even for unknown accounts`() throws
  {
    let hall = try Hall()
    let lin = try hall.addLin()
    for _ in 1...20 { _ = try hall.perform(.admitSignIn(account: nil)) }
    let until = hall.now.adding(seconds: 60)
    #expect(
      try hall.perform(.admitSignIn(account: lin.id)) == .failure(.tooManyAttempts(until: until)))
    #expect(try hall.perform(.admitSignIn(account: lin.id), at: "desk-2") == .success(.done))
  }

  @Test func `twenty receipt numbers looked at here, then a pause`() throws {
    let hall = try Hall()
    for _ in 1...20 { #expect(try hall.perform(.admitNumber) == .success(.done)) }
    #expect(
      try hall.perform(.admitNumber)
        == .failure(.tooManyAttempts(until: hall.now.adding(seconds: 60))))
    hall.clock.advance(3601)
    for _ in 1...20 { #expect(try hall.perform(.admitNumber) == .success(.done)) }
  }
}
