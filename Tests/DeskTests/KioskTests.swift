import Foundation
import Glibc
import Testing

/// `esimdesk kiosk` on a real terminal: idle, wiped, locked, watched over.
@Suite(.serialized) struct KioskTests {
  let desk: VaultDesk

  init() throws { desk = try VaultDesk() }

  private static let question = "Are you still there?"
  private static let begin = "English: begin here"

  /// Seconds before the question and before the end: short, for nobody waits minutes here.
  private func kiosk(
    _ more: String..., warning: Int = 60, reset: Int = 120, environment: [String: String] = [:]
  ) throws -> Terminal {
    let terminal = try Terminal(
      [
        "kiosk", "--vault", desk.place, "--key-file", desk.folder("key"),
        "--lang", "en", "--station", "hall-1", "--sendmail", desk.folder("sendmail"),
        "--idle-warning", "\(warning)", "--idle-reset", "\(reset)",
      ] + more, in: desk.folder, more: environment)
    try terminal.wait(Self.begin, "hall-1")
    return terminal
  }

  /// From the first screen to the sign-in form, with a name typed.
  private func type(_ name: String, on terminal: Terminal) throws {
    try terminal.press("1", "Look up")
    try terminal.press("1", "Sign-in name")
    try terminal.press(name, name)
  }

  private func signIn(on terminal: Terminal) throws {
    try type(VaultDesk.ottilie, on: terminal)
    let before = try terminal.look().cursor.row
    terminal.type(Keys.enter)
    try terminal.wait("the next field") { $0.cursor.row != before }
    terminal.type(VaultDesk.password + Keys.enter)
    try terminal.wait("Overview", "Seeded Ottilie")
  }

  /// Waits until something has been written since a place in the output.
  private func wait(_ terminal: Terminal, for text: String, since place: Int) throws {
    let bytes = Data(text.utf8)
    try terminal.wait(text.debugDescription) { _ in
      Data(terminal.written[place...]).range(of: bytes) != nil
    }
  }

  private func setPIN(_ pin: String) throws {
    let made = try esimdesk(
      [
        "kiosk-pin", "--pin-fd", "9", "--vault", desk.place, "--key-file",
        desk.folder("key"),
      ], in: desk.folder, passphrase: pin)
    #expect(made.code == 0, "\(made)")
  }

  private static func script(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Scripts/\(name)").path
  }

  private static let chord = "\u{18}\u{11}"

  // MARK: Idle

  @Test func `it asks, any key goes on, and the session ends within a second of its time`() throws {
    let terminal = try kiosk(warning: 4, reset: 8)
    var (earliness, lateness): ([Double], [Double]) = ([], [])
    // Others may hold the processor for a while; never early, and on time when it is free.
    for _ in 1...8 {
      try type("seeded-name", on: terminal)
      try terminal.wait(Self.question) { $0.text.contains(Self.question) }
      // The desk hears it somewhere between the two.
      let before = Deadline.now
      terminal.type("z")
      let touched = Deadline.now
      try terminal.wait("no question") {
        !$0.text.contains(Self.question) && $0.text.contains("seeded-name")
      }
      #expect(try !terminal.look().text.contains("seeded-namez"))
      try terminal.wait(Self.question, "seeded-name")
      let place = terminal.written.count
      try wait(terminal, for: "\u{1B}[3J", since: place)
      let end = Deadline.now
      earliness.append(8 - Double(end - before) / 1e9)
      lateness.append(Double(end - touched) / 1e9 - 8)
      try terminal.wait(Self.begin)
      if lateness.contains(where: { $0 <= 1 }) { break }
    }
    #expect(earliness.allSatisfy { $0 < 0.01 }, "\(earliness)")
    #expect(lateness.contains { $0 <= 1 }, "\(lateness)")
  }

