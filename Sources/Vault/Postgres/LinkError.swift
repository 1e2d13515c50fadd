/// Why the server did not do something, and whether it can have been done all the same.
public enum LinkError: Error, Equatable, Sendable {
  // Nothing was done; the same again may go through at once
  /// Somebody else was there first.
  case race
  // Nothing was done; a new connection may help
  /// The connection went before the end of the transaction was asked for.
  case lost
  /// A server that only reads, such as a standby.
  case readOnlyServer
  /// No host answered; what libpq says of it.
  case unreachable(String)
  /// It takes no further work for now, or is only starting.
  case crowded
  // Nobody knows
  /// The connection went after the end of the transaction was asked for: it was done, or it was not.
  case inDoubt
  // Nothing was done; somebody has to do something first
  /// Whoever was waiting no longer wanted to.
  case givenUp
  /// The connection is not encrypted, or not to who it should be; what libpq says of it.
  case notTrusted(String)
  case refusedLogin
  /// The password could not be read; where it should be.
  case noPassword(String)
  case noDatabase
  /// The tables of a vault are not there.
  case noSchema
  case denied
  case diskFull
  case noLibrary
  /// Anything else, by its SQLSTATE (PostgreSQL 15, appendix A).
  case server(String)

  /// Whether it can be over by itself, on a new connection.
  public var mayPass: Bool {
    switch self {
    case .lost, .readOnlyServer, .unreachable, .crowded, .inDoubt: true
    case .race, .givenUp, .notTrusted, .refusedLogin, .noPassword, .noDatabase, .noSchema, .denied,
      .diskFull, .noLibrary, .server:
      false
    }
  }

  /// What it means when the connection ended with it: whether by itself a new one may be had.
  var withoutAnswer: LinkError {
    switch self {
    case .crowded, .readOnlyServer, .denied, .refusedLogin, .noDatabase: self
    default: .lost
    }
  }

  /// What a server's answer means.
  init(sqlstate: String) {
    self =
      switch sqlstate {
      // Serialisation failure, deadlock, a number that somebody else just took, and a version that is not
      // the one expected (PostgresRows divides by nothing then).
      case "40001", "40P01", "23505", "22012": .race
      // Lost connections as distributed servers tell of them; idle in a transaction for too long.
      case "08000", "08003", "08006", "57P01", "57P02", "57P05", "25P03": .lost
      // Statement completion unknown.
      case "40003": .inDoubt
      case "25006": .readOnlyServer
      case "53300", "53200", "53400", "57P03", "55P03", "57014": .crowded
      case "53100": .diskFull
      case "42501": .denied
      case "42P01", "3F000", "42703": .noSchema
      case "3D000": .noDatabase
      case _ where sqlstate.hasPrefix("28"): .refusedLogin
      default: .server(sqlstate)
      }
  }
}
