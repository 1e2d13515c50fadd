internal import CSQLite
internal import Glibc
internal import Synchronization

/// Looks through a vault once while its desk is open, and gets in nobody's way.
///
/// A thread with a connection, keys and a snapshot of its own: it reads, and never writes. It runs
/// at the lowest priority, rests as long as it worked, and hears no signals. Of all the desks on a
/// machine one looks at a time, else sixteen that begin a day together would be looking and little
/// else (`Scripts/bench journeys`). Its snapshot keeps the write-ahead log from starting over, so it
/// gives up when others make the log long meanwhile; the next desk that is opened begins anew.
///
/// What it finds is told at once to whoever started it. Damage to a row is left at that: the row
/// refuses to be read by itself, and the others are as good as ever. When the file as a whole can
/// no longer be believed, the vault takes no more acts from this desk; it can still be read.
public final class Watch {
  private let work: Work
  private var thread = pthread_t()
  private var hasBegun = false
  private var isRunning = false

  /// Stands ready, and does nothing before ``begin()``.
  ///
  /// - Parameters:
  ///   - path: the vault's.
  ///   - sealer: keys that nobody else uses.
  ///   - found: told of damage, on the thread that found it.
  init(_ path: String, _ sealer: Sealer, found: @escaping @Sendable (VerifyReport) -> Void) {
    work = Work(path, sealer, found)
  }

  /// Begins to look; once only.
  public func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    let work = Unmanaged.passRetained(work)
    // The thread starts with every signal blocked: they are the desk's.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    let result = pthread_create(
      &thread, nil,
      { work in
        guard let work else { return nil }
        Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run()
        return nil
      }, work.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    isRunning = result == 0
    if !isRunning { work.release() }
  }

  deinit { end() }

  /// What came of it; nil while it is under way, and where it gave up.
  public var report: VerifyReport? { work.state.withLock { $0.report } }

  /// Why no more acts may be taken; nil where they may.
  var refusal: Damage? {
    guard let report, report.isUntrustworthy else { return nil }
    return report.damages.first
  }

  /// Stops it at once, wherever it is.
  public func end() {
    guard isRunning else { return }
    isRunning = false
    work.stop()
    pthread_join(thread, nil)
  }
}

/// What the thread does.
private final class Work: @unchecked Sendable {
  private static let longestLog = 64 << 20
  /// In milliseconds: the desk's first picture comes first.
  private static let delay: Int32 = 500
  private static let longestRest: Int32 = 50
  /// How often it is seen whether the desk before is done.
  private static let turnInterval: Int32 = 2_000

  struct State {
    var report: VerifyReport?
    /// The address of SQLite's handle, for interrupting what it is at; 0 while there is none.
    var handle = 0
    var isStopped = false
  }

  let state = Mutex(State())
  private let path: String
  private let sealer: Sealer
  private let found: @Sendable (VerifyReport) -> Void
  /// Readable once it is to stop.
  private var bell: [Int32] = [-1, -1]

  init(_ path: String, _ sealer: Sealer, _ found: @escaping @Sendable (VerifyReport) -> Void) {
    self.path = path
    self.sealer = sealer
    self.found = found
    if pipe(&bell) == 0 { for end in bell { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
  }

  deinit { for end in bell where end >= 0 { close(end) } }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      if let handle = OpaquePointer(bitPattern: state.handle) { sqlite3_interrupt(handle) }
    }
    _ = write(bell[1], "x", 1)
  }

  func run() {
    // Of this thread alone, on Linux.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    // Nobody who writes wants this lock: theirs are on the whole gate, which is another kind.
    let gate = open(path + ".gate", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    defer { if gate >= 0 { close(gate) } }
    while gate >= 0, esd_take_first_byte(gate) != 0, [EAGAIN, EACCES].contains(errno) {
      guard rest(Self.turnInterval) else { return }
    }
    guard rest(Self.delay), let report = look() else { return }
    state.withLock { $0.report = report }
    if !report.isSound { found(report) }
  }

  /// Waits so many milliseconds; false when it is to stop.
  private func rest(_ time: Int32) -> Bool {
    var wanted = pollfd(fd: bell[0], events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, time) == 0
  }

  /// One look through everything; nil when it was stopped, or gave up.
  private func look() -> VerifyReport? {
    do {
      var anchor = try Anchor(reading: path)
      let rows = SQLiteRows(try Connection(path))
      let handle = rows.connection.handle
      let address = Int(bitPattern: handle)
      let mayRun = state.withLock { state in
        state.handle = address
        return !state.isStopped
      }
      defer { state.withLock { $0.handle = 0 } }
      guard mayRun else { return nil }
      rows.connection.checkpointOnClose(false)

      let inspection = Inspection(Store(rows: rows, sealer: sealer))
      var marks: [Anchor.Mark]
      do {
        marks = [try anchor.read(sealer)]
        marks += try Seen.read(path, sealer) ?? []
      } catch {
        // Another key or content may just be put in. The desk's next act says so.
        return nil
      }
      try rows.begin(writing: false)
      defer { rows.rollback() }
      var last = Self.now
      return try inspection.run(marks) { _, _ in
        let worked = Self.now - last
        if Files.size(path + "-wal") > Self.longestLog
          || !rest(min(Int32(clamping: worked / 1_000_000), Self.longestRest))
        {
          sqlite3_interrupt(handle)
        }
        last = Self.now
      }
    } catch {
      return nil
    }
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension Vault {
  /// Has the vault looked through while it is used, from ``Watch/begin()`` on; the vault ends it when it goes.
  ///
  /// A server's is looked through by ``verify(deep:progress:)`` from one place: all its rows through each
  /// desk's link would be a burden to everybody.
  ///
  /// - Parameter found: told of damage, on another thread, while the desk goes on.
  /// - Returns: what can be asked what came of it; nil where the vault is on a server.
  /// - Throws: when there is no memory for keys of its own.
  @discardableResult
  public func watch(
    found: @escaping @Sendable (VerifyReport) -> Void = { _ in }
  ) throws(VaultError) -> Watch? {
    guard file != nil else { return nil }
    let watch = Watch(path, try store.sealer.twin(), found: found)
    self.watch = watch
    return watch
  }
}
