public import Domain

/// That the server of a fleet is away, as people at a desk are told of it.
public struct Absence: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    /// Nobody answers; it is asked again by itself.
    case away
    /// It is back, and the vault waits for somebody who knows its passphrase.
    case locked
    /// It is back, and the vault cannot be opened: the desk has to end.
    case refused
  }

  /// When it was first missed.
  public var since: Instant
  public var state: State

  public init(since: Instant, state: State = .away) {
    self.since = since
    self.state = state
  }
}

/// What a first screen says and offers meanwhile.
enum AbsenceWords {
  static func lines(_ world: World) -> [Line] {
    guard let absence = world.absence else { return [] }
    switch absence.state {
    case .locked: return [.good("absence.locked")]
    case .away, .refused:
      let seconds = max(0, absence.since.seconds(until: world.now))
      // Whole minutes from the first one on: a figure that jumps about says no more.
      let length = seconds < 60 ? seconds : seconds / 60 * 60
      return [
        .warning(
          Phrase(
            "absence.away",
            ["since": .time(absence.since, world.policy.clock), "length": .seconds(length)])),
        .text("absence.works"),
      ]
    }
  }

  /// What needs no records.
  static func options(_ world: World) -> [Option] {
    var options = [
      Option("prepare", "absence.prepare", detail: "absence.prepare.detail"),
      Option("guide", "guide.title"),
    ]
    if world.absence?.state == .locked {
      options.insert(Option("unlock", "absence.unlock", detail: "absence.unlock.detail"), at: 0)
    }
    return options
  }

  /// What choosing one of them does; nil where it is none of them.
  static func effects(_ choice: String) -> [Effect]? {
    switch choice {
    case "prepare": [.open(.preparation)]
    case "guide": [.open(.guide)]
    case "unlock": [.decide(Desk.unlock)]
    default: nil
    }
  }
}

extension Desk {
  /// What somebody decided who wants to type the vault's passphrase, now that its server is back.
  public static let unlock = "unlock"

  /// How soon a server that is away is asked again, in milliseconds; nil where none is.
  public var reachLeft: Int? { isOver ? nil : ports.records.askAgain() }

  /// Asks whether the server is back, and shows what is true now; the step stands.
  public func reach() {
    guard reachLeft == 0 else { return }
    isReaching = true
    try? ports.records.read { _ = try $0.due(.order, through: nil, after: nil, limit: 1) }
    isReaching = false
    let absence = ports.records.absence()
    switch absence?.state {
    case nil:
      leaveStale()
      survey()
      refresh()
    case .refused: leave()
    case .away, .locked:
      journey.world.now = ports.clock()
      journey.world.absence = absence
    }
  }

  /// Tells what became of the act that was last told as not known yet.
  ///
  /// - Parameter at: when it was done; nil where it was not, and never will be.
  public func learn(doneAt at: Instant?) {
    events.append(
      .resolved(
        at.map { Phrase("doubt.done", ["when": .moment($0, policy.clock)]) } ?? "doubt.notDone",
        isDone: at != nil))
    guard refusal?.code == "records.unknown" else { return }
    refusal = nil
    // The step asks for what is done already.
    isStale = at != nil
  }

  /// Leaves a step whose act was done after all; what it led to is seen from where one begins.
  func leaveStale() {
    guard isStale else { return }
    isStale = false
    go(to: served == nil ? .welcome : .home)
  }
}
