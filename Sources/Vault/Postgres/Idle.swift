/// A station that has done nothing: a number, and not an entry by which to tell whose it is.
///
/// What takes the place of a server that was lost need not know of it, and gives the number out again. So a
/// folder has such a number only as long as nobody has done anything under it: the first who does writes down
/// beforehand what its first entry will be (``Anchor/announce(_:of:_:)``), and whoever finds an entry
/// that it did not announce becomes another station, by which nothing is lost.
extension Anchor.Mark {
  /// Whether the station had done nothing yet.
  var isIdle: Bool { seq == StationNumber(of: seq).start }
}

extension Store {
  /// Whether our number is another folder's by now, or nobody's, as the transaction under way sees it.
  ///
  /// - Parameters:
  ///   - mark: what the folder's anchor says, read before the transaction began: that it has done nothing.
  ///   - rows: those of the server.
  ///   - path: what the names of the folder's files begin with.
  /// - Returns: whether the folder has to become another station.
  /// - Throws: when that cannot be told.
  func isTaken(
    _ mark: Anchor.Mark, _ rows: PostgresRows, _ path: String
  ) throws(VaultError) -> Bool {
    guard try rows.knows(station) else { return true }
    guard let newest = try rows.lastEntry(of: station) else { return false }
    if Anchor.isAnnounced(try open(newest).after, of: path, sealer) { return false }
    // Another desk of this folder may have done it just now: then the anchor says so.
    var anchor = try Anchor(reading: path)
    return try anchor.read(sealer) == mark
  }
}
