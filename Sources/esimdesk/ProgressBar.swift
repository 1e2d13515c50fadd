import Glibc
import Journeys
import Vault
import Wording

/// A bar on stderr for work that takes more than a moment; where that is no terminal nothing, or lines.
final class ProgressBar {
  private static let cells = 30
  /// After how many further percents, or milliseconds, there is another line.
  private static let step = (percent: 10, time: 10_000)

  private let words: Catalogue
  private let isShown: Bool
  /// Where there can be no bar, it is told in lines.
  private let isTold: Bool
  private var drawn: (words: String, percent: Int)?
  private var told: (words: String, percent: Int, at: Int)?

  /// Makes one that shows nothing yet.
  ///
  /// - Parameters:
  ///   - words: the language.
  ///   - lines: whether to tell it in lines where there can be no bar, or as long as nobody wants one.
  ///   - isPlain: nobody wants one.
  init(_ words: Catalogue, lines: Bool = false, isPlain: Bool = false) {
    self.words = words
    isShown = isatty(STDERR_FILENO) == 1 && !isPlain
    isTold = lines && !isShown
  }

  func draw(_ done: Int, _ total: Int, _ phase: Vault.Phase) {
    let percent = min(100, done * 100 / max(1, total))
    let phase = words.say(Self.phrase(phase))
    draw(done, total, "\(percent)% " + phase)
    if isTold, total > 0 { tell(phase, percent) }
  }

  func draw(_ done: Int, _ total: Int, _ words: String) {
    guard isShown, total > 0 else { return }
    let percent = min(100, done * 100 / total)
    if let drawn, drawn == (words, percent) { return }
    drawn = (words, percent)
    let cells = Self.cells(beside: words)
    guard cells > 0 else { return Output.progress(words) }
    let filled = percent * cells / 100
    Output.progress(
      "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: cells - filled)
        + "] " + words)
  }

  /// How long the bar may be: a line that is broken cannot be written over.
  private static func cells(beside words: String) -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return cells }
    let taken = words.unicodeScalars.reduce(4) { $0 + ($1.isASCII ? 1 : 2) }
    return max(0, min(cells, Int(size.ws_col) - taken))
  }

  /// Says for how long a server has been waited for; a second is not worth a word.
  func wait(_ milliseconds: Int) {
    guard milliseconds >= 1_000 else { return }
    let line = words.say(
      Phrase("cli.phase.waiting", ["time": .seconds(Int64(milliseconds / 1_000))]))
    if isShown {
      drawn = (line, -1)
      Output.progress(line)
    } else if isTold, told.map({ Self.now - $0.at >= Self.step.time || $0.percent >= 0 }) ?? true {
      told = (line, -1, Self.now)
      Output.err(line)
    }
  }

  /// Takes it off the screen.
  func end() {
    if drawn != nil { Output.progress("") }
    drawn = nil
  }

  private func tell(_ phase: String, _ percent: Int) {
    if let told, told.words == phase, percent < 100 || told.percent == 100,
      percent < told.percent + Self.step.percent, Self.now - told.at < Self.step.time
    {
      return
    }
    told = (phase, percent, Self.now)
    Output.err("\(percent)% \(phase)")
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
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
