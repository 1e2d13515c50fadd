internal import Glibc

/// The order in which desks write: first the gate, then the lock, then let go of the gate.
///
/// SQLite lets whoever asks at the right moment go first, so that one of four writers can wait for
/// seconds. Here a writer that has just finished must queue at the gate again, behind the one that
/// holds it. Two whole-file `flock`s rather than byte ranges: they belong to the open file, so two
/// vaults in one process exclude each other too, and no other descriptor's closing drops them.
/// The lock is on the anchor, which is only ever written under it; the gate is an empty file.
/// We ask again every fraction of a millisecond instead of sleeping in the kernel, because a
/// stopped process must not be able to stop the others for good.
struct Turnstile: ~Copyable {
  private let gate: Int32
  private let lock: Int32
  private let patience: Int

  /// For the vault at `path`; `lock` is its anchor's descriptor, `patience` is in milliseconds.
  init(path: String, lock: Int32, patience: Int = 10_000) throws(VaultError) {
    gate = open(path + ".gate", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    self.lock = lock
    self.patience = patience
    guard gate >= 0 else { throw Files.fault(errno) }
  }

  deinit { close(gate) }

  func enter() throws(VaultError) {
    let deadline = Self.now() + patience * 1_000_000
    try Self.take(gate, until: deadline)
    defer { flock(gate, LOCK_UN) }
    try Self.take(lock, until: deadline)
  }

  /// Whether one could enter without waiting; then one has.
  func enterAtOnce() -> Bool { flock(lock, LOCK_EX | LOCK_NB) == 0 }

  func leave() { flock(lock, LOCK_UN) }

  private static func take(_ file: Int32, until deadline: Int) throws(VaultError) {
    var pause = timespec(tv_sec: 0, tv_nsec: 100_000)
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw Files.fault(errno) }
      guard now() < deadline else { throw .busy }
      nanosleep(&pause, nil)
      pause.tv_nsec = min(pause.tv_nsec * 5 / 4, 1_000_000)
    }
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
