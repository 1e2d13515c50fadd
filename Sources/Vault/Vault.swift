// # The vault: what a desk remembers
//
// Rows that are sealed before whoever keeps them sees them: one SQLite file with a small anchor
// beside it, or tables on the PostgreSQL server of a fleet.
//
// What belongs here: the file, its keys and slots, passphrases and password hashes, checking it.
// What does not: what the records mean (Domain), sentences (Wording), when to do what (Journeys).
// What keeps the rows is behind Rows.swift, all that is done with keys is in Sealer.swift, and neither
// knows of the other: another engine is another Rows.
//
// ## Format 1
//
// Enough to write a reader from. Integers are little endian and fixed in width: 1, 2, 4 or 8
// bytes, those of 8 signed. "‖" is nothing but one after the other. "[x]" is x with its length
// in 4 bytes before it. "Sealed" is XChaCha20-Poly1305 (IETF): nonce24 ‖ ciphertext ‖ mac16. Its
// associated data is always
//
//     "esimdesk1" ‖ letter ‖ vault id16 ‖ header
//
// and is named below by letter and header. H(key, n, x) is BLAKE2b of n bytes, keyed.
//
// File header: application_id (offset 68) 0x6553444b, user_version (offset 60) the format, both
// big endian as SQLite has them; write-ahead log (bytes 18 and 19 are 2). Tables, which SQLiteRows.swift
// has word for word: meta(k, v), rec(id, kind, ver, owner, due, body), akey(id, body), idx(tag, id),
// journal(seq, body). What is meant by a kind, and the JSON of each: Record.swift in Domain.
//
// **meta.** `vault`: the vault id, 16 random bytes. `confirm`: H(confirm, 16, "esimdesk1" ‖ "c" ‖
// vault id). `slot.1`, `slot.2` and so on, each a way to the data key:
//
//     kind1 ‖ algorithm1 ‖ passes4 ‖ KiB4 ‖ salt16 ‖ sealed(data key32)72 ‖ check16
//
// sealed with letter s and, as header, the 26 bytes in front of it. check = H(no key, 16, vault id ‖
// the 98 bytes in front of it). Kind 1, passphrase: algorithm 2, and the sealing key is
// Argon2id(passphrase, salt, passes, KiB), version 1.3, one lane, 32 bytes. Kind 2, key file:
// algorithm, passes and KiB are 0, and the sealing key is H(salt ‖ vault id, 32, the file's
// content). Kind 3, systemd credential: as kind 2, with the content of `esimdesk.vault-key`.
//
// `erasure`: the 32-byte key of the list of erased accounts, random like the seed below, sealed
// with letter e and no header under the record key. `backup`, once there is one: at8 ‖ seq8 of the
// last backup, in seconds since 1970, sealed with letter b and no header under the record key.
//
// `receipts`: the 32-byte seed of the Ed25519 key that receipts are signed with, sealed with letter p
// and no header under the receipts key. The seed is random and does not follow from the data key, so
// that changing the data key seals it anew and changes nothing else: one public key checks all
// receipts a vault ever gave out, and no history of keys has to be kept. What is signed: ReceiptCode
// in Domain.
//
// **Subkeys.** `crypto_kdf_derive_from_key(data key, context "esimdesk", number)`, 32 bytes each:
// 1 record, 2 index, 3 journal, 4 set, 5 chain, 6 anchor, 7 receipts, 8 confirm,
// 9 account.
//
// **akey.** What the key of account `id` follows from: a random salt16. The key is H(account, 32,
// "esimdesk1" ‖ "k" ‖ vault id ‖ id8 ‖ salt). Overwriting the salt destroys the key for everybody,
// those who have the data key included. Its place is then taken by a mark of 32 bytes, H(account,
// 32, "esimdesk1" ‖ "x" ‖ vault id ‖ id8), so that a key that somebody removed is told from one
// that we destroyed.
//
// **rec.** `body` is sealed with letter r and header kind8 ‖ id8 ‖ ver8 ‖ flags1 ‖ owner8 ‖ due8
// (flag 1: owner is not null, flag 2: due is not null; 0 for null), under the owner's account key,
// or under the record key where there is no owner. Inside:
//
//     count2 ‖ count × tag16 ‖ [JSON] ‖ zeros up to a multiple of 64
//
// The tags are those under which `idx` leads here. An index entry is believed only when the record
// agrees. ver counts the writes of a record, from 1. The owner is a column, so that a row can be
// opened, counted or found lost without a search; seal and set hash cover it.
//
// **idx.** tag = H(index, 16, [space] ‖ [scope] ‖ [value]), in UTF-8, such as "email", the brand
// "heyon", "lin@example.com" in its normalised spelling; scope is empty where it holds for all
// brands. An entry may lead to a record whose owner was erased; it then leads nowhere.
//
// **journal.** `seq` 1, 2, 3 and so on; `body` is sealed with letter j and header seq8 under the
// journal key. Inside:
//
//     chain32 ‖ set hash16 ‖ records8 ‖ account keys8 ‖ tags8 ‖ next id8 ‖ [event JSON] ‖ zeros
//
// up to a multiple of 64. chain is that of the entry before; that of an entry is
// H(chain key, 32, chain before ‖ seq8 ‖ body), and before the first
// H(chain key, 32, "esimdesk1" ‖ "j" ‖ vault id). The other numbers are as after this commit. The
// set hash is the XOR of H(set, 16, …) over "r" ‖ header ‖ nonce24 ‖ mac16 of each record, "k" ‖
// id8 ‖ (salt or mark) of each account key, and "i" ‖ tag ‖ id8 of each index entry.
//
// **Stations.** Where desks of a fleet share a vault, each is a station with a number n from 1 to
// 8191, and all numbers it gives out are n << 40 | 1, 2, 3 and so on: those of its records, and those of
// its journal entries. Each has a chain of its own, before whose first entry stands H(chain key,
// 32, "esimdesk1" ‖ "j" ‖ vault id ‖ n8). Its newest entry says what it added to the vault less what
// it removed: the numbers of rows are differences and may be below zero, next id is its own, and
// set hash, records, account keys and tags of all stations' newest entries come to those of all rows by XOR
// and by addition. A file that nobody else writes to is the case of a single station, 0, and its
// numbers begin at 1. A file can hold the chains of others, as they were when it was made; whoever
// works on it goes on as station 0.
//
// **`<vault>.anchor`.** Slots at byte 0 and byte 4096, for even and odd seq: seq8 ‖ chain32 of that
// entry, sealed with letter a and the slot's number in 1 byte as header, under the anchor key. A new
// anchor has the same entry in both. The newest that opens counts.
//
// **`<vault>.anchor.next`**, while a new content is put in and after a sudden end of that: what the
// anchor will be, one slot at byte 0. It counts where the anchor does not fit the file and this
// says exactly the seq and chain of the newest entry; then it becomes the anchor.
//
// **`<vault>.stations`**, where there are chains of others: seq8 ‖ chain32 of each one's newest entry,
// sealed as a whole with letter a and header 2 (1 byte) under the anchor key.
//
// **`<vault>.erased`**, and `.erased` beside each backup: the accounts whose keys were destroyed,
// in any order. Entries of 48 bytes: id8, sealed with letter e and no header under the erasure
// key. Less than an entry at the end is nothing.
//
// **`<vault>.gate`** is empty, and only there to be locked; see Turnstile.swift.
//
// ## What is done to a vault as a whole
//
// A *backup* is a copy of the file as of one entry, with an anchor and a list of erased accounts
// of its own. It opens as the vault does. Making one is an entry (`vault.backup`).
//
// A *restore* puts a backup's content into the file as one transaction of SQLite, so that whoever
// is killed leaves one or the other whole. Its journal goes on from the backup's newest entry with
// `vault.restore`, whose event names the accounts that were erased again, and in its note the heads
// (`seq:chain`, in hexadecimal) of the backup, and those that were replaced with the vault that was
// there, or by it. next id is beyond all numbers that the lists name. What came after the backup is kept under
// a dated name.
//
// A change of the *data key* does the same with a content sealed anew: every row under a fresh
// nonce, account keys from fresh salts, tags under the new index key. Numbers, marks of destroyed
// keys, `receipts` and `erasure` stay. Journal entries keep seq and event; chains are hashed anew
// from the first, and of the other numbers only the newest entry has any. That entry is
// `vault.rekey`, and its note the heads of before; entries of other stations keep their next id,
// and no other number. A desk that has the vault open meets a `confirm` that is not its own, and says
// that it has to be started again.
//
// *Salvage* makes a new vault, with the same id, of all rows whose seals hold. Where an entry is
// lost, one with the event `vault.lost` stands; the newest is `vault.salvage`.
//
// *Looking through* the file while a desk works is Watch.swift's.
//
// ## On a server
//
// The same rows in the schema `esimdesk`, which PostgresSchema.swift has word for word: `meta`, `rec`,
// `akey`, `idx` and `journal` as in the file, but for `backup` of `meta`, which is in `mark` so that
// desks can write it; and `station(n, seq)`, the newest entry of each station. That row is held
// until an act ends, so a station has one act under way, and whoever asks after an entry waits for
// it. `seq` there is not sealed and not believed: the chain is. A vault is there while `meta` has
// `vault`. While one is moved in there is `moving`, which says of what: vault id ‖ seq8 ‖ H(no key, 32, body) of all its
// stations' newest entries. `stations`, 8 bytes, is the highest number of a station that a vault that left had given out. While one is moved away, `vault` is called `leaving` from when no desk can act on
// it any more until its file is in place, and `moved` then; that file's `meta` has `moving` until its next entry.
//
// Each folder that opens it is a station, and has files of its own, `fleet-<vault id>` and an ending:
// `.anchor` (its own newest entry; the number of the station is in its seq), `.anchor.next` while it does its
// first act (that entry: Idle.swift says what for), `.stations` (those of
// the others, when the whole was last looked through), `.gate` and `.erased` as beside a file, the
// gate with one byte once the folder was a station, and `.doubt`, while nobody knows whether an act was done: seq8 ‖ chain32 of its entry, sealed with letter
// a and header 3 under the anchor key. A folder that lost its anchor is another station, and
// the first entry of that is `vault.station`.
//
// A *backup* is a file that holds all chains as of one moment. *Moving* carries rows from a file to a
// server, or back, as they are; the next entry is `vault.move`. A file that was moved away is called
// `<vault>.moved-` and when, its anchor is empty, and `<vault>.moved` says where it went (Departure.swift).
//
// ## Threats
//
// It answers: a stolen disk or backup (nothing readable without a slot's secret; lengths in steps
// of 64); any change to a row, its due date, owner or place (on read); entries of the index
// exchanged (on find); rows, keys or entries added, removed or put back to an earlier state, a
// journal that was cut or changed (``Vault/verify(progress:)``); a file put back to an earlier
// state (on open and on each act, by the anchor); erased accounts, in free pages, the log, and in
// backups made later (their key is overwritten, and the log emptied).
//
// It does not: root on the running machine, or whoever has the data key; file and anchor put back
// together (keep ``Vault/journalHead`` elsewhere and ``Vault/compare(_:)`` it); a list of erased
// accounts from which entries were taken, which looks like an earlier one; rows put back or removed, until
// verify runs; whoever merely breaks or removes the file; numbers of rows, their sizes, kinds,
// owners' numbers, due dates and times of change, which are visible; backups made before an
// erasure; what a disk keeps of blocks the file system no longer shows.
//
// A server, whoever runs it, and its backups see what a stolen disk would show, and beside it which
// station did something when. It can refuse, forget or put back: acts of this station since, it
// meets on the next act; those of others, on the next look through the whole. An account erased there
// is gone with its key from the rows; the row as it was stays in what the server has not vacuumed yet, and in
// its archives of the log, for as long as it keeps them.
//
// A power cut between the commit of one act and the writing out of the anchor leaves the anchor
// behind, which is accepted (Anchor.swift says why). So after one, file and all acts the anchor
// has not seen could be put back unnoticed.

