import Glibc

/// What a service tells systemd: that it is ready, that it lives, that it is about to end.
///
/// The protocol of sd_notify(3): one datagram of `NAME=value` lines to the socket in
/// `NOTIFY_SOCKET`. Nobody is told where that is not set, and nobody waits for an answer.
struct ServiceNotice {
  private let address: sockaddr_un
  private let length: socklen_t
  /// How often systemd wants to hear that the program lives, in milliseconds; nil: not at all.
  let interval: Int?

  /// Nil where nobody is to be told.
  init?(environment: (String) -> String? = Surroundings.variable) {
    guard let path = environment("NOTIFY_SOCKET"), path.hasPrefix("/") || path.hasPrefix("@")
    else { return nil }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { target in
      target.copyBytes(from: bytes)
      // A name in the abstract namespace begins with a zero.
      if bytes.first == UInt8(ascii: "@") { target[0] = 0 }
    }
    self.address = address
    length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let isMeant = environment("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
    // Half of the time there is, as sd_watchdog_enabled(3) advises.
    interval = environment("WATCHDOG_USEC").flatMap(Int.init)
      .flatMap { isMeant && $0 > 0 ? max(1, $0 / 2_000) : nil }
  }

  /// Sends it; one that nobody takes is lost.
  func tell(_ state: String) {
    let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    let bytes = Array(state.utf8)
    _ = withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}

/// Tells systemd from the kiosk's own loop that it goes round.
final class Pulse {
  private let notice: ServiceNotice?
  private let clock: () -> Int
  private var last: Int?

  init(_ notice: ServiceNotice?, clock: @escaping () -> Int) {
    self.notice = notice
    self.clock = clock
  }

  /// Called in every round; returns how soon it must be called again, in milliseconds.
  func beat() -> Int? {
    guard let notice, let interval = notice.interval else { return nil }
    let now = clock()
    if last.map({ now - $0 >= interval }) ?? true {
      notice.tell("WATCHDOG=1")
      last = now
    }
    return max(0, (last ?? now) + interval - now)
  }
}
