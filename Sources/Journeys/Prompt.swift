/// What is asked now: the closed vocabulary every front understands.
public struct Prompt: Equatable, Sendable {
  /// The journey's name, such as `closure`.
  public var journey: String
  /// The step's stable name within it, such as `reason`.
  public var step: String
  public var title: Phrase
  public var body: [Line]
  public var ask: Ask
  /// What can be done instead of answering, such as having another code sent: ``Answer/choose(_:)``.
  public var others: [Option]
  public var position: Position?
  /// Whether there is an earlier step to return to; a front offers Back only then.
  public var canGoBack: Bool
  /// Whether this is where Home leads already, though there is more to it than leaving.
  public var isHome = false
  /// Why the last answer was refused; the step is the same and what was typed is kept.
  public var refusal: Refusal?

  public init(
    journey: String, step: String, title: Phrase, body: [Line] = [], ask: Ask,
    others: [Option] = [], position: Position? = nil
  ) {
    self.journey = journey
    self.step = step
    self.title = title
    self.body = body
    self.ask = ask
    self.others = others
    self.position = position
    self.canGoBack = false
  }
}

/// Step `at` of `of`, counted from 1.
public struct Position: Equatable, Sendable {
  public let at: Int
  public let of: Int

  public init(_ at: Int, of: Int) {
    self.at = at
    self.of = of
  }
}

/// The kinds of question, and the answer each takes.
public enum Ask: Equatable, Sendable {
  /// Something to read: ``Answer/next``.
  case show
  /// One of several: ``Answer/choose(_:)``.
  case choose([Option])
  /// Yes or no, never yes by default: ``Answer/confirm(_:)``.
  case confirm(Confirmation)
  /// Things to type: ``Answer/enter(_:)``.
  case enter([Field])
  /// A list to work through: ``Answer/check(_:_:)``, ``Answer/choose(_:)`` to open an item, ``Answer/next`` when ready.
  case checklist(Checklist)
  /// The world is being waited for: ``Answer/choose(_:)`` among what can be done meanwhile.
  case wait([Option])
  /// The journey is over: ``Answer/next`` leads on.
  case finished
}

/// One thing that can be chosen.
public struct Option: Equatable, Sendable {
  public var id: String
  public var label: Phrase
  /// A remark beside the label.
  public var detail: Phrase?
  /// Facts to compare between options, one for each of ``Line/columns(_:)``' heads.
  public var columns: [Phrase]
  /// A share of the largest, 0 to 1, drawn as a bar.
  public var share: Double?
  /// Nil when it can be chosen, else why not.
  public var disabled: Phrase?

  public init(
    _ id: String, _ label: Phrase, detail: Phrase? = nil, columns: [Phrase] = [],
    share: Double? = nil, disabled: Phrase? = nil
  ) {
    self.id = id
    self.label = label
    self.detail = detail
    self.columns = columns
    self.share = share
    self.disabled = disabled
  }
}

/// A yes-or-no question in its own words.
public struct Confirmation: Equatable, Sendable {
  public var yes: Phrase
  public var no: Phrase
  /// Whether it cannot be undone: shown apart, and the focus starts on no.
  public var irreversible: Bool

  public init(yes: Phrase, no: Phrase, irreversible: Bool) {
    self.yes = yes
    self.no = no
    self.irreversible = irreversible
  }
}

/// One thing to type.
public struct Field: Equatable, Sendable {
  /// What is typed, so that a front can offer the right keys.
  public enum Kind: String, Sendable, CaseIterable {
    case text, name, userName, email, msisdn, identifier, password, newPassword, code, receipt
    case activationCode, imei, document, day, path
  }

  public var id: String
  public var kind: Kind
  public var label: Phrase
  public var hint: Phrase?
  public var optional: Bool
  /// Whether it is never shown as typed.
  public var secret: Bool
  public var initial: String
  /// How many characters it takes at most.
  public var limit: Int

  public init(
    _ id: String, _ kind: Kind, _ label: Phrase, hint: Phrase? = nil, optional: Bool = false,
    initial: String = "", limit: Int = 120
  ) {
    self.id = id
    self.kind = kind
    self.label = label
    self.hint = hint
    self.optional = optional
    self.secret = kind == .password || kind == .newPassword || kind == .document
    self.initial = initial
    self.limit = limit
  }
}

/// A list of things to be settled, each with its honest state.
public struct Checklist: Equatable, Sendable {
  public var items: [CheckItem]
  /// What going on is called; nil while something still prevents it.
  public var proceed: Phrase?

  public init(items: [CheckItem], proceed: Phrase?) {
    self.items = items
    self.proceed = proceed
  }
}

/// One line of a checklist, complete in itself.
public struct CheckItem: Equatable, Sendable {
  public enum State: String, Sendable {
    /// Prevents going on.
    case blocking
    /// Open, but may stay so.
    case open
    case done
  }

  public enum Action: String, Sendable {
    /// Nothing to do here.
    case none
    /// Ticked and unticked in place.
    case tick
    /// Opens steps of its own.
    case open
  }

  public var id: String
  public var label: Phrase
  public var detail: Phrase?
  public var state: State
  public var action: Action

  public init(_ id: String, _ label: Phrase, detail: Phrase?, state: State, action: Action) {
    self.id = id
    self.label = label
    self.detail = detail
    self.state = state
    self.action = action
  }
}

/// A line of what is shown above the question.
public enum Line: Equatable, Sendable {
  case text(Phrase)
  /// Small print.
  case remark(Phrase)
  /// Something to be noticed.
  case warning(Phrase)
  case good(Phrase)
  case bullet(Phrase)
  case fact(label: Phrase, value: Phrase)
  /// A share of something, 0 to 1, drawn as a bar; the value says it in words.
  case meter(label: Phrase, share: Double, value: Phrase)
  /// A point of a timeline.
  case moment(Progress, when: Phrase, what: Phrase)
  /// A symbol to be scanned, drawn where there is room; a line beside it says it in words.
  case qr(QRSymbol)
  /// Something to be opened on a phone: as a symbol where it can be drawn whole, else in letters.
  case scan(QRSymbol?, address: String)
  /// The heads of the options' columns.
  case columns([Phrase])
  case gap

  public enum Progress: String, Sendable { case past, now, future }
}

/// What a person can say to a prompt.
public enum Answer: Equatable, Sendable {
  case next
  case choose(String)
  case confirm(Bool)
  case enter([String: String])
  case check(String, Bool)
}

/// Why an answer was not taken; the journey has not moved.
public struct Refusal: Error, Equatable, Sendable {
  /// A stable code, such as `email.format`; Wording has a sentence for each.
  public var code: String
  /// The field it belongs to, if one.
  public var field: String?
  public var facts: [String: Fact]

  public init(_ code: String, field: String? = nil, _ facts: [String: Fact] = [:]) {
    self.code = code
    self.field = field
    self.facts = facts
  }

  /// The sentence that says it.
  public var phrase: Phrase { Phrase("refusal.\(code)", facts) }
}
