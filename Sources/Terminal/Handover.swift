internal import Glibc

/// The moments of a public terminal between two sessions, each in a process image of its own.
///
/// A session that was closed by ``CursesSession/closeForTheNext()`` leaves the terminal silent. Whoever ends
/// the program before the next session would leave it so for good; so its voice is given back first. While one
/// image replaces the other nobody can see to that, and those who ask are held back.
public enum Handover {
  private static let leaving = [SIGTERM, SIGHUP]

  /// Sees to it from now on; what was held back comes now.
  public static func begin() {
    for number in leaving {
      var before = sigaction()
      sigaction(number, nil, &before)
      // A process told to ignore it, by nohup, goes on ignoring it.
      let isIgnored =
        unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
      guard !isIgnored else { continue }
      signal(number) { number in
        Handover.end()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    var held = held
    pthread_sigmask(SIG_UNBLOCK, &held, nil)
  }

  /// Holds back whoever asks to end, until the next image has begun.
  public static func hold() {
    var held = held
    pthread_sigmask(SIG_BLOCK, &held, nil)
  }

  /// Gives the terminal its voice back: no session follows.
  public static func end() {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0,
      modes.c_lflag & CursesSession.shared != CursesSession.shared
    else { return }
    modes.c_lflag |= CursesSession.shared
    tcsetattr(STDIN_FILENO, TCSANOW, &modes)
  }

  private static var held: sigset_t {
    var held = sigset_t()
    sigemptyset(&held)
    for signal in leaving { sigaddset(&held, signal) }
    return held
  }
}
