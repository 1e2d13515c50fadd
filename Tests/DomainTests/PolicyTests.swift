import Fixtures
import Foundation
import Testing

@testable import Domain

struct PolicyTests {
  /// Where the file says how an account is closed online.
  private let online: [Any] = ["closure", "procedures", 0]

  private func problem(_ path: [Any], _ value: Any?) throws -> FileProblem? {
    problem(try Heyon.bytes(path, value))
  }

  private func problem(_ bytes: [UInt8]) -> FileProblem? {
    do throws(FileProblem) {
      _ = try BrandPolicy.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func `Heyon's file is read, and says what the requirements say`() throws {
    let policy = try Heyon.policy()
    #expect(policy.sample, "prices and contacts are marked as samples")
    #expect(Set(policy.signIn) == Set(SignInIdentifier.allCases), "LOG-01 LOG-02")
    #expect(policy.about.count == 2, "GEN-01 GEN-08")
    #expect(policy.closure.procedures.map(\.way) == [.online])
    let online = try #require(policy.closure.procedure(.online))
    #expect(online.window == ReviewWindow(min: 1, max: 7, unit: .days), "ONL-17")
    #expect(online.identity.contains([.mailCode]) && online.identity.contains([.smsCode]), "ONL-10")
    #expect(policy.closure.postCloseSignIn == .deny, "X-01")
    #expect(policy.closure.consequences.count == 3, "PRE-14")
    #expect(policy.closure.afterwards.count == 4, "AFT-02 AFT-03")
    #expect(policy.closure.reasons.filter(\.deviceLost).map(\.id) == ["deviceLost"], "X-04")
    #expect(policy.activation.steps.count == 4, "LOG-08")
    let levels = Dictionary(
      uniqueKeysWithValues: online.gates.map { ($0.kind, $0.level) })
    #expect(levels[.balance] == .blocking, "PRE-01")
    #expect(levels[.devices] == .advisory, "PRE-05")
    #expect(levels[.backup] == .attest && levels[.terms] == .attest, "PRE-08 PRE-16")
    #expect(levels[.orders] == .blocking, "X-10")
  }

  @Test func `every text of the file is there in every language`() throws {
    let policy = try Heyon.policy()
    let texts =
      [policy.names, policy.support.hours, policy.activation.deviceHint] + policy.about
      + policy.activation.steps + policy.plans.flatMap { [$0.names, $0.summary] }
      + policy.promotions.map(\.names) + policy.closure.reasons.map(\.names)
      + policy.closure.consequences + policy.closure.terms + policy.closure.afterwards
    for text in texts {
      for language in Language.allCases { #expect(!text[language].isEmpty) }
      #expect(!Reading.hasControls(text.en + text.zhHans + text.zhHant))
    }
  }

  @Test func `an unknown key is a mistake, named with its path`() throws {
    #expect(try problem(["colour"], "blue") == FileProblem("colour", .unknownKey))
    #expect(
      try problem(["closure", "reasons", 1, "lost"], true)
        == FileProblem("closure.reasons[1].lost", .unknownKey))
    #expect(
      try problem(["plans", 0, "tiers", 2, "pirce"], 1)
        == FileProblem("plans[0].tiers[2].pirce", .unknownKey))
  }

  @Test func `a missing value is named with its path`() throws {
    #expect(
      try problem(online + ["window"], nil)
        == FileProblem("closure.procedures[0].window", .missing))
    #expect(
      try problem(["plans", 0, "names", "zh-Hant"], nil)
        == FileProblem("plans[0].names.zh-Hant", .missing))
  }

  @Test func `a value of another type or spelling is named with its path`() throws {
    #expect(
      try problem(["renewal", "remindDays"], "five")
        == FileProblem("renewal.remindDays", .wants(Wanted("whole"))))
    #expect(
      try problem(["clock"], "Beijing")
        == FileProblem("clock", .wrongValue("an offset such as +08:00")))
    let level = try problem(online + ["gates", 0, "level"], "strict")
    #expect(level?.path == "closure.procedures[0].gates[0].level")
    #expect(level?.kind == .wants(.oneOf(["blocking", "attest", "advisory"])))
    for value in [5, ["x"]] as [Any] {
      #expect(try problem(["id"], value) == FileProblem("id", .wants(Wanted("text"))))
    }
    #expect(try problem(["support"], "x") == FileProblem("support", .wants(Wanted("object"))))
    #expect(try problem(["plans"], "x") == FileProblem("plans", .wants(Wanted("list"))))
    #expect(try problem(["sample"], "x") == FileProblem("sample", .wants(Wanted("flag"))))
    let term = try problem(["plans", 0, "tiers", 0, "term"], "weekly")
    #expect(
      term
        == FileProblem(
          "plans[0].tiers[0].term",
          .wrongValue("monthly, quarterly, annual or payAsYouGo")))
    #expect(try problem(["currency"], "yuan")?.path == "currency")
  }

  @Test func `a file of a newer format says so, whatever else is in it`() throws {
    #expect(
      problem(Array(#"{"format":2,"novel":true}"#.utf8)) == FileProblem("format", .newerFormat(2))
    )
    #expect(problem(Array("nonsense".utf8))?.path == "")
    #expect(problem([]) != nil)
  }

  @Test func `what could not be, or could not be reckoned with, is refused`() throws {
    for window in [(3, 2), (-1, 7), (1, 400)] {
      let found = try problem(
        online + ["window"], ["min": window.0, "max": window.1, "unit": "days"])
      #expect(found?.path == "closure.procedures[0].window")
    }
    #expect(try problem(["plans", 0, "tiers", 0, "price"], -1)?.path == "plans[0].tiers[0].price")
    #expect(
      try problem(["plans", 0, "tiers", 0, "price"], 900_000_000_000_000_000)?.path
        == "plans[0].tiers[0].price")
    #expect(try problem(["renewal", "remindDays"], 61)?.path == "renewal.remindDays")
    #expect(try problem(["promotions", 1, "percentOff"], 101)?.path == "promotions[1].percentOff")
    #expect(try problem(["promotions", 0, "freeMonths"], -1)?.path == "promotions[0].freeMonths")
    #expect(try problem(["promotions", 0, "freeMonths"], nil)?.path == "promotions[0]")
    #expect(try problem(["promotions", 1, "freeMonths"], 1)?.path == "promotions[1]")
  }

  @Test func `two things with one id are refused`() throws {
    #expect(
      try problem(["plans", 1, "id"], "data-plus")
        == FileProblem("plans[1].id", .duplicateID("data-plus")))
    #expect(
      try problem(["plans", 0, "tiers", 1, "id"], "month")
        == FileProblem("plans[0].tiers[1].id", .duplicateID("month")))
    #expect(
      try problem(["closure", "reasons", 5, "id"], "privacy")?.path == "closure.reasons[5].id")
  }

  @Test func `a file that would strand a person is refused`() throws {
    for path in [["closure", "reasons"], ["closure", "procedures"], ["signIn"], ["plans"]] {
      let found = try problem(path, [] as [Any])
      #expect(found?.path == path.joined(separator: "."))
    }
    #expect(try problem(["plans", 0, "tiers"], [] as [Any])?.path == "plans[0].tiers")
    let gates = try #require(Heyon.policy().closure.procedure(.online)).gates
    let backup = try #require(gates.firstIndex { $0.kind == .backup })
    let identity = "closure.procedures[0].identity"
    #expect(try problem(online + ["identity"], [] as [Any])?.path == identity)
    #expect(try problem(online + ["identity"], [["smsCode"]])?.path == identity, "X-04")
    #expect(try problem(["closure", "consequences"], [] as [Any])?.path == "closure.consequences")
    #expect(
      try problem(online + ["gates", backup, "level"], "blocking")?.path
        == "closure.procedures[0].gates[\(backup)].level")
  }

  @Test func `a policy comes back from its own JSON`() throws {
    let policy = try Heyon.policy()
    #expect(try BrandPolicy.read([UInt8](JSONEncoder().encode(policy))) == policy)
  }
}
