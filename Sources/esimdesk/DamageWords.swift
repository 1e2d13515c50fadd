import Domain
import Journeys
import Vault
import Wording

/// Where damage lies and what it is, in the words of the file's format; for the person who mends it.
enum DamageWords {
  static func line(_ damage: Damage, _ words: Catalogue) -> String {
    let facts: [String: Fact] = [
      "where": .text(place(damage.place)), "what": .text(fault(damage.fault)),
    ]
    return "  " + words.say(Phrase("cli.verify.fault", facts))
  }

  static func place(_ place: Damage.Place) -> String {
    switch place {
    case .header: "header"
    case .file: "file"
    case .meta(let key): "meta \(key)"
    case .slot(let kind): "slot \(kind)"
    case .record(let id): "rec \(id.rawValue)"
    case .accountKey(let id): "akey \(id.rawValue)"
    case .lookup(let id): "idx of rec \(id.rawValue)"
    case .journal(let seq): "journal \(seq)"
    case .whole: "set hash"
    case .anchor: "anchor"
    case .erasures: "list of erased accounts"
    case .structure(let words): Options.printable(words)
    case .event(let seq): "event of journal \(seq)"
    }
  }

  static func fault(_ fault: Damage.Fault) -> String {
    switch fault {
    case .sealBroken: "seal broken"
    case .missing: "missing"
    case .unexpected: "unexpected"
    case .malformed: "malformed"
    case .absurdParameters: "absurd parameters"
    case .chainBroken: "chain broken"
    case .inconsistent: "does not fit together"
    case .notWhatTheJournalSays: "not what the journal says"
    }
  }
}
