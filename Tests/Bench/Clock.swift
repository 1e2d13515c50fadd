import Glibc

/// Seconds of a clock that nobody sets.
func uptime() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// What it takes, in seconds.
func timed(_ body: () throws -> Void) rethrows -> Double {
  let start = uptime()
  try body()
  return uptime() - start
}

extension [Double] {
  /// The value at this part of the whole, from 0 to 1; the median at 0.5.
  func at(_ part: Double) -> Double {
    let sorted = sorted()
    return sorted.isEmpty ? .nan : sorted[Swift.min(count - 1, Int(Double(count) * part))]
  }
}

/// Writes a line at once, so that whoever waits at the other end of a pipe gets it.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(1, bytes, bytes.count)
}
