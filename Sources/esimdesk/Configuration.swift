import Connectors
import Domain
import Glibc

/// What connects a desk with the world outside, from one JSON file; without one nothing is connected.
///
/// `--config FILE` names it; else it is `$XDG_CONFIG_HOME/esimdesk/config.json`, else
/// `/etc/esimdesk/config.json`. Every part may be left out. It holds no secret: where one is needed,
/// it says which file or systemd credential holds it (``SecretSource``).
struct Configuration: Codable, Equatable {
  /// The newest version of the file this program reads.
  static let newestFormat = 1
  /// In bytes; a configuration is a page or two.
  static let mostBytes = 1 << 20

  var format = Self.newestFormat
  var vault: VaultSettings?
  var mail: MailSettings?
  var sms: SMSSettings?
  var printer: PrinterSettings?
  var payment: PaymentSettings?

  /// Where it is looked for when the command line names none.
  static var usualPaths: [String] {
    let own: String
    if let folder = Surroundings.variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      own = folder
    } else {
      own = "\(Surroundings.variable("HOME") ?? "/nonexistent")/.config"
    }
    return ["\(own)/esimdesk/config.json", "/etc/esimdesk/config.json"]
  }

  /// Reads the file this program is told of, or finds.
  ///
  /// - Throws: when the file that was named is not there, or what is wrong in it, with its path.
  static func read(_ options: Options) throws(Failure) -> Configuration {
    guard let path = options.config ?? usualPaths.first(where: { access($0, F_OK) == 0 }) else {
      return Configuration()
    }
    let bytes = try Surroundings.file(path, limit: mostBytes, options.words)
    do {
      return try StrictJSON.read(Configuration.self, bytes, newest: newestFormat)
    } catch {
      throw error.failure(path, options.words)
    }
  }
}
