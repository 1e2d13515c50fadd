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
  private static let stationLast = LinkStatement(
    "station_last", "SELECT max(n) FROM esimdesk.station")
  private static let stationsFill = LinkStatement(
    "stations_fill",
    """
    INSERT INTO esimdesk.station(n, seq)
    SELECT n, n << 40 FROM generate_series(1::bigint, $1) AS n
    """, .integer)
  private static let stationsDrop = LinkStatement("stations_drop", "DELETE FROM esimdesk.station")
  private static let metaName = LinkStatement(
    "meta_name", "UPDATE esimdesk.meta SET k = $2 WHERE k = $1", .text, .text)

  /// Makes ready for rows from elsewhere, and says how far an earlier attempt at the same came.
  ///
  /// What was moved away from here before, and what is left of an attempt at other rows, is cleared away.
  ///
  /// - Parameters:
  ///   - marker: what tells these rows from others.
  ///   - anew: what an earlier attempt left is cleared away too.
  /// - Returns: where it was left off; nil where it begins.
  /// - Throws: where there is a vault, or one that is not away yet.
  func prepare(_ marker: [UInt8], anew: Bool = false) throws(VaultError) -> RowPlace? {
    try Attempts.run { () throws(VaultError) -> RowPlace? in
      try begin(writing: true)
      defer { rollback() }
      switch try title().absence {
      case nil: throw .alreadyExists
      case .underWay where try meta("leaving") != nil: throw .underWay
      default: break
      }
      if !anew, try meta("moving") == marker {
        let rows = try run(Self.lastRows)
        return RowPlace(
          key: rows.optionalInteger(0, 0) ?? .min, record: rows.optionalInteger(0, 1) ?? .min,
          tag: rows.optionalBytes(0, 2) ?? [], entry: rows.optionalInteger(0, 3) ?? .min)
      }
      // Numbers of stations are not given out again: desks of then come back.
      let last = try lastStation()
      clear()
      link.queue(Self.stationsFill, [.integer(last.value)])
      putMeta("moving", marker)
      try commit()
      return nil
    }
  }

  /// The highest number of a station that was given out here.
  private func lastStation() throws(VaultError) -> StationNumber {
    let known = try run(Self.stationLast).optionalInteger(0, 0) ?? 0
    var earlier = ByteReader(try meta("stations") ?? [])
    return StationNumber(max(known, earlier.integer(Int64.self) ?? 0))
  }

  /// Takes out all there is of a vault.
  func clear() { link.queue(Self.clear) }

  /// Whether this one is here, and desks act on it.
  func isVault(_ id: [UInt8]) throws(VaultError) -> Bool {
    try Attempts.run { () throws(VaultError) in
      try begin(writing: false)
      defer { rollback() }
      return try meta("vault") == id
    }
  }

  /// Puts in what the vault knows of itself, but for the one row that makes it a vault; and its stations.
  func settle(_ title: Title, _ heads: [Head]) throws(VaultError) {
    try begin(writing: true)
    defer { rollback() }
    for (name, value) in title.meta where !["vault", "moving", "stations"].contains(name) {
      putMeta(name, value)
    }
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
  func retire(_ newest: [JournalRow]) throws(VaultError) {
    try once { () throws(VaultError) in
      guard try lastEntries().map(\.seq) == newest.map(\.seq) else { throw .busy }
      if try meta("vault") == nil, try meta("leaving") != nil { return }
      var last: [UInt8] = []
      last.append(little: try lastStation().value)
      putMeta("stations", last)
      link.queue(Self.stationsDrop)
      link.queue(Self.metaName, [.text("vault"), .text("leaving")])
      try commit()
    }
  }

  /// What was closed here lies elsewhere now, and is of no more use.
  func release() throws(VaultError) {
    try once { () throws(VaultError) in
      guard try meta("leaving") != nil else { return }
      link.queue(Self.metaName, [.text("leaving"), .text("moved")])
      try commit()
    }
  }

  /// What the vault says of itself that is here, or is on its way from here and no desk acts on any more.
  func departing() throws(VaultError) -> (Title, isLeaving: Bool) {
    var title = try wholeTitle()
    guard let absence = title.absence else { return (title, false) }
    guard let place = title.meta.firstIndex(where: { $0.name == "leaving" }) else { throw absence }
    title.meta[place].name = "vault"
    return (title, true)
  }

  /// All that is said here of a vault, whether there is one or not; nothing where there are no tables.
  func wholeTitle() throws(VaultError) -> Title {
    try begin(writing: false)
    defer { rollback() }
    let title: Title
    do {
      title = try self.title()
    } catch .fleet(.noSchema) {
      return Title()
    }
    guard title.layout <= PostgresSchema.newest else { throw .newerFormat(found: title.layout) }
    return title
  }

  /// Why a vault that was here no longer is; nil where it is, or nobody can tell.
  var absence: VaultError? {
    do {
      try begin(writing: false)
      defer { rollback() }
      return try title().absence
    } catch {
      return nil
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

extension Title {
  /// Why a server has no vault; nil where it has one.
  var absence: VaultError? {
    if self["vault"] != nil { return nil }
    if self["leaving"] != nil || self["moving"] != nil { return .underWay }
    return self["moved"] == nil ? .notFound : .moved(to: nil)
  }

  /// Which vault it is that is here, was, or comes.
  var anyVaultID: [UInt8]? {
    self["vault"] ?? self["leaving"] ?? self["moved"]
      ?? self["moving"].map { Array($0.prefix(Sealer.vaultIDLength)) }
  }
}
