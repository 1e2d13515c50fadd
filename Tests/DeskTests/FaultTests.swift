import Fixtures
import Foundation
import Glibc
import Testing

/// The program where the machine does not play along: no room, no rights, signals at the wrong moment.
@Suite(.serialized) struct FaultTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private var options: [String] {
    ["--vault", folder("vault/vault"), "--key-file", folder("key"), "--lang", "en"]
  }

  private func people(_ numbers: Range<Int>, balance: Int = 0) -> String {
    "brand,number,name,balance,email,password_hash,language,state,plan,tier,valid_from,valid_until,paid_terms,device_model,device_esim\n"
      + numbers.map {
        "heyon,H-9\(100_000 + $0),Person \($0),\(balance),p\($0)@example.org,\"\(VaultDesk.hash)\",en,active,data-plus,month,2098-12-31,2099-01-31,10,Model X,yes\n"
      }.joined()
  }

  // MARK: Room

  @Test(
    .aboutFiles(.disk), .enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func
    `a disk that is full refuses an import and a renewal whole, and both work once there is room`()
    throws
  {
    try FileManager.default.createDirectory(
      atPath: folder("vault"), withIntermediateDirectories: false)
    let mount = try #require(Mount(over: folder("vault"), size: "1200k"))
    defer { mount.end() }
    #expect(try esimdesk(["init"] + options, in: folder).code == 0)
    let few = try folder.write(people(0..<5, balance: 12_000), to: "few.csv")
    #expect(try esimdesk(["import", few] + options, in: folder).code == 0)
    let before = try esimdesk(["verify"] + options, in: folder)
    #expect(before.code == 0)

    let many = try folder.write(people(10..<3000), to: "many.csv")
    let full = try esimdesk(["import", many] + options, in: folder)
    #expect(full.code == 74 && full.out.isEmpty && full.errLines.count == 1, "\(full)")
    #expect(try esimdesk(["verify"] + options, in: folder).out == before.out)

    let desk = try JSONDesk(["open", "--json"] + options, in: folder)
    try desk.signIn("p1@example.org", VaultDesk.password).at("home.menu")
    try desk.choose("renewal", "month", "balance").at("renewal.check")
    mount.fill("ballast")
    try desk.confirm()
    #expect(desk.receipts.isEmpty && desk.prompt.step != "renewal.paid", "\(desk.prompt.text)")
    mount.makeRoom("ballast")
    try desk.home().choose("renewal", "month", "balance").confirm().at("renewal.paid")
    #expect(desk.receipts.count == 1)
    try desk.home().choose("management")
    #expect(desk.prompt.said.contains("66.90"), "\(desk.prompt.said)")
    try desk.end()

    let some = try folder.write(people(10..<20), to: "some.csv")
    #expect(try esimdesk(["import", some] + options, in: folder).out.hasPrefix("10 subscribers"))
    #expect(try esimdesk(["verify"] + options, in: folder).code == 0)
  }

  // MARK: Rights

  @Test(.aboutFiles(.rights), .enabled(if: geteuid() == 0, "only root can become somebody else"))
  func `somebody without rights is told which ones, and nothing changes`() throws {
    #expect(try esimdesk(["init"] + options, in: folder).code == 0)
    let before = try folder.bytes("vault/vault")
    // Where anybody may come, with a program of their own, and a key that is theirs.
    chmod(folder.path, 0o755)
    try FileManager.default.copyItem(atPath: Child.program, toPath: folder("esimdesk"))
    chmod(folder("esimdesk"), 0o755)
    chown(folder("key"), 65_534, 65_534)
    func verify() throws -> Result {
      let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", folder("esimdesk")]
      return try esimdesk(
        nobody + ["verify"] + options, in: folder, program: "/usr/bin/setpriv")
    }
    func give(_ mode: mode_t, _ folderMode: mode_t) {
      for name in folder.names("vault") {
        chown(folder("vault/\(name)"), 65_534, 65_534)
        chmod(folder("vault/\(name)"), mode)
      }
      chown(folder("vault"), 65_534, 65_534)
      chmod(folder("vault"), folderMode)
    }
    var said: [String] = []
    #expect(try verify().code == 77)
    for (mode, folderMode) in [(0o000, 0o700), (0o400, 0o700), (0o600, 0o500)] as [(mode_t, mode_t)]
    {
      give(mode, folderMode)
      let result = try verify()
      #expect(result.code == 77 && result.out.isEmpty && result.errLines.count == 1, "\(result)")
      said.append(result.err)
    }
    #expect(said[0] != said[1] && said[1] == said[2], "\(said)")
    #expect(try folder.bytes("vault/vault") == before)
    give(0o600, 0o700)
    #expect(try verify().code == 0)
  }

  // MARK: Two at once

  @Test func `X-10 two programs renewing one account again and again pay for each month once`()
    throws
  {
    let file = try folder.write(people(0..<1, balance: 1_000_000), to: "rich.csv")
    let vault = try VaultDesk(importing: file)
    let desks = try (0..<2).map { _ in
      try vault.open().signIn("p0@example.org", VaultDesk.password)
    }
    var refused = 0
    for _ in 0..<rounds(12) {
      for desk in desks {
        try desk.home().choose("renewal", "month", "balance").at("renewal.check")
      }
      for desk in desks { desk.put(#"{"confirm":true}"#) }
      for desk in desks { try desk.listen() }
      refused += desks.filter { $0.prompt.step != "renewal.paid" }.count
    }
    let paid = desks.map(\.receipts.count).reduce(0, +)
    #expect(Set(desks.flatMap(\.receipts).map { $0["id"] }).count == paid)
    #expect(paid + refused == 2 * rounds(12) && paid >= rounds(12), "\(paid), \(refused)")
    let desk = try desks[0].home()
    let end = desk.prompt.body.first { $0.contains("runs out ") } ?? ""
    try desk.choose("management")
    let balance = desk.prompt.body.first { $0.hasPrefix("Balance") }?.filter(\.isNumber) ?? ""
    #expect(Int(balance) == 1_000_000 - 5310 * paid, "\(balance), \(paid)")
    // January 2099 and one month more for each receipt.
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    #expect(end.contains("\(months[paid % 12]) \(2099 + paid / 12)"), "\(end), \(paid)")
    #expect(try vault.isSound)
  }

  // MARK: Signals

  @Test func `a signal at any moment of asking for the passphrase leaves the echo on`() throws {
    var chance = SplitMix64(seed: 11)
    var silent = 0
    for round in 0..<rounds(16) {
      let terminal = try Terminal(["init", "--lang", "en"], in: folder)
      if round % 2 == 0 {
        try terminal.wait("no echo") { _ in !terminal.echoes }
        terminal.type("half a pass")
        silent += 1
      } else {
        usleep(UInt32.random(in: 0..<60_000, using: &chance))
      }
      let signal = [SIGINT, SIGTERM, SIGHUP, SIGQUIT][round / 2 % 4]
      terminal.child.kill(signal)
      #expect(terminal.end() != nil, "signal \(signal)")
      #expect(terminal.echoes && terminal.modes == terminal.modesBefore, "signal \(signal)")
      #expect(!terminal.text.contains("half"))
    }
    #expect(silent > 0 && folder.names("state").isEmpty)
  }

  @Test func `quitting while the program still starts ends it, and no crash is told of`()
    throws
  {
    // The runtime takes this signal over some milliseconds after the start, and gives it back in main.
    for round in 0..<rounds(24) {
      let terminal = try Terminal(["init", "--lang", "en"], in: folder)
      usleep(UInt32(round % 24 * 500))
      terminal.child.kill(SIGQUIT)
      #expect(terminal.end() == -SIGQUIT)
      #expect(terminal.modes == terminal.modesBefore)
      #expect(
        !terminal.text.contains("rash") && !terminal.text.contains("space"), "\(terminal.text)")
    }
  }

  @Test func `begun in the background, the program waits for the terminal and can be killed`()
    throws
  {
    let terminal = try Terminal(
      all: ["--norc", "-i"], in: folder, more: ["PS1": "shell> "], program: "/bin/bash")
    try terminal.wait("shell>")
    for arguments in ["init --lang en", "demo --lang en", "demo --plain --lang en"] {
      terminal.type("clear; \(Child.program) \(arguments) &\n")
      try terminal.wait("its stop") { picture in
        terminal.type("\n")
        return picture.text.contains("Stopped")
      }
      terminal.type("kill %1\n")
      try terminal.wait("its end") { picture in
        terminal.type("\n")
        return picture.text.contains("Terminated")
      }
    }
    terminal.type("exit\n")
    #expect(terminal.end() == 0)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
  }

  @Test func `stopped while the passphrase is asked for, the program asks anew`() throws {
    let terminal = try Terminal(["init", "--lang", "en"], in: folder)
    try terminal.wait("no echo") { _ in !terminal.echoes }
    terminal.type("half a pass")
    terminal.child.kill(SIGTSTP)
    // It is alone in its session, so nothing stops it; it has put the terminal right all the same.
    try terminal.wait("asked twice") { _ in
      terminal.text.components(separatedBy: "Passphrase of the vault").count > 2
    }
    terminal.child.kill(SIGCONT)
    try terminal.wait("no echo") { _ in !terminal.echoes }
    try terminal.press("hush hush words\n", "again")
    terminal.type("hush hush words\n")
    #expect(terminal.end() == 0)
    #expect(terminal.modes == terminal.modesBefore && !terminal.text.contains("h words"))
  }

  @Test(.enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func
    `a backup for which there is no room leaves nothing half written, and the one before as it was`()
    throws
  {
    #expect(try esimdesk(["init"] + options, in: folder).code == 0)
    let file = try folder.write(people(0..<2000), to: "people.csv")
    try FileManager.default.createDirectory(
      atPath: folder("stick"), withIntermediateDirectories: false)
    let mount = try #require(Mount(over: folder("stick"), size: "1m"))
    defer { mount.end() }
    let backup = ["backup", folder("stick/backup")] + options
    #expect(try esimdesk(backup, in: folder).code == 0)
    let (before, names) = (try folder.bytes("stick/backup"), folder.names("stick"))
    #expect(try esimdesk(["import", file] + options, in: folder).code == 0)
    let full = try esimdesk(backup + ["--replace"], in: folder)
    #expect(full.code == 73 && full.out.isEmpty && full.errLines.count == 1, "\(full)")
    #expect(try folder.bytes("stick/backup") == before && folder.names("stick") == names)
    #expect(try esimdesk(["verify"] + options, in: folder).code == 0)
  }
}
