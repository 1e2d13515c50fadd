import Fixtures
import Testing

@testable import Domain

/// 林悦 at a carrier that uses everything a policy can say, ready to close her account online.
struct EveryCase {
  let hall: Hall
  let lin: Account
  var answers = ClosureAnswers()

  static let idNumber = "11010519491231002X"

  init(
    _ policy: BrandPolicy? = nil, by methods: [IdentityMethod] = [.mailCode],
    _ change: (inout Account) -> Void = { _ in }
  ) throws {
    hall = try Hall(try policy ?? Everything.policy())
    let now = hall.now
    lin = try hall.addLin { account in
      account.document = DocumentOnFile(
        kind: .residentID, number: Self.idNumber, expires: nil, readAt: now)
      account.security.proof = IdentityProof(
        station: "desk-1", steps: methods.map { IdentityProof.Step(method: $0, at: now) })
      change(&account)
    }
    answers.attested = [.linkedAccounts, .deviceSupport, .backup, .terms]
    answers.balance = .refund
    answers.reason = "noLongerNeeded"
    answers.details = [
      "accountType": "personal", "msisdn": "+8613800138000", "email": "linyue@example.com",
      "deviceModel": "Pixel 8", "imei": "490154203237518",
    ]
  }

  func submit() throws -> Result<Outcome, ActRefusal> {
    try hall.perform(.submitClosure(account: lin.id, answers: answers))
  }

  func submitted() throws -> ClosureApplication {
    guard case .application(let form, _) = try submit().get() else {
      throw ActRefusal.notInReview
    }
    return form
  }

  @discardableResult
  func decide(
    _ form: ClosureApplication, _ decision: Act.Decision
  ) throws -> Result<Outcome, ActRefusal> {
    try hall.perform(.decideClosure(form.id, decision, by: "reviewer"))
  }

  func closed() throws -> ClosureApplication {
    let form = try submitted()
    _ = try decide(form, .approve).get()
    return try self.form(form.id)
  }

  func form(_ id: RecordID) throws -> ClosureApplication {
    try #require(try hall.book.read(ClosureApplication.self, id))
  }

  func now() throws -> Account? { try hall.account(lin.id) }

  func day(_ days: Int) -> Day { hall.today.adding(days: days) }
}
