internal import CPQ
internal import CSodium
internal import Glibc

extension Link {
  /// What every session is set to, where the server knows the setting; not all compatible ones know all.
  ///
  /// `on` also waits for a synchronous standby, where there is one. A desk that was stopped in the middle of
  /// something gives back what it holds, and one that went is noticed by the server. A small table that is read
  /// as a whole, rather than by its index, makes everybody lose races who writes to any part of it (PostgreSQL
  /// 15, 13.2.3): measured with four desks on a new fleet, a sixth of the acts one desk does.
  private static let settings = [
    ("search_path", "esimdesk"), ("synchronous_commit", "on"), ("statement_timeout", "0"),
    ("idle_in_transaction_session_timeout", "60000"), ("client_connection_check_interval", "2000"),
    ("client_min_messages", "warning"), ("enable_seqscan", "off"),
  ]

  /// Connects to the first host that takes what is written, beginning with the one that did last.
  ///
  /// - Throws: what says most about why there is none; whoever waits is asked meanwhile.
  func connect() throws(LinkError) { try connect(Wait(waiting)) }

  /// Connects, trying again after 0.1 s and ever longer up to half a minute, until it is done.
  ///
  /// - Throws: what will not pass by itself, or what the last try ended with when whoever waits gives up.
  func reconnect() throws(LinkError) {
    let wait = Wait(waiting)
    var delays = Delays(jitter: jitter)
    while true {
      do {
        return try connect(wait)
      } catch {
        guard error.mayPass else { throw error }
        do {
          _ = try wait.until(nil, deadline: Wait.now + delays.take())
        } catch let end {
          throw end == .givenUp ? error : end
        }
      }
    }
  }

  private func connect(_ wait: Wait) throws(LinkError) {
    close()
    var failures: [LinkError] = []
    let hosts = address.hosts
    for step in hosts.indices {
      let index = (lastHost + step) % hosts.count
      do {
        try connect(to: hosts[index], wait)
        lastHost = index
        return
      } catch {
        close()
        if error == .givenUp || error == .noLibrary { throw error }
        failures.append(error)
      }
    }
    // What somebody has to mend says more than what may pass, and a standby more than silence.
    throw failures.first { !$0.mayPass } ?? failures.first { $0 == .readOnlyServer }
      ?? failures.first { $0 == .crowded } ?? failures.first ?? .lost
  }

  private func connect(to host: PostgresAddress.Host, _ wait: Wait) throws(LinkError) {
    let deadline = Wait.now + address.patience * 1_000
    let found =
      host.isSocket
      ? [host.name] : try NameLookup.addresses(of: host.name, wait, deadline: deadline)
    var failure = LinkError.unreachable("\(host.text): the name is not known")
    for (at, numeric) in found.enumerated() {
      do {
        let limit = at == 0 ? deadline : Wait.now + address.patience * 1_000
        return try connect(to: host, at: numeric, wait, deadline: limit)
      } catch {
        guard case .unreachable = error else { throw error }
        failure = error
      }
    }
    throw failure
  }

  private func connect(
    to host: PostgresAddress.Host, at numeric: String, _ wait: Wait, deadline: Int
  ) throws(LinkError) {
    var attempt = try Attempt.begin(parameters(host, numeric), try password())
    try take(try attempt.finish(host, wait, deadline: deadline))
    do {
      try settle()
    } catch {
      // It goes before it has begun.
      throw error == .lost ? .crowded : error
    }
  }

  /// libpq's keywords (PostgreSQL 15, 34.1.2), so that nothing in the surroundings has a say.
  private func parameters(_ host: PostgresAddress.Host, _ numeric: String) -> [(String, String)] {
    var list = [
      ("host", host.name), ("port", "\(host.port)"), ("dbname", address.database),
      ("sslmode", address.security.rawValue), ("gssencmode", "disable"),
      ("application_name", "esimdesk"), ("client_encoding", "UTF8"),
      // A dead connection shows within about ten seconds.
      ("keepalives", "1"), ("keepalives_idle", "4"), ("keepalives_interval", "2"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "8000"),
      // A key under a passphrase is refused rather than asked for on the terminal.
      ("sslpassword", "-"),
    ]
    if !host.isSocket { list.append(("hostaddr", numeric)) }
    switch address.security {
    case .verifyFull, .verifyCA: list.append(("sslrootcert", address.rootCertificate))
    // libpq verifies where it finds such a file, which here was not asked for.
    case .require: list.append(("sslrootcert", "/dev/null/none"))
    case .disable: break
    }
    if let user = address.user { list.append(("user", user)) }
    if let file = address.passwordFile { list.append(("passfile", file)) }
    if let certificate = address.certificate { list.append(("sslcert", certificate)) }
    if let key = address.key { list.append(("sslkey", key)) }
    return list
  }

