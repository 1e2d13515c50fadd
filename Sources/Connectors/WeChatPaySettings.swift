/// How WeChat Pay takes money directly, as the configuration says it.
public struct WeChatPaySettings: Codable, Equatable, Sendable {
  public var appID: String
  public var merchantID: String
  /// The serial number of the merchant's certificate.
  public var serial: String
  /// The merchant's private key (apiclient_key.pem).
  public var privateKey: SecretSource
  /// WeChat Pay's public keys or platform certificates: files by serial number or key id.
  public var platformKeys: [String: String]
  /// WeChat Pay wants one; the desk asks by itself and needs nothing there.
  public var notifyURL: String
  /// What the bill says was paid for; the order's number follows.
  public var name: String
  /// WeChat Pay's own where it is nil; a test's on this machine.
  public var server: String?

  private enum CodingKeys: String, CodingKey {
    case appID, merchantID, serial, privateKey, platformKeys, notifyURL, name, server
  }

  public init(
    appID: String, merchantID: String, serial: String, privateKey: SecretSource,
    platformKeys: [String: String], notifyURL: String, name: String, server: String? = nil
  ) {
    self.appID = appID
    self.merchantID = merchantID
    self.serial = serial
    self.privateKey = privateKey
    self.platformKeys = platformKeys
    self.notifyURL = notifyURL
    self.name = name
    self.server = server
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    let path = decoder.codingPath
    appID = try keys.decode(String.self, forKey: .appID)
    merchantID = try keys.decode(String.self, forKey: .merchantID)
    serial = try keys.decode(String.self, forKey: .serial)
    privateKey = try keys.decode(SecretSource.self, forKey: .privateKey)
    platformKeys = try keys.decode([String: String].self, forKey: .platformKeys)
    notifyURL = try keys.decode(String.self, forKey: .notifyURL)
    name = try keys.decode(String.self, forKey: .name)
    server = try keys.decodeIfPresent(String.self, forKey: .server)
    try WebAddress.check(notifyURL, path + [CodingKeys.notifyURL])
    try WebAddress.check(server, path + [CodingKeys.server], private: true)
  }
  /// Where requests go.
  var address: String { server ?? "https://api.mch.weixin.qq.com" }
}
