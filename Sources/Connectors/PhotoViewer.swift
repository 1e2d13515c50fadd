internal import CSystem
import Glibc

/// A program of the host that shows a photo in a window of its own, and forgets it.
///
/// The photo is in memory alone, under no name: the program opens `/proc/self/fd/3`. Nothing tells
/// whose it is. It has a session of its own, no terminal, and of the environment only what leads to
/// the screen; it is ended with the application it was opened for.
public final class PhotoViewer {
  private let path: String
  private var process: pid_t?

  /// Nil when there is no such program.
  ///
  /// - Parameter path: absolute, such as `/usr/bin/feh`.
  public init?(path: String) {
    guard path.hasPrefix("/"), access(path, X_OK) == 0 else { return nil }
    self.path = path
  }

  deinit { close() }

  /// Shows a photo in place of the one before; false where the program cannot be started.
  public func show(_ photo: [UInt8]) -> Bool {
    close()
    let memory = esimdesk_memory_file()
    guard memory >= 0 else { return false }
    defer { Glibc.close(memory) }
    guard Self.write(photo, to: memory), lseek(memory, 0, SEEK_SET) == 0 else { return false }
    process = start(memory)
    return process != nil
  }

  /// Ends the program; whatever it showed is gone with it.
  public func close() {
    guard let process else { return }
    self.process = nil
    // With all it started: it leads a session of its own.
    kill(-process, SIGKILL)
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private func start(_ memory: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for output: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_RDWR, 0)
    }
    // Were it 3 already, it would keep its close-on-exec.
    posix_spawn_file_actions_adddup2(&actions, memory, 64)
    posix_spawn_file_actions_adddup2(&actions, 64, 3)
    for other: Int32 in 4..<256 { posix_spawn_file_actions_addclose(&actions, other) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, SETSIGDEF and SETSIGMASK.
    posix_spawnattr_setflags(&attributes, 0x80 | 0x04 | 0x08)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let wanted = ["DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "HOME", "LANG"]
    let values = wanted.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
    var pointers: [UnsafeMutablePointer<CChar>?] = ([path, "/proc/self/fd/3"] as [String]).map {
      strdup($0)
    }
    var environment: [UnsafeMutablePointer<CChar>?] =
      (values + ["PATH=/usr/bin:/bin"]).map { strdup($0) }
    defer { (pointers + environment).forEach { free($0) } }
    pointers.append(nil)
    environment.append(nil)
    var pid: pid_t = 0
    return posix_spawn(&pid, path, &actions, &attributes, pointers, environment) == 0 ? pid : nil
  }
}