  @Test func `one session follows another in the same process, in the kiosk's own language`() throws
  {
    let terminal = try kiosk()
    for _ in 1...3 {
      try terminal.press("2", "登录")
      let place = terminal.written.count
      terminal.type("0")
      try wait(terminal, for: "\u{1B}[3J", since: place)
      try terminal.wait(Self.begin, "What you can do here")
    }
    #expect(terminal.child.poll() == nil)
  }

  // MARK: Wiped

  /// Texts of a person: typed, pasted, secret, and shown from the records.
  private static let seeds = [
    "seedtyped1", "seedpasted2", "seedsecret3", VaultDesk.password, "Seeded Ottilie", "H-770001",
  ]

  private func found(in pid: pid_t) throws -> [String] {
    let result = try esimdesk(
      [Self.script("memory.py"), "\(pid)"], in: desk.folder,
      input: Self.seeds.joined(separator: "\n") + "\n", program: Terminal.python)
    #expect(result.code == 0, "\(result.err)")
    return result.out.split(separator: "\n").map(String.init)
  }

  @Test(
    .enabled(if: geteuid() == 0, "another user's memory is not to be read, and this one's neither"))
  func `after a session none of its text is in the memory of the kiosk`() throws {
    let terminal = try kiosk()
    try type("seedtyped1", on: terminal)
    terminal.type(Keys.paste("seedpasted2"))
    try terminal.wait("seedtyped1seedpasted2")
    #expect(try found(in: terminal.child.pid).contains("seedtyped1"), "the search finds nothing")
    terminal.type(Keys.enter)
    terminal.type("seedsecret3" + Keys.enter)
    try terminal.wait("Nothing") { $0.text.contains("! ") }
    terminal.type("\u{1B}")
    try terminal.wait("Look up")
    let place = terminal.written.count
    terminal.type("0")
    try wait(terminal, for: "\u{1B}[3J", since: place)
    try terminal.wait(Self.begin)
    try signIn(on: terminal)
    #expect(try found(in: terminal.child.pid).contains("Seeded Ottilie"))
    let before = terminal.written.count
    terminal.type("0")
    try wait(terminal, for: "\u{1B}[3J", since: before)
    try terminal.wait(Self.begin)
    #expect(try found(in: terminal.child.pid) == [])
  }

  @Test
  func `after a session nothing of it can be scrolled back to, and the window has another name`()
    throws
  {
    let terminal = try kiosk()
    try signIn(on: terminal)
    let place = terminal.written.count
    terminal.type("0")
    try wait(terminal, for: "\u{1B}[3J", since: place)
    try terminal.wait(Self.begin)
    let file = desk.folder("written")
    try Data(terminal.written).write(to: URL(fileURLWithPath: file))
    let result = try esimdesk(
      ["-c", "\(Terminal.python) \(Self.script("scrollback.py")) < \(file)"], in: desk.folder,
      program: "/bin/sh")
    #expect(result.out.contains(Self.begin), "\(result)")
    for text in ["Ottilie", "ottilie", "H-770001"] {
      #expect(!result.out.contains(text), "\(text)")
    }
    #expect(terminal.text.contains("\u{1B}]2;esimdesk hall-1\u{7}"))
  }

  @Test func `tmux, whose history this program did not write, keeps nothing of a session either`()
    throws
  {
    let tmux = Tmux(desk.folder)
    try tmux.start([
      Child.program, "kiosk", "--vault", desk.place, "--key-file",
      desk.folder("key"), "--lang", "en", "--station", "hall-1", "--brand", "heyon",
    ])
    try tmux.wait(Self.begin)
    // What was on the terminal before it came is not for the public either.
    #expect(try !tmux.everything.contains("150"))
    try tmux.press("1", "Look up")
    try tmux.press("1", "Sign-in name")
    try tmux.press("seedtyped1", "seedtyped1")
    try tmux.press("\u{1B}", "Look up")
    try tmux.press("0", Self.begin)
    #expect(try !tmux.everything.contains("seedtyped1"))
    #expect(try tmux.everything.contains("hall-1"))
  }

