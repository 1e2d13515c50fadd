import CPQ
import Fixtures
import Foundation

/// The statements of a recorded act, said by nobody in particular: libpq and nothing else.
///
/// What was read is looked at only as far as the next statement needs it, and what is written are bytes of the
/// same sizes.
final class BareLoop {
  private var pq = esimdesk_pq()
  private var connection: OpaquePointer?
  private let recording: FleetRecording
  private let station: Int64
  private let bytes: [UInt8]
  private var chance: SplitMix64
  /// All tags there are, one behind the other.
  private var tags: [UInt8] = []
  private static let tagLength = 16
  private var confirmation: [UInt8] = []
  private var place = Place()
  private var values = Values()
  private(set) var races = 0

  /// What an act has read so far.
  private struct Place {
    var seq: Int64 = 0
    var id: Int64 = 0
    var version: Int64 = 0
    var owner: Int64 = 0
  }

  private struct Race: Error {}

  init(port: Int, database: String, station: Int64, _ recording: FleetRecording, seed: UInt64)
    throws
  {
    self.recording = recording
    self.station = station
    chance = SplitMix64(seed: seed)
    var filler = SplitMix64(seed: seed ^ 0x5EED)
    bytes = (0..<(1 << 16)).map { _ in UInt8.random(in: 0...255, using: &filler) }
    guard esimdesk_pq_load(&pq) == 1 else { throw Trouble(what: "libpq is not installed") }
    try connect([
      "hostaddr": "127.0.0.1", "port": "\(port)", "dbname": database,
      "user": PostgresCluster.Database.desk, "password": PostgresCluster.Database.password,
      "sslmode": "disable", "gssencmode": "disable", "application_name": "bare",
    ])
    // Such as: nothing to undo, after a commit that lost a race.
    _ = pq.set_notice_receiver(connection, { _, _ in }, nil)
    for setting in recording.settings { try simple(setting) { _, _ in } }
    // All of them, so that it comes by as many rows as desks do.
    try simple("SELECT encode(tag, 'hex') FROM esimdesk.idx") {
      if let text = self.pq.value($0, $1, 0) { Self.unpack(text, into: &self.tags) }
    }
    try simple("SELECT encode(v, 'hex') FROM esimdesk.meta WHERE k = 'confirm'") {
      if let text = self.pq.value($0, $1, 0) {
        Self.unpack(text, into: &self.confirmation)
      }
    }
    place.seq = station << 40
    guard pq.enter_pipeline(connection) == 1 else { throw fault() }
    for statement in recording.journeys.joined() + [Self.rollback] {
      guard
        pq.send_prepare(
          connection, statement.name, statement.sql, Int32(statement.types.count), statement.types)
          == 1, pq.pipeline_sync(connection) == 1
      else { throw fault() }
      try answers { _, _ in }
    }
  }

  deinit { pq.finish(connection) }

  /// One act, again and again until nobody else was first.
  func act() throws {
    var pause = 5.0
    while true {
      do {
        for journey in recording.journeys { try run(journey) }
        // As a desk does, it knows the entry it wrote last.
        place.seq += 1
        return
      } catch is Race {
        races += 1
        try run([Self.rollback])
        poll(nil, 0, Int32(Double.random(in: 0...pause)))
        pause = min(pause * 2, 200)
      }
    }
  }

  private static let rollback = FleetRecording.Statement(
    name: "rollback", sql: "ROLLBACK", types: [], sizes: [])

  private func run(_ journey: [FleetRecording.Statement]) throws {
    for statement in journey { try send(statement) }
    guard pq.pipeline_sync(connection) == 1 else { throw fault() }
    try answers { result, at in self.take(result, of: journey[at].name) }
  }

  /// Each statement's answer, up to the mark behind the last.
  private func answers(_ take: (OpaquePointer, Int) -> Void) throws {
    var at = 0
    var isRace = false
    while true {
      guard let result = pq.get_result(connection) else {
        guard pq.status(connection) == CONNECTION_OK else { throw fault() }
        continue
      }
      defer { pq.clear(result) }
      switch pq.result_status(result) {
      case PGRES_PIPELINE_SYNC:
        if isRace { throw Race() }
        return
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
        take(result, at)
        at += 1
      case PGRES_PIPELINE_ABORTED: at += 1
      default:
        let state = pq.error_field(result, esimdesk_pq_sqlstate).map { String(cString: $0) } ?? ""
        guard ["40001", "40P01", "23505", "22012"].contains(state) else { throw fault(state) }
        isRace = true
        at += 1
      }
    }
  }

  // MARK: Values

