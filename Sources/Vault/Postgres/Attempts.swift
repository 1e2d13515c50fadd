internal import Glibc

/// Doing again what did not come about, on a server that many write to.
///
/// Whoever lost a race waits a short random time, ever longer ones as it happens again, and is told that the
/// vault is busy after as long as one waits for a file. Whoever lost the server begins anew on another link; what
/// says that there is none to be had was waited for, and is the end of it.
struct Attempts {
  private static let patience = 10_000
  private static let longestPause = 200.0
  private static let mostLinks = 8

  private var begun: Int?
  private var pause = 5.0
  private var links = 0

  /// Waits until it is time to try again.
  ///
  /// - Throws: the error where trying again is of no use, or has been for long enough.
  mutating func again(after error: VaultError) throws(VaultError) {
    switch error {
    case .fleet(.race):
      let now = Wait.now
      guard now - (begun ?? now) < Self.patience else { throw .busy }
      begun = begun ?? now
      poll(nil, 0, Int32(Double.random(in: 0...pause)))
      pause = min(pause * 2, Self.longestPause)
    case .fleet(.lost):
      links += 1
      guard links <= Self.mostLinks else { throw error }
    default: throw error
    }
  }

  static func run<T>(_ body: () throws(VaultError) -> T) throws(VaultError) -> T {
    var attempts = Attempts()
    while true {
      do {
        return try body()
      } catch {
        try attempts.again(after: error)
      }
    }
  }
}
