import Domain

/// A journey that ends in a payment: what every one of them does with its ``Checkout``.
protocol Paying: Journey {
  /// The payment under way, if it has come to that.
  var checkout: Checkout? { get set }
}

extension Paying {
  var awaited: Effect? { checkout?.awaited }

  /// Passes an answer to the payment; when it is over, leads on.
  mutating func pay(
    _ answer: Answer, then next: (Checkout.State) -> Destination = { _ in .home }
  ) throws(Refusal) -> [Effect] {
    guard var paying = checkout else { throw Refusal("answer.kind") }
    if paying.isOver, answer != .choose(Slip.option) {
      try answer.isNext()
      return [.open(next(paying.state))]
    }
    let effects = try paying.accept(answer, prompt, world)
    checkout = paying
    return effects
  }

  /// Passes what the world said to the payment.
  mutating func payment(_ report: Report) throws(Refusal) -> [Effect] {
    guard var paying = checkout else { return [] }
    let effects = try paying.note(report, world)
    checkout = paying
    return effects
  }
}
