/// What a check of the whole vault found.
public struct VerifyReport: Equatable, Sendable {
  public internal(set) var head: JournalHead
  public internal(set) var records = 0
  /// Accounts that have a key, and those whose key was destroyed.
  public internal(set) var accounts = 0
  public internal(set) var erasedAccounts = 0
  /// Records that nobody can read any more because their owner was erased.
  public internal(set) var erasedRecords = 0
  public internal(set) var lookups = 0
  public internal(set) var entries = 0
  /// Files and folders that others may read or write, or that belong to somebody else.
  public internal(set) var exposed: [String] = []
  /// What is wrong, in the order it was found; a thousand at most.
  public internal(set) var damages: [Damage] = []

  public var isSound: Bool { damages.isEmpty }

  /// Whether rows beyond those named may be wrong, or something is wrong with the file as a whole.
  ///
  /// A row that is damaged refuses to be read by itself. Anything else means that what the vault
  /// says, in rows nobody has found fault with, need not be the last word.
  public var isUntrustworthy: Bool {
    damages.contains {
      switch $0.place {
      case .record, .accountKey, .lookup: false
      default: true
      }
    }
  }
}
