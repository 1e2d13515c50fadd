import Domain
import Fronts
import Glibc
import Journeys
import Terminal
import Wording

/// Choosing the front that a desk meets its person through.
enum FrontDoor {
  /// The options with their front settled, before anything is opened.
  ///
  /// Unless a front was asked for, the screen where both ends are a terminal that can place its
  /// cursor, else line by line; why is told, once, where nothing describes the terminal. Where neither
  /// end is a terminal nobody may be there at all, so that must be asked for.
  static func choose(_ options: Options) throws(Failure) -> Options {
    var options = options
    let terminals = [STDIN_FILENO, STDOUT_FILENO].count { isatty($0) == 1 }
    switch options.front {
    case .json, .plain: break
    case .screen: if terminals < 2 { throw refusal(.noTerminal, options) }
    case nil:
      if terminals == 0 { throw refusal(.noTerminal, options) }
      let isSimple = ["", "dumb"].contains(Surroundings.variable("TERM") ?? "")
      let terminal = terminal(options)
      if terminals < 2 || isSimple {
        options.front = .plain
      } else if !terminal.isDescribed {
        let name: Fact = .text(Options.printable(terminal.terminal))
        Output.err("esimdesk: " + options.words.say(Phrase("cli.lineByLine", ["name": name])))
        options.front = .plain
      }
    }
    return options
  }

  /// Serves until the person leaves, or the terminal or the input is gone.
  ///
  /// - Parameters:
  ///   - desk: the desk.
  ///   - options: with the front chosen.
  ///   - onceShown: what can wait until the person sees something, once or several times; at once where there is no
  ///     screen.
  /// - Returns: the exit code.
  /// - Throws: why this terminal cannot be served.
  static func serve(
    _ desk: Desk, _ options: Options, onceShown: () -> Void = {}
  ) throws(Failure) -> Int32 {
    switch options.front {
    case .json:
      onceShown()
      JSONFront.run(
        desk, brands: desk.brandIDs,
        render: { notice, _ in message(notice, desk.policy) },
        receipt: { receipt, words in
          ReceiptText.lines(of: receipt, policy: desk.policy, language: words.language)
        })
    case .plain:
      onceShown()
      try servePlain(desk, options)
    case .screen, nil:
      do {
        let terminal = terminal(options)
        let isBare = terminal.lacksChinese(languageWasAsked: options.language != nil)
        var session = try CursesSession(options: terminal)
        ScreenFront.run(
          desk, on: &session, glyphs: options.ascii || isBare ? .ascii : .unicode,
          ways: ways(options), showsChinese: !isBare,
          onceShown: onceShown, render: { notice, _ in message(notice, desk.policy) })
        session.close()
      } catch {
        guard options.front == nil else { throw refusal(error, options) }
        onceShown()
        try servePlain(desk, options)
      }
    }
    return Exit.ok
  }

  private static func servePlain(_ desk: Desk, _ options: Options) throws(Failure) {
    do {
      var session = try LineSession()
      PlainFront.run(desk, on: &session, render: { notice, _ in message(notice, desk.policy) })
      session.close()
    } catch {
      throw refusal(error, options)
    }
  }

  /// What people at this terminal have to answer with.
  static func ways(_ options: Options) -> Ways {
    Ways(keypad: options.keypad, touch: options.touch, spoken: options.speech, large: options.large)
  }

  /// The terminal as the environment and the command line describe it.
  static func terminal(_ options: Options) -> SessionOptions {
    var terminal = SessionOptions.environment(
      colour: ColorMode(rawValue: options.color) ?? .auto)
    terminal.takesTouch = options.touch
    terminal.ambiguousIsWide = options.ambiguousIsWide
    if options.contrast { terminal.light = .contrast }
    return terminal
  }

  static func message(_ notice: Notice, _ policy: BrandPolicy) -> Fronts.MessageText {
    let text = NoticeText.message(notice, policy: policy)
    return Fronts.MessageText(to: text.to, subject: text.subject, text: text.text)
  }

  static func refusal(_ error: TerminalError, _ options: Options) -> Failure {
    let words = Catalogue(options.language ?? Surroundings.language)
    let phrase: Phrase =
      switch error {
      case .noTerminal, .alreadyOpen: "cli.noTerminal"
      case .unknownTerminal(let name): Phrase("cli.unknownTerminal", ["name": .text(name)])
      case .tooSimple(let name): Phrase("cli.simpleTerminal", ["name": .text(name)])
      }
    return Failure(code: Exit.unavailable, line: "esimdesk: " + words.say(phrase))
  }
}
