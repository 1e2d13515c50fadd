import Glibc

/// What a signal handler may touch: plain memory, laid out before the first signal can come.
///
/// Two kinds of signal matter. Those that ask for something (resize, stop, end) are written as one
/// byte into a pipe and answered by the session between two keys. Those that end the process
/// (a trap, a bad access) put the terminal back at once, with nothing but `write` and `tcsetattr`,
/// and are then raised again for whoever handled them before.
struct SignalState {
  var pipeReading: Int32 = -1
  var pipeWriting: Int32 = -1
  var output: Int32 = -1
  var input: Int32 = -1
  /// The terminal modes from before the session.
  var modes = termios()
  /// The bytes that put the terminal back, up to a zero, written when all else has failed.
  var farewell: UnsafeMutablePointer<CChar>?
}

/// Made once and never freed, since a handler may still be looking.
nonisolated(unsafe) private let state: UnsafeMutablePointer<SignalState> = {
  let state = UnsafeMutablePointer<SignalState>.allocate(capacity: 1)
  state.initialize(to: SignalState())
  return state
}()

/// The handlers from before the session, by signal number.
nonisolated(unsafe) private let former: UnsafeMutablePointer<sigaction> = {
  let former = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
  former.initialize(repeating: sigaction(), count: 65)
  return former
}()

/// Writes the signal's number into the pipe.
private func notify(_ signal: Int32) {
  let saved = errno
  var byte = UInt8(truncatingIfNeeded: signal)
  _ = write(state.pointee.pipeWriting, &byte, 1)
  errno = saved
}

/// Puts the terminal back and lets the signal do what it would have done.
private func restore(_ signal: Int32) {
  putTerminalBack()
  sigaction(signal, former + Int(signal), nil)
  raise(signal)
}

private func putTerminalBack() {
  if let farewell = state.pointee.farewell {
    _ = write(state.pointee.output, farewell, strlen(farewell))
    tcsetattr(state.pointee.input, TCSANOW, &state.pointee.modes)
  }
}

/// What came too late for a session to hear.
public enum LastMoment {
  /// Whether the session before was asked to end while it ended by itself: then nothing else is to be begun.
  public static var wasAskedToEnd: Bool { Signals.wasUnheard }
}

/// Catches signals for as long as a session is open.
enum Signals {
  static let asking = [SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT]
  /// Those that ask the program to end.
  static let leaving: Set = [SIGTERM, SIGINT, SIGHUP]
  private static let ending = [
    SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGQUIT,
  ]

  /// The end of the pipe that becomes readable when a signal has come.
  static var readable: Int32 { state.pointee.pipeReading }

  /// Makes the pipe and takes over the signals; false when another session has them.
  static func open(input: Int32, output: Int32, modes: termios) -> Bool {
    guard state.pointee.pipeReading < 0 else { return false }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    state.pointee.pipeReading = ends[0]
    state.pointee.pipeWriting = ends[1]
    state.pointee.input = input
    state.pointee.output = output
    state.pointee.modes = modes
    (isLeaving, wasUnheard) = (false, false)
    setFarewell([])
    for signal in asking { take(signal, handler: notify, flags: SA_RESTART) }
    useOwnStack()
    for signal in ending { take(signal, handler: restore, flags: Int32(SA_ONSTACK)) }
    return true
  }

  /// Says which bytes put the terminal back if the process should end suddenly; its modes are put back anyway.
  static func setFarewell(_ bytes: [UInt8]) {
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    memory.initialize(repeating: 0, count: bytes.count + 1)
    for (at, byte) in bytes.enumerated() { memory[at] = CChar(bitPattern: byte) }
    let former = state.pointee.farewell
    state.pointee.farewell = memory
    former?.deallocate()
  }

  /// Gives the signals back to whoever had them.
  static func close() {
    for signal in asking + ending { sigaction(signal, former + Int(signal), nil) }
    wasUnheard = !isLeaving && !received().isDisjoint(with: leaving)
    let farewell = state.pointee.farewell
    state.pointee.farewell = nil
    farewell?.deallocate()
    Glibc.close(state.pointee.pipeReading)
    Glibc.close(state.pointee.pipeWriting)
    state.pointee.pipeReading = -1
    state.pointee.pipeWriting = -1
  }

  /// The session ends anyway: who else asks for that needs no answer.
  static func leave() { isLeaving = true }

  nonisolated(unsafe) private static var isLeaving = false
  nonisolated(unsafe) private(set) static var wasUnheard = false

  /// The signals that came since the last call, each once.
  static func received() -> Set<Int32> {
    var bytes = [UInt8](repeating: 0, count: 64)
    var signals: Set<Int32> = []
    while true {
      let count = read(state.pointee.pipeReading, &bytes, bytes.count)
      if count <= 0 { break }
      for byte in bytes.prefix(count) { signals.insert(Int32(byte)) }
    }
    if !signals.isDisjoint(with: leaving) { leave() }
    return signals
  }

  /// Whether the terminal is somebody else's at the moment, such as the shell's that continued us by `bg`.
  static var isInBackground: Bool {
    let group = tcgetpgrp(state.pointee.input)
    return group > 0 && group != getpgrp()
  }

  /// Waits in the background until the terminal is ours, while every signal still does what it does to anybody.
  static func awaitTurn(_ terminal: Int32) {
    var modes = termios()
    // Setting what is set already stops us as well as any change would.
    if tcgetattr(terminal, &modes) == 0 { tcsetattr(terminal, TCSANOW, &modes) }
  }

  /// Stops the process as Ctrl-Z does everywhere, until it has the terminal again or is asked to end.
  ///
  /// In the background the kernel stops whoever touches the terminal, in the middle of it, with the wish to
  /// end unheard: a stopped job that is killed would stay.
  ///
  /// - Returns: the signals that came meanwhile.
  static func stop() -> Set<Int32> {
    var all: Set<Int32> = []
    while true {
      sigaction(SIGTSTP, former + Int(SIGTSTP), nil)
      raise(SIGTSTP)
      take(SIGTSTP, handler: notify, flags: SA_RESTART)
      let signals = received()
      all.formUnion(signals)
      // Where nobody would continue us, nothing has stopped us either.
      guard signals.contains(SIGCONT), all.isDisjoint(with: leaving), isInBackground else {
        return all
      }
    }
  }

  private static func take(
    _ signal: Int32, handler: @escaping @convention(c) (Int32) -> Void, flags: Int32
  ) {
    let previous = former + Int(signal)
    sigaction(signal, nil, previous)
    // A process told to ignore these, by nohup or a shell, goes on ignoring them.
    let isIgnored =
      unsafeBitCast(previous.pointee.__sigaction_handler.sa_handler, to: Int.self) == 1
    if isIgnored && [SIGHUP, SIGINT, SIGTSTP, SIGQUIT].contains(signal) { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = flags
    sigemptyset(&action.sa_mask)
    sigaction(signal, &action, nil)
  }

  /// Gives the handlers a stack of their own, since a stack overflow leaves no other.
  private static func useOwnStack() {
    guard !hasOwnStack, let memory = malloc(65_536) else { return }
    hasOwnStack = true
    var stack = stack_t(ss_sp: memory, ss_flags: 0, ss_size: 65_536)
    sigaltstack(&stack, nil)
  }

  nonisolated(unsafe) private static var hasOwnStack = false
}
