public import Domain

/// The first screen: what this is, and the ways in.
public struct Welcome: Journey {
  public var world: World

  public var prompt: Prompt {
    Prompt(
      journey: "welcome", step: "start", title: "welcome.title",
      ask: .choose([Option("leave", "welcome.leave")]))
  }

  public mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] { [] }
  public mutating func note(_ report: Report) -> [Effect] { [] }
}
