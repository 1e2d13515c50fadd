import Connectors
import Domain
import Vault

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
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: AddressWords.line(error)))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What is wrong with an address, and what would be right; for whoever sets a desk up.
enum AddressWords {
  static func line(_ fault: AddressFault) -> String {
    switch fault {
    case .malformed: "no address such as postgresql://USER@HOST/DATABASE"
    case .noDatabase: "no database after the host, such as in postgresql://USER@HOST/DATABASE"
    case .password:
      "a password in the address, where others can read it; name its file or credential as "
        + "vault.password in the configuration, or put it into ~/.pgpass"
    case .host(let host): "\(Options.printable(host)) is no host and port"
    case .unknown(let name):
      "\(Options.printable(name)) is not known here; known are "
        + PostgresAddress.Parameter.allCases.map(\.rawValue).joined(separator: ", ")
    case .value(let parameter, let value): line(parameter, Options.printable(value))
    }
  }

  private static func line(_ parameter: PostgresAddress.Parameter, _ value: String) -> String {
    switch parameter {
    case .security:
      "sslmode is one of verify-full (which it is without), verify-ca, require, disable, not \(value)"
    case .rootCertificate, .certificate, .passwordFile, .host:
      "\(parameter.rawValue) wants a path that begins with /"
    case .key: "sslcert and sslkey go together, each a path that begins with /"
    case .patience: "connect_timeout wants 1 to 60 seconds"
    case .session: "target_session_attrs can only be read-write"
    }
  }
}
