public import Domain
import FoundationEssentials

/// Short messages through a web service, whichever it is.
public struct SMSGateway: Sendable {
  public let settings: GatewaySettings
  /// How long one message may take, in seconds.
  let patience: Int

  public init(_ settings: GatewaySettings, patience: Int = 20) {
    self.settings = settings
    self.patience = patience
  }

  /// Hands a message over.
  ///
  /// - Parameters:
  ///   - text: what it says.
  ///   - to: the number, as E.164 has it.
  ///   - id: the same at every attempt, by which the service can tell a repeat.
  /// - Returns: what came of it; a service that was asked and did not answer may have sent it.
  public func send(_ text: String, to: String, id: String) -> Delivery {
    let request: HTTPRequest
    do {
      request = try self.request(text, to, id)
    } catch {
      return .later(DeliveryTrouble(.secret, error.place))
    }
    do {
      return judge(try request.perform())
    } catch {
      switch error {
      case .missing: return .later(DeliveryTrouble(.connection, "libcurl is not installed"))
      case .unreachable(let words): return .later(DeliveryTrouble(.connection, words))
      case .unanswered(let words): return .later(DeliveryTrouble(.noAnswer, words))
      }
    }
  }

  /// Reads every secret it needs, and connects, sending nothing.
  public func check() -> Delivery {
    do {
      _ = try request("", "", "")
    } catch {
      return .later(DeliveryTrouble(.secret, error.place))
    }
    do {
      // What the path holds is of no matter, and may be a place to be filled.
      let parts = settings.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
      let site = parts.prefix(3).joined(separator: "/")
      try HTTPRequest("HEAD", site, authorities: settings.authorities, patience: patience)
        .connect()
      return .done
    } catch {
      switch error {
      case .missing: return .later(DeliveryTrouble(.connection, "libcurl is not installed"))
      case .unreachable(let words), .unanswered(let words):
        return .later(DeliveryTrouble(.connection, words))
      }
    }
  }

  private func request(
    _ text: String, _ to: String, _ id: String
  ) throws(SecretSource.Trouble) -> HTTPRequest {
    let settings = settings
    func fill(_ place: GatewayTemplate.Place) throws(SecretSource.Trouble) -> String {
      switch place {
      case .to: return to
      case .digits: return String(to.drop { $0 == "+" })
      case .text: return text
      case .id: return id
      case .secret(let name):
        guard let source = settings.secrets[name] else { throw .missing(name) }
        return String(decoding: try source.read(), as: UTF8.self)
      }
    }
    func filled(
      _ source: String, _ escape: (String) -> String = { $0 }
    ) throws(SecretSource.Trouble) -> String {
      var unknown = ""
      // The settings have been read, so that every template is one.
      return try GatewayTemplate(source, unknown: &unknown)?.filled(fill, escape: escape) ?? ""
    }
    var headers: [HTTPRequest.Header] = []
    for (name, value) in settings.headers.sorted(by: { $0.key < $1.key }) {
      headers.append(.init(name, try filled(value)))
    }
    func add(_ name: String, _ value: String) {
      guard !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
      headers.append(.init(name, value))
    }
    var body: [UInt8] = []
    switch settings.body {
    case .json(let value):
      add("Content-Type", "application/json")
      let whole = try value.mapStrings { (text) throws(SecretSource.Trouble) in try filled(text) }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      body = (try? encoder.encode(whole)).map { Array($0) } ?? []
    case .form(let fields):
      add("Content-Type", "application/x-www-form-urlencoded")
      var pairs: [String] = []
      for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
        pairs.append("\(Escape.percent(name))=\(Escape.percent(try filled(value)))")
      }
      body = Array(pairs.joined(separator: "&").utf8)
    case .xml(let text):
      add("Content-Type", "application/xml; charset=utf-8")
      body = Array(try filled(text, Escape.markup).utf8)
    case nil: break
    }
    if let user = settings.user, let password = settings.password {
      let both = Array("\(user):".utf8) + (try password.read())
      add("Authorization", "Basic \(Data(both).base64EncodedString())")
    }
    return HTTPRequest(
      settings.method.rawValue, try filled(settings.url, Escape.percent), headers: headers,
      body: body, authorities: settings.authorities, patience: patience)
  }

  /// What an answer means; the tests that the settings give come before what statuses usually mean.
  private func judge(_ answer: HTTPAnswer) -> Delivery {
    let status = DeliveryTrouble(.answer, "\(answer.status)")
    if let refused = settings.refused, holds(refused, answer) { return .refused(status) }
    if let accepted = settings.accepted {
      if holds(accepted, answer) { return .done }
    } else if (200...299).contains(answer.status) {
      return .done
    }
    switch answer.status {
    case 401, 403, 407: return .later(DeliveryTrouble(.signIn, "\(answer.status)"))
    // The message itself was found wrong (RFC 9110, section 15.5).
    case 400, 413, 414, 415, 422: return .refused(status)
    default:
      return .later(status, seconds: answer.retryAfter)
    }
  }

  private func holds(_ test: GatewaySettings.Test, _ answer: HTTPAnswer) -> Bool {
    let usual = test.json == nil && test.contains == nil ? [] : Array(200...299)
    guard (test.status ?? usual).contains(answer.status) else { return false }
    if let text = test.contains,
      !String(decoding: answer.body, as: UTF8.self).contains(text)
    {
      return false
    }
    guard let member = test.json else { return true }
    let said = try? JSONDecoder().decode(AnyJSON.self, from: Data(answer.body))
    return said?.at(member.path) == member.equals
  }
}
