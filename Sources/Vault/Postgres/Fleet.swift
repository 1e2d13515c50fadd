internal import Domain
internal import Glibc

/// A vault that many desks share on a server, and what one of them keeps of it.
public struct Fleet: Sendable {
  public let address: PostgresAddress
  /// Where this desk keeps how far it has come, and which station it is.
  public let folder: String
  let password: @Sendable () throws(LinkError) -> [UInt8]?

  /// Names one.
  ///
  /// - Parameters:
  ///   - address: where the server is.
  ///   - folder: this desk's own; desks that share it are one station, and wait for each other.
  ///   - password: read anew for each connection; nil where none is needed.
  public init(
    _ address: PostgresAddress, folder: String,
    password: @escaping @Sendable () throws(LinkError) -> [UInt8]? = { () throws(LinkError) in nil }
  ) {
    self.address = address
    self.folder = folder
    self.password = password
  }

  /// What the names of the files begin with that belong to one vault.
  func path(of vaultID: [UInt8]) -> String { folder + "/fleet-" + Hexadecimal.text(vaultID) }

  /// The rows, over a link that is connected.
  func connect(_ waiting: @escaping Waiting) throws(VaultError) -> PostgresRows {
    do {
      let link = try Link(address, password: password)
      link.waiting = waiting
      try link.connect()
      return PostgresRows(link)
    } catch {
      throw .fleet(error)
    }
  }
}

