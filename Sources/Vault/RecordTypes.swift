public import Domain
public import FoundationEssentials

/// How a record's JSON is read back as what it is, by its kind.
///
/// Acts name the type they read. Whoever must understand every record, to check what follows from
/// it or to seal it anew, asks here.
public struct RecordTypes: Sendable {
  let read: @Sendable (RecordKind, Data, JSONDecoder) throws -> any Record

  public init(_ read: @escaping @Sendable (RecordKind, Data, JSONDecoder) throws -> any Record) {
    self.read = read
  }

  /// The records of a desk.
  public static let desk = RecordTypes { kind, json, decoder in
    switch kind {
    case .account: try decoder.decode(Account.self, from: json)
    case .order: try decoder.decode(Order.self, from: json)
    case .application: try decoder.decode(ClosureApplication.self, from: json)
    case .receipt: try decoder.decode(Receipt.self, from: json)
    case .notice: try decoder.decode(Notice.self, from: json)
    case .station: try decoder.decode(Station.self, from: json)
    case .photo: try decoder.decode(Photo.self, from: json)
    case .staffPIN: try decoder.decode(StaffPIN.self, from: json)
    case .staff: try decoder.decode(Staff.self, from: json)
    case .updateSource: try decoder.decode(UpdateSource.self, from: json)
    case .tillEntry: try decoder.decode(TillEntry.self, from: json)
    }
  }

  /// The record in a row that was opened.
  func record(_ row: Row, _ content: RecordContent, _ decoder: JSONDecoder) throws(VaultError)
    -> any Record
  {
    guard let number = UInt8(exactly: row.kind), let kind = RecordKind(rawValue: number),
      let record = try? read(kind, Data(content.json), decoder), record.id.rawValue == row.id
    else { throw .damaged(Damage(.record(RecordID(row.id)), .malformed)) }
    return record
  }
}
