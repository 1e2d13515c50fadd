import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk restore FILE`: puts a backup in the vault's place, without what was erased since.
struct RestoreCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let work = LongWork(options)
    let door = VaultDoor(options, waiting: work.waiting)
    let words = door.catalogue
    let backup = options.arguments[0]
    let place = try door.place
    if access(backup, F_OK) != 0, [ENOENT, ENOTDIR].contains(errno) {
      throw door.say(Exit.noInput, Phrase("cli.restore.missing", ["path": .text(backup)]))
    }
    let unlock = try door.unlock(backup)
    let done: Restoration
    do {
      work.begin(on: place)
      defer { work.end() }
      done = try Vault.restore(
        from: backup, to: place, unlock: unlock, replacing: options.replace,
        lists: options.erased.map { [$0] } ?? [], waiting: work.waiting, door.doing,
        progress: work.progress)
    } catch {
      switch error {
      case .alreadyExists:
        throw door.say(
          Exit.cannotCreate, Phrase("cli.restore.exists", ["path": .text(door.path)]))
      case .damaged(let damage):
        throw door.say(
          Exit.badData,
          Phrase(
            "cli.restore.damaged",
            ["path": .text(backup), "where": .text(DamageWords.place(damage.place))]))
      case .notFound, .noFolder, .notAVault, .newerFormat, .noSuchSlot, .noPermission:
        throw door.failure(error, backup)
      default: throw door.failure(error, working: place)
      }
    }
    Output.out(
      words.say(
        Phrase(
          "cli.restore.done",
          ["path": .text(door.path), "seq": .text("\(done.backup.seq)")])))
    if !done.erasedAgain.isEmpty {
      Output.out(
        words.say(Phrase("cli.restore.erased", ["count": .count(done.erasedAgain.count)])))
    }
    if let kept = done.kept {
      Output.out(words.say(Phrase("cli.restore.kept", ["path": .text(kept)])))
    }
    Output.out(words.say(Phrase("cli.status.head", ["head": .text(done.head.text)])))
    return Exit.ok
  }
}
