/// How far the journals of other stations had come when they were looked through: `<vault>.stations`.
///
/// The anchor holds where this desk's own chain stands. This is the same for the chains of others, of
/// which it knows no more than what lies with the rows: seq8 ‖ chain32 of each one's newest entry, all
/// sealed with letter a and header 2 under the anchor key. A file with the chains of several stations
/// has one from the start. A desk of a fleet has one once it has looked through the whole.
enum Seen {
  private static let longest = 1 << 20

  static func path(of vault: String) -> String { vault + ".stations" }

  /// The newest entry of each station but one, as it was; nil where nobody has looked yet.
  static func read(_ vault: String, _ sealer: Sealer) throws(VaultError) -> [Anchor.Mark]? {
    guard let body = try Files.read(path(of: vault), limit: longest) else { return nil }
    guard let plain = sealer.openAnchor(body, slot: 2) else {
      throw .damaged(Damage(.anchor, .sealBroken))
    }
    var marks: [Anchor.Mark] = []
    var reader = ByteReader(plain)
    while let seq = reader.integer(Int64.self), let chain = reader.take(JournalEntry.chainLength) {
      marks.append(Anchor.Mark(seq: seq, chain: chain))
    }
    return marks
  }

  /// Writes it for good; where there are no others, takes away what was there.
  static func write(_ others: [Head], of vault: String, _ sealer: Sealer) throws(VaultError) {
    guard !others.isEmpty else { return Files.remove(path(of: vault)) }
    var plain: [UInt8] = []
    for head in others {
      plain.append(little: head.seq)
      plain.append(contentsOf: head.chain)
    }
    try Files.write(sealer.sealAnchor(plain, slot: 2), to: path(of: vault))
  }
}
