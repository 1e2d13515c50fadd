public import Domain

/// How short messages leave, as the configuration says it: a gateway on the web, or a spool folder.
public struct SMSSettings: Codable, Equatable, Sendable {
  public var gateway: GatewaySettings?
  /// The folder from which smsd (smstools 3) takes what is to be sent.
  public var spool: String?

  private enum CodingKeys: String, CodingKey { case gateway, spool }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    gateway = try keys.decodeIfPresent(GatewaySettings.self, forKey: .gateway)
    spool = try keys.decodeIfPresent(String.self, forKey: .spool)
    guard (gateway == nil) != (spool == nil) else {
      throw Wanted.onlyOne("gateway", "spool").at(decoder.codingPath)
    }
    if let spool, !spool.hasPrefix("/") {
      throw Wanted.path.at(keys.codingPath + [CodingKeys.spool])
    }
  }
}

/// A web service that takes short messages, described by its request and by its answer.
///
/// Addresses, headers and body are templates (``GatewayTemplate``).
public struct GatewaySettings: Codable, Equatable, Sendable {
  public enum Method: String, Spelled, Sendable { case get = "GET", post = "POST", put = "PUT" }

  /// What is sent, and so how what fills a place is escaped in it.
  public enum Body: Codable, Equatable, Sendable {
    case json(AnyJSON)
    case form([String: String])
    case xml(String)

    private enum CodingKeys: String, CodingKey { case json, form, xml }

    public init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: CodingKeys.self)
      guard keys.allKeys.count == 1 else {
        throw Wanted.onlyOne("json", "form", "xml").at(decoder.codingPath)
      }
      if keys.contains(.json) {
        self = .json(try keys.decode(AnyJSON.self, forKey: .json))
      } else if keys.contains(.form) {
        self = .form(try keys.decode([String: String].self, forKey: .form))
      } else {
        self = .xml(try keys.decode(String.self, forKey: .xml))
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var keys = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .json(let value): try keys.encode(value, forKey: .json)
      case .form(let fields): try keys.encode(fields, forKey: .form)
      case .xml(let text): try keys.encode(text, forKey: .xml)
      }
    }
  }

  /// How an answer is told: all that is given must hold.
  public struct Test: Codable, Equatable, Sendable {
    /// Such as `[200, 202]`.
    public var status: [Int]?
    public var json: Member?
    /// A text that the answer's body holds.
    public var contains: String?

    public struct Member: Codable, Equatable, Sendable {
      /// Such as `result.messages[0].status`.
      public var path: String
      /// What stands there.
      public var equals: AnyJSON
    }
  }

  public var method: Method
  public var url: String
  public var headers: [String: String]
  public var body: Body?
  /// For HTTP's basic authentication (RFC 7617).
  public var user: String?
  public var password: SecretSource?
  /// By the names that `{secret:NAME}` has for them.
  public var secrets: [String: SecretSource]
  /// When a message was taken; nil: by any status from 200 to 299.
  public var accepted: Test?
  /// When it would never be: it is not tried again.
  public var refused: Test?
  /// A file of certificate authorities to trust in place of the host's own.
  public var authorities: String?

  private enum CodingKeys: String, CodingKey {
    case method, url, headers, body, user, password, secrets, accepted, refused, authorities
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    method = try keys.decodeIfPresent(Method.self, forKey: .method) ?? .post
    url = try keys.decode(String.self, forKey: .url)
    headers = try keys.decodeIfPresent([String: String].self, forKey: .headers) ?? [:]
    body = try keys.decodeIfPresent(Body.self, forKey: .body)
    user = try keys.decodeIfPresent(String.self, forKey: .user)
    password = try keys.decodeIfPresent(SecretSource.self, forKey: .password)
    secrets = try keys.decodeIfPresent([String: SecretSource].self, forKey: .secrets) ?? [:]
    accepted = try keys.decodeIfPresent(Test.self, forKey: .accepted)
    refused = try keys.decodeIfPresent(Test.self, forKey: .refused)
    authorities = try keys.decodeIfPresent(String.self, forKey: .authorities)
    func refuse(_ key: CodingKeys, _ wanted: Wanted) -> DecodingError {
      wanted.at(keys.codingPath + [key])
    }
    guard HTTPRequest(method.rawValue, url).isPrivate else {
      throw refuse(.url, Wanted("https"))
    }
    guard (user == nil) == (password == nil) else {
      throw refuse(user == nil ? .user : .password, Wanted("together"))
    }
    if user?.contains(":") == true { throw refuse(.user, Wanted("noColon")) }
    if method == .get, body != nil { throw refuse(.body, Wanted("noBody")) }
    if let authorities, !authorities.hasPrefix("/") {
      throw refuse(.authorities, .path)
    }
    for (name, value) in headers where !HTTPRequest.isName(name) || !HTTPRequest.isClean(value) {
      throw refuse(.headers, Wanted("headers"))
    }
    var says = false
    for (key, text) in templates {
      var unknown = ""
      guard let template = GatewayTemplate(text, unknown: &unknown) else {
        throw refuse(
          key,
          Wanted(
            "place", ["unknown": unknown, "places": "{to} {digits} {text} {id} {secret:NAME}"]))
      }
      if let name = template.secrets.first(where: { secrets[$0] == nil }) {
        throw refuse(key, Wanted("placeOfSecret", ["place": "{secret:\(name)}", "name": name]))
      }
      if template.pieces.contains(.place(.text)) { says = true }
    }
    guard says else {
      throw refuse(body == nil ? .url : .body, Wanted("placed", ["place": "{text}"]))
    }
  }

  /// Every template, and the key it stands under.
  private var templates: [(CodingKeys, String)] {
    var found: [(CodingKeys, String)] = [(.url, url)]
    found += headers.values.map { (.headers, $0) }
    switch body {
    case .json(let value):
      _ = value.mapStrings { (text) throws(Never) in
        found.append((.body, text))
        return text
      }
    case .form(let fields): found += fields.values.map { (.body, $0) }
    case .xml(let text): found.append((.body, text))
    case nil: break
    }
    return found
  }
}
