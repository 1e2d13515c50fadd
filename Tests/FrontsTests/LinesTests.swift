import Domain
import Foundation
import Journeys
import Terminal
import Testing

@testable import Fronts
@testable import Wording

/// Where the lines of everything the desk says end.
struct LinesTests {
  /// Narrower than twelve columns four marks in a row can leave no other place.
  static let widths = Array(12...24) + [28, 32, 36, 40, 52, 60, 76]

  @Test(arguments: Language.allCases)
  func `no line of any sentence begins with closing punctuation, at twenty widths`(
    language: Language
  ) throws {
    #expect(Self.widths.count == 20)
    var lines = 0
    let sentences = try JSONDecoder().decode(
      [String: String].self, from: Data(Sentences.file(language)))
    for (key, sentence) in sentences {
      for width in Self.widths {
        for line in sentence.wrapped(to: width) {
          lines += 1
          #expect(line.cells <= width, "\(key) at \(width)")
          guard let first = line.first(where: { $0 != " " }) else { continue }
          let closes = "，。！？、；：）】》」』〉〕］｝”’…,.!?;:)]}".contains(first)
          // A line that is nothing but a placeholder's punctuation has nothing before it to end with.
          if closes { #expect(sentence.first == first, "\(key) at \(width): \(line)") }
        }
      }
    }
    #expect(lines > 10_000)
  }
}
