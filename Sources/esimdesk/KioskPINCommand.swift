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
    let pin = try NewSecret(
      catalogue: door.catalogue, question: "cli.pin", again: "cli.pin.again",
      differ: "cli.pin.differ", undone: "cli.secret.unchanged",
      isTyped: options.pinDescriptor == nil
    ).choose { (words) throws(Failure) in
      try ask(door, words)
    } problem: { pin in
      guard !pin.withUnsafeBytes({ StaffPIN.isSound($0) }) else { return nil }
      return Phrase(
        "cli.pin.unsound",
        [
          "shortest": .count(StaffPIN.lengths.lowerBound),
          "longest": .count(StaffPIN.lengths.upperBound),
        ])
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

  private func ask(_ door: VaultDoor, _ words: String) throws(Failure) -> SecretBytes {
    do {
      if let descriptor = options.pinDescriptor { return try SecretBytes.line(from: descriptor) }
      return try SecretBytes.fromTerminal(prompt: words + " ")
    } catch {
      throw door.refusal(error, "--pin-fd")
    }
  }
}
