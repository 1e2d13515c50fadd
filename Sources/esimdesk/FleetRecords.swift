import Domain
import Glibc
import Journeys
import Vault

/// A fleet's vault as a desk's records: whoever waits can see for how long, and give up; and while the server
/// is away people are told at once, and it is asked again ever more rarely.
///
/// The server may be away from the first: then the vault is opened as soon as it is there.
final class FleetRecords {
  /// How long a person waits at most, in milliseconds: for something to be shown, and for something to be done.
  private static let patience = (reading: 8_000, acting: 30_000)
  /// The same once it is known to be away.
  private static let glance = 1_500
  /// How rarely it is asked then, in milliseconds.
  private static let distances = (first: 100, longest: 30_000)

  private let fleet: Fleet
  /// Nil until it could be opened.
  private(set) var vault: Vault?
  /// What opens it; nil where somebody has to type a passphrase, and once it is open.
  private var key: KeptKey?
  /// Who is told how long it takes.
  weak var desk: Desk?
  /// Told of the vault when it is opened late.
  var whenOpened: ((Vault) -> Void)?
  /// Whether what an earlier session left open is told to whoever comes first.
  private var tellsEarlier = true
  /// Why it is not open, or was not reached last.
  private(set) var failure: VaultError?

  /// Whether the server is there and the vault cannot be opened.
  var isRefused: Bool { state == .refused }

  private(set) var awaySince: Instant?
  private var state = Absence.State.away
  /// Whether an act may have been done of which nobody knows.
  private var isInDoubt = false
  private var distance = 0
  private var nextTry = 0

  /// With a vault that is open.
  init(_ fleet: Fleet, _ vault: Vault) {
    self.fleet = fleet
    self.vault = vault
    welcome(vault)
  }

  /// With a server that is away.
  ///
  /// - Parameters:
  ///   - fleet: where it will be.
  ///   - key: what opens the vault then; nil where that has to be typed.
  ///   - failure: why it is not open now.
  ///   - since: when that was first found.
  init(_ fleet: Fleet, key: KeptKey?, _ failure: VaultError, since: Instant) {
    self.fleet = fleet
    self.key = key
    self.failure = failure
    awaySince = since
    distance = Self.distances.first
    nextTry = Self.now + distance
  }

  var port: Ports.Records {
    Ports.Records(
      read: { body in
        try self.attempt(Self.patience.reading) { try $0.read { try body($0) } }
      },
      transact: { body in
        try self.attempt(Self.patience.acting, isAct: true) {
          try $0.transact { ((), try body($0)) }
        }
      },
      absence: { self.awaySince.map { Absence(since: $0, state: self.state) } },
      askAgain: {
        guard self.awaySince != nil else { return nil }
        return switch self.state {
        case .away: max(0, self.nextTry - Self.now)
        case .refused: 0
        case .locked: nil
        }
      })
  }

  /// From here on this desk is served, which hears first what an earlier session left open.
  func serve(_ desk: Desk) {
    self.desk = desk
    tellsEarlier = desk.kiosk == nil
    if vault != nil { try? attempt(Self.patience.reading) { _ in } }
  }

  /// The keys of receipts signed in this vault, as they are known here.
  var receiptKeys: [[UInt8]] { fleet.keptReceiptKey.map { [$0] } ?? [] }

  private func attempt(
    _ patience: Int, isAct: Bool = false, _ body: (Vault) throws -> Void
  ) throws {
    guard Self.now >= nextTry, state == .away else { throw RecordsTrouble.away }
    // Whoever only asks whether it is back keeps nobody waiting.
    let isPatient = awaySince == nil || desk?.isReaching == true
    let most = isPatient ? patience : min(patience, Self.glance)
    let waiting: Waiting = { [weak self] time in
      time < most && self?.desk?.whileWaiting?(time) ?? true
    }
    do {
      let vault = try opened(waiting)
      vault.waiting = waiting
      if isInDoubt, try resolve(vault), isAct { throw RecordsTrouble.doneBefore }
      try body(vault)
    } catch VaultError.fleet(let error) {
      switch error {
      case .inDoubt:
        isInDoubt = true
        miss(.fleet(error))
        throw RecordsTrouble.unknown
      case .denied, .noSchema, .diskFull, .server, .race: throw VaultError.fleet(error)
      case .lost, .readOnlyServer, .unreachable, .crowded, .givenUp, .notTrusted, .refusedLogin,
        .noPassword, .noDatabase, .noLibrary:
        miss(.fleet(error))
        throw RecordsTrouble.away
      }
    } catch RecordsTrouble.away {
      throw RecordsTrouble.away
    } catch {
      // The server answered, whatever it was that was not done.
      isBack()
      throw error
    }
    isBack()
  }

  private func miss(_ error: VaultError) {
    failure = error
    awaySince = awaySince ?? Surroundings.now
    distance = min(max(Self.distances.first, 2 * distance), Self.distances.longest)
    nextTry = Self.now + distance
  }

  private func isBack() {
    awaySince = nil
    distance = 0
    nextTry = 0
  }

  /// The vault, opened now where it was not.
  private func opened(_ waiting: @escaping Waiting) throws -> Vault {
    if let vault { return vault }
    do {
      guard let key else {
        // Only whether it is there: what opens it has to be typed.
        _ = try Vault.slots(at: .fleet(fleet), waiting: waiting)
        state = .locked
        throw RecordsTrouble.away
      }
      let vault = try Vault.open(at: .fleet(fleet), unlock: key.unlock(), waiting: waiting)
      self.vault = vault
      self.key = nil
      welcome(vault)
      whenOpened?(vault)
      return vault
    } catch let error as VaultError {
      if case .fleet(let trouble) = error, trouble.mayPass || trouble == .givenUp { throw error }
      failure = error
      state = .refused
      throw RecordsTrouble.away
    }
  }

  private func welcome(_ vault: Vault) {
    failure = nil
    if let key = try? vault.receiptKey { fleet.keep(receiptKey: key) }
    isInDoubt = true
  }

  /// Finds out what became of an act that nobody knew of, and tells; whether it was done.
  private func resolve(_ vault: Vault) throws -> Bool {
    let act = try vault.resolveDoubt()
    isInDoubt = false
    defer { tellsEarlier = true }
    guard tellsEarlier else { return false }
    switch act {
    case nil: return false
    case .done(let event):
      desk?.learn(doneAt: event.at)
      return true
    case .notDone:
      desk?.learn(doneAt: nil)
      return false
    }
  }

  /// A clock that only goes forward, in milliseconds.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}

/// What opens a vault, kept until it could.
enum KeptKey {
  case keyFile(String)
  case credential(String)
  case passphrase(Passphrase)

  /// One that was given already, such as by a script.
  final class Passphrase {
    fileprivate let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
  }

  /// The same once more, to be used up.
  func unlock() throws(VaultError) -> Unlock {
    switch self {
    case .keyFile(let path): .keyFile(path)
    case .credential(let path): .credential(path)
    case .passphrase(let kept):
      .passphrase(
        try kept.bytes.copy())
    }
  }
}