public import Domain
internal import Glibc

/// What a desk remembers, encrypted: in a file of its own, or on a server that desks share.
///
/// Synchronous and for one thread: a desk does one thing at a time. Several desks, each with a
/// vault of its own on the same file or server, work side by side.
public final class Vault {
  public let path: String
  let store: Store
  /// The engine, where something is done that only a file can have done to it; nil on a server.
  let file: SQLiteRows?
  /// The engine, where something is done that only a server asks for; nil in a file.
  let server: PostgresRows?
  /// Where that server is.
  let fleet: Fleet?
  /// Whether this desk's folder was a station before, and became another when it was opened.
  public internal(set) var hasBegunAnew = false
  var anchor: Anchor
  var turnstile: Turnstile
  /// Looks through it meanwhile, where somebody wanted that.
  var watch: Watch?
  /// The one that looks through the vault this is the twin of.
  var elder: Watch?
  /// Whether an act that nobody knows of is kept to be looked up: not a twin's, which tells nobody of its acts.
  var keepsDoubt = true
  private var isBusy = false
  /// A key was destroyed and the log may still hold it.
  private var owesEmptyLog = false
  /// Accounts that were erased and are not on the list of them yet.
  private var owesErasures: [Int64] = []

  init(
    path: String, rows: SQLiteRows, sealer: Sealer, anchor: consuming Anchor,
    patience: Int = 10_000
  ) {
    self.path = path
    store = Store(rows: rows, sealer: sealer)
    file = rows
    (server, fleet) = (nil, nil)
    turnstile = Turnstile(path: path, lock: anchor.file, patience: patience)
    self.anchor = anchor
  }

