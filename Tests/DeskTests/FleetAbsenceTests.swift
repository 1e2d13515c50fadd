import Fixtures
import Foundation
import Testing

/// Desks that are started while their fleet's server is away, and desks that nobody told whether they did it.
@Suite struct FleetAbsenceTests {
  private let fleet: FleetServer
  private let way: PostgresCluster.Way
  private let desk: FleetDesk

  init() throws {
    fleet = try FleetServer()
    try fleet.importPeople()
    way = try fleet.cluster.way()
    desk = try fleet.desk(way)
  }

  private var options: [String] { ["--station", "test"] + desk.options }

  // MARK: Started without it

  @Test func `a screen begins without its server, offers what works, and goes on by itself`() throws
  {
    // Opened once, so that the desk has met the key of its receipts.
    let talk = try desk.signIn()
    try talk.choose("renewal", "month", "balance").confirm().at("renewal.paid")
    let code = try #require(talk.receipts.last?["code"])
    try talk.end()
    try way.set(.refuse)
    let terminal = try TmuxTerminal(all: ["--brand", "heyon"] + options, in: desk.folder)
    func see(_ words: String) throws { _ = try terminal.wait(words) { $0.text.contains(words) } }
    try see("server has been away since")
    try terminal.type("1")
    try see("needs the server")
    try terminal.press("5", "every bill paid")
    try terminal.press("\r", "server has been away since")
    try terminal.press("6", "Which device is it?")
    try terminal.press("\u{1B}", "server has been away since")
    try terminal.press("4", "such as R-")
    try terminal.type(code)
    try see("Read: a receipt number")
    try terminal.type("\r")
    try see("A real receipt")
    try terminal.type("\r")
    try see("server has been away since")
    try way.set(.pass)
    _ = try terminal.wait("the server") { $0.text.contains("Heyon is an eSIM") }
    try terminal.type("1")
    try see("Sign-in name")
    try terminal.type("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r")
    try see("Overview")
  }

  @Test func `at the json front it is a step of its own, and the next comes by itself`() throws {
    try way.set(.refuse)
    let talk = try JSONDesk(["open", "--json"] + options, in: desk.folder).at("welcome.away")
    #expect(!talk.prompt.isEnabled("signIn") && talk.prompt.isEnabled("prepare"))
    try talk.choose("prepare").at("preparation.list").goOn().at("welcome.away")
    // This desk has never met its server: a genuine receipt must not be called forged.
    let receipt = try fleet.desk().signIn()
    try receipt.choose("renewal", "month", "balance").confirm().at("renewal.paid")
    try talk.choose("lookUp").enter(["receipt": try #require(receipt.receipts.last?["code"])])
    #expect(talk.prompt.refusalCode == "receiptCode.away")
    try talk.home().at("welcome.away")
    try way.set(.pass)
    try talk.arrive("welcome.start")
    try talk.signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
    #expect(try talk.end() == 0)
  }

  @Test func `line by line it is said, and said again when the server is back`() throws {
    try way.set(.refuse)
    let talk = try PlainDesk(
      ["open", "--plain", "--brand", "heyon"] + options, in: desk.folder)
    try talk.shows("server has been away since", "needs the server")
    try way.set(.pass)
    try talk.hears("Heyon is an eSIM")
    try talk.choose("Sign in").type(VaultDesk.ottilie, VaultDesk.password).shows("Overview")
    #expect(talk.end() == 0)
  }

  @Test func `whoever leaves before the server was ever there is told why`() throws {
    try way.set(.refuse)
    let result = try esimdesk(["open", "--json"] + options, in: desk.folder)
    #expect(result.code == 69 && result.out.contains("welcome") && result.err.contains("could be"))
    let wrong = desk.folder("other.key")
    try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: wrong))
    chmod(wrong, 0o600)
    // With a key that does not fit, it ends as soon as that can be known.
    let talk = try JSONDesk(
      ["open", "--json", "--station", "test", "--config", desk.folder("config.json")]
        + ["--key-file", wrong], in: desk.folder, errors: open("/dev/null", O_WRONLY))
    try way.set(.pass)
    while try talk.next() != nil {}
    #expect(try talk.end() == 77)
  }

