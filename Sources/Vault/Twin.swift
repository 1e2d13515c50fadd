/// The same vault for another thread: keys of its own, and a connection once that thread opens it.
///
/// Opened and used by one thread only; acts of both take turns, like those of two desks.
public final class VaultTwin: @unchecked Sendable {
  private let path: String
  private let sealer: Sealer
  private let watch: Watch?

  init(_ path: String, _ sealer: Sealer, _ watch: Watch?) {
    self.path = path
    self.sealer = sealer
    self.watch = watch
  }

  /// Opens it; where somebody looks through the first one, damage stops acts of both.
  public func open() throws(VaultError) -> Vault {
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
    VaultTwin(path, try store.sealer.twin(), watch)
  }
}