  /// The vault of a fleet, as one of its stations; `path` is what its own files' names begin with.
  init(
    path: String, fleet: Fleet, rows: PostgresRows, sealer: Sealer, station: StationNumber,
    anchor: consuming Anchor
  ) {
    self.path = path
    self.fleet = fleet
    store = Store(rows: rows, sealer: sealer, station: station)
    server = rows
    file = nil
    turnstile = Turnstile(path: path, lock: anchor.file)
    self.anchor = anchor
  }

  deinit {
    watch?.end()
    if owesEmptyLog { _ = try? store.rows.emptyLog() }
    try? anchor.sync()
  }

  // MARK: Transactions

  /// Runs `body` on a consistent state of the vault; writing through its book throws.
  ///
  /// - Parameter body: gets a book that is of no use afterwards.
  /// - Returns: what `body` does.
  /// - Throws: what `body` does, or a ``VaultError``.
  public func read<T>(_ body: (any Book) throws -> T) throws -> T {
    try occupy()
    defer { isBusy = false }
    return try attempt {
      try store.rows.begin(writing: false)
      defer { leave() }
      let book = Transaction(store, head: Head(chain: []), writing: false)
      defer { book.end() }
      return try heedingTrouble { try body(book) }
    }
  }

  /// Runs `body` as one act: everything it writes lasts, with its event in the journal, or nothing.
  ///
  /// When `body` throws, nothing is written and its error is thrown on. When it writes nothing,
  /// there is no event. No other desk writes to a file meanwhile, so `body` must not wait for anybody.
  /// On a server, others may have been first: then nothing of it was done, and `body` is run again.
  ///
  /// - Parameter body: gets a book that is of no use afterwards; leaves nothing behind elsewhere that
  ///   being run again would not put right.
  /// - Returns: what `body` does, without its event.
  /// - Throws: what `body` does, or a ``VaultError``.
  public func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T {
    try occupy()
    defer { isBusy = false }
    try turnstile.enter()
    defer { turnstile.leave() }
    return try attempt { try act(body) }
  }

