public import Domain

/// An entry of the journal, as it was written.
public struct JournalLine: Equatable, Sendable {
  public let seq: Int64
  public let event: JournalEvent
}

extension Vault {
  /// Entries of the journal in order, each found to follow from the one before.
  ///
  /// Reads a piece at a time, so that a journal of any length is read in little memory and nobody
  /// who writes meanwhile has to wait.
  ///
  /// - Parameters:
  ///   - seq: the last entry that is known already; 0 begins at the beginning.
  ///   - limit: how many at most.
  /// - Returns: the entries behind it; empty at the end.
  /// - Throws: when one is missing, changed, or not in its place.
  public func journal(after seq: Int64, limit: Int) throws(VaultError) -> [JournalLine] {
    try reading { () throws(VaultError) in
      // The known one is read again: the first new one must follow from it.
      let first = max(1, seq)
      var chain = seq < 1 ? store.sealer.firstChain : nil
      var lines: [JournalLine] = []
      var expected = first
      for row in try store.rows.entries(from: first, limit: max(0, limit) + (seq < 1 ? 0 : 1)) {
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

  /// What tells this vault from every other, in hexadecimal; no secret.
  public var id: String { Hexadecimal.text(store.sealer.vaultID) }
}
