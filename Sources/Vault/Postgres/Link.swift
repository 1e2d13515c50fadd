internal import CPQ
internal import Glibc

/// A connection to a fleet's server, and what is said over it.
///
/// For one thread, with one statement at a time. What is queued goes out together with the next statement that
/// wants an answer, so an act costs as many journeys to the server as it has questions, and one for the rest.
/// It never waits anywhere but in ``Wait``, and when it throws anything but an answer of the server's it is closed.
final class Link {
  /// For whoever has nobody to ask: half a minute.
  static func unattended(_ milliseconds: Int) -> Bool { milliseconds < 30_000 }

  private static let beginWrite = LinkStatement(
    "begin_write", "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE")
  /// One moment of the vault, which nobody has to wait for.
  private static let beginRead = LinkStatement(
    "begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  private static let commitAll = LinkStatement("commit", "COMMIT")
  private static let undoAll = LinkStatement("rollback", "ROLLBACK")

  let address: PostgresAddress
  let password: () throws(LinkError) -> [UInt8]?
  let jitter: () -> Double
  var waiting: Waiting = Link.unattended
  /// Which of the hosts took the last connection; it is asked first the next time.
  var lastHost = 0
  /// Whether the connection was closed because whoever waited no longer wanted to.
  private(set) var wasGivenUp = false

  private let pq: LibPQ
  private var connection: OpaquePointer?
  private let notices = Notices()
  private var prepared: Set<String> = []
  private var queued: [(statement: LinkStatement, values: [LinkValue])] = []
  /// What was sent and not answered yet: up to each mark, the names under which statements are prepared.
  private var unanswered: [[String?]] = []
  /// Whether the server may know of a transaction.
  private var hasBegun = false

  /// Makes a link that is not connected yet.
  ///
  /// - Parameters:
  ///   - address: where to.
  ///   - password: read anew for each connection; nil where none is needed, or `~/.pgpass` has it.
  ///   - jitter: from 0 up to 1.
  /// - Throws: ``LinkError/noLibrary``.
  init(
    _ address: PostgresAddress, password: @escaping () throws(LinkError) -> [UInt8]?,
    jitter: @escaping () -> Double = { Double.random(in: 0..<1) }
  ) throws(LinkError) {
    guard let library = LibPQ.library else { throw .noLibrary }
    pq = library
    self.address = address
    self.password = password
    self.jitter = jitter
  }

  deinit { close() }

  var isOpen: Bool { connection != nil }

  func close() {
    if let connection { pq.table.finish(connection) }
    connection = nil
    prepared = []
    queued = []
    unanswered = []
    hasBegun = false
  }

  /// Takes over a connection that was opened, and makes it fit for a vault.
  func take(_ opened: OpaquePointer) throws(LinkError) {
    close()
    connection = opened
    wasGivenUp = false
    _ = pq.table.set_notice_receiver(
      opened,
      { context, result in
        guard let context else { return }
        Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().take(result)
      }, Unmanaged.passUnretained(notices).toOpaque())
    guard pq.table.set_nonblocking(opened, 1) == 0, pq.table.enter_pipeline(opened) == 1 else {
      throw gone(.lost)
    }
  }

  // MARK: Transactions

  /// Begins a transaction with the next statement.
  func begin(writing: Bool) throws(LinkError) {
    guard isOpen else { throw .lost }
    queue(writing ? Self.beginWrite : Self.beginRead)
  }

  /// Adds a statement whose answer is not needed; when it fails, the next ``run(_:_:)`` or ``commit()`` does.
  func queue(_ statement: LinkStatement, _ values: [LinkValue] = []) {
    precondition(statement.types.count == values.count)
    queued.append((statement, values))
  }

  /// Sends what is queued, and then a statement.
  ///
  /// - Returns: what the statement gave.
  /// - Throws: the first thing that went wrong; what came after it was not done.
  func run(
    _ statement: LinkStatement, _ values: [LinkValue] = []
  ) throws(LinkError) -> LinkRows {
    queue(statement, values)
    guard let rows = try exchange() else { throw gone(.lost) }
    return rows
  }

  /// Sends what is queued.
  func flush() throws(LinkError) {
    if !queued.isEmpty { _ = try exchange() }
  }

  /// Sends what is queued, and the end of the transaction with it.
  ///
  /// - Throws: ``LinkError/inDoubt`` when nobody knows whether it was done; after any other, it was not.
  func commit() throws(LinkError) {
    notices.clear()
    queue(Self.commitAll)
    let end = try exchange(ending: true)
    hasBegun = false
    // A transaction in which something had failed before is undone, and that counts as no failure.
    guard let end, end.command == "COMMIT" else { throw .server("25P02") }
    // Such as: committed on the primary, and no longer waiting for its standby.
    if notices.hasWarning { throw gone(.inDoubt) }
  }

  /// Undoes what was begun, without waiting; where nothing is, nothing happens.
  func rollback() {
    queued = []
    guard hasBegun, isOpen else { return }
    hasBegun = false
    queue(Self.undoAll)
    do {
      try send()
    } catch {
      close()
    }
  }

  /// Runs several statements without parameters, one after the other; each is a transaction of its own where
  /// they do not say otherwise.
  ///
  /// - Returns: what the last of them gave, in text.
  func script(_ sql: String) throws(LinkError) -> LinkRows {
    if !queued.isEmpty || !unanswered.isEmpty { _ = try exchange() }
    guard let connection else { throw .lost }
    guard pq.table.exit_pipeline(connection) == 1, pq.table.send_query(connection, sql) == 1 else {
      throw gone(.lost)
    }
    let wait = Wait(waiting)
    var latest: LinkRows?
    var failure: LinkError?
    while true {
      try flush(wait, ending: false)
      try receive(wait, ending: false)
      guard let result = pq.table.get_result(connection) else { break }
      let rows = LinkRows(pq, result)
      if let error = rows.failure { failure = failure ?? error }
      if rows.isLast { throw gone(failure ?? .lost) }
      latest = consume rows
    }
    guard pq.table.enter_pipeline(connection) == 1 else { throw gone(.lost) }
    if let failure { throw failure }
    guard let latest else { throw gone(.lost) }
    return latest
  }

  // MARK: What is known of the other end

  /// A setting the server told of at the beginning, such as `server_version`.
  func setting(_ name: String) -> String? {
    guard let connection, let value = pq.table.parameter_status(connection, name) else {
      return nil
    }
    return String(cString: value)
  }

  /// The version of TLS in use, such as "TLSv1.3"; nil where nothing is encrypted.
  var encryption: String? {
    guard let connection, pq.table.ssl_in_use(connection) == 1 else { return nil }
    return pq.table.ssl_attribute(connection, "protocol").map { String(cString: $0) } ?? "TLS"
  }

  // MARK: To and fro

  /// Sends what is queued and waits for all answers.
  ///
  /// - Parameter ending: the last statement is the end of a transaction.
  /// - Returns: the last answer; nil where there is none.
  /// - Throws: the first thing that went wrong.
  private func exchange(ending: Bool = false) throws(LinkError) -> LinkRows? {
    let wait = Wait(waiting)
    try send(ending: ending)
    var latest: LinkRows?
    var failure: LinkError?
    var done = 0
    var pauses = 0
    while let segment = unanswered.first {
      try flush(wait, ending: ending)
      try receive(wait, ending: ending)
      guard let connection else { throw .lost }
      guard let result = pq.table.get_result(connection) else {
        // Nothing between one statement and the next; twice, and it is not what was agreed.
        pauses += 1
        guard pauses < 3 else { throw gone(ending ? .inDoubt : .lost) }
        continue
      }
      pauses = 0
      let rows = LinkRows(pq, result)
      if rows.isMark {
        unanswered.removeFirst()
        done = 0
        continue
      }
      if rows.isLast {
        // The server ends the connection with its last words.
        throw gone(ending ? .inDoubt : rows.failure?.withoutAnswer ?? .lost)
      }
      let error = rows.failure
      if error == nil, done < segment.count, let name = segment[done] { prepared.insert(name) }
      done += 1
      // What was undone before is nobody's matter any more.
      guard unanswered.count == 1 else { continue }
      failure = failure ?? error
      latest = consume rows
    }
    if let failure {
      if failure == .inDoubt { throw gone(ending ? .inDoubt : .lost) }
      throw failure
    }
    return latest
  }

  /// Hands what is queued to libpq, with a mark at its end.
  private func send(ending: Bool = false) throws(LinkError) {
    guard let connection, pq.table.status(connection) == CONNECTION_OK else { throw gone(.lost) }
    var expected: [String?] = []
    for (statement, values) in queued {
      let isKnown =
        prepared.contains(statement.name) || expected.contains(statement.name)
        || unanswered.contains { $0.contains(statement.name) }
      if !isKnown {
        let types = statement.types.map(\.rawValue)
        guard
          pq.table.send_prepare(
            connection, statement.name, statement.sql, Int32(types.count), types) == 1
        else { throw gone(.lost) }
        expected.append(statement.name)
      }
      guard send(connection, statement.name, PackedValues(values)) else { throw gone(.lost) }
      expected.append(nil)
      hasBegun =
        hasBegun || statement.name == Self.beginWrite.name
        || statement.name == Self.beginRead.name
    }
    queued = []
    unanswered.append(expected)
    guard pq.table.pipeline_sync(connection) == 1, pq.table.flush(connection) >= 0 else {
      throw gone(ending ? .inDoubt : .lost)
    }
  }

  private func send(
    _ connection: OpaquePointer, _ name: String, _ values: borrowing PackedValues
  ) -> Bool {
    let starts = values.starts
    let lengths = values.lengths
    return values.bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let places = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
      let formats = [Int32](repeating: 1, count: places.count)
      return pq.table.send_prepared(
        connection, name, Int32(places.count), places, lengths, formats, 1) == 1
    }
  }

