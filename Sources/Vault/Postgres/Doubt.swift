public import Domain
internal import Glibc

/// What became of an act whose end nobody heard.
public enum DoubtfulAct: Equatable, Sendable {
  case done(JournalEvent)
  /// It was not, and never will be.
  case notDone
}

extension Vault {
  private static let doubtSlot: UInt8 = 3

  /// Where the entry is kept that nobody knows of: seq8 ‖ chain32, sealed with letter a and header 3.
  private var doubtPath: String { path + ".doubt" }

  /// Whether an entry is in the journal, though the server went before it said so.
  ///
  /// It waits for whoever on the server is still at it. Where the entry is there, something is committed of our
  /// own and answered, so that what only one server had is all the fleet's.
  ///
  /// - Parameters:
  ///   - entry: the entry.
  ///   - after: where our chain then stands.
  /// - Returns: whether it was done; then it lasts. Where not, it never will be.
  /// - Throws: ``LinkError/inDoubt`` when nobody could be asked.
  func wasDone(_ entry: JournalRow, _ after: Head) throws(VaultError) -> Bool {
    guard let server else { return false }
    do {
      // Whoever walked away is not made to wait once more.
      if server.link.wasGivenUp { throw VaultError.fleet(.inDoubt) }
      return try find(Anchor.Mark(after), on: server) != nil
    } catch {
      if keepsDoubt {
        try? Files.write(
          store.sealer.sealAnchor(Anchor.plain(after), slot: Self.doubtSlot), to: doubtPath)
      }
      throw .fleet(.inDoubt)
    }
  }

  /// The event of an entry that our chain may hold, once it is certain to last; nil where it does not.
  private func find(
    _ mark: Anchor.Mark, on server: PostgresRows
  ) throws(VaultError) -> JournalEvent? {
    try Attempts.run { () throws(VaultError) -> JournalEvent? in
      do throws(VaultError) {
        try server.begin(writing: true)
        defer { server.rollback() }
        _ = try server.lastEntry(of: store.station)
        guard let row = try server.entry(mark.seq) else { return nil }
        let (entry, after) = try store.open(row)
        guard after.chain == mark.chain else { return nil }
        guard let event = entry.decodedEvent else {
          throw .damaged(Damage(.journal(row.seq), .malformed))
        }
        server.touch(store.station)
        try server.commit()
        return event
      } catch {
        throw error == .fleet(.inDoubt) && !server.link.wasGivenUp ? .fleet(.lost) : error
      }
    }
  }

  /// What became of the act that was last told as not known yet, from this folder; nil where there is none.
  ///
  /// It is told once.
  ///
  /// - Returns: what became of it.
  /// - Throws: when that cannot be told yet.
  public func resolveDoubt() throws(VaultError) -> DoubtfulAct? {
    guard let server, let body = try Files.read(doubtPath, limit: 1 << 12) else { return nil }
    try turnstile.enter()
    defer { turnstile.leave() }
    guard let plain = store.sealer.openAnchor(body, slot: Self.doubtSlot),
      let mark = Anchor.Mark(plain)
    else { throw .damaged(Damage(.anchor, .sealBroken)) }
    let event = try find(mark, on: server)
    Files.remove(doubtPath)
    return event.map { .done($0) } ?? .notDone
  }

  /// Refuses a server on which other stations stand behind where they once were seen.
  func compareOthers() throws(VaultError) {
    let seen: [Anchor.Mark]
    do {
      seen = try Seen.read(path, store.sealer) ?? []
    } catch .damaged {
      // Of another data key, or torn: it is as if nobody had looked yet.
      return Files.remove(Seen.path(of: path))
    }
    guard !seen.isEmpty else { return }
    let heads = try reading { () throws(VaultError) in try store.heads() }
    for mark in seen {
      let head = heads.first { $0.station == StationNumber(of: mark.seq) }
      guard let head, mark.seq < head.seq || mark == Anchor.Mark(head) else {
        throw .rolledBack(file: head?.seq ?? 0, anchor: mark.seq)
      }
    }
  }

  /// Asked while the server of a fleet is waited for.
  ///
  /// About four times a second, with how many milliseconds that has been; false gives up. In a file nobody waits.
  public var waiting: Waiting {
    get { server?.link.waiting ?? Fleet.unattended }
    set { server?.link.waiting = newValue }
  }
}
