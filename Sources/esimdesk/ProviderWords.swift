import Connectors
import Domain
import Journeys

/// What `esimdesk doctor` says of a payment provider.
enum ProviderWords {
  static func checkup(_ check: ProviderCheck) -> Checkup {
    func told(
      _ verdict: Checkup.Verdict, _ finding: String, _ facts: [String: Fact] = [:],
      remedy: String? = nil
    ) -> Checkup {
      let all = facts.merging(
        ["server": .text(check.server), "key": .text(check.key ?? "payment")]
      ) { $1 }
      return Checkup(
        check.provider.rawValue, verdict, Phrase("doctor.payment.\(finding)", all),
        remedy: remedy.map { Phrase("doctor.payment.\($0).remedy", all) })
    }
    switch check.finding {
    case .good: return told(.ok, "good")
    case .rehearsal: return told(.warning, "rehearsal", remedy: "rehearsal")
    case .secret(let trouble):
      let place: [String: Fact] = ["place": .text(trouble.place)]
      switch trouble {
      case .missing: return told(.wrong, "missing", place, remedy: "missing")
      case .open: return told(.wrong, "open", place, remedy: "open")
      case .empty: return told(.wrong, "empty", place, remedy: "missing")
      }
    case .malformed: return told(.wrong, "malformed", remedy: "malformed")
    case .library(let name):
      return told(.wrong, "library", ["name": .text(name)], remedy: "library")
    case .unreachable(let words):
      return told(.wrong, "unreachable", ["what": .text(words)], remedy: "unreachable")
    case .denied(let status):
      return told(.wrong, "denied", ["status": .text("\(status)")], remedy: "denied")
    case .stranger: return told(.wrong, "stranger", remedy: "stranger")
    case .clock: return told(.wrong, "clock", remedy: "clock")
    case .odd(let status):
      return told(.wrong, "odd", ["status": .text("\(status)")], remedy: "odd")
    }
  }
}
