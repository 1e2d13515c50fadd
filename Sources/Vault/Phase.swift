extension Vault {
  /// What long work on a vault is at, for whoever watches.
  public enum Phase: Sendable {
    case copying
    case checking
    case sealing
    case replacing
  }

  /// Told now and then how much of the phase is done, of how much.
  public typealias Progress = (_ phase: Phase, _ done: Int, _ total: Int) -> Void
}
