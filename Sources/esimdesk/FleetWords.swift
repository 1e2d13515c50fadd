import Journeys
import Vault

/// What is said, and ended with, when the server of a fleet did not do something.
enum FleetWords {
  static func exitCode(_ error: LinkError) -> Int32 {
    switch error {
    case .race, .lost, .crowded, .readOnlyServer, .givenUp, .inDoubt: Exit.tryAgain
    case .unreachable, .notTrusted: Exit.unavailable
    case .refusedLogin, .denied: Exit.noPermission
    case .noPassword: Exit.config
    case .noDatabase, .noSchema: Exit.noInput
    case .diskFull, .server: Exit.ioError
    case .noLibrary: Exit.unavailable
    }
  }

  static func phrase(_ error: LinkError, path: String) -> Phrase {
    let place: [String: Fact] = ["path": .text(path)]
    func with(_ why: String) -> [String: Fact] {
      // libpq has a line for each reason.
      let line = why.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return ["path": .text(path), "why": .text(Options.printable(line))]
    }
    return switch error {
    case .race: "vault.busy"
    case .lost, .readOnlyServer: Phrase("vault.fleet.lost", place)
    case .crowded: Phrase("vault.fleet.crowded", place)
    case .unreachable(let why): Phrase("vault.fleet.unreachable", with(why))
    case .inDoubt: Phrase("vault.fleet.inDoubt", place)
    case .givenUp: Phrase("vault.fleet.givenUp", place)
    case .notTrusted(let why): Phrase("vault.fleet.notTrusted", with(why))
    case .refusedLogin: Phrase("vault.fleet.refusedLogin", place)
    case .noPassword(let file): Phrase("vault.fleet.noPassword", with(file))
    case .noDatabase: Phrase("vault.fleet.noDatabase", place)
    case .noSchema: Phrase("vault.notFound", place)
    case .denied: Phrase("vault.fleet.denied", place)
    case .diskFull: Phrase("vault.fleet.diskFull", place)
    case .noLibrary: "vault.fleet.noLibrary"
    case .server(let code): Phrase("vault.fleet.server", with(code))
    }
  }
}
