// Rows as they lie in the file: what is visible, and a sealed body. No engine, no key.

/// A record on file.
struct Row {
  let id: Int64
  let kind: Int64
  /// Counts the writes of this record, from 1.
  let ver: Int64
  let owner: Int64?
  let due: Int64?
  var body: [UInt8] = []
  /// What is on file for the key of the account that owns it; nil where there is none.
  var ownerKey: [UInt8]?

  /// Everything visible of it, as its seal and its hash cover it.
  var header: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(96)
    bytes.append(little: kind)
    bytes.append(little: id)
    bytes.append(little: ver)
    bytes.append((owner == nil ? 0 : 1) | (due == nil ? 0 : 2))
    bytes.append(little: owner ?? 0)
    bytes.append(little: due ?? 0)
    return bytes
  }
}

/// What is on file for an account's own key: the salt it follows from, or the mark that it was destroyed.
struct KeyRow {
  static let saltLength = 16
  static let markLength = 32

  let id: Int64
  let body: [UInt8]
}

/// An entry of the index.
struct TagRow {
  let tag: [UInt8]
  let id: Int64
}

/// An entry of the journal.
struct JournalRow {
  let seq: Int64
  var body: [UInt8] = []
}

/// An entry that was read or written before.
struct KnownEntry {
  let row: JournalRow
  /// `confirm` of the data key it is sealed under: when that changes, so do all entries, and not their numbers.
  let confirmation: [UInt8]
}

/// What the file says of itself: which vault it is, the ways to its key, and where it stands.
struct Title {
  /// Whether the tables are those we made, and there are no others.
  var hasOurSchema = false
  /// The version of a server's tables; 0 in a file, whose header has it.
  var layout = 0
  var meta: [(name: String, value: [UInt8])] = []
  /// The newest entry of the journal.
  var newest: JournalRow?

  subscript(name: String) -> [UInt8]? { meta.first { $0.name == name }?.value }

  /// In the order of their numbers.
  var slots: [(number: Int, stored: [UInt8])] {
    meta.filter { $0.name.hasPrefix("slot.") }
      .map { (number: Int($0.name.dropFirst(5)) ?? 0, stored: $0.value) }
      .sorted { $0.number < $1.number }
  }
}