  /// Makes the session what a vault needs.
  private func settle() throws(LinkError) {
    let values = Self.settings.map { "('\($0.0)', '\($0.1)')" }.joined(separator: ", ")
    _ = try script(
      """
      SELECT set_config(s.name, w.v, false) FROM pg_settings s
      JOIN (VALUES \(values)) AS w(n, v) ON s.name = w.n
      """)
    let isStandby = try script("SHOW transaction_read_only").text(0, 0)
    guard isStandby == "off" else { throw .readOnlyServer }
  }
}

/// One try at a connection, given up when it goes.
private struct Attempt: ~Copyable {
  private let pq: LibPQ
  private var connection: OpaquePointer?

  private init(_ pq: LibPQ, _ connection: OpaquePointer?) {
    self.pq = pq
    self.connection = connection
  }

  static func begin(
    _ parameters: [(String, String)], _ password: [UInt8]?
  ) throws(LinkError) -> Attempt {
    guard let pq = LibPQ.library else { throw .noLibrary }
    let words = (parameters.flatMap { [$0.0, $0.1] } + ["password"]).map { (word: String) in
      strdup(word)
    }
    defer { for word in words { free(word) } }
    var keywords: [UnsafePointer<CChar>?] = []
    var values: [UnsafePointer<CChar>?] = []
    for at in parameters.indices {
      keywords.append(UnsafePointer(words[2 * at]))
      values.append(UnsafePointer(words[2 * at + 1]))
    }
    var secret = password.map { $0 + [0] } ?? []
    defer { secret.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) } }
    let connection = secret.withUnsafeBytes { secret in
      if let start = secret.baseAddress, !secret.isEmpty {
        keywords.append(UnsafePointer(words[2 * parameters.count]))
        values.append(start.assumingMemoryBound(to: CChar.self))
      }
      return pq.table.connect_start(keywords + [nil], values + [nil], 0)
    }
    guard let connection else { throw .crowded }
    // Failures in letters and digits, the same in every language.
    _ = pq.table.set_verbosity(connection, PQERRORS_SQLSTATE)
    return Attempt(pq, connection)
  }

  deinit { if let connection { pq.table.finish(connection) } }

  /// Carries it through; whoever gets the connection has to end it.
  mutating func finish(
    _ host: PostgresAddress.Host, _ wait: Wait, deadline: Int
  ) throws(LinkError) -> OpaquePointer {
    var isAtTLS = false
    var next = PGRES_POLLING_WRITING
    if pq.table.status(connection) == CONNECTION_BAD { next = PGRES_POLLING_FAILED }
    while next != PGRES_POLLING_OK {
      guard next != PGRES_POLLING_FAILED, let connection else {
        throw failure(host, isAtTLS: isAtTLS)
      }
      let events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT
      guard try wait.until(pq.table.socket(connection), events, deadline: deadline) else {
        throw .unreachable("\(host.text): no answer in time")
      }
      isAtTLS = pq.table.status(connection) == CONNECTION_SSL_STARTUP
      next = pq.table.connect_poll(connection)
    }
    guard let opened = connection else { throw .lost }
    connection = nil
    return opened
  }

  /// What the failure of a try means.
  private func failure(_ host: PostgresAddress.Host, isAtTLS: Bool) -> LinkError {
    let words = pq.table.error_message(connection).map { String(cString: $0) } ?? ""
    let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    // A server that answers ends with nothing but its SQLSTATE.
    let last = line.split(separator: " ").last.map(String.init) ?? ""
    let isState =
      last.utf8.count == 5
      && last.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
      && last.utf8.contains { (0x30...0x39).contains($0) }
    if isState {
      let error = LinkError(sqlstate: last)
      return error == .lost ? .crowded : error
    }
    return isAtTLS ? .notTrusted(line) : .unreachable(line)
  }
}
