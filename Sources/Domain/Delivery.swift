/// What came of handing a message to whoever carries it on.
public enum Delivery: Equatable, Sendable {
  /// The next carrier has it for sure.
  case done
  /// Not now; it is worth trying again, after so many seconds at the earliest where somebody said so.
  case later(DeliveryTrouble, seconds: Int64? = nil)
  /// The message itself is refused, and would be again.
  case refused(DeliveryTrouble)
}

/// Why a message could not be handed over; told to the person in charge, never to a subscriber.
public struct DeliveryTrouble: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// The server could not be spoken to, or not privately.
    case connection
    /// It was asked, and no whole answer came: it may have taken the message.
    case noAnswer
    /// It does not let us in.
    case signIn
    /// It answered, and would not take this message.
    case answer
    /// A secret it needs cannot be read here.
    case secret
    /// The mail program could not be run, or did not take it.
    case program
    /// The spool folder could not be written to.
    case folder
    /// The address is none that can be written to.
    case address
    /// No policy of the message's carrier is known here.
    case policy

    /// Whether it stands in the way of every message, not only of this one.
    public var isOfChannel: Bool {
      switch self {
      case .connection, .noAnswer, .signIn, .secret, .program, .folder: true
      case .answer, .address, .policy: false
      }
    }
  }

  public let kind: Kind
  /// A status, a file's place or a library's own words; never an address, a text or a secret.
  public let detail: String

  public init(_ kind: Kind, _ detail: String = "") {
    self.kind = kind
    self.detail = detail
  }
}
