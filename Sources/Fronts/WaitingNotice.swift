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
  ///   - ways: what there is to give up with.
  ///   - heartbeat: what is due outside the conversation, however long it takes.
  ///   - body: what may have to wait.
  /// - Returns: what `body` does.
  static func attend<T>(
    _ conversation: any Conversation, on session: inout CursesSession, over picture: Screen,
    _ ways: Ways, heartbeat: @escaping () -> Void = {}, _ body: () -> T
  ) -> T {
    withUnsafeMutablePointer(to: &session) { terminal in
      conversation.whileWaiting = { time in
        heartbeat()
        if conversation.isReaching { return !terminal.pointee.isKeyWaiting() }
        if time >= delay {
          let shown = show(time, conversation.language, over: picture, ways)
          terminal.pointee.present(shown)
        }
        return !terminal.pointee.wantsOut(ways.givesUp)
      }
      defer { conversation.whileWaiting = nil }
      return body()
    }
  }

  /// The picture with the notice in the place of its keys, none of which does anything now.
  static func show(_ time: Int, _ language: Language, over picture: Screen, _ ways: Ways) -> Screen
  {
    let words = Catalogue(language)
    let facts: [String: Fact] = [
      "seconds": .count(time / 1_000), "key": .text(ways.keyThatGivesUp),
    ]
    let frame = Frame(columns: picture.columns, rows: picture.rows)
    // How to get out must be seen wherever something is.
    let long = words.say(Phrase("front.waiting", facts))
    let line = long.cells <= frame.width ? long : words.say(Phrase("front.waiting.narrow", facts))
    var screen = picture
    let row = frame.keys ?? screen.rows - 1
    screen.fill(rows: row..<row + 1, columns: frame.across)
    screen.put(line, row: row, column: frame.left, style: .warning, limit: frame.width)
    return screen
  }
}

extension Ways {
  /// Whether this key gives up waiting: without a keyboard there is no Esc.
  fileprivate func givesUp(_ key: Key) -> Bool {
    switch key {
    case .character("0"): keypad
    case .touch: touch
    default: false
    }
  }

  fileprivate var keyThatGivesUp: String { keypad ? "0" : touch ? "×" : "Esc" }
}
