import Connectors
import Glibc
import Journeys

/// What `esimdesk doctor` says of the receipt printer.
enum PrinterWords {
  static func checkup(_ settings: PrinterSettings, _ options: Options) -> Checkup {
    let slips: SlipPrinting
    do {
      slips = try SlipPrinting(settings, options)
    } catch {
      return Checkup("printer", error)
    }
    if let device = settings.device, let trouble = unopened(device) { return trouble }
    if let queue = settings.queue, !slips.printer.isKnown() {
      return Checkup(
        "printer", .wrong, Phrase("doctor.printer.noQueue", ["queue": .text(queue)]),
        remedy: "doctor.printer.noQueue.remedy")
    }
    func told(_ verdict: Checkup.Verdict, _ finding: String, _ remedy: String? = nil) -> Checkup {
      Checkup(
        "printer", verdict, Phrase("doctor.printer.\(finding)"),
        remedy: remedy.map { Phrase("doctor.printer.\($0)") })
    }
    switch slips.printer.state() {
    case .ready: return told(.ok, "ready")
    case .unknown: return told(.ok, "unknown")
    case .low: return told(.warning, "low", "paper")
    case .out: return told(.wrong, "out", "paper")
    case .open: return told(.wrong, "open", "cover")
    case .failing: return told(.wrong, "failing", "look")
    case .silent: return told(.wrong, "silent", "look")
    }
  }

  /// A device that cannot be opened at all, and why.
  private static func unopened(_ device: String) -> Checkup? {
    guard access(device, R_OK | W_OK) != 0, access(device, W_OK) != 0 else { return nil }
    let facts: [String: Fact] = ["device": .text(device)]
    return errno == EACCES
      ? Checkup(
        "printer", .wrong, Phrase("doctor.printer.denied", facts),
        remedy: "doctor.printer.denied.remedy")
      : Checkup(
        "printer", .wrong, Phrase("doctor.printer.missing", facts),
        remedy: "doctor.printer.missing.remedy")
  }
}
