public import Domain
internal import FoundationEssentials
internal import Glibc

/// What a vault is and how it stands, without looking through it.
public struct VaultStatus: Sendable {
  public let format: Int
  public let head: JournalHead
  /// How many entries the journals of all stations have.
  public let entries: Int64
  /// Accounts that have a key, and those whose key was destroyed.
  public let accounts: Int
  public let erasedAccounts: Int
  public let records: Int
  /// The length of the file and of its write-ahead log, in bytes; nil on a server.
  public let bytes: (file: Int, log: Int)?
  public let slots: [SlotInfo]
  public let lastBackup: BackupMark?
  /// Messages that wait to be delivered, and those that nobody tries any more.
  public let waitingNotices: Int
  public let parkedNotices: Int
  /// Which station this folder is, and since when it is another than it was; nil in a file, and where it is none.
  public var station: (number: Int, anewSince: Instant?)?
  /// How many stations of a fleet have done anything.
  public let stations: Int
  /// When the newest act was done, by the clock of the desk that did it.
  public let newestAct: Instant?
}

/// What a head that was written down once says of a vault now.
public enum KeptHead: Equatable, Sendable {
  /// It is in the journal, and so many entries came since.
  case holds(since: Int64)
  /// It is where the journal stood before this entry, which hashed it anew or put a backup in.
  case ended(act: String, entry: Int64)
  /// The vault has not come that far, or came there by another way: it was put back.
  case putBack
}

extension Vault {
  /// How the vault at a place stands; takes no lock and writes nothing.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - unlock: what opens it.
  ///   - kept: a head that was written down.
  /// - Returns: how it stands, and what the kept head says.
  /// - Throws: why it cannot be told, such as a file that is older than its anchor.
  public static func status(
    at path: String, unlock: consuming Unlock, kept: JournalHead? = nil
  ) throws(VaultError) -> (VaultStatus, KeptHead?) {
    let (rows, title, vaultID) = try approach(path)
    let sealer = try sealer(for: title, vaultID, unlock)
    let vault = Vault(path: path, rows: rows, sealer: sealer, anchor: try Anchor(vault: path))
    let store = vault.store
    var seen: Head?
    do {
      seen = try vault.look()?.head
    } catch {
      // A new content that was just put in, and is not in the anchor yet.
      let head = try vault.reading { () throws(VaultError) in try store.head() }
      guard Anchor.isAnnounced(head, of: path, sealer) else { throw error }
    }
    return try vault.reading { () throws(VaultError) -> (VaultStatus, KeptHead?) in
      let status = try store.status(
        of: try slots(of: title.slots, vaultID), standing: seen,
        bytes: (Files.size(path), Files.size(path + "-wal")))
      guard let kept else { return (status, nil) }
      return (status, try store.compare(kept))
    }
  }

