import Connectors
import Domain
import Journeys

/// The practice provider, with a line to it that can be cut.
final class Bank {
  let provider = PracticeProvider()
  var isReachable = true

  var charges: Int { provider.charges }
  var refunds: Int { provider.refunds }

  var port: Ports.Payment {
    let inner = provider.port
    func reach<T>(_ ask: @escaping (T) -> Ports.ProviderState) -> (T) -> Ports.ProviderState {
      { self.isReachable ? ask($0) : .unreachable }
    }
    return Ports.Payment(
      methods: inner.methods, begin: reach(inner.begin), ask: reach(inner.ask),
      cancel: reach(inner.cancel), refund: reach(inner.refund),
      practise: { self.isReachable ? inner.practise($0, $1) : .unreachable },
      isReachable: { self.isReachable })
  }

  /// The person pays on the provider's own page, and this desk never hears of it.
  func payElsewhere(_ order: Order) { _ = provider.port.practise(order, true) }
}
