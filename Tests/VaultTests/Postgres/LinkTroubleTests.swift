import Fixtures
import Foundation
import Testing

@testable import Vault

/// The link with servers that cannot be had, are not who they should be, or go away.
@Suite struct LinkTroubleTests {
  typealias Database = PostgresCluster.Database

  let cluster: PostgresCluster

  init() throws { cluster = try PostgresCluster.shared() }

  /// Gives up when it is first asked.
  private static func impatient(_: Int) -> Bool { false }

  // MARK: Getting in

  @Test func `a server is believed by its certificate alone`() throws {
    let place = try cluster.database()
    let link = try place.link(verified: true)
    try link.connect()
    #expect(link.encryption?.hasPrefix("TLSv1") == true)

    // Signed by somebody this machine does not know.
    let stranger = try Self.link("postgresql://\(Database.owner)@\(place.hosts)/\(place.name)")
    #expect { try stranger.connect() } throws: { Self.isNotTrusted($0) }
    // Signed, for another name.
    let port = try cluster.port()
    let other = try Self.link(
      "postgresql://\(Database.owner)@127.0.0.2:\(port)/\(place.name)?sslrootcert=\(place.authority)"
    )
    #expect { try other.connect() } throws: {
      // The server listens on one address only; where it does on both, the name decides.
      if case LinkError.unreachable = $0 { return true }
      return Self.isNotTrusted($0)
    }
    // Whoever asks for encryption without proof gets just that.
    let trusting = try Self.link(
      "postgresql://\(Database.owner)@\(place.hosts)/\(place.name)?sslmode=require")
    try trusting.connect()
    #expect(trusting.encryption != nil)
  }

  private static func isNotTrusted(_ error: any Error) -> Bool {
    if case LinkError.notTrusted(let words) = error { return !words.isEmpty }
    return false
  }

  private static func link(
    _ address: String, password: String = Database.password, waiting: Waiting? = nil
  ) throws -> Link {
    let link = try Link(
      try PostgresAddress(address), password: { () throws(LinkError) in Array(password.utf8) },
      jitter: { 0 })
    if let waiting { link.waiting = waiting }
    return link
  }

  @Test func `each reason for not getting in is told from the others`() throws {
    let place = try cluster.database()
    #expect(throws: LinkError.refusedLogin) { try place.link(password: "wrong").connect() }
    #expect(throws: LinkError.refusedLogin) { try place.link("nobody_here").connect() }
    let none = try place.link(password: nil)
    #expect { try none.connect() } throws: { $0 is LinkError }
    #expect(throws: LinkError.noDatabase) {
      try Self.link("postgresql://\(Database.owner)@\(place.hosts)/none?sslmode=disable").connect()
    }
    let absent = try Link(
      try PostgresAddress(place.address(Database.owner)),
      password: { () throws(LinkError) in throw .noPassword("/etc/esimdesk/vault.password") })
    #expect(throws: LinkError.noPassword("/etc/esimdesk/vault.password")) { try absent.connect() }
    // A port where nobody listens: what says so names no secret.
    let silent = try LoopbackPort()
    let gone = try Self.link("postgresql://d@127.0.0.1:\(silent.port)/d", password: "hush-hush")
    #expect {
      try gone.connect()
    } throws: { error in
      guard case LinkError.unreachable(let words) = error else { return false }
      return !words.isEmpty && !words.contains("hush")
    }
    let unknown = try Self.link("postgresql://d@no-such-host.invalid/d")
    #expect { try unknown.connect() } throws: { error in
      if case LinkError.unreachable(let words) = error {
        words.contains("no-such-host")
      } else {
        false
      }
    }
  }

  @Test func `a host that answers nobody keeps nobody for longer than they want`() throws {
    // It takes the connection, and says nothing.
    let silent = try LoopbackPort(listening: true)
    let address = "postgresql://d@127.0.0.1:\(silent.port)/d?sslmode=disable&connect_timeout=1"
    #expect(throws: LinkError.givenUp) {
      try Self.link(address, waiting: Self.impatient).connect()
    }
    #expect { try Self.link(address).connect() } throws: { error in
      if case LinkError.unreachable = error { true } else { false }
    }
  }

  @Test func `the host that writes is found among several, and asked first the next time`() throws {
    let place = try cluster.database()
    let silent = try LoopbackPort()
    let link = try Self.link(
      "postgresql://\(Database.owner)@127.0.0.1:\(silent.port),\(place.hosts)/\(place.name)?sslmode=disable"
    )
    try link.connect()
    #expect(link.lastHost == 1)
    link.close()
    try link.connect()
    #expect(link.lastHost == 1)
  }

  // MARK: Losing it

  @Test func `a link lost before the end means that nothing was done`() throws {
    let place = try cluster.database().founded()
    let way = try cluster.way()
    let link = try place.through(way.port).connected(Database.desk)
    try link.begin(writing: true)
    #expect(try link.run(Lines.count).integer(0, 0) == 0)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    try link.flush()
    try way.set(.cut)
    #expect(throws: LinkError.lost) { _ = try link.run(Lines.count) }
    #expect(!link.isOpen)
    link.rollback()
    try link.reconnect()
    #expect(try link.run(Lines.count).integer(0, 0) == 0)
  }

  @Test func `a link lost while it was idle shows at the next act, and nothing was done`() throws {
    let place = try cluster.database().founded()
    let way = try cluster.way()
    let link = try place.through(way.port).connected(Database.desk)
    try way.set(.cut)
    #expect(throws: LinkError.lost) {
      try link.begin(writing: true)
      _ = try link.run(Lines.count)
    }
    // Told by the server, before it goes.
    try link.reconnect()
    try cluster.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(place.name)'")
    #expect(throws: LinkError.lost) {
      try link.begin(writing: true)
      link.queue(Lines.add, [.integer(1), .bytes([1])])
      _ = try link.run(Lines.count)
    }
    try link.reconnect()
    #expect(try link.run(Lines.count).integer(0, 0) == 0)
  }

  @Test func `an answer lost after the commit leaves a doubt, whichever way it went`() throws {
    let place = try cluster.database().founded()
    let way = try cluster.way()
    let link = try place.through(way.port).connected(Database.desk)
    for (mode, seq) in [(PostgresCluster.Way.Mode.loseAnswer, Int64(1)), (.loseCommit, 2)] {
      try way.set(mode)
      try link.begin(writing: true)
      link.queue(Lines.add, [.integer(seq), .bytes([1])])
      #expect(throws: LinkError.inDoubt) { try link.commit() }
      try link.reconnect()
      let isThere = try link.run(Lines.one, [.integer(seq)]).count == 1
      #expect(isThere == (seq == 1))
    }
    #expect(try way.happened() == 2)
  }

  @Test func `a commit is in doubt for whoever gives it up, and never cancelled`() throws {
    let place = try cluster.database().founded()
    let way = try cluster.way()
    let link = try place.through(way.port).connected(Database.desk)
    link.waiting = Self.impatient
    try way.set(.stall)
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(1), .bytes([1])])
    #expect(throws: LinkError.inDoubt) { try link.commit() }
    #expect(!link.isOpen)
    try way.set(.pass)
    link.waiting = Link.unattended
    try link.reconnect()
    // Before the end is asked for, giving up is certain.
    link.waiting = Self.impatient
    try way.set(.stall)
    try link.begin(writing: true)
    link.queue(Lines.add, [.integer(2), .bytes([2])])
    #expect(throws: LinkError.givenUp) { try link.flush() }
    try way.set(.pass)
  }

  @Test func `whoever waits is asked again and again, with the time it took`() throws {
    let place = try cluster.database()
    let link = try place.connected()
    var times: [Int] = []
    link.waiting = { time in
      times.append(time)
      return times.count < 4
    }
    #expect(throws: LinkError.givenUp) { _ = try link.run(Lines.sleep) }
    #expect(times.count == 4)
    #expect(times == times.sorted() && times.allSatisfy { $0 >= 240 })
  }

  @Test func `a statement that somebody cancels leaves the link as it is`() throws {
    let place = try cluster.database()
    let link = try place.connected()
    let cancel =
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = '\(place.name)'"
    let cluster = cluster
    link.waiting = { _ in (try? cluster.sql(cancel)) != nil }
    #expect(throws: LinkError.crowded) { _ = try link.run(Lines.sleep) }
    #expect(try link.script("SELECT 1").text(0, 0) == "1")
  }

  @Test func `bytes lost anywhere on the way never look like success`() throws {
    let place = try cluster.database().founded()
    let way = try cluster.way()
    let link = try place.through(way.port).link(Database.desk)
    var seq: Int64 = 0
    var (told, doubts) = (Set<Int64>(), Set<Int64>())
    for count in stride(from: 1, through: 6_000, by: 397) {
      if !link.isOpen { try link.reconnect() }
      try way.set(.cutAfter(count))
      for _ in 0..<40 where link.isOpen {
        seq += 1
        do throws(LinkError) {
          try link.begin(writing: true)
          _ = try link.run(Lines.count)
          link.queue(Lines.add, [.integer(seq), .bytes([1])])
          try link.commit()
          told.insert(seq)
        } catch {
          #expect(error == .lost || error == .inDoubt)
          if error == .inDoubt { doubts.insert(seq) }
        }
      }
      try way.set(.pass)
    }
    if !link.isOpen { try link.reconnect() }
    var there: Set<Int64> = []
    for number in 1...seq where try link.run(Lines.one, [.integer(number)]).count == 1 {
      there.insert(number)
    }
    #expect(told.isSubset(of: there))
    #expect(there.subtracting(told).isSubset(of: doubts))
    #expect(!told.isEmpty)
  }
}

/// A port of this machine where nobody answers.
final class LoopbackPort {
  let port: UInt16
  private let descriptor: Int32

  init(listening: Bool = false) throws {
    let end = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(end, address, length) == 0 && getsockname(end, address, &length) == 0
      }
    }
    try #require(bound && (!listening || listen(end, 1) == 0))
    descriptor = end
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }
}
