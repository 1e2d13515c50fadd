import Journeys
import Vault
import Wording

/// `esimdesk upgrade`: brings the tables of a fleet's vault up to date; for their owner.
struct UpgradeCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let fleet = try door.fleet()
    let wasOlder: Bool
    do {
      wasOlder = try fleet.upgrade()
    } catch {
      throw door.failure(error)
    }
    Output.out(
      door.catalogue.say(
        Phrase(
          wasOlder ? "cli.upgrade.done" : "cli.upgrade.none", ["path": .text(door.path)])))
    return Exit.ok
  }
}
