internal import Domain

/// What can only be done to a file, done to a server's vault: it is carried into one, that is done there, and it
/// is carried back.
///
/// The file lies in the folder of whoever does it. While it is worked on no desk can use the vault; whoever is
/// ended at any moment asks for the same again, and goes on where it was: what lies there, and what the server
/// calls its vault, say how far that is.
struct Errand {
  let fleet: Fleet
  /// The file.
  let work: String
  /// Refuses a vault that is not sound.
  let isChecked: Bool
  /// Whether there has to be one.
  let needsVault: Bool
  /// Whether a vault that is there may be taken.
  var mayTake = true

  /// Carries it out.
  ///
  /// - Parameters:
  ///   - unlock: what opens the vault before and after.
  ///   - waiting: asked while the server is waited for.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  ///   - job: what is done to the file; not again where it was done.
  /// - Returns: where the server's vault then stands.
  /// - Throws: why it is not done, or not known to be.
  func run(
    _ unlock: borrowing Unlock, _ waiting: @escaping Waiting, _ doing: Doing,
    _ progress: Vault.Progress, job: () throws(VaultError) -> Void
  ) throws(VaultError) -> JournalHead {
    try Files.makeFolder(fleet.folder)
    let absence = try fleet.connect(waiting).wholeTitle().absence
    let note = try Departure.read(work)
    if absence == nil {
      if let note, note.hasArrived {
        // Of an attempt whose end alone was missed.
        discard()
      } else if note == nil, Files.exists(work) {
        // The server has a vault again that did not come from here: what lies here may be the newer one.
        _ = try Live.setAside(work, doing.at)
      }
    }
    let begun = try Departure.begun(work)
    if let begun, Files.exists(begun.aside), try isDue(begun.aside) {
      // It was on its way back as it came: nothing was done to it yet.
      try giveBack(unlock, waiting, doing, progress)
      return try run(unlock, waiting, doing, progress, job: job)
    }
    if begun == nil {
      if !Files.exists(work), absence == nil, !mayTake { throw .alreadyExists }
      try fetch(unlock, absence, waiting, progress)
      if try isDue(work) {
        do throws(VaultError) {
          try job()
        } catch {
          // Nothing was done to it: it goes back as it is.
          if Files.exists(work), try isDue(work) {
            try giveBack(unlock, waiting, doing, progress)
          }
          throw error
        }
      }
    }
    return try giveBack(unlock, waiting, doing, progress)
  }

  /// Carries the file to the server; where that then stands.
  @discardableResult
  private func giveBack(
    _ unlock: borrowing Unlock, _ waiting: @escaping Waiting, _ doing: Doing,
    _ progress: Vault.Progress
  ) throws(VaultError) -> JournalHead {
    let move = try Vault.move(
      from: work, to: fleet, unlock: try unlock.copy(), waiting: waiting, doing, progress: progress)
    discard()
    return move.head
  }

  /// Carries the server's vault into the file, unless it is there.
  private func fetch(
    _ unlock: borrowing Unlock, _ absence: VaultError?, _ waiting: @escaping Waiting,
    _ progress: Vault.Progress
  ) throws(VaultError) {
    switch absence {
    case nil: break
    case .underWay:
      // It was closed for this, or somebody else is at it.
      guard Files.exists(work) || Files.exists(work + Draft.ending) else { throw .underWay }
    case let trouble?:
      guard needsVault, !Files.exists(work) else { return }
      throw trouble
    }
    let evacuation: Evacuation
    do {
      evacuation = try Evacuation(fleet, to: work, waiting)
    } catch .underWay where Files.exists(work) {
      // An attempt was ended while it carried the file back.
      return
    }
    var sealer: Sealer?
    do throws(VaultError) {
      sealer = try Vault.sealer(
        for: evacuation.title, evacuation.vaultID, try unlock.copy())
    } catch {
      guard !isChecked else { throw error }
    }
    _ = try evacuation.run(sealer, isChecked: isChecked, progress)
    try evacuation.end()
  }

  /// Whether the file is not there, or as it was carried here.
  private func isDue(_ file: String) throws(VaultError) -> Bool {
    guard Files.exists(file) else { return true }
    return try SQLiteRows(try Connection(file)).meta("moving") != nil
  }

  /// Takes away all that was only there for this; what is kept of an earlier vault stays.
  private func discard() {
    let kept = work + ".replaced-"
    for name in Files.names(in: fleet.folder, ending: "")
    where name.hasPrefix(work) && !name.hasPrefix(kept) && name != Departure.note(work) {
      Files.remove(name)
    }
    // Last, since it says that the others are of no use.
    Departure.forget(work)
  }
}

extension Vault {
  /// Whether a fleet's vault is not where desks look for it, since something is done to it.
  public static func isAway(_ fleet: Fleet) -> Bool {
    if let title = try? fleet.connect(Fleet.unattended).wholeTitle() {
      return title.absence.map { $0 != .notFound } ?? false
    }
    return Files.names(in: fleet.folder, ending: "").contains { name in
      (name.hasSuffix(".rekey") || name.contains(".restore-")) && !name.contains(".replaced-")
    }
  }
}

