import Connectors
import Domain
import Fronts
import Glibc
import Journeys
import Terminal
import Vault
import Wording

/// `esimdesk kiosk`: one session after another, each in a process image of its own.
///
/// When a session ends the program replaces itself by itself (`execve`): whatever was typed, shown
/// or read in it is gone with its memory, which no wiping of buffers could promise. The process
/// number stays, so systemd and the terminal notice nothing; a kiosk that was killed begins the
/// same way, and so loses nothing either.
struct KioskCommand {
  let options: Options

  init(_ options: Options) {
    var options = options
    options.front = .screen
    self.options = options
  }

  func run() throws(Failure) -> Int32 {
    // Ignored, not only unreachable from the keyboard: and ignored from one image to the next.
    for request in [SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU] { signal(request, SIG_IGN) }
    Handover.begin()
    do {
      return try serve()
    } catch {
      Handover.end()
      throw error
    }
  }

  private func serve() throws(Failure) -> Int32 {
    _ = try FrontDoor.choose(options)
    let service = ServiceNotice()
    let ending = try serve(service)
    if LastMoment.wasAskedToEnd { Handover.end() }
    switch ending.end {
    case .left where ending.staffLeft || LastMoment.wasAskedToEnd, .terminated:
      service?.tell("STOPPING=1")
      return Exit.ok
    case .hungUp:
      service?.tell("STOPPING=1")
      return Exit.tryAgain
    case .left:
      return startAnew()
    }
  }

  private struct Ending {
    var end: KioskFront.End
    var staffLeft: Bool
  }

  /// One session, from the first screen to the wiped terminal.
  private func serve(_ service: ServiceNotice?) throws(Failure) -> Ending {
    if options.practice {
      let practice = try PracticeDesk(options, kiosk: kiosk())
      // Its vault is removed with it.
      defer { withExtendedLifetime(practice) {} }
      return try serve(practice.desk, service)
    }
    let door = VaultDoor(options)
    let ownKey = try door.place.path.map { $0 + ".key" }
    guard
      options.keyFile != nil || Surroundings.credential != nil
        || ownKey.map({ access($0, F_OK) == 0 }) == true
    else { throw door.say(Exit.config, "cli.kiosk.noKeyFile") }
    let vault = try door.openForDesk(
      awaySince: Surroundings.variable(Self.away).flatMap(Int64.init).map(Instant.init(seconds:)))
    // Looked through once; the images that follow know by their environment that it was.
    let watch =
      getenv(Self.looked) == nil
      ? try? vault.vault.flatMap { try WatchWords.watch($0, door.path) } : nil
    watch?.begin()
    defer {
      watch?.end()
      if watch?.report != nil { setenv(Self.looked, "1", 1) }
    }
    let composition = try Composition(vault, options)
    let kiosk = try kiosk()
    let ending = try composition.withCourier(options) { (post) throws(Failure) in
      try serve(composition.desk(post: post, files: Ports.Files.none, kiosk: kiosk), service)
    }
    if case .fleet(let records) = vault {
      if records.isRefused { try vault.checkOpened(door) }
      if let since = records.awaySince {
        setenv(Self.away, "\(since.seconds)", 1)
      } else {
        unsetenv(Self.away)
      }
    }
    return ending
  }

  /// Since when the server is away, while it is: the next image need not wait for it to find out.
  private static let away = "ESIMDESK_AWAY_SINCE"

  /// Set once the vault has been looked through to its end.
  private static let looked = "ESIMDESK_LOOKED_THROUGH"

  private func kiosk() throws(Failure) -> Kiosk {
    Kiosk(
      hours: options.hours, holidays: try holidays(),
      languages: isBare ? [.en] : Language.allCases)
  }

  /// The calendar of the public holidays that the hours name; nil where they name none.
  private func holidays() throws(Failure) -> WorkCalendar? {
    guard options.hours?.namesHolidays == true || options.holidays != nil else { return nil }
    let carriers = try Carriers(options)
    let working = carriers.first.policy.closure.procedures.compactMap(\.window.calendar)
    guard let id = options.holidays ?? working.first else {
      throw Failure(
        code: Exit.config,
        line: "esimdesk: --hours names public holidays (PH), and \(carriers.first.id) counts no "
          + "working days; --holidays says whose they are, such as --holidays CN")
    }
    guard let calendar = carriers.calendars[id] else {
      throw Failure(
        code: Exit.config,
        line: "esimdesk: there is no calendar \(Options.printable(id)); there are "
          + carriers.calendars.ids.joined(separator: ", "))
    }
    return calendar
  }

  /// Whether the terminal draws no Chinese: it then offers none.
  private var isBare: Bool {
    FrontDoor.terminal(options).lacksChinese(languageWasAsked: options.language != nil)
  }

  private func serve(_ desk: Desk, _ service: ServiceNotice?) throws(Failure) -> Ending {
    do {
      var terminal = FrontDoor.terminal(options)
      terminal.isPublic = true
      terminal.title = "esimdesk \(desk.station)"
      let pulse = Pulse(service, clock: Self.milliseconds)
      var session = try CursesSession(options: terminal)
      desk.attend()
      var front = KioskFront(
        desk, glyphs: options.ascii ? .ascii : .unicode,
        ways: FrontDoor.ways(options),
        patience: options.patience ?? .usual,
        clock: Self.milliseconds, heartbeat: pulse.beat,
        render: { notice, _ in FrontDoor.message(notice, desk.policy) })
      service?.tell("READY=1")
      let end = front.run(on: &session)
      let staffLeft = desk.decision == Desk.staffLeft
      if end == .left && !staffLeft { session.closeForTheNext() } else { session.close() }
      return Ending(end: end, staffLeft: staffLeft)
    } catch {
      throw FrontDoor.refusal(error, options)
    }
  }

  /// Replaces the program by itself; returns only where that cannot be done.
  private func startAnew() -> Int32 {
    var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    Handover.hold()
    // The link leads to the image that runs, even where an upgrade has replaced the file.
    execve("/proc/self/exe", arguments, environ)
    Handover.end()
    Output.err("esimdesk: the kiosk cannot start again: \(String(cString: strerror(errno)))")
    return Exit.osError
  }

  /// Milliseconds on a clock that nobody sets.
  private static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
