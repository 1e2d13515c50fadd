/// Wrong attempts in a row and the delay they earn: five are free, then 60, 300, 600, 3600 seconds.
///
/// An attempt is counted before it is checked, so that two at once cannot share a try. A growing
/// delay, not a lock: a stranger can slow an owner down but never shut the owner out for good.
public struct AttemptCounter: Codable, Equatable, Sendable {
  public private(set) var failures: Int = 0
  public private(set) var last: Instant?
  public private(set) var blockedUntil: Instant?

  public init() {}

  static let delays: [Int64] = [60, 300, 600, 3600]

  /// Counts an attempt at `now`, or says until when none is taken.
  ///
  /// - Parameters:
  ///   - now: the moment of the attempt.
  ///   - free: how many wrong attempts earn a delay; 5 for an account, more for a station.
  /// - Returns: nil when the attempt may be made, else the moment from which one is taken again.
  public mutating func admit(at now: Instant, free: Int = 5) -> Instant? {
    if let until = blocked(at: now) { return until }
    failures += 1
    last = now
    if failures % free == 0 {
      let step = min(failures / free, Self.delays.count) - 1
      blockedUntil = now.adding(seconds: Self.delays[step])
    } else {
      blockedUntil = nil
    }
    return nil
  }

  /// Until when no attempt is taken; nil when one is.
  ///
  /// A moment before the last attempt means that the clock was set back. Then a delay is over: it
  /// might otherwise last for as long as the clock was wrong, and shut the owner out.
  public func blocked(at now: Instant) -> Instant? {
    guard let blockedUntil, let last, last <= now, now < blockedUntil else { return nil }
    return blockedUntil
  }

  /// How many wrong attempts are left before the next delay.
  public func left(free: Int = 5) -> Int { failures % free == 0 ? 0 : free - failures % free }

  /// The last attempt was right: the row of wrong ones ends.
  public mutating func succeed() { self = AttemptCounter() }

  /// The last attempt was right, which says nothing of the other people at the same station.
  public mutating func forgiveLast() {
    failures = max(0, failures - 1)
    blockedUntil = nil
  }

  /// An hour without attempts ends a row.
  public mutating func settle(at now: Instant) {
    if let last, last.seconds(until: now) > 3600 { self = AttemptCounter() }
  }
}
