internal import Domain

extension Vault {
  /// A vault that was opened, and its data key with it.
  private final class Door {
    let vault: Vault
    let key: SecretBytes
    let slot: Int
    let vaultID: [UInt8]

    init(_ place: VaultPlace, _ secret: borrowing Secret) throws(VaultError) {
      switch place {
      case .file(let path):
        let (rows, title, vaultID) = try approach(path)
        let opened = try dataKey(of: title.slots, vaultID, secret)
        key = try opened.key.copy()
        vault = try open(path, rows, try sealer(for: title, vaultID, try key.copy()), title.newest)
        self.vaultID = vaultID
        slot = opened.slot
      case .fleet(let fleet):
        let (rows, title, vaultID) = try approach(fleet, Fleet.unattended)
        let opened = try dataKey(of: title.slots, vaultID, secret)
        key = try opened.key.copy()
        vault = try open(fleet, rows, try sealer(for: title, vaultID, try key.copy()))
        self.vaultID = vaultID
        slot = opened.slot
      }
    }
  }

  /// Gives a vault a further way to be opened.
  ///
  /// - Parameters:
  ///   - new: what will open it too.
  ///   - kind: how it will be handed over, where not in the way it is now: a key file becomes a
  ///     credential once the service manager has it.
  ///   - place: where it is; on a server, for the owner of its tables.
  ///   - unlock: what opens it now.
  ///   - doing: what the journal will say of it.
  /// - Returns: the new slot.
  /// - Throws: why nothing was changed.
  @discardableResult
  public static func addSlot(
    _ new: consuming Unlock, as kind: SlotKind? = nil, at place: VaultPlace,
    unlock: consuming Unlock,
    _ doing: Doing
  ) throws(VaultError) -> SlotInfo {
    let door = try Door(place, try Secret(unlock))
    let secret = try Secret(new, as: kind)
    guard let kind = secret.kind, let slot = try secret.slot(for: door.key, vaultID: door.vaultID)
    else { throw .wrongKey }
    var number = 0
    try door.vault.administer(doing.event("vault.slot.add")) { (rows) throws(VaultError) in
      number = (try rows.slots().map(\.number).max() ?? 0) + 1
      try rows.putMeta("slot.\(number)", slot)
    }
    return SlotInfo(number: number, kind: kind)
  }

  /// Takes a way to be opened from a vault; backups made before keep it.
  ///
  /// - Parameters:
  ///   - number: the slot's.
  ///   - place: where the vault is; on a server, for the owner of its tables.
  ///   - unlock: what opens it now.
  ///   - doing: what the journal will say of it.
  /// - Throws: why nothing was changed; the last way is never taken.
  public static func removeSlot(
    _ number: Int, at place: VaultPlace, unlock: consuming Unlock, _ doing: Doing
  ) throws(VaultError) {
    let door = try Door(place, try Secret(unlock))
    let vaultID = door.vaultID
    try door.vault.administer(doing.event("vault.slot.remove")) { (rows) throws(VaultError) in
      guard try rows.slots().contains(where: { $0.number == number }) else {
        throw .noSlot(number)
      }
      let others = try slots(of: try rows.slots(), vaultID).filter { $0.number != number }
      guard !others.isEmpty else { throw .lastSlot }
      try rows.dropMeta("slot.\(number)")
    }
  }

  /// Puts a new passphrase in the place of the one that opens the vault now.
  ///
  /// - Parameters:
  ///   - new: the passphrase from now on.
  ///   - old: the passphrase until now.
  ///   - place: where the vault is; on a server, for the owner of its tables.
  ///   - doing: what the journal will say of it.
  /// - Throws: why nothing was changed.
  public static func changePassphrase(
    to new: consuming SecretBytes, from old: consuming SecretBytes, at place: VaultPlace,
    _ doing: Doing
  ) throws(VaultError) {
    let door = try Door(place, try Secret(.passphrase(old)))
    let secret = try Secret(.passphrase(new))
    guard let slot = try secret.slot(for: door.key, vaultID: door.vaultID) else {
      throw .wrongKey
    }
    let number = door.slot
    try door.vault.administer(doing.event("vault.slot.change")) { (rows) throws(VaultError) in
      try rows.putMeta("slot.\(number)", slot)
    }
  }

