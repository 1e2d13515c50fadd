import Fixtures
import Foundation
import Testing

@testable import Vault

/// The link with a real server that does what it should.
@Suite struct LinkTests {
  let cluster: PostgresCluster

  init() throws { cluster = try PostgresCluster.shared() }

  @Test func `numbers, bytes, words and nothing come back as they went`() throws {
    let link = try cluster.database().connected()
    let echo = LinkStatement(
      "echo", "SELECT $1::bigint, $2::bytea, $3::text, $4::bigint, $1 IS NULL", .integer, .bytes,
      .text, .integer)
    for number in [Int64.min, -1, 0, 1, 1 << 53, .max] {
      let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
      let rows = try link.run(echo, [.integer(number), .bytes(bytes), .text("中港通 €"), .null])
      #expect(rows.count == 1)
      #expect(rows.integer(0, 0) == number)
      #expect(rows.bytes(0, 1) == bytes)
      #expect(rows.text(0, 2) == "中港通 €")
      #expect(rows.optionalInteger(0, 3) == nil && rows.isNull(0, 3))
    }
    let empty = try link.run(echo, [.null, .bytes([]), .text(""), .null])
    #expect(empty.optionalInteger(0, 0) == nil)
    #expect(empty.optionalBytes(0, 1) == [])
    #expect(empty.text(0, 2) == "" && !empty.isNull(0, 2))
  }

  @Test func `an act is all or nothing`() throws {
    let place = try cluster.database().founded()
    let link = try place.connected(PostgresCluster.Database.desk)
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    link.queue(Lines.add, [.integer(2), .bytes([2])])
    #expect(try link.run(Lines.count).integer(0, 0) == 2)
    link.rollback()
    #expect(try link.run(Lines.count).integer(0, 0) == 0)

    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    try link.commit()
    #expect(try link.run(Lines.one, [.integer(1)]).bytes(0, 1) == [1])

    // The second fails: the first is undone with it, and the link goes on.
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(2), .bytes([2])])
    link.queue(Lines.add, [.integer(1), .bytes([9])])
    #expect(throws: LinkError.race) { try link.commit() }
    link.rollback()
    #expect(try link.run(Lines.count).integer(0, 0) == 1)

    // What failed in the middle is not committed by whoever looks away.
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(3), .bytes([3])])
    #expect(throws: LinkError.race) { _ = try link.run(Lines.add, [.integer(1), .bytes([])]) }
    #expect(throws: LinkError.server("25P02")) { try link.commit() }
    #expect(try link.run(Lines.count).integer(0, 0) == 1)
  }

  @Test func `nothing that was begun and not sent reaches the server`() throws {
    let place = try cluster.database().founded()
    let link = try place.connected()
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    link.rollback()
    link.rollback()
    #expect(try link.run(Lines.count).integer(0, 0) == 0)
  }

  @Test func `reading sees one moment, and may not write`() throws {
    let place = try cluster.database().founded()
    let (one, two) = (try place.connected(), try place.connected())
    try one.begin(writing: false)
    #expect(try one.run(Lines.count).integer(0, 0) == 0)
    try two.begin(writing: true)
    two.queue(Lines.add, [.integer(1), .bytes([1])])
    try two.commit()
    #expect(try one.run(Lines.count).integer(0, 0) == 0)
    #expect(throws: LinkError.readOnlyServer) {
      _ = try one.run(Lines.add, [.integer(2), .bytes([])])
    }
    one.rollback()
    #expect(try one.run(Lines.count).integer(0, 0) == 1)
  }

  @Test func `of two who change one record, one loses the race and nothing is overwritten`() throws
  {
    let place = try cluster.database().founded()
    let (one, two) = (try place.connected(), try place.connected())
    try one.begin(writing: true)
    one.queue(Lines.put, [.integer(1), .null, .bytes([0])])
    try one.commit()

    for link in [one, two] {
      try link.begin(writing: true)
      #expect(try link.run(Lines.record, [.integer(1)]).integer(0, 0) == 1)
    }
    one.queue(Lines.next, [.integer(1), .integer(2), .bytes([1])])
    two.queue(Lines.next, [.integer(1), .integer(2), .bytes([2])])
    try one.commit()
    #expect(throws: LinkError.race) { try two.commit() }
    two.rollback()

    // A version that is not the one before is refused even to whoever read nothing.
    try two.begin(writing: true)
    two.queue(Lines.next, [.integer(1), .integer(2), .bytes([2])])
    #expect(throws: LinkError.race) { try two.commit() }
    two.rollback()
    let record = try two.run(Lines.record, [.integer(1)])
    #expect(record.integer(0, 0) == 2 && record.bytes(0, 2) == [1])
  }

  @Test func `more goes out at once than fits any buffer`() throws {
    let place = try cluster.database().founded()
    let link = try place.connected()
    let body = [UInt8](repeating: 7, count: 20_000)
    try link.begin(writing: true)
    for seq in 1...400 { link.queue(Lines.add, [.integer(Int64(seq)), .bytes(body)]) }
    // Answers large enough to fill the other direction meanwhile.
    for seq in 1...400 { link.queue(Lines.one, [.integer(Int64(seq))]) }
    try link.commit()
    #expect(try link.run(Lines.count).integer(0, 0) == 400)
    #expect(try link.run(Lines.one, [.integer(400)]).bytes(0, 1) == body)
  }

  @Test func `the session is what a vault needs`() throws {
    let link = try cluster.database().connected()
    func setting(_ name: String) throws -> String { try link.script("SHOW \(name)").text(0, 0) }
    #expect(try setting("synchronous_commit") == "on")
    #expect(try setting("search_path") == "esimdesk")
    #expect(try setting("idle_in_transaction_session_timeout") == "1min")
    #expect(try setting("enable_seqscan") == "off")
    try link.begin(writing: true)
    let level = LinkStatement("level", "SELECT current_setting('transaction_isolation')")
    #expect(try link.run(level).text(0, 0) == "serializable")
    link.rollback()
    #expect(link.setting("server_version")?.isEmpty == false)
    #expect(link.encryption == nil)
  }

  @Test func `several statements without values are one thing`() throws {
    let link = try cluster.database().connected()
    #expect(throws: LinkError.server("42601")) { _ = try link.script("SELECT 1; SELEKT 2") }
    #expect(throws: LinkError.server("22023")) {
      _ = try link.script(
        "CREATE TABLE public.a(b bigint); SELECT set_config('statement_timeout', '-9', false)")
    }
    #expect(try link.script("SELECT 1; SELECT 2, 3").text(0, 1) == "3")
    #expect(throws: LinkError.noSchema) { _ = try link.script("SELECT * FROM public.a") }
  }
}