  /// Does it, and again where that may help; says what an error means.
  private func attempt<T>(_ body: () throws -> T) throws -> T {
    var attempts = Attempts()
    while true {
      do {
        return try body()
      } catch let error as VaultError {
        do {
          try attempts.again(after: error)
        } catch {
          throw explained(error)
        }
      }
    }
  }

  /// What went wrong with the server counts, whatever `body` made of it.
  private func heedingTrouble<T>(_ body: () throws -> T) throws -> T {
    let result = Result { try body() }
    if let trouble = server?.trouble { throw VaultError.fleet(trouble) }
    return try result.get()
  }

  private func act<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T {
    if let damage = (watch ?? elder)?.refusal { throw VaultError.damaged(damage) }
    let rows = store.rows
    try rows.begin(writing: true)
    defer { leave() }
    let before = try knownHead()

    let book = Transaction(store, head: before, writing: true)
    defer { book.end() }
    let (result, event) = try heedingTrouble { try body(book) }
    if let failure = book.failure { throw failure }
    guard book.hasWritten else { return result }

    let (entry, after) = try store.append(event, book.head, behind: before)
    try commit(entry, after)
    if !book.destroyed.isEmpty { owesEmptyLog = true }
    if owesEmptyLog, let done = try? rows.emptyLog(), done { owesEmptyLog = false }
    owesErasures += book.destroyed
    payErasures()
    return result
  }

