import Connectors
import Domain
import Glibc
import Journeys
import Vault
import Wording

/// Opening and making the vault from the command line: where, with what, and what to say when it will not.
struct VaultDoor {
  let options: Options
  let catalogue: Catalogue

  static let shortestPassphrase = 8

  /// Where it is, or why that is not known.
  private let found: VaultPlace?
  private let failure: Failure?
  /// What is asked and told while a server is waited for.
  let waiting: Waiting

  /// What the vault is called: the path of its file, or hosts and database.
  var path: String { found?.name ?? options.vault ?? Surroundings.vaultPath }

  /// The door of the vault that the command line or the configuration names, or of another one.
  ///
  /// - Parameters:
  ///   - options: what was asked for.
  ///   - name: the path, or the server's address, of another one.
  ///   - waiting: what is asked and told while a server is waited for.
  init(
    _ options: Options, at name: String? = nil, waiting: @escaping Waiting = Fleet.unattended
  ) {
    self.options = options
    self.waiting = waiting
    catalogue = Catalogue(options.language ?? Surroundings.language)
    do {
      found = try Self.place(name ?? options.vault, options)
      failure = nil
    } catch {
      found = nil
      failure = error
    }
  }

  /// Where the vault is: what is named, else the configuration's, else the usual file; a server's password is the
  /// configuration's.
  private static func place(
    _ name: String?, _ options: Options
  ) throws(Failure) -> VaultPlace {
    if let name, !PostgresAddress.isOne(name) { return .file(name) }
    let settings = try Configuration.read(options).vault
    let address: PostgresAddress
    if let name {
      do {
        address = try PostgresAddress(name)
      } catch {
        throw Options.usage((options.vault == name ? "--vault: " : "") + AddressWords.line(error))
      }
    } else if let server = settings?.server {
      address = server.address
    } else {
      return .file(Surroundings.vaultPath)
    }
    let password = settings?.password
    return .fleet(
      Fleet(address, folder: Surroundings.stateFolder) { () throws(LinkError) in
        guard let password else { return nil }
        do throws(SecretSource.Trouble) {
          return try password.read()
        } catch {
          throw .noPassword(error.place)
        }
      })
  }

  /// Where the vault is.
  ///
  /// - Throws: what is wrong with the configuration that names it.
  var place: VaultPlace {
    get throws(Failure) {
      if let failure { throw failure }
      return found ?? .file(path)
    }
  }

  /// The fleet the vault belongs to, for what is only done to one.
  ///
  /// - Throws: when it is a file.
  func fleet() throws(Failure) -> Fleet {
    guard let fleet = try place.fleet else {
      throw say(Exit.usage, Phrase("cli.fleet.onlyServer", ["path": .text(path)]))
    }
    return fleet
  }

  /// Whether there is anything where the vault should be.
  var exists: Bool {
    get throws(Failure) {
      let place = try place
      do {
        _ = try Vault.slots(at: place, waiting: waiting)
        return true
      } catch VaultError.notFound, VaultError.noFolder {
        return false
      } catch {
        throw failure(error)
      }
    }
  }

  /// Opens the vault with what is at hand.
  func open() throws(Failure) -> Vault {
    let place = try place
    let unlock = try unlock()
    do {
      let vault = try Vault.open(at: place, unlock: unlock, waiting: waiting)
      if vault.hasBegunAnew, let station = vault.station {
        let line =
          "esimdesk: "
          + catalogue.say(Phrase("cli.station.anew", ["number": .count(station)]))
        Output.err(line)
        Surroundings.log(line)
      }
      return vault
    } catch {
      throw failure(error)
    }
  }

  /// What opens a vault here: what the command line names, a credential, the key file of the first
  /// run, or a passphrase, in this order.
  ///
  /// - Parameters:
  ///   - file: another vault's, such as a backup.
  ///   - isMoving: it may be on its way.
  /// - Returns: what to open it with.
  /// - Throws: when there is nothing, or it cannot be told.
  func unlock(_ file: String? = nil, isMoving: Bool = false) throws(Failure) -> Unlock {
    if let keyFile = options.keyFile { return .keyFile(keyFile) }
    if options.passphraseDescriptor == nil {
      let place = if let file { VaultPlace.file(file) } else { try place }
      let slots: [SlotKind]
      do {
        slots =
          isMoving
          ? try Vault.slots(movingFrom: place, waiting: waiting)
          : try Vault.slots(at: place, waiting: waiting)
      } catch {
        throw failure(error, file)
      }
      if slots.contains(.credential), let credential = Surroundings.credential {
        return .credential(credential)
      }
      if let keyFile = ownKeyFile(place, slots) { return .keyFile(keyFile) }
      guard slots.contains(.passphrase) else {
        throw failure(.noSuchSlot(.passphrase), file)
      }
    }
    return .passphrase(try passphrase())
  }

