internal import Glibc

/// Called about every 250 ms while the server is waited for, with how long it has been; false gives up.
public typealias Waiting = (_ milliseconds: Int) -> Bool

/// The one place where a desk waits for its server: a descriptor or a deadline, and meanwhile whoever
/// stands there is asked whether they still want to.
struct Wait {
  private static let step = 250

  private let began = Wait.now
  let waiting: Waiting

  init(_ waiting: @escaping Waiting) { self.waiting = waiting }

  /// A clock that only goes forward, in milliseconds.
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  var elapsed: Int { Self.now - began }

  /// Waits until the descriptor is ready.
  ///
  /// - Parameters:
  ///   - descriptor: nil where there is only a time to pass.
  ///   - events: of poll(2).
  ///   - deadline: by ``now``.
  /// - Returns: whether it is ready; false at the deadline.
  /// - Throws: ``LinkError/givenUp``.
  func until(
    _ descriptor: Int32?, _ events: Int32 = 0, deadline: Int = .max
  ) throws(LinkError) -> Bool {
    while true {
      let left = deadline == .max ? Self.step : max(0, deadline - Self.now)
      var wanted = pollfd(fd: descriptor ?? -1, events: Int16(events), revents: 0)
      // Until the clock has stepped, nobody is asked.
      let now = elapsed
      let ready = poll(&wanted, 1, Int32(min(left, Self.step - now % Self.step)))
      if ready > 0 { return true }
      if Self.now >= deadline { return false }
      if elapsed / Self.step > now / Self.step, !waiting(elapsed) { throw .givenUp }
    }
  }
}

/// How long to wait before the next try: twice as long as before, up to half a minute.
struct Delays {
  static let first = 100
  static let longest = 30_000

  private var next = Self.first
  /// From 0 up to 1: desks that lost one server must not all come back at the same moment.
  private let jitter: () -> Double

  init(jitter: @escaping () -> Double) { self.jitter = jitter }

  /// In milliseconds, between half and the whole of what it is at most.
  mutating func take() -> Int {
    defer { next = min(next * 2, Self.longest) }
    return next / 2 + Int(Double(next / 2) * jitter())
  }
}
