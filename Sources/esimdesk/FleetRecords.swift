import Glibc
import Journeys
import Vault

/// A fleet's vault as a desk's records: whoever waits can see for how long, and give up; and while the server
/// is away people are told at once, and it is asked again ever more rarely.
final class FleetRecords {
  /// How long a person waits at most, in milliseconds: for something to be shown, and for something to be done.
  private static let patience = (reading: 8_000, acting: 30_000)
  /// The same once it is known to be away.
  private static let glance = 1_500
  /// How rarely it is asked then, in milliseconds.
  private static let distances = (first: 100, longest: 30_000)

  private let vault: Vault
  /// Who is told how long it takes.
  weak var desk: Desk?
  private var distance = 0
  private var nextTry = 0

  init(_ vault: Vault) { self.vault = vault }

  var port: Ports.Records {
    Ports.Records(
      read: { body in
        try self.attempt(Self.patience.reading) { try self.vault.read { try body($0) } }
      },
      transact: { body in
        try self.attempt(Self.patience.acting) { try self.vault.transact { ((), try body($0)) } }
      })
  }

  private func attempt(_ patience: Int, _ body: () throws -> Void) throws {
    guard Self.now >= nextTry else { throw RecordsTrouble.away }
    let most = distance == 0 ? patience : Self.glance
    vault.waiting = { [weak self] time in
      time < most && self?.desk?.whileWaiting?(time) ?? true
    }
    do {
      try body()
      distance = 0
    } catch VaultError.fleet(let error) {
      switch error {
      case .inDoubt: throw RecordsTrouble.unknown
      case .denied, .noSchema, .diskFull, .server, .race: throw error
      case .lost, .readOnlyServer, .unreachable, .crowded, .givenUp, .notTrusted, .refusedLogin,
        .noPassword, .noDatabase, .noLibrary:
        distance = min(max(Self.distances.first, 2 * distance), Self.distances.longest)
        nextTry = Self.now + distance
        throw RecordsTrouble.away
      }
    }
  }

  /// A clock that only goes forward, in milliseconds.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
