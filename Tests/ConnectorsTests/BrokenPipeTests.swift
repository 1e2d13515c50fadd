import Glibc
import Testing

@testable import Connectors

@Suite("A reader that goes away")
struct BrokenPipeTests {
  @Test("a write to a pipe nobody reads fails, and leaves no signal behind")
  func failsQuietly() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    // Had it come through, this process would be no more, unless something else ignores the signal.
    let (count, error) = withoutBrokenPipe { (write(ends[1], "x", 1), errno) }
    #expect(count == -1)
    #expect(error == EPIPE)
    var pending = sigset_t()
    sigpending(&pending)
    #expect(sigismember(&pending, SIGPIPE) == 0)
  }

  @Test("a program that reads nothing has not taken what it was given")
  func programThatDoesNotRead() throws {
    let program = try #require(HostProgram(path: "/bin/true", patience: 2_000))
    #expect(!program.take([UInt8](repeating: 0, count: 1 << 20), []))
  }
}
