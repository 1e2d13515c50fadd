internal import Glibc

/// The small file beside the vault that knows the newest journal entry: `<vault>.anchor`.
///
/// Two slots, 4096 bytes apart, each nonce24 ‖ sealed(seq8 ‖ chain32) ‖ mac16, written in turn
/// (slot = seq & 1) under the write lock after each commit, so that a torn write leaves the other.
/// The newest slot that opens counts.
///
/// It is not synced with each commit. Syncing would double what a commit costs, and buy nothing: a
/// process that dies loses no written byte, and after a power cut the anchor is merely behind. An
/// anchor behind the file is believed when the entry it names is in the file's own chain, and then
/// brought up to date. Commits reach the disk before the anchor is written, so an anchor *ahead*
/// of the file means that the file was put back.
struct Anchor: ~Copyable {
  struct Mark: Equatable {
    let seq: Int64
    let chain: [UInt8]

    init(seq: Int64, chain: [UInt8]) {
      self.seq = seq
      self.chain = chain
    }

    init?(_ plain: [UInt8]) {
      var reader = ByteReader(plain)
      guard let seq = reader.integer(Int64.self),
        let chain = reader.take(JournalEntry.chainLength)
      else { return nil }
      self.init(seq: seq, chain: chain)
    }

    init(_ head: Head) { self.init(seq: head.seq, chain: head.chain) }
  }

  private static let spacing = 4096
  private static let plainLength = 8 + JournalEntry.chainLength
  private static let length = plainLength + Seal.overhead
  private static let size = spacing + length

  static func path(of vault: String) -> String { vault + ".anchor" }

  /// What the anchor becomes once a whole new content of the vault is committed.
  ///
  /// Written before that commit, and believed only by a file that stands exactly where it says: so
  /// whoever is killed between the commit and the writing of the anchor leaves a vault that opens.
  static func nextPath(of vault: String) -> String { vault + ".anchor.next" }

  let file: Int32
  /// What the file held when it was read or written last, and what that says.
  private var latest: (bytes: [UInt8], mark: Mark)?
  /// Written since it was synced.
  private var isUnsynced = false

  /// Opens the anchor of an existing vault, or makes a new one where `fresh`.
  init(vault: String, fresh: Bool = false) throws(VaultError) {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (fresh ? O_CREAT | O_TRUNC : 0)
    file = open(Self.path(of: vault), flags, 0o600)
    guard file >= 0 else {
      if errno == ENOENT, !fresh { throw .damaged(Damage(.anchor, .missing)) }
      throw errno == EACCES && !fresh ? .readOnly : Files.fault(errno)
    }
    if fresh {
      guard fchmod(file, 0o600) == 0, ftruncate(file, Int(2 * Self.spacing)) == 0 else {
        throw Files.fault(errno)
      }
    }
  }

  /// Opens the anchor of a vault for looking at it only.
  init(reading vault: String) throws(VaultError) {
    file = open(Self.path(of: vault), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw .damaged(Damage(.anchor, .missing)) }
  }

  deinit { close(file) }

  static func announce(_ head: Head, of vault: String, _ sealer: Sealer) throws(VaultError) {
    let body = sealer.sealAnchor(plain(head), slot: UInt8(head.seq & 1))
    try Files.write(body, to: nextPath(of: vault))
  }

  /// Whether a new content of the vault, standing here, was announced.
  static func isAnnounced(_ head: Head, of vault: String, _ sealer: Sealer) -> Bool {
    guard let body = try? Files.read(nextPath(of: vault), limit: length) else { return false }
    return sealer.openAnchor(body, slot: UInt8(head.seq & 1)) == plain(head)
  }

  static func plain(_ head: Head) -> [UInt8] {
    var plain: [UInt8] = []
    plain.append(little: head.seq)
    plain.append(contentsOf: head.chain)
    return plain
  }

  /// The newest entry it knows.
  mutating func read(_ sealer: Sealer) throws(VaultError) -> Mark {
    try mark(in: bytes(), sealer)
  }

  /// All of the file that matters, for ``mark(in:_:)``: it can be read before there is a key.
  func bytes() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.size) { room, count in
      count = max(0, pread(file, room.baseAddress, Self.size, 0))
    }
  }

  mutating func mark(in bytes: [UInt8], _ sealer: Sealer) throws(VaultError) -> Mark {
    if let latest, latest.bytes.matches(bytes) { return latest.mark }
    let marks = [UInt8(0), 1].compactMap { Self.mark(slot: $0, in: bytes, sealer) }
    guard let newest = marks.max(by: { $0.seq < $1.seq }) else {
      throw .damaged(Damage(.anchor, .sealBroken))
    }
    latest = (bytes, newest)
    return newest
  }

  mutating func write(_ head: Head, _ sealer: Sealer) throws(VaultError) {
    try write(head, in: UInt8(head.seq & 1), sealer)
  }

  /// Writes one entry in both slots, of a new anchor or for a new content, and makes it last.
  ///
  /// So there is another slot to fall back on from the first torn write on.
  mutating func begin(_ head: Head, _ sealer: Sealer) throws(VaultError) {
    for slot: UInt8 in 0...1 { try write(head, in: slot, sealer) }
    try sync()
  }

  private mutating func write(_ head: Head, in slot: UInt8, _ sealer: Sealer) throws(VaultError) {
    let body = sealer.sealAnchor(Self.plain(head), slot: slot)
    let start = Int(slot) * Self.spacing
    isUnsynced = true
    guard pwrite(file, body, body.count, start) == body.count else {
      latest = nil
      throw Files.fault(errno)
    }
    guard var bytes = latest?.bytes, bytes.count == Self.size else { return }
    latest = nil
    bytes.replaceSubrange(start..<(start + body.count), with: body)
    latest = (bytes, Mark(head))
  }

  /// Takes the anchor from all who have it open, for good.
  mutating func bar() throws(VaultError) {
    latest = nil
    guard ftruncate(file, 0) == 0, fsync(file) == 0 else { throw Files.fault(errno) }
  }

  /// Whether it was taken from all who might have it open.
  static func isBarred(_ vault: String) -> Bool {
    Files.exists(path(of: vault)) && Files.size(path(of: vault)) == 0
  }

  /// Gives it back, as it was, to those who have it open still.
  static func unbar(_ vault: String, _ bytes: [UInt8]) {
    let file = Glibc.open(path(of: vault), O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return }
    _ = pwrite(file, bytes, bytes.count, 0)
    fsync(file)
    Glibc.close(file)
  }

  /// Makes what was written last.
  mutating func sync() throws(VaultError) {
    guard isUnsynced else { return }
    guard fdatasync(file) == 0 else { throw Files.fault(errno) }
    isUnsynced = false
  }

  private static func mark(slot: UInt8, in bytes: [UInt8], _ sealer: Sealer) -> Mark? {
    let body = bytes.dropFirst(Int(slot) * spacing).prefix(length)
    guard body.count == length, let plain = sealer.openAnchor([UInt8](body), slot: slot) else {
      return nil
    }
    return Mark(plain)
  }
}
