public import FoundationEssentials

/// A photo of an identity document, sealed under its account's key and deleted after the review (ONL-11, ONL-12).
public struct Photo: Record {
  public static var kind: RecordKind { .photo }

  /// What it may be; anything else is refused.
  public enum Format: String, Codable, Sendable { case jpeg, png }

  public var id: RecordID
  public var account: RecordID
  public var format: Format
  /// Kept as base 64 in the sealed record.
  public var data: Data
  public var addedAt: Instant

  public init(id: RecordID, account: RecordID, format: Format, bytes: [UInt8], addedAt: Instant) {
    self.id = id
    self.account = account
    self.format = format
    self.data = Data(bytes)
    self.addedAt = addedAt
  }

  public var owner: RecordID? { account }
  public var due: Instant? { nil }
  public var lookups: [Lookup] { [] }

  /// The largest photo taken, in bytes.
  public static let largest = 5 << 20
  /// The smallest that can show a document legibly.
  public static let smallest = 4 << 10

  /// What the bytes are, by how they begin and end; nil for anything that is not a whole photo.
  public static func format(of bytes: [UInt8]) -> Format? {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]), bytes.suffix(2) == [0xFF, 0xD9] { return .jpeg }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      bytes.suffix(8).starts(with: [0x49, 0x45, 0x4E, 0x44])
    {
      return .png
    }
    return nil
  }
}
