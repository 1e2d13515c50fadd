/// A terminal the desk runs on, and the wrong attempts made there whatever the account.
public struct Station: Record {
  public static var kind: RecordKind { .station }

  public var id: RecordID
  public var name: String
  public var signIn = AttemptCounter()
  public var codes = AttemptCounter()
  public var numbers = AttemptCounter()
  /// Attempts of staff to leave the kiosk; nil where there were none.
  public var exit: AttemptCounter?

  public init(id: RecordID, name: String) {
    self.id = id
    self.name = name
  }

  public var owner: RecordID? { nil }
  public var due: Instant? { nil }
  public var lookups: [Lookup] { [Lookup(.station, name)] }

  /// A station serves many people, so more wrong attempts are free there than for one account.
  public static let freeAttempts = 20
}
