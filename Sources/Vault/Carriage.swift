/// Rows carried from one engine to another as they are: nothing is opened, and nothing sealed anew.
///
/// The order of tables and rows is always the same and each lot is made to last, so that a later attempt goes on
/// behind the last row that arrived.
struct Carriage {
  /// How many rows are made to last at a time.
  private static let lot = 4096

  private let source: any Rows
  private let target: any Rows
  private let total: Int
  private var done = 0
  private var waiting = 0

  /// From the state of the source that its transaction under way sees.
  init(from source: any Rows, to target: any Rows) throws(VaultError) {
    self.source = source
    self.target = target
    total = try source.count()
  }

  /// Carries all that is not there yet.
  ///
  /// What a vault says of itself is left to whoever asks for this: it makes a vault of what arrived.
  ///
  /// - Parameters:
  ///   - place: the last rows that are there already.
  ///   - progress: told how many rows are done, of how many.
  /// - Throws: when not all of it arrived.
  mutating func run(
    behind place: RowPlace? = nil, _ progress: Vault.Progress
  ) throws(VaultError) {
    if place != nil { done = try target.count() }
    let last = place ?? RowPlace()
    try target.begin(writing: true)
    defer { target.rollback() }
    try source.eachKey(from: last.key.next) { (row) throws(VaultError) in
      try target.add(row)
      try tick(progress)
    }
    try source.eachRecord(from: last.record.next) { (row) throws(VaultError) in
      try target.add(row)
      try tick(progress)
    }
    try source.eachTag(from: last.tag.isEmpty ? [] : last.tag + [0]) {
      (row) throws(VaultError) in
      try target.add(row)
      try tick(progress)
    }
    try source.eachEntry(last.entry.next ... .max) { (row) throws(VaultError) in
      try target.add(row)
      try tick(progress)
    }
    try target.commit()
    progress(.copying, total, total)
  }

  private mutating func tick(_ progress: Vault.Progress) throws(VaultError) {
    done += 1
    waiting += 1
    guard waiting == Self.lot else { return }
    waiting = 0
    try target.commit()
    try target.begin(writing: true)
    progress(.copying, min(done, total), total)
  }
}

/// The last row of each table, in the order they are carried; the least there can be where there is none.
struct RowPlace: Equatable {
  var key = Int64.min
  var record = Int64.min
  var tag: [UInt8] = []
  var entry = Int64.min
}

extension Int64 {
  /// The number to go on with behind this one; where there is none before, the least.
  fileprivate var next: Int64 { self == .min ? .min : self + 1 }
}
