import Fixtures

@testable import Vault

extension PostgresCluster.Database {
  /// Who connects how.
  func link(
    _ user: String = PostgresCluster.Database.owner, verified: Bool = false,
    password: String? = PostgresCluster.Database.password, waiting: Waiting? = nil
  ) throws -> Link {
    let link = try Link(
      try PostgresAddress(address(user, verified: verified)),
      password: { () throws(LinkError) in password.map { Array($0.utf8) } }, jitter: { 0 })
    if let waiting { link.waiting = waiting }
    return link
  }

  /// A link that is connected.
  func connected(_ user: String = PostgresCluster.Database.owner) throws -> Link {
    let link = try link(user)
    try link.connect()
    return link
  }

  /// Makes the tables of a vault.
  func founded() throws -> PostgresCluster.Database {
    try PostgresSchema.install(try connected())
    return self
  }
}

/// A few statements as a vault has them.
enum Lines {
  static let add = LinkStatement(
    "test_add", "INSERT INTO esimdesk.journal(seq, body) VALUES ($1, $2)", .integer, .bytes)
  static let one = LinkStatement(
    "test_one", "SELECT seq, body FROM esimdesk.journal WHERE seq = $1", .integer)
  static let count = LinkStatement("test_count", "SELECT count(*) FROM esimdesk.journal")
  static let put = LinkStatement(
    "test_put",
    """
    INSERT INTO esimdesk.rec(id, kind, ver, owner, due, body) VALUES ($1, 1, 1, $2, NULL, $3)
    """, .integer, .integer, .bytes)
  static let next = LinkStatement(
    "test_next",
    """
    UPDATE esimdesk.rec SET ver = $2 / (CASE WHEN ver = $2 - 1 THEN 1 ELSE 0 END), body = $3
    WHERE id = $1
    """, .integer, .integer, .bytes)
  static let record = LinkStatement(
    "test_record", "SELECT ver, owner, body FROM esimdesk.rec WHERE id = $1", .integer)
  static let sleep = LinkStatement("test_sleep", "SELECT pg_sleep(60)")
}
