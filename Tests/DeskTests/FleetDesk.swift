import Fixtures
import Foundation

/// A fleet's server, its vault, and whoever owns its tables.
final class FleetServer {
  typealias Database = PostgresCluster.Database

  let cluster: PostgresCluster
  let place: Database
  let owner: FleetDesk

  /// Makes the vault; the key file opens it for everybody.
  init(_ cluster: PostgresCluster? = nil) throws {
    self.cluster = try cluster ?? .shared()
    place = try self.cluster.database()
    owner = try FleetDesk(place.address(Database.owner, verified: true))
    let made = try owner.run("init")
    guard made.code == 0 else { throw Child.Trouble("init: \(made)") }
  }

  /// A desk of its own, whose key file is the owner's; its traffic goes by a way, or straight and verified.
  func desk(_ way: PostgresCluster.Way? = nil) throws -> FleetDesk {
    let address =
      if let way {
        place.through(way.port).address(Database.desk)
      } else {
        place.address(Database.desk, verified: true)
      }
    let desk = try FleetDesk(address)
    try FileManager.default.copyItem(atPath: owner.folder("key"), toPath: desk.folder("key"))
    return desk
  }

  func importPeople() throws {
    let desk = try desk()
    let took = try desk.run("import", try desk.folder.write(VaultDesk.people, to: "people.csv"))
    guard took.code == 0 else { throw Child.Trouble("import: \(took)") }
  }
}

/// A desk on a fleet: its folder, and a configuration that names the server.
final class FleetDesk {
  let folder: Folder

  init(_ address: String, password: String? = "password") throws {
    folder = try Folder()
    _ = try folder.write(PostgresCluster.Database.password, to: "password")
    _ = try folder.write("#!/bin/sh\ncat >> \(folder("mail"))\n", to: "sendmail", mode: 0o700)
    var vault: [String: Any] = ["server": address]
    if let password { vault["password"] = ["file": folder(password)] }
    let text = try JSONSerialization.data(withJSONObject: ["format": 1, "vault": vault])
    _ = try folder.write(String(decoding: text, as: UTF8.self), to: "config.json")
  }

  var options: [String] {
    ["--config", folder("config.json"), "--key-file", folder("key"), "--lang", "en"]
  }

  func run(_ arguments: String...) throws -> Result {
    try esimdesk(arguments + options, in: folder)
  }

  func open() throws -> JSONDesk {
    try JSONDesk(
      ["open", "--json", "--station", "test", "--sendmail", folder("sendmail")] + options,
      in: folder)
  }

  /// The code in the mail to somebody that has one.
  func code(to address: String) throws -> String {
    let deadline = Deadline()
    while true {
      let mails = (try? folder.bytes("mail")).map { String(decoding: $0, as: UTF8.self) } ?? ""
      for mail in "\n\(mails)".components(separatedBy: "\nFrom: ")
      where mail.contains("To: <\(address)>") {
        let body = mail.components(separatedBy: "base64\n\n").dropFirst().first ?? ""
        let words = Data(
          base64Encoded: body.components(separatedBy: "\n\n")[0].filter { !$0.isWhitespace })
        if let code = words.flatMap({ sixDigits(in: String(decoding: $0, as: UTF8.self)) }) {
          return code
        }
      }
      guard !deadline.isOver else { throw Child.Trouble("no code in \(mails)") }
      deadline.pause()
    }
  }

  func signIn() throws -> JSONDesk {
    try open().signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
  }
}

extension PostgresCluster {
  /// Those of some texts that can be read in a dump of the whole of a database.
  func leaks(of texts: [String], in database: Database) -> [String] {
    guard let dump = try? dump(database.name) else { return ["no dump"] }
    return texts.filter { text in
      // Not even looked for.
      if VaultDesk.isThereByChance(text) { return true }
      let hex = text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      return dump.contains(text) || dump.contains(hex)
    }
  }
}