  private func send(_ statement: FleetRecording.Statement) throws {
    values.empty()
    func filler(_ place: Int) -> ArraySlice<UInt8> {
      let size = statement.sizes[place] ?? 0
      let start = Int.random(in: 0..<(bytes.count - size), using: &chance)
      return bytes[start..<(start + size)]
    }
    switch statement.name {
    case "begin_write", "commit", "rollback": break
    case "journal_held":
      values.put(station)
      values.put(place.seq)
      values.put(confirmation[...])
    case "tag_one":
      let start = Self.tagLength * Int.random(in: 0..<(tags.count / Self.tagLength), using: &chance)
      values.put(tags[start..<(start + Self.tagLength)])
    case "rec_next":
      values.put(place.id)
      values.put(place.version + 1)
      values.put(statement.sizes[2] == nil ? nil : place.owner)
      values.put(nil)
      values.put(filler(4))
    case "journal_put":
      values.put(place.seq + 1)
      values.put(filler(1))
    case "station_move":
      values.put(station)
      values.put(place.seq + 1)
    default: throw Trouble(what: "a desk says \(statement.name), which this loop cannot")
    }
    guard values.have(statement.sizes) else {
      throw Trouble(what: "\(statement.name) has other values than these")
    }
    let isSent = values.bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let places = values.starts.map { start in start.flatMap { base?.advanced(by: $0) } }
      return pq.send_prepared(
        connection, statement.name, Int32(places.count), places, values.lengths, values.formats, 1)
    }
    guard isSent == 1 else { throw fault() }
  }

  /// What is sent with a statement, in room that is there from the one before.
  private struct Values {
    private(set) var bytes: [UInt8] = [0]
    /// Where each begins; nil is null.
    private(set) var starts: [Int?] = []
    private(set) var lengths: [Int32] = []
    /// All of them binary.
    let formats = [Int32](repeating: 1, count: 8)

    mutating func empty() {
      bytes.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
      lengths.removeAll(keepingCapacity: true)
    }

    mutating func put(_ part: ArraySlice<UInt8>) {
      starts.append(bytes.count)
      lengths.append(Int32(part.count))
      bytes.append(contentsOf: part)
    }

    mutating func put(_ number: Int64?) {
      starts.append(number == nil ? nil : bytes.count)
      lengths.append(number == nil ? 0 : 8)
      if let number { withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) } }
    }

    /// Whether they are of these sizes.
    func have(_ sizes: [Int?]) -> Bool {
      sizes.count == starts.count
        && sizes.indices.allSatisfy { at in
          sizes[at] == (starts[at] == nil ? nil : Int(lengths[at]))
        }
    }
  }

  private func take(_ result: OpaquePointer, of name: String) {
    switch name {
    case "journal_held": place.seq = max(place.seq, number(result, 0))
    case "tag_one":
      place.id = number(result, 0)
      place.version = number(result, 3)
      place.owner = number(result, 4)
    default: break
    }
  }

  private func number(_ result: OpaquePointer, _ column: Int32) -> Int64 {
    guard pq.ntuples(result) > 0, pq.length(result, 0, column) == 8 else { return 0 }
    return UnsafeRawPointer(pq.value(result, 0, column)).map {
      Int64(bigEndian: $0.loadUnaligned(as: Int64.self))
    } ?? 0
  }

  /// Bytes from their hexadecimal digits, as PostgreSQL writes them.
  private static func unpack(_ hex: UnsafePointer<CChar>, into bytes: inout [UInt8]) {
    func digit(_ place: Int) -> UInt8 {
      let sign = UInt8(bitPattern: hex[place])
      return sign < UInt8(ascii: "a") ? sign - UInt8(ascii: "0") : sign - UInt8(ascii: "a") + 10
    }
    var place = 0
    while hex[place] != 0 {
      bytes.append(digit(place) << 4 | digit(place + 1))
      place += 2
    }
  }

  // MARK: The connection

  private func connect(_ parameters: [String: String]) throws {
    let words = parameters.map { (strdup($0.key), strdup($0.value)) }
    defer {
      for (name, value) in words {
        free(name)
        free(value)
      }
    }
    let names = words.map { UnsafePointer($0.0) } + [nil]
    let values = words.map { UnsafePointer($0.1) } + [nil]
    connection = pq.connect_start(names, values, 0)
    var next = PGRES_POLLING_WRITING
    while next != PGRES_POLLING_OK {
      guard next != PGRES_POLLING_FAILED else { throw fault() }
      var wanted = pollfd(
        fd: pq.socket(connection),
        events: Int16(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
      poll(&wanted, 1, -1)
      next = pq.connect_poll(connection)
    }
  }

  private func simple(_ sql: String, _ row: (OpaquePointer, Int32) -> Void) throws {
    guard pq.send_query(connection, sql) == 1 else { throw fault() }
    while let result = pq.get_result(connection) {
      for at in 0..<pq.ntuples(result) { row(result, at) }
      pq.clear(result)
    }
  }

  private func fault(_ state: String = "") -> Trouble {
    let words = pq.error_message(connection).map { String(cString: $0) } ?? ""
    return Trouble(what: "the bare loop: \(state) \(words)")
  }
}
