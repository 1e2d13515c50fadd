import Domain
import FoundationEssentials
import Journeys
import Wording

/// One thing `esimdesk doctor` looked at: how it stands and what to do about it.
struct Checkup {
  enum Verdict: String {
    case ok
    /// The desk works, and somebody should look all the same.
    case warning
    /// Something that was set up does not work.
    case wrong
  }

  /// Such as `mail`; the sentence for it is `doctor.name.mail`.
  let name: String
  let verdict: Verdict
  let finding: Phrase
  let remedy: Phrase?

  init(_ name: String, _ verdict: Verdict, _ finding: Phrase, remedy: Phrase? = nil) {
    self.name = name
    self.verdict = verdict
    self.finding = finding
    self.remedy = remedy
  }

  /// What another command would have refused, in its own line.
  init(_ name: String, _ failure: Failure) {
    let line = failure.line.hasPrefix("esimdesk: ") ? failure.line.dropFirst(10) : failure.line[...]
    self.init(name, .wrong, Phrase("doctor.told", ["what": .text(String(line))]))
  }

  func lines(_ words: Catalogue) -> [String] {
    let head = words.say(
      Phrase(
        "doctor.line.\(verdict.rawValue)",
        ["name": .phrase(Phrase("doctor.name.\(name)")), "finding": .phrase(finding)]))
    guard let remedy else { return [head] }
    return [head, words.say(Phrase("doctor.remedy", ["what": .phrase(remedy)]))]
  }

  private struct Line: Encodable {
    let check: String
    let verdict: String
    let finding: String
    let remedy: String?
  }

  func json(_ words: Catalogue) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      check: name, verdict: verdict.rawValue, finding: words.say(finding),
      remedy: remedy.map { words.say($0) })
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }
}
