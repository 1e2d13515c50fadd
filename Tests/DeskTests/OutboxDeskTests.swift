import Fixtures
import Foundation
import Glibc
import Testing

/// The outbox of the real program, and a real mail server on loopback.
@Suite struct OutboxDeskTests {
  let server: LoopbackServer
  let vault: VaultDesk

  init() throws {
    server = try LoopbackServer("smtp")
    vault = try VaultDesk()
  }

  private struct Letter: Decodable {
    var text: String
    var headers: [String: String]
    var envelope: [String]
  }

  private func letters(_ least: Int = 0) throws -> [Letter] {
    let path = try server.text("mails")
    let deadline = Deadline()
    while true {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      let whole = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      if whole.count >= least || deadline.isOver {
        return try whole.map { try JSONDecoder().decode(Letter.self, from: Data($0.utf8)) }
      }
      deadline.pause()
    }
  }

  /// A configuration with mail over TLS and short messages into a folder.
  private func configuration(_ other: VaultDesk? = nil) throws -> [String] {
    let vault = other ?? vault
    let word = try vault.folder.write("pässword 口令\n", to: "password", mode: 0o600)
    if access(vault.folder("sms"), F_OK) != 0 { mkdir(vault.folder("sms"), 0o770) }
    let json = """
      {"format": 1,
       "mail": {"from": "desk@heyon.example", "smtp": {"host": "localhost",
         "port": \(try server.number("tls")), "security": "tls", "user": "desk",
         "password": {"file": "\(word)"}, "authorities": "\(try server.text("authority"))"}},
       "sms": {"spool": "\(vault.folder("sms"))"}}
      """
    return ["--config", try vault.folder.write(json, to: "config.json")]
  }

  private func desk(_ options: [String]) throws -> JSONDesk {
    try JSONDesk(["open", "--json"] + vault.access + options, in: vault.folder)
      .signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
  }

  private func outbox(_ words: String...) throws -> Result {
    try esimdesk(["outbox"] + words + vault.access + configuration(), in: vault.folder)
  }

