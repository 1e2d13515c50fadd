internal import Glibc

/// What can be told of a fleet's server without opening its vault.
public struct FleetState: Equatable, Sendable {
  /// The server's version, such as "15.14".
  public let server: String
  /// The version of TLS; nil where nothing is encrypted.
  public let encryption: String?
  /// Whether nothing has to be: the server is on this machine.
  public let isLocal: Bool
  /// The version of the tables, nil where there are none, and the newest this program makes.
  public let layout: Int?
  public let newestLayout: Int
  /// Whether who connects may change tables, which no desk should.
  public let mayChangeTables: Bool
  /// Whether a second server has each act before it counts.
  public let standby: Standby
  /// By how much the server's clock is ahead of ours, in milliseconds.
  public let clockDifference: Int
  /// Which of this desk's own files others may read or write.
  public let exposed: [String]
}

/// Whether a second server has each act of a fleet before it is told as done.
public enum Standby: Equatable, Sendable {
  /// So many have.
  case synchronous(Int)
  /// None is waited for: what was told as done can be lost with the server.
  case none
  /// One is waited for, and none is there: no act comes to an end.
  case missing
  /// One is waited for, and so many servers follow; whether they answer in time is not shown to this user.
  case hidden(Int)
  /// The server does not say, or has another way.
  case unknown
}

extension Fleet {
  private static let followers = LinkStatement(
    "fleet_followers",
    """
    SELECT coalesce(current_setting('synchronous_standby_names', true), '*none*'),
      count(*), count(sync_state),
      count(CASE WHEN sync_state IN ('sync', 'quorum') AND state = 'streaming' THEN 1 END)
    FROM pg_stat_replication
    """)
  private static let look = LinkStatement(
    "fleet_look",
    """
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
      CASE WHEN has_schema_privilege(current_user, 'esimdesk', 'CREATE') THEN 1 ELSE 0 END::bigint
    """)

  /// Connects and looks; nothing is changed.
  ///
  /// - Parameters:
  ///   - waiting: asked while the server is waited for.
  ///   - clock: milliseconds since 1970.
  /// - Returns: how it stands.
  /// - Throws: why it cannot be told.
  public func state(
    waiting: @escaping Waiting = Fleet.unattended, clock: () -> Int
  ) throws(VaultError) -> FleetState {
    let link = try connect(waiting).link
    do {
      let layout = try PostgresSchema.version(link)
      let known = layout != nil
      // Prepared by the first look, so that the second takes no longer than the way.
      var (before, after, theirs, mayChange) = (0, 0, 0, false)
      for _ in 0..<2 where known {
        before = clock()
        let rows = try link.run(Self.look)
        after = clock()
        theirs = Int(rows.integer(0, 0))
        mayChange = rows.integer(0, 1) == 1
      }
      return FleetState(
        server: link.setting("server_version") ?? "", encryption: link.encryption,
        isLocal: address.hosts[link.lastHost].isSocket, layout: layout,
        newestLayout: PostgresSchema.newest, mayChangeTables: mayChange,
        standby: Self.standby(link), clockDifference: theirs - (before + after) / 2,
        exposed: exposed)
    } catch {
      throw .fleet(error)
    }
  }

  /// Whoever is not a member of `pg_monitor` sees how many servers follow, and nothing of them.
  private static func standby(_ link: Link) -> Standby {
    guard let rows = try? link.run(followers) else { return .unknown }
    let (all, shown, synchronous) = (
      Int(rows.integer(0, 1)), Int(rows.integer(0, 2)), Int(rows.integer(0, 3))
    )
    switch rows.text(0, 0) {
    case "*none*": return .unknown
    case "": return .none
    default:
      if all == 0 { return .missing }
      if shown < all { return .hidden(all) }
      return synchronous == 0 ? .missing : .synchronous(synchronous)
    }
  }

  private var exposed: [String] {
    let ending = ".anchor"
    return Files.names(in: folder, ending: ending).flatMap {
      Files.exposed(of: String($0.dropLast(ending.utf8.count)))
    }
  }

  /// Makes the tables, or brings them up to date; for the owner of the database.
  ///
  /// - Parameter waiting: asked while the server is waited for.
  /// - Returns: whether there was anything to be done.
  /// - Throws: why nothing was done.
  public func upgrade(waiting: @escaping Waiting = Fleet.unattended) throws(VaultError) -> Bool {
    let link = try connect(waiting).link
    do {
      guard let before = try PostgresSchema.version(link) else { throw LinkError.noSchema }
      guard before <= PostgresSchema.newest else { throw VaultError.newerFormat(found: before) }
      try PostgresSchema.install(link)
      return before < PostgresSchema.newest
    } catch let error as LinkError {
      throw .fleet(error)
    } catch let error as VaultError {
      throw error
    } catch {
      throw .misuse(.nested)
    }
  }
}