  @Test func `ended from outside, by a signal or a lost line, the terminal is wiped and put back`()
    throws
  {
    for (signal, code) in [(SIGTERM, Int32(0)), (SIGHUP, 75)] {
      let terminal = try kiosk()
      try signIn(on: terminal)
      terminal.child.kill(signal)
      #expect(terminal.end() == code, "\(signal)")
      #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
      #expect(try !terminal.look().text.contains("Ottilie"))
      #expect(terminal.text.hasSuffix("\u{1B}[3J\u{1B}]2;esimdesk hall-1\u{7}"))
    }
    #expect(try desk.isSound)
  }

  @Test(
    .enabled(
      if: DeskEngine.current == .file, "for a server the configuration is read more than once"),
    arguments: [SIGTERM, SIGHUP])
  func `ended between two sessions, the terminal is put back`(_ signal: Int32) throws {
    // A configuration that the program waits for holds it where one image has made way for the next.
    let settings = desk.folder("settings")
    #expect(mkfifo(settings, 0o600) == 0)
    /// Waits until the program waits for it.
    func giver() throws -> Int32 {
      let deadline = Deadline()
      while !deadline.isOver {
        let file = open(settings, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        if file >= 0 { return file }
        deadline.pause()
      }
      throw Child.Trouble("nobody reads the configuration")
    }
    let terminal = try Terminal(
      [
        "kiosk", "--vault", desk.place, "--key-file", desk.folder("key"), "--lang", "en",
        "--config", settings,
      ], in: desk.folder)
    let first = try giver()
    let empty = #"{"format": 1}"#
    #expect(write(first, empty, empty.utf8.count) == empty.utf8.count)
    close(first)
    try terminal.wait(Self.begin)
    try terminal.press("2", "登录")
    terminal.type("0")
    let next = try giver()
    defer { close(next) }
    #expect(!terminal.echoes)
    terminal.child.kill(signal)
    #expect(terminal.end() == -signal)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
  }

  @Test func `a kiosk whose next session cannot begin leaves a terminal that echoes`() throws {
    let terminal = try kiosk()
    try terminal.press("2", "登录")
    #expect(rename(desk.folder("key"), desk.folder("gone")) == 0)
    terminal.type("0")
    #expect(terminal.end() == 77)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
  }

  @Test func `a kiosk that crashes leaves a wiped terminal`() throws {
    let terminal = try kiosk()
    try signIn(on: terminal)
    terminal.child.kill(SIGSEGV)
    #expect(terminal.end() == -SIGSEGV)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    #expect(try !terminal.look().text.contains("Ottilie"))
  }

  // MARK: Locked

  @Test func `no key and no signal of a terminal stops, ends or leaves it`() throws {
    let terminal = try kiosk()
    try type("name", on: terminal)
    for key in ["\u{3}", "\u{1A}", "\u{1C}", "\u{4}", "\u{13}", "\u{F}", "\u{1A}\u{3}"] {
      terminal.type(key)
    }
    for signal in [SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU] { terminal.child.kill(signal) }
    try terminal.press("x", "namex")
    let state = try String(contentsOfFile: "/proc/\(terminal.child.pid)/stat", encoding: .utf8)
    #expect(!state.contains(") T "))
    // Between two sessions neither: the keys come while one image makes way for the next.
    for _ in 1...5 {
      terminal.type("\u{1B}")
      try terminal.wait("Look up")
      let place = terminal.written.count
      terminal.type("0\u{3}\u{1A}\u{1C}")
      terminal.child.kill(SIGINT)
      try wait(terminal, for: "\u{1B}[3J", since: place)
      terminal.type("\u{3}\u{1A}\u{1C}")
      try terminal.wait(Self.begin)
      try type("name", on: terminal)
    }
    #expect(terminal.child.poll() == nil)
  }

  @Test func `staff leave by the chord and their PIN, and the terminal is theirs again`() throws {
    try setPIN("271828")
    let terminal = try kiosk()
    try signIn(on: terminal)
    try terminal.press(Self.chord, "PIN")
    try terminal.press("314159" + Keys.enter, "not the PIN")
    #expect(try !terminal.look().text.contains("314159"))
    terminal.type("\u{15}271828" + Keys.enter)
    #expect(terminal.end() == 0)
    #expect(terminal.leftBehind.isEmpty, "\(terminal.leftBehind)")
    #expect(try !terminal.look().text.contains("Ottilie"))
    #expect(try desk.isSound)
  }

  @Test func `wrong PINs are counted across kills and restarts`() throws {
    try setPIN("271828")
    for _ in 1...5 {
      let terminal = try kiosk()
      try terminal.press(Self.chord, "PIN")
      try terminal.press("314159" + Keys.enter, "not the PIN")
      terminal.child.kill(SIGKILL)
      #expect(terminal.end() == -SIGKILL)
    }
    let terminal = try kiosk()
    try terminal.press(Self.chord, "PIN")
    try terminal.press("271828" + Keys.enter, "Too many wrong attempts")
    #expect(terminal.child.poll() == nil)
  }

  @Test
  func `without a PIN the chord does nothing, and by chance one comes back from the question`()
    throws
  {
    var terminal = try kiosk()
    terminal.type(Self.chord)
    try terminal.press("1", "Look up")
    #expect(try !terminal.look().text.contains("PIN"))
    try setPIN("271828")
    terminal = try kiosk()
    try terminal.press("1", "Look up")
    try terminal.press(Self.chord, "PIN")
    try terminal.press("\u{1B}", "Look up")
  }

  // MARK: Watched over

  @Test
  func `it tells systemd that it is ready, from its own loop that it lives, and that it ends`()
    throws
  {
    let socket = try NotifySocket(at: desk.folder("notify"))
    let terminal = try kiosk(
      environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "400000"])
    try socket.wait(for: "READY=1", then: "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1")
    try terminal.press("1", "Look up")
    try socket.wait(for: "WATCHDOG=1", then: "WATCHDOG=1")
    // The next session's image is ready like the first, under the same number.
    terminal.type("0")
    try socket.wait(for: "READY=1", then: "WATCHDOG=1")
    terminal.child.kill(SIGTERM)
    try socket.wait(for: "STOPPING=1")
    #expect(terminal.end() == 0)
  }

