/// The journals of a fleet's stations on its server, and which stations there are.
extension PostgresRows {
  /// Holds the station's place until the transaction ends: a station has one act under way, and whoever asks
  /// waits for one whose end nobody heard.
  ///
  /// An entry that is known, under a data key that is still the vault's, is not looked for. Young journals share a
  /// page of the index, and whoever reads it loses races to all who write to it (PostgreSQL 15, 13.2.3).
  private static let journalHeld = LinkStatement(
    "journal_held",
    """
    SELECT s.seq, j.body, m.k FROM esimdesk.station s
    LEFT JOIN esimdesk.meta m ON m.k = 'confirm' AND m.v = $3 AND s.seq = $2
    LEFT JOIN esimdesk.journal j ON j.seq = CASE WHEN m.k IS NULL THEN s.seq END
    WHERE s.n = $1 FOR UPDATE OF s
    """, .integer, .integer, .bytes)
  private static let journalLast = LinkStatement(
    "journal_last",
    """
    SELECT seq, body FROM esimdesk.journal WHERE seq BETWEEN $1 AND $2 ORDER BY seq DESC LIMIT 1
    """, .integer, .integer)
  private static let journalHeads = LinkStatement(
    "journal_heads",
    """
    WITH RECURSIVE newest(seq) AS (
      SELECT max(seq) FROM esimdesk.journal
      UNION ALL
      SELECT (SELECT max(j.seq) FROM esimdesk.journal j WHERE j.seq < (n.seq >> 40) << 40)
      FROM newest n WHERE n.seq >= 1::bigint << 40)
    SELECT j.seq, j.body FROM newest n JOIN esimdesk.journal j ON j.seq = n.seq ORDER BY 1
    """)
  private static let journalPage = LinkStatement(
    "journal_page",
    """
    SELECT seq, body FROM esimdesk.journal WHERE seq BETWEEN $1 AND $2 ORDER BY seq LIMIT $3
    """, .integer, .integer, .integer)
  private static let journalPut = LinkStatement(
    "journal_put", "INSERT INTO esimdesk.journal(seq, body) VALUES($1, $2)", .integer, .bytes)
  private static let stationMove = LinkStatement(
    "station_move", "UPDATE esimdesk.station SET seq = $2 WHERE n = $1", .integer, .integer)
  private static let stationTouch = LinkStatement(
    "station_touch", "UPDATE esimdesk.station SET seq = seq WHERE n = $1", .integer)
  private static let stationOne = LinkStatement(
    "station_one", "SELECT seq FROM esimdesk.station WHERE n = $1", .integer)
  private static let stationNew = LinkStatement(
    "station_new",
    """
    INSERT INTO esimdesk.station(n, seq)
    SELECT m + 1, (m + 1) << 40 FROM (SELECT coalesce(max(n), 0) AS m FROM esimdesk.station) t
    WHERE m < $1 RETURNING n
    """, .integer)
  private static let stationPut = LinkStatement(
    "station_put", "INSERT INTO esimdesk.station(n, seq) VALUES($1, $2)", .integer, .integer)

  /// The newest entry of a station; in a transaction that writes, its place is held until the end of that.
  func lastEntry(
    of station: StationNumber, known: KnownEntry?
  ) throws(VaultError) -> JournalRow? {
    guard isWriting else {
      let numbers = station.numbers
      let rows = try run(
        Self.journalLast, .integer(numbers.lowerBound), .integer(numbers.upperBound))
      return rows.count > 0 ? Self.entry(rows, 0) : nil
    }
    let rows = try run(
      Self.journalHeld, .integer(station.value), LinkValue(known?.row.seq),
      .bytes(known?.confirmation ?? []))
    // The server no longer knows of it: it was put back to before that.
    guard rows.count > 0 else { throw .rolledBack(file: 0, anchor: station.start) }
    if let known, !rows.isNull(0, 2) { return known.row }
    return rows.isNull(0, 1) ? nil : Self.entry(rows, 0)
  }

  func lastEntries() throws(VaultError) -> [JournalRow] {
    let rows = try run(Self.journalHeads)
    var found: [JournalRow] = []
    for row in 0..<rows.count { found.append(Self.entry(rows, row)) }
    return found
  }

  func eachEntry(
    _ numbers: ClosedRange<Int64>, _ body: (JournalRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    var next = numbers.lowerBound
    while true {
      let found = try entries(next...numbers.upperBound, limit: Self.page)
      for row in found { try body(row) }
      guard found.count == Self.page, let last = found.last, last.seq < numbers.upperBound else {
        return
      }
      next = last.seq + 1
    }
  }

  func entries(_ numbers: ClosedRange<Int64>, limit: Int) throws(VaultError) -> [JournalRow] {
    let rows = try run(
      Self.journalPage, .integer(numbers.lowerBound), .integer(numbers.upperBound),
      .integer(Int64(limit)))
    var found: [JournalRow] = []
    for row in 0..<rows.count { found.append(Self.entry(rows, row)) }
    return found
  }

  /// Adds an entry, and moves its station on to it.
  func put(_ row: JournalRow) {
    add(row)
    move(StationNumber(of: row.seq), to: row.seq)
  }

  /// Says where a station stands.
  func move(_ station: StationNumber, to seq: Int64) {
    link.queue(Self.stationMove, [.integer(station.value), .integer(seq)])
  }

  /// Writes where a station stands once more, so that a commit has something to wait for.
  func touch(_ station: StationNumber) { link.queue(Self.stationTouch, [.integer(station.value)]) }

  /// Gives out the number of a station that never was; nil when there are no more.
  func newStation() throws(VaultError) -> StationNumber? {
    let rows = try run(Self.stationNew, .integer(StationNumber.last.value))
    return rows.count > 0 ? StationNumber(rows.integer(0, 0)) : nil
  }

  /// Whether the number of a station was given out here.
  func knows(_ station: StationNumber) throws(VaultError) -> Bool {
    try run(Self.stationOne, .integer(station.value)).count > 0
  }

  /// Makes a station known whose number was given out elsewhere.
  func put(_ station: StationNumber) {
    link.queue(Self.stationPut, [.integer(station.value), .integer(station.start)])
  }

  private static func entry(_ rows: borrowing LinkRows, _ row: Int) -> JournalRow {
    JournalRow(seq: rows.integer(row, 0), body: rows.bytes(row, 1))
  }

  /// An entry by its number.
  func entry(_ seq: Int64) throws(VaultError) -> JournalRow? {
    try entries(seq...seq, limit: 1).first
  }

  /// Without moving its station on.
  func add(_ row: JournalRow) {
    link.queue(Self.journalPut, [.integer(row.seq), .bytes(row.body)])
  }
}
