import Domain
import Fronts
import Vault

/// What was asked for on the command line.
struct Options {
  enum Front: String { case screen, plain, json }

  var command = "open"
  var arguments: [String] = []
  /// The vault's file, or the address of a fleet's server.
  var vault: String?
  var keyFile: String?
  /// A folder of a carrier's own policy files.
  var brands: String?
  /// The one carrier this terminal serves; nil: the person chooses.
  var brand: String?
  /// A descriptor the passphrase is read from, for scripts; never an argument.
  var passphraseDescriptor: Int32?
  /// The same for a passphrase that is to open the vault from now on.
  var newPassphraseDescriptor: Int32?
  var language: Language?
  /// Nil: the screen where there can be one, else line by line (``FrontDoor/choose(_:)``).
  var front: Front?
  var ascii = false
  /// Whether a mouse or a touch panel is listened to.
  var touch = false
  /// Whether digits alone do everything.
  var keypad = false
  /// Whether the screen is made to be heard or felt.
  var speech = false
  /// Whether every item takes three rows.
  var large = false
  /// Whether all is white and yellow on black.
  var contrast = false
  /// How wide the terminal shows ambiguous characters; nil: it is asked.
  var ambiguousIsWide: Bool?
  var color = "auto"
  var station: String?
  /// The file that says what connects this desk with the world; nil: the usual places.
  var config: String?
  /// Which day of the till, as what, and whose alone.
  var day: Day?
  var csv = false
  var staff: String?
  /// Whether somebody of the staff is there to take money.
  var counter = false
  /// The program that shows photos of documents to staff; nil: their details are told.
  var photoViewer: String?
  /// The id of the outlet a staff desk stands in; nil: staff say.
  var outlet: String?
  var sendmail: String?
  var now: Instant?
  var seed: UInt64?
  /// Whether the practice clock stands still unless it is moved.
  var still = false
  var list = false
  var skipBad = false
  /// Whether the file to import holds updates of subscribers who are here already.
  var updates = false
  /// The format of the sample import file to print, `csv` or `json`.
  var sample: String?
  var reason: String?
  /// Where an export goes on, and how many lines it gives at most.
  var since: [ExportCommand.Mark] = []
  var limit: Int?
  /// What a member of staff may do.
  var role: Staff.Role?
  /// A descriptor a member of staff's password is read from, for scripts; never an argument.
  var passwordDescriptor: Int32?
  /// Files with the public keys of carriers whose receipts count.
  var publicKeys: [String] = []
  /// A kiosk to be looked at, with the practice desk's people.
  var practice = false
  /// When sessions can begin at a kiosk; nil: at any time.
  var hours: OpeningHours?
  /// The calendar whose public holidays those hours name; nil: the carrier's.
  var holidays: String?
  /// How long a kiosk waits for somebody who does nothing, in seconds.
  var idle = (warning: 90, reset: 120)
  /// A descriptor the kiosk's PIN is read from, for scripts; never an argument.
  var pinDescriptor: Int32?
  /// Backup and restore: in the place of what is there.
  var replace = false
  /// Verify: what follows from the records too.
  var deep = false
  /// A journal head that was written down, to be compared.
  var head: String?
  /// Restore: a further list of erased accounts.
  var erased: String?
  /// Rekey: what is to open the vault too, which slot is to go, and whether all is sealed anew.
  var addPassphrase = false
  var addKeyFile: String?
  var addCredential: String?
  var removeSlot: Int?
  var data = false
  var help = false
  var version = false

  static let commands = [
    "open", "demo", "kiosk", "kiosk-pin", "init", "upgrade", "import", "status", "verify", "backup",
    "restore", "migrate",
    "rekey", "salvage", "review", "till", "brands", "check", "receipt", "export", "staff",
    "run-due", "outbox", "doctor",
    "outlets",
  ]

  /// The time a kiosk waits; nil where its two ends do not fit each other.
  var patience: Patience? {
    Patience(warning: idle.warning * 1_000, reset: idle.reset * 1_000)
  }

