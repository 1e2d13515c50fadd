import Domain
import Journeys
import Terminal
import Wording

/// The line that says a server is waited for, and by which key one need not.
enum WaitingNotice {
  /// Nobody notices less, in milliseconds.
  static let delay = 1_000

  /// Does something with a desk, and meanwhile shows over the last picture how long a server is waited for.
  ///
  /// - Parameters:
  ///   - conversation: the desk.
  ///   - session: the terminal; `body` must not use it.
  ///   - picture: what it shows.
  ///   - heartbeat: what is due outside the conversation, however long it takes.
  ///   - body: what may have to wait.
  /// - Returns: what `body` does.
  static func attend<T>(
    _ conversation: any Conversation, on session: inout CursesSession, over picture: Screen,
    heartbeat: @escaping () -> Void = {}, _ body: () -> T
  ) -> T {
    withUnsafeMutablePointer(to: &session) { terminal in
      conversation.whileWaiting = { time in
        heartbeat()
        if time >= delay {
          let shown = show(time, conversation.language, over: picture)
          terminal.pointee.present(shown)
        }
        return !terminal.pointee.wantsOut()
      }
      defer { conversation.whileWaiting = nil }
      return body()
    }
  }

  /// The picture with the notice in the place of its last line.
  static func show(_ time: Int, _ language: Language, over picture: Screen) -> Screen {
    let words = Catalogue(language).say(phrase(time))
    var screen = picture
    let last = screen.rows - 1
    screen.fill(rows: last..<screen.rows, columns: 0..<screen.columns)
    screen.put(
      words.truncated(to: max(1, screen.columns - 2)), row: last, column: 2, style: .warning)
    return screen
  }

  private static func phrase(_ time: Int) -> Phrase {
    Phrase("front.waiting", ["seconds": .count(time / 1_000), "key": .text("Esc")])
  }
}
