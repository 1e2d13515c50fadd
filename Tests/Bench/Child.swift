import Glibc

/// A program, this one once more unless another is named, with a pipe to and from it.
final class Child {
  private(set) var pid: pid_t = 0
  private let into: Int32
  private let from: UnsafeMutablePointer<FILE>
  private var buffer: UnsafeMutablePointer<CChar>?
  private var capacity = 0

  init(_ arguments: [String], program: String = "/proc/self/exe") throws {
    var down: [Int32] = [0, 0]
    var up: [Int32] = [0, 0]
    guard pipe(&down) == 0, pipe(&up) == 0 else { throw Trouble(what: "pipe") }
    // A writer must not hold the other writers' pipes open.
    for end in down + up { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, down[0], 0)
    posix_spawn_file_actions_adddup2(&actions, up[1], 1)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    guard posix_spawn(&pid, program, &actions, nil, &words, environ) == 0,
      let file = fdopen(up[0], "r")
    else { throw Trouble(what: "cannot start \(program)") }
    close(down[0])
    close(up[1])
    into = down[1]
    from = file
  }

  deinit {
    free(buffer)
    fclose(from)
    close(into)
  }

  /// The next line, without its end; empty where there is no more.
  func line() -> String {
    let count = getline(&buffer, &capacity, from)
    guard count > 0, let buffer else { return "" }
    let bytes = UnsafeBufferPointer(start: buffer, count: count)
    return String(
      decoding: bytes.lazy.filter { $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(into, bytes, bytes.count)
  }

  func go() { say("") }

  /// Waits for its end.
  ///
  /// - Returns: what it ended with.
  @discardableResult
  func end() -> Int32 {
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return status
  }
}
