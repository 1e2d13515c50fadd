public import Domain

/// An entry of the journal, as it was written.
public struct JournalLine: Equatable, Sendable {
  public let seq: Int64
  public let event: JournalEvent
}

/// The journal of one station: of whoever works on a file, or of one desk of a fleet.
public struct StationJournal: Equatable, Sendable {
  /// Whose it is; 0 is the file's own.
  public let station: Int
  /// The number before its first entry.
  public let start: Int64
  /// The number of its newest entry.
  public let newest: Int64
}

extension Vault {
  /// Entries of one station's journal in order, each found to follow from the one before.
  ///
  /// A file's own journal begins behind 0, those of other stations as ``journals`` says. Reads a piece at a time, so that a journal of any length is read in little memory and nobody
  /// who writes meanwhile has to wait.
  ///
  /// - Parameters:
  ///   - seq: the last entry that is known already; it says whose journal it is.
  ///   - limit: how many at most.
  /// - Returns: the entries behind it; empty at the end.
  /// - Throws: when one is missing, changed, or not in its place.
  public func journal(after seq: Int64, limit: Int) throws(VaultError) -> [JournalLine] {
    try reading { () throws(VaultError) in
      let station = StationNumber(of: seq)
      let isStart = seq <= station.start
      // The known one is read again: the first new one must follow from it.
      let first = isStart ? station.start + 1 : seq
      var chain = isStart ? store.sealer.firstChain(of: station) : nil
      var lines: [JournalLine] = []
      var expected = first
      let wanted = max(0, limit) + (isStart ? 0 : 1)
      for row in try store.rows.entries(first...station.numbers.upperBound, limit: wanted) {
        guard row.seq == expected else { throw .damaged(Damage(.journal(expected), .missing)) }
        let (entry, after) = try store.open(row)
        if let chain, entry.previous != chain {
          throw .damaged(Damage(.journal(row.seq), .chainBroken))
        }
        chain = after.chain
        expected += 1
        guard row.seq > seq else { continue }
        guard let event = entry.decodedEvent else {
          throw .damaged(Damage(.journal(row.seq), .malformed))
        }
        lines.append(JournalLine(seq: row.seq, event: event))
      }
      return lines
    }
  }

  /// The journals there are, the file's own first.
  public var journals: [StationJournal] {
    get throws(VaultError) {
      try reading { () throws(VaultError) in
        try store.rows.lastEntries().map {
          let station = StationNumber(of: $0.seq)
          return StationJournal(
            station: Int(station.value), start: station.start, newest: $0.seq)
        }
      }
    }
  }

  /// What tells this vault from every other, in hexadecimal; no secret.
  public var id: String { Hexadecimal.text(store.sealer.vaultID) }
}
