public import Domain
public import Journeys

/// What a front needs of a desk; a test hands in its own.
public protocol Conversation: AnyObject {
  var prompt: Prompt { get }
  /// Whose desk this is, in every language.
  var brandNames: LocalizedText { get }
  /// Who helps, as lines: nobody where there is nothing to be helped with yet (AFT-09).
  var contacts: [Line] { get }
  var brandClock: ClockOffset { get }
  var language: Language { get set }
  var isOver: Bool { get }
  var isPractice: Bool { get }
  var now: Instant { get }

  func answer(_ answer: Answer)
  func goBack()
  func goHome()
  func leave()
  func advance(seconds: Int64) -> Bool
  func takeEvents() -> [DeskEvent]

  /// Asked while a server is waited for, with how long it has been, in milliseconds; false gives up.
  var whileWaiting: ((_ milliseconds: Int) -> Bool)? { get set }

  /// Whether the server is only asked whether it is back: nobody is told, and any key comes first.
  var isReaching: Bool { get }

  /// How long it can be left alone, in milliseconds; nil for ever.
  var patience: Int? { get }
  /// Does what is to be done when it was left alone for that long.
  func endPatience()
}

extension Conversation {
  public var whileWaiting: ((_ milliseconds: Int) -> Bool)? {
    get { nil }
    set {}
  }
  public var isReaching: Bool { false }
  public var patience: Int? { nil }
  public func endPatience() {}
}

extension Desk: Conversation {
  /// No carrier's name stands over a person who has not said whose customer they are.
  public var brandNames: LocalizedText {
    isChoosingBrand ? LocalizedText(en: "eSIM", zhHans: "eSIM", zhHant: "eSIM") : brand.names
  }

  /// Whoever works here is signed out in time; what they looked at does not stay on the screen.
  ///
  /// What is waited for from somebody at the counter shows by itself, and so does a server that is back.
  public var patience: Int? {
    var soonest = reachLeft
    if let left = staffIdleLeft { soonest = min(soonest ?? .max, Int(left) * 1_000) }
    if let left = lookLeft { soonest = min(soonest ?? .max, Int(left) * 1_000) }
    return soonest
  }

  public func endPatience() {
    if lookLeft == 0 { look() }
    endIdleStaff()
    if reachLeft == 0 { reach() }
  }

  public var brandClock: ClockOffset { policy.clock }
}

/// A message as a person reads it, in one language.
public struct MessageText: Equatable, Sendable {
  public var to: String
  public var subject: String?
  public var text: String

  public init(to: String, subject: String? = nil, text: String) {
    self.to = to
    self.subject = subject
    self.text = text
  }
}
