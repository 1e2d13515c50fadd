import Fixtures
import Foundation
import Testing

/// What is said of tests that are about files is so in their sources.
struct FileMatterTests {
  private struct Written {
    let name: String
    /// What stands before its name, such as what it is run with.
    let head: Substring
    let body: Substring
    /// What stands before the first test of its suite.
    let suite: Substring

    var matter: Substring? {
      (head.firstMatch(of: /aboutFiles\(\.(\w+)\)/)
        ?? suite.firstMatch(of: /@Suite\(.*aboutFiles\(\.(\w+)\)/))?.1
    }
  }

  /// The tests of the vault, or of the whole program.
  private static func tests(_ target: String) throws -> [Written] {
    let folder = Carrier.root.appending(path: "Tests/\(target)")
    var found: [Written] = []
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    for case let file as URL in try #require(files) where file.pathExtension == "swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      let starts = source.ranges(of: "@Test").map(\.lowerBound)
      for (place, start) in starts.enumerated() {
        let test = source[start..<(place + 1 < starts.count ? starts[place + 1] : source.endIndex)]
        guard let name = test.firstMatch(of: /func\s+`([^`]+)`/) else { continue }
        found.append(
          Written(
            name: String(name.1), head: test[..<name.range.lowerBound],
            body: test[name.range.upperBound...], suite: source[..<starts[0]]))
      }
    }
    return found
  }

  @Test
  func `each reason to be about files is some test's, and what shows it of a server is there`()
    throws
  {
    let tests = try Self.tests("VaultTests") + Self.tests("DeskTests")
    let matters = tests.compactMap { $0.matter.map(String.init) }
    #expect(matters.count > 20)
    #expect(Set(matters) == Set(FileMatter.allCases.map(\.rawValue)))
    for matter in FileMatter.allCases {
      for name in matter.onServer {
        let test = tests.first { $0.name == name }
        #expect(test != nil, "\(matter): \(name)")
        #expect(test?.matter == nil, "\(matter): \(name)")
      }
    }
  }

  @Test func `whoever makes a vault in a file alone says why, or moves it`() throws {
    for test in try Self.tests("VaultTests") where test.body.contains("(.file") {
      #expect(
        test.matter != nil || test.head.contains("Engine.allCases")
          || test.suite.contains("Bench(.server)"), "\(test.name)")
    }
  }
}
