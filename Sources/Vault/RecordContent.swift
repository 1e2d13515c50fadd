/// What is sealed in a record's body: the tags by which it is found, and its JSON.
///
/// The tags are inside so that an index entry is believed only when the record it leads to agrees,
/// and so that the index can be checked, removed and rebuilt without knowing the record's type.
struct RecordContent {
  static let step = 64
  static let tagLength = 16

  let tags: [[UInt8]]
  let json: [UInt8]

  init(tags: [[UInt8]], json: [UInt8]) {
    self.tags = tags
    self.json = json
  }

  /// Reads it back; nil when it has a shape we never write.
  init?(_ plain: [UInt8]) {
    var reader = ByteReader(plain)
    guard let count = reader.integer(UInt16.self) else { return nil }
    var tags: [[UInt8]] = []
    for _ in 0..<count {
      guard let tag = reader.take(Self.tagLength) else { return nil }
      tags.append(tag)
    }
    guard let json = reader.counted() else { return nil }
    self.init(tags: tags, json: json)
  }

  var plain: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.count + tags.count * Self.tagLength + Self.step + 6)
    bytes.append(little: UInt16(tags.count))
    for tag in tags { bytes.append(contentsOf: tag) }
    bytes.append(little: UInt32(json.count))
    bytes.append(contentsOf: json)
    bytes.pad(to: Self.step)
    return bytes
  }
}