  /// The same for a fleet's; a folder that is no station yet becomes none by asking.
  public static func status(
    at place: VaultPlace, unlock: consuming Unlock, kept: JournalHead? = nil,
    waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> (VaultStatus, KeptHead?) {
    switch place {
    case .file(let path): return try status(at: path, unlock: unlock, kept: kept)
    case .fleet(let fleet):
      let (rows, title, vaultID) = try approach(fleet, waiting)
      let sealer = try sealer(for: title, vaultID, unlock)
      let own = fleet.path(of: vaultID)
      var mark: Anchor.Mark?
      if Files.exists(Anchor.path(of: own)) {
        var anchor = try Anchor(reading: own)
        // One of another data key is no anchor: this folder becomes another station.
        mark = try? anchor.read(sealer)
      } else {
        mark = nil
      }
      func store(_ mark: Anchor.Mark?) -> Store {
        Store(rows: rows, sealer: sealer, station: mark.map { StationNumber(of: $0.seq) } ?? .file)
      }
      try rows.begin(writing: false)
      defer { rows.rollback() }
      if let known = mark, known.isIdle {
        // Where it has to, this folder becomes another station.
        if try store(known).isTaken(known, rows, own) { mark = nil }
      } else if let known = mark {
        let store = store(known)
        do {
          try store.compare(known, with: try store.head())
        } catch {
          guard case .rolledBack = error, try store.wasReplaced([known]) else { throw error }
          // By a backup: this folder becomes another station.
          mark = nil
        }
      }
      let store = store(mark)
      let head = try store.head()
      var status = try store.status(
        of: try slots(of: title.slots, vaultID), standing: head, bytes: nil)
      if mark != nil {
        status.station = (Int(store.station.value), try store.anewSince())
      }
      guard let kept else { return (status, nil) }
      return (status, try store.compare(kept))
    }
  }

  /// What a head that was written down says of this vault now.
  public func compare(_ kept: JournalHead) throws(VaultError) -> KeptHead {
    try reading { () throws(VaultError) in try store.compare(kept) }
  }
}

extension Vault {
  /// Which of a vault's files others than its owner may read or write, and its folder if they may
  /// change what lies in it.
  public static func exposedFiles(at path: String) -> [String] { Files.exposed(of: path) }
}

extension Store {
  /// How it all stands, as the transaction under way sees it.
  fileprivate func status(
    of slots: [SlotInfo], standing: Head?, bytes: (file: Int, log: Int)?
  ) throws(VaultError) -> VaultStatus {
    let head = if let standing { standing } else { try head() }
    let heads = try heads()
    let total = Total(heads)
    let erased = try rows.countKeys(ofLength: KeyRow.markLength)
    let notices = try notices()
    return VaultStatus(
      format: SQLiteRows.format, head: JournalHead(head), entries: total.entries,
      accounts: Int(total.keys) - erased,
      erasedAccounts: erased, records: Int(total.records), bytes: bytes, slots: slots,
      lastBackup: try rows.meta("backup").flatMap(sealer.openBackup).flatMap(BackupMark.init),
      waitingNotices: notices.waiting, parkedNotices: notices.parked,
      stations: heads.count { $0.station != .file },
      newestAct: try newestAct())
  }

  /// Since when our folder is this station, where it had been another before.
  fileprivate func anewSince() throws(VaultError) -> Instant? {
    let first = station.start + 1
    guard let row = try rows.entries(first...first, limit: 1).first else { return nil }
    guard let event = try open(row).entry.decodedEvent, event.act == Vault.newStation else {
      return nil
    }
    return event.at
  }

  /// How many messages wait, and how many are parked.
  fileprivate func notices() throws(VaultError) -> (waiting: Int, parked: Int) {
    var counts = (waiting: 0, parked: 0)
    let kind = Int64(RecordKind.notice.rawValue)
    for place in try rows.due(kind: kind, through: .max, after: (.min, .min), limit: .max) {
      guard let row = try rows.record(place.id), let content = try open(row) else { continue }
      guard let notice = try? decoder.decode(Notice.self, from: Data(content.json)) else {
        throw .damaged(Damage(.record(RecordID(place.id)), .malformed))
      }
      if notice.parkedAt == nil { counts.waiting += 1 } else { counts.parked += 1 }
    }
    return counts
  }

  /// When the newest act of all stations was done.
  func newestAct() throws(VaultError) -> Instant? {
    var newest: Instant?
    for row in try rows.lastEntries() {
      guard let at = try open(row).entry.decodedEvent?.at else { continue }
      newest = max(newest ?? at, at)
    }
    return newest
  }

  func compare(_ kept: JournalHead) throws(VaultError) -> KeptHead {
    let station = StationNumber(of: kept.seq)
    guard let newest = try rows.lastEntry(of: station) else { return .putBack }
    let head = try open(newest).after
    do {
      try compare(Anchor.Mark(seq: kept.seq, chain: kept.chain), with: head)
      return .holds(since: head.seq - kept.seq)
    } catch {
      guard case .rolledBack = error else { throw error }
    }
    var ended: KeptHead?
    try rows.eachEntry(1 ... .max) { (row) throws(VaultError) in
      guard ended == nil, let event = try open(row).entry.decodedEvent, let note = event.note,
        note.split(separator: " ").contains(kept.text[...])
      else { return }
      ended = .ended(act: event.act, entry: row.seq)
    }
    return ended ?? .putBack
  }
}
