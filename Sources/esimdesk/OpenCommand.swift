import Domain
import Journeys
import Terminal
import Vault
import Wording

/// `esimdesk [open]`: the desk on this terminal; where there is no vault yet, a choice.
struct OpenCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    try OpenCommand(FrontDoor.choose(options)).open()
  }

  private func open() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    // A vault that was named must be there; only the usual place may still be empty.
    if options.front != .json, options.vault == nil, try door.place.path != nil, try !door.exists {
      return try firstRun(door)
    }
    return try door.attend { (vault) throws(Failure) in try serve(vault) }
  }

  private func serve(_ vault: Vault) throws(Failure) -> Int32 {
    try serve(.file(vault)).code
  }

  private func serve(_ vault: DeskVault) throws(Failure) -> Attendance {
    let composition = try Composition(vault, options)
    let door = VaultDoor(options)
    let path = door.path
    // Told to the log at once, since a desk may stay open for months, and on the way out as well.
    // A desk that finds no memory for looking is served all the same.
    let watch = try? vault.vault.flatMap { try WatchWords.watch($0, path) }
    let attendance = try composition.withCourier(options) { (post) throws(Failure) in
      try Attendance(composition.desk(post: post), options) { watch?.begin() }
    }
    watch?.end()
    if let report = watch?.report, !report.isSound {
      Output.err("esimdesk: " + WatchWords.words(of: report, path, door.catalogue))
    }
    return attendance
  }

  /// Practise, or set up a real desk here.
  private func firstRun(_ door: VaultDoor) throws(Failure) -> Int32 {
    let carriers = try Carriers(options)
    let desk = Desk(
      ports: .unfounded, policies: carriers.policies, brand: carriers.first,
      station: Surroundings.station,
      language: options.language ?? Surroundings.language, firstRun: true)
    let code = try FrontDoor.serve(desk, options)
    if LastMoment.wasAskedToEnd { return code }
    var chosen = options
    chosen.language = desk.language
    switch desk.decision {
    case "practise":
      chosen.command = "demo"
      return try DemoCommand(chosen).run()
    case "passphrase":
      let vault = try VaultDoor(chosen).createWithPassphrase()
      return try OpenCommand(chosen).serve(vault)
    case "keyFile":
      let keyFile = door.path + ".key"
      chosen.keyFile = keyFile
      let vault = try VaultDoor(chosen).createWithKeyFile(keyFile)
      return try OpenCommand(chosen).serve(vault)
    default:
      return code
    }
  }
}

extension Ports {
  /// A desk without records, for the first choice alone.
  static var unfounded: Ports {
    struct Unfounded: Error {}
    return Ports(
      clock: { Surroundings.now }, random: { Surroundings.random($0) },
      records: Records(read: { _ in throw Unfounded() }, transact: { _ in throw Unfounded() }),
      passwords: Passwords(
        hash: { _ in throw Unfounded() }, verify: { _, _ in false }, waste: { _ in }),
      payment: .none, post: .none)
  }
}
