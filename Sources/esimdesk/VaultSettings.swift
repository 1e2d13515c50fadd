import Connectors
import Domain
import Vault
import Wording

/// The vault on a fleet's server, as the configuration names it.
struct VaultSettings: Codable, Equatable {
  /// `postgresql://…`; nil where the command line names it, or the vault is a file.
  var server: ServerAddress?
  /// For whoever the address names; nil where `~/.pgpass` or a certificate has it.
  var password: SecretSource?
}

/// An address in the configuration.
struct ServerAddress: Codable, Equatable {
  let address: PostgresAddress
  /// As it was written.
  private let text: String

  init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
    do {
      address = try PostgresAddress(text)
    } catch {
      throw AddressWords.wanted(error).at(decoder.codingPath)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What is wrong with an address, and what would be right; for whoever sets a desk up.
enum AddressWords {
  /// For the command line, whose usage is told in English.
  static func line(_ fault: AddressFault) -> String { Catalogue(.en).say(wanted(fault).phrase) }

  static func wanted(_ fault: AddressFault) -> Wanted {
    switch fault {
    case .malformed: Wanted("address")
    case .noDatabase: Wanted("database")
    case .password: Wanted("noPassword")
    case .host(let host): Wanted("hostAndPort", ["value": host])
    case .unknown(let name):
      Wanted(
        "parameter",
        [
          "value": name,
          "known": PostgresAddress.Parameter.allCases.map(\.rawValue).joined(separator: ", "),
        ])
    case .value(let parameter, let value): wanted(parameter, value)
    }
  }

  private static func wanted(_ parameter: PostgresAddress.Parameter, _ value: String) -> Wanted {
    switch parameter {
    case .security: Wanted("sslmode", ["value": value])
    case .rootCertificate, .certificate, .passwordFile, .host:
      Wanted("parameterPath", ["name": parameter.rawValue])
    case .key: Wanted("certificateAndKey")
    case .patience: Wanted("patience")
    case .session: Wanted("session")
    }
  }
}
