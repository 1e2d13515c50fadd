import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk kiosk-pin`: sets what lets staff out of the vault's kiosks.
struct KioskPINCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let vault = try door.open()
    let pin = try ask(door, "cli.pin")
    guard pin.withUnsafeBytes({ StaffPIN.isSound($0) }) else {
      throw door.say(
        Exit.usage,
        Phrase(
          "cli.pin.unsound",
          [
            "shortest": .count(StaffPIN.lengths.lowerBound),
            "longest": .count(StaffPIN.lengths.upperBound),
          ]))
    }
    // A script gives it once; only fingers slip.
    if options.pinDescriptor == nil {
      let again = try ask(door, "cli.pin.again")
      guard pin.matches(again) else { throw door.say(Exit.usage, "cli.pin.differ") }
    }
    do {
      let hash = try PasswordHash.hash(pin)
      let scene = Scene(
        now: Surroundings.now, station: options.station ?? "kiosk-pin", policies: [:],
        random: { Surroundings.random($0) })
      try vault.transact { book in
        ((), try Act.setStaffPIN(hash: hash).perform(in: book, scene).1)
      }
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
    Output.out(door.catalogue.say("cli.pin.set"))
    return Exit.ok
  }

  private func ask(_ door: VaultDoor, _ key: String) throws(Failure) -> SecretBytes {
    do {
      if let descriptor = options.pinDescriptor { return try SecretBytes.line(from: descriptor) }
      return try SecretBytes.fromTerminal(prompt: door.catalogue.say(Phrase(key)) + " ")
    } catch {
      throw door.refusal(error, "--pin-fd")
    }
  }
}
