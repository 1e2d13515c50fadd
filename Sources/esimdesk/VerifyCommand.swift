import Domain
import Journeys
import Vault
import Wording

/// `esimdesk verify`: looks through the whole vault and says what is wrong, and where.
struct VerifyCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let kept = try KeptHeadWords.read(options)
    let vault = try door.open()
    let words = door.catalogue
    let bar = ProgressBar(words)
    let report: VerifyReport
    let held: KeptHead?
    do {
      defer { bar.end() }
      report = try vault.verify(deep: options.deep ? .desk : nil) { done, total in
        bar.draw(done, total, .checking)
      }
      held = try kept.map { (kept) throws(VaultError) in try vault.compare(kept) }
    } catch {
      throw door.failure(error)
    }
    if report.isSound {
      Output.out(
        words.say(
          Phrase(
            "cli.verify.good",
            ["records": .count(report.records), "journal": .count(report.entries)])))
    } else {
      Output.out(words.say(Phrase("cli.verify.bad", ["count": .count(report.damages.count)])))
      for damage in report.damages { Output.out(DamageWords.line(damage, words)) }
    }
    for path in report.exposed {
      Output.out(words.say(Phrase("cli.verify.exposed", ["path": .text(path)])))
    }
    var code = report.exposed.isEmpty ? Exit.ok : Exit.found
    if let kept, let held {
      code = max(code, KeptHeadWords.tell(kept, held, words))
    }
    return report.isSound ? code : Exit.badData
  }
}
