public import Domain
internal import FoundationEssentials
internal import Glibc

/// What could be saved from a damaged vault, and what could not.
public struct SalvageReport: Equatable, Sendable {
  /// Where the new vault stands.
  public internal(set) var head: JournalHead
  /// Records taken over, by kind.
  public internal(set) var records: [RecordKind: Int] = [:]
  public internal(set) var accounts = 0
  public internal(set) var erasedAccounts = 0
  public internal(set) var entries = 0
  /// What is there and cannot be read, or was and is not, in the order it was found; a thousand at
  /// most.
  public internal(set) var lost: [Damage] = []
  /// How many records there should have been more than were found; nil where nothing can say.
  public internal(set) var missing: Int?
}

extension Vault {
  /// Reads all that is still authentic in a damaged vault into a new one.
  ///
  /// The damaged file stays as it is: a copy of it is read, row by row by number, so that a broken
  /// page costs the rows that are reached through it and no others. A row counts when its seal
  /// holds. The new vault has a data key of its own; records, accounts and journal entries keep
  /// their numbers, and where an entry is lost one says so (`vault.lost`).
  ///
  /// - Parameters:
  ///   - damaged: the vault to read.
  ///   - path: where nothing must be yet.
  ///   - unlock: what opens the damaged one, and will open the new one.
  ///   - types: how its records are read.
  ///   - doing: what the new journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: what was saved and what was not.
  /// - Throws: why there is no new vault: nothing could be read, or it could not be written.
  public static func salvage(
    from damaged: String, to path: String, unlock: consuming Unlock, types: RecordTypes = .desk,
    _ doing: Doing, progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> SalvageReport {
    try salvage(
      from: .file(damaged), to: path, unlock: unlock, types: types, doing, progress: progress)
  }

  /// The same for a vault wherever it is; a server's stays as it is, and the file made of it can be restored there.
  public static func salvage(
    from damaged: VaultPlace, to path: String, unlock: consuming Unlock,
    types: RecordTypes = .desk, waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> SalvageReport {
    if let file = damaged.path { try Files.examine(file) }
    guard !Files.exists(path) else { throw .alreadyExists }
    if let gone = Departure.absence(path) { throw gone }
    try Files.makeFolder(Files.folder(of: path))
    let secret = try Secret(unlock)
    let copy = try Draft(for: path + ".damaged")
    let anchor: String
    switch damaged {
    case .file(let file):
      let size = Int64(Files.size(file) + Files.size(file + "-wal"))
      try Files.needRoom(3 * size + (1 << 20), at: path)
      try copy.copy(file, gaps: true) { progress(.copying, $0, $1) }
      anchor = file
    case .fleet(let fleet):
      let rows = try fleet.connect(waiting)
      let title = try rows.wholeTitle()
      if let absence = title.absence { throw absence }
      try rows.begin(writing: false)
      defer { rows.rollback() }
      try carry(rows, try rows.lastEntries(), title, into: copy, progress)
      anchor = fleet.path(of: try vaultID(of: title))
    }
    let founding = try Founding(path)
    let draft = try Draft(for: path)
    let salvage = try Salvage(copy, secret, anchorOf: anchor)
    let (head, sealer) = try salvage.run(into: draft, secret, types, doing, progress)
    try salvage.check(draft, head, sealer, progress)
    try founding.place(draft, [head] + salvage.others, sealer)
    return salvage.report
  }
}

/// One attempt at a damaged vault.
private final class Salvage {
  private static let mostDamages = 1000

  /// Where other stations stand whose journals are in what came of it.
  private(set) var others: [Head] = []
  private let file: SQLiteRows
  private let store: Store
  private let mark: Anchor.Mark?
  private(set) var report = SalvageReport(head: JournalHead(Head(chain: [])))
  /// Each station's newest entry that can be read: together they say how much there was.
  private var newest: [StationNumber: Head] = [:]

  init(
    _ copy: Draft, _ secret: borrowing Secret, anchorOf damaged: String
  ) throws(VaultError) {
    let rows = SQLiteRows(try copy.connect())
    guard let vaultID = try rows.meta("vault"), vaultID.count == Sealer.vaultIDLength else {
      throw .damaged(Damage(.meta("vault"), .missing))
    }
    let key = try Self.dataKey(rows, vaultID, secret)
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: try key.copy()))
    file = rows
    store = Store(rows: rows, sealer: sealer)
    do {
      var anchor = try Anchor(reading: damaged)
      mark = try anchor.read(sealer)
    } catch {
      mark = nil
    }
  }

