internal import CNCurses
internal import Glibc

extension CursesSession {
  /// The modes under which a terminal shows, edits and obeys what is typed.
  ///
  /// A public session ends with them on, whatever it found: the one before may have left them off.
  static let shared = tcflag_t(ECHO | ICANON | ISIG)

  /// Erases what is on the screen and what has scrolled off it, now.
  ///
  /// Both screens have to be wiped, the terminal's own and the alternate one, so it is called
  /// before and after that is left.
  func wipe() {
    doupdate()
    var bytes = wiping[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// The bytes that erase screen and scrollback (ED 2 and xterm's ED 3), and name the window anew.
  ///
  /// ED 3 is sent where terminfo has it as `E3`, and to those of whom terminfo says less than they
  /// can (tmux as `screen`, foot); other terminals of that family ignore it.
  var wiping: [UInt8] {
    let erases = esimdesk_capability("E3") != nil || options.takesPaste
    return Array("\u{1B}[0m\u{1B}[H\u{1B}[2J\(erases ? "\u{1B}[3J" : "")\(entitling)".utf8)
  }

  /// Calls the window by the session's title, so that no name from before is seen.
  private var entitling: String {
    options.takesPaste ? "\u{1B}]2;\(options.title.sanitised)\u{7}" : ""
  }
}
