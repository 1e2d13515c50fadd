public import Domain

/// Why the vault would not do something; the words for it are in Wording.
public enum VaultError: Error, Equatable, Sendable {
  // The file
  case notFound
  case noFolder
  case alreadyExists
  /// It was moved away; where to, as far as that is known here.
  case moved(to: String?)
  /// It is being moved from there or to there, and that is not finished.
  case underWay
  case notAVault
  case newerFormat(found: Int)
  // The place it lies in
  case readOnly
  case noPermission
  case diskFull
  /// Less space is free than the work needs, in bytes; nothing was begun.
  case noRoom(needed: Int64, free: Int64)
  case outOfMemory
  /// Somebody else kept the file locked for longer than we wait.
  case busy
  // The key
  /// The vault cannot be opened in this way; ``Vault/slots(at:)`` says in which ways it can.
  case noSuchSlot(SlotKind)
  case wrongPassphrase
  case wrongKeyFile
  case wrongCredential
  case wrongKey
  case keyFile(KeyFileFault)
  /// While it was open, the vault got another data key, or another vault took its place.
  case keyChanged
  /// It has no slot of this number.
  case noSlot(Int)
  /// The last way to open a vault is not taken away.
  case lastSlot
  /// A new data key cannot be given to slots whose secrets are not at hand.
  case otherSlots([SlotInfo])
  // The server of a fleet
  /// It would not, or could not be reached; nothing was done, but for ``LinkError/inDoubt``: then
  /// nobody knows yet.
  case fleet(LinkError)
  /// All numbers of stations are given out.
  case noStation
  // What is inside
  case damaged(Damage)
  /// The file is older than, or other than, what the anchor beside it has seen.
  case rolledBack(file: Int64, anchor: Int64)
  // The rest
  case misuse(Misuse)
  case io(errno: Int32)
  /// SQLite's extended result code, where it says nothing we know better.
  case engine(code: Int32)
}

/// What is wrong, and where.
public struct Damage: Equatable, Sendable {
  /// A part of the vault, by the table it lies in and the number of its row.
  public enum Place: Equatable, Sendable {
    case header
    /// SQLite's own structure.
    case file
    case meta(String)
    case slot(SlotKind)
    case record(RecordID)
    case accountKey(RecordID)
    /// An entry of the index that leads, or should lead, to this record.
    case lookup(RecordID)
    case journal(Int64)
    /// The whole of records, account keys and index, by the hash the journal keeps of it.
    case whole
    case anchor
    /// The list of erased accounts.
    case erasures
    /// A place in SQLite's own structure, in its words.
    case structure(String)
    /// An event of the journal refers to what never was.
    case event(Int64)
  }

  public enum Fault: Equatable, Sendable {
    /// It was changed, or moved from another place.
    case sealBroken
    case missing
    /// It is there, and should not be.
    case unexpected
    /// Its shape is not one we ever write.
    case malformed
    /// Key derivation parameters nobody would choose.
    case absurdParameters
    /// It does not follow from the entry before.
    case chainBroken
    /// Rows were added, removed or put back to an earlier state.
    case notWhatTheJournalSays
    /// What lies beside it does not follow from it.
    case inconsistent
  }

  public let place: Place
  public let fault: Fault

  public init(_ place: Place, _ fault: Fault) {
    self.place = place
    self.fault = fault
  }
}

/// What a program, not a person, did wrong.
public enum Misuse: Equatable, Sendable {
  case writeInRead
  case nested
  /// The book was kept beyond its transaction.
  case ended
  case badNumber(RecordID)
  case kindChanged(RecordID)
  /// A record was to be written for an account whose key was destroyed.
  case ownerErased(RecordID)
}
