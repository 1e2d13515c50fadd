import Domain
import Journeys
import Vault
import Wording

/// What is told of a vault that is looked through while its desk is open.
enum WatchWords {
  /// Looks through it, and tells the system's log of damage at once.
  static func watch(_ vault: Vault, _ path: String) throws(VaultError) -> Watch? {
    try vault.watch { report in
      Surroundings.log("esimdesk: " + words(of: report, path, Catalogue(.en)))
    }
  }

  static func words(of report: VerifyReport, _ path: String, _ words: Catalogue) -> String {
    let first = report.damages.first.map { DamageWords.place($0.place) } ?? ""
    return words.say(
      Phrase(
        report.isUntrustworthy ? "cli.watch.all" : "cli.watch.some",
        ["path": .text(path), "where": .text(first), "count": .count(report.damages.count)]))
  }
}
