public import Domain
public import Journeys

/// What a front needs of a desk; a test hands in its own.
public protocol Conversation: AnyObject {
  var prompt: Prompt { get }
  /// Whose desk this is, in every language.
  var brandNames: LocalizedText { get }
  var brandSupport: Support { get }
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
}

extension Desk: Conversation {
  /// No carrier's name stands over a person who has not said whose customer they are.
  public var brandNames: LocalizedText {
    isChoosingBrand ? LocalizedText(en: "eSIM", zhHans: "eSIM", zhHant: "eSIM") : policy.names
  }

  public var brandSupport: Support { policy.support }
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
