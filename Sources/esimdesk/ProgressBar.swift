import Glibc
import Journeys
import Vault
import Wording

/// A bar on stderr for work that takes more than a moment; nothing where that is no terminal.
final class ProgressBar {
  private static let cells = 30

  private let words: Catalogue
  private let isShown = isatty(STDERR_FILENO) == 1
  private var drawn: (words: String, percent: Int)?

  init(_ words: Catalogue) { self.words = words }

  func draw(_ done: Int, _ total: Int, _ phase: Vault.Phase) {
    let percent = min(100, done * 100 / max(1, total))
    draw(done, total, "\(percent)% " + words.say(Self.phrase(phase)))
  }

  func draw(_ done: Int, _ total: Int, _ words: String) {
    guard isShown, total > 0 else { return }
    let percent = min(100, done * 100 / total)
    if let drawn, drawn == (words, percent) { return }
    drawn = (words, percent)
    let filled = percent * Self.cells / 100
    Output.progress(
      "[" + String(repeating: "#", count: filled)
        + String(repeating: ".", count: Self.cells - filled)
        + "] " + words)
  }

  /// Takes it off the screen.
  func end() {
    if drawn != nil { Output.progress("") }
    drawn = nil
  }

  private static func phrase(_ phase: Vault.Phase) -> Phrase {
    switch phase {
    case .copying: "cli.phase.copying"
    case .checking: "cli.phase.checking"
    case .sealing: "cli.phase.sealing"
    case .replacing: "cli.phase.replacing"
    }
  }
}

/// How long a file is, to be read by people.
enum Size {
  static func text(_ bytes: Int64) -> String {
    if bytes < 1 << 10 { return "\(bytes) B" }
    let units = ["KiB", "MiB", "GiB", "TiB"]
    var unit = 0
    var value = bytes
    while value >= 1 << 20, unit < 3 {
      value >>= 10
      unit += 1
    }
    let tenths = value * 10 / 1024
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