extension Unlock {
  /// The same once more.
  borrowing func copy() throws(VaultError) -> Unlock {
    switch self {
    case .passphrase(let secret): .passphrase(try secret.copy())
    case .keyFile(let path): .keyFile(path)
    case .credential(let path): .credential(path)
    case .key(let secret): .key(try secret.copy())
    }
  }
}

extension Vault {
  /// Seals everything anew under a new data key, wherever the vault is.
  ///
  /// On a server, that is for the owner of its tables; the rows are carried to this machine and back meanwhile,
  /// and whoever is ended goes on when asked for the same again. Every desk then is a station of another number.
  ///
  /// - Parameters:
  ///   - place: where it is.
  ///   - unlock: the one way in which it can be opened, now and from now on.
  ///   - types: how its records are read.
  ///   - waiting: asked while a server is waited for.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: where the vault then stands.
  /// - Throws: why nothing was changed, or why it is not finished.
  @discardableResult
  public static func rekeyData(
    at place: VaultPlace, unlock: consuming Unlock, types: RecordTypes = .desk,
    waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> JournalHead {
    switch place {
    case .file(let path):
      return try rekeyData(at: path, unlock: unlock, types: types, doing, progress: progress)
    case .fleet(let fleet):
      guard unlock.kind != nil else { throw .wrongKey }
      let title = try fleet.connect(waiting).wholeTitle()
      guard let id = title.anyVaultID else { throw title.absence ?? .notFound }
      let secret = unlock
      if title["vault"] != nil {
        // Before anybody is kept waiting for what cannot be.
        let used = try dataKey(of: title.slots, id, try Secret(try secret.copy())).slot
        let others = try slots(of: title.slots, id).filter { $0.number != used }
        guard others.isEmpty else { throw .otherSlots(others) }
      }
      let work = fleet.path(of: id) + ".rekey"
      let errand = Errand(fleet: fleet, work: work, isChecked: true, needsVault: true)
      return try errand.run(secret, waiting, doing, progress) { () throws(VaultError) in
        try rekeyData(
          at: work, unlock: try secret.copy(), types: types, doing, progress: progress)
      }
    }
  }

  /// Puts a backup in the place of a vault, wherever that is.
  ///
  /// On a server, that is for the owner of its tables; what is there is carried to this machine first, where it is
  /// kept, and whoever is ended goes on when asked for the same again. Desks that did something since the
  /// backup find in the journal that it was replaced, and are stations of another number.
  ///
  /// - Parameters:
  ///   - backup: the file to restore.
  ///   - place: where the vault is to be.
  ///   - unlock: what opens the backup.
  ///   - replacing: whether in the place of a vault that is there, which is kept aside.
  ///   - lists: further lists of erased accounts, such as one kept on another machine.
  ///   - waiting: asked while a server is waited for.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: what was done.
  /// - Throws: why the vault is as it was, or why it is not finished.
  @discardableResult
  public static func restore(
    from backup: String, to place: VaultPlace, unlock: consuming Unlock, replacing: Bool = false,
    lists: [String] = [], waiting: @escaping Waiting = Fleet.unattended, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> Restoration {
    switch place {
    case .file(let path):
      return try restore(
        from: backup, to: path, unlock: unlock, replacing: replacing, lists: lists, doing,
        progress: progress)
    case .fleet(let fleet):
      try Files.examine(backup)
      let rows = SQLiteRows(try Connection(backup))
      try SQLiteRows.examine(rows.connection)
      let title = try rows.title()
      let id = try vaultID(of: title)
      let secret = unlock
      let store = Store(rows: rows, sealer: try sealer(for: title, id, try secret.copy()))
      // Before anybody is kept waiting for one that is of no use.
      let head = try soundHead(of: store, progress)
      // Whoever is asked for another backup does not go on with this one.
      let work = fleet.path(of: id) + ".restore-" + head.hash.prefix(12)
      let known = Files.names(in: fleet.folder, ending: Erasures.ending)
        .filter { $0.hasPrefix(fleet.path(of: id)) }
      let errand = Errand(
        fleet: fleet, work: work, isChecked: false, needsVault: false, mayTake: replacing)
      var again: [RecordID] = []
      let after = try errand.run(secret, waiting, doing, progress) { () throws(VaultError) in
        again = try restore(
          from: backup, to: work, unlock: try secret.copy(), replacing: true,
          lists: lists + known, doing, progress: progress
        ).erasedAgain
      }
      let kept = Files.names(in: fleet.folder, ending: "Z").last {
        $0.hasPrefix(work + ".replaced-")
      }
      return Restoration(
        backup: head, head: after, erasedAgain: again, kept: kept)
    }
  }

  /// Where a vault stands, once all of it was looked through.
  private static func soundHead(
    of store: Store, _ progress: Progress
  ) throws(VaultError) -> JournalHead {
    try store.rows.begin(writing: false)
    defer { store.rows.rollback() }
    let report = try Inspection(store).run([]) { progress(.checking, $0, $1) }
    if let damage = report.damages.first { throw .damaged(damage) }
    return JournalHead(try store.head())
  }
}
