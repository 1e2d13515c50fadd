/// The steps behind the present one, so that Back needs no code of its own.
///
/// Earlier values are kept until an effect is issued: there is no way back past what was done.
struct Trail: Sendable {
  private var earlier: [any Journey] = []

  var isEmpty: Bool { earlier.isEmpty }

  /// Remembers a step that was answered without an effect.
  mutating func remember(_ journey: any Journey) { earlier.append(journey) }

  /// The step before, if there is a way back.
  mutating func goBack() -> (any Journey)? { earlier.popLast() }

  /// Something was done in the world: what lies before it is out of reach.
  mutating func close() { earlier.removeAll() }
}