  @Test func `REN-10: a mail leaves for a server while the desk is open, and a code goes by SMS`()
    throws
  {
    let desk = try desk(try configuration())
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    let letter = try #require(try letters(1).first)
    #expect(letter.envelope == ["desk@heyon.example", VaultDesk.ottilie])
    #expect(letter.text.contains("BILL-SEED-1"))
    try desk.applyUpToIdentity().choose("smsCode")
    let deadline = Deadline()
    // As smsd looks: a file still being written has a hidden name.
    func whole() -> String? { vault.folder.names("sms").first { !$0.hasPrefix(".") } }
    while whole() == nil, !deadline.isOver { deadline.pause() }
    let name = try #require(whole())
    let file = String(decoding: try vault.folder.bytes("sms/\(name)"), as: UTF8.self)
    #expect(file.hasPrefix("To: 8613800770001\nAlphabet: ISO\n\nHeyon: "))
    try desk.enter(["code": try #require(sixDigits(in: file))]).at("closure.confirm")
    // A file that is there is not yet a message that is known to be delivered.
    while try outbox("list").out != "No message waits to be delivered.\n", !deadline.isOver {
      deadline.pause()
    }
    try desk.end()
    #expect(try outbox("list").out == "No message waits to be delivered.\n")
  }

  @Test func `X-07: killed at any moment, a desk has told everything in the end, under one number`()
    throws
  {
    for moment in 0..<6 {
      let vault = try VaultDesk(copying: vault)
      let options = try vault.access + configuration(vault)
      let before = try letters().count
      let desk = try JSONDesk(["open", "--json"] + options, in: vault.folder)
        .signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
      try desk.choose("bills", "BILL-SEED-1", "balance").confirm()
      usleep(UInt32(moment * 5_000))
      desk.kill()
      try desk.end()
      #expect(try esimdesk(["outbox", "retry", "all"] + options, in: vault.folder).code == 0)
      #expect(try esimdesk(["outbox", "send"] + options, in: vault.folder).code == 0)
      let came = try letters().dropFirst(before)
      #expect(came.count >= 1, "moment \(moment)")
      #expect(Set(came.map { $0.headers["Message-ID"] }).count == 1, "moment \(moment)")
      #expect(try vault.isSound, "moment \(moment)")
    }
  }

  @Test func `several couriers at once deliver each message once`() throws {
    let desk = try desk([])
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    try desk.choose("renewal", "month", "balance").confirm().home()
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    #expect(try outbox("list", "--json").out.split(separator: "\n").count == 3)
    // Written once: the first of them may be reading it by now.
    let options = try vault.access + configuration()
    let sending = try (1...3).map { _ in
      try Child(
        Child.program, ["outbox", "send"] + options, environment: vault.folder.environment)
    }
    for child in sending { #expect(child.ended() == 0) }
    #expect(try letters().count == 3)
    #expect(try outbox("list").out == "No message waits to be delivered.\n")
  }

  @Test func `a person at the desk waits for no mail server, and one that is down loses nothing`()
    throws
  {
    let options = try configuration()
    // It takes connections and never says a word.
    let hole = try Hole()
    let path = vault.folder("config.json")
    let json = try String(contentsOfFile: path, encoding: .utf8)
    _ = try vault.folder.write(
      json.replacing("\(try server.number("tls"))", with: "\(hole.port)"), to: "config.json")
    let desk = try desk(options)
    for answer in ["month", "month"] {
      try desk.choose("renewal", answer, "balance").confirm().at("renewal.paid").home()
    }
    // The courier is in the middle of it all this while.
    desk.kill()
    try desk.end()
    #expect(try outbox("retry", "all").out == "2 messages will be tried again now.\n")
    #expect(try outbox("send").code == 0)
    #expect(try letters().count == 2)
  }

  @Test func `what a server refuses is parked, shown with its reason and without its address`()
    throws
  {
    let people = VaultDesk.people.replacing("ottilie.seed@", with: "refused@")
    let vault = try VaultDesk(importing: vault.folder.write(people, to: "refused.csv"))
    let options = try configuration()
    let desk = try JSONDesk(["open", "--json"] + vault.access + options, in: vault.folder)
    try desk.signIn("refused@example.com", VaultDesk.password).at("home.menu")
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm()
    func outbox(_ words: String...) throws -> Result {
      try esimdesk(["outbox"] + words + vault.access + options, in: vault.folder)
    }
    let deadline = Deadline()
    while try !outbox("list").out.contains("PARKED"), !deadline.isOver { deadline.pause() }
    try desk.end()
    let list = try outbox("list").out
    #expect(list.contains("r•••@example.com") && list.contains("PARKED") && list.contains("(550)"))
    #expect(!list.contains("refused@") && !list.contains("BILL"))
    #expect(try vault.run("status").out.contains("0 waiting, 1 parked"))
    #expect(try outbox("send").out == "Delivered 0, to be tried again 0, parked 0.\n")
    #expect(try outbox("retry", "99999").code == 66)
    #expect(try outbox("retry", "all").code == 0)
    #expect(try vault.run("status").out.contains("1 waiting, 0 parked"))
    #expect(try outbox("send").out == "Delivered 0, to be tried again 0, parked 1.\n")
  }

  @Test
  func `a password file that everybody can read is told with its place before anything opens`()
    throws
  {
    let options = try configuration()
    chmod(vault.folder("password"), 0o644)
    let result = try esimdesk(["open", "--json"] + vault.access + options, in: vault.folder)
    #expect(result.code == 78 && result.errLines.count == 1)
    #expect(result.err.contains("mail.smtp.password") && result.err.contains("chmod o-rwx"))
    #expect(!result.err.contains("口令"))
  }
}

/// A port that takes connections and says nothing.
private final class Hole {
  private let socket: Int32
  let port: Int

  init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    self.socket = socket
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(socket, place, length) == 0 && listen(socket, 8) == 0
          && getsockname(socket, place, &length) == 0
      }
    }
    guard bound else { throw Child.Trouble("no port") }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }
}
