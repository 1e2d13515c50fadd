import Fixtures
import Testing

@testable import Vault

/// A primary, its synchronous standby, and what becomes of a link when one of them goes.
@Suite struct LinkFailOverTests {
  typealias Database = PostgresCluster.Database

  @Test func `a primary that dies is followed by its standby, with all that was done`() throws {
    let cluster = try PostgresCluster(standby: true, durable: true)
    let place = try cluster.database().founded()
    let link = try place.connected(Database.desk)
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    try link.commit()
    try cluster.settle(place)

    // While nothing but the standby is left, there is nobody who writes.
    try cluster.kill(.a)
    #expect(throws: LinkError.lost) {
      try link.begin(writing: true)
      _ = try link.run(Lines.count)
    }
    #expect(throws: LinkError.readOnlyServer) { try link.connect() }
    var asked = 0
    link.waiting = { _ in
      asked += 1
      return asked < 3
    }
    #expect(throws: LinkError.readOnlyServer) { try link.reconnect() }
    link.waiting = Link.unattended

    try cluster.promote(.b)
    try link.reconnect()
    #expect(link.lastHost == 1)
    #expect(try link.run(Lines.one, [.integer(1)]).bytes(0, 1) == [1])

    // Nothing counts as done until the new standby has it too.
    link.waiting = { _ in false }
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(2), .bytes([2])])
    #expect(throws: LinkError.inDoubt) { try link.commit() }
    link.waiting = Link.unattended
    try cluster.rejoin(.a)
    try link.reconnect()
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(3), .bytes([3])])
    try link.commit()
    #expect(
      try cluster.sql("SELECT seq FROM esimdesk.journal ORDER BY seq", on: .a, database: place.name)
        == "1\n2\n3")
  }

  @Test func `a commit that no longer waits for its standby is in doubt`() throws {
    let cluster = try PostgresCluster(standby: true, durable: true)
    let place = try cluster.database().founded()
    let link = try place.connected(Database.desk)
    try cluster.kill(.b)
    // The server says COMMIT, and with it that the standby has nothing of it.
    link.waiting = { _ in
      (try? cluster.sql(
        """
        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE datname = '\(place.name)' AND wait_event = 'SyncRep'
        """)) != nil
    }
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    #expect(throws: LinkError.inDoubt) { try link.commit() }
    #expect(!link.isOpen)
  }

  @Test func `a server that stands still is left, and found again when it goes on`() throws {
    let cluster = try PostgresCluster()
    let place = try cluster.database().founded()
    let link = try place.connected(Database.desk)
    try cluster.freeze(.a)
    link.waiting = { $0 < 500 }
    #expect(throws: LinkError.givenUp) {
      try link.begin(writing: true)
      _ = try link.run(Lines.count)
    }
    try cluster.thaw(.a)
    link.waiting = Link.unattended
    try link.reconnect()
    #expect(try link.run(Lines.count).integer(0, 0) == 0)

    // A restart ends all sessions, and says so.
    try cluster.stop(.a)
    #expect(throws: LinkError.lost) { _ = try link.run(Lines.count) }
    try cluster.start(.a)
    try link.reconnect()
    #expect(try link.run(Lines.count).integer(0, 0) == 0)
  }
}
