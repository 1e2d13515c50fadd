import Connectors
import Domain
import Journeys
import Vault
import Wording

/// What `esimdesk doctor` says of certificates that end.
enum CertificateWords {
  private static let name = "certificates"

  /// A line for each that ended or soon does, or one for all.
  static func checkups(_ all: [CertificateTerm], now: Instant) -> [Checkup] {
    let due = all.filter { $0.state(at: now) != .good }.sorted { $0.last < $1.last }
    if !due.isEmpty { return due.map { checkup($0, now) } }
    guard let first = all.min(by: { $0.last < $1.last }) else { return [] }
    return [Checkup(name, .ok, Phrase("doctor.certificates", facts(first)))]
  }

  private static func checkup(_ term: CertificateTerm, _ now: Instant) -> Checkup {
    let facts = facts(term)
    let hasEnded = term.state(at: now) == .ended
    return Checkup(
      name, hasEnded ? .wrong : .warning,
      Phrase(hasEnded ? "doctor.certificates.ended" : "doctor.certificates.soon", facts),
      remedy: Phrase("doctor.certificates.\(term.use.rawValue).remedy", facts))
  }

  private static func facts(_ term: CertificateTerm) -> [String: Fact] {
    ["key": .text(term.key), "path": .text(term.path), "day": .day(Day(term.last, offset: 0))]
  }
}

extension Configuration {
  /// The certificates its files hold.
  var certificates: [CertificateTerm] {
    (mail?.certificates ?? []) + (sms?.certificates ?? []) + (payment?.certificates ?? [])
  }
}

extension PostgresAddress {
  /// The certificates that the address of a fleet's server names.
  var certificates: [CertificateTerm] {
    var found: [CertificateTerm?] = []
    if rootCertificate != Self.usualRootCertificate {
      found.append(CertificateTerm(.authority, key: "sslrootcert", path: rootCertificate))
    }
    if let certificate {
      found.append(CertificateTerm(.own, key: "sslcert", path: certificate))
    }
    return found.compactMap(\.self)
  }
}