  /// The data key, from whichever slot still gives it: one that is damaged bars no other.
  private static func dataKey(
    _ rows: SQLiteRows, _ vaultID: [UInt8], _ secret: borrowing Secret
  ) throws(VaultError) -> SecretBytes {
    guard let kind = secret.kind else {
      if let stored = try rows.meta("confirm") {
        let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: try secret.bytes.copy()))
        guard stored == sealer.confirmation else { throw .wrongKey }
      }
      return try secret.bytes.copy()
    }
    for (_, stored) in try rows.slots() where stored.first == kind.rawValue {
      guard let slot = try? Slot(stored, vaultID: vaultID) else { continue }
      if let key = try slot.dataKey(secret: secret.bytes, vaultID: vaultID) { return key }
    }
    // Says which of the reasons it is.
    return try Vault.dataKey(of: try rows.slots(), vaultID, secret).takeKey()
  }

  func run(
    into draft: Draft, _ secret: borrowing Secret, _ types: RecordTypes, _ doing: Doing,
    _ progress: Vault.Progress
  ) throws(VaultError) -> (Head, Sealer) {
    let key = secret.kind == nil ? try secret.bytes.copy() : try SecretBytes.random(Keys.length)
    let vaultID = store.sealer.vaultID
    let sealer = Sealer(vaultID: vaultID, keys: try Keys(from: try key.copy()))
    let slot = try secret.slot(for: key, vaultID: vaultID)
    let rows = try Founding.layOut(draft, sealer, slot, try lastingSecrets())
    var rebuilding = try Rebuilding(
      from: store, to: Store(rows: rows, sealer: sealer), types: types)

    let stations = stations()
    var events: [(station: StationNumber, events: [[UInt8]?])] = []
    for station in stations {
      events.append((station, try journal(of: station) { progress(.copying, $0, $1) }))
    }
    let total = stations.reduce(0) { $0 + 2 * numbers(of: $1).count }
    var done = 0
    func tick() {
      done += 1
      if done % 256 == 0 { progress(.sealing, done, total) }
    }
    for station in stations {
      for id in numbers(of: station) {
        try take(key: id, &rebuilding)
        tick()
      }
    }
    for station in stations {
      for id in numbers(of: station) {
        try take(record: id, &rebuilding)
        tick()
      }
    }
    let lost = try store.encode(doing.event("vault.lost"))
    for (station, events) in events {
      let next = numbers(of: station).upperBound
      for event in events { try rebuilding.take(event ?? lost, of: station, next: next) }
    }
    let note = newest.sorted { $0.key < $1.key }.map { JournalHead($0.value).text }
    let head = try rebuilding.finish(
      doing.event("vault.salvage", note: note.isEmpty ? nil : note.joined(separator: " ")),
      next: numbers(of: .file).upperBound)
    guard report.entries > 0 || report.accounts > 0 || !report.records.isEmpty else {
      throw .damaged(Damage(.file, .malformed))
    }
    report.head = JournalHead(head)
    if !newest.isEmpty {
      let said = Total(Array(newest.values)).records
      report.missing = max(0, Int(said) - report.records.values.reduce(0, +))
    }
    return (head, sealer)
  }

  /// Those of which anything can be found.
  private func stations() -> [StationNumber] {
    (StationNumber.file.value...StationNumber.last.value).map { StationNumber($0) }.filter {
      let highest = file.highest(of: $0)
      return $0 == .file || max(highest.record, highest.key, highest.entry) > $0.start
    }
  }

  /// The numbers of records and accounts that a station may have given out.
  private func numbers(of station: StationNumber) -> Range<Int64> {
    let (record, key, _) = file.highest(of: station)
    let first = station.start + 1
    return first..<max(newest[station]?.nextID ?? first, record + 1, key + 1)
  }

  /// Looks through the whole of what came of it.
  func check(
    _ draft: Draft, _ head: Head, _ sealer: Sealer, _ progress: Vault.Progress
  ) throws(VaultError) {
    let made = Store(rows: SQLiteRows(try draft.connect()), sealer: sealer)
    let report = try Inspection(made).run([Anchor.Mark(head)]) { progress(.checking, $0, $1) }
    if let damage = report.damages.first { throw .damaged(damage) }
    others = try made.others()
  }

  /// The lasting secrets; a fresh one for each that is lost.
  private func lastingSecrets() throws(VaultError) -> LastingSecrets {
    LastingSecrets(
      receipts: try saved(.receipts, length: ReceiptKey.seedLength),
      erasures: try saved(.erasures, length: Keys.length))
  }

  private func saved(_ secret: Lasting, length: Int) throws(VaultError) -> SecretBytes {
    do {
      return try store.open(secret)
    } catch {
      lose(Damage(.meta(secret.rawValue), .missing))
      return try SecretBytes.random(length)
    }
  }

  /// The events of all of a station's entries, in order; nil for one that is lost.
  private func journal(
    of station: StationNumber, _ progress: (Int, Int) -> Void
  ) throws(VaultError) -> [[UInt8]?] {
    let highest = file.highest(of: station).entry
    let marked = mark.map { StationNumber(of: $0.seq) == station ? $0.seq : 0 } ?? 0
    // An anchor that was forged cannot be; one that is absurd could be a fault of ours.
    let last = min(max(highest, marked), highest + 1_000_000)
    var events: [[UInt8]?] = []
    guard last > station.start else { return events }
    for seq in station.start + 1...last {
      let found = look(Damage(.journal(seq), .malformed)) { () throws(VaultError) in
        guard let row = try file.entry(seq) else {
          throw .damaged(Damage(.journal(seq), .missing))
        }
        let (entry, after) = try store.open(row)
        guard entry.decodedEvent != nil else {
          throw .damaged(Damage(.journal(seq), .malformed))
        }
        newest[station] = after
        return entry.event
      }
      events.append(found)
      if found != nil { report.entries += 1 }
      if seq % 256 == 0 { progress(events.count, Int(last - station.start)) }
    }
    return events
  }

  private func take(key id: Int64, _ rebuilding: inout Rebuilding) throws(VaultError) {
    let place = Damage(.accountKey(RecordID(id)), .malformed)
    guard let row = look(place, { () throws(VaultError) in try store.rows.key(id) }) ?? nil else {
      return
    }
    let isErased = look(place) { () throws(VaultError) in try store.key(row) == nil }
    guard let isErased else { return }
    if isErased { report.erasedAccounts += 1 } else { report.accounts += 1 }
    try rebuilding.take(row)
  }

  private func take(record id: Int64, _ rebuilding: inout Rebuilding) throws(VaultError) {
    store.forget()
    let place = Damage(.record(RecordID(id)), .malformed)
    guard let row = look(place, { () throws(VaultError) in try store.rows.record(id) }) ?? nil
    else { return }
    // What cannot be read is told from what cannot be written.
    guard look(place, { () throws(VaultError) in try store.open(row) != nil }) ?? false else {
      return
    }
    do {
      guard try rebuilding.take(row) else { return }
    } catch {
      guard case .damaged(let damage) = error else { throw error }
      return lose(damage)
    }
    if let number = UInt8(exactly: row.kind), let kind = RecordKind(rawValue: number) {
      report.records[kind, default: 0] += 1
    }
  }

  /// What could be read, or nil, having noted the damage: at the row's own place where SQLite
  /// only knows that the file is broken on the way to it.
  private func look<T>(_ place: Damage, _ body: () throws(VaultError) -> T) -> T? {
    do {
      return try body()
    } catch {
      if case .damaged(let damage) = error, damage.place != .file {
        lose(damage)
      } else {
        lose(place)
      }
      return nil
    }
  }

  private func lose(_ damage: Damage) {
    if report.lost.count < Self.mostDamages, report.lost.last != damage {
      report.lost.append(damage)
    }
  }
}
