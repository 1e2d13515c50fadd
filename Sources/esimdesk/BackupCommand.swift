import Journeys
import Vault
import Wording

/// `esimdesk backup FILE`: a copy that was looked through, made while desks go on.
struct BackupCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let place = options.arguments[0]
    let vault = try door.open()
    let bar = ProgressBar(door.catalogue)
    let head: JournalHead
    do {
      defer { bar.end() }
      head = try vault.backup(to: place, replacing: options.replace, door.doing) {
        bar.draw($1, $2, $0)
      }
    } catch {
      switch error {
      case .alreadyExists:
        throw door.say(
          Exit.cannotCreate, Phrase("cli.backup.exists", ["path": .text(place)]))
      case .noFolder:
        throw door.say(
          VaultDoor.exitCode(error), Phrase("cli.backup.noFolder", ["path": .text(place)]))
      case .noPermission, .readOnly, .diskFull, .noRoom:
        throw door.say(
          VaultDoor.exitCode(error),
          Phrase(
            "cli.backup.place",
            [
              "path": .text(place),
              "reason": .phrase(VaultDoor.phrase(error, path: place, keyFile: nil)),
            ]))
      default: throw door.failure(error)
      }
    }
    Output.out(
      door.catalogue.say(
        Phrase("cli.backup.done", ["path": .text(place), "head": .text(head.text)])))
    return Exit.ok
  }
}
