public import Domain
import Foundation
import Testing

/// The records of a test, in memory: what the vault promises, without a file.
///
/// Every record is written as JSON and read back, so that what it keeps is what the vault would keep.
public final class MemoryBook: Book {
  struct State {
    var records: [RecordKind: [RecordID: any Record]] = [:]
    var lookups: [Lookup: RecordID] = [:]
    var destroyed: Set<RecordID> = []
    var lastID: Int64 = 0
    var journal: [JournalEvent] = []
  }

  var state = State()
  /// Whether records are kept as they are, without being written as JSON: for walks of many steps.
  public var isQuick = false

  public init() {}

  public func newID() throws -> RecordID {
    state.lastID += 1
    return RecordID(state.lastID)
  }

  public func read<R: Record>(_ type: R.Type, _ id: RecordID) throws -> R? {
    guard let record = state.records[R.kind]?[id] as? R else { return nil }
    if let owner = record.owner, state.destroyed.contains(owner) { return nil }
    return record
  }

  public func find(_ lookup: Lookup) throws -> RecordID? { state.lookups[lookup] }

  public func write<R: Record>(_ record: R) throws {
    let kept = isQuick ? record : try Self.kept(record)
    for lookup in kept.lookups {
      if let holder = state.lookups[lookup], holder != kept.id {
        throw BookError.lookupTaken(lookup)
      }
    }
    dropLookups(of: R.kind, kept.id)
    for lookup in kept.lookups { state.lookups[lookup] = kept.id }
    state.records[R.kind, default: [:]][kept.id] = kept
  }

  public func remove<R: Record>(_ type: R.Type, _ id: RecordID) throws {
    dropLookups(of: R.kind, id)
    state.records[R.kind]?[id] = nil
  }

  public func destroyKey(of account: RecordID) throws { state.destroyed.insert(account) }

  public func due(
    _ kind: RecordKind, through: Instant?, after: DueItem?, limit: Int
  ) throws -> [DueItem] {
    let waiting = (state.records[kind] ?? [:]).values.compactMap { record in
      record.due.map { DueItem(due: $0, id: record.id) }
    }
    return Array(
      waiting.filter { item in
        (through.map { item.due <= $0 } ?? true) && (after.map { Self.before($0, item) } ?? true)
      }.sorted(by: Self.before).prefix(limit))
  }

  public func receiptKey() throws -> [UInt8] { Signing.publicKey }

  public func signReceipt(_ message: [UInt8]) throws -> [UInt8] { Signing.sign(message) }

  public func sha256(_ message: [UInt8]) throws -> [UInt8] { Signing.sha256(message) }

  /// Every record of a kind, oldest number first, whether or not it can still be read.
  public func all<R: Record>(_ type: R.Type) -> [R] {
    (state.records[R.kind] ?? [:]).values.compactMap { $0 as? R }.sorted { $0.id < $1.id }
  }

  /// What every transaction said of itself.
  public var journal: [JournalEvent] { state.journal }

  /// Everything that is kept, as JSON, for looking for what must not be there.
  public func everything() throws -> String {
    var lines: [String] = []
    for records in state.records.values {
      for record in records.values { lines.append(try Self.json(record)) }
    }
    return lines.sorted().joined(separator: "\n")
  }

  private func dropLookups(of kind: RecordKind, _ id: RecordID) {
    guard let old = state.records[kind]?[id] else { return }
    for lookup in old.lookups where state.lookups[lookup] == id { state.lookups[lookup] = nil }
  }

  private static func before(_ a: DueItem, _ b: DueItem) -> Bool {
    (a.due, a.id) < (b.due, b.id)
  }

  private static func json(_ record: some Record) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(record), as: UTF8.self)
  }

  private static func kept<R: Record>(_ record: R) throws -> R {
    let decoded = try JSONDecoder().decode(R.self, from: JSONEncoder().encode(record))
    if decoded != record { Issue.record("\(R.self) is not what was written: \(decoded)") }
    return decoded
  }
}
