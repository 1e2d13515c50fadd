import Glibc

/// A program of the host that is given bytes and says by its end whether it took them.
///
/// No shell, no argument with anything personal in it, an environment of one line.
struct HostProgram: Sendable {
  let path: String
  /// How long it may take, in milliseconds, before it is ended.
  let patience: Int32

  /// Nil when there is no such program.
  init?(path: String, patience: Int32) {
    guard path.hasPrefix("/"), access(path, X_OK) == 0 else { return nil }
    self.path = path
    self.patience = patience
  }

  /// Gives it bytes on its standard input; true when it took them all and ended well.
  func take(_ message: [UInt8], _ arguments: [String]) -> Bool {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // Another thread may be starting a program of its own, whose pipe must not be kept open here.
    for other: Int32 in 3..<64 { posix_spawn_file_actions_addclose(&actions, other) }
    // A courier's thread hears no signals, and a kiosk ignores some; the program is neither.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var pid: pid_t = 0
    var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin")]
    defer { (pointers + environment).forEach { free($0) } }
    pointers.append(nil)
    environment.append(nil)
    let started = posix_spawn(&pid, path, &actions, &attributes, pointers, environment)
    close(ends[0])
    guard started == 0 else {
      close(ends[1])
      return false
    }
    let written = withoutBrokenPipe { write(message, to: ends[1]) }
    close(ends[1])
    return wait(for: pid, kill: !written) && written
  }

  private func write(_ message: [UInt8], to pipe: Int32) -> Bool {
    _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
    return message.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.write(pipe, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
        if count > 0 {
          sent += count
          continue
        }
        guard count < 0, errno == EAGAIN || errno == EINTR else { return false }
        var ready = pollfd(fd: pipe, events: Int16(POLLOUT), revents: 0)
        if poll(&ready, 1, patience) <= 0 { return false }
      }
      return true
    }
  }

  /// Waits for the program to end; one that does not is ended.
  private func wait(for pid: pid_t, kill endAtOnce: Bool) -> Bool {
    if endAtOnce { kill(pid, SIGKILL) }
    var status: Int32 = 0
    var waited: Int32 = 0
    while true {
      let done = waitpid(pid, &status, WNOHANG)
      if done == pid { return status == 0 }
      if done < 0, errno != EINTR { return false }
      if waited >= patience { kill(pid, SIGKILL) }
      _ = poll(nil, 0, 10)
      waited += 10
    }
  }
}
