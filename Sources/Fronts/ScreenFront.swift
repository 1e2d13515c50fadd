public import Domain
import Journeys
public import Terminal
public import Wording

/// The desk on a terminal's whole screen.
public enum ScreenFront {
  /// Serves until the person leaves or the terminal is gone.
  ///
  /// While it waits for a key it sleeps; nothing is drawn that did not change.
  ///
  /// - Parameters:
  ///   - conversation: the desk.
  ///   - session: the terminal; it stays open, whoever opened it closes it.
  ///   - glyphs: the signs to draw with; ASCII ones for terminals that need them.
  ///   - ways: what people here have to answer with, beside a keyboard.
  ///   - showsChinese: false on a terminal without Chinese characters; English is spoken there.
  ///   - onceShown: what can wait until there is something to be seen; called after every picture.
  ///   - render: a practice message as it would be read, in one language.
  public static func run(
    _ conversation: any Conversation, on session: inout CursesSession, glyphs: Glyphs = .unicode,
    ways: Ways = Ways(), showsChinese: Bool = true, onceShown: () -> Void = {},
    render: @escaping (Notice, Catalogue) -> MessageText
  ) {
    var sitting = Sitting(conversation, glyphs: glyphs, ways: ways, showsChinese: showsChinese) {
      language in
      let catalogue = Catalogue(language)
      return Words(say: catalogue.say, render: { render($0, catalogue) })
    }
    while !conversation.isOver {
      // Found out by asking the terminal, soon after the first frame.
      let isWide = session.ambiguousIsWide
      if isWide { sitting.glyphs = .ascii }
      CellWidth.with(ambiguousIsWide: isWide) {
        while !conversation.isOver, session.ambiguousIsWide == isWide {
          serve(&sitting, conversation, on: &session, onceShown: onceShown)
        }
      }
    }
  }

  /// Shows the present moment and does what the next key means.
  private static func serve(
    _ sitting: inout Sitting, _ conversation: any Conversation, on session: inout CursesSession,
    onceShown: () -> Void
  ) {
    let picture = sitting.picture(columns: session.columns, rows: session.rows)
    session.present(picture)
    onceShown()
    let key = session.nextKey(timeout: sitting.patience(at: session.now))
    if key == .control("l") { session.redraw() }
    let moment = session.readAt
    WaitingNotice.attend(conversation, on: &session, over: picture, sitting.ways) {
      if let key { sitting.press(key, at: moment) } else { sitting.settle() }
    }
  }
}
