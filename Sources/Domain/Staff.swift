/// Somebody who works behind the counter.
///
/// Never removed, only disabled: the journal names them for as long as it lasts. Sealed under the
/// vault's key.
public struct Staff: Record {
  public static var kind: RecordKind { .staff }

  /// What somebody may do; each may do what those before may.
  public enum Role: String, Spelled, Sendable, Comparable {
    /// Serves people, reads the queue, asks for more proof.
    case agent
    /// Decides closures; nothing is erased without one.
    case reviewer
    /// Answers for the counter.
    case administrator

    public static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  public var id: RecordID
  /// What they sign in with, as ``Reading/userName(_:)`` spells it.
  public var name: String
  /// 1, 2, 3 and so on, by which all of them are found.
  public var number: Int
  public var role: Role
  /// An Argon2id string, never the password.
  public var passwordHash: String
  /// The authenticator app, asked for at every sign-in.
  public var app: AuthenticatorApp
  public var attempts = AttemptCounter()
  public var addedAt: Instant
  public var disabledAt: Instant?

  public var owner: RecordID? { nil }
  public var due: Instant? { nil }
  public var lookups: [Lookup] { [Self.lookup(name), Self.lookup(number)] }

  public static func lookup(_ name: String) -> Lookup { Lookup(.staff, name) }

  /// No name begins with a sign.
  public static func lookup(_ number: Int) -> Lookup { Lookup(.staff, "#\(number)") }

  /// Everybody, in the order they were added.
  public static func all(in book: any Book) throws -> [Staff] {
    var all: [Staff] = []
    while let id = try book.find(lookup(all.count + 1)), let next = try book.read(Staff.self, id) {
      all.append(next)
    }
    return all
  }

  /// Who has that name; nil when nobody has.
  public static func named(_ name: String, in book: any Book) throws -> Staff? {
    try book.find(lookup(name)).flatMap { try book.read(Staff.self, $0) }
  }
}
