import Domain

/// Taking the profile off a device, by kind: switch off, delete, stay online until the notice is sent (AFT-03).
struct RemovalGuide: Journey {
  enum DeviceKind: String, CaseIterable, Sendable {
    case iphone, android, tablet, watch, other
  }

  var world: World
  var kind: DeviceKind?

  init(world: World) { self.world = world }

  /// Switch off, delete, stay online, look that it is gone: a profile must be off before it can go.
  private static let steps = 4

  var prompt: Prompt {
    guard let kind else {
      return Prompt(
        journey: "guide", step: "device", title: "guide.title",
        body: world.policy.closure.afterwards.map { .bullet(.say(.policy($0))) } + [
          .gap, .text("guide.body"),
        ],
        ask: .choose(
          DeviceKind.allCases.map { Option($0.rawValue, Phrase("guide.\($0.rawValue)")) }
            + [Option("home", "progress.home")]))
    }
    return Prompt(
      journey: "guide", step: "steps", title: Phrase("guide.\(kind.rawValue)"),
      body: (1...Self.steps).map { .bullet(Phrase("guide.\(kind.rawValue).\($0)")) } + [
        .gap, .warning("guide.warning"), .remark("guide.passwords"),
      ],
      ask: .show)
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    if kind != nil {
      try answer.isNext()
      kind = nil
      return []
    }
    guard let chosen = DeviceKind(rawValue: try answer.choice(of: prompt)) else {
      return [.open(world.account == nil ? .welcome : .home)]
    }
    kind = chosen
    return []
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}
