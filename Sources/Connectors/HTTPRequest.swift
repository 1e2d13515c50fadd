internal import CCurl

/// One request to a web service.
///
/// Without TLS only this very machine is spoken to: what goes out holds secrets and people's names.
public struct HTTPRequest: Sendable {
  public struct Header: Equatable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var method: String
  public var url: String
  public var headers: [Header]
  public var body: [UInt8]
  /// A file of certificate authorities to trust in place of the host's own; nil: the host's.
  public var authorities: String?
  /// How long all of it may take, in seconds.
  public var patience: Int

  public init(
    _ method: String, _ url: String, headers: [Header] = [], body: [UInt8] = [],
    authorities: String? = nil, patience: Int = 20
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.authorities = authorities
    self.patience = patience
  }

  /// Asks, and waits for the answer.
  ///
  /// - Returns: the answer, whatever its status.
  /// - Throws: why there is none, and whether the request can have had an effect.
  public func perform() throws(ServerTrouble) -> HTTPAnswer {
    guard isPrivate else { throw .unreachable("no TLS, and not this machine") }
    guard headers.allSatisfy({ Self.isClean($0.name) && Self.isClean($0.value) }) else {
      throw .unreachable("a line break in a header")
    }
    var call = try CurlCall(
      url, schemes: "http,https", patience: CurlCall.Patience(whole: patience))
    call.set(CURLOPT_CUSTOMREQUEST, method)
    // Before the callbacks are set: asking for a POST sets curl's own.
    if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
      call.set(CURLOPT_POST, 1)
      call.send(body)
    }
    // Nothing that curl would add of itself, such as waiting for a "100 Continue".
    call.set(
      CURLOPT_HTTPHEADER,
      ["Expect:"] + headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" })
    if let authorities { call.set(CURLOPT_CAINFO, authorities) }
    call.collectHeaders()
    let status = try call.perform()
    return HTTPAnswer(status: status, headers: call.headerLines, body: call.answer)
  }

  /// Whether all of it is hidden on the way, or never leaves this machine.
  var isPrivate: Bool {
    let lower = url.lowercased()
    if lower.hasPrefix("https://") { return true }
    guard lower.hasPrefix("http://") else { return false }
    let authority = lower.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else { return false }
    let host =
      authority.hasPrefix("[")
      ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
    return Loopback.names.contains(String(host))
  }

  /// Connects as for the request, TLS included, and asks nothing.
  func connect() throws(ServerTrouble) {
    guard isPrivate else { throw .unreachable("no TLS, and not this machine") }
    let call = try CurlCall(
      url, schemes: "http,https", patience: CurlCall.Patience(whole: patience))
    call.set(CURLOPT_CONNECT_ONLY, 1)
    if let authorities { call.set(CURLOPT_CAINFO, authorities) }
    _ = try call.perform()
  }

  /// Whether a text can be a header's name (RFC 9110, section 5.6.2).
  static func isName(_ text: String) -> Bool {
    let marks = Set("!#$%&'*+-.^_`|~".utf8)
    return !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || marks.contains($0)
      }
  }

  static func isClean(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}

/// What a web service answered.
public struct HTTPAnswer: Equatable, Sendable {
  public let status: Int
  /// The lines as they came, the status line first.
  let headers: [String]
  public let body: [UInt8]

  /// A header's value, whatever the case of its name.
  public func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    for line in headers {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == wanted else {
        continue
      }
      let value = line[line.index(after: colon)...]
      return String(value.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    return nil
  }
}
