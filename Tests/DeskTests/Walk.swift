import Foundation

/// One answer, by the ids of what is asked: the same at every front.
enum Deed {
  case choose(String)
  case check(String)
  case confirm(Bool)
  case enter([String: String])
  case next
  case back
  /// To the first page, from a step that nothing is before.
  case home
}

/// A front of the real program, at which deeds are done as people there do them.
protocol WalkFront: AnyObject {
  /// Does something at the step that is asked.
  func perform(_ deed: Deed, at step: DeskLine) throws
  /// Fails unless the next step is shown there as it should be.
  func see(_ step: DeskLine) throws
}

/// A walk through the program at its json front, with another front beside it that does the same.
///
/// Both have the same people, chance and clock, so that the same codes come; what the json front says
/// next, the other must show.
final class Walk {
  let guide: JSONDesk
  private let front: (any WalkFront)?
  /// Every journey that was come to.
  private(set) var journeys: Set<String> = []
  /// When it began, or nil where the clock stands still.
  let began: Date?
  /// How many steps were looked at.
  private(set) var steps = 0

  /// What a practice desk of all carriers is started with.
  static let arguments = ["demo", "--seed", "7", "--now", "2026-11-20T09:00:00+08:00"]

  init(in folder: Folder, _ more: [String] = ["--lang", "en"], beside front: (any WalkFront)?)
    throws
  {
    guide = try JSONDesk(all: Self.arguments + ["--json"] + more, in: folder)
    self.front = front
    began = more.contains("--still") ? nil : Date()
    try see()
  }

  private func see() throws {
    steps += 1
    journeys.insert(guide.prompt["journey"])
    try front?.see(guide.prompt)
  }

  private func act(_ deed: Deed, _ atGuide: () throws -> Void) throws {
    let before = guide.prompt
    try atGuide()
    if let error = guide.error {
      throw Child.Trouble("\(deed) at \(before.step): \(error)")
    }
    try front?.perform(deed, at: before)
    try see()
  }

  // MARK: Deeds

  @discardableResult
  func choose(_ ids: String...) throws -> Walk {
    for id in ids { try act(.choose(id)) { try guide.choose(id) } }
    return self
  }

  @discardableResult
  func check(_ ids: String...) throws -> Walk {
    for id in ids { try act(.check(id)) { try guide.check(id) } }
    return self
  }

  @discardableResult
  func confirm(_ yes: Bool = true) throws -> Walk {
    try act(.confirm(yes)) { try guide.confirm(yes) }
    return self
  }

  @discardableResult
  func enter(_ fields: [String: String]) throws -> Walk {
    try act(.enter(fields)) { try guide.enter(fields) }
    return self
  }

  @discardableResult
  func next() throws -> Walk {
    try act(.next) { try guide.goOn() }
    return self
  }

  @discardableResult
  func back() throws -> Walk {
    try act(.back) { try guide.back() }
    return self
  }

  @discardableResult
  func home() throws -> Walk {
    try act(.home) { try guide.home() }
    return self
  }

  /// Types the code that a message brought.
  @discardableResult
  func code() throws -> Walk { try enter(["code": try guide.code()]) }

  /// Fails where the person is not where the walk believes.
  @discardableResult
  func at(_ step: String) throws -> Walk {
    try guide.at(step)
    return self
  }

  // MARK: Whole ways

  /// Becomes a customer of a carrier who signs in.
  @discardableResult
  func signIn(_ brand: String, _ name: String) throws -> Walk {
    try at("welcome.brand").choose(brand, "signIn")
    return try enter(["identifier": "\(name)@example.com", "password": "practice-desk"])
      .at("home.menu")
  }

  /// Leaves the own page for the choice of carriers.
  @discardableResult
  func signOut() throws -> Walk {
    try at("home.menu").choose("signOut").at("welcome.start").choose("brand")
  }

  /// From the own page to the closure's list of what is to be settled.
  @discardableResult
  func toChecklist(_ way: String? = nil) throws -> Walk {
    try choose("closure").at("closure.meaning").choose("start")
    if let way { try choose(way) }
    return try at("closure.checklist")
  }

  /// Settles what every carrier wants settled, and gives the reason.
  @discardableResult
  func settle(_ reason: String) throws -> Walk {
    if guide.prompt.state("balance") == "blocking" { try choose("balance", "refund") }
    for item in ["deviceSupport", "linkedAccounts", "backup"] {
      if let state = guide.prompt.state(item), state != "done" { try check(item) }
    }
    return try choose("terms").confirm().next().at("closure.reason").choose(reason)
  }

  /// From the last word to the farewell, by the practice clock.
  @discardableResult
  func close() throws -> Walk {
    try at("closure.confirm").confirm()
    while guide.prompt["step"].hasPrefix("survey") { try choose("skip") }
    return try at("closure.submitted").next().at("home.menu")
  }
}

extension DeskLine {
  private func ids(_ key: String) -> [String] {
    (object[key] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
  }

  var fields: [String] { ids("fields") }

  /// The ids of everything the focus can be on, in their order; what has no id is called after its kind.
  var targets: [String] {
    let own: [String] =
      switch self["kind"] {
      case "choose", "wait": ids("options")
      case "confirm": ["no", "yes"]
      case "enter": fields
      case "checklist": ids("items") + (object["proceed"] is String ? ["next"] : [])
      default: ["next"]
      }
    return own + ids("others")
  }

  /// Which of the targets a deed is done on; nil where it is none.
  func target(of deed: Deed) -> Int? {
    switch deed {
    case .choose(let id), .check(let id): targets.firstIndex(of: id)
    case .confirm(let yes): yes ? 1 : 0
    case .next: targets.firstIndex(of: "next")
    case .enter, .back, .home: nil
    }
  }

  /// The names of everything that can be chosen, or that says why it cannot.
  var labels: [String] {
    ["options", "items", "others"].flatMap { object[$0] as? [[String: Any]] ?? [] }
      .compactMap { $0["label"] as? String }
  }

  /// Whether 0 stands for this id here: where there is nowhere to go back to.
  func isLeave(_ id: String) -> Bool {
    ["leave", "signOut"].contains(id) && object["canGoBack"] as? Bool != true
      && ["welcome", "home", "setup", "kiosk"].contains(self["journey"])
  }
}
