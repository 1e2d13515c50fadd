import Connectors
import Fixtures
import Foundation

/// The set-up of `Tests/loopback`: everything outside a counter on this machine, and a desk set up for it, whose vault is
/// moved to a fleet's server where `DeskEngine` says so.
final class LoopbackCounter {
  private let server: LoopbackServer
  let folder: Folder
  /// Where its configuration is.
  let config: String
  /// How its vault is opened.
  let access: [String]
  /// A file of the desk's own that says something of its vault: the vault, or how far it was on the server.
  var own: String {
    get throws {
      guard DeskEngine.current == .postgresql else { return file("vault/vault") }
      let names = folder.names("state/esimdesk").filter { $0.hasSuffix(".anchor") }
      guard let name = names.first else { throw Child.Trouble("no anchor") }
      return folder("state/esimdesk/\(name)")
    }
  }

  init() throws {
    folder = try Folder()
    server = try LoopbackServer("loopback", [Child.program])
    config = try server.text("config")
    let access = server.facts["access"] as? [String] ?? []
    self.access = DeskEngine.current == .file ? access : try Self.moved(access, in: folder)
  }

  private static func moved(_ access: [String], in folder: Folder) throws -> [String] {
    let place = try PostgresCluster.shared().database()
    let passwords = try folder.write(
      "*:*:*:*:\(PostgresCluster.Database.password)\n", to: "passwords")
    func address(_ user: String) -> String {
      place.address(user, verified: true) + "&passfile=" + passwords
    }
    let done = try esimdesk(
      ["migrate", access[1], address(PostgresCluster.Database.owner)] + access[2...], in: folder)
    guard done.code == 0 else { throw Child.Trouble("migrate: \(done)") }
    return [access[0], address(PostgresCluster.Database.desk)] + access[2...]
  }

  /// A file of the set-up.
  func file(_ name: String) -> String { server.folder.appendingPathComponent(name).path }

  /// How the printer says that it stands, as the answers to DLE EOT 2 and 4; nil: not at all.
  func printer(_ answers: String?) throws {
    let state = try server.text("printer")
    if let answers {
      try Data(answers.utf8).write(to: URL(fileURLWithPath: state))
    } else {
      try FileManager.default.removeItem(atPath: state)
    }
  }

  /// The whole slip, once its cut has arrived.
  func paper() throws -> Data {
    let path = try server.text("paper")
    let deadline = Deadline()
    while true {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      if bytes.suffix(3) == Data([0x1D, 0x56, 0x00]) || deadline.isOver { return bytes }
      deadline.pause()
    }
  }

  /// The texts of the mails to one address, oldest first, once there are so many.
  func mails(to address: String, _ least: Int) throws -> [String] {
    struct Mail: Decodable {
      let text: String
      let envelope: [String]
      let tls: Bool
    }
    let path = try server.text("mails")
    let deadline = Deadline()
    while true {
      let all = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      let texts = try all.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { try JSONDecoder().decode(Mail.self, from: Data($0.utf8)) }
        .filter { $0.tls && $0.envelope.contains(address) }.map(\.text)
      if texts.count >= least { return texts }
      guard !deadline.isOver else { throw Child.Trouble("\(texts.count) of \(least) mails") }
      deadline.pause()
    }
  }

  /// Tells the double of the payment providers something; what it says.
  @discardableResult
  func tell(_ what: String, _ said: [String: Any] = [:]) throws -> [String: Any] {
    let answer = try HTTPRequest(
      "POST", "\(try server.text("payments"))/double/\(what)",
      body: Array(try JSONSerialization.data(withJSONObject: said))
    ).perform()
    return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
  }

  /// Runs `esimdesk doctor` for programs.
  ///
  /// - Parameters:
  ///   - more: how the vault is opened, where not as usual, and further options.
  ///   - change: what of the configuration is another.
  /// - Returns: how it ended, and what it found, by its name.
  /// - Throws: when it says something else than it is documented to.
  func doctor(
    _ more: [String] = [], change: ((inout [String: Any]) throws -> Void)? = nil
  ) throws -> (code: Int32?, found: [String: Finding]) {
    var path = config
    if let change {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: config))
      var settings = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
      try change(&settings)
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
      path = try folder.write(text, to: "changed.json")
    }
    let result = try esimdesk(
      ["doctor", "--json", "--lang", "en", "--config", path] + (more.isEmpty ? access : more),
      in: folder)
    guard result.err.isEmpty else { throw Child.Trouble(result.err) }
    let lines = try result.out.split(separator: "\n").map {
      try JSONDecoder().decode(Finding.self, from: Data($0.utf8))
    }
    return (result.code, Dictionary(grouping: lines, by: \.check).compactMapValues(\.first))
  }

  struct Finding: Decodable {
    let check: String
    let verdict: String
    let finding: String
    let remedy: String?
  }
}

extension [String: Any] {
  /// Puts a value at a path such as `mail.smtp.port`; nil takes away what is there.
  mutating func put(_ path: String, _ value: Any?) {
    var names = path.split(separator: ".").map(String.init)
    let first = names.removeFirst()
    guard !names.isEmpty else {
      self[first] = value
      return
    }
    var inner = self[first] as? [String: Any] ?? [:]
    inner.put(names.joined(separator: "."), value)
    self[first] = inner
  }
}
