import Fixtures
import Testing

@testable import Vault

@Suite struct PostgresSchemaTests {
  let cluster: PostgresCluster

  init() throws { cluster = try PostgresCluster.shared() }

  @Test func `the tables are made once, whoever asks how often`() throws {
    let place = try cluster.database()
    let link = try place.connected()
    #expect(try PostgresSchema.version(link) == nil)
    try PostgresSchema.install(link)
    try PostgresSchema.install(link)
    #expect(try PostgresSchema.version(link) == PostgresSchema.newest)
    #expect(try link.run(Lines.count).integer(0, 0) == 0)
  }

  @Test func `of several who make them at once, one does and all succeed`() async throws {
    let place = try cluster.database()
    try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let link = try place.connected()
          try PostgresSchema.install(link)
          return try PostgresSchema.version(link)
        }
      }
      for try await version in group { #expect(version == PostgresSchema.newest) }
    }
  }

  @Test func `a desk may neither make, change nor remove tables, and no entry of the journal`()
    throws
  {
    let place = try cluster.database()
    let desk = try place.connected(PostgresCluster.Database.desk)
    #expect(throws: LinkError.denied) { try PostgresSchema.install(desk) }
    let owner = try place.connected()
    try PostgresSchema.install(owner)
    _ = try owner.script(
      """
      INSERT INTO esimdesk.journal VALUES (1, '\\x01');
      INSERT INTO esimdesk.akey VALUES (1, '\\x01');
      INSERT INTO esimdesk.meta VALUES ('slot.1', '\\x01')
      """)
    let forbidden = [
      "ALTER TABLE esimdesk.rec ADD COLUMN extra bigint",
      "ALTER TABLE esimdesk.journal DISABLE TRIGGER ALL",
      "DROP TABLE esimdesk.idx", "TRUNCATE esimdesk.rec", "TRUNCATE esimdesk.journal",
      "CREATE TABLE esimdesk.mine(a bigint)", "CREATE SCHEMA mine",
      "CREATE INDEX mine ON esimdesk.rec(ver)", "DROP SCHEMA esimdesk CASCADE",
      "CREATE TRIGGER mine BEFORE INSERT ON esimdesk.rec EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      "DELETE FROM esimdesk.journal", "UPDATE esimdesk.journal SET body = '\\x02'",
      "UPDATE esimdesk.journal SET seq = 9", "DELETE FROM esimdesk.akey",
      "DELETE FROM esimdesk.station", "DELETE FROM esimdesk.meta", "DELETE FROM esimdesk.mark",
      "UPDATE esimdesk.meta SET v = '\\x02'",
      "INSERT INTO esimdesk.meta VALUES ('slot.2', '\\x02')",
      "INSERT INTO esimdesk.layout VALUES (99)",
      "SET ROLE \(PostgresCluster.Database.owner)", "CREATE ROLE mine",
      "ALTER ROLE \(PostgresCluster.Database.owner) PASSWORD 'x'",
      "COPY esimdesk.rec TO PROGRAM 'cat'", "SELECT pg_read_file('/etc/passwd')",
      "SELECT * FROM pg_authid",
    ]
    for sql in forbidden {
      #expect(throws: LinkError.denied, "\(sql)") { _ = try desk.script(sql) }
    }
    // What a desk lives on.
    _ = try desk.script(
      """
      INSERT INTO esimdesk.rec VALUES (1, 1, 1, NULL, NULL, '\\x01');
      UPDATE esimdesk.rec SET ver = 2 WHERE id = 1; DELETE FROM esimdesk.rec WHERE id = 1;
      INSERT INTO esimdesk.idx VALUES ('\\x01', 1); DELETE FROM esimdesk.idx WHERE tag = '\\x01';
      INSERT INTO esimdesk.akey VALUES (2, '\\x01'); UPDATE esimdesk.akey SET body = '\\x02' WHERE id = 2;
      INSERT INTO esimdesk.station VALUES (7, 0); SELECT seq FROM esimdesk.station WHERE n = 7 FOR UPDATE;
      INSERT INTO esimdesk.mark VALUES ('backup', '\\x01'); UPDATE esimdesk.mark SET v = '\\x02';
      INSERT INTO esimdesk.journal VALUES (2, '\\x02'); SELECT * FROM esimdesk.meta;
      """)
    #expect(try desk.run(Lines.count).integer(0, 0) == 2)
  }
}
