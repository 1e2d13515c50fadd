/// What lets staff out of a kiosk; one for all kiosks of a vault.
///
/// Wrong attempts are counted at the station they are made at, so that nobody at one kiosk shuts
/// staff out of another, and a restart forgets none of them.
public struct StaffPIN: Record {
  public static var kind: RecordKind { .staffPIN }

  public var id: RecordID
  /// The Argon2id string of its digits.
  public var hash: String

  public init(id: RecordID, hash: String) {
    self.id = id
    self.hash = hash
  }

  public var owner: RecordID? { nil }
  public var due: Instant? { nil }
  public var lookups: [Lookup] { [Self.lookup] }

  /// There is one.
  public static let lookup = Lookup(.staffPIN, "kiosk")

  /// How many digits it may have.
  public static let lengths = 6...12

  /// Whether it could be one: digits only, and not all the same.
  public static func isSound(_ digits: some Collection<UInt8>) -> Bool {
    lengths.contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
      && Set(digits).count > 1
  }
}
