/// How long a kiosk waits for somebody who does nothing, in milliseconds.
public struct Patience: Equatable, Sendable {
  /// After how long it asks whether anybody is there.
  public let warning: Int
  /// After how long it ends the session.
  public let reset: Int

  /// Koha's self-checkout resets after two minutes; a quarter of that is the warning.
  public static let usual = Patience(uncheckedWarning: 90_000, reset: 120_000)

  /// The shortest time between asking and ending, in milliseconds: enough to read the question.
  public static let shortestWarning = 3_000

  /// Nil where the warning would come too late to be read.
  public init?(warning: Int, reset: Int) {
    guard warning > 0, reset - warning >= Self.shortestWarning, reset <= 86_400_000 else {
      return nil
    }
    self.init(uncheckedWarning: warning, reset: reset)
  }

  private init(uncheckedWarning: Int, reset: Int) {
    warning = uncheckedWarning
    self.reset = reset
  }
}

/// Whether anybody is still there, told from when something was last touched; knows no clock.
///
/// Moments are milliseconds on any clock that only runs forward.
struct IdleWatch: Equatable {
  enum State: Equatable {
    case attended
    /// The session ends in this many seconds, rounded up as ``IdleWatch/told(_:)`` tells them.
    case warning(left: Int)
    case over
  }

  let patience: Patience
  private(set) var touched: Int

  init(_ patience: Patience, at now: Int) {
    self.patience = patience
    touched = now
  }

  /// Somebody did something.
  mutating func touch(at now: Int) { touched = now }

  func state(at now: Int) -> State {
    let idle = now - touched
    if idle >= patience.reset { return .over }
    if idle >= patience.warning {
      return .warning(left: Self.told((patience.reset - idle + 999) / 1_000))
    }
    return .attended
  }

  /// From so many seconds down, each is told; above, whole minutes.
  static let lastSeconds = 90

  /// The seconds that are told of those that are left.
  static func told(_ seconds: Int) -> Int {
    seconds > lastSeconds ? (seconds + 59) / 60 * 60 : seconds
  }

  /// How long the state, with what it tells, stays as it is, in milliseconds.
  func constant(at now: Int) -> Int {
    let idle = now - touched
    switch state(at: now) {
    case .attended: return patience.warning - idle
    case .warning(let told):
      let next = told > Self.lastSeconds ? max(told - 60, Self.lastSeconds) : told - 1
      return patience.reset - idle - next * 1_000
    case .over: return 0
    }
  }
}