  @Test func `killed at any moment and started again it has lost nothing, and greets the next`()
    throws
  {
    let before = try desk.standing()
    var terminal = try kiosk()
    try signIn(on: terminal)
    try terminal.press("1", "Renew")
    terminal.child.kill(SIGKILL)
    #expect(terminal.end() == -SIGKILL)
    // A killed program wipes nothing: the unit's TTYReset does, and the next session as it begins.
    terminal = try kiosk()
    #expect(try !terminal.look().text.contains("Ottilie"))
    #expect(try desk.standing() == before)
    #expect(try desk.isSound)
  }

  // MARK: What it says and refuses

  @Test func `outside its hours it says when it opens`() throws {
    let terminal = try Terminal(
      [
        "kiosk", "--practice", "--now", "2026-11-21T20:00:00+08:00", "--lang", "en", "--hours",
        "Mo-Fr 09:00-18:00; PH off", "--holidays", "HK",
      ], in: desk.folder)
    try terminal.wait("Closed now", "Mon 23 Nov", "09:00")
    try terminal.press("2", "现在不在服务时间")
    terminal.child.kill(SIGTERM)
    #expect(terminal.end() == 0)
    #expect(desk.folder.practiceFolders.isEmpty)
  }

  @Test(arguments: [(80, 24), (40, 12)])
  func `without a mail program it says plainly what does not work, before anything else`(
    columns: Int, rows: Int
  ) throws {
    let terminal = try Terminal(
      [
        "kiosk", "--vault", desk.place, "--key-file", desk.folder("key"), "--lang",
        "en",
      ], in: desk.folder, columns: columns, rows: rows)
    try terminal.wait("No codes can be sent", rows > 12 ? "Everything else works" : "codes")
  }

