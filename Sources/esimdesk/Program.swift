import Domain
import Glibc
import Wording

/// The commands and what each ends with.
enum Program {
  static let version = "0.1.0"

  static func run(_ arguments: [String]) -> Int32 {
    do {
      let options = try Options.read(arguments)
      if options.help {
        Output.out(UsageText.all)
        return Exit.ok
      }
      if options.version {
        Output.out("esimdesk \(version)")
        return Exit.ok
      }
      return try perform(options)
    } catch {
      Output.err(error.line)
      return error.code
    }
  }

  private static func perform(_ options: Options) throws(Failure) -> Int32 {
    switch options.command {
    case "demo": try DemoCommand(options).run()
    case "kiosk": try KioskCommand(options).run()
    case "kiosk-pin": try KioskPINCommand(options).run()
    case "init": try InitCommand(options).run()
    case "upgrade": try UpgradeCommand(options).run()
    case "import": try ImportCommand(options).run()
    case "outlets": try OutletsCommand(options).run()
    case "export": try ExportCommand(options).run()
    case "status": try StatusCommand(options).run()
    case "backup": try BackupCommand(options).run()
    case "restore": try RestoreCommand(options).run()
    case "migrate": try MigrateCommand(options).run()
    case "rekey": try RekeyCommand(options).run()
    case "salvage": try SalvageCommand(options).run()
    case "verify": try VerifyCommand(options).run()
    case "review": try ReviewCommand(options).run()
    case "run-due": try RunDueCommand(options).run()
    case "doctor": try DoctorCommand(options).run()
    case "outbox": try OutboxCommand(options).run()
    case "staff": try StaffCommand(options).run()
    case "till": try TillCommand(options).run()
    case "brands": try BrandsCommand(options).run()
    case "receipt": try ReceiptCommand(options).run()
    case "check": try CheckCommand(options).run()
    default: try OpenCommand(options).run()
    }
  }
}

/// Lines to the two standard outputs; a reader that went away is not our trouble.
enum Output {
  static func out(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }
  static func err(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  /// Text without an end of line, for progress that is written over.
  static func progress(_ text: String) { write("\r" + text + "\u{1B}[K", to: STDERR_FILENO) }

  /// Text to standard output; false where nobody takes it, or the disk is full.
  static func whole(_ text: String) -> Bool { write(text, to: STDOUT_FILENO) }

  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}
