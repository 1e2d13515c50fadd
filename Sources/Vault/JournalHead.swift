internal import Domain

/// The newest entry of a vault's journal.
public struct JournalHead: Equatable, Sendable {
  public let seq: Int64
  /// The chain hash over this entry and all before, in hexadecimal.
  public let hash: String

  /// As one writes it down: `120:6f0c…`.
  public var text: String { "\(seq):\(hash)" }

  /// Reads back what was written down; nil when it is nothing of the kind.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let seq = Int64(parts[0]), seq > 0,
      parts[1].utf8.count == 2 * JournalEntry.chainLength,
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.seq = seq
    hash = String(parts[1])
  }

  /// The hash itself.
  var chain: [UInt8] {
    let digits = Array(hash.utf8).map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  init(_ head: Head) {
    seq = head.seq
    hash = Hexadecimal.text(head.chain)
  }
}