  /// What opens a vault that may be too damaged to say what does.
  func unlockDamaged() throws(Failure) -> Unlock {
    let place = try place
    if options.keyFile == nil, options.passphraseDescriptor == nil,
      (try? Vault.slots(at: place, waiting: waiting)) == nil
    {
      if let credential = Surroundings.credential { return .credential(credential) }
      return .passphrase(try passphrase())
    }
    return try unlock()
  }

  /// The passphrase that opens the vault now.
  func passphrase() throws(Failure) -> SecretBytes {
    try askPassphrase(catalogue.say("cli.passphrase"), from: options.passphraseDescriptor)
  }

  /// Who does something to the vault from the command line.
  var doing: Doing {
    Doing(by: options.station ?? Surroundings.station, at: Surroundings.now)
  }

  /// The key file that the first run put beside the vault: such a vault opens by itself.
  private func ownKeyFile(_ place: VaultPlace, _ slots: [SlotKind]) -> String? {
    guard let keyFile = place.path.map({ $0 + ".key" }) else { return nil }
    return !slots.contains(.passphrase) && access(keyFile, F_OK) == 0 ? keyFile : nil
  }

  /// Makes a vault that a passphrase opens: one that is asked for here, or handed over.
  func createWithPassphrase() throws(Failure) -> Vault {
    let place = try place
    if try exists { throw thereIsOne(place) }
    let passphrase = try choosePassphrase(
      "cli.passphrase.make", undone: "cli.init.undone", isNew: false)
    do {
      return try Vault.create(at: place, unlock: .passphrase(passphrase), waiting: waiting)
    } catch {
      throw failure(error)
    }
  }

  /// Makes a vault that a key file opens; the key file is made too where there is none.
  func createWithKeyFile(_ keyFile: String) throws(Failure) -> Vault {
    let place = try place
    if try exists { throw thereIsOne(place) }
    do {
      do {
        try KeyFile.create(at: keyFile)
      } catch VaultError.keyFile(.alreadyExists) {
        // One that is there already is used as it is.
      }
      return try Vault.create(at: place, unlock: .keyFile(keyFile), waiting: waiting)
    } catch {
      throw failure(error)
    }
  }

  private func thereIsOne(_ place: VaultPlace) -> Failure {
    place.fleet == nil
      ? failure(.alreadyExists)
      : say(Exit.cannotCreate, Phrase("cli.fleet.exists", ["path": .text(path)]))
  }

  /// A passphrase for a vault that is there already: asked for, or handed over.
  func newPassphrase() throws(Failure) -> SecretBytes {
    try choosePassphrase("cli.passphrase.new", undone: "cli.secret.unchanged", isNew: true)
  }

  private func choosePassphrase(
    _ question: String, undone: String, isNew: Bool
  ) throws(Failure) -> SecretBytes {
    let descriptor = isNew ? options.newPassphraseDescriptor : options.passphraseDescriptor
    return try NewSecret(
      catalogue: catalogue, question: Phrase(question, Self.shortest),
      again: "cli.passphrase.again", differ: "cli.passphrase.differ", undone: undone,
      isTyped: descriptor == nil
    ).choose { (words) throws(Failure) in
      try askPassphrase(words, from: descriptor, isNew: isNew)
    } problem: {
      $0.count < Self.shortestPassphrase ? Phrase("cli.passphrase.short", Self.shortest) : nil
    }
  }

  private static let shortest: [String: Fact] = ["shortest": .count(shortestPassphrase)]

  private func askPassphrase(
    _ words: String, from descriptor: Int32?, isNew: Bool = false
  ) throws(Failure) -> SecretBytes {
    do {
      if let descriptor { return try SecretBytes.line(from: descriptor) }
      return try SecretBytes.fromTerminal(prompt: words + " ")
    } catch {
      throw refusal(error, isNew ? "--new-passphrase-fd" : "--passphrase-fd")
    }
  }

  // MARK: Words

  func say(_ code: Int32, _ phrase: Phrase) -> Failure {
    Failure(code: code, line: "esimdesk: " + catalogue.say(phrase))
  }

  /// Why nothing secret was read, which an option could have handed over.
  func refusal(_ error: PassphraseError, _ option: String) -> Failure {
    switch error {
    case .noTerminal:
      say(Exit.unavailable, Phrase("cli.noTerminal.secret", ["option": .text(option)]))
    case .interrupted, .ended: say(Exit.usage, "cli.passphrase.none")
    case .tooLong: say(Exit.usage, "cli.passphrase.long")
    case .outOfMemory: failure(.outOfMemory)
    }
  }

