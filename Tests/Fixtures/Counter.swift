public import Domain
public import Journeys
import Testing

/// The staff of a hall, and their desk.
public enum Counter {
  public static let password = "seven grey herons"
  public static let secret = Array(UInt8(1)...20)

  /// The code an authenticator app shows, from what it scanned at its enrolment.
  public static func code(of address: String, at seconds: Double) -> String {
    let secret = address.split(separator: "=").dropFirst().first?.prefix { $0 != "&" } ?? ""
    return TOTP(base32: String(secret))?.code(at: Instant(seconds: Int64(seconds))) ?? ""
  }
}

extension Hall {
  /// Somebody who works here from now on.
  public func hire(_ name: String, _ role: Staff.Role) throws {
    _ = try perform(
      .staff(
        .add(
          name: name, role, passwordHash: Secrets.hash(Counter.password), secret: Counter.secret))
    ).get()
  }

  /// The staff's desk, with somebody of the staff signed in.
  public func staffDesk(_ name: String, _ station: String = "office", viewer: Ports.Viewer? = nil)
    throws -> DeskScript
  {
    let desk = desk(station, forStaff: true, viewer: viewer)
    desk.enter(["name": name, "password": Counter.password, "code": nextCode(of: name)])
    desk.expect(step: "queue", "review")
    return desk
  }

  /// A code that was not used yet.
  public func nextCode(of name: String) -> String {
    let last = (try? Staff.named(name, in: book))?.app.lastStep
    if last == TOTP.step(clock.now) { clock.advance(TOTP.period) }
    return TOTP(secret: Counter.secret).code(at: clock.now)
  }

  /// An application that somebody with this account filed alone, proved by a mailed code.
  public func file(_ account: Account) throws -> ClosureApplication {
    let now = now
    try change(account.id) { account in
      account.document = DocumentOnFile(
        kind: .residentID, number: "11010519491231002X", expires: nil, readAt: now)
      account.security.proof = IdentityProof(
        station: "desk-1", steps: [IdentityProof.Step(method: .mailCode, at: now)])
    }
    var answers = ClosureAnswers()
    answers.attested = [.linkedAccounts, .deviceSupport, .backup, .terms]
    answers.balance = .refund
    answers.reason = "noLongerNeeded"
    answers.details = [
      "accountType": "personal", "msisdn": "+8613800138000", "email": "other@example.com",
      "deviceModel": "Pixel 8", "imei": "490154203237518",
    ]
    let outcome = try perform(.submitClosure(account: account.id, answers: answers)).get()
    guard case .application(let form, _) = outcome else { throw ActRefusal.notInReview }
    return form
  }
}