  /// Seals everything anew under a new data key: for when the old one may have become known.
  ///
  /// The vault stays locked until it is done: other desks can read, and are told to wait when they
  /// want to write. Afterwards they must be opened anew. The journal keeps its entries and events;
  /// its chain is hashed anew, and the event of this says where it stood before.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - unlock: the one way in which it can be opened, now and from now on: slots of others cannot
  ///     be made without their secrets, so they are taken away first and given anew afterwards.
  ///   - types: how its records are read.
  ///   - doing: what the journal will say of it.
  ///   - progress: told how far it is.
  /// - Returns: where the vault then stands.
  /// - Throws: why nothing was changed; a vault that is damaged gets no new key.
  @discardableResult
  public static func rekeyData(
    at path: String, unlock: consuming Unlock, types: RecordTypes = .desk, _ doing: Doing,
    progress: Progress = { _, _, _ in }
  ) throws(VaultError) -> JournalHead {
    let secret = try Secret(unlock)
    guard secret.kind != nil else { throw .wrongKey }
    let door = try Door(.file(path), secret)
    let vault = door.vault
    let store = vault.store
    try vault.turnstile.enter()
    defer { vault.turnstile.leave() }

    let used = door.slot
    let others = try slots(of: try store.rows.slots(), door.vaultID).filter { $0.number != used }
    guard others.isEmpty else { throw .otherSlots(others) }
    // The new content, and the log through which it goes in.
    guard let file = vault.file else { throw .misuse(.nested) }
    try Files.needRoom(2 * (try file.size()) + (1 << 20), at: path)

    let draft = try Draft(for: path)
    let key = try SecretBytes.random(Keys.length)
    let sealer = Sealer(vaultID: door.vaultID, keys: try Keys(from: try key.copy()))
    let slot = try secret.slot(for: key, vaultID: door.vaultID)
    let head = try vault.rebuild(into: draft, sealer, slot, types, doing, progress)
    try vault.replace(with: draft, head, sealer, progress)
    return JournalHead(head)
  }

  /// Seals everything anew into a draft, and looks through the whole of it.
  private func rebuild(
    into draft: Draft, _ sealer: Sealer, _ slot: [UInt8]?, _ types: RecordTypes, _ doing: Doing,
    _ progress: Progress
  ) throws(VaultError) -> Head {
    let before = try reading { () throws(VaultError) in
      let before = try knownHead()
      let report = try Inspection(store).run([]) { progress(.checking, $0, $1) }
      if let damage = report.damages.first { throw .damaged(damage) }
      return before
    }
    let rows = try Founding.layOut(
      draft, sealer, slot, try store.lastingSecrets())
    if let backup = try store.rows.meta("backup"), let mark = store.sealer.openBackup(backup) {
      try rows.putMeta("backup", sealer.sealBackup(mark))
    }
    let target = Store(rows: rows, sealer: sealer)
    var rebuilding = try Rebuilding(from: store, to: target, types: types)
    let after = try reading { () throws(VaultError) in
      let total = try store.rows.count()
      var done = 0
      func tick() {
        done += 1
        if done % 256 == 0 { progress(.sealing, done, total) }
      }
      try store.rows.eachKey { (row) throws(VaultError) in
        try rebuilding.take(row)
        tick()
      }
      try store.rows.eachRecord { (row) throws(VaultError) in
        _ = try rebuilding.take(row)
        tick()
      }
      try store.rows.eachEntry(1 ... .max) { (row) throws(VaultError) in
        let (entry, after) = try store.open(row)
        try rebuilding.take(entry.event, of: after.station, next: after.nextID)
        tick()
      }
      let heads = try store.heads().map { JournalHead($0).text }
      let event = doing.event("vault.rekey", note: heads.joined(separator: " "))
      return try rebuilding.finish(event, next: before.nextID)
    }
    try rows.begin(writing: false)
    defer { rows.rollback() }
    let report = try Inspection(target).run([Anchor.Mark(after)]) {
      progress(.checking, $0, $1)
    }
    if let damage = report.damages.first { throw .damaged(damage) }
    return after
  }
}
