import Fixtures
import Testing

@testable import Domain

/// The host's clock is set back between two acts: what was done stays done, nothing is done twice, and nobody is shut out.
struct ClockSetBackTests {
  private let back: [Int64] = [1, 600, 3600, 86_400, 400 * 86_400]

  @Test func `a code from what is now the future proves nothing, and a new one can be had at once`()
    throws
  {
    for seconds in back {
      let hall = try Hall()
      let lin = try hall.addLin()
      func code() throws -> String {
        _ = try hall.perform(.issueCode(account: lin.id, purpose: .identity, channel: .mail)).get()
        return try #require(try hall.account(lin.id)?.security.pending).code
      }
      let old = try code()
      hall.clock.advance(-seconds)
      #expect(
        try hall.perform(.proveIdentity(account: lin.id, code: old)) == .failure(.codeExpired))
      #expect(
        try hall.perform(.proveIdentity(account: lin.id, code: try code()))
          == .success(.account(lin.id)), "\(seconds)")
    }
  }

  @Test func `a proof of identity from what is now the future is none`() throws {
    let hall = try Hall()
    let lin = try hall.addLin()
    _ = try hall.perform(.issueCode(account: lin.id, purpose: .identity, channel: .mail)).get()
    let code = try #require(try hall.account(lin.id)?.security.pending).code
    _ = try hall.perform(.proveIdentity(account: lin.id, code: code)).get()
    let security = try #require(try hall.account(lin.id)).security
    #expect(security.isProved(by: [[.mailCode]], at: "desk-1", now: hall.now))
    for seconds in back {
      let then = hall.now.adding(seconds: -seconds)
      #expect(!security.isProved(by: [[.mailCode]], at: "desk-1", now: then))
    }
  }

  @Test
  func `a delay after wrong attempts shuts nobody out, and the next row earns the longer one`()
    throws
  {
    for seconds in back {
      var now = Instant(seconds: 1_795_136_400)
      var counter = AttemptCounter()
      for _ in 1...5 { #expect(counter.admit(at: now) == nil) }
      #expect(counter.admit(at: now) == now.adding(seconds: 60))
      now = now.adding(seconds: -seconds)
      #expect(counter.failures == 5, "what was wrong stays counted")
      for _ in 1...5 { #expect(counter.admit(at: now) == nil, "\(seconds)") }
      #expect(counter.admit(at: now) == now.adding(seconds: 300))
      #expect(counter.failures == 10)
    }
  }

  @Test func `an app's code that was used is not taken again, although its time comes again`()
    throws
  {
    var app = AuthenticatorApp(secret: Array(0..<20))
    let now = Instant(seconds: 1_795_136_400)
    let code = TOTP(secret: app.secret).code(at: now)
    app.lastStep = app.step(of: code, at: now)
    #expect(app.lastStep != nil)
    #expect(app.step(of: code, at: now.adding(seconds: -30)) == nil)
    #expect(app.step(of: code, at: now) == nil)
  }

  @Test func `an order paid before is not paid again, and no day that was paid for is lost`() throws
  {
    for seconds in back {
      let it = try OrderCase()
      let first = try it.pay("O-1").get()
      let paid = try it.now()
      it.hall.clock.advance(-seconds)
      #expect(try it.pay("O-1") == .success(first), "\(seconds)")
      #expect(try it.now() == paid)
      #expect(it.hall.book.all(Receipt.self).count == 1)
      // What comes next follows on the end that was paid for, whatever the clock says.
      let next = try #require(
        Quote.of(
          plan: "data-plus", tier: "month", for: paid, policy: it.hall.policy,
          today: it.hall.today))
      let (end, later) = (try #require(paid.subscription.validUntil), try #require(next.until))
      #expect(end < later, "\(seconds)")
    }
  }
}
