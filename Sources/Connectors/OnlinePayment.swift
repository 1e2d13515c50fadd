public import Domain
import Glibc
public import Journeys
import Synchronization

/// The providers that are configured, as one port that never keeps a desk waiting.
///
/// Each question goes out on a thread of its own. The call that asks it says ``Ports/ProviderState/asking``,
/// and so does every one after it until the answer is there; the next one takes it.
public final class OnlinePayment: Sendable {
  private enum Question: Hashable { case begin, ask, cancel, refund }

  private struct Call: Hashable {
    /// The order's, or that of the money that goes back.
    let number: String
    let question: Question
  }

  private enum Progress {
    case running
    /// With the second of a clock that nobody sets.
    case answered(Ports.ProviderState, at: Int)
  }

  private struct State {
    var calls: [Call: Progress] = [:]
    var isReached = true
  }

  private let providers: [PaymentPage.Provider: any PaymentProvider]
  private let served: [PaymentMethod: PaymentPage.Provider]
  private let state = Mutex(State())

  /// The most questions on their way at the same time.
  private static let mostCalls = 4
  /// After how many seconds an answer nobody took is asked for anew.
  private static let answerLasts = 20

  /// The secrets are read now, and nothing is asked yet.
  ///
  /// - Parameters:
  ///   - settings: the providers.
  ///   - now: the clock that requests are dated by.
  ///   - random: random bytes.
  /// - Throws: the secret or the file that cannot be had.
  public init(
    _ settings: PaymentSettings, now: @escaping @Sendable () -> Instant,
    random: @escaping @Sendable (Int) -> [UInt8]
  ) throws(SecretSource.Trouble) {
    var providers: [PaymentPage.Provider: any PaymentProvider] = [:]
    var served: [PaymentMethod: PaymentPage.Provider] = [:]
    if let stripe = settings.stripe {
      providers[.stripe] = Stripe(settings: stripe, key: try stripe.secretKey.read())
      for method in stripe.methods { served[method.method] = .stripe }
    }
    if let own = settings.weChatPay {
      var keys: [String: [UInt8]] = [:]
      for (serial, path) in own.platformKeys { keys[serial] = try SecretSource.published(path) }
      providers[.weChatPay] = WeChatPay(
        settings: own, privateKey: try own.privateKey.read(), platformKeys: keys, now: now,
        random: random)
      served[.weChatPay] = .weChatPay
    }
    if let own = settings.alipay {
      providers[.alipay] = Alipay(
        settings: own, privateKey: try own.privateKey.read(),
        alipayKey: try SecretSource.published(own.alipayKey), now: now)
      served[.alipay] = .alipay
    }
    self.providers = providers
    self.served = served
  }

  /// The port a desk pays through.
  ///
  /// - Parameter isPatient: whether calls wait for their answer, where nobody sits and waits.
  /// - Returns: the port.
  public func port(isPatient: Bool = false) -> Ports.Payment {
    Ports.Payment(
      methods: [.card, .alipay, .weChatPay].filter { served[$0] != nil },
      takes: { self.takes($0, $1) },
      begin: { self.put(.begin, $0, isPatient) }, ask: { self.put(.ask, $0, isPatient) },
      cancel: { self.put(.cancel, $0, isPatient) },
      refund: { money in
        self.put(
          Call(number: money.number, question: .refund),
          self.provider(money.provider, money.method), isPatient
        ) { $0.refund(money) }
      },
      practise: { order, _ in self.put(.ask, order, isPatient) },
      isReachable: { self.state.withLock { $0.isReached } })
  }

  /// WeChat Pay and Alipay settle in renminbi alone.
  private func takes(_ method: PaymentMethod, _ currency: String) -> Bool {
    switch served[method] {
    case .stripe: true
    case .weChatPay, .alipay: currency == "CNY"
    case nil: false
    }
  }

  private func put(
    _ question: Question, _ order: Order, _ isPatient: Bool
  ) -> Ports.ProviderState {
    // Nobody was shown a page: there is nothing to close.
    if question == .cancel, order.page == nil { return .closed }
    return put(
      Call(number: order.number, question: question),
      provider(order.page?.provider, order.method), isPatient
    ) { Self.answer($0, question, order) }
  }

  private func provider(
    _ named: PaymentPage.Provider?, _ method: PaymentMethod
  ) -> (any PaymentProvider)? { (named ?? served[method]).flatMap { providers[$0] } }

  private func put(
    _ call: Call, _ provider: (any PaymentProvider)?, _ isPatient: Bool,
    _ ask: @escaping @Sendable (any PaymentProvider) -> Ports.ProviderState
  ) -> Ports.ProviderState {
    guard let provider else { return .unreachable }
    if isPatient { return note(ask(provider)) }
    let now = Self.seconds
    let known = state.withLock { state -> Ports.ProviderState? in
      switch state.calls[call] {
      case .running: return .asking
      case .answered(let answer, let at) where now - at <= Self.answerLasts:
        state.calls[call] = nil
        return answer
      case .answered, nil: break
      }
      state.calls = state.calls.filter {
        if case .answered(_, let at) = $0.value { now - at <= Self.answerLasts } else { true }
      }
      guard
        state.calls.count(where: { if case .running = $0.value { true } else { false } })
          < Self.mostCalls
      else { return .asking }
      state.calls[call] = .running
      return nil
    }
    if let known { return known }
    let hasBegun = Background.run {
      let answer = self.note(ask(provider))
      self.state.withLock { $0.calls[call] = .answered(answer, at: Self.seconds) }
    }
    if !hasBegun { state.withLock { $0.calls[call] = nil } }
    return hasBegun ? .asking : .unreachable
  }

  private func note(_ answer: Ports.ProviderState) -> Ports.ProviderState {
    state.withLock { $0.isReached = answer != .unreachable }
    return answer
  }

  private static func answer(
    _ provider: any PaymentProvider, _ question: Question, _ order: Order
  ) -> Ports.ProviderState {
    switch question {
    case .begin: provider.begin(order)
    case .ask: provider.ask(order)
    case .cancel: provider.cancel(order)
    case .refund: order.moneyBack.map(provider.refund) ?? .unreachable
    }
  }

  private static var seconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }
}

extension StripeSettings.Method {
  fileprivate var method: PaymentMethod {
    switch self {
    case .card: .card
    case .alipay: .alipay
    case .weChatPay: .weChatPay
    }
  }
}
