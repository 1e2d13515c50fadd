import Journeys
import Vault
import Wording

/// Work on a whole vault: how far it is, on a bar or in lines, and what is said to whoever stops it.
///
/// What is done to a file is done at once in the end, or not at all. On a server it goes on when asked for again.
final class LongWork {
  /// The server works at whole tables: longer than anybody waits for an act, in milliseconds.
  private static let patience = 600_000

  private let words: Catalogue
  private let isPlain: Bool
  private var bar: ProgressBar

  init(_ options: Options) {
    words = Catalogue(options.language ?? Surroundings.language)
    isPlain = options.front == .plain
    bar = ProgressBar(words, isPlain: isPlain)
  }

  /// Asked and told while a server is waited for.
  func waiting(_ milliseconds: Int) -> Bool {
    bar.wait(milliseconds)
    return milliseconds < Self.patience
  }

  func progress(_ phase: Vault.Phase, _ done: Int, _ total: Int) { bar.draw(done, total, phase) }

  func begin(on place: VaultPlace) {
    guard place.fleet != nil else { return }
    begin()
  }

  /// From here on it can be stopped, and goes on when asked for again.
  func begin() {
    bar = ProgressBar(words, lines: true, isPlain: isPlain)
    LastWords.set(words.say("cli.errand.stopped"))
  }

  func end() {
    bar.end()
    LastWords.clear()
  }
}
