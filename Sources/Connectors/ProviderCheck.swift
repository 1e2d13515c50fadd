public import Domain

/// What one question that changes nothing tells of a payment provider.
public struct ProviderCheck: Equatable, Sendable {
  public enum Finding: Equatable, Sendable {
    /// It was reached, it knows us, and its answer could be believed.
    case good
    /// The same, with a key of its test mode: no money moves.
    case rehearsal
    /// A secret or a file cannot be had.
    case secret(SecretSource.Trouble)
    /// What was read is no such key.
    case malformed
    /// A library of the host is not installed, such as `libssl3`.
    case library(String)
    /// No whole answer came, and why.
    case unreachable(String)
    /// It does not accept who asks: the key, or the numbers that go with it.
    case denied(status: Int)
    /// It was answered by somebody whose signature is not by the key that was given as the provider's.
    case stranger
    /// It signs by another clock than this machine's, further away than it allows.
    case clock
    /// It answered something else.
    case odd(status: Int)
  }

  public let provider: PaymentPage.Provider
  public let finding: Finding
  /// The key of the configuration it is about, such as `payment.stripe.secretKey`; else nil.
  public let key: String?
  /// Where it was asked.
  public let server: String
  /// How far the provider's clock is ahead of this machine's, in seconds; nil where it did not say.
  public let clockAhead: Int64?

  init(
    _ provider: PaymentPage.Provider, _ finding: Finding, at server: String, key: String? = nil,
    clockAhead: Int64? = nil
  ) {
    self.provider = provider
    self.finding = finding
    self.server = server
    self.key = key.map { "payment.\(provider.rawValue).\($0)" }
    self.clockAhead = clockAhead
  }
}

extension PaymentSettings {
  /// Asks every provider that is set up one question that changes nothing, one after the other.
  ///
  /// - Parameters:
  ///   - now: this machine's clock.
  ///   - random: random bytes.
  /// - Returns: what was found of each.
  public func checks(
    now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8]
  ) -> [ProviderCheck] {
    var checks: [ProviderCheck] = []
    if let stripe { checks.append(Stripe.check(stripe, now: now)) }
    if let weChatPay { checks.append(WeChatPay.check(weChatPay, now: now, random: random)) }
    if let alipay { checks.append(Alipay.check(alipay, now: now)) }
    return checks
  }
}

extension ServerTrouble {
  /// The same, of a provider.
  var finding: ProviderCheck.Finding {
    switch self {
    case .missing: .library("libcurl4")
    case .unreachable(let words), .unanswered(let words): .unreachable(words)
    }
  }
}

extension RSAKey.Trouble {
  /// The same, of a provider's key.
  var finding: ProviderCheck.Finding {
    switch self {
    case .noLibrary: .library("libssl3")
    case .unreadable: .malformed
    }
  }
}

extension HTTPAnswer {
  /// How far the server's clock is ahead, in seconds.
  func clockAhead(of now: Instant) -> Int64? { date.map { now.seconds(until: $0) } }
}

extension ProviderCheck {
  /// The number of an order that nobody has: what is asked after changes nothing.
  static let nobodysOrder = "O-ESIMDESKDOCTOR"
}