  @Test(arguments: [
    "kiosk --json", "kiosk --passphrase-fd 9", "kiosk --idle-warning 90 --idle-reset 91",
    "kiosk --hours 9-5", "open --hours 24/7", "kiosk --station \u{7}", "open --pin-fd 9",
  ]) func `what a kiosk cannot be is refused in one line`(_ command: String) throws {
    let result = try esimdesk(command.split(separator: " ").map(String.init), in: desk.folder)
    #expect(result.code == 64 && result.out.isEmpty && result.errLines.count == 1)
  }

  @Test func `a vault that only a passphrase opens is no kiosk's`() throws {
    let folder = try Folder()
    let made = try esimdesk(
      "init", "--passphrase-fd", "9", in: folder, passphrase: "quite long enough")
    #expect(made.code == 0)
    let terminal = try Terminal(["kiosk", "--lang", "en"], in: folder)
    #expect(terminal.end() == 78)
    #expect(terminal.text.contains("--key-file"))
  }

  @Test(arguments: ["12345", "111111", "abcdef"])
  func `an unsound PIN is refused, and nothing is set`(_ pin: String) throws {
    let result = try esimdesk(
      [
        "kiosk-pin", "--pin-fd", "9", "--vault", desk.place, "--key-file",
        desk.folder("key"),
      ], in: desk.folder, passphrase: pin)
    #expect(result.code == 64 && result.errLines.count == 1 && !result.err.contains(pin))
  }
}

/// Where systemd would listen.
final class NotifySocket {
  let path: String
  private let socket: Int32
  private(set) var heard: [String] = []

  init(at path: String) throws {
    self.path = path
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
    }
    guard socket >= 0, bound == 0 else { throw Child.Trouble("no socket at \(path)") }
  }

  deinit { close(socket) }

  /// Waits for these states in this order, others between them allowed; what was heard is used up.
  func wait(for states: String...) throws { try wait(states) }
  func wait(for first: String, then rest: String...) throws { try wait([first] + rest) }

  private func wait(_ states: [String]) throws {
    let deadline = Deadline()
    var wanted = states[...]
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while let next = wanted.first {
      var source = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&source, 1, deadline.milliseconds) > 0 else {
        throw Child.Trouble("waited for \(wanted), heard \(heard)")
      }
      let count = recv(socket, &buffer, buffer.count, 0)
      let state = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
      heard.append(state)
      if state == next { wanted = wanted.dropFirst() }
    }
  }
}

/// A program in a tmux of its own.
final class Tmux {
  private let folder: Folder
  private let name = "kiosk\(getpid())-\(UInt32.random(in: 0...UInt32.max))"

  init(_ folder: Folder) { self.folder = folder }

  deinit { _ = try? run(["kill-server"]) }

  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    let result = try esimdesk(
      ["-L", name, "-f", "/dev/null"] + arguments, in: folder,
      more: ["TMUX_TMPDIR": folder("tmp")], program: "/usr/bin/tmux")
    guard result.code == 0 else { throw Child.Trouble("tmux: \(result)") }
    return result.out
  }

  func start(_ command: [String]) throws {
    // More than one screen's height of history to begin with, so that there is something to keep.
    let shell = command.map { "'\($0)'" }.joined(separator: " ")
    try run(["new-session", "-d", "-x", "80", "-y", "24", "seq 200; exec \(shell)"])
  }

  /// The screen and all that was ever scrolled off it.
  var everything: String {
    get throws { try run(["capture-pane", "-p", "-S", "-"]) }
  }

  func wait(_ text: String) throws {
    let deadline = Deadline()
    while try !run(["capture-pane", "-p"]).contains(text) {
      guard !deadline.isOver else { throw Child.Trouble("waited for \(text): \(try everything)") }
      deadline.pause()
    }
  }

  func press(_ keys: String, _ text: String) throws {
    try run(["send-keys", "-l", keys])
    try wait(text)
  }
}
