import Glibc

/// What is said when somebody ends long work that can be ended at any moment.
///
/// Until then nothing is different: the signal ends the program as it would without this.
enum LastWords {
  /// Memory that is never freed, since a handler may still be looking.
  nonisolated(unsafe) private static let words = UnsafeMutablePointer<UInt8>.allocate(
    capacity: most)
  nonisolated(unsafe) private static let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
  private static let most = 1024

  /// Has a line written to standard error when the program is interrupted.
  static func set(_ line: String) {
    let clear = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    let bytes = Array((clear + line + "\n").utf8.prefix(most))
    words.initialize(from: bytes, count: bytes.count)
    count.initialize(to: bytes.count)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var before = sigaction()
      sigaction(number, nil, &before)
      // A process told to ignore these, by nohup or a shell, goes on ignoring them.
      let isIgnored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
      guard !isIgnored else { continue }
      signal(number) { number in
        _ = write(STDERR_FILENO, LastWords.words, LastWords.count.pointee)
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Says nothing any more.
  static func clear() { count.initialize(to: 0) }
}
