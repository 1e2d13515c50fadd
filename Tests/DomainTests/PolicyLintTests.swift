import Fixtures
import Foundation
import Testing

@testable import Domain

struct PolicyLintTests {
  private let online: [Any] = ["closure", "procedures", 0]
  private let counter: [Any] = ["closure", "procedures", 1]
  private let here = "closure.procedures[0]"

  private func problem(_ path: [Any], _ value: Any?) throws -> FileProblem? {
    let bytes = try Everything.bytes(path, value)
    do throws(FileProblem) {
      _ = try BrandPolicy.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  /// The path that is named, or nil where nothing is wrong.
  private func path(_ path: [Any], _ value: Any?) throws -> String? {
    try problem(path, value)?.path
  }

  private func strands(_ problem: FileProblem?) -> Bool {
    if case .strands = problem?.kind { return true }
    return false
  }

  @Test(arguments: Carrier.allCases)
  func `each carrier's own file lints clean, and its calendars are here`(carrier: Carrier) throws {
    let policy = try carrier.policy()
    #expect(policy.id == carrier.rawValue && policy.problems.isEmpty && policy.sample)
    for procedure in policy.closure.procedures {
      if let calendar = procedure.window.calendar { #expect(try Calendars.all()[calendar] != nil) }
    }
    #expect(try BrandPolicy.read([UInt8](JSONEncoder().encode(policy))) == policy)
  }

  @Test func `a policy that uses everything is accepted, and comes back from its own JSON`() throws
  {
    let policy = try Everything.policy()
    #expect(policy.problems.isEmpty)
    #expect(try BrandPolicy.read([UInt8](JSONEncoder().encode(policy))) == policy)
  }

  @Test func `an unknown key is named wherever it is`() throws {
    for (path, name) in [
      (online + ["speed"], "\(here).speed"),
      (online + ["gates", 2, "colour"], "\(here).gates[2].colour"),
      (online + ["window", "hours"], "\(here).window.hours"),
      (["closure", "survey", 1, "choices", 0, "x"], "closure.survey[1].choices[0].x"),
      (["planChange", "free"], "planChange.free"), (["suspension", "min"], "suspension.min"),
      (["outlets", 0, "phone"], "outlets[0].phone"),
      (["securityQuestions", 0, "hint"], "securityQuestions[0].hint"),
      (["accountKinds", 1, "fee"], "accountKinds[1].fee"), (["closure", "gates"], "closure.gates"),
      (["support", "fax"], "support.fax"),
    ] as [([Any], String)] {
      #expect(try problem(path, 1) == FileProblem(name, .unknownKey))
    }
  }

  @Test func `a translation that is missing is named with its text and its language`() throws {
    for (path, name) in [
      (online + ["about"], "\(here).about"), (["closure", "action"], "closure.action"),
      (["closure", "path"], "closure.path"),
      (counter + ["steps", 1], "closure.procedures[1].steps[1]"),
      (counter + ["materials", 0, "text"], "closure.procedures[1].materials[0].text"),
      (["outlets", 1, "hours"], "outlets[1].hours"),
      (["closure", "survey", 0, "text"], "closure.survey[0].text"),
      (["securityQuestions", 1, "text"], "securityQuestions[1].text"),
    ] as [([Any], String)] {
      for language in ["en", "zh-Hans", "zh-Hant"] {
        #expect(
          try problem(path + [language], nil) == FileProblem("\(name).\(language)", .missing))
      }
    }
  }

  @Test func `X-02 X-03 a working-day window names its calendar, and no other window does`() throws
  {
    let window = ["min": 1, "max": 3, "unit": "workingDays"] as [String: Any]
    let found = try problem(online + ["window"], window)
    #expect(found?.path == "\(here).window.calendar" && strands(found))
    for unit in ["days", "weeks", "carrierDefined"] {
      var window = window
      window["unit"] = unit
      #expect(try problem(online + ["window"], window) == nil)
      window["calendar"] = "CN"
      #expect(try path(online + ["window"], window) == "\(here).window.calendar")
    }
    #expect(try path(online + ["window", "unit"], "hours") == "\(here).window.unit")
  }

  @Test func `a gate nothing can clear is refused, and one the desk knows is not attested`() throws
  {
    let gates = try Everything.policy().closure.procedures[0].gates
    for (index, gate) in gates.enumerated() {
      let said = [.backup, .terms, .linkedAccounts, .deviceSupport].contains(gate.kind)
      for level in ["blocking", "attest", "advisory"] {
        let found = try problem(online + ["gates", index, "level"], level)
        let fits = level == "advisory" || (level == "attest") == said
        #expect(
          found?.path == (fits ? nil : "\(here).gates[\(index)].level"), "\(gate.kind) \(level)")
        if !fits { #expect(strands(found) == said) }
      }
    }
    let documents = try problem(online + ["documents"], [] as [Any])
    #expect(documents?.path == "\(here).documents" && strands(documents))
    #expect(try path(online + ["gates", 1, "kind"], "bills") == "\(here).gates")
    #expect(try path(online + ["gates", 0, "kind"], "moon") == "\(here).gates[0].kind")
  }

  @Test func `X-04 X-06 identity that strands, or a question alone, is refused`() throws {
    let identity = "\(here).identity"
    for (ways, name) in [
      ([["smsCode"]], identity), ([["smsCode"], ["smsCode", "idPhoto"]], identity),
      ([] as [[String]], identity), ([["mailCode"], []], identity),
      ([["mailCode"], ["securityQuestion"]], "\(identity)[1]"),
      ([["smsCode"], ["mailCode"]], nil), ([["document"]], nil),
      ([["securityQuestion", "idPhoto"]], nil), ([["telepathy"]], "\(identity)[0][0]"),
    ] as [([[String]], String?)] {
      #expect(try path(online + ["identity"], ways) == name, "\(ways)")
    }
    #expect(
      try path(["securityQuestions"], [] as [Any]) == "\(identity)[4]",
      "a question, but none to ask")
    #expect(try path(["securityQuestions"], nil) == "\(identity)[4]")
    // Where no reason is a lost device, a code to the phone may be the only way.
    let file = try Everything.bytes(online + ["identity"], [["smsCode"]])
    var json = try #require(
      try JSONSerialization.jsonObject(with: Data(file)) as? [String: Any])
    var closure = try #require(json["closure"] as? [String: Any])
    closure["reasons"] = (closure["reasons"] as? [[String: Any]])?.filter {
      $0["deviceLost"] as? Bool == false
    }
    json["closure"] = closure
    let changed = [UInt8](try JSONSerialization.data(withJSONObject: json))
    #expect(throws: Never.self) { try BrandPolicy.read(changed) }
  }

