public import Domain

extension Desk {
  /// What is asked now, with why the last answer was refused.
  public var prompt: Prompt {
    var prompt = journey.prompt
    prompt.canGoBack = !trail.isEmpty
    prompt.refusal = refusal
    return prompt
  }

  /// Takes an answer; a refused one leaves everything as it was.
  public func answer(_ answer: Answer) {}

  /// One step back, where there is a way back.
  public func goBack() {}

  /// Leaves the present journey: to the person's own page, or the first screen.
  public func goHome() {}

  /// The person leaves, or the line was cut: nothing undecided happens.
  public func leave() { isOver = true }

  /// Moves the practice clock and runs what falls due; false at a real desk.
  public func advance(seconds: Int64) -> Bool { false }

  /// What happened since the last call, in order.
  public func takeEvents() -> [DeskEvent] {
    defer { events = [] }
    return events
  }

  /// Whether somebody is signed in.
  public var isServing: Bool { served != nil }

  /// Whether nothing here is real.
  public var isPractice: Bool { practice != nil }

  /// The moment on the desk's clock.
  public var now: Instant { ports.clock() }

  func refresh() {}

  static func emptyWorld(
    _ ports: Ports, _ policy: BrandPolicy, _ station: String, _ practice: Practice?
  ) -> World {
    World(
      now: ports.clock(), station: station, policy: policy, channels: ports.post.channels,
      methods: ports.payment.methods, practice: practice != nil)
  }
}
