import Glibc
import Journeys
import Vault
import Wording

/// What `esimdesk doctor` finds about a fleet's server.
struct FleetCheckup {
  /// By how much a server's clock may differ, in milliseconds: acts of all desks stand in one journal.
  private static let mostDifference = 2_000

  private let fleet: Fleet
  private let door: VaultDoor

  init(_ fleet: Fleet, _ door: VaultDoor) {
    self.fleet = fleet
    self.door = door
  }

  /// Connects, and adds a line for each thing; nil where there is no server, or no vault.
  func look(_ found: inout [Checkup]) -> FleetState? {
    let state: FleetState
    do {
      state = try fleet.state(clock: Self.now)
    } catch {
      found.append(Checkup("server", door.failure(error)))
      return nil
    }
    let place: Fact = .text(door.path)
    found.append(
      Checkup(
        "server", .ok, Phrase("doctor.server", ["path": place, "version": .text(state.server)])))
    found.append(encryption(state))
    guard let layout = state.layout else {
      found.append(
        Checkup(
          "vault", .warning, Phrase("doctor.vault.none", ["path": place]),
          remedy: "doctor.tables.none.remedy"))
      return nil
    }
    found += [tables(layout, state), role(state), standby(state), clock(state)]
    return state
  }

  private func encryption(_ state: FleetState) -> Checkup {
    if let version = state.encryption {
      return fleet.address.isVerified
        ? Checkup("tls", .ok, Phrase("doctor.tls", ["version": .text(version)]))
        : Checkup(
          "tls", .warning, Phrase("doctor.tls.unverified", ["version": .text(version)]),
          remedy: "doctor.tls.remedy")
    }
    return state.isLocal
      ? Checkup("tls", .ok, "doctor.tls.local")
      : Checkup("tls", .warning, "doctor.tls.none", remedy: "doctor.tls.remedy")
  }

  private func tables(_ layout: Int, _ state: FleetState) -> Checkup {
    let facts: [String: Fact] = [
      "found": .count(layout), "newest": .count(state.newestLayout),
    ]
    if layout == state.newestLayout {
      return Checkup("tables", .ok, Phrase("doctor.tables", facts))
    }
    return layout < state.newestLayout
      ? Checkup(
        "tables", .wrong, Phrase("doctor.tables.older", facts), remedy: "doctor.tables.older.remedy"
      )
      : Checkup(
        "tables", .wrong, Phrase("doctor.tables.newer", facts),
        remedy: "doctor.tables.newer.remedy")
  }

  private func role(_ state: FleetState) -> Checkup {
    state.mayChangeTables
      ? Checkup("role", .warning, "doctor.role.owner", remedy: "doctor.role.remedy")
      : Checkup("role", .ok, "doctor.role")
  }

  private func standby(_ state: FleetState) -> Checkup {
    switch state.standby {
    case .synchronous(let count):
      Checkup("standby", .ok, Phrase("doctor.standby", ["count": .count(count)]))
    case .hidden(let count):
      Checkup("standby", .ok, Phrase("doctor.standby.hidden", ["count": .count(count)]))
    case .none:
      Checkup("standby", .warning, "doctor.standby.none", remedy: "doctor.standby.none.remedy")
    case .missing:
      Checkup("standby", .wrong, "doctor.standby.missing", remedy: "doctor.standby.missing.remedy")
    case .unknown: Checkup("standby", .ok, "doctor.standby.unknown")
    }
  }

  private func clock(_ state: FleetState) -> Checkup {
    let facts: [String: Fact] = ["milliseconds": .count(abs(state.clockDifference))]
    return abs(state.clockDifference) <= Self.mostDifference
      ? Checkup("serverClock", .ok, Phrase("doctor.serverClock", facts))
      : Checkup(
        "serverClock", .warning,
        Phrase(
          state.clockDifference > 0 ? "doctor.serverClock.ahead" : "doctor.serverClock.behind",
          facts),
        remedy: "doctor.clock.remedy")
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
