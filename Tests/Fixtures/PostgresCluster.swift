import Foundation
import Synchronization

/// PostgreSQL from Debian on this machine: one server, or a primary and its synchronous standby.
///
/// It ends with the object, and with the test's process however that ends.
public final class PostgresCluster: @unchecked Sendable {
  /// One of the two; `a` begins as the primary.
  public enum Name: String, Sendable { case a, b }

  private let helper: LoopbackServer
  /// One order at a time.
  private let turn = Mutex(0)

  /// Starts it, which takes about a second.
  ///
  /// - Parameters:
  ///   - standby: with a second one, without which no commit counts.
  ///   - durable: what it says is done is on disk; without, it is faster, and lasts as long as the machine does.
  ///   - logging: its log has every statement with all values.
  ///   - roomy: with memory for a million accounts.
  /// - Throws: what it said instead of starting.
  public init(
    standby: Bool = false, durable: Bool = false, logging: Bool = false, roomy: Bool = false
  )
    throws
  {
    var wishes: [String] = []
    if standby { wishes.append("standby") }
    if durable { wishes.append("durable") }
    if logging { wishes.append("logging") }
    if roomy { wishes.append("roomy") }
    helper = try LoopbackServer("postgres", wishes)
  }

  private static let common = Mutex<PostgresCluster?>(nil)

  /// A server for tests that do it no harm; all tests of a process share it.
  public static func shared() throws -> PostgresCluster {
    try common.withLock { common in
      if let common { return common }
      let made = try PostgresCluster()
      common = made
      return made
    }
  }

  @discardableResult
  private func ask(_ order: [String: any Sendable]) throws -> [String: Any] {
    nonisolated(unsafe) var answer: [String: Any] = [:]
    try turn.withLock { count in
      count += 1
      answer = try helper.ask(order)
    }
    return answer
  }

  // MARK: What is there

  public func port(_ name: Name = .a) throws -> Int {
    guard let ports = helper.facts["ports"] as? [String: Int], let port = ports[name.rawValue]
    else { throw LoopbackServer.Silent(description: "no server \(name)") }
    return port
  }

  /// The certificate of whoever signed the servers', for `localhost` and 127.0.0.1.
  public func authority() throws -> String { try helper.text("authority") }

  /// The folder of their sockets.
  public func sockets() throws -> String { try helper.text("socket") }

  /// What a server wrote into its log.
  public func log(_ name: Name = .a) throws -> String {
    try ask(["do": "log", "server": name.rawValue])["out"] as? String ?? ""
  }

  /// Where any of these stands in a server's files, once all is written out: which of them, and in which file.
  public func find(
    _ needles: [[UInt8]], on name: Name = .a
  ) throws -> [(needle: Int, file: String)] {
    let words = needles.map { Data($0).base64EncodedString() }
    let answer = try ask(["do": "find", "server": name.rawValue, "needles": words])
    return (answer["found"] as? [[Any]] ?? []).compactMap { pair in
      guard let at = pair.first as? Int, let file = pair.last as? String else { return nil }
      return (at, file)
    }
  }

  /// Seconds of processor time that a server took so far.
  ///
  /// - Parameters:
  ///   - isAtRest: once no desk is connected any more.
  ///   - name: which server.
  /// - Returns: them.
  /// - Throws: when it does not answer.
  public func spent(atRest isAtRest: Bool, on name: Name = .a) throws -> Double {
    try ask(["do": "spent", "server": name.rawValue, "rest": isAtRest])["seconds"] as? Double
      ?? .nan
  }

  /// All of a database, as `pg_dump` writes it.
  public func dump(_ database: String, _ name: Name = .a) throws -> String {
    try ask(["do": "dump", "server": name.rawValue, "database": database])["out"] as? String ?? ""
  }

  /// Runs SQL as the server's superuser; what it gave, columns between bars.
  @discardableResult
  public func sql(
    _ sql: String, on name: Name = .a, database: String = "postgres"
  ) throws -> String {
    let answer = try ask(
      ["do": "sql", "server": name.rawValue, "database": database, "sql": sql])
    return (answer["out"] as? String ?? "").trimmingCharacters(in: .newlines)
  }

  /// An empty database of one test's own, and who may do what there.
  public struct Database: Sendable {
    public let name: String
    /// `HOST:PORT` of the servers, in order.
    public let hosts: String
    public let authority: String
    public static let password = "Kr8-öffne dich"
    /// Who makes and changes the tables, and a desk.
    public static let owner = "esimdesk_owner"
    public static let desk = "desk_mongkok"

    /// An address for one of them, verified or in the clear.
    public func address(_ user: String, verified: Bool = false) -> String {
      "postgresql://\(user)@\(hosts)/\(name)"
        + (verified ? "?sslrootcert=\(authority)" : "?sslmode=disable")
    }

