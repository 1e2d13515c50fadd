/// The tables of a vault on a server, who may do what with them, and how older ones become newer.
///
/// Only what PostgreSQL 15 and the distributed servers compatible with it share: plain tables of numbers and
/// bytes, one partial index, grants. The rows are those of the file (Vault.swift); `station` has, for each desk
/// with a journal chain of its own, where that chain stands.
enum PostgresSchema {
  /// What every desk is a member of.
  ///
  /// It can neither change tables, nor change or remove entries of the journal,
  /// account keys or ways to open the vault.
  static let deskRole = "esimdesk_desk"

  /// Version n is what the first n of these make.
  ///
  /// One that was released is never changed.
  private static let steps = [
    """
    CREATE TABLE esimdesk.meta(k text PRIMARY KEY, v bytea NOT NULL);
    CREATE TABLE esimdesk.mark(k text PRIMARY KEY, v bytea NOT NULL);
    CREATE TABLE esimdesk.rec(id bigint PRIMARY KEY, kind bigint NOT NULL, ver bigint NOT NULL,
      owner bigint, due bigint, body bytea NOT NULL);
    CREATE INDEX rec_due ON esimdesk.rec(kind, due, id) WHERE due IS NOT NULL;
    CREATE TABLE esimdesk.akey(id bigint PRIMARY KEY, body bytea NOT NULL);
    CREATE TABLE esimdesk.idx(tag bytea PRIMARY KEY, id bigint NOT NULL);
    CREATE TABLE esimdesk.journal(seq bigint PRIMARY KEY, body bytea NOT NULL);
    CREATE TABLE esimdesk.station(n bigint PRIMARY KEY, seq bigint NOT NULL);
    GRANT USAGE ON SCHEMA esimdesk TO esimdesk_desk;
    GRANT SELECT ON esimdesk.layout, esimdesk.meta TO esimdesk_desk;
    GRANT SELECT, INSERT, UPDATE ON esimdesk.mark, esimdesk.akey, esimdesk.station TO esimdesk_desk;
    GRANT SELECT, INSERT, UPDATE, DELETE ON esimdesk.rec, esimdesk.idx TO esimdesk_desk;
    GRANT SELECT, INSERT ON esimdesk.journal TO esimdesk_desk;
    """
  ]

  static var newest: Int { steps.count }

  /// Which version the tables have; nil where there are none.
  static func version(_ link: Link) throws(LinkError) -> Int? {
    do {
      let rows = try link.script("SELECT max(version) FROM esimdesk.layout")
      return Int(rows.text(0, 0))
    } catch .noSchema {
      return nil
    }
  }

  /// Makes the tables, or brings them up to date; where they are, nothing happens.
  ///
  /// For their owner.
  ///
  /// - Throws: when nothing was done: ``LinkError/denied`` for whom it is not allowed.
  static func install(_ link: Link) throws(LinkError) {
    let before = try version(link) ?? 0
    guard before < newest else { return }
    if before == 0 { try makeRole(link) }
    var script = ["BEGIN"]
    if before == 0 {
      script += [
        "CREATE SCHEMA IF NOT EXISTS esimdesk",
        "CREATE TABLE IF NOT EXISTS esimdesk.layout(version bigint PRIMARY KEY)",
      ]
    }
    for (index, step) in steps.enumerated().dropFirst(before) {
      // Of two who do this at once, one fails here.
      script += ["INSERT INTO esimdesk.layout(version) VALUES (\(index + 1))", step]
    }
    script.append("COMMIT")
    do {
      _ = try link.script(script.joined(separator: ";\n"))
    } catch {
      guard link.isOpen else { throw error }
      _ = try link.script("ROLLBACK")
      // Somebody else has made them meanwhile.
      guard try version(link) == newest else { throw error }
    }
  }

  /// Roles belong to the whole server: where one may not make them, its administrator has.
  private static func makeRole(_ link: Link) throws(LinkError) {
    let found = try link.script("SELECT 1 FROM pg_roles WHERE rolname = '\(deskRole)'")
    guard found.count == 0 else { return }
    do {
      _ = try link.script("CREATE ROLE \(deskRole) NOLOGIN")
    } catch .server("42710") {
      // Somebody else has just made it.
    }
  }
}
