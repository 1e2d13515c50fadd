internal import CSQLite
internal import Glibc

/// The order in which desks write: first the gate, then the lock, then let go of the gate.
///
/// SQLite lets whoever asks at the right moment go first, so that one of four writers can wait for
/// seconds. Here a writer that has just finished must queue at the gate again, behind the one that
/// holds it. Two whole-file `flock`s rather than byte ranges: they belong to the open file, so two
/// vaults in one process exclude each other too, and no other descriptor's closing drops them.
/// The lock is on the anchor, which is only ever written under it; the gate is an empty file.
/// Handing over at every act would cost more than the act, since whoever comes next must read again
/// what the one before wrote. So a desk that came through the gate a moment ago goes straight for
/// the lock; measured with four writers, twice as many acts in the same time.
/// We sleep in the kernel rather than ask again and again: measured with four writers, the worst
/// wait is tens of milliseconds instead of a second. A timer ends the sleep, because a desk that was
/// stopped in the middle of an act must not stop the others for good.
struct Turnstile: ~Copyable {
  private let gatePath: String
  /// Opened by the first who writes; -1 before.
  private var gate: Int32 = -1
  private let lock: Int32
  private let patience: Int
  /// When we came through the gate last, in nanoseconds.
  private var turn: UInt64 = 0

  /// How long a turn lasts, in nanoseconds.
  private static let turnLength: UInt64 = 3_000_000

  /// For the vault at `path`; `lock` is its anchor's descriptor, `patience` is in milliseconds.
  init(path: String, lock: Int32, patience: Int = 10_000) {
    gatePath = path + ".gate"
    self.lock = lock
    self.patience = patience
  }

  deinit { if gate >= 0 { close(gate) } }

  mutating func enter() throws(VaultError) {
    if Self.now - turn < Self.turnLength, enterAtOnce() { return }
    if gate < 0 {
      gate = open(gatePath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard gate >= 0 else { throw Files.fault(errno) }
    }
    try take(gate)
    defer { flock(gate, LOCK_UN) }
    try take(lock)
    turn = Self.now
  }

  /// Whether one could enter without waiting; then one has.
  func enterAtOnce() -> Bool { flock(lock, LOCK_EX | LOCK_NB) == 0 }

  func leave() { flock(lock, LOCK_UN) }

  /// Nanoseconds of a clock that nobody sets.
  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private func take(_ file: Int32) throws(VaultError) {
    guard esd_flock(file, Int32(patience)) == 0 else {
      throw errno == EWOULDBLOCK ? .busy : Files.fault(errno)
    }
  }
}
