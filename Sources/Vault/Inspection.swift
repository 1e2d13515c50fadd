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
  /// Where the stations stand by their newest entries; nil once one of these cannot be read.
  private var heads: [Head]? = []
  /// The numbers that stations' next new records get, as their newest entries say.
  private var next: [StationNumber: Int64] = [:]
  /// Of the numbers stations gave out, the highest that an event of another one speaks of.
  private var named: [StationNumber: (id: Int64, entry: Int64)] = [:]

  /// How records are read, where what follows from them is to be checked too.
  private let types: RecordTypes?

  /// Where the stations stand that are not ours, once all was looked through.
  var others: [Head] { (heads ?? []).filter { $0.station != store.station } }

  init(_ store: Store, types: RecordTypes? = nil) {
    self.store = store
    self.types = types
  }

  func report(_ damage: Damage) {
    // Each once, however many ways lead there.
    guard report.damages.count < Self.mostDamages, !report.damages.contains(damage) else { return }
    report.damages.append(damage)
  }

  /// Looks through everything.
  ///
  /// - Parameters:
  ///   - marks: entries that were seen before, and must still be there.
  ///   - progress: called now and then with how many rows were looked at, of how many.
  /// - Returns: what was counted, and what is wrong.
  /// - Throws: when the rows could not be read at all.
  func run(
    _ marks: [Anchor.Mark], _ progress: (Int, Int) -> Void
  ) throws(VaultError) -> VerifyReport {
    do {
      total = try store.rows.count()
      try journal(marks, progress)
      try accountKeys(progress)
      try records(progress)
      try index(progress)
      compare()
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

  /// One station's chain, as far as it was read.
  private struct Chain {
    let station: StationNumber
    var hash: [UInt8]
    var seq: Int64
    /// Where it stands; nil where its newest entry cannot be read.
    var head: Head?

    init(_ station: StationNumber, _ sealer: Sealer) {
      self.station = station
      hash = sealer.firstChain(of: station)
      seq = station.start
    }
  }

  private func journal(
    _ marks: [Anchor.Mark], _ progress: (Int, Int) -> Void
  ) throws(VaultError) {
    var unseen = Dictionary(marks.map { ($0.seq, $0.chain) }) { first, _ in first }
    // The entry before a station's first one is known to all.
    for (seq, hash) in unseen {
      let station = StationNumber(of: seq)
      if seq == station.start, hash == store.sealer.firstChain(of: station) { unseen[seq] = nil }
    }
    var chain = Chain(.file, store.sealer)
    try store.rows.eachEntry(.min ... .max) { (row) throws(VaultError) in
      tick(progress)
      report.entries += 1
      let station = StationNumber(of: row.seq)
      if station != chain.station {
        end(chain)
        chain = Chain(station, store.sealer)
      }
      follow(row, &chain)
      if unseen[row.seq] == chain.hash { unseen[row.seq] = nil }
    }
    end(chain)
    if !unseen.isEmpty { report(Damage(.anchor, .notWhatTheJournalSays)) }
    guard heads != nil else { return }
    for (station, mention) in named where mention.id >= next[station] ?? station.start + 1 {
      report(Damage(.event(mention.entry), .inconsistent))
    }
  }

  /// Checks that an entry follows from the one before.
  private func follow(_ row: JournalRow, _ chain: inout Chain) {
    chain.seq += 1
    if row.seq != chain.seq {
      report(Damage(.journal(chain.seq), row.seq > chain.seq ? .missing : .unexpected))
      chain.seq = row.seq
    }
    guard let entry = store.sealer.open(row), let event = entry.decodedEvent else {
      report(Damage(.journal(row.seq), .sealBroken))
      chain.hash = store.sealer.chain(chain.hash, row)
      chain.head = nil
      return
    }
    if types != nil { follow(event, entry.after) }
    if entry.previous != chain.hash { report(Damage(.journal(row.seq), .chainBroken)) }
    chain.hash = store.sealer.chain(entry.previous, row)
    chain.head = entry.after
    chain.head?.chain = chain.hash
  }

  private func end(_ chain: Chain) {
    if chain.seq == chain.station.start, chain.station == .file {
      report(Damage(.journal(1), .missing))
    }
    guard let head = chain.head else {
      heads = nil
      return
    }
    heads?.append(head)
    if chain.station == store.station { report.head = JournalHead(head) }
  }

  /// Checks that an event speaks of records that could be, and that numbers were never given
  /// out twice.
  private func follow(_ event: JournalEvent, _ after: Head) {
    // An entry that was sealed anew does not keep the numbers of its time.
    guard after.nextID > 1 || after.records > 0 else { return }
    var isPossible = after.nextID >= next[after.station] ?? after.station.start + 1
    for id in event.records.map(\.rawValue) {
      let giver = StationNumber(of: id)
      if giver == after.station {
        isPossible = isPossible && giver.start < id && id < after.nextID
      } else if id > named[giver]?.id ?? giver.start {
        named[giver] = (id, after.seq)
      }
    }
    if !isPossible { report(Damage(.event(after.seq), .inconsistent)) }
    next[after.station] = after.nextID
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
    let giver = StationNumber(of: row.id)
    if heads != nil, row.id >= next[giver] ?? giver.start + 1 {
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

  private func compare() {
    guard let heads else { return }
    let said = Total(heads)
    let accounts = report.accounts + report.erasedAccounts
    guard said.set == set, said.records == Int64(report.records),
      said.keys == Int64(accounts), said.tags == Int64(report.lookups)
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
