/// The records as one transaction sees them.
///
/// The vault's transaction is one; tests use one in memory. All writes made through a book happen
/// together or not at all.
public protocol Book: AnyObject {
  /// A number no record has, or ever had in this vault.
  func newID() throws -> RecordID
  /// The record, or nil when there is none of that number and kind, or its owner was erased.
  func read<R: Record>(_ type: R.Type, _ id: RecordID) throws -> R?
  func find(_ lookup: Lookup) throws -> RecordID?
  /// Adds the record, or replaces the one of the same number; its lookups follow.
  func write<R: Record>(_ record: R) throws
  /// Removes the record and its lookups; nothing happens where there is none.
  func remove<R: Record>(_ type: R.Type, _ id: RecordID) throws
  /// Destroys the account's own key: what was sealed under it can never be read again.
  ///
  /// The records themselves are removed by the caller first.
  func destroyKey(of account: RecordID) throws
  /// Records of a kind that are due, soonest first, at or before `through` (nil: all that wait).
  ///
  /// - Parameters:
  ///   - kind: what sort of record.
  ///   - through: the last moment that still counts, or nil for every record that waits.
  ///   - after: continue behind this one, as an earlier call returned it.
  ///   - limit: how many at most.
  /// - Returns: their places in the queue.
  /// - Throws: when the records cannot be read.
  func due(_ kind: RecordKind, through: Instant?, after: DueItem?, limit: Int) throws -> [DueItem]
  /// The public key by which anybody can check receipts signed here (Ed25519, 32 bytes).
  func receiptKey() throws -> [UInt8]
  /// Signs a receipt's ``ReceiptCode/message(_:publicKey:)``; the key itself never leaves the book.
  func signReceipt(_ message: [UInt8]) throws -> [UInt8]
  /// SHA-256 (FIPS 180-4), 32 bytes.
  func sha256(_ message: [UInt8]) throws -> [UInt8]
}

/// A record that waits for somebody, as a place in the queue.
public struct DueItem: Equatable, Sendable {
  public let due: Instant
  public let id: RecordID

  public init(due: Instant, id: RecordID) {
    self.due = due
    self.id = id
  }
}

/// Why a book refused a write.
public enum BookError: Error, Equatable {
  /// Another record is already found by this lookup.
  case lookupTaken(Lookup)
}
