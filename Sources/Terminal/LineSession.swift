internal import CNCurses
internal import Glibc

/// Lines in and lines out, on a terminal in its own line mode or on pipes; for one thread.
///
/// The terminal edits the line and shows it; nothing but text, ends of lines and what the terminal
/// echoes itself is ever written. The terminal is put back when the session ends, however it ends.
public struct LineSession: ~Copyable {
  /// What came in.
  public enum Heard: Equatable, Sendable {
    case line(String)
    /// Longer than anybody types; it was read to its end and thrown away.
    case tooLong
    /// Not UTF-8, or a key that is no text, such as an arrow.
    case notText
    /// Nobody is there any more: the end of the input, a hang-up, an interrupt.
    case ended
    /// Nobody said anything for as long as was waited.
    case silence
  }

  /// The longest line taken, in bytes.
  public static let longestLine = 4_096

  /// Whether a person types, and sees the question on the line that the answer goes to.
  public let isInteractive: Bool
  /// Whether nobody reads any more.
  public private(set) var isBroken = false
  private let input: Int32
  private let output: Int32
  private let modes: termios?
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// Opens a session on two descriptors, either of which may be a terminal.
  ///
  /// - Parameters:
  ///   - input: where lines come from.
  ///   - output: where lines go.
  /// - Throws: `alreadyOpen` when there is a session in this process already.
  public init(input: Int32 = 0, output: Int32 = 1) throws(TerminalError) {
    var modes = termios()
    let isTerminal = tcgetattr(input, &modes) == 0
    if isTerminal { Signals.awaitTurn(input) }
    guard Signals.open(input: input, output: output, modes: modes) else { throw .alreadyOpen }
    self.input = input
    self.output = output
    self.modes = isTerminal ? modes : nil
    isInteractive = isTerminal && isatty(output) == 1
    if isTerminal {
      // The erase key takes back a whole Chinese character, not a third of one.
      var edited = modes
      edited.c_iflag |= tcflag_t(IUTF8)
      tcsetattr(input, TCSADRAIN, &edited)
    }
  }

  deinit {
    // In the background it is whoever ended us's, with modes of theirs.
    if var modes, !Signals.isInBackground { tcsetattr(input, TCSADRAIN, &modes) }
    Signals.close()
  }

  /// Ends the session now and puts the terminal back.
  public consuming func close() {}

  /// The columns a line may take; nil where nobody's terminal sets a limit.
  public var columns: Int? {
    guard isatty(output) == 1 else { return nil }
    var (rows, columns): (Int32, Int32) = (0, 0)
    guard esimdesk_size(output, &rows, &columns) == 0, columns > 0 else { return 80 }
    return Int(columns)
  }

  /// Writes text and the end of its line.
  public mutating func say(_ line: String) { write(line.sanitised + "\n") }

  /// Writes a question and waits for its answer, which is typed behind it.
  ///
  /// A last line that was not ended was not said: nobody pressed Enter.
  ///
  /// - Parameters:
  ///   - question: what is asked, without a blank at its end.
  ///   - secret: whether a terminal must not show what is typed, from before the question is seen.
  ///   - patience: how long to wait, in milliseconds; nil for ever.
  /// - Returns: the line without its end, or why there is none.
  public mutating func ask(
    _ question: String, secret: Bool = false, within patience: Int? = nil
  ) -> Heard {
    if secret { hideTyping() }
    write(question.sanitised + (isInteractive ? " " : "\n"))
    return hear(secret: secret, within: patience)
  }

  /// Says a line while something else is waited for, from wherever that is.
  public var aside: (_ line: String) -> Void {
    { [output] line in
      let bytes = Array((line.sanitised + "\n").utf8)
      _ = Glibc.write(output, bytes, bytes.count)
    }
  }