  /// Ends an act; returns when it is certain that it was done.
  private func commit(_ entry: JournalRow, _ after: Head) throws(VaultError) {
    // By its first entry a station is told from another of the same number (Idle.swift).
    let isFirst = after.seq == store.station.start + 1
    if isFirst { try Anchor.announce(after, of: path, store.sealer) }
    do {
      try store.rows.commit()
    } catch .fleet(.inDoubt) {
      guard try wasDone(entry, after) else { throw .fleet(.race) }
    }
    store.remember(entry, after)
    // The act is done. An anchor that could not be written is behind, and caught up with later.
    if isFirst { try? settle(after) } else { try? anchor.write(after, store.sealer) }
  }

  /// Lists what was erased.
  ///
  /// After the commit, since the list must never name an account that lives; a list that lacks one
  /// is made whole by the next backup.
  private func payErasures() {
    guard !owesErasures.isEmpty, let list = try? Erasures(store) else { return }
    do {
      try list.add(owesErasures, to: Erasures.path(of: path))
      owesErasures = []
    } catch {
      // Tried again after the next act.
    }
  }

  /// Changes what the vault knows of itself, as one act with its event.
  @discardableResult
  func administer(
    _ event: JournalEvent, _ body: (any Rows) throws(VaultError) -> Void
  ) throws(VaultError) -> Head {
    try occupy()
    defer { isBusy = false }
    try turnstile.enter()
    defer { turnstile.leave() }
    return try Attempts.run { () throws(VaultError) in
      let rows = store.rows
      try rows.begin(writing: true)
      defer { leave() }
      let before = try knownHead()
      try body(rows)
      let (entry, after) = try store.append(event, before, behind: before)
      try commit(entry, after)
      // What was taken away must not stay in the log.
      if let done = try? rows.emptyLog(), !done { owesEmptyLog = true }
      return after
    }
  }

  /// Where the vault stands, once it is certain that the anchor has seen it; under the lock.
  func knownHead() throws(VaultError) -> Head {
    let mark: Anchor.Mark
    let head: Head
    do {
      head = try store.head()
      mark = try anchor.read(store.sealer)
      try store.compare(mark, with: head)
      return head
    } catch {
      // Whoever put a new content in, or did a station's first act, was ended before the anchor was written.
      guard let head = try? store.head(), Anchor.isAnnounced(head, of: path, store.sealer) else {
        throw error
      }
      try settle(head)
      return head
    }
  }

  /// Believes what was announced: a whole new content that stands here, or the first entry of a station.
  func settle(_ head: Head) throws(VaultError) {
    if file != nil { try Seen.write(try store.others(), of: path, store.sealer) }
    try anchor.begin(head, store.sealer)
    unlink(Anchor.nextPath(of: path))
  }

  /// What an error means when the data key is no longer the one this vault was opened with.
  private func explained(_ error: VaultError) -> VaultError {
    switch error {
    case .damaged(Damage(.anchor, .sealBroken)) where file != nil && !Files.exists(path):
      return Departure.absence(path) ?? .notFound
    case .damaged(Damage(.anchor, .sealBroken)) where file != nil && Anchor.isBarred(path):
      return Departure.absence(path) ?? error
    case .damaged, .rolledBack:
      if let gone = server?.absence { return gone }
      if case .rolledBack = error, server != nil,
        (try? anchor.read(store.sealer))?.isIdle ?? false || (try? wasReplaced()) ?? false
      {
        return .keyChanged
      }
      guard let stored = try? store.rows.meta("confirm"), stored != store.sealer.confirmation
      else { return error }
      return .keyChanged
    default: return error
    }
  }

  private func leave() {
    store.rows.rollback()
    store.forget()
  }

  private func occupy() throws(VaultError) {
    guard !isBusy else { throw .misuse(.nested) }
    isBusy = true
  }

  // MARK: Where it stands

