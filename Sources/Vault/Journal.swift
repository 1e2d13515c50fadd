internal import Domain
internal import FoundationEssentials

/// Where the vault stands after one commit: the newest journal entry, opened.
struct Head: Equatable {
  var seq: Int64 = 0
  /// The hash over this entry and, through it, all before.
  var chain: [UInt8]
  var set = SetHash()
  var records: Int64 = 0
  var keys: Int64 = 0
  var tags: Int64 = 0
  /// The number the next new record gets.
  var nextID: Int64 = 1

  /// Whose chain the entry is in.
  var station: StationNumber { StationNumber(of: seq) }

  /// Takes care that a number is never given out, where it would be this station's to give.
  mutating func pass(_ number: Int64) {
    if StationNumber(of: number) == station { nextID = max(nextID, number + 1) }
  }
}

extension Head {
  /// Where a station stands that has not done anything yet.
  init(before station: StationNumber, chain: [UInt8]) {
    self.init(seq: station.start, chain: chain, nextID: station.start + 1)
  }
}

/// What there is, by the entries of all stations together: each counts what it added, less what it
/// removed, whoever had added that.
struct Total: Equatable {
  var set = SetHash()
  var records: Int64 = 0
  var keys: Int64 = 0
  var tags: Int64 = 0
  /// Entries of all journals.
  var entries: Int64 = 0

  init(_ heads: [Head]) { for head in heads { add(head) } }

  mutating func add(_ head: Head) {
    set.toggle(head.set)
    records &+= head.records
    keys &+= head.keys
    tags &+= head.tags
    entries &+= head.seq - head.station.start
  }
}

/// What is sealed in a journal entry.
struct JournalEntry {
  static let chainLength = 32

  /// The chain hash of the entry before.
  let previous: [UInt8]
  /// The state after this commit; its chain hash is not sealed but follows.
  let after: Head
  let event: [UInt8]

  init(previous: [UInt8], after: Head, event: [UInt8]) {
    self.previous = previous
    self.after = after
    self.event = event
  }

  /// Reads it back; nil when it has a shape we never write.
  init?(_ plain: [UInt8], seq: Int64) {
    var reader = ByteReader(plain)
    guard let previous = reader.take(Self.chainLength),
      let bytes = reader.take(SetHash.length), let set = SetHash(bytes),
      let records = reader.integer(Int64.self), let keys = reader.integer(Int64.self),
      let tags = reader.integer(Int64.self), let nextID = reader.integer(Int64.self),
      let event = reader.counted()
    else { return nil }
    self.previous = previous
    self.event = event
    after = Head(
      seq: seq, chain: [], set: set, records: records, keys: keys, tags: tags, nextID: nextID)
  }

  var plain: [UInt8] {
    var bytes = previous
    bytes.append(contentsOf: after.set.bytes)
    bytes.append(little: after.records)
    bytes.append(little: after.keys)
    bytes.append(little: after.tags)
    bytes.append(little: after.nextID)
    bytes.append(little: UInt32(event.count))
    bytes.append(contentsOf: event)
    bytes.pad(to: RecordContent.step)
    return bytes
  }

  var decodedEvent: JournalEvent? {
    try? JSONDecoder().decode(JournalEvent.self, from: Data(event))
  }
}
