import Journeys
import Wording

/// `esimdesk init`: makes a vault.
struct InitCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    if let keyFile = options.keyFile {
      _ = try door.createWithKeyFile(keyFile)
      Output.out(
        door.catalogue.say(
          Phrase("cli.init.keyFile", ["path": .text(door.path), "key": .text(keyFile)])))
    } else {
      _ = try door.createWithPassphrase()
      Output.out(door.catalogue.say(Phrase("cli.init.done", ["path": .text(door.path)])))
    }
    return Exit.ok
  }
}
