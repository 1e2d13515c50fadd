import Domain
import FoundationEssentials
import Testing

@testable import Journeys
@testable import Wording

/// Reads the sources, because a key is a string until somebody says it.
@Suite struct `Every sentence that is asked for exists` {
  static let catalogue = Catalogue(.en)

  /// What a key can begin with.
  ///
  /// A literal of another beginning (a file name, a step) is no key.
  static let beginnings: Set<Substring> = Set(
    catalogue.sentences.keys.compactMap { $0.split(separator: ".").first })

  static let root = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  /// The sources of a module, without comments, in which keys are only spoken about.
  static func sources(_ folders: String...) -> [(file: String, code: String)] {
    folders.flatMap { folder -> [(String, String)] in
      let path = "\(root)/Sources/\(folder)"
      let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
      return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
        guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)") else {
          return nil
        }
        return ("\(folder)/\(name)", code(String(decoding: bytes, as: UTF8.self)))
      }
    }
  }

  static func speaking() -> [(file: String, code: String)] {
    sources("Journeys", "Fronts", "Connectors", "esimdesk")
  }

  static func code(_ text: String) -> String {
    text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .joined(separator: "\n")
  }

  @Test func `the scan sees the sources`() {
    #expect(Self.speaking().contains { $0.file == "Journeys/Phrase.swift" })
  }

  @Test func `every key written in the sources has a sentence`() throws {
    let named = try Regex<(Substring, Substring)>(#"Phrase\(\s*"([^"\\]+)""#)
    let literal = try Regex<(Substring, Substring)>(
      #""([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+)""#)
    for (file, code) in Self.speaking() {
      for match in code.matches(of: named) where match.1 != "say" {
        #expect(Self.catalogue.has(String(match.1)), "\(match.1) in \(file)")
      }
      // An act's name in the journal looks like a key.
      for match in code.replacing("act: \"", with: "act: ").matches(of: literal) {
        let first = match.1.split(separator: ".").first ?? ""
        guard Self.beginnings.contains(first) else { continue }
        let known =
          Self.catalogue.has(String(match.1)) || Self.catalogue.has("refusal.\(match.1)")
        #expect(known, "\(match.1) in \(file)")
      }
    }
  }

  /// What a value in a file should have been is told where it is read.
  @Test func `every clause for a value that is wrong is there`() throws {
    let wanted = try Regex<(Substring, Substring)>(#"Wanted\(\s*"([^"\\]+)""#)
    let conditional = try Regex<(Substring, Substring, Substring)>(
      #"Wanted\([A-Za-z]+ \? "([^"]+)" : "([^"]+)""#)
    var names: Set<Substring> = []
    for (_, code) in Self.sources("Domain", "Connectors", "esimdesk") {
      names.formUnion(code.matches(of: wanted).map { $0.1 })
      names.formUnion(code.matches(of: conditional).flatMap { [$0.1, $0.2] })
    }
    let said = Self.catalogue.sentences.keys.filter { $0.hasPrefix("fault.wanted.") }
    #expect(names.map { "fault.wanted.\($0)" }.sorted() == said.sorted())
  }

  /// What the list of bound devices says, and that of connected services.
  static let lists = ["devices", "services"].flatMap { name in
    ["title", "none", "body"].map { "\(name).\($0)" }
  }

  /// What is put together from a raw value, value by value.
  @Test func `every key put together from a case has a sentence`() {
    var keys = PaymentMethod.allCases.flatMap {
      ["method.\($0.rawValue)", "receipt.method.\($0.rawValue)"]
    }
    keys += CardSlip.Brand.allCases.map { "card.\($0.rawValue)" }
    keys += Gate.Kind.allCases.map { "refusal.gate.\($0.rawValue)" }
    keys += Lookup.Space.allCases.map { "refusal.taken.\($0.rawValue)" }
    for kind in [Gate.Kind.linkedAccounts, .deviceSupport, .backup, .terms].map(\.rawValue) {
      keys += ["gate.\(kind)", "gate.\(kind).detail"]
    }
    keys += IdentityMethod.allCases.map { "identity.by.\($0.rawValue)" }
    keys += ClosureProcedure.Way.allCases.flatMap {
      ["closure.way.\($0.rawValue)", "review.way.\($0.rawValue)"]
    }
    for kind in DocumentKind.allCases.map(\.rawValue) {
      keys += ["", ".number", ".hint"].map { "document.\(kind)\($0)" }
    }
    for kind in RemovalGuide.DeviceKind.allCases.map(\.rawValue) {
      keys += ["", ".1", ".2", ".3", ".4"].map { "guide.\(kind)\($0)" }
    }
    keys += Self.lists
    for channel in Channel.allCases.map(\.rawValue) {
      keys += ["channel", "sent"].map { "resetPassword.\($0).\(channel)" }
    }
    keys += ["minute", "hour", "day", "threeDays", "week", "month"].map { "practice.clock.\($0)" }
    for key in keys { #expect(Self.catalogue.has(key), "\(key)") }
  }

  /// `"front.journey.\(name)"` cannot be checked value by value, but something must begin like it.
  @Test func `every key put together in the sources has at least one sentence`() throws {
    let joined = try Regex<(Substring, Substring)>(#"Phrase\(\s*"([A-Za-z0-9.]+\.)\\\("#)
    for (file, code) in Self.speaking() {
      for match in code.matches(of: joined) {
        #expect(
          Self.catalogue.sentences.keys.contains { $0.hasPrefix(match.1) }, "\(match.1)… in \(file)"
        )
      }
    }
  }

  /// `Refusal("email.format")` is said as `refusal.email.format`; a reading's problem becomes one.
  ///
  /// Codes of files, photos and machine-readable lines are handed on before they are refused.
  static func codes() throws -> Set<Substring> {
    let code = try Regex<(Substring, Substring)>(#"[^A-Za-z](?:Refusal|Problem)\(\s*"([^"\\]+)""#)
    let handedOn = try Regex<(Substring, Substring)>(
      #""((?:(?:file|photo)\.[A-Za-z]+)|(?:mrz\.[A-Za-z]+Check))""#)
    let given = sources("Domain", "Journeys", "esimdesk").flatMap { source in
      [code, handedOn].flatMap { source.code.matches(of: $0).map { $0.1 } }
    }
    return Set(given)
  }

  @Test func `every refusal has a sentence, and no sentence refuses what nobody does`() throws {
    let codes = try Self.codes()
    #expect(codes.count > 40)
    for code in codes { #expect(Self.catalogue.has("refusal.\(code)"), "refusal.\(code)") }
    let own = ["refusal.taken.", "refusal.gate."]
    for key in Self.catalogue.sentences.keys.sorted() where key.hasPrefix("refusal.") {
      guard !own.contains(where: key.hasPrefix) else { continue }
      #expect(codes.contains(key.dropFirst("refusal.".count)), "\(key)")
    }
  }

  /// Notices, receipts and refusals have tests of their own.
  @Test func `no sentence waits for a question nobody asks`() throws {
    let texts = Self.speaking().map(\.code)
    let prefix = try Regex<(Substring, Substring)>(#""([A-Za-z0-9.]+\.)\\\("#)
    let joined = Set(texts.flatMap { $0.matches(of: prefix).map { $0.1 } })
    let own = ["notice.", "receipt.", "balance.outcome.", "balance.plan.", "reject.", "refusal."]
    for key in Self.catalogue.sentences.keys.sorted() {
      let isJoined =
        own.contains(where: key.hasPrefix) || joined.contains { key.hasPrefix($0) }
        || Self.lists.contains(key)
      #expect(isJoined || texts.contains { $0.contains("\"\(key)\"") }, "\(key)")
    }
  }

  @Test func `a journey gives every fact that its sentence names`() throws {
    let literal = try Regex<(Substring, Substring)>(#""([a-z][A-Za-z0-9.]*)""#)
    for (file, plain) in Self.sources("Journeys") {
      // A refusal's code can be the key of a sentence as well: the refusal is what is said.
      let code = plain.replacing("Refusal(\"", with: "Refusal(\"refusal.")
      var given: [String: [Bool]] = [:]
      for call in Self.calls(in: code) {
        for match in call.first.matches(of: literal) {
          guard let key = Self.key(match.1) else { continue }
          let names = Template(Self.catalogue.sentences[key] ?? "").names
          given[key, default: []].append(names.allSatisfy { call.rest.contains("\"\($0)\":") })
        }
      }
      for match in code.matches(of: literal) {
        guard let key = Self.key(match.1) else { continue }
        guard !Template(Self.catalogue.sentences[key] ?? "").names.isEmpty else { continue }
        let uses = code.matches(of: literal).count { $0.1 == match.1 }
        #expect(given[key]?.allSatisfy(\.self) == true, "\(key) in \(file)")
        #expect(given[key]?.count ?? 0 >= uses, "\(key) in \(file), said without its facts")
      }
    }
  }

  private static func key(_ text: Substring) -> String? {
    [String(text), "refusal.\(text)"].first { $0.contains(".") && catalogue.has($0) }
  }

  /// The first argument, and the others, of everything that makes a phrase or a refusal.
  ///
  /// Facts that were given a name just before stand for it.
  private static func calls(in code: String) -> [(first: Substring, rest: Substring)] {
    ["Phrase(", "Refusal(", "DateLines.expected("].flatMap { name in
      code.ranges(of: name).map { range in
        var depth = 1
        var comma: String.Index?
        var end = range.upperBound
        while end < code.endIndex {
          switch code[end] {
          case "(", "[": depth += 1
          case ")", "]": depth -= 1
          case "," where depth == 1 && comma == nil: comma = end
          default: break
          }
          if depth == 0 { break }
          end = code.index(after: end)
        }
        let first = code[range.upperBound..<(comma ?? end)]
        // It puts the window into the sentence itself.
        if name == "DateLines.expected(" { return (first, "\"window\":") }
        let rest = code[(comma ?? end)..<end]
        let word = rest.drop { $0 == "," || $0.isWhitespace }
        let before = code[..<range.lowerBound]
        guard !word.isEmpty, word.allSatisfy(\.isLetter),
          let named = before.ranges(of: "let \(word):").last
        else { return (first, rest) }
        return (first, before[named.lowerBound...])
      }
    }
  }
}
