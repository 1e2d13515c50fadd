import Glibc
import Testing

@testable import Terminal

/// A process has one session at a time, so these wait for the others.
extension CursesSessionTests {
  private func lines(_ pty: Pty) throws -> LineSession {
    try LineSession(input: pty.terminal, output: pty.terminal)
  }

  @Test func `lines come whole, questions stay on the line of their answer`() throws {
    let pty = try Pty()
    let before = pty.modes()
    var session = try lines(pty)
    #expect(session.isInteractive && session.columns == 80)
    session.say("a\u{1B}[2Jb")
    #expect(pty.written() == "a\u{FFFD}[2Jb\r\n")
    let watch = Watch(pty, "林悦\r")
    watch.start()
    #expect(session.ask("name:") == .line("林悦"))
    watch.join()
    #expect(pty.written() == "name: 林悦\r\n")
    // What is typed before it is asked for is taken too; where the kernel shows it is not ours.
    pty.type("陈\r")
    #expect(session.ask("name:") == .line("陈"))
    session.close()
    #expect(pty.modes() == before)
  }

  @Test func `a secret is not shown, the end of its line is`() throws {
    let pty = try Pty()
    let before = pty.modes()
    var session = try lines(pty)
    // Typed by somebody very fast, at the very moment when the question is seen.
    for _ in 1...50 {
      let watch = Watch(pty, "hidden words\r")
      watch.start()
      #expect(session.ask("word:", secret: true) == .line("hidden words"))
      watch.join()
      #expect(pty.written() == "word: \r\n")
    }
    session.close()
    #expect(pty.modes() == before)
  }

  @Test func `what is not text is told apart, and the end is the end`() throws {
    let pty = try Pty()
    var session = try lines(pty)
    pty.type("\u{1B}[A\r")
    #expect(session.hear() == .notText)
    pty.type([0xFF, 0x0D])
    #expect(session.hear() == .notText)
    pty.type("half")
    pty.type([0x04, 0x04])
    #expect(session.hear() == .ended, "a line that was not ended was not said")
    #expect(session.hear() == .ended)
    session.close()
  }

  @Test func `lines come from a pipe, however they are cut, and a long one is thrown away`() throws
  {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    var session = try LineSession(input: ends[0], output: ends[1])
    #expect(!session.isInteractive && session.columns == nil)
    let long = Array(repeating: UInt8(0x41), count: 10_000)
    let bytes = Array("1\n\r\nzwei\r\n".utf8) + long + Array("\n3\nhalf".utf8)
    #expect(write(ends[1], bytes, bytes.count) == bytes.count)
    #expect(session.hear() == .line("1"))
    #expect(session.hear() == .line(""))
    #expect(session.hear() == .line("zwei"))
    #expect(session.hear() == .tooLong)
    #expect(session.hear() == .line("3"))
    Glibc.close(ends[1])
    #expect(session.hear() == .ended)
    session.close()
    Glibc.close(ends[0])
  }

  @Test func `a signal that asks to end ends the wait`() throws {
    let pty = try Pty()
    var session = try lines(pty)
    kill(getpid(), SIGTERM)
    #expect(session.hear() == .ended)
    session.close()
  }
}

extension CursesSessionTests {
  @Test func `asked to end in its last moment, a session tells of it; asked before, it does not`()
    throws
  {
    // The threads that tests run on hear no signals otherwise.
    var (asking, before) = (sigset_t(), sigset_t())
    sigemptyset(&asking)
    sigaddset(&asking, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &asking, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    for hears in [false, true] {
      let pty = try Pty()
      var session = try lines(pty)
      raise(SIGTERM)
      if hears { #expect(session.hear() == .ended) }
      raise(SIGTERM)
      session.close()
      #expect(LastMoment.wasAskedToEnd != hears)
    }
  }

  @Test func `opening a session moves no environment that another thread may be reading`() throws {
    let pty = try Pty()
    func seen() -> [UnsafeMutablePointer<CChar>?] { [getenv("LINES"), getenv("COLUMNS")] }
    let (place, before) = (environ, seen())
    try CursesSession(
      input: pty.terminal, output: pty.terminal, options: SessionOptions(terminal: "xterm-256color")
    ).close()
    #expect(environ == place && seen() == before)
  }
}

/// Types as soon as there is anything to be seen.
private final class Watch: @unchecked Sendable {
  private let pty: Pty
  private let answer: String
  private var thread = pthread_t()

  init(_ pty: Pty, _ answer: String) { (self.pty, self.answer) = (pty, answer) }

  func start() {
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue().watch()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  func join() { pthread_join(thread, nil) }

  private func watch() {
    var screen = pollfd(fd: pty.keyboard, events: Int16(POLLIN), revents: 0)
    poll(&screen, 1, 60_000)
    pty.type(answer)
  }
}
