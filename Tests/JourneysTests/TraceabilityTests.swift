import Fixtures
import Foundation
import Testing

/// Every requirement is named by a test that proves it.
struct TraceabilityTests {
  @Test func `there are 101 rows and 14 rulings`() {
    #expect(Requirements.ids.count == 115 && Set(Requirements.ids).count == 115)
    #expect(Requirements.ids.count { $0.hasPrefix("X-") } == 14)
  }

  @Test func `every requirement is in the name of a test`() throws {
    let named = try Self.named()
    for id in Requirements.ids { #expect(named[id] != nil, "no test is named after \(id)") }
  }

  @Test func `no test is named after a requirement that there is not`() throws {
    for (id, files) in try Self.named() {
      #expect(Requirements.ids.contains(id), "\(id) in \(files.sorted())")
    }
  }

  /// The ids in test names, with the files they are in: names are functions in backticks after `@Test`.
  private static func named() throws -> [String: Set<String>] {
    let tests = Carrier.root.appending(path: "Tests")
    var named: [String: Set<String>] = [:]
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    for case let file as URL in try #require(files) where file.pathExtension == "swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      for test in source.matches(of: /@Test[^`]*?func\s+`([^`]+)`/) {
        for id in test.1.matches(of: /\b(GEN|LOG|REN|PRE|ONL|OFF|ESM|AFT|X)-[0-9]{2}\b/) {
          named[String(id.0), default: []].insert(file.lastPathComponent)
        }
      }
    }
    return named
  }
}
