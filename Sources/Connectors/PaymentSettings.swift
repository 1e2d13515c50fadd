import Domain

/// Which providers take money online, as the configuration says it.
///
/// What each of them offers is offered to people; a method that two of them offer goes to the one that
/// offers only that.
public struct PaymentSettings: Codable, Equatable, Sendable {
  public var stripe: StripeSettings?
  public var weChatPay: WeChatPaySettings?
  public var alipay: AlipaySettings?
}

/// An address in the configuration.
enum WebAddress {
  /// Where requests with secrets go: with TLS, or to this very machine.
  static func isPrivate(_ text: String) -> Bool {
    text.hasPrefix("https://") && text.utf8.count > 8
      || ["http://127.0.0.1:", "http://localhost:"].contains { text.hasPrefix($0) }
  }

  static func check(
    _ text: String?, _ keys: [any CodingKey], private isPrivate: Bool = false
  ) throws {
    guard let text else { return }
    guard isPrivate ? Self.isPrivate(text) : text.hasPrefix("https://"), text.utf8.count <= 255,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.hasSuffix("/") || !isPrivate
    else {
      throw Wanted(isPrivate ? "httpsServer" : "https").at(keys)
    }
  }
}
