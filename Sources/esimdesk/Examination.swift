import CSystem
import Domain
import Glibc
import Journeys
import Terminal
import Vault
import Wording

/// What `esimdesk doctor` finds on this machine: vault, files, clock, calendars, terminal, disk.
struct Examination {
  private let options: Options
  private let carriers: Carriers
  private let door: VaultDoor
  private let now = Surroundings.now
  /// What servers that were asked say the time is.
  private let clocks: [ServerClock]
  /// What was said of a configuration that cannot be read.
  private let told: Checkup?

  /// A backup older than this deserves a look, in seconds.
  private static let backupAge: Int64 = 8 * 86_400
  /// Less room than this is wrong, in bytes.
  private static let leastRoom: UInt64 = 64 << 20
  /// By how much a clock may lag behind the newest act, or be off a server's, in seconds: machines differ
  /// a little.
  private static let clockLag: Int64 = 120

  init(_ options: Options, _ carriers: Carriers, clocks: [ServerClock], told: Checkup?) {
    self.clocks = clocks
    self.told = told
    self.options = options
    self.carriers = carriers
    door = VaultDoor(options)
  }

  var all: [Checkup] {
    var found: [Checkup] = []
    let status = self.status(&found)
    if let status { found += station(status) + [backup(status), outbox(status)] }
    found += [clock(status)] + calendars + [terminal, room]
    return found
  }

  // MARK: The vault

  /// How the vault stands, where it opens without a question; what was met is added.
  private func status(_ found: inout [Checkup]) -> VaultStatus? {
    let place: VaultPlace
    do {
      place = try door.place
    } catch {
      let checkup = Checkup("vault", error)
      // Once is enough: what is wrong with the configuration, where that says which vault it is.
      found.append(
        checkup.finding == told?.finding
          ? Checkup("vault", .warning, "doctor.vault.unread") : checkup)
      return nil
    }
    var exposed = place.path.map { Vault.exposedFiles(at: $0) } ?? []
    if let fleet = place.fleet {
      guard let state = FleetCheckup(fleet, door).look(&found) else { return nil }
      exposed = state.exposed
    }
    let kinds: [SlotKind]
    do {
      kinds = try Vault.slots(at: place)
    } catch VaultError.notFound, VaultError.noFolder {
      found.append(
        Checkup(
          "vault", .warning, Phrase("doctor.vault.none", ["path": .text(door.path)]),
          remedy: "doctor.vault.none.remedy"))
      return nil
    } catch {
      found.append(Checkup("vault", door.failure(error)))
      return nil
    }
    found.append(
      exposed.isEmpty
        ? Checkup("files", .ok, "doctor.files")
        : Checkup(
          "files", .wrong,
          Phrase("doctor.files.open", ["files": .text(exposed.joined(separator: " "))]),
          remedy: "doctor.files.open.remedy"))
    let opensItself =
      options.keyFile != nil || options.passphraseDescriptor != nil
      || (kinds.contains(.credential) && Surroundings.credential != nil)
      || (!kinds.contains(.passphrase)
        && place.path.map { access($0 + ".key", F_OK) == 0 } ?? false)
    guard opensItself else {
      found.append(
        Checkup(
          "vault", .ok, Phrase("doctor.vault.closed", ["path": .text(door.path)])))
      return nil
    }
    do {
      let status = try Vault.status(at: place, unlock: try door.unlock()).0
      found.append(
        Checkup(
          "vault", .ok,
          Phrase(
            "doctor.vault",
            [
              "path": .text(door.path), "accounts": .count(status.accounts),
              "slots": .count(status.slots.count),
            ])))
      return status
    } catch let failure as Failure {
      found.append(Checkup("vault", failure))
    } catch let error as VaultError {
      found.append(Checkup("vault", door.failure(error)))
    } catch {
      found.append(Checkup("vault", door.failure(.misuse(.nested))))
    }
    return nil
  }

  /// A folder that lost what it knew of a fleet's journal deserves a look, for some days.
  private func station(_ status: VaultStatus) -> [Checkup] {
    guard let station = status.station else { return [] }
    let number: [String: Fact] = ["number": .count(station.number)]
    guard let since = station.anewSince, since.seconds(until: now) <= Self.backupAge else {
      return [Checkup("station", .ok, Phrase("doctor.station", number))]
    }
    return [
      Checkup(
        "station", .warning,
        Phrase(
          "doctor.station.anew",
          number.merging(["when": .moment(since, ClockOffset(seconds: 0))]) { $1 }),
        remedy: "doctor.station.anew.remedy")
    ]
  }

  private func backup(_ status: VaultStatus) -> Checkup {
    guard let last = status.lastBackup else {
      return Checkup("backup", .warning, "doctor.backup.none", remedy: "doctor.backup.remedy")
    }
    let phrase = Phrase("doctor.backup", ["when": .moment(last.at, ClockOffset(seconds: 0))])
    return last.at.seconds(until: now) <= Self.backupAge
      ? Checkup("backup", .ok, phrase)
      : Checkup("backup", .warning, phrase, remedy: "doctor.backup.remedy")
  }

