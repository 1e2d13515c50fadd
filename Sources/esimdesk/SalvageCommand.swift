import Domain
import Journeys
import Vault
import Wording

/// `esimdesk salvage OLD NEW`: what is still authentic in a damaged vault, and what is not.
struct SalvageCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let words = door.catalogue
    let (old, new) = (options.arguments[0], options.arguments[1])
    guard !PostgresAddress.isOne(new) else {
      throw Options.usage("esimdesk salvage makes a file; esimdesk restore puts it on a server")
    }
    let damaged = VaultDoor(options, at: old)
    let place = try damaged.place
    let unlock = try damaged.unlockDamaged()
    let bar = ProgressBar(words)
    let report: SalvageReport
    do {
      defer { bar.end() }
      report = try Vault.salvage(from: place, to: new, unlock: unlock, door.doing) {
        bar.draw($1, $2, $0)
      }
    } catch {
      switch error {
      case .alreadyExists, .diskFull, .noRoom: throw door.failure(error, new)
      case .damaged(let damage):
        throw door.say(
          Exit.badData,
          Phrase(
            "cli.salvage.nothing",
            ["path": .text(damaged.path), "where": .text(DamageWords.place(damage.place))]))
      default: throw damaged.failure(error)
      }
    }
    Output.out(
      words.say(
        Phrase(
          "cli.salvage.done",
          [
            "path": .text(new), "accounts": .count(report.accounts),
            "records": .count(report.records.values.reduce(0, +)),
            "journal": .count(report.entries),
          ])))
    if report.lost.isEmpty, report.missing == 0 {
      Output.out(words.say("cli.salvage.all"))
      return Exit.ok
    }
    if !report.lost.isEmpty {
      Output.out(words.say(Phrase("cli.salvage.lost", ["count": .count(report.lost.count)])))
      for damage in report.lost { Output.out(DamageWords.line(damage, words)) }
    }
    if let missing = report.missing {
      if missing > 0 {
        Output.out(words.say(Phrase("cli.salvage.missing", ["count": .count(missing)])))
      }
    } else {
      Output.out(words.say("cli.salvage.unknown"))
    }
    return Exit.found
  }
}
