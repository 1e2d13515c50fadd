import Connectors
import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk doctor`: looks at everything a desk stands on, connects where it is told to, sends nothing
/// and changes nothing.
///
/// Ends with 0 where nothing is wrong; what only deserves a look does not count.
struct DoctorCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let words = Catalogue(options.language ?? Surroundings.language)
    let checkups = try all()
    for checkup in checkups {
      if options.front == .json {
        guard let line = try? checkup.json(words) else {
          throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
        }
        Output.out(line)
      } else {
        for line in checkup.lines(words) { Output.out(line) }
      }
    }
    return checkups.contains { $0.verdict == .wrong } ? Exit.found : Exit.ok
  }

  private func all() throws(Failure) -> [Checkup] {
    let carriers = try Carriers(options)
    return connections(carriers) + Examination(options, carriers).all
  }

  // MARK: What connects it with the world

  private func connections(_ carriers: Carriers) -> [Checkup] {
    let configuration: Configuration
    var found: [Checkup] = []
    do {
      configuration = try Configuration.read(options)
      let path =
        options.config ?? Configuration.usualPaths.first { access($0, F_OK) == 0 }
      found.append(
        Checkup(
          "configuration", .ok,
          path.map { Phrase("doctor.configuration", ["path": .text($0)]) }
            ?? "doctor.configuration.none"))
    } catch {
      return [Checkup("configuration", error)]
    }
    do {
      let office = try PostOffice(
        options, configuration, policies: carriers.policies, vault: "doctor")
      found += Channel.allCases.map { post($0, office) }
    } catch {
      found.append(Checkup("post", error))
    }
    if let printer = configuration.printer { found.append(paper(printer)) }
    return found
  }

  private func post(_ channel: Channel, _ office: PostOffice) -> Checkup {
    let name = channel.rawValue
    switch office.check(channel) {
    case nil:
      // Without any channel nobody's identity can be proved by a code.
      return office.channels.isEmpty
        ? Checkup(name, .warning, "doctor.post.none", remedy: "doctor.post.none.remedy")
        : Checkup(name, .ok, "doctor.post.unused")
    case .done: return Checkup(name, .ok, "doctor.post")
    case .later(let trouble, _), .refused(let trouble):
      return Checkup(
        name, .wrong, TroubleWords.phrase(trouble), remedy: "doctor.post.remedy")
    }
  }

  private func paper(_ settings: PrinterSettings) -> Checkup {
    let slips: SlipPrinting
    do {
      slips = try SlipPrinting(settings)
    } catch {
      return Checkup("printer", error)
    }
    switch slips.printer.state() {
    case .ready: return Checkup("printer", .ok, "doctor.printer")
    case .unknown: return Checkup("printer", .ok, "doctor.printer.unknown")
    case .low:
      return Checkup("printer", .warning, "doctor.printer.low", remedy: "doctor.printer.paper")
    case .out:
      return Checkup("printer", .wrong, "doctor.printer.out", remedy: "doctor.printer.paper")
    case .open, .failing, .silent:
      return Checkup("printer", .wrong, "doctor.printer.silent", remedy: "doctor.printer.look")
    }
  }
}
