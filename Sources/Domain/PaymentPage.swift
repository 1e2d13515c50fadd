/// Where one order is paid: the provider's page, opened on the person's own phone.
public struct PaymentPage: Codable, Equatable, Sendable {
  /// Whose page it is: an order is asked about where it is paid, whatever is configured later.
  public enum Provider: String, Codable, Sendable, CaseIterable {
    case stripe, weChatPay, alipay
  }

  public var provider: Provider
  /// What the provider calls it.
  public var handle: String
  /// What the phone opens, as a symbol to be scanned or a link.
  public var address: String

  public init(provider: Provider, handle: String, address: String) {
    self.provider = provider
    self.handle = handle
    self.address = address
  }
}
