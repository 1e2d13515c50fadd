/// The steps behind the present one, so that Back needs no code of its own.
///
/// Earlier values are kept until an effect is issued: there is no way back past what was done.
struct Trail: Sendable {
  private var earlier: [any Journey] = []

  var isEmpty: Bool { earlier.isEmpty }

  /// Remembers a step that was answered without an effect.
  mutating func remember(_ journey: any Journey) { earlier.append(journey) }

  /// Forgets what was asked since, where this question was asked before on the way here.
  ///
  /// Who asks to choose anew has gone back: the way back from there leads on towards home, not in a circle.
  mutating func rewind(to journey: any Journey) -> Bool {
    let question = journey.prompt
    let asked = earlier.lastIndex { earlier in
      var earlier = earlier
      earlier.world = journey.world
      return earlier.prompt == question
    }
    guard let asked else { return false }
    earlier.removeSubrange(asked...)
    return true
  }

  /// The step before, if there is a way back.
  mutating func goBack() -> (any Journey)? { earlier.popLast() }

  /// Something was done in the world: what lies before it is out of reach.
  mutating func close() { earlier.removeAll() }
}
