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
    let (connections, clocks) = connections(carriers)
    let told = connections.first { $0.name == "configuration" && $0.verdict == .wrong }
    return connections + Examination(options, carriers, clocks: clocks, told: told).all
  }

  // MARK: What connects it with the world

  /// What was found, and what the servers that were asked say the time is.
  private func connections(_ carriers: Carriers) -> ([Checkup], [ServerClock]) {
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
      return ([Checkup("configuration", error)], [])
    }
    found += post(configuration, carriers)
    let providers =
      configuration.payment?.checks(
        now: { Surroundings.now }, random: { Surroundings.random($0) }) ?? []
    found += providers.map(ProviderWords.checkup)
    if providers.isEmpty { found.append(Checkup("payment", .ok, "doctor.unused")) }
    if let printer = configuration.printer {
      found.append(PrinterWords.checkup(printer, options))
    } else {
      found.append(Checkup("printer", .ok, "doctor.unused"))
    }
    let server = (try? VaultDoor(options).place)?.fleet?.address
    found += CertificateWords.checkups(
      configuration.certificates + (server?.certificates ?? []), now: Surroundings.now)
    let clocks = providers.compactMap { check in
      check.clockAhead.map { ServerClock(name: check.server, ahead: $0) }
    }
    return (found, clocks)
  }

  /// Each channel by itself: trouble with one says nothing of the other.
  private func post(_ configuration: Configuration, _ carriers: Carriers) -> [Checkup] {
    let hasAny = configuration.mail != nil || configuration.sms != nil || options.sendmail != nil
    return Channel.allCases.map { channel in
      var alone = configuration
      if channel == .mail { alone.sms = nil } else { alone.mail = nil }
      let office: PostOffice
      do throws(Failure) {
        office = try PostOffice(options, alone, policies: carriers.policies)
      } catch {
        return Checkup(channel.rawValue, error)
      }
      return post(
        channel, office.check(channel), hasAny: hasAny, reached: reached(channel, alone))
    }
  }

  /// What it means that all went well: not every way can tell before there is a message whether it is
  /// let in.
  private func reached(_ channel: Channel, _ configuration: Configuration) -> Phrase {
    switch channel {
    case .mail:
      options.sendmail != nil || configuration.mail?.sendmail != nil
        ? "doctor.post.program" : "doctor.post.server"
    case .sms:
      configuration.sms?.spool != nil ? "doctor.post.folder" : "doctor.post.gateway"
    }
  }

  private func post(
    _ channel: Channel, _ answer: Delivery?, hasAny: Bool, reached: Phrase
  ) -> Checkup {
    let name = channel.rawValue
    switch answer {
    case nil:
      // Without any channel nobody's identity can be proved by a code.
      return hasAny
        ? Checkup(name, .ok, "doctor.unused")
        : Checkup(name, .warning, "doctor.post.none", remedy: "doctor.post.none.remedy")
    case .done: return Checkup(name, .ok, reached)
    case .later(let trouble, _), .refused(let trouble):
      let isUnreached = [.connection, .noAnswer].contains(trouble.kind)
      return Checkup(
        name, .wrong, TroubleWords.phrase(trouble),
        remedy: isUnreached ? "doctor.post.unreached.remedy" : "doctor.post.remedy")
    }
  }
}

/// What a server that was asked says the time is.
struct ServerClock {
  let name: String
  /// How far its clock is ahead of this machine's, in seconds.
  let ahead: Int64
}
