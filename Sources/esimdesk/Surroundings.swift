import CResources
import CSystem
import Domain
import Glibc
import Journeys
import Wording

/// What the program finds around it: environment, places, the clock, chance, embedded files.
enum Surroundings {
  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where the vault is unless told otherwise (XDG 0.8).
  static var vaultPath: String {
    if geteuid() == 0, variable("XDG_STATE_HOME") == nil { return "/var/lib/esimdesk/vault" }
    if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") {
      return "\(state)/esimdesk/vault"
    }
    return "\(variable("HOME") ?? "/nonexistent")/.local/state/esimdesk/vault"
  }

  /// Where a desk keeps what is its own.
  static var stateFolder: String { String(vaultPath.dropLast("/vault".utf8.count)) }

  /// What the unit calls the vault's key.
  static let credentialName = "esimdesk.vault-key"

  /// The vault's key as the service manager hands it over (systemd.exec, Credentials); nil where
  /// it hands over none.
  static var credential: String? {
    guard let folder = variable("CREDENTIALS_DIRECTORY"), folder.hasPrefix("/") else { return nil }
    let path = "\(folder)/\(credentialName)"
    return access(path, F_OK) == 0 ? path : nil
  }

  /// The language the locale asks for.
  static var language: Language {
    let locale = variable("LC_ALL") ?? variable("LC_MESSAGES") ?? variable("LANG") ?? ""
    let name = locale.lowercased()
    guard name.hasPrefix("zh") else { return .en }
    let traditional = ["_tw", "_hk", "_mo", "hant"]
    return traditional.contains { name.contains($0) } ? .zhHant : .zhHans
  }

  /// What this terminal is called: the host's name and the terminal's.
  static var station: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let terminal = ttyname(STDIN_FILENO).map { String(cString: $0) } ?? "/dev/none"
    return "\(host)/\(terminal.dropFirst(5))"
  }

  /// A line for the person in charge, in the log of this machine.
  static func log(_ line: String) { esimdesk_log_critical(line) }

  static var now: Instant { Instant(seconds: Int64(time(nil))) }

  /// Random bytes of the system.
  static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// A file of Resources/, or nil.
  static func resource(_ name: String) -> [UInt8]? { embedded(name).map(Array.init) }

  /// The same where it lies in the program.
  static func embedded(_ name: String) -> UnsafeBufferPointer<UInt8>? {
    guard let found = esimdesk_resource_named(name)?.pointee else { return nil }
    return UnsafeBufferPointer(start: found.bytes, count: found.count)
  }

  /// The names of embedded files below a folder.
  static func resources(below folder: String) -> [String] {
    var names: [String] = []
    var index = 0
    while let found = esimdesk_resource_at(index) {
      let name = String(cString: found.pointee.name)
      if name.hasPrefix(folder) { names.append(name) }
      index += 1
    }
    return names
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The files of a folder whose names end so, in the order of their names.
  static func files(in folder: String, ending: String) throws(Failure) -> [String] {
    guard let listing = opendir(folder) else {
      throw Failure(
        code: errno == EACCES ? Exit.noPermission : Exit.noInput,
        line:
          "esimdesk: cannot read \(Options.printable(folder)): \(String(cString: strerror(errno)))"
      )
    }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(ending), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().map { "\(folder)/\($0)" }
  }

  /// A whole file, at most `limit` bytes.
  ///
  /// - Throws: why not, in a language; of what only carriers write, in English.
  static func file(
    _ path: String, limit: Int, _ words: @autoclosure () -> Catalogue = Catalogue(.en)
  ) throws(Failure) -> [UInt8] {
    func failure(_ code: Int32, _ fault: String, _ facts: [String: Fact] = [:]) -> Failure {
      let place: [String: Fact] = ["path": .text(Options.printable(path))]
      return Failure(
        code: code,
        line: "esimdesk: "
          + words().say(Phrase("fault.read.\(fault)", place.merging(facts) { $1 })))
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw failure(Exit.noInput, "missing")
      case EACCES: throw failure(Exit.noPermission, "denied")
      default:
        throw failure(Exit.noInput, "failed", ["why": .text(String(cString: strerror(errno)))])
      }
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw failure(Exit.ioError, "failed", ["why": .text(String(cString: strerror(errno)))])
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= limit else {
        throw failure(Exit.badData, "long", ["most": .count(limit >> 20)])
      }
    }
  }
}
