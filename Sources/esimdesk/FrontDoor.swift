import Domain
import Fronts
import Glibc
import Journeys
import Terminal
import Wording

/// Choosing the front that a desk meets its person through.
enum FrontDoor {
  /// Refuses early, before anything is opened, where there is no terminal for a screen.
  static func check(_ options: Options) throws(Failure) {
    guard options.front == .screen else { return }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw refusal(.noTerminal, options)
    }
  }

  /// Serves until the person leaves, or the terminal or the input is gone.
  static func serve(_ desk: Desk, _ options: Options) throws(Failure) -> Int32 {
    switch options.front {
    case .json:
      JSONFront.run(
        desk, brands: desk.brandIDs,
        render: { notice, _ in message(notice, desk.policy) },
        receipt: { receipt, words in
          ReceiptText.lines(of: receipt, policy: desk.policy, language: words.language)
        })
    case .screen:
      do {
        let colour = ColorMode(rawValue: options.color) ?? .auto
        var terminal = SessionOptions.environment(colour: colour)
        terminal.takesTouch = options.touch
        var session = try CursesSession(options: terminal)
        ScreenFront.run(
          desk, on: &session, glyphs: options.ascii ? .ascii : .unicode,
          ways: Ways(keypad: options.keypad, touch: options.touch),
          render: { notice, _ in message(notice, desk.policy) })
        session.close()
      } catch {
        throw refusal(error, options)
      }
    }
    return Exit.ok
  }

  private static func message(_ notice: Notice, _ policy: BrandPolicy) -> Fronts.MessageText {
    let text = NoticeText.message(notice, policy: policy)
    return Fronts.MessageText(to: text.to, subject: text.subject, text: text.text)
  }

  private static func refusal(_ error: TerminalError, _ options: Options) -> Failure {
    let words = Catalogue(options.language ?? Surroundings.language)
    let phrase: Phrase =
      switch error {
      case .noTerminal, .alreadyOpen: "cli.noTerminal"
      case .unknownTerminal(let name): Phrase("cli.unknownTerminal", ["name": .text(name)])
      case .tooSimple(let name): Phrase("cli.unknownTerminal", ["name": .text(name)])
      }
    return Failure(code: Exit.unavailable, line: "esimdesk: " + words.say(phrase))
  }
}
