import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// Many desks and reviewers on one real vault.
@Suite struct ReviewRaceTests {
  @Test(arguments: Engine.allCases)
  func `8 desks file and 2 reviewers decide from one queue, and each application is decided once`(
    _ engine: Engine
  ) async throws {
    let bench = try Bench(engine, inMemory: true)
    let founder = try bench.create()
    let policy = try Everything.policy()
    let calendars = try Calendars.all()
    let now = TestClock().now
    let each = rounds(6)
    @Sendable func scene(_ station: String, _ staff: String? = nil) -> Scene {
      let chance = Chance(seed: UInt64(station.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xFFFF))
      return Scene(
        now: now, station: station, staff: staff, policies: [policy.id: policy],
        calendars: calendars, random: { chance.bytes($0) })
    }
    try founder.transact { book in
      for name in ["wong", "lee"] {
        _ = try Act.staff(.add(name: name, .reviewer, passwordHash: "", secret: [1]))
          .perform(in: book, scene("office"))
      }
      return ((), JournalEvent(act: "test.hire", records: [], by: "test", at: now))
    }
    let filed = Tally()
    let decided = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for desk in 0..<8 {
        let place = try bench.place(desk)
        group.addTask {
          let vault = try Vault.open(at: place, unlock: try Bench.key())
          let here = scene("desk-\(desk)")
          for person in 0..<each {
            filed.add(try Self.file(vault, here, policy, "\(desk)-\(person)"))
          }
        }
      }
      for (desk, name) in ["wong", "lee"].enumerated() {
        let place = try bench.place(8 + desk)
        group.addTask {
          let vault = try Vault.open(at: place, unlock: try Bench.key())
          let here = scene("office-\(name)", name)
          while decided.count < 8 * each {
            let page = try vault.read {
              try QueuePage.read($0, brand: nil, through: nil, after: nil)
            }
            for form in page.forms {
              if try Self.decide(vault, here, form.id, name) { decided.add(form.number) }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(filed.all.count == 8 * each && Set(filed.all).count == 8 * each)
    #expect(decided.all.sorted() == filed.all.sorted(), "each once, none left, none twice")
    #expect(try founder.verify().isSound)
    let left = try founder.read { try $0.due(.application, through: nil, after: nil, limit: 9) }
    #expect(left.isEmpty)
  }

  /// A subscriber of their own, who applies; the application's number.
  private static func file(
    _ vault: Vault, _ scene: Scene, _ policy: BrandPolicy, _ name: String
  ) throws -> String {
    try vault.transact { book in
      var account = People.lin(policy, now: scene.now)
      account.id = try book.newID()
      account.number = "H-\(name)"
      account.email = "\(name)@example.com"
      account.msisdn = nil
      account.userName = nil
      account.document = DocumentOnFile(
        kind: .residentID, number: "11010519491231002X", expires: nil, readAt: scene.now)
      account.security.proof = IdentityProof(
        station: scene.station,
        steps: [IdentityProof.Step(method: .mailCode, at: scene.now)])
      try book.write(account)
      var answers = ClosureAnswers()
      answers.attested = [.linkedAccounts, .deviceSupport, .backup, .terms]
      answers.balance = .refund
      answers.reason = "noLongerNeeded"
      answers.details = [
        "accountType": "personal", "msisdn": "+8613800138000", "email": "x@example.com",
        "deviceModel": "Pixel 8", "imei": "490154203237518",
      ]
      let (result, event) = try Act.submitClosure(account: account.id, answers: answers)
        .perform(in: book, scene)
      guard case .application(let form, _) = try result.get() else {
        throw ActRefusal.notInReview
      }
      return (form.number, event)
    }
  }

  /// Whether it was this reviewer who decided it.
  private static func decide(
    _ vault: Vault, _ scene: Scene, _ id: RecordID, _ name: String
  ) throws -> Bool {
    let decision: Act.Decision = id.rawValue % 3 == 0 ? .reject(reason: "x") : .approve
    do {
      return try vault.transact { book in
        let (result, event) = try Act.decideClosure(id, decision, by: name)
          .perform(in: book, scene)
        _ = try result.get()
        return (true, event)
      }
    } catch ActRefusal.notInReview {
      return false
    }
  }
}

/// Names that several threads add to.
private final class Tally: @unchecked Sendable {
  private let lock = NSLock()
  private var names: [String] = []

  func add(_ name: String) { lock.withLock { names.append(name) } }
  var all: [String] { lock.withLock { names } }
  var count: Int { all.count }
}