    /// The same by another way, such as one that fails when told.
    public func through(_ port: Int) -> Database {
      Database(name: name, hosts: "localhost:\(port)", authority: authority)
    }
  }

  /// Makes an empty database, its owner, and a desk that may do nothing there yet.
  public func database() throws -> Database {
    let name = "desk_" + UUID().uuidString.replacing("-", with: "").lowercased().prefix(12)
    let hosts =
      try (helper.facts["ports"] as? [String: Int] ?? [:]).keys.sorted().map { key in
        "localhost:\(try port(Name(rawValue: key) ?? .a))"
      }
    try roles.withLock { isThere in
      guard !isThere else { return }
      // One that grants nothing by itself: what a desk may do is the schema's matter.
      try sql(
        """
        CREATE ROLE esimdesk_desk NOLOGIN;
        CREATE ROLE \(Database.owner) LOGIN PASSWORD '\(Database.password)';
        CREATE ROLE \(Database.desk) LOGIN PASSWORD '\(Database.password)' IN ROLE esimdesk_desk;
        """)
      isThere = true
    }
    try sql("CREATE DATABASE \(name) OWNER \(Database.owner)")
    return Database(
      name: name, hosts: hosts.joined(separator: ","), authority: try authority())
  }

  /// A database once more; whoever is connected to it is sent away.
  public func copy(_ database: Database) throws -> Database {
    let name = "copy_" + UUID().uuidString.replacing("-", with: "").lowercased().prefix(12)
    try sql(
      """
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(database.name)'
      """)
    try sql("CREATE DATABASE \(name) OWNER \(Database.owner) TEMPLATE \(database.name)")
    return Database(name: name, hosts: database.hosts, authority: database.authority)
  }

  /// Puts a copy in the place of a database; whoever is connected to either is sent away.
  public func replace(_ database: Database, with other: Database) throws {
    try drop(database)
    try sql(
      """
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(other.name)'
      """)
    try sql("CREATE DATABASE \(database.name) OWNER \(Database.owner) TEMPLATE \(other.name)")
  }

  /// Removes a database, and whoever is connected to it.
  public func drop(_ database: Database) throws {
    try sql("DROP DATABASE \(database.name) WITH (FORCE)")
  }

  private let roles = Mutex(false)

  /// Waits until the standby shows all that was committed, which is later than it has it.
  public func settle(_ database: Database) throws {
    try sql(
      "SET synchronous_commit = remote_apply; CREATE TABLE public.settled()",
      database: database.name)
  }

  // MARK: Trouble

  /// Ends a server and all its sessions in the middle of whatever they do.
  public func kill(_ name: Name) throws { try ask(["do": "kill", "server": name.rawValue]) }
  /// Ends it in order: sessions are told.
  public func stop(_ name: Name) throws { try ask(["do": "stop", "server": name.rawValue]) }
  public func start(_ name: Name) throws { try ask(["do": "start", "server": name.rawValue]) }
  /// Does nothing any more, and keeps all connections.
  public func freeze(_ name: Name) throws { try ask(["do": "freeze", "server": name.rawValue]) }
  public func thaw(_ name: Name) throws { try ask(["do": "thaw", "server": name.rawValue]) }
  /// Makes a standby the primary.
  public func promote(_ name: Name) throws { try ask(["do": "promote", "server": name.rawValue]) }
  /// Makes a server anew, as the standby of the other.
  public func rejoin(_ name: Name) throws { try ask(["do": "rejoin", "server": name.rawValue]) }

  /// A way to a server through which all goes, until it is told to fail.
  public struct Way: Sendable {
    fileprivate let cluster: PostgresCluster
    public let port: Int

    public enum Mode: Sendable {
      case pass
      /// Connections are closed, and new ones at once.
      case refuse
      /// Nothing moves, and nothing is closed.
      case stall
      /// Connections are closed; new ones pass.
      case cut
      /// The next answer to a commit is kept, and the connection closed.
      case loseAnswer
      /// The next commit never arrives.
      case loseCommit
      /// The same two, and nothing passes any more.
      case loseAnswerAndGo
      case loseCommitAndGo
      /// The connection is closed after so many bytes from the desk.
      case cutAfter(Int)
    }

    public func set(_ mode: Mode) throws {
      var order: [String: any Sendable] = ["do": "set", "port": port]
      switch mode {
      case .cutAfter(let count):
        order["mode"] = "cutAfter"
        order["bytes"] = count
      default: order["mode"] = "\(mode)"
      }
      try cluster.ask(order)
    }

    /// How often it failed as it was told.
    public func happened() throws -> Int {
      try cluster.ask(["do": "happened", "port": port])["count"] as? Int ?? 0
    }
  }

  public func way(to name: Name = .a) throws -> Way {
    let answer = try ask(["do": "way", "server": name.rawValue])
    guard let port = answer["port"] as? Int else {
      throw LoopbackServer.Silent(description: "no way")
    }
    return Way(cluster: self, port: port)
  }
}
