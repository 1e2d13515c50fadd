public import Domain

/// How Stripe takes money, as the configuration says it.
public struct StripeSettings: Codable, Equatable, Sendable {
  public enum Method: String, Spelled, Sendable { case card, alipay, weChatPay }

  /// A secret or restricted key that may write Checkout Sessions and refunds.
  public var secretKey: SecretSource
  /// The page a phone shows after paying, or after turning back.
  public var returnURL: String
  /// What the page calls what is paid for; the order's number follows.
  public var name: String
  public var methods: [Method]
  /// An address of the carrier's own, such as `https://pay.heyon.example/{session}`, that leads on to a
  /// session's page; Stripe's addresses end in a fragment too long for a symbol on a small screen.
  public var shortPage: String?
  /// Stripe's own where it is nil; a test's on this machine.
  public var server: String?

  private enum CodingKeys: String, CodingKey {
    case secretKey, returnURL, name, methods, shortPage, server
  }

  public init(
    secretKey: SecretSource, returnURL: String, name: String, methods: [Method],
    shortPage: String? = nil, server: String? = nil
  ) {
    self.secretKey = secretKey
    self.returnURL = returnURL
    self.name = name
    self.methods = methods
    self.shortPage = shortPage
    self.server = server
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    let path = decoder.codingPath
    secretKey = try keys.decode(SecretSource.self, forKey: .secretKey)
    returnURL = try keys.decode(String.self, forKey: .returnURL)
    name = try keys.decode(String.self, forKey: .name)
    methods = try keys.decode([Method].self, forKey: .methods)
    shortPage = try keys.decodeIfPresent(String.self, forKey: .shortPage)
    server = try keys.decodeIfPresent(String.self, forKey: .server)
    try WebAddress.check(returnURL, path + [CodingKeys.returnURL])
    try WebAddress.check(
      shortPage?.replacing("{session}", with: "x"), path + [CodingKeys.shortPage])
    if let shortPage, !shortPage.contains("{session}") {
      throw Wanted("placed", ["place": "{session}"]).at(path + [CodingKeys.shortPage])
    }
    try WebAddress.check(server, path + [CodingKeys.server], private: true)
  }
  /// Where requests go.
  var address: String { server ?? "https://api.stripe.com" }
}