  private mutating func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty, !isBroken {
      let count = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        isBroken = true
      }
    }
  }

  /// Waits on for the answer to what was asked; hidden typing is hidden again after a stop.
  ///
  /// - Parameters:
  ///   - secret: as it was asked.
  ///   - patience: how long to wait, in milliseconds; nil for ever.
  /// - Returns: the line without its end, or why there is none.
  public mutating func hear(secret: Bool = false, within patience: Int? = nil) -> Heard {
    if secret { hideTyping() }
    defer { if secret { showTyping() } }
    let deadline = patience.map { Self.now + $0 }
    var isTooLong = false
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[..<end]
        defer { buffer.removeFirst(end + 1) }
        return isTooLong || line.count > Self.longestLine ? .tooLong : text(line)
      }
      if buffer.count > Self.longestLine {
        isTooLong = true
        buffer.removeAll(keepingCapacity: true)
      }
      if isAtEnd { return .ended }
      guard fill(secret: secret, until: deadline) else { return isAtEnd ? .ended : .silence }
    }
  }

  private func text(_ line: ArraySlice<UInt8>) -> Heard {
    let line = line.last == 0x0D ? line.dropLast() : line
    guard let text = String(validating: line, as: UTF8.self) else { return .notText }
    let hasControls = text.unicodeScalars.contains { $0.isVisiblyReplaced && $0 != "\t" }
    return hasControls ? .notText : .line(text)
  }

  /// A clock that only goes forward, in milliseconds.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// Reads some more; false when nothing can come any more, or came in time.
  private mutating func fill(secret: Bool, until deadline: Int?) -> Bool {
    while true {
      var sources = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Signals.readable, events: Int16(POLLIN), revents: 0),
      ]
      let left = deadline.map { Int32(clamping: max(0, $0 - Self.now)) } ?? -1
      let ready = poll(&sources, 2, left)
      if ready == 0 { return false }
      guard ready > 0 else {
        if errno == EINTR { continue }
        return end()
      }
      if sources[1].revents != 0, !goesOn(secret: secret) { return end() }
      guard sources[0].revents != 0 else { continue }
      // A terminal hands over one line at most. Of a pipe nothing is taken beyond the line that is
      // asked for: what follows may be for whoever reads next, such as the desk after the first run.
      let size = modes == nil ? 1 : 4_096
      let bytes = withUnsafeTemporaryAllocation(byteCount: size, alignment: 1) {
        space -> [UInt8]? in
        let count = read(input, space.baseAddress, space.count)
        if count > 0 { return Array(space.prefix(count)) }
        return count < 0 && (errno == EINTR || errno == EAGAIN) ? [] : nil
      }
      guard let bytes else { return end() }
      buffer += bytes
      if !bytes.isEmpty { return true }
    }
  }

  private mutating func end() -> Bool {
    isAtEnd = true
    Signals.leave()
    return false
  }

  /// Answers signals; false when one of them asks to end.
  private mutating func goesOn(secret: Bool) -> Bool {
    var signals = Signals.received()
    if signals.contains(SIGTSTP), signals.isDisjoint(with: Signals.leaving) {
      if secret { showTyping() }
      signals.formUnion(Signals.stop())
      if secret, signals.isDisjoint(with: Signals.leaving) { hideTyping() }
    }
    return signals.isDisjoint(with: Signals.leaving)
  }

  private func hideTyping() { setEcho(false) }
  private func showTyping() { setEcho(true) }

  /// The end of a hidden line is still shown, so that what follows begins on a line of its own.
  private func setEcho(_ isOn: Bool) {
    guard modes != nil, !Signals.isInBackground else { return }
    var now = termios()
    guard tcgetattr(input, &now) == 0 else { return }
    if isOn { now.c_lflag |= tcflag_t(ECHO) } else { now.c_lflag &= ~tcflag_t(ECHO) }
    now.c_lflag |= tcflag_t(ECHONL)
    tcsetattr(input, TCSADRAIN, &now)
  }
}
