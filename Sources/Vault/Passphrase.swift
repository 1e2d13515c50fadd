internal import Glibc

/// Why there is no passphrase.
public enum PassphraseError: Error, Equatable, Sendable {
  case noTerminal
  /// Interrupted from the keyboard, or by a signal that did not end the program.
  case interrupted
  /// The input ended before a line did.
  case ended
  case tooLong
  case outOfMemory
}

extension SecretBytes {
  /// No passphrase is longer, and a terminal passes on no longer line.
  private static let longestLine = 4095

  /// Asks on the controlling terminal, with echo off.
  ///
  /// - Parameter prompt: written to the terminal, not to the standard output.
  /// - Returns: the line, without its end.
  /// - Throws: why there is none.
  public static func fromTerminal(prompt: String) throws(PassphraseError) -> SecretBytes {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { throw .noTerminal }
    defer { close(terminal) }
    return try fromTerminal(terminal, prompt: prompt)
  }

  /// Asks on a terminal that is open already.
  ///
  /// Signals that would end or stop the program are held back while echo is off: they arrive once
  /// it is on again, and whatever was going to happen then does. After a stop, it asks anew.
  ///
  /// - Parameters:
  ///   - terminal: its descriptor.
  ///   - prompt: written to it.
  /// - Returns: the line, without its end.
  /// - Throws: why there is none.
  public static func fromTerminal(
    _ terminal: Int32, prompt: String
  ) throws(PassphraseError) -> SecretBytes {
    guard isatty(terminal) == 1 else { throw .noTerminal }
    while true {
      var line = try room()
      let silence = try Silence(terminal)
      say(prompt, to: terminal)
      let outcome = line.readLine(from: terminal) { silence.signal != nil }
      say("\n", to: terminal)
      let signal = silence.signal
      silence.end()
      // Held-back signals have now done what they do. Still here after a stop: ask again.
      if signal == SIGTSTP { continue }
      if signal != nil { throw .interrupted }
      try outcome.check()
      return line
    }
  }

  /// One line, without its end, from anything that can be read: a pipe, a file.
  ///
  /// - Parameter descriptor: is read byte by byte, so nothing beyond the line is taken.
  /// - Returns: the line.
  /// - Throws: why there is none.
  public static func line(from descriptor: Int32) throws(PassphraseError) -> SecretBytes {
    var line = try room()
    try line.readLine(from: descriptor) { false }.check()
    return line
  }

  private static func room() throws(PassphraseError) -> SecretBytes {
    do {
      return try SecretBytes(capacity: longestLine)
    } catch {
      throw .outOfMemory
    }
  }

  private static func say(_ text: String, to terminal: Int32) {
    _ = text.withCString { write(terminal, $0, strlen($0)) }
  }

  private enum Outcome {
    case line, interrupted, ended, tooLong, unreadable

    func check() throws(PassphraseError) {
      switch self {
      case .line: return
      case .interrupted: throw .interrupted
      case .ended, .unreadable: throw .ended
      case .tooLong: throw .tooLong
      }
    }
  }

  private mutating func readLine(from file: Int32, isInterrupted: () -> Bool) -> Outcome {
    var outcome = Outcome.line
    fill { room, capacity in
      var used = 0
      while true {
        if isInterrupted() { outcome = .interrupted; break }
        // Woken now and then to see whether a signal waits.
        var wait = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        let ready = poll(&wait, 1, 100)
        if ready == 0 || (ready < 0 && errno == EINTR) { continue }
        var byte: UInt8 = 0
        defer { byte = 0 }
        let count = read(file, &byte, 1)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { outcome = .unreadable; break }
        if count == 0 { outcome = used > 0 ? .line : .ended; break }
        if byte == UInt8(ascii: "\n") { break }
        guard used < capacity else { outcome = .tooLong; break }
        room[used] = byte
        used += 1
      }
      if used > 0, room[used - 1] == UInt8(ascii: "\r") { used -= 1 }
      return used
    }
    return outcome
  }
}

/// A terminal with its echo off, and the signals that would leave it so held back.
private struct Silence: ~Copyable {
  private static let heldBack = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  private let terminal: Int32
  private var settings = termios()
  private var mask = sigset_t()

  init(_ terminal: Int32) throws(PassphraseError) {
    self.terminal = terminal
    guard tcgetattr(terminal, &settings) == 0 else { throw .noTerminal }
    // In the background this waits until the terminal is ours, while whoever ends the program is still heard.
    var same = settings
    tcsetattr(terminal, TCSANOW, &same)
    var held = sigset_t()
    sigemptyset(&held)
    for signal in Self.heldBack { sigaddset(&held, signal) }
    pthread_sigmask(SIG_BLOCK, &held, &mask)
    var quiet = settings
    quiet.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
    quiet.c_lflag |= tcflag_t(ICANON | ISIG)
    tcsetattr(terminal, TCSAFLUSH, &quiet)
  }

  /// A signal that waits to be let through.
  var signal: Int32? {
    var pending = sigset_t()
    sigpending(&pending)
    return Self.heldBack.first { sigismember(&pending, $0) == 1 }
  }

  /// Turns the echo on again, then lets the signals through.
  consuming func end() {}

  deinit {
    var before = settings
    tcsetattr(terminal, TCSAFLUSH, &before)
    var unheld = mask
    pthread_sigmask(SIG_SETMASK, &unheld, nil)
  }
}
