import Domain
import Journeys
import Vault
import Wording

/// `esimdesk run-due`: what a desk does when nobody sits at it, for a timer where no desk is open.
struct RunDueCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let composition = try Composition(DeskVault(try door.open(), at: try door.place), options)
    let desk = composition.desk(post: try composition.postAtOnce(options), isPatient: true)
    // What opening the desk met is met again here, and told once.
    _ = desk.takeEvents()
    let work = desk.runDue(closingOrders: true)
    for event in desk.takeEvents() {
      if case .trouble(let what) = event { throw door.say(Exit.ioError, what) }
    }
    if work == DueWork() {
      Output.out(door.catalogue.say("cli.due.none"))
    } else {
      Output.out(
        door.catalogue.say(
          Phrase(
            "cli.due.done",
            [
              "decided": .count(work.decided), "resumed": .count(work.resumed),
              "erased": .count(work.erased), "lapsed": .count(work.lapsed),
              "repaid": .count(work.repaid), "delivered": .count(work.delivered),
            ])))
    }
    return Exit.ok
  }
}
