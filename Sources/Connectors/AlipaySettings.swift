/// How Alipay takes money directly, as the configuration says it.
public struct AlipaySettings: Codable, Equatable, Sendable {
  public var appID: String
  /// The application's private key.
  public var privateKey: SecretSource
  /// The file of Alipay's public key.
  public var alipayKey: String
  /// What the bill says was paid for; the order's number follows.
  public var name: String
  /// Alipay's own where it is nil; a test's on this machine.
  public var server: String?

  private enum CodingKeys: String, CodingKey { case appID, privateKey, alipayKey, name, server }

  public init(
    appID: String, privateKey: SecretSource, alipayKey: String, name: String,
    server: String? = nil
  ) {
    self.appID = appID
    self.privateKey = privateKey
    self.alipayKey = alipayKey
    self.name = name
    self.server = server
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    appID = try keys.decode(String.self, forKey: .appID)
    privateKey = try keys.decode(SecretSource.self, forKey: .privateKey)
    alipayKey = try keys.decode(String.self, forKey: .alipayKey)
    name = try keys.decode(String.self, forKey: .name)
    server = try keys.decodeIfPresent(String.self, forKey: .server)
    try WebAddress.check(server, decoder.codingPath + [CodingKeys.server], private: true)
  }
  /// Where requests go.
  var address: String { server ?? "https://openapi.alipay.com" }
}
