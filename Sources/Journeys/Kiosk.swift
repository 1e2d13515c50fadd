public import Domain

/// What makes a desk a kiosk: everybody's session begins and ends at its first screen.
public struct Kiosk: Sendable {
  /// When sessions can begin, or nil for at any time; one that has begun may finish.
  public var hours: OpeningHours?
  /// Whose public holidays those hours name.
  public var holidays: WorkCalendar?
  /// The languages that the terminal can show.
  public var languages: [Language]

  public init(
    hours: OpeningHours? = nil, holidays: WorkCalendar? = nil,
    languages: [Language] = Language.allCases
  ) {
    self.hours = hours
    self.holidays = holidays
    self.languages = languages
  }
}

/// What the first screen of a kiosk knows of the place it stands in.
public struct Premises: Equatable, Sendable {
  public var hours: OpeningHours?
  public var holidays: WorkCalendar?
  public var languages: [Language]
  /// Whether the records can be read, or are only away: else nothing at all can be done.
  public var isInOrder = true
  /// The channels that messages are waiting for because the last try failed.
  public var late: [Channel] = []
  /// Whether the payment provider can be reached; true where there is none.
  public var reachesProvider = true

  public init(_ kiosk: Kiosk) {
    hours = kiosk.hours
    holidays = kiosk.holidays
    languages = kiosk.languages
  }
}

/// The first screen of a kiosk: whose it is, what can be done here, and in which language.
struct Attract: Journey {
  var world: World

  private var premises: Premises { world.premises ?? Premises(Kiosk()) }

  private var isOpen: Bool {
    premises.hours?.isOpen(at: world.now, world.policy.clock, holidays: premises.holidays) ?? true
  }

  /// Whether choosing a language also begins a session.
  private var begins: Bool { isOpen && premises.isInOrder }

  var prompt: Prompt {
    Prompt(
      journey: "kiosk",
      step: !isOpen ? "closed" : begins ? world.absence == nil ? "begin" : "away" : "outOfOrder",
      title: title,
      body: begins ? offer : isOpen ? trouble : closed, ask: .choose(languages))
  }

  private var title: Phrase {
    guard isOpen else { return "kiosk.closed.title" }
    guard premises.isInOrder else { return "kiosk.outOfOrder.title" }
    return world.brands.count > 1
      ? "kiosk.title.several"
      : Phrase("kiosk.title", ["brand": .policy(world.policy.names)])
  }

  private var languages: [Option] {
    premises.languages.map { language in
      Option(language.rawValue, .say(.text(language.invitation)))
    }
  }

  private var offer: [Line] {
    if world.absence != nil { return AbsenceWords.lines(world) + [.gap] + support + [station] }
    // What does not work comes first: on a small screen the rest may be out of sight.
    var lines = interruptions + [.text("kiosk.can")]
    lines += ["kiosk.can.renew", "kiosk.can.identity", "kiosk.can.close", "kiosk.can.progress"]
      .map { .bullet($0) }
    if let hours = premises.hours {
      lines.append(.gap)
      let until = hours.closing(
        after: world.now, world.policy.clock, holidays: premises.holidays)
      lines.append(
        .fact(
          label: "kiosk.hours",
          value: until.map { Phrase("kiosk.until", ["time": .time($0, world.policy.clock)]) }
            ?? "kiosk.always"))
    } else {
      lines.append(.gap)
    }
    return lines + [station]
  }

  /// What cannot be done for now, and what can.
  private var interruptions: [Line] {
    var lines: [Line] = []
    if !premises.reachesProvider { lines.append(.warning("kiosk.offline.payment")) }
    if world.channels.isEmpty {
      lines.append(.warning("kiosk.offline.none"))
    } else if !premises.late.isEmpty {
      lines.append(.warning("kiosk.offline.messages"))
    }
    return lines.isEmpty ? [] : lines + [.remark("kiosk.offline.works"), .gap]
  }

  private var closed: [Line] {
    let next = premises.hours?.opening(
      after: world.now, world.policy.clock, holidays: premises.holidays)
    let opens = next.map { Phrase("kiosk.opens", ["when": .moment($0, world.policy.clock)]) }
    return [.text(opens ?? "kiosk.opens.unknown"), .gap] + support + [station]
  }

  private var trouble: [Line] { [.text("kiosk.outOfOrder.body"), .gap] + support + [station] }

  private var support: [Line] {
    [
      .fact(label: "kiosk.hotline", value: .say(.text(world.policy.support.hotline))),
      .fact(label: "kiosk.hotlineHours", value: .say(.policy(world.policy.support.hours))),
    ]
  }

  private var station: Line {
    .fact(label: "kiosk.station", value: .say(.text(world.station)))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    guard let language = Language(rawValue: choice) else { return [] }
    return [.greet(language, begin: begins)]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

extension Language {
  /// How somebody who reads no other language is invited: the same whatever is spoken now.
  fileprivate var invitation: String {
    switch self {
    case .en: "English: begin here"
    case .zhHans: "简体中文：由此开始"
    case .zhHant: "繁體中文：由此開始"
    }
  }
}

/// Staff ask to be let out of the kiosk.
struct StaffExit: Journey {
  var world: World

  var prompt: Prompt {
    Prompt(
      journey: "staffExit", step: "pin", title: "staffExit.title", body: [.text("staffExit.body")],
      ask: .enter([
        Field("pin", .password, "staffExit.pin", limit: StaffPIN.lengths.upperBound)
      ]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    [.exitKiosk(pin: try answer.fields(of: prompt)["pin"] ?? "")]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    if case .notSignedIn = report { throw Refusal("pin.wrong", field: "pin") }
    return []
  }
}