extension Vault {
  /// Makes a new vault on a server, and opens it; for the owner of its database.
  ///
  /// - Parameters:
  ///   - fleet: where no vault must be yet; the tables are made where they are missing.
  ///   - unlock: what will open it from now on.
  ///   - waiting: asked while the server is waited for.
  /// - Returns: the open vault.
  /// - Throws: why it is refused.
  public static func create(
    at fleet: Fleet, unlock: consuming Unlock, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> Vault {
    let rows = try fleet.connect(waiting)
    do {
      try PostgresSchema.install(rows.link)
    } catch {
      throw .fleet(error)
    }
    try rows.begin(writing: true)
    defer { rows.rollback() }
    switch try rows.title().absence {
    case nil: throw .alreadyExists
    case .notFound: break
    case .moved: rows.clear()
    case let trouble?: throw trouble
    }
    let sealer = try Founding.fill(rows, unlock)
    try rows.commit()
    return try open(fleet, rows, sealer)
  }

  /// Opens a vault on a server.
  ///
  /// - Parameters:
  ///   - fleet: where it is.
  ///   - unlock: one of the ways ``slots(at:waiting:)`` names, or the data key.
  ///   - waiting: asked while the server is waited for.
  /// - Returns: the open vault.
  /// - Throws: why it is refused.
  public static func open(
    at fleet: Fleet, unlock: consuming Unlock, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> Vault {
    let (rows, title, vaultID) = try approach(fleet, waiting)
    return try open(fleet, rows, try sealer(for: title, vaultID, unlock))
  }

  /// In which ways a vault on a server can be opened; empty when only its data key does.
  ///
  /// - Parameters:
  ///   - fleet: where it is.
  ///   - waiting: asked while the server is waited for.
  /// - Returns: each way once.
  /// - Throws: why it is refused.
  public static func slots(
    at fleet: Fleet, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> [SlotKind] {
    let (_, title, vaultID) = try approach(fleet, waiting)
    return try kinds(of: title, vaultID)
  }

  /// Reaches the rows, without a key and without leaving a trace.
  static func approach(
    _ fleet: Fleet, _ waiting: @escaping Waiting
  ) throws(VaultError) -> (PostgresRows, Title, vaultID: [UInt8]) {
    let rows = try fleet.connect(waiting)
    try rows.begin(writing: false)
    defer { rows.rollback() }
    let title: Title
    do {
      title = try rows.title()
    } catch .fleet(.noSchema) {
      throw .notFound
    }
    guard title.layout <= PostgresSchema.newest else { throw .newerFormat(found: title.layout) }
    if let absence = title.absence { throw absence }
    return (rows, title, try vaultID(of: title))
  }

  /// Opens it as the station that this folder is, or becomes now.
  ///
  /// Where it was just put there (`isNew`) nothing that this folder has seen there before speaks against it: whoever
  /// put it there has its key, and owns the tables.
  static func open(
    _ fleet: Fleet, _ rows: PostgresRows, _ sealer: Sealer, isNew: Bool = false
  ) throws(VaultError) -> Vault {
    let path = fleet.path(of: sealer.vaultID)
    try Files.makeFolder(fleet.folder)
    var vault = try enrolled(fleet, rows, sealer)
    do {
      try vault.settleAnchor(nil)
      try vault.compareOthers()
    } catch {
      guard case .rolledBack = error else { throw error }
      if !isNew { guard try vault.wasReplaced() else { throw error } }
      // What this folder knew was given up on purpose. It begins anew, as another station.
      for file in [Anchor.path(of: path), Seen.path(of: path)] { Files.remove(file) }
      vault = try enrolled(fleet, rows, sealer)
    }
    if vault.hasBegunAnew {
      let now = Instant(seconds: Int64(time(nil)))
      let event = JournalEvent(act: newStation, records: [], by: "vault", at: now)
      // Where that fails nothing else does.
      _ = try? vault.administer(event) { (_) throws(VaultError) in }
    }
    return vault
  }

  /// The act that a folder's first entry says when it had been another station before.
  static let newStation = "vault.station"

  private static func enrolled(
    _ fleet: Fleet, _ rows: PostgresRows, _ sealer: Sealer
  ) throws(VaultError) -> Vault {
    let path = fleet.path(of: sealer.vaultID)
    var enrolment = Enrolment(path, sealer)
    var anchor = try enrolment.anchor(rows)
    let station = StationNumber(of: try anchor.read(sealer).seq)
    let vault = Vault(
      path: path, fleet: fleet, rows: rows, sealer: sealer, station: station, anchor: anchor)
    vault.hasBegunAnew = enrolment.isAnew
    return vault
  }

  /// The number of the station that this desk is; nil in a file.
  public var station: Int? { server == nil ? nil : Int(store.station.value) }
}

extension Fleet {
  /// For whoever has nobody to ask: half a minute.
  public static func unattended(_ milliseconds: Int) -> Bool { Link.unattended(milliseconds) }
}

/// How a folder becomes a station: once, whoever else tries meanwhile.
private struct Enrolment: ~Copyable {
  private let path: String
  private let sealer: Sealer
  /// Whether this folder was a station once, did not know any more which, and became another now.
  private(set) var isAnew = false
  /// Whether it was one that had done nothing, so that nobody has to know.
  private var wasIdle = false

  init(_ path: String, _ sealer: Sealer) {
    self.path = path
    self.sealer = sealer
  }

  /// The anchor of this folder; where there is none, or none under this data key, of a new station.
  ///
  /// A number is never used by two folders, nor again after an anchor was lost: what the station had
  /// done before stays in the chain that it has.
  mutating func anchor(_ rows: PostgresRows) throws(VaultError) -> Anchor {
    if let known = try known(rows) { return known }
    let gate = Glibc.open(path + ".gate", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard gate >= 0 else { throw Files.fault(errno) }
    defer { close(gate) }
    while flock(gate, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Files.fault(errno) }
    }
    // Of whoever was first, when two desks of one folder began at once.
    if let known = try known(rows) { return known }
    var state = stat()
    guard fstat(gate, &state) == 0 else { throw Files.fault(errno) }
    isAnew =
      !wasIdle
      && (state.st_size > 0
        || [".anchor", ".stations", ".doubt"].contains { Files.exists(path + $0) })
    let station = try number(rows)
    let draft = path + Draft.ending
    var anchor = try Anchor(vault: draft, fresh: true)
    try anchor.begin(Head(before: station, chain: sealer.firstChain(of: station)), sealer)
    guard rename(Anchor.path(of: draft), Anchor.path(of: path)) == 0 else {
      throw Files.fault(errno)
    }
    // From now on the gate says that this folder was a station, whatever else of it is lost.
    guard state.st_size > 0 || write(gate, "s", 1) == 1 else { throw Files.fault(errno) }
    try Files.syncFolder(of: path)
    return try Anchor(vault: path)
  }

  private mutating func known(_ rows: PostgresRows) throws(VaultError) -> Anchor? {
    guard Files.exists(Anchor.path(of: path)) else { return nil }
    var anchor = try Anchor(vault: path)
    let mark: Anchor.Mark
    do {
      mark = try anchor.read(sealer)
    } catch .damaged {
      return nil
    }
    guard mark.isIdle else { return anchor }
    let store = Store(rows: rows, sealer: sealer, station: StationNumber(of: mark.seq))
    wasIdle = try Attempts.run { () throws(VaultError) in
      try rows.begin(writing: false)
      defer { rows.rollback() }
      return try store.isTaken(mark, rows, path)
    }
    if wasIdle { return nil }
    return anchor
  }

  private func number(_ rows: PostgresRows) throws(VaultError) -> StationNumber {
    try Attempts.run { () throws(VaultError) -> StationNumber in
      try rows.begin(writing: true)
      defer { rows.rollback() }
      guard let station = try rows.newStation() else { throw .noStation }
      do throws(VaultError) {
        try rows.commit()
      } catch {
        // At worst a number that nobody uses.
        throw error == .fleet(.inDoubt) ? .fleet(.lost) : error
      }
      return station
    }
  }
}
