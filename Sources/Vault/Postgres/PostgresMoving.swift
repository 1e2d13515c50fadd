/// What is done to a server's tables when a vault moves in or out; for their owner.
extension PostgresRows {
  private static let clear = LinkStatement(
    "clear",
    """
    TRUNCATE esimdesk.meta, esimdesk.mark, esimdesk.rec, esimdesk.akey, esimdesk.idx,
      esimdesk.journal, esimdesk.station
    """)
  private static let lastRows = LinkStatement(
    "last_rows",
    """
    SELECT (SELECT max(id) FROM esimdesk.akey), (SELECT max(id) FROM esimdesk.rec),
      (SELECT tag FROM esimdesk.idx ORDER BY tag DESC LIMIT 1),
      (SELECT max(seq) FROM esimdesk.journal)
    """)
  private static let stationKnown = LinkStatement(
    "station_known",
    """
    INSERT INTO esimdesk.station(n, seq) VALUES($1, $2)
    ON CONFLICT(n) DO UPDATE SET seq = excluded.seq
    """, .integer, .integer)
  private static let stationsDrop = LinkStatement("stations_drop", "DELETE FROM esimdesk.station")
  private static let metaName = LinkStatement(
    "meta_name", "UPDATE esimdesk.meta SET k = $2 WHERE k = $1", .text, .text)

  /// Makes ready for rows from elsewhere, and says how far an earlier attempt at the same came.
  ///
  /// What was moved away from here before, and what is left of an attempt at other rows, is cleared away.
  func prepare(_ marker: [UInt8]) throws(VaultError) -> RowPlace? {
    try Attempts.run { () throws(VaultError) -> RowPlace? in
      try begin(writing: true)
      defer { rollback() }
      guard try meta("vault") == nil else { throw .alreadyExists }
      if try meta("moving") == marker {
        let rows = try run(Self.lastRows)
        return RowPlace(
          key: rows.optionalInteger(0, 0) ?? .min, record: rows.optionalInteger(0, 1) ?? .min,
          tag: rows.optionalBytes(0, 2) ?? [], entry: rows.optionalInteger(0, 3) ?? .min)
      }
      link.queue(Self.clear)
      putMeta("moving", marker)
      try commit()
      return nil
    }
  }

  /// Puts in what the vault knows of itself, but for the one row that makes it a vault; and its stations.
  func settle(_ title: Title, _ heads: [Head]) throws(VaultError) {
    try begin(writing: true)
    defer { rollback() }
    for (name, value) in title.meta where name != "vault" { putMeta(name, value) }
    for head in heads {
      link.queue(Self.stationKnown, [.integer(head.station.value), .integer(head.seq)])
    }
    try commit()
  }

  /// Makes a vault of what arrived, at one moment.
  ///
  /// - Throws: ``LinkError/inDoubt`` where it may be one; with any other error it is none.
  func found(_ title: Title) throws(VaultError) {
    guard let id = title["vault"] else { throw .damaged(Damage(.meta("vault"), .missing)) }
    try once { () throws(VaultError) in
      if try meta("vault") == id { return }
      putMeta("vault", id)
      dropMeta("moving")
      try commit()
    }
  }

  /// Closes the vault for all desks at one moment, unless any of them did something since.
  ///
  /// Every act holds its station's row, so none is under way when these are gone, and none begins after.
  func retire(_ heads: [Head]) throws(VaultError) {
    try once { () throws(VaultError) in
      if try meta("vault") == nil, try meta("moved") != nil { return }
      guard try lastEntries().map(\.seq) == heads.map(\.seq) else { throw .busy }
      link.queue(Self.stationsDrop)
      link.queue(Self.metaName, [.text("vault"), .text("moved")])
      try commit()
    }
  }

  /// Does something that finds out by itself whether it was done already.
  private func once(_ body: () throws(VaultError) -> Void) throws(VaultError) {
    var isDoubtful = false
    do {
      try Attempts.run { () throws(VaultError) in
        try begin(writing: true)
        defer { rollback() }
        do throws(VaultError) {
          try body()
        } catch {
          guard error == .fleet(.inDoubt) else { throw error }
          isDoubtful = true
          throw .fleet(.lost)
        }
      }
    } catch {
      if case .fleet = error, isDoubtful { throw .fleet(.inDoubt) }
      throw error
    }
  }
}
