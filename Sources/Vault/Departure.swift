internal import Domain
internal import Glibc

/// How a file stops being the vault, because a server takes its place: `<vault>.moved`.
///
/// No desk may act on the file once any can on the server, and whoever does this may be ended at any moment. So
/// what is meant is written down first: where the vault goes, and what the file will be called, a line each.
/// Then the anchor is taken from all desks that have it open, the file gets its new name, and only then the
/// server has a vault. Whoever is asked for the same again finds the note, and goes on; whoever looks for the
/// vault here afterwards is told where it went. A third line says that it arrived.
struct Departure {
  private static let longest = 1 << 13

  let path: String
  /// Where the vault went, as a person calls it.
  let target: String
  /// What the file is called from now on.
  let aside: String
  var hasArrived = false

  static func note(_ path: String) -> String { path + ".moved" }

  /// What is written down of a vault that left here; nil where none did.
  static func read(_ path: String) throws(VaultError) -> Departure? {
    guard let bytes = try Files.read(note(path), limit: longest) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard (2...3).contains(lines.count), !lines[1].contains("/") else { return nil }
    return Departure(
      path: path, target: String(lines[0]), aside: "\(Files.folder(of: path))/\(lines[1])",
      hasArrived: lines.count == 3)
  }

  /// What it means that there is no vault here.
  static func absence(_ path: String) -> VaultError? {
    guard let departure = try? read(path) else { return nil }
    return .moved(to: departure.target)
  }

  /// One that was begun earlier, brought to where the file has its new name; nil where desks act on the file.
  static func begun(_ path: String) throws(VaultError) -> Departure? {
    guard let departure = try read(path), !departure.hasArrived else { return nil }
    guard Files.exists(path) else { return Files.exists(departure.aside) ? departure : nil }
    guard Anchor.isBarred(path) else {
      // Nobody was kept out yet, or another vault lies here since.
      departure.forget()
      return nil
    }
    try departure.rename()
    return departure
  }

  /// Takes the file from all desks.
  ///
  /// - Parameters:
  ///   - vault: the file's, under its lock.
  ///   - target: where it goes, as a person calls it.
  ///   - at: when.
  /// - Returns: what was begun.
  /// - Throws: when desks go on with the file.
  static func begin(
    _ vault: Vault, to target: String, _ at: Instant
  ) throws(VaultError) -> Departure {
    let path = vault.path
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let start = "\(Files.folder(of: path))/\(name).moved-"
    // A name that nothing has: of somebody who was ended in the same second, say.
    var at = at
    while Files.exists(start + Live.stamp(at)) { at = at.adding(seconds: 1) }
    let departure = Departure(path: path, target: target, aside: start + Live.stamp(at))
    // What is in the log would be lost with its name.
    try empty(vault.store.rows)
    for part in [".anchor", ".stations"] {
      guard let bytes = try Files.read(path + part, limit: 1 << 20) else { continue }
      try Files.write(bytes, to: departure.aside + part)
    }
    try departure.write()
    try vault.anchor.bar()
    try departure.rename()
    return departure
  }

  private func write() throws(VaultError) {
    let name = aside.split(separator: "/").last.map(String.init) ?? aside
    let lines = [target, name] + (hasArrived ? ["arrived"] : [])
    try Files.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: Self.note(path))
  }

  private static func empty(_ rows: any Rows) throws(VaultError) {
    for _ in 0..<100 {
      if try rows.emptyLog() { return }
      poll(nil, 0, 100)
    }
    throw .busy
  }

  private func rename() throws(VaultError) {
    guard Glibc.rename(path, aside) == 0 else { throw Files.fault(errno) }
    try Files.syncFolder(of: path)
  }

  /// Makes the file the vault again, also for desks that have it open: the server has none.
  func undo() {
    guard let anchor = try? Files.read(Anchor.path(of: aside), limit: 1 << 20),
      (try? Files.syncFolder(of: path)) != nil, Glibc.rename(aside, path) == 0
    else { return }
    Anchor.unbar(path, anchor)
    forget()
  }

  /// Takes away what is of no use any more, once the vault arrived; the note and the file stay.
  func end() {
    var arrived = self
    arrived.hasArrived = true
    guard (try? arrived.write()) != nil else { return }
    for part in ["-wal", "-shm", ".anchor", ".stations", ".gate"] { unlink(path + part) }
  }

  private func forget() {
    unlink(Self.note(path))
    guard !Files.exists(aside) else { return }
    for part in [".anchor", ".stations", ".gate"] { unlink(aside + part) }
  }

  /// Takes the note away, where another vault lies now.
  static func forget(_ path: String) { unlink(note(path)) }
}
