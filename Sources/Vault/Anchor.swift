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
  }

  private static let spacing = 4096
  private static let plainLength = 8 + JournalEntry.chainLength
  private static let length = plainLength + Seal.overhead

  static func path(of vault: String) -> String { vault + ".anchor" }

  let file: Int32

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

  deinit { close(file) }

  func read(_ sealer: Sealer) throws(VaultError) -> Mark {
    let marks = [UInt8(0), 1].compactMap { read(slot: $0, sealer) }
    guard let newest = marks.max(by: { $0.seq < $1.seq }) else {
      throw .damaged(Damage(.anchor, .sealBroken))
    }
    return newest
  }

  func write(_ head: Head, _ sealer: Sealer) throws(VaultError) {
    try write(head, in: UInt8(head.seq & 1), sealer)
  }

  /// Writes the first entry of a new anchor in both slots, and makes it last.
  ///
  /// So there is another slot to fall back on from the first torn write on.
  func begin(_ head: Head, _ sealer: Sealer) throws(VaultError) {
    for slot: UInt8 in 0...1 { try write(head, in: slot, sealer) }
    try sync()
  }

  private func write(_ head: Head, in slot: UInt8, _ sealer: Sealer) throws(VaultError) {
    var plain: [UInt8] = []
    plain.append(little: head.seq)
    plain.append(contentsOf: head.chain)
    let body = sealer.sealAnchor(plain, slot: slot)
    guard pwrite(file, body, body.count, Int(slot) * Self.spacing) == body.count else {
      throw Files.fault(errno)
    }
  }

  func sync() throws(VaultError) {
    guard fdatasync(file) == 0 else { throw Files.fault(errno) }
  }

  private func read(slot: UInt8, _ sealer: Sealer) -> Mark? {
    var body = [UInt8](repeating: 0, count: Self.length)
    guard pread(file, &body, Self.length, Int(slot) * Self.spacing) == Self.length,
      let plain = sealer.openAnchor(body, slot: slot)
    else { return nil }
    var reader = ByteReader(plain)
    guard let seq = reader.integer(Int64.self),
      let chain = reader.take(JournalEntry.chainLength)
    else { return nil }
    return Mark(seq: seq, chain: chain)
  }
}