  /// Waits until all that is to be sent has been; reads meanwhile, so that neither end waits for the other.
  private func flush(_ wait: Wait, ending: Bool) throws(LinkError) {
    while let connection {
      let left = pq.table.flush(connection)
      if left == 0 { return }
      guard left > 0 else { throw gone(ending ? .inDoubt : .lost) }
      try stand(wait, POLLIN | POLLOUT, ending)
      guard pq.table.consume_input(connection) == 1 else { throw gone(ending ? .inDoubt : .lost) }
    }
  }

  /// Waits until there is an answer to take.
  private func receive(_ wait: Wait, ending: Bool) throws(LinkError) {
    while let connection, pq.table.is_busy(connection) == 1 {
      try stand(wait, POLLIN, ending)
      // At the end of the connection, what came before it is still there to be read.
      if pq.table.consume_input(connection) != 1, pq.table.is_busy(connection) == 1 {
        throw gone(ending ? .inDoubt : .lost)
      }
    }
  }

  private func stand(_ wait: Wait, _ events: Int32, _ ending: Bool) throws(LinkError) {
    do {
      _ = try wait.until(connection.map { pq.table.socket($0) }, events)
    } catch {
      wasGivenUp = true
      throw gone(ending ? .inDoubt : error)
    }
  }

  /// Closes it for good.
  private func gone(_ error: LinkError) -> LinkError {
    close()
    return error
  }
}

/// What a server says beside its answers.
private final class Notices {
  private(set) var hasWarning = false

  func clear() { hasWarning = false }

  func take(_ result: OpaquePointer?) {
    guard let result, let pq = LibPQ.library else { return }
    if pq.severity(of: result) == "WARNING" { hasWarning = true }
  }
}
