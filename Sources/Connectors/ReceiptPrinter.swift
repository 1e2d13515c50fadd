import Glibc
public import Journeys

/// A printer of slips: a device file, or a queue of the host.
public struct ReceiptPrinter: Sendable {
  enum Way: Sendable {
    case device(String)
    case queue(HostProgram, name: String)
  }

  let way: Way
  /// What it is told, and in which form.
  public let language: EscPos

  /// How long a device may take to answer how it stands, in milliseconds.
  static let answerTime: Int32 = 200
  /// How long it may take to accept a slip: some seconds at 9600 baud.
  static let writeTime: Int32 = 8_000

  /// Nil where the configuration names a queue and there is no `lp` to reach it by.
  public init?(_ settings: PrinterSettings, lp: String = "/usr/bin/lp") {
    language = EscPos(columns: settings.columns, charset: settings.charset)
    if let device = settings.device {
      way = .device(device)
    } else {
      guard let program = HostProgram(path: lp, patience: Self.writeTime),
        let queue = settings.queue
      else { return nil }
      way = .queue(program, name: queue)
    }
  }

  /// How it stands, where it can tell.
  public func state() -> PaperState {
    guard case .device(let path) = way else { return .unknown }
    guard let line = DeviceLine(path) else { return .silent }
    guard line.isReadable else { return .unknown }
    // DLE EOT 2: why it is offline. DLE EOT 4: the paper's sensors.
    guard let offline = line.ask([0x10, 0x04, 0x02]), let paper = line.ask([0x10, 0x04, 0x04])
    else { return .unknown }
    if paper & 0x60 == 0x60 || offline & 0x20 != 0 { return .out }
    if offline & 0x04 != 0 { return .open }
    if offline & 0x40 != 0 { return .failing }
    return paper & 0x0C == 0x0C ? .low : .ready
  }

  /// Whether the host's print system takes work for the queue; true for a device, and where nobody can
  /// tell.
  public func isKnown(lpstat: String = "/usr/bin/lpstat") -> Bool {
    guard case .queue(_, let name) = way,
      let program = HostProgram(path: lpstat, patience: Self.writeTime)
    else { return true }
    return program.take([], ["-a", name])
  }

  /// Prints a slip, unless the printer says that it cannot.
  public func print(_ bytes: [UInt8]) -> PaperState {
    switch way {
    case .queue(let program, let name):
      return program.take(bytes, ["-d", name, "-o", "raw", "-t", "receipt"]) ? .ready : .silent
    case .device(let path):
      let before = state()
      guard before.canPrint else { return before }
      guard let line = DeviceLine(path), line.write(bytes, within: Self.writeTime) else {
        return .silent
      }
      // What it could not print it keeps and waits: only now does it tell.
      let after = state()
      return after == .unknown ? before : after
    }
  }
}

/// A device file, opened for one exchange.
private struct DeviceLine: ~Copyable {
  private let descriptor: Int32
  let isReadable: Bool

  init?(_ path: String) {
    var opened = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    isReadable = opened >= 0
    if opened < 0 { opened = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) }
    guard opened >= 0 else { return nil }
    descriptor = opened
    // A serial line must pass every byte as it is.
    var line = termios()
    if tcgetattr(descriptor, &line) == 0 {
      cfmakeraw(&line)
      tcsetattr(descriptor, TCSANOW, &line)
    }
  }

  deinit { close(descriptor) }

  /// Asks for one byte of state; nil where none comes, or none that DLE EOT gives: bits 1 and 4 on,
  /// 0 and 7 off.
  borrowing func ask(_ question: [UInt8]) -> UInt8? {
    var byte: UInt8 = 0
    // What it said of its own accord before is no answer; one that never stops talking is no printer.
    var said = 0
    while read(descriptor, &byte, 1) == 1 {
      said += 1
      guard said < 4_096 else { return nil }
    }
    guard write(question, within: ReceiptPrinter.answerTime) else { return nil }
    let end = Self.now + Int64(ReceiptPrinter.answerTime)
    while true {
      let left = Int32(clamping: end - Self.now)
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&ready, 1, left) > 0, read(descriptor, &byte, 1) == 1 else {
        return nil
      }
      if byte & 0x93 == 0x12 { return byte }
    }
  }

  /// Whether all bytes were taken in time, in milliseconds.
  borrowing func write(_ bytes: [UInt8], within time: Int32) -> Bool {
    let end = Self.now + Int64(time)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        withoutBrokenPipe {
          Glibc.write(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
        }
      }
      if count > 0 {
        sent += count
        continue
      }
      guard count < 0, errno == EAGAIN || errno == EINTR else { return false }
      let left = Int32(clamping: end - Self.now)
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard left > 0, poll(&ready, 1, left) > 0, ready.revents & Int16(POLLOUT) != 0 else {
        return false
      }
    }
    return true
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
