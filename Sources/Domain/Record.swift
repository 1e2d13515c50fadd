/// The number of a stored record, unique among all records of one vault.
public struct RecordID: RawRepresentable, Hashable, Codable, Sendable, Comparable {
  public let rawValue: Int64

  public init(rawValue: Int64) { self.rawValue = rawValue }
  public init(_ rawValue: Int64) { self.rawValue = rawValue }

  public static func < (a: RecordID, b: RecordID) -> Bool { a.rawValue < b.rawValue }

  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// What sort of thing a record is; part of what its seal covers, so never renumbered.
public enum RecordKind: UInt8, Sendable, CaseIterable {
  case account = 1
  case order = 2
  case application = 3
  case receipt = 4
  case notice = 5
  case station = 6
  case photo = 7
  case staffPIN = 8
  case staff = 10
  case updateSource = 11
  case tillEntry = 12
}

/// A way of finding a record without reading the others: the vault keeps only a keyed hash of it.
///
/// Two records never share a lookup; writing the second throws ``BookError/lookupTaken(_:)``.
public struct Lookup: Hashable, Sendable {
  /// What the value names; lookups in different spaces never meet.
  public enum Space: String, Sendable, CaseIterable {
    case email, msisdn, userName, accountNumber, order, application, receipt, notice, station
    case staffPIN
    case staff
    case updateSource
    case till
  }

  public let space: Space
  /// The brand it holds for, or "" where it holds for the whole desk.
  public let scope: String
  /// The value in its one normalised spelling; normalise before making a lookup.
  public let value: String

  public init(_ space: Space, scope: String = "", _ value: String) {
    self.space = space
    self.scope = scope
    self.value = value
  }
}

/// A thing the desk remembers.
public protocol Record: Codable, Equatable, Sendable {
  static var kind: RecordKind { get }
  var id: RecordID { get }
  /// The account under whose own key this is sealed, so that it becomes unreadable with it.
  ///
  /// Nil: sealed under the vault's key, and it outlives every account. Such a record
  /// holds no personal data, or only for as long as it waits to be delivered.
  var owner: RecordID? { get }
  /// Every way in which this record can be found.
  var lookups: [Lookup] { get }
  /// When somebody must look at it next; nil when it waits for nobody. Visible in the file.
  var due: Instant? { get }
}

/// What the journal will say of one transaction: never a name or an address of a person.
public struct JournalEvent: Codable, Equatable, Sendable {
  /// The act, such as `renewal.settle`.
  public let act: String
  /// The records it touched.
  public let records: [RecordID]
  /// The station, staff member or command that did it.
  public let by: String
  /// The station it was done at, where ``by`` names somebody instead.
  public let station: String?
  public let at: Instant
  /// What the carrier's own systems must follow; most acts have nothing of the kind.
  public let facts: [BusinessFact]
  /// What else a later reader must know, such as where the journal stood before it was rewritten.
  public let note: String?

  public init(
    act: String, records: [RecordID], by: String, station: String? = nil, at: Instant,
    facts: [BusinessFact] = [], note: String? = nil
  ) {
    self.act = act
    self.records = records
    self.by = by
    self.station = station
    self.at = at
    self.facts = facts
    self.note = note
  }

  private enum CodingKeys: String, CodingKey { case act, records, by, station, at, facts, note }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    act = try container.decode(String.self, forKey: .act)
    records = try container.decode([RecordID].self, forKey: .records)
    by = try container.decode(String.self, forKey: .by)
    station = try container.decodeIfPresent(String.self, forKey: .station)
    at = try container.decode(Instant.self, forKey: .at)
    facts = try container.decodeIfPresent([BusinessFact].self, forKey: .facts) ?? []
    note = try container.decodeIfPresent(String.self, forKey: .note)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(act, forKey: .act)
    try container.encode(records, forKey: .records)
    try container.encode(by, forKey: .by)
    try container.encodeIfPresent(station, forKey: .station)
    try container.encode(at, forKey: .at)
    try container.encodeIfPresent(note, forKey: .note)
    if !facts.isEmpty { try container.encode(facts, forKey: .facts) }
  }
}
