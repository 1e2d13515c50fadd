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

/// An account's own key on file, or the mark that it was destroyed.
struct KeyRow {
  let id: Int64
  let ver: Int64
  var body: [UInt8] = []

  var header: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: id)
    bytes.append(little: ver)
    return bytes
  }
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
