import Domain
import Glibc
import Journeys
import Synchronization
import Vault

/// Delivers what waits in the outbox while a desk is open, so that nobody waits for a network.
///
/// A thread with a vault of its own. The desk rings when something may wait; the courier also looks
/// by itself when a message falls due, since what failed is tried again by the clock, and seldom
/// where none waits: whoever queues one elsewhere has a courier too, or the outbox timer.
/// Several couriers on one vault share the work (``Outbox``).
final class Courier {
  private let round: Round
  private var thread = pthread_t()
  private var isRunning = false

  /// How long the end of a desk is put off for what is on its way, in milliseconds.
  static let patience: Int32 = 5_000

  /// Begins; what there is to deliver is known once there is a vault to ``carry(_:)`` from.
  ///
  /// - Parameters:
  ///   - station: who answers for deliveries in the journal.
  ///   - channels: those that work here.
  ///   - deliver: hands one message over, on the courier's thread.
  init(
    station: String, channels: [Channel],
    deliver: @escaping @Sendable (Notice, _ vault: String) -> Delivery
  ) {
    round = Round(station, channels, deliver)
    let passed = Unmanaged.passRetained(round)
    // The thread starts with every signal blocked: they are the desk's.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    let result = pthread_create(
      &thread, nil,
      { round in
        guard let round else { return nil }
        Unmanaged<Round>.fromOpaque(round).takeRetainedValue().run()
        return nil
      }, passed.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    isRunning = result == 0
    if isRunning { pthread_detach(thread) } else { passed.release() }
  }

  /// Delivers what waits in the desk's vault, from now on.
  ///
  /// - Parameter twin: the vault, for this thread.
  func carry(_ twin: VaultTwin) {
    round.twin.withLock { $0 = twin }
    ring()
  }

  /// Says that something may wait; returns at once.
  func ring() { round.ring() }

  /// Lets it finish what is due now, and ends it; after ``patience`` the rest is left to the next.
  ///
  /// A delivery that takes longer is left alone: the message stays on lease, and is delivered again
  /// if this program ends before the server has answered.
  func end() {
    guard isRunning else { return }
    isRunning = false
    round.end(within: Self.patience)
  }

  deinit { end() }
}

/// What the thread does.
private final class Round: @unchecked Sendable {
  /// How long it sleeps where nothing waits, in seconds.
  private static let calm: Int64 = 900
  /// How long at most where a message waits, or the vault could not be read, in seconds: clocks are
  /// set, and other desks' messages fall due as well.
  private static let watchful: Int64 = 60

  /// Nil while the vault is not open.
  let twin = Mutex<VaultTwin?>(nil)
  private let station: String
  private let channels: [Channel]
  private let deliver: @Sendable (Notice, String) -> Delivery
  /// Readable when somebody rang; readable for good once it is to end.
  private var bell: [Int32] = [-1, -1]
  /// Readable once it has ended.
  private var done: [Int32] = [-1, -1]
  private let isEnding = Mutex(false)
  /// After this moment on a clock that nobody sets nothing new is begun, in milliseconds.
  private let deadline = Mutex<Int64?>(nil)

  init(
    _ station: String, _ channels: [Channel],
    _ deliver: @escaping @Sendable (Notice, String) -> Delivery
  ) {
    self.station = station
    self.channels = channels
    self.deliver = deliver
    for ends in [\Round.bell, \Round.done] {
      guard pipe(&self[keyPath: ends]) == 0 else { continue }
      for end in self[keyPath: ends] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    // A bell that was rung often enough need not be rung again.
    _ = fcntl(bell[1], F_SETFL, O_NONBLOCK)
  }

  deinit { for end in bell + done where end >= 0 { close(end) } }

  func ring() { _ = write(bell[1], "r", 1) }

  func end(within patience: Int32) {
    deadline.withLock { $0 = Self.now + Int64(patience) }
    isEnding.withLock { $0 = true }
    ring()
    var wanted = pollfd(fd: done[0], events: Int16(POLLIN), revents: 0)
    _ = poll(&wanted, 1, patience)
  }

  func run() {
    defer { _ = write(done[1], "d", 1) }
    // Of this thread alone, on Linux: the desk's first picture comes first.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    var vault: Vault?
    while true {
      // Seen before the last look: what was queued before the end was asked for is not missed.
      let isLast = isEnding.withLock { $0 }
      if vault == nil { vault = try? twin.withLock { $0 }?.open() }
      let pause = vault.map { deliver(from: outbox($0)) } ?? Self.watchful
      if isLast { return }
      listen(for: pause)
    }
  }

  /// Delivers what is due.
  ///
  /// - Returns: how long nothing is likely to fall due, in seconds.
  private func deliver(from outbox: Outbox) -> Int64 {
    do {
      _ = try outbox.send(while: { self.mayBegin })
      guard let due = try outbox.nextDue() else { return Self.calm }
      let left = Surroundings.now.seconds(until: due)
      // What is due and still there is of a channel that does not work here.
      return left > 0 ? min(left, Self.watchful) : Self.watchful
    } catch {
      return Self.watchful
    }
  }

  private var mayBegin: Bool {
    deadline.withLock { $0 }.map { Self.now < $0 } ?? true
  }

  /// Waits until somebody rings, or that many seconds have passed.
  private func listen(for seconds: Int64) {
    var wanted = pollfd(fd: bell[0], events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, Int32(seconds * 1_000)) > 0 else { return }
    var rung = [UInt8](repeating: 0, count: 256)
    _ = read(bell[0], &rung, rung.count)
  }

  private func outbox(_ vault: Vault) -> Outbox {
    Outbox(
      records: Composition.records(of: vault), clock: { Surroundings.now }, station: station,
      channels: channels, deliver: { [deliver, id = vault.id] in deliver($0, id) })
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
