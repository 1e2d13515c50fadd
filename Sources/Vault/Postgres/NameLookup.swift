internal import Glibc

/// The addresses of a host, asked for on a thread: asking can take long, and cannot be interrupted.
final class NameLookup: @unchecked Sendable {
  private let name: String
  private var found: [String] = []
  /// Readable once the answer is there, which comes before it in time.
  private var bell: [Int32] = [-1, -1]

  /// More than a name of servers has.
  private static let most = 8

  private init(_ name: String) { self.name = name }

  deinit { for end in bell where end >= 0 { close(end) } }

  /// Numeric addresses in the system's order of preference; none where the name is not known.
  ///
  /// - Throws: ``LinkError/givenUp``.
  static func addresses(
    of name: String, _ wait: Wait, deadline: Int
  ) throws(LinkError) -> [String] {
    if isNumeric(name) { return [name] }
    let lookup = NameLookup(name)
    guard pipe(&lookup.bell) == 0 else { return [] }
    for end in lookup.bell { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard lookup.begin(),
      try wait.until(lookup.bell[0], POLLIN, deadline: deadline)
    else { return [] }
    return lookup.found
  }

  private static func isNumeric(_ name: String) -> Bool {
    var room = in6_addr()
    return inet_pton(AF_INET, name, &room) == 1 || inet_pton(AF_INET6, name, &room) == 1
  }

  private func begin() -> Bool {
    let work = Unmanaged.passRetained(self)
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { work in
        guard let work else { return nil }
        Unmanaged<NameLookup>.fromOpaque(work).takeRetainedValue().ask()
        return nil
      }, work.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    guard result == 0 else {
      work.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private func ask() {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    if getaddrinfo(name, nil, &hints, &list) == 0 {
      var next = list
      while let one = next?.pointee, found.count < Self.most {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = getnameinfo(
          one.ai_addr, one.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        if result == 0 {
          found.append(
            String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        next = one.ai_next
      }
      freeaddrinfo(list)
    }
    _ = write(bell[1], "x", 1)
  }
}
