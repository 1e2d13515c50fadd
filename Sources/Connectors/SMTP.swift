internal import CCurl
public import Domain

/// Mail through a server that takes it on (RFC 5321, RFC 6409), by libcurl.
public struct SMTP: Sendable {
  public let settings: SMTPSettings
  /// How long one mail may take, in seconds.
  let patience: Int

  public init(_ settings: SMTPSettings, patience: Int = 20) {
    self.settings = settings
    self.patience = patience
  }

  /// Hands a mail over.
  ///
  /// Delivered is what the server has answered for. A connection that ends before that may have
  /// delivered it all the same; the repeat has the same Message-ID.
  public func send(_ mail: Mail) -> Delivery {
    guard let message = mail.message(lineEnd: "\r\n") else { return .refused(.init(.address)) }
    return talk { call in
      call.set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
      call.set(CURLOPT_MAIL_RCPT, ["<\(mail.to)>"])
      call.set(CURLOPT_UPLOAD, 1)
      call.send(message)
    }
  }

  /// Connects, becomes private and signs in, and sends nothing.
  public func check() -> Delivery {
    talk { $0.set(CURLOPT_CUSTOMREQUEST, "NOOP") }
  }

  private func talk(_ ask: (inout CurlCall) -> Void) -> Delivery {
    let password: [UInt8]?
    do {
      password = try settings.password?.read()
    } catch {
      return .later(.init(.secret, error.place))
    }
    let scheme = settings.security == .tls ? "smtps" : "smtp"
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    do {
      var call = try CurlCall(
        "\(scheme)://\(host):\(settings.port)", schemes: "smtp,smtps",
        patience: CurlCall.Patience(whole: patience))
      // Where the server does not offer to become private, nothing is said to it.
      if settings.security == .startTLS {
        call.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
      }
      if let authorities = settings.authorities { call.set(CURLOPT_CAINFO, authorities) }
      if let user = settings.user, let password {
        call.set(CURLOPT_USERNAME, user)
        call.set(CURLOPT_PASSWORD, String(decoding: password, as: UTF8.self))
      }
      ask(&call)
      return Self.delivery(call.run())
    } catch {
      return .later(.init(.connection, "libcurl is not installed"))
    }
  }

  private static func delivery(_ end: CurlCall.End) -> Delivery {
    let status = "\(end.status)"
    switch end.code {
    case CURLE_OK: return .done
    case CURLE_LOGIN_DENIED: return .later(.init(.signIn, status))
    // It said no, and a digit says for how long (RFC 5321, section 4.2.1).
    case _ where end.isRefusal && (500...599).contains(end.status):
      return .refused(.init(.answer, status))
    case _ where end.isRefusal && (400...499).contains(end.status):
      return .later(.init(.answer, status))
    case _ where end.isUnreached: return .later(.init(.connection, end.words))
    default: return .later(.init(.noAnswer, end.words))
    }
  }
}
