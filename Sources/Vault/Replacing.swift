internal import Glibc

extension Vault {
  /// Puts a draft's whole content in the place of this vault's, as one transaction of its file.
  ///
  /// Under the lock. Whoever is killed here leaves the content of before or the new one: SQLite's
  /// own log sees to the file, and the announcement to the anchor. Other desks that have the vault
  /// open read the new content from now on, or are told that the key has changed.
  func replace(
    with draft: Draft, _ head: Head, _ sealer: Sealer, _ progress: Progress
  ) throws(VaultError) {
    guard let file else { throw .misuse(.nested) }
    try Anchor.announce(head, of: path, sealer)
    let source = try draft.connect()
    try file.connection.fill(from: source) { progress(.replacing, $0, $1) }
    // It is done. What follows is caught up with by whoever opens the vault next.
    _ = try? store.rows.emptyLog()
    let replaced = Store(rows: store.rows, sealer: sealer)
    guard let others = try? replaced.others(),
      (try? Seen.write(others, of: path, sealer)) != nil,
      (try? anchor.begin(head, sealer)) != nil
    else { return }
    unlink(Anchor.nextPath(of: path))
  }
}