  /// Reads the arguments, or says what is wrong with them.
  static func read(_ arguments: [String]) throws(Failure) -> Options {
    var options = Options()
    var words: [String] = []
    var rest = arguments[...]
    func value(_ name: String, _ inline: String?) throws(Failure) -> String {
      if let inline { return inline }
      guard let next = rest.popFirst() else { throw usage("\(name) wants a value") }
      return next
    }
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      if argument == "--" {
        words += rest
        break
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let inline = parts.count == 2 ? String(parts[1]) : nil
      switch name {
      case "--vault": options.vault = try vault(try value(name, inline))
      case "--key-file": options.keyFile = try value(name, inline)
      case "--brands": options.brands = try value(name, inline)
      case "--brand": options.brand = try value(name, inline)
      case "--passphrase-fd":
        options.passphraseDescriptor = try descriptor(name, try value(name, inline))
      case "--new-passphrase-fd":
        options.newPassphraseDescriptor = try descriptor(name, try value(name, inline))
      case "--replace": options.replace = true
      case "--deep": options.deep = true
      case "--head": options.head = try value(name, inline)
      case "--erased": options.erased = try value(name, inline)
      case "--add-passphrase": options.addPassphrase = true
      case "--add-key-file": options.addKeyFile = try value(name, inline)
      case "--add-credential": options.addCredential = try value(name, inline)
      case "--remove-slot":
        guard let number = Int(try value(name, inline)), number > 0 else {
          throw usage("--remove-slot wants the number of a slot, as esimdesk status lists them")
        }
        options.removeSlot = number
      case "--data": options.data = true
      case "--lang":
        guard let language = Language(rawValue: try value(name, inline)) else {
          throw usage("--lang is one of en, zh-Hans, zh-Hant")
        }
        options.language = language
      case "--front":
        guard let front = Front(rawValue: try value(name, inline)) else {
          throw usage("--front is one of screen, plain, json")
        }
        options.front = front
      case "--json": options.front = .json
      case "--plain": options.front = .plain
      case "--ascii": options.ascii = true
      case "--touch": options.touch = true
      case "--keypad": options.keypad = true
      case "--speech": options.speech = true
      case "--large": options.large = true
      case "--contrast": options.contrast = true
      case "--color":
        options.color = try value(name, inline)
        guard ["auto", "always", "never"].contains(options.color) else {
          throw usage("--color is one of auto, always, never")
        }
      case "--ambiguous":
        let width = try value(name, inline)
        guard ["narrow", "wide"].contains(width) else {
          throw usage("--ambiguous is one of narrow, wide")
        }
        options.ambiguousIsWide = width == "wide"
      case "--station":
        let station = try value(name, inline)
        guard (1...64).contains(station.count), !Reading.hasControls(station) else {
          throw usage("--station wants a name of 1 to 64 characters")
        }
        options.station = station
      case "--counter": options.counter = true
      case "--day":
        guard let day = Day(iso: try value(name, inline)) else {
          throw usage("--day wants a day such as 2026-11-20")
        }
        options.day = day
      case "--csv": options.csv = true
      case "--staff":
        do {
          options.staff = try Reading.userName(try value(name, inline))
        } catch let error as Failure {
          throw error
        } catch {
          throw usage("--staff wants the name of somebody on the staff")
        }
      case "--photo-viewer": options.photoViewer = try value(name, inline)
      case "--outlet": options.outlet = try value(name, inline)
      case "--practice": options.practice = true
      case "--hours":
        guard let hours = OpeningHours(try value(name, inline)) else {
          throw usage("--hours wants hours such as \"Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off\"")
        }
        options.hours = hours
      case "--holidays": options.holidays = try value(name, inline)
      case "--idle-warning": options.idle.warning = try seconds(name, value(name, inline))
      case "--idle-reset": options.idle.reset = try seconds(name, value(name, inline))
      case "--pin-fd":
        guard let number = Int32(try value(name, inline)), number >= 0 else {
          throw usage("--pin-fd wants the number of an open descriptor")
        }
        options.pinDescriptor = number
      case "--config": options.config = try value(name, inline)
      case "--sendmail": options.sendmail = try value(name, inline)
      case "--now":
        guard let now = Instant(iso: try value(name, inline)) else {
          throw usage("--now wants a moment such as 2026-11-20T09:00:00+08:00")
        }
        options.now = now
      case "--seed":
        guard let seed = UInt64(try value(name, inline)) else {
          throw usage("--seed wants a whole number")
        }
        options.seed = seed
      case "--still": options.still = true
      case "--list": options.list = true
      case "--updates": options.updates = true
      case "--skip-bad": options.skipBad = true
      case "--sample":
        let format = try value(name, inline)
        guard ["csv", "json"].contains(format) else { throw usage("--sample is one of csv, json") }
        options.sample = format
      case "--role":
        guard let role = Staff.Role(rawValue: try value(name, inline)) else {
          throw usage("--role is one of agent, reviewer, administrator")
        }
        options.role = role
      case "--password-fd":
        guard let number = Int32(try value(name, inline)), number >= 0 else {
          throw usage("--password-fd wants the number of an open descriptor")
        }
        options.passwordDescriptor = number
      case "--reason": options.reason = try value(name, inline)
      case "--since":
        guard let mark = ExportCommand.Mark(try value(name, inline)) else {
          throw usage("--since wants the number of an entry, or the id of an event such as 12-1")
        }
        options.since.append(mark)
      case "--limit":
        guard let limit = Int(try value(name, inline)), limit >= 0 else {
          throw usage("--limit wants a whole number")
        }
        options.limit = limit
      case "--public-key": options.publicKeys.append(try value(name, inline))
      case "--help", "-h": options.help = true
      case "--version": options.version = true
      default: throw usage("unknown option \(printable(name))")
      }
    }
    if let command = words.first {
      guard commands.contains(command) else {
        throw usage("unknown command \(printable(command))")
      }
      options.command = command
      options.arguments = Array(words.dropFirst())
    }
    try options.check()
    return options
  }

  private static func seconds(_ name: String, _ text: String) throws(Failure) -> Int {
    guard let seconds = Int(text), (1...86_400).contains(seconds) else {
      throw usage("\(name) wants a number of seconds")
    }
    return seconds
  }

  /// The path of a file, or the address of a server.
  private static func vault(_ text: String) throws(Failure) -> String {
    guard PostgresAddress.isOne(text) else { return text }
    do {
      _ = try PostgresAddress(text)
    } catch {
      throw usage("--vault: " + AddressWords.line(error))
    }
    return text
  }

  private static func descriptor(_ name: String, _ value: String) throws(Failure) -> Int32 {
    guard let number = Int32(value), number >= 0 else {
      throw usage("\(name) wants the number of an open descriptor")
    }
    return number
  }

  static func usage(_ what: String) -> Failure {
    Failure(code: Exit.usage, line: "esimdesk: \(what); esimdesk --help lists everything")
  }

  /// Something typed, fit to be repeated on a terminal; whole, if it is no longer than paths usually are.
  static func printable(_ text: String) -> String {
    let most = 240
    let shown = text.unicodeScalars.prefix(most).map { Reading.hasControls(String($0)) ? "?" : $0 }
    return String(String.UnicodeScalarView(shown))
      + (text.unicodeScalars.count > most ? "…" : "")
  }
}
