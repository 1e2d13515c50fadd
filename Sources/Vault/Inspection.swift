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
  /// The number the next new record gets, as the newest journal entry says.
  private var next: Int64?

  /// How records are read, where what follows from them is to be checked too.
  private let types: RecordTypes?

  init(_ store: Store, types: RecordTypes? = nil) {
    self.store = store
    self.types = types
  }

  func report(_ damage: Damage) {
    // Each once, however many ways lead there.
    guard report.damages.count < Self.mostDamages, !report.damages.contains(damage) else { return }
    report.damages.append(damage)
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
      for secret in [Lasting.receipts, Lasting.erasures] {
        try findings { () throws(VaultError) in _ = try store.open(secret) }
      }
      if types != nil {
        for fault in try store.rows.faults() { report(Damage(.structure(fault), .malformed)) }
      } else if try !store.rows.isIntact() {
        report(Damage(.file, .malformed))
      }
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
      guard let entry = store.sealer.open(row), let event = entry.decodedEvent else {
        report(Damage(.journal(row.seq), .sealBroken))
        chain = store.sealer.chain(chain, row)
        head = nil
        return
      }
      if types != nil { follow(event, entry.after) }
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

  /// Checks that an event speaks of records that could be, and that numbers were never given
  /// out twice.
  private func follow(_ event: JournalEvent, _ after: Head) {
    // An entry that was sealed anew does not keep the numbers of its time.
    guard after.nextID > 1 || after.records > 0 else { return }
    let isPossible = event.records.allSatisfy { 0 < $0.rawValue && $0.rawValue < after.nextID }
    if !isPossible || after.nextID < next ?? 1 { report(Damage(.event(after.seq), .inconsistent)) }
    next = after.nextID
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
        if let types { try follow(row, content, types) }
        for tag in content.tags where try store.rows.id(of: tag) != row.id {
          report(Damage(.lookup(RecordID(row.id)), .missing))
        }
        tagsSeen += content.tags.count
      }
    }
  }

  /// Checks that all that lies beside a record follows from it.
  private func follow(
    _ row: Row, _ content: RecordContent, _ types: RecordTypes
  ) throws(VaultError) {
    let record = try types.record(row, content, store.decoder)
    var tags: [[UInt8]] = []
    for tag in record.lookups.map(store.sealer.tag) where !tags.contains(tag) { tags.append(tag) }
    guard record.owner?.rawValue == row.owner, record.due?.seconds == row.due,
      Set(tags) == Set(content.tags)
    else { throw .damaged(Damage(.record(RecordID(row.id)), .inconsistent)) }
    if let next, row.id >= next {
      throw .damaged(Damage(.record(RecordID(row.id)), .unexpected))
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
