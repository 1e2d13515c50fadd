import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk rekey`: what opens the vault from now on.
struct RekeyCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    if let number = options.removeSlot { return try remove(number, door) }
    if options.data { return try data(door) }
    if options.addPassphrase {
      let unlock = try door.unlock()
      return try add(.passphrase(try door.newPassphrase()), unlock, door)
    }
    if let keyFile = options.addKeyFile {
      let unlock = try door.unlock()
      try make(keyFile, door)
      return try add(.keyFile(keyFile), unlock, door)
    }
    if let file = options.addCredential {
      let unlock = try door.unlock()
      try make(file, door)
      let code = try add(.keyFile(file), as: .credential, unlock, door)
      Output.out(
        door.catalogue.say(
          Phrase(
            "cli.rekey.credential",
            ["path": .text(file), "name": .text(Surroundings.credentialName)])))
      return code
    }
    return try change(door)
  }

  /// The new secret is a file of random bytes; one that is there already is used as it is.
  private func make(_ file: String, _ door: VaultDoor) throws(Failure) {
    do {
      try KeyFile.create(at: file)
    } catch VaultError.keyFile(.alreadyExists) {
      return
    } catch {
      throw door.failure(error, file)
    }
  }

  private func add(
    _ new: consuming Unlock, as kind: SlotKind? = nil, _ unlock: consuming Unlock,
    _ door: VaultDoor
  ) throws(Failure) -> Int32 {
    let place = try door.place
    let slot: SlotInfo
    do {
      slot = try Vault.addSlot(new, as: kind, at: place, unlock: unlock, door.doing)
    } catch {
      if case .keyFile = error, let file = options.addKeyFile ?? options.addCredential {
        throw door.say(
          Exit.noPermission, VaultDoor.phrase(error, path: door.path, keyFile: file))
      }
      throw door.failure(error)
    }
    Output.out(
      door.catalogue.say(
        Phrase(
          "cli.rekey.added",
          ["number": .count(slot.number), "kind": .phrase(SlotWords.phrase(slot.kind))])))
    return Exit.ok
  }

  private func remove(_ number: Int, _ door: VaultDoor) throws(Failure) -> Int32 {
    let place = try door.place
    let unlock = try door.unlock()
    do {
      try Vault.removeSlot(number, at: place, unlock: unlock, door.doing)
    } catch {
      throw door.failure(error)
    }
    Output.out(
      door.catalogue.say(Phrase("cli.rekey.removed", ["number": .count(number)])))
    return Exit.ok
  }

  private func change(_ door: VaultDoor) throws(Failure) -> Int32 {
    let place = try door.place
    let slots: [SlotKind]
    do {
      slots = try Vault.slots(at: place)
    } catch {
      throw door.failure(error)
    }
    guard slots.contains(.passphrase) else { throw door.failure(.noSuchSlot(.passphrase)) }
    let old = try door.passphrase()
    let new = try door.newPassphrase()
    do {
      try Vault.changePassphrase(to: new, from: old, at: place, door.doing)
    } catch {
      throw door.failure(error)
    }
    Output.out(door.catalogue.say("cli.rekey.passphrase"))
    return Exit.ok
  }

  private func data(_ door: VaultDoor) throws(Failure) -> Int32 {
    let place = try door.place
    let unlock = try door.unlock(isMoving: place.fleet != nil)
    let work = LongWork(options)
    let head: JournalHead
    do {
      work.begin(on: place)
      defer { work.end() }
      head = try Vault.rekeyData(
        at: place, unlock: unlock, waiting: work.waiting, door.doing, progress: work.progress)
    } catch {
      throw door.failure(error, working: place)
    }
    Output.out(door.catalogue.say("cli.rekey.data"))
    Output.out(door.catalogue.say(Phrase("cli.status.head", ["head": .text(head.text)])))
    return Exit.ok
  }
}