  /// The newest journal entry, by which a state of the vault can be told from every other.
  ///
  /// Kept off this machine, it shows that file and anchor were put back together.
  public var journalHead: JournalHead {
    get throws(VaultError) {
      JournalHead(try reading { () throws(VaultError) in try store.head() })
    }
  }

  /// Reads all there is and says what is wrong; nothing is changed.
  ///
  /// - Parameters:
  ///   - types: reads each record as what it is, by these types, and checks that its lookups, owner
  ///     and due date follow from it, that the journal speaks of what could be, and that files and
  ///     folder are for their owner alone.
  ///   - progress: called now and then with how many rows were looked at, of how many.
  /// - Returns: what was counted, and what is wrong.
  /// - Throws: when the file could not be read at all; damage is reported, not thrown.
  public func verify(
    deep types: RecordTypes? = nil,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(VaultError) -> VerifyReport {
    var marks: [Anchor.Mark] = []
    var seen: [Anchor.Mark]?
    var damage: Damage?
    do {
      marks = [try anchor.read(store.sealer)]
      seen = try Seen.read(path, store.sealer)
    } catch {
      guard case .damaged(let found) = error else { throw error }
      damage = found
    }
    return try reading { () throws(VaultError) in
      let inspection = Inspection(store, types: types)
      if let damage { inspection.report(damage) }
      if file != nil, seen == nil, damage == nil, try store.hasOthers() {
        inspection.report(Damage(.anchor, .missing))
      }
      var report = try inspection.run(marks + (seen ?? []), progress)
      if types != nil { report.exposed = Files.exposed(of: path) }
      if server != nil, report.isSound {
        try Seen.write(inspection.others, of: path, store.sealer)
      }
      return report
    }
  }

  /// The public key by which anybody can check the receipts signed here, 32 bytes.
  public var receiptKey: [UInt8] {
    get throws(VaultError) {
      try reading { () throws(VaultError) in try store.receiptKey().publicKey }
    }
  }

  /// Reads from one state of the vault.
  ///
  /// - Parameters:
  ///   - again: whether `body` may be run again where the server went meanwhile.
  ///   - body: what to read.
  /// - Returns: what `body` does.
  /// - Throws: what `body` does.
  func reading<T>(
    again: Bool = true, _ body: () throws(VaultError) -> T
  ) throws(VaultError) -> T {
    try occupy()
    defer { isBusy = false }
    var attempts = Attempts()
    while true {
      do {
        try store.rows.begin(writing: false)
        defer { leave() }
        return try body()
      } catch {
        guard again else { throw error }
        try attempts.again(after: error)
      }
    }
  }

  /// Refuses a file that the anchor does not know, and catches up with one it does.
  ///
  /// `newest` is the newest entry, as it was seen before the anchor was read.
  func settleAnchor(_ newest: JournalRow?) throws(VaultError) {
    let seen: (mark: Anchor.Mark, head: Head)
    do {
      guard let now = try look(newest) else { return }
      seen = now
    } catch {
      // Others may be putting a new content in: they hold the lock until the anchor knows it.
      try turnstile.enter()
      defer { turnstile.leave() }
      _ = try reading { () throws(VaultError) in try knownHead() }
      return
    }
    // Whoever holds the lock is about to write the anchor anyway.
    guard seen.mark.seq < seen.head.seq, turnstile.enterAtOnce() else { return }
    defer { turnstile.leave() }
    let now = try reading { () throws(VaultError) in try store.head() }
    try anchor.write(now, store.sealer)
  }

  /// Where the vault stands and what the anchor has seen of it, without a lock; nil where that is
  /// the newest entry as it was seen before.
  func look(
    _ newest: JournalRow? = nil
  ) throws(VaultError) -> (mark: Anchor.Mark, head: Head)? {
    // The anchor before the file: another desk may commit in between.
    let mark = try anchor.read(store.sealer)
    if let newest {
      let head = try store.open(newest).after
      store.remember(newest, head)
      if mark.seq == head.seq, mark.chain == head.chain { return nil }
    }
    // It is behind, or another desk has written meanwhile, or the file was put back.
    let head = try reading { () throws(VaultError) in
      let head = try store.head()
      try store.compare(mark, with: head)
      return head
    }
    return (mark, head)
  }
}
