internal import Domain

extension Vault {
  /// Whether all that this folder has seen of a server, and is not there any more, was replaced on purpose.
  func wasReplaced() throws(VaultError) -> Bool {
    let marks = [try anchor.read(store.sealer)] + (try Seen.read(path, store.sealer) ?? [])
    return try Attempts.run { () throws(VaultError) -> Bool in
      try store.rows.begin(writing: false)
      defer { store.rows.rollback() }
      return try store.wasReplaced(marks)
    }
  }
}

extension Store {
  /// Whether entries that are not there any more, of which there is one at least, were replaced by somebody who
  /// could: the entry of a `vault.restore` names where each station then stood.
  ///
  /// Nobody can make such an entry without the vault's key. A server put back to a moment just after one does not
  /// pass either: whoever went on since did so as another station, which the entry cannot know of.
  func wasReplaced(_ marks: [Anchor.Mark]) throws(VaultError) -> Bool {
    var missing: [Anchor.Mark] = []
    for mark in marks where try !holds(mark) { missing.append(mark) }
    guard !missing.isEmpty else { return false }
    let replaced = try replacedHeads()
    return missing.allSatisfy { mark in
      replaced.contains { head in
        StationNumber(of: head.seq) == StationNumber(of: mark.seq)
          && (head.seq > mark.seq || (head.seq == mark.seq && head.chain == mark.chain))
      }
    }
  }

  /// Whether an entry is in its station's chain.
  private func holds(_ mark: Anchor.Mark) throws(VaultError) -> Bool {
    let station = StationNumber(of: mark.seq)
    var head = Head(before: station, chain: sealer.firstChain(of: station))
    if let newest = try rows.lastEntry(of: station) { head = try open(newest).after }
    do {
      try compare(mark, with: head)
      return true
    } catch {
      guard case .rolledBack = error else { throw error }
      return false
    }
  }

  /// Where stations stood when backups were put in, the furthest of each: all that those entries name.
  func replacedHeads() throws(VaultError) -> [JournalHead] {
    var furthest: [StationNumber: JournalHead] = [:]
    try rows.eachEntry(1...StationNumber.file.numbers.upperBound) { (row) throws(VaultError) in
      guard let event = try open(row).entry.decodedEvent, event.act == "vault.restore",
        let note = event.note
      else { return }
      for head in note.split(separator: " ").compactMap({ JournalHead(String($0)) }) {
        let station = StationNumber(of: head.seq)
        if head.seq > furthest[station]?.seq ?? 0 { furthest[station] = head }
      }
    }
    return furthest.values.sorted { $0.seq < $1.seq }
  }
}
