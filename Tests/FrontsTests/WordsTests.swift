import Domain
import Foundation
import Testing
import Wording

@testable import Fronts

struct WordsTests {
  @Test func `everything the fronts say of themselves is in every catalogue`() throws {
    let sources = Speech.folder.appending(path: "../../Sources/Fronts").standardizedFileURL
    var keys: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(
      at: sources, includingPropertiesForKeys: nil)
    {
      let text = try String(contentsOf: file, encoding: .utf8)
      keys.formUnion(text.matches(of: /"(front\.[A-Za-z0-9.]+)"/).map { String($0.output.1) })
    }
    #expect(keys.count > 50)
    for language in Language.allCases {
      let catalogue = Catalogue(language)
      for key in keys.sorted() { #expect(catalogue.has(key), "\(language) \(key)") }
    }
  }

  @Test func `languages go round and name themselves`() {
    #expect(Language.en.next.next.next == .en)
    #expect(Language.allCases.map(\.tag) == ["EN", "简", "繁"])
  }
}
