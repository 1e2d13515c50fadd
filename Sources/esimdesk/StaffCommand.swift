import Connectors
import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk staff`: the staff's own desk; with add, list, role, reset or disable, who works there.
///
/// Whoever can open the vault from a shell keeps this list; nobody at a desk can.
struct StaffCommand {
  let options: Options
  private let door: VaultDoor

  init(_ options: Options) {
    self.options = options
    door = VaultDoor(options)
  }

  func run() throws(Failure) -> Int32 {
    switch (options.arguments.first, options.arguments.count) {
    case (nil, 0): return try desk()
    case ("list", 1): try list()
    case ("add", 2): try add(try name(), try role())
    case ("role", 2):
      let role = try role()
      try change("cli.staff.role") { .setRole($0.id, role) }
    case ("reset", 2): try reset(try name())
    case ("disable", 2): try change("cli.staff.disabled") { .disable($0.id) }
    default:
      throw Options.usage(
        "staff add NAME --role ROLE, staff list, staff role NAME --role ROLE, staff reset NAME, "
          + "or staff disable NAME")
    }
    return Exit.ok
  }

  private func desk() throws(Failure) -> Int32 {
    let options = try FrontDoor.choose(options)
    let viewer = try photoViewer()
    return try door.attend { (vault) throws(Failure) in
      let composition = try Composition(vault, options)
      return try composition.withCourier(options) { (post) throws(Failure) in
        try Attendance(
          composition.desk(post: post, forStaff: true, viewer: viewer), options)
      }
    }
  }

  private func photoViewer() throws(Failure) -> PhotoViewer? {
    guard let path = options.photoViewer else { return nil }
    guard let viewer = PhotoViewer(path: path) else {
      throw Failure(
        code: Exit.config,
        line: "esimdesk: --photo-viewer \(Options.printable(path)): there is no such program to "
          + "run; give its absolute path, such as /usr/bin/feh")
    }
    return viewer
  }

  // MARK: What was typed

  private func name() throws(Failure) -> String {
    do {
      return try Reading.userName(options.arguments[1])
    } catch {
      throw door.say(Exit.usage, Phrase("refusal.\(error.code)"))
    }
  }

  private func role() throws(Failure) -> Staff.Role {
    guard let role = options.role else {
      throw Options.usage("staff \(options.arguments[0]) wants --role agent|reviewer|administrator")
    }
    return role
  }

  /// A password that is asked for, or handed over; with the hash the password ends.
  private func passwordHash(_ name: String) throws(Failure) -> String {
    let password = try NewSecret(
      catalogue: door.catalogue,
      question: Phrase("cli.staff.password", ["name": .text(name)]),
      again: "cli.staff.password.again", differ: "cli.staff.password.differ",
      undone: "cli.secret.unchanged", isTyped: options.passwordDescriptor == nil
    ).choose { (words) throws(Failure) in
      try ask(words)
    } problem: { password in
      PasswordRule.problem(text(password), personal: [name]).map {
        Phrase("refusal.\($0.code)", ["shortest": .count(PasswordRule.shortest)])
      }
    }
    do {
      return try PasswordHash.hash(text(password))
    } catch {
      throw door.failure(error)
    }
  }

  private func text(_ password: borrowing SecretBytes) -> String {
    password.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  private func ask(_ words: String) throws(Failure) -> SecretBytes {
    do {
      if let descriptor = options.passwordDescriptor {
        return try SecretBytes.line(from: descriptor)
      }
      return try SecretBytes.fromTerminal(prompt: words + " ")
    } catch .noTerminal {
      throw door.refusal(.noTerminal, "--password-fd")
    } catch {
      throw door.say(Exit.usage, "cli.staff.password.none")
    }
  }

  // MARK: What is done

  private func add(_ name: String, _ role: Staff.Role) throws(Failure) {
    let vault = try door.open()
    // Asked before the password is: nobody types one for nothing.
    if try read(vault, { try Staff.named(name, in: $0) }) != nil {
      throw door.say(Exit.cannotCreate, Phrase("cli.staff.taken", ["name": .text(name)]))
    }
    let hash = try passwordHash(name)
    let secret = Surroundings.random(TOTP.secretBytes)
    try perform(.add(name: name, role, passwordHash: hash, secret: secret), vault)
    say("cli.staff.added", name, role)
    enrol(name, secret)
  }

  private func reset(_ name: String) throws(Failure) {
    let vault = try door.open()
    let member = try known(name, vault)
    let hash = try passwordHash(name)
    let secret = Surroundings.random(TOTP.secretBytes)
    try perform(.reset(member.id, passwordHash: hash, secret: secret), vault)
    say("cli.staff.reset", name, member.role)
    enrol(name, secret)
  }

  private func change(_ done: String, _ act: (Staff) -> StaffAct) throws(Failure) {
    let vault = try door.open()
    let name = try name()
    try perform(act(try known(name, vault)), vault)
    say(done, name, try known(name, vault).role)
  }

  private func list() throws(Failure) {
    let vault = try door.open()
    let all = try read(vault, Staff.all)
    if all.isEmpty { Output.out(door.catalogue.say("cli.staff.none")) }
    for member in all {
      let role = Phrase("staff.role.\(member.role.rawValue)")
      let key: Phrase = member.disabledAt == nil ? "cli.staff.line" : "cli.staff.line.disabled"
      Output.out(
        door.catalogue.say(
          Phrase(
            key.key,
            [
              "number": .count(member.number), "name": .text(member.name),
              "role": .phrase(role),
            ])))
    }
  }

  /// Shows the app's secret, this once.
  private func enrol(_ name: String, _ secret: [UInt8]) {
    let address = TOTP(secret: secret).enrolment(issuer: "esimdesk", account: name)
    Output.out(door.catalogue.say("cli.staff.enrol"))
    Output.out(address)
    if !options.ascii, let symbol = QRCode.matrix(address) { Output.out(symbol) }
  }

  private func say(_ key: String, _ name: String, _ role: Staff.Role) {
    Output.out(
      door.catalogue.say(
        Phrase(
          key, ["name": .text(name), "role": .phrase(Phrase("staff.role.\(role.rawValue)"))])))
  }

  private func known(_ name: String, _ vault: Vault) throws(Failure) -> Staff {
    guard let member = try read(vault, { try Staff.named(name, in: $0) }) else {
      throw door.say(Exit.noInput, Phrase("cli.staff.unknown", ["name": .text(name)]))
    }
    return member
  }

  private func read<T>(_ vault: Vault, _ body: (any Book) throws -> T) throws(Failure) -> T {
    do {
      return try vault.read(body)
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
  }

  private func perform(_ act: StaffAct, _ vault: Vault) throws(Failure) {
    let scene = Scene(
      now: Surroundings.now, station: options.station ?? Surroundings.station, policies: [:],
      random: { Surroundings.random($0) })
    do {
      try vault.transact { book in ((), try Act.staff(act).perform(in: book, scene).1) }
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      // Two at once: the name was taken between the question and the act.
      throw door.say(
        Exit.tryAgain, Phrase("cli.staff.taken", ["name": .text(options.arguments[1])]))
    }
  }
}

extension Output {
  /// A symbol to be scanned, in half blocks.
  static func out(_ symbol: QRMatrix) {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    for row in symbol.halfBlocks(quiet: 4) {
      // Dark is ink on paper; on a terminal black on white is asked for, whatever its colours are.
      out(isTerminal ? "\u{1B}[30;107m\(row)\u{1B}[0m" : row)
    }
  }
}
