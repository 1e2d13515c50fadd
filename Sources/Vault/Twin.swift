/// The same vault for another thread: keys of its own, and a connection once that thread opens it.
///
/// Opened and used by one thread only; acts of both take turns, like those of two desks.
public final class VaultTwin: @unchecked Sendable {
  private let path: String
  private let fleet: Fleet?
  private let sealer: Sealer
  private let watch: Watch?

  init(_ vault: Vault, _ sealer: Sealer) {
    path = vault.path
    fleet = vault.fleet
    self.sealer = sealer
    watch = vault.watch
  }

  /// Opens it; where somebody looks through the first one, damage stops acts of both.
  public func open() throws(VaultError) -> Vault {
    // Whom the first one asks while it waits belongs to the first one's thread.
    if let fleet {
      let vault = try Vault.open(fleet, try fleet.connect(Fleet.unattended), sealer)
      vault.keepsDoubt = false
      return vault
    }
    let (rows, title, _) = try Vault.approach(path)
    let vault = try Vault.open(path, rows, sealer, title.newest)
    vault.elder = watch
    return vault
  }
}

extension Vault {
  /// This vault once more, for a thread of its own.
  ///
  /// - Returns: what that thread opens.
  /// - Throws: when there is no memory for further keys.
  public func twin() throws(VaultError) -> VaultTwin {
    VaultTwin(self, try store.sealer.twin())
  }
}
