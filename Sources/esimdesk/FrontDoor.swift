import Domain
import Fronts
import Glibc
import Journeys
import Wording

/// Choosing the front that a desk meets its person through.
enum FrontDoor {
  /// Refuses early, before anything is opened, where there is no terminal for a screen.
  static func check(_ options: Options) throws(Failure) {
    guard options.front == .screen else { return }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      let words = Catalogue(options.language ?? Surroundings.language)
      throw Failure(code: Exit.unavailable, line: "esimdesk: " + words.say("cli.noTerminal"))
    }
  }

  static func serve(_ desk: Desk, _ options: Options) throws(Failure) -> Int32 {
    Exit.ok
  }
}
