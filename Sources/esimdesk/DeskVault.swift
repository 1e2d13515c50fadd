import Domain
import Journeys
import Vault

/// What a desk serves people from: a vault that is open, or a fleet's, open as soon as its server is there.
enum DeskVault {
  case file(Vault)
  case fleet(FleetRecords)

  init(_ vault: Vault, at place: VaultPlace) {
    self = place.fleet.map { .fleet(FleetRecords($0, vault)) } ?? .file(vault)
  }

  /// The vault; nil while it is not open.
  var vault: Vault? {
    switch self {
    case .file(let vault): vault
    case .fleet(let records): records.vault
    }
  }

  var records: Ports.Records {
    switch self {
    case .file(let vault): Composition.records(of: vault)
    case .fleet(let records): records.port
    }
  }

  /// The keys of receipts signed in it, as far as they are known.
  var receiptKeys: [[UInt8]] {
    switch self {
    case .file(let vault): (try? vault.receiptKey).map { [$0] } ?? []
    case .fleet(let records): records.receiptKeys
    }
  }

  /// - Throws: why the vault was never opened, where it was not.
  func checkOpened(_ door: VaultDoor) throws(Failure) {
    if case .fleet(let records) = self, records.vault == nil, let why = records.failure {
      throw door.failure(why)
    }
  }

  /// Has something done with the vault, now or as soon as it is open.
  func whenOpen(_ body: @escaping (Vault) -> Void) {
    if let vault { return body(vault) }
    if case .fleet(let records) = self { records.whenOpened = body }
  }
}

/// How a desk's service of people ended.
struct Attendance {
  let code: Int32
  /// Whether somebody wants to type the vault's passphrase, now that its server is back.
  let wantsUnlocking: Bool

  /// Serves people.
  ///
  /// - Parameters:
  ///   - desk: the desk.
  ///   - options: with the front chosen.
  ///   - onceShown: what can wait until they see something.
  /// - Throws: why nobody could be served.
  init(_ desk: Desk, _ options: Options, onceShown: () -> Void = {}) throws(Failure) {
    code = try FrontDoor.serve(desk, options, onceShown: onceShown)
    wantsUnlocking = desk.decision == Desk.unlock
  }
}

extension VaultDoor {
  /// Serves people, with the server or without it.
  ///
  /// - Parameter serve: serves until they leave, or a passphrase is to be typed.
  /// - Returns: what to end with.
  /// - Throws: why nobody could be served, or the vault was never reached.
  func attend(
    _ serve: (DeskVault) throws(Failure) -> Attendance
  ) throws(Failure) -> Int32 {
    while true {
      let vault = try openForDesk()
      let attendance = try serve(vault)
      if attendance.wantsUnlocking { continue }
      try vault.checkOpened(self)
      return attendance.code
    }
  }

  /// How long a person looks at nothing at all for a server's sake, in milliseconds.
  private static let patience = 3_000

  /// Opens the vault for a desk, which begins without the server where that is away.
  ///
  /// - Parameter since: when an earlier image of this program found it away, and so need not be tried now.
  /// - Returns: what to serve people from.
  /// - Throws: what is wrong beyond that.
  func openForDesk(awaySince since: Instant? = nil) throws(Failure) -> DeskVault {
    guard let fleet = try place.fleet else { return .file(try open()) }
    var key = try given()
    do {
      if since != nil { throw VaultError.fleet(.lost) }
      if key == nil {
        key = try fitting(try Vault.slots(at: .fleet(fleet), waiting: Self.briefly))
      }
      guard let key else { throw VaultError.noSuchSlot(.passphrase) }
      let vault = try Vault.open(at: .fleet(fleet), unlock: key.unlock(), waiting: Self.briefly)
      return .fleet(FleetRecords(fleet, vault))
    } catch VaultError.fleet(let error) where error.mayPass || error == .givenUp {
      if key == nil { key = Surroundings.credential.map { .credential($0) } }
      return .fleet(
        FleetRecords(fleet, key: key, .fleet(error), since: since ?? Surroundings.now))
    } catch let error as VaultError {
      throw failure(error)
    } catch {
      throw error as? Failure ?? failure(.misuse(.nested))
    }
  }

  private static func briefly(_ milliseconds: Int) -> Bool { milliseconds < patience }

  /// What the command line gives; nil where it gives nothing.
  private func given() throws(Failure) -> KeptKey? {
    if let keyFile = options.keyFile { return .keyFile(keyFile) }
    guard options.passphraseDescriptor != nil else { return nil }
    return .passphrase(KeptKey.Passphrase(try passphrase()))
  }

  /// What is at hand for a vault that can be opened so, or is typed now.
  private func fitting(_ slots: [SlotKind]) throws(Failure) -> KeptKey {
    if slots.contains(.credential), let credential = Surroundings.credential {
      return .credential(credential)
    }
    guard slots.contains(.passphrase) else { throw failure(.noSuchSlot(.passphrase)) }
    return .passphrase(KeptKey.Passphrase(try passphrase()))
  }
}