  private func outbox(_ status: VaultStatus) -> Checkup {
    let phrase = Phrase(
      "doctor.outbox",
      ["waiting": .count(status.waitingNotices), "parked": .count(status.parkedNotices)])
    return status.parkedNotices == 0
      ? Checkup("outbox", .ok, phrase)
      : Checkup("outbox", .warning, phrase, remedy: "doctor.outbox.remedy")
  }

  // MARK: Time

  private func clock(_ status: VaultStatus?) -> Checkup {
    let moment: Fact = .moment(now, carriers.first.policy.clock)
    if let newest = status?.newestAct, now.seconds(until: newest) > Self.clockLag {
      return Checkup(
        "clock", .wrong,
        Phrase(
          "doctor.clock.behind",
          ["now": moment, "newest": .moment(newest, carriers.first.policy.clock)]),
        remedy: "doctor.clock.remedy")
    }
    if let far = clocks.max(by: { abs($0.ahead) < abs($1.ahead) }) {
      let facts: [String: Fact] = [
        "now": moment, "server": .text(far.name),
        "theirs": .moment(now.adding(seconds: far.ahead), carriers.first.policy.clock),
      ]
      return abs(far.ahead) > Self.clockLag
        ? Checkup(
          "clock", .wrong, Phrase("doctor.clock.off", facts), remedy: "doctor.clock.remedy")
        : Checkup("clock", .ok, Phrase("doctor.clock.agreed", facts))
    }
    // Nobody can tell inside some sandboxes, and that is nobody's fault.
    guard esimdesk_clock_is_set() == 0 else {
      return Checkup("clock", .ok, Phrase("doctor.clock", ["now": moment]))
    }
    return Checkup(
      "clock", .warning, Phrase("doctor.clock.unset", ["now": moment]),
      remedy: "doctor.clock.remedy")
  }

  /// Whether the longest review that counts working days ends on days that are decreed.
  private var calendars: [Checkup] {
    var late: [String] = []
    var last = Day(ordinal: 0)
    for policy in carriers.policies.all.map(\.policy) {
      for window in policy.closure.procedures.map(\.window) where window.unit == .workingDays {
        let dates = window.dates(from: policy.today(now), calendars: carriers.calendars)
        last = max(last, dates.days.last)
        if dates.provisional, let id = window.calendar, !late.contains(id) { late.append(id) }
      }
    }
    guard last.ordinal > 0 else { return [] }
    return [
      late.isEmpty
        ? Checkup("calendars", .ok, Phrase("doctor.calendars", ["last": .day(last)]))
        : Checkup(
          "calendars", .warning,
          Phrase(
            "doctor.calendars.late",
            ["calendars": .text(late.joined(separator: ", ")), "last": .day(last)]),
          remedy: "doctor.calendars.remedy")
    ]
  }

  // MARK: The machine

  private var terminal: Checkup {
    let name = Surroundings.variable("TERM") ?? ""
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      return Checkup("terminal", .ok, "doctor.terminal.none")
    }
    guard !["", "dumb"].contains(name) else {
      return Checkup(
        "terminal", .warning, "doctor.terminal.simple", remedy: "doctor.terminal.remedy")
    }
    let facts: [String: Fact] = ["name": .text(Options.printable(name))]
    guard FrontDoor.terminal(options).isDescribed else {
      return Checkup(
        "terminal", .warning, Phrase("doctor.terminal.unknown", facts),
        remedy: "doctor.terminal.unknown.remedy")
    }
    if FrontDoor.terminal(options).lacksChinese(languageWasAsked: false) {
      return Checkup(
        "terminal", .warning, Phrase("doctor.terminal.bare", facts),
        remedy: "doctor.terminal.bare.remedy")
    }
    return Checkup("terminal", .ok, Phrase("doctor.terminal", facts))
  }

  /// Room for the vault, beside what it has: a backup or a change of keys wants as much again.
  private var room: Checkup {
    let path = (try? door.place.path) ?? Surroundings.vaultPath
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var facts = statvfs()
    var file = stat()
    guard statvfs(folder, &facts) == 0 else {
      return Checkup(
        "room", .warning, Phrase("doctor.room.unknown", ["path": .text(folder)]))
    }
    let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    let size = stat(path, &file) == 0 ? UInt64(max(0, file.st_size)) : 0
    let phrase = Phrase(
      "doctor.room", ["free": .text(Size.text(Int64(clamping: free))), "path": .text(folder)])
    if free < Self.leastRoom {
      return Checkup("room", .wrong, phrase, remedy: "doctor.room.remedy")
    }
    return free < 3 * size
      ? Checkup("room", .warning, phrase, remedy: "doctor.room.remedy")
      : Checkup("room", .ok, phrase)
  }
}