  @Test func `a kiosk stays up without its server and says to systemd that it lives`() throws {
    try way.set(.refuse)
    let socket = try NotifySocket(at: desk.folder("notify"))
    let terminal = try Terminal(
      ["kiosk"] + options, in: desk.folder,
      more: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "400000"])
    try terminal.wait("server has been away since", "English: begin here", "Hotline")
    try socket.wait(for: "READY=1", then: "WATCHDOG=1", "WATCHDOG=1")
    try terminal.press("1", "Look up")
    try terminal.press("5", "every bill paid")
    terminal.type("\u{1B}")
    try terminal.wait("needs the server")
    terminal.type("0")
    // The next session's image knows since when, and is there at once.
    try socket.wait(for: "READY=1", then: "WATCHDOG=1")
    try terminal.wait("server has been away since", "English: begin here")
    try way.set(.pass)
    try terminal.wait("What you can do here")
    try terminal.press("1", "Look up")
    try terminal.press("1", "Sign-in name")
    terminal.child.kill(SIGTERM)
    #expect(terminal.end() == 0)
  }

  @Test func `a staff desk waits for its server, which is started late`() throws {
    let cluster = try PostgresCluster()
    let own = try FleetServer(cluster)
    let desk = try own.desk()
    try cluster.stop(.a)
    let talk = try JSONDesk(
      ["staff", "--json", "--station", "test"] + desk.options, in: desk.folder
    ).at("staff.away")
    try talk.choose("guide").at("guide.device").choose("home").at("staff.away")
    try cluster.start(.a)
    try talk.arrive("staff.signIn")
    #expect(try talk.end() == 0)
  }

  @Test func `a passphrase is asked for once the server is back`() throws {
    let secret = "correct horse battery"
    let place = try fleet.cluster.database()
    let made = try FleetDesk(place.address(PostgresCluster.Database.owner, verified: true))
    let done = try esimdesk(
      ["init", "--passphrase-fd", "9", "--config", made.folder("config.json")], in: made.folder,
      passphrase: secret)
    #expect(done.code == 0, "\(done)")
    let desk = try FleetDesk(
      place.through(way.port).address(PostgresCluster.Database.desk))
    try way.set(.refuse)
    let terminal = try TmuxTerminal(
      all: [
        "--brand", "heyon", "--station", "test", "--lang", "en", "--config",
        desk.folder("config.json"),
      ], in: desk.folder)
    func see(_ words: String) throws {
      _ = try terminal.wait(words) { $0.text.contains(words) }
    }
    try see("server has been away since")
    try way.set(.pass)
    try see("The vault opens by its passphrase")
    try terminal.type("5")
    try see("Passphrase")
    try terminal.type("\(secret)\r")
    try see("Heyon is an eSIM")
  }

  // MARK: Waiting, and not knowing

  @Test func `the json front tells how long it waits`() throws {
    let talk = try desk.signIn()
    try way.set(.stall)
    _ = try? talk.choose("renewal")
    #expect(talk.error == "refusal.records.away")
    // One, where nothing else kept the desk from looking at its clock.
    let told = talk.waits.compactMap { $0.object["seconds"] as? Int }
    #expect(told.first.map { $0 >= 1 } == true && told == Set(told).sorted(), "\(told)")
  }

  @Test func `an act whose end nobody knew is told as done, and not done again`() throws {
    let talk = try desk.signIn()
    try talk.choose("renewal", "month", "balance")
    try way.set(.loseAnswerAndGo)
    try talk.confirm()
    #expect(talk.prompt.refusalCode == "records.unknown")
    try way.set(.pass)
    try talk.arrive("home.menu")
    #expect(talk.resolved.map { $0.object["done"] as? Bool } == [true])
    let receipts = talk.prompt.option("receipts")?["detail"] as? String
    #expect(receipts?.hasPrefix("1") == true, "\(receipts ?? "none")")
    #expect(try talk.end() == 0)
  }

  @Test func `an act that was not done is told so, and can be done again`() throws {
    let talk = try desk.signIn()
    try talk.choose("renewal", "month", "balance")
    try way.set(.loseCommitAndGo)
    try talk.confirm()
    #expect(talk.prompt.refusalCode == "records.unknown")
    try way.set(.pass)
    while talk.resolved.isEmpty { try talk.hear() }
    #expect(talk.resolved.map { $0.object["done"] as? Bool } == [false])
    try talk.confirm().at("renewal.paid")
    #expect(try talk.end() == 0)
  }

  @Test func `at a screen it is told in its language, also to the next session`() throws {
    let terminal = try TmuxTerminal(
      all: ["--brand", "heyon"] + options.map { $0 == "en" ? "zh-Hant" : $0 }, in: desk.folder)
    func see(_ words: String) throws {
      _ = try terminal.wait(words) { $0.text.contains(words) }
    }
    try see("自助服務")
    try terminal.type("1")
    try see("登入名稱")
    try terminal.type("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r")
    try see("首頁")
    try terminal.type("1")
    try see("1 個月")
    try terminal.type("\r")
    try see("用甚麼方式付款")
    try terminal.type("\r")
    try see("付款前")
    try way.set(.loseAnswerAndGo)
    try terminal.type("2")
    try see("還不知道是否已經辦妥")
    // Whoever restarts the desk meanwhile finds out all the same.
    terminal.end()
    try way.set(.pass)
    let talk = try desk.open()
    #expect(talk.resolved.map { $0.object["done"] as? Bool } == [true])
    try talk.signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
    #expect(try talk.end() == 0)
  }
}
