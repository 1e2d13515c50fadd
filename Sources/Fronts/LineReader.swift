import Glibc

/// Lines from a descriptor, never more of one in memory than is allowed.
struct LineReader {
  enum Line: Equatable {
    case bytes([UInt8])
    /// Longer than allowed; it was read to its end and thrown away.
    case tooLong
  }

  private let descriptor: Int32
  private let limit: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  init(_ descriptor: Int32, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Whether something can be read within so many milliseconds, or the end; nil waits for ever.
  func isReady(within patience: Int?) -> Bool {
    guard start == buffer.count, !isAtEnd, let patience else { return true }
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, Int32(clamping: patience)) != 0
  }

  /// The next line without its end; nil when there are no more.
  ///
  /// The last line needs no line end.
  mutating func next() -> Line? {
    var line: [UInt8] = []
    var isTooLong = false
    var isEmpty = true
    while true {
      if start == buffer.count, !fill() {
        return isEmpty ? nil : isTooLong ? .tooLong : .bytes(line)
      }
      isEmpty = false
      let end = buffer[start...].firstIndex(of: 0x0A)
      let piece = buffer[start..<(end ?? buffer.count)]
      start = end.map { $0 + 1 } ?? buffer.count
      if line.count + piece.count > limit {
        isTooLong = true
        line = []
      } else if !isTooLong {
        line += piece
      }
      if end != nil {
        if line.last == 0x0D { line.removeLast() }
        return isTooLong ? .tooLong : .bytes(line)
      }
    }
  }

  /// Reads some more; false at the end of the input.
  private mutating func fill() -> Bool {
    guard !isAtEnd else { return false }
    start = 0
    while true {
      var count = 0
      buffer = [UInt8](unsafeUninitializedCapacity: 16_384) { bytes, filled in
        count = read(descriptor, bytes.baseAddress, bytes.count)
        filled = max(0, count)
      }
      if count > 0 { return true }
      if count < 0, errno == EINTR { continue }
      isAtEnd = true
      return false
    }
  }
}

/// Lines to a descriptor, each written at once.
struct LineWriter {
  private let descriptor: Int32
  /// Whether nobody reads any more.
  private(set) var isBroken = false

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  mutating func write(_ value: JSONText) {
    let bytes = Array((value.text + "\n").utf8)
    var at = 0
    while at < bytes.count, !isBroken {
      let count = bytes[at...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        at += count
      } else if errno != EINTR {
        isBroken = true
      }
    }
  }
}
