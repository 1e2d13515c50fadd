import Glibc

/// This program once more, with a pipe to and from it.
final class Child {
  private var pid: pid_t = 0
  private let into: Int32
  private let from: UnsafeMutablePointer<FILE>

  init(_ arguments: [String]) throws {
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
    var words = (["bench"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    guard posix_spawn(&pid, "/proc/self/exe", &actions, nil, &words, environ) == 0,
      let file = fdopen(up[0], "r")
    else { throw Trouble(what: "cannot start a writer") }
    close(down[0])
    close(up[1])
    into = down[1]
    from = file
  }

  deinit {
    fclose(from)
    close(into)
  }

  func line() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard fgets(&bytes, Int32(bytes.count), from) != nil else { return "" }
    return String(decoding: bytes.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init), as: UTF8.self)
  }

  func go() { _ = write(into, "\n", 1) }

  func end() { waitpid(pid, nil, 0) }
}
