internal import Domain

/// One pass over everything in the vault, within one read transaction.
final class Inspection {
  private static let mostDamages = 1000

  private let store: Store
  private var report = VerifyReport(head: JournalHead(Head(chain: [])))
  private var set = SetHash()
  private var tagsSeen = 0
  private var done = 0
  private var total = 0

  init(_ store: Store) { self.store = store }

  func report(_ damage: Damage) {
    if report.damages.count < Self.mostDamages { report.damages.append(damage) }
  }

  func run(
    _ mark: Anchor.Mark?, _ progress: (Int, Int) -> Void
  ) throws(VaultError) -> VerifyReport {
    do {
      total = try store.rows.count()
      let head = try journal(mark, progress)
      try accountKeys(progress)
      try records(progress)
      try index(progress)
      compare(head)
      try findings { () throws(VaultError) in _ = try store.openReceiptKey() }
      if try !store.rows.isIntact() { report(Damage(.file, .malformed)) }
    } catch {
      // SQLite could not read on: that too is a finding.
      guard case .damaged(let damage) = error else { throw error }
      report(damage)
    }
    progress(total, total)
    return report
  }

  private func tick(_ progress: (Int, Int) -> Void) {
    done += 1
    if done % 256 == 0 { progress(min(done, total), total) }
  }

  // MARK: The journal

  private func journal(
    _ mark: Anchor.Mark?, _ progress: (Int, Int) -> Void
  ) throws(VaultError) -> Head? {
    var chain = store.sealer.firstChain
    var head: Head?
    var seq: Int64 = 0
    var isKnown = mark == nil
    try store.rows.eachEntry(from: .min) { (row) throws(VaultError) in
      tick(progress)
      report.entries += 1
      seq += 1
      if row.seq != seq {
        report(Damage(.journal(seq), row.seq > seq ? .missing : .unexpected))
        seq = row.seq
      }
      guard let entry = store.sealer.open(row), entry.decodedEvent != nil else {
        report(Damage(.journal(row.seq), .sealBroken))
        chain = store.sealer.chain(chain, row)
        head = nil
        return
      }
      if entry.previous != chain { report(Damage(.journal(row.seq), .chainBroken)) }
      chain = store.sealer.chain(entry.previous, row)
      if let mark, mark.seq == row.seq { isKnown = mark.chain == chain }
      var after = entry.after
      after.chain = chain
      head = after
    }
    if !isKnown { report(Damage(.anchor, .notWhatTheJournalSays)) }
    if seq == 0 { report(Damage(.journal(1), .missing)) }
    if let head { report.head = JournalHead(head) }
    return head
  }

  // MARK: Rows

  private func accountKeys(_ progress: (Int, Int) -> Void) throws(VaultError) {
    try store.rows.eachKey { (row) throws(VaultError) in
      tick(progress)
      set.toggle(store.sealer.hash(row))
      try findings { () throws(VaultError) in
        if try store.key(row) != nil {
          report.accounts += 1
        } else {
          report.erasedAccounts += 1
        }
      }
    }
  }

  private func records(_ progress: (Int, Int) -> Void) throws(VaultError) {
    try store.rows.eachRecord { (row) throws(VaultError) in
      tick(progress)
      report.records += 1
      set.toggle(store.sealer.hash(row))
      try findings { () throws(VaultError) in
        guard let content = try store.open(row) else {
          report.erasedRecords += 1
          return
        }
        for tag in content.tags where try store.rows.id(of: tag) != row.id {
          report(Damage(.lookup(RecordID(row.id)), .missing))
        }
        tagsSeen += content.tags.count
      }
    }
  }

  private func index(_ progress: (Int, Int) -> Void) throws(VaultError) {
    try store.rows.eachTag { (row) throws(VaultError) in
      tick(progress)
      report.lookups += 1
      set.toggle(store.sealer.hash(row))
    }
    // Every record's own entries are there: with as many in all, there are no others.
    guard report.lookups != tagsSeen else { return }
    try store.rows.eachTag { (row) throws(VaultError) in
      try findings { () throws(VaultError) in
        guard let record = try store.rows.record(row.id) else {
          throw .damaged(Damage(.lookup(RecordID(row.id)), .unexpected))
        }
        guard let content = try store.open(record), !content.tags.contains(row.tag) else { return }
        throw .damaged(Damage(.lookup(RecordID(row.id)), .unexpected))
      }
    }
  }

  private func compare(_ head: Head?) {
    guard let head else { return }
    let accounts = report.accounts + report.erasedAccounts
    guard head.set == set, head.records == Int64(report.records),
      head.keys == Int64(accounts), head.tags == Int64(report.lookups)
    else { return report(Damage(.whole, .notWhatTheJournalSays)) }
  }

  /// Goes on after damage to one row, having noted it.
  private func findings(_ body: () throws(VaultError) -> Void) throws(VaultError) {
    do {
      try body()
    } catch {
      guard case .damaged(let damage) = error else { throw error }
      report(damage)
    }
  }
}