  @Test
  func
    `OFF-02 a counter without outlets, and a form that asks for no kind of account, are refused`()
    throws
  {
    for value in [nil, [] as [Any]] as [Any?] {
      let outlets = try problem(["outlets"], value)
      #expect(outlets?.path == "outlets" && strands(outlets))
      let kinds = try problem(["accountKinds"], value)
      #expect(kinds?.path == "accountKinds" && strands(kinds))
    }
  }

  @Test func `OFF-03 OFF-04 OFF-06 a counter that could serve nobody is refused`() throws {
    let at = "closure.procedures[1]"
    let documents = try problem(counter + ["documents"], [] as [Any])
    #expect(documents?.path == "\(at).documents" && strands(documents))
    #expect(try path(counter + ["identity"], [["mailCode"]]) == "\(at).identity")
    for (place, value) in [(0, nil), (2, nil), (1, "document"), (3, "device")] as [(Int, String?)] {
      let found =
        try value.map { try path(counter + ["materials", place, "kind"], $0) }
        ?? path(counter + ["materials", place], nil)
      #expect(found == "\(at).materials", "\(place)")
    }
    #expect(
      try path(counter + ["materials", 3, "kind"], "gold") == "\(at).materials[3].kind")
    let title = ["en": "a", "zh-Hans": "a", "zh-Hant": "a"]
    let agreement = ["title": title, "clauses": [title]] as [String: Any]
    #expect(try path(counter + ["agreement"], agreement) == nil)
    #expect(try path(online + ["agreement"], agreement) == "\(here).agreement")
    let empty = ["title": title, "clauses": []] as [String: Any]
    #expect(try path(counter + ["agreement"], empty) == "\(at).agreement.clauses")
  }

  @Test func `only what a person may let be at a counter can be let be by staff`() throws {
    let gates = try Everything.policy().closure.procedures[1].gates
    for (index, gate) in gates.enumerated() {
      let holds = [Gate.Kind.orders, .balance, .documents, .terms].contains(gate.kind)
      let key = "closure.procedures[1].gates[\(index)].staffMayOverride"
      #expect(
        try path(counter + ["gates", index, "staffMayOverride"], "reviewer")
          == (holds ? key : nil), "\(gate.kind)")
      #expect(try path(counter + ["gates", index, "staffMayOverride"], "boss") == key)
    }
    #expect(
      try path(online + ["gates", 0, "staffMayOverride"], "reviewer")
        == "\(here).gates[0].staffMayOverride")
  }

  @Test func `an id that is the desk's own choice where it stands is refused`() throws {
    for (path, id, name) in [
      (["outlets", 0, "id"], "back", "outlets[0].id"),
      (["securityQuestions", 0, "id"], "home", "securityQuestions[0].id"),
      (["closure", "survey", 0, "choices", 0, "id"], "skip", "closure.survey[0].choices[0].id"),
      (["plans", 0, "tiers", 0, "id"], "plans", "plans[0].tiers[0].id"),
    ] as [([Any], String, String)] {
      #expect(try self.path(path, id) == name)
    }
  }

  @Test func `two things with one id are refused, whatever they are`() throws {
    for (path, id, name) in [
      (["outlets", 1, "id"], "central", "outlets[1].id"),
      (["accountKinds", 1, "id"], "personal", "accountKinds[1].id"),
      (["securityQuestions", 1, "id"], "school", "securityQuestions[1].id"),
      (["closure", "survey", 1, "id"], "why", "closure.survey[1].id"),
      (["closure", "survey", 0, "choices", 1, "id"], "price", "closure.survey[0].choices[1].id"),
      (["closure", "reasons", 2, "id"], "deviceLost", "closure.reasons[2].id"),
    ] as [([Any], String, String)] {
      #expect(try problem(path, id) == FileProblem(name, .duplicateID(id)))
    }
    #expect(try path(counter + ["way"], "online") == "closure.procedures")
  }

  @Test func `numbers nobody could keep are refused`() throws {
    for (path, value, name) in [
      (["suspension", "maxDays"], 0, "suspension.maxDays"),
      (["suspension", "maxDays"], 367, "suspension.maxDays"),
      (["closure", "statusDays"], 0, "closure.statusDays"),
      (["closure", "statusDays"], nil, "closure.statusDays"),
      (["closure", "statusDays"], 400, "closure.statusDays"),
      (["closure", "simOffDays"], -1, "closure.simOffDays"),
      (["planChange", "plans"], ["data-plus", "gold"], "planChange.plans[1]"),
      (["closure", "survey", 1, "choices"], [] as [Any], "closure.survey[1].choices"),
    ] as [([Any], Any?, String)] {
      #expect(try self.path(path, value) == name)
    }
  }

  @Test func `a calendar's mistakes are named with their path`() throws {
    func problem(_ path: [Any], _ value: Any?) throws -> FileProblem? {
      let json = try JSONSerialization.jsonObject(with: Data(try Calendars.bytes("CN")))
      let changed = Carrier.changed(json, path[...], value)
      let bytes = [UInt8](try JSONSerialization.data(withJSONObject: changed))
      do throws(FileProblem) {
        _ = try WorkCalendar.read(bytes)
        return nil
      } catch {
        return error
      }
    }
    #expect(try problem(["format"], 1) == nil)
    #expect(try problem(["format"], 2) == FileProblem("format", .newerFormat(2)))
    #expect(try problem(["moon"], "full") == FileProblem("moon", .unknownKey))
    #expect(try problem(["years", 0, "holidays"], nil)?.path == "years[0].holidays")
    let first = try #require(try WorkCalendar.read(Calendars.bytes("CN")).years.first).year
    // A Saturday is no holiday's day, and a Monday nobody's make-up day; nor another year's.
    for (list, day) in [
      ("holidays", "2026-11-21"), ("workdays", "2026-11-23"), ("holidays", "2031-11-24"),
    ] {
      let year = try #require(
        WorkCalendar.read(Calendars.bytes("CN")).years.firstIndex { $0.year == 2026 })
      #expect(
        try problem(["years", year, list, 0], day)?.path == "years[\(year)].\(list)[0]", "\(first)")
    }
    #expect(try problem(["years", 0, "holidays", 0], "tomorrow")?.path == "years[0].holidays[0]")
  }
}
