internal import CSQLite
internal import Glibc

/// The order in which desks write: first the gate, then the lock, then let go of the gate.
///
/// SQLite lets whoever asks at the right moment go first, so that one of four writers can wait for
/// seconds. Here a writer that has just finished must queue at the gate again, behind the one that
/// holds it. Two whole-file `flock`s rather than byte ranges: they belong to the open file, so two
/// vaults in one process exclude each other too, and no other descriptor's closing drops them.
/// The lock is on the anchor, which is only ever written under it; the gate is an empty file.
/// We sleep in the kernel rather than ask again and again: measured with four writers, the worst
/// wait is about 10 ms instead of 35 to 900. A timer ends the sleep, because a desk that was
/// stopped in the middle of an act must not stop the others for good.
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
    try take(gate)
    defer { flock(gate, LOCK_UN) }
    try take(lock)
  }

  /// Whether one could enter without waiting; then one has.
  func enterAtOnce() -> Bool { flock(lock, LOCK_EX | LOCK_NB) == 0 }

  func leave() { flock(lock, LOCK_UN) }

  private func take(_ file: Int32) throws(VaultError) {
    guard esd_flock(file, Int32(patience)) == 0 else {
      throw errno == EWOULDBLOCK ? .busy : Files.fault(errno)
    }
  }
}
