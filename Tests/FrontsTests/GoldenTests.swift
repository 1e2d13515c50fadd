import Domain
import Foundation
import Journeys
import Terminal
import Testing

@testable import Fronts

/// Whole screens, as text with a bar at the right edge and the cursor's place below.
///
/// `UPDATE_GOLDEN=1 swift test --filter GoldenTests` rewrites them; the review is the diff.
struct GoldenTests {
  static let sizes = [(80, 24), (40, 12), (40, 9), (120, 40), (200, 60), (1, 1)]

  @Test func `every kind of prompt looks as it did, at every size`() throws {
    for sample in Samples.all {
      try compare("\(sample.name).txt") {
        Self.sizes.map { columns, rows in
          text(view(sample.prompt, sample.language).screen(columns: columns, rows: rows))
        }
      }
    }
  }

  @Test func `a practice message is seen above the keys`() throws {
    let message = MessageText(
      to: "+86 138 •••• 8000", text: "482913 is your code. It works for 10 minutes, once.")
    try compare("message.txt") {
      Self.sizes.map { columns, rows in
        text(view(Samples.signIn, message: message).screen(columns: columns, rows: rows))
      }
    }
  }

  @Test func `every kind of prompt can be heard and felt, and printed large`() throws {
    for (name, ways) in [("spoken", Ways(spoken: true)), ("large", Ways(large: true))] {
      try compare("\(name).txt") {
        Samples.all.flatMap { sample in
          [(80, 24), (40, 9)].map { columns, rows in
            var view = view(sample.prompt, sample.language)
            view.ways = ways
            return text(view.screen(columns: columns, rows: rows))
          }
        }
      }
    }
  }

  @Test func `everything can be drawn in ASCII`() throws {
    try compare("ascii.txt") {
      [Samples.terms, Samples.signIn, Samples.progress].map {
        text(view($0, glyphs: .ascii).screen(columns: 80, rows: 24))
      }
    }
  }

  private func compare(_ name: String, _ screens: () -> [String]) throws {
    let file = Speech.folder.appending(path: "Golden/\(name)")
    let drawn = screens().joined(separator: "\n")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try drawn.write(to: file, atomically: true, encoding: .utf8)
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(drawn == kept, "\(name)")
  }

  private func text(_ screen: Screen) -> String {
    var lines = screen.lines.map { $0 + "|" }
    // The empty rows of a tall terminal say nothing.
    if screen.rows > 24 {
      let blank = String(repeating: " ", count: screen.columns) + "|"
      lines = lines.filter { $0 != blank }
    }
    let cursor = screen.cursor.map { "cursor \($0.row),\($0.column)" } ?? "no cursor"
    return "\(screen.columns)x\(screen.rows)\n" + lines.joined(separator: "\n") + "\n\(cursor)\n"
  }
}
