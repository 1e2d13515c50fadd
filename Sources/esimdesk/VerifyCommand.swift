import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk verify`: looks through the whole vault and says what is wrong, and where.
struct VerifyCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let vault = try door.open()
    let words = door.catalogue
    let shows = isatty(STDERR_FILENO) == 1
    var drawn = -1
    let report: VerifyReport
    do {
      report = try vault.verify { done, total in
        guard shows, total > 0, done * 50 / total != drawn else { return }
        drawn = done * 50 / total
        ProgressBar.draw(
          done, total,
          words.say(
            Phrase(
              "cli.verify.progress",
              [
                "done": .count(done), "total": .count(total),
              ])))
      }
    } catch {
      throw door.failure(error)
    }
    if drawn >= 0 { ProgressBar.end() }
    if report.isSound {
      Output.out(
        words.say(
          Phrase(
            "cli.verify.good",
            ["records": .count(report.records), "journal": .count(report.entries)])))
      return Exit.ok
    }
    Output.out(words.say(Phrase("cli.verify.bad", ["count": .count(report.damages.count)])))
    for damage in report.damages {
      Output.out(
        "  "
          + words.say(
            Phrase(
              "cli.verify.fault",
              [
                "where": .text(DamageWords.place(damage.place)),
                "what": .text(DamageWords.fault(damage.fault)),
              ])))
    }
    return Exit.badData
  }
}

/// A bar on stderr for work that takes more than a moment.
enum ProgressBar {
  static let cells = 30

  static func draw(_ done: Int, _ total: Int, _ words: String) {
    let filled = min(cells, done * cells / max(1, total))
    Output.progress(
      "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: cells - filled)
        + "] " + words)
  }

  static func end() { Output.progress("") }
}
