import Domain
public import Journeys

/// A payment provider where no money moves: the practice desk's, and the tests'.
///
/// It keeps to the rules of a real one: an order's number is charged at most once, whatever is asked how
/// often, and a closed order can never be paid.
public final class PracticeProvider {
  private enum State {
    case open
    case declined
    case paid(reference: String)
    case closed
    case refunded(reference: String)
  }

  private var orders: [String: State] = [:]
  /// What went back, by its number.
  private var sentBack: [String: String] = [:]
  /// How many charges were ever made, for tests.
  public private(set) var charges = 0
  /// How many of them were sent back.
  public private(set) var refunds = 0

  public init() {}

  /// The port a desk pays through.
  public var port: Ports.Payment {
    Ports.Payment(
      methods: [.practice],
      begin: { self.begin($0) }, ask: { self.state(of: $0) }, cancel: { self.cancel($0) },
      refund: { self.refund($0) }, practise: { self.practise($0, $1) })
  }

  private func begin(_ order: Order) -> Ports.ProviderState {
    switch orders[order.number] {
    case nil, .declined: orders[order.number] = .open
    case .open, .paid, .closed, .refunded: break
    }
    return state(of: order)
  }

  private func state(of order: Order) -> Ports.ProviderState {
    switch orders[order.number] {
    case nil, .open: .open
    case .declined: .declined
    case .paid(let reference): .paid(reference: reference)
    case .closed: .closed
    case .refunded(let reference): .refunded(reference: reference)
    }
  }

  private func cancel(_ order: Order) -> Ports.ProviderState {
    switch orders[order.number] {
    case .paid, .refunded: break
    case nil, .open, .declined, .closed: orders[order.number] = .closed
    }
    return state(of: order)
  }

  private func refund(_ money: MoneyBack) -> Ports.ProviderState {
    if let known = sentBack[money.number] { return .refunded(reference: known) }
    guard case .paid(let reference) = orders[money.order] else { return .declined }
    refunds += 1
    let back = "\(reference)-back"
    sentBack[money.number] = back
    if money.amount == money.paid { orders[money.order] = .refunded(reference: back) }
    return .refunded(reference: back)
  }

  private func practise(_ order: Order, _ approve: Bool) -> Ports.ProviderState {
    switch orders[order.number] {
    case .paid, .closed, .refunded: break
    case nil, .open, .declined:
      if approve {
        charges += 1
        orders[order.number] = .paid(reference: "practice-\(charges)")
      } else {
        orders[order.number] = .declined
      }
    }
    return state(of: order)
  }
}