  /// What to end with, and to say, when the vault would not do something.
  ///
  /// - Parameters:
  ///   - error: why it would not.
  ///   - file: what the error is about, where that is not the vault.
  /// - Returns: the failure.
  func failure(_ error: VaultError, _ file: String? = nil) -> Failure {
    say(Self.exitCode(error), Self.phrase(error, path: file ?? path, keyFile: options.keyFile))
  }

  /// The same where a server's vault may be on this machine meanwhile: then it has to be said how it goes on.
  func failure(_ error: VaultError, working place: VaultPlace) -> Failure {
    guard let fleet = place.fleet, Vault.isAway(fleet) else { return failure(error) }
    return say(
      Self.exitCode(error),
      Phrase(
        "cli.errand.away",
        [
          "path": .text(path),
          "reason": .phrase(Self.phrase(error, path: path, keyFile: options.keyFile)),
        ]))
  }

  static func exitCode(_ error: VaultError) -> Int32 {
    switch error {
    case .notFound, .noFolder, .moved: Exit.noInput
    case .underWay: Exit.tryAgain
    case .alreadyExists: Exit.cannotCreate
    case .notAVault, .newerFormat, .damaged, .rolledBack: Exit.badData
    case .readOnly, .noPermission, .noSuchSlot, .wrongPassphrase, .wrongKeyFile, .wrongKey,
      .keyFile, .wrongCredential:
      Exit.noPermission
    case .busy, .keyChanged: Exit.tryAgain
    case .noSlot, .lastSlot, .otherSlots: Exit.usage
    case .noRoom: Exit.cannotCreate
    case .diskFull, .io, .engine: Exit.ioError
    case .outOfMemory: Exit.tryAgain
    case .misuse: Exit.internalFault
    case .fleet(let error): FleetWords.exitCode(error)
    case .noStation: Exit.cannotCreate
    }
  }

  static func phrase(_ error: VaultError, path: String, keyFile: String?) -> Phrase {
    let file: [String: Fact] = ["path": .text(path)]
    func with(_ more: [String: Fact]) -> [String: Fact] { file.merging(more) { $1 } }
    switch error {
    case .notFound: return Phrase("vault.notFound", file)
    case .noFolder: return Phrase("vault.noFolder", file)
    case .alreadyExists: return Phrase("vault.alreadyExists", file)
    case .moved(let target?): return Phrase("vault.moved.to", with(["target": .text(target)]))
    case .moved(nil): return Phrase("vault.moved.away", file)
    case .underWay: return Phrase("vault.underWay", file)
    case .notAVault: return Phrase("vault.notAVault", file)
    case .newerFormat(let found):
      return Phrase("vault.newerFormat", with(["found": .count(found)]))
    case .readOnly: return Phrase("vault.readOnly", file)
    case .noPermission: return Phrase("vault.noPermission", file)
    case .diskFull: return "vault.diskFull"
    case .outOfMemory: return "vault.outOfMemory"
    case .busy: return "vault.busy"
    case .noSuchSlot(.passphrase): return "vault.noSuchSlot.passphrase"
    case .noSuchSlot(.keyFile): return "vault.noSuchSlot.keyFile"
    case .noSuchSlot(.credential): return "vault.noSuchSlot.credential"
    case .wrongCredential: return "vault.wrongCredential"
    case .keyChanged: return Phrase("vault.keyChanged", file)
    case .noSlot(let number): return Phrase("vault.noSlot", with(["number": .count(number)]))
    case .lastSlot: return "vault.lastSlot"
    case .otherSlots(let slots):
      let numbers = slots.map { "\($0.number)" }.joined(separator: ", ")
      return Phrase("vault.otherSlots", ["slots": .text(numbers)])
    case .noRoom(let needed, let free):
      return Phrase(
        "vault.noRoom",
        with(["needed": .text(Size.text(needed)), "free": .text(Size.text(free))]))
    case .wrongPassphrase: return "vault.wrongPassphrase"
    case .wrongKeyFile, .wrongKey: return "vault.wrongKeyFile"
    case .keyFile: return Phrase("vault.keyFile", ["path": .text(keyFile ?? path)])
    case .damaged(let damage):
      return Phrase("vault.damaged", with(["where": .text(DamageWords.place(damage.place))]))
    case .rolledBack(let found, let anchor):
      return Phrase(
        "vault.rolledBack",
        with(["file": .count(Int(found)), "anchor": .count(Int(anchor))]))
    case .misuse: return "vault.misuse"
    case .fleet(let error): return FleetWords.phrase(error, path: path)
    case .noStation: return Phrase("vault.fleet.noStation", file)
    case .io(let errno): return Phrase("vault.io", with(["code": .count(Int(errno))]))
    case .engine(let code): return Phrase("vault.engine", with(["code": .count(Int(code))]))
    }
  }
}
