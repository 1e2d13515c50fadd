import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Domain

/// Reading of a file no more than is asked for.
struct BrandTests {
  @Test(arguments: Carrier.allCases)
  func `a list of carriers shows what their policies say, and reads none of them`(
    carrier: Carrier
  ) throws {
    let policy = try carrier.policy()
    let reads = Mutex(0)
    let counter: @Sendable () -> BrandPolicy = {
      reads.withLock { $0 += 1 }
      return policy
    }
    let head = try carrier.bytes().withUnsafeBufferPointer { Brand(head: $0, policy: counter) }
    let brand = try #require(head)
    #expect(brand.id == carrier.rawValue)
    #expect(brand.names == policy.names)
    #expect(brand.summary == policy.about.first)
    #expect(reads.withLock { $0 } == 0)
    #expect(brand.policy == policy)
    #expect(brand.policy == policy)
    #expect(reads.withLock { $0 } == 1)
  }

  @Test func `carriers and calendars are told apart without reading them`() throws {
    let unread: @Sendable () -> WorkCalendar = { fatalError("a calendar was read") }
    var calendars = WorkCalendars()
    calendars.add("XX", reading: unread)
    let same = calendars
    #expect(calendars == same)
    #expect(calendars.has("XX") && !calendars.has("YY") && calendars.ids == ["XX"])
    #expect(calendars["YY"] == nil)
  }

  @Test func `an embedded file is read to the same as a strict look finds in it`() throws {
    for carrier in Carrier.allCases {
      #expect(try BrandPolicy.trusting(carrier.bytes()) == carrier.policy())
    }
    for id in ["CN", "HK", "GB"] {
      let bytes = try Calendars.bytes(id)
      #expect(try WorkCalendar.trusting(bytes) == WorkCalendar.read(bytes))
    }
  }

  @Test(arguments: [
    "", "{", "[]", "{}", #"{"id": "x"}"#, #"{"id": "x", "names": 3, "about": []}"#, #"{"id": "#,
    #"{"id": "x", "names": {"en": "a"}, "about": [{"en": "b"}]}"#,
  ]) func `a file that does not begin as a policy is no carrier`(text: String) {
    let bytes = Array(text.utf8)
    let brand = bytes.withUnsafeBufferPointer { bytes in
      Brand(head: bytes) { fatalError("it was read") }
    }
    #expect(brand == nil)
  }

  @Test func `any string of JSON is read as Foundation reads it`() throws {
    var chance = SplitMix64(seed: 8)
    let pieces = ["a", "\"", "\\", "/", "\n", "\u{8}", "\u{1F}", "中", "é", "e\u{301}", "👩‍👧", " "]
    for _ in 0..<2_000 {
      let count = Int.random(in: 0..<12, using: &chance)
      let value = (0..<count).compactMap { _ in pieces.randomElement(using: &chance) }.joined()
      let options: JSONSerialization.WritingOptions =
        Bool.random(using: &chance) ? [] : .prettyPrinted
      let object: [String: Any] = [
        "first": [1, -2.5e3, true, NSNull(), ["x": value]], "text": value,
      ]
      let bytes = [UInt8](try JSONSerialization.data(withJSONObject: object, options: options))
      bytes.withUnsafeBufferPointer { bytes in
        var scanner = JSONScanner(bytes)
        var isWhole = scanner.take("{")
        var found: [String: String] = [:]
        while let key = scanner.key() {
          if key == "text" {
            found[key] = scanner.string()
          } else {
            isWhole = scanner.skip() && isWhole
          }
        }
        isWhole = scanner.take("}") && isWhole
        #expect(found == ["text": value])
        #expect(isWhole && scanner.place == bytes.count)
      }
    }
  }
}
