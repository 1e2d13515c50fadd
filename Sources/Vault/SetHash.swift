/// A hash of a set of rows that costs the same however many there are.
///
/// Each row has a secret-keyed hash; the set's is the XOR of them all. Adding and removing a row
/// are the same act. Nobody without the key can find another set with the same hash, since they
/// see neither the rows' hashes nor the set's.
struct SetHash: Equatable {
  static let length = 16

  private(set) var bytes: [UInt8]

  init() { bytes = [UInt8](repeating: 0, count: Self.length) }

  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
  }

  /// Puts in what another set has and this has not, and takes out what both have.
  mutating func toggle(_ other: SetHash) { toggle(other.bytes) }

  /// Puts the row with this hash in, or takes it out.
  mutating func toggle(_ row: [UInt8]) {
    for place in bytes.indices where place < row.count { bytes[place] ^= row[place] }
  }
}
