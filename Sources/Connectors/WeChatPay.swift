import Domain
import FoundationEssentials
import Journeys

/// WeChat Pay, API v3, Native: the person scans a symbol with WeChat and pays there.
///
/// https://pay.weixin.qq.com/doc/v3/merchant/4012791877. Every request is signed with the merchant's key,
/// and every answer must carry a signature of WeChat Pay's own, made within five minutes of now.
struct WeChatPay: PaymentProvider {
  let settings: WeChatPaySettings
  let privateKey: [UInt8]
  /// By serial number or key id.
  let platformKeys: [String: [UInt8]]
  let now: @Sendable () -> Instant
  let random: @Sendable (Int) -> [UInt8]

  func begin(_ order: Order) -> Ports.ProviderState {
    if order.page != nil { return ask(order) }
    let body = Native(
      appid: settings.appID, mchid: settings.merchantID,
      description: "\(settings.name) \(order.number)", out_trade_no: order.number,
      time_expire: Self.time(order.pageEnds), notify_url: settings.notifyURL,
      amount: Amount(total: order.amount.minor, currency: order.amount.currency))
    guard case (200, let answer)? = call("POST", "/v3/pay/transactions/native", body),
      let native = try? JSONDecoder().decode(NativeAnswer.self, from: Data(answer))
    else { return .unreachable }
    return .page(
      PaymentPage(provider: .weChatPay, handle: order.number, address: native.code_url))
  }

  func ask(_ order: Order) -> Ports.ProviderState {
    guard order.page != nil else { return .open }
    let path = "\(Self.path(order))?mchid=\(settings.merchantID)"
    guard case (200, let answer)? = call("GET", path),
      let found = try? JSONDecoder().decode(Transaction.self, from: Data(answer)),
      found.out_trade_no == order.number, found.mchid == settings.merchantID,
      found.appid == settings.appID
    else { return .unreachable }
    switch found.trade_state {
    case "SUCCESS":
      guard let payment = found.transaction_id,
        found.amount == Amount(total: order.amount.minor, currency: order.amount.currency)
      else { return .unreachable }
      return .paid(reference: payment)
    case "REFUND": return found.transaction_id.map { .refunded(reference: $0) } ?? .unreachable
    case "NOTPAY", "USERPAYING", "PAYERROR": return .open
    case "CLOSED", "REVOKED": return .closed
    default: return .unreachable
    }
  }

  func cancel(_ order: Order) -> Ports.ProviderState {
    guard order.page != nil else { return .closed }
    return closing(order) {
      let body = ["mchid": settings.merchantID]
      guard case (204, _)? = call("POST", "\(Self.path(order))/close", body) else { return nil }
      return .closed
    }
  }

  func refund(_ money: MoneyBack) -> Ports.ProviderState {
    let body = Refund(
      transaction_id: money.payment, out_refund_no: money.number,
      amount: RefundAmount(
        refund: money.amount.minor, total: money.paid.minor, currency: money.amount.currency))
    guard let (status, answer) = call("POST", "/v3/refund/domestic/refunds", body) else {
      return .unreachable
    }
    guard status == 200 else {
      let said = try? JSONDecoder().decode(Problem.self, from: Data(answer))
      return Self.neverRefunded.contains(said?.code ?? "") ? .declined : .unreachable
    }
    guard let refund = try? JSONDecoder().decode(RefundAnswer.self, from: Data(answer)),
      refund.out_refund_no == money.number, refund.amount == body.amount
    else { return .unreachable }
    switch refund.status {
    case "SUCCESS", "PROCESSING": return .refunded(reference: refund.refund_id)
    // The account it was paid from is gone, or WeChat Pay gave the refund up.
    case "ABNORMAL", "CLOSED": return .declined
    default: return .unreachable
    }
  }

  /// What asking again would not change: too old, too much, nobody there.
  private static let neverRefunded = [
    "INVALID_REQUEST", "RESOURCE_NOT_EXISTS", "USER_ACCOUNT_ABNORMAL",
  ]

  private static func path(_ order: Order) -> String {
    "/v3/pay/transactions/out-trade-no/\(order.number)"
  }

  /// RFC 3339, on the clock WeChat Pay's documents use.
  private static func time(_ instant: Instant) -> String {
    instant.iso(offset: ClockOffset(seconds: 8 * 3600))
  }

  // MARK: What goes and comes

  private struct Amount: Codable, Equatable {
    let total: Int64
    let currency: String
  }

  private struct Native: Encodable {
    let appid, mchid, description, out_trade_no, time_expire, notify_url: String
    let amount: Amount
  }

  private struct NativeAnswer: Decodable { let code_url: String }

  private struct Transaction: Decodable {
    let appid, mchid, out_trade_no, trade_state: String
    let transaction_id: String?
    let amount: Amount?
  }

  private struct RefundAmount: Codable, Equatable {
    let refund, total: Int64
    let currency: String
  }

  private struct Refund: Encodable {
    let transaction_id, out_refund_no: String
    let amount: RefundAmount
  }

  private struct Problem: Decodable { let code: String }

  private struct RefundAnswer: Decodable {
    let refund_id, out_refund_no, status: String
    let amount: RefundAmount
  }

  // MARK: Asking

  private func call(_ method: String, _ path: String) -> (Int, [UInt8])? {
    send(method, path, [])
  }

  private func call(
    _ method: String, _ path: String, _ body: some Encodable
  ) -> (Int, [UInt8])? {
    guard let bytes = try? JSONEncoder().encode(body) else { return nil }
    return send(method, path, Array(bytes))
  }

  /// The status and the body, whose signature was checked; nil where no answer can be believed.
  private func send(_ method: String, _ path: String, _ body: [UInt8]) -> (Int, [UInt8])? {
    guard let key = try? RSAKey.privateKey(privateKey),
      let answer = try? request(method, path, body, signedBy: key)?.perform(),
      trust(answer) == .genuine
    else { return nil }
    return (answer.status, answer.body)
  }

  /// Nil where the key cannot sign.
  private func request(
    _ method: String, _ path: String, _ body: [UInt8] = [], signedBy key: RSAKey
  ) -> HTTPRequest? {
    let (time, nonce) = (String(now().seconds), Self.hexadecimal(random(16)))
    let text = String(decoding: body, as: UTF8.self)
    guard let signature = key.sign("\(method)\n\(path)\n\(time)\n\(nonce)\n\(text)\n") else {
      return nil
    }
    let parts = [
      ("mchid", settings.merchantID), ("nonce_str", nonce), ("timestamp", time),
      ("serial_no", settings.serial), ("signature", signature),
    ].map { "\($0.0)=\"\($0.1)\"" }
    return HTTPRequest(
      method, settings.address + path,
      headers: [
        .init("Authorization", "WECHATPAY2-SHA256-RSA2048 \(parts.joined(separator: ","))"),
        .init("Accept", "application/json"), .init("Content-Type", "application/json"),
        .init("User-Agent", "esimdesk"),
      ], body: body)
  }

  private enum Trust { case genuine, outdated, unsigned }

  private func trust(_ answer: HTTPAnswer) -> Trust {
    guard let serial = answer.header("Wechatpay-Serial"), let bytes = platformKeys[serial],
      let key = try? RSAKey.publicKey(bytes), let nonce = answer.header("Wechatpay-Nonce"),
      let signature = answer.header("Wechatpay-Signature"),
      let time = answer.header("Wechatpay-Timestamp"), let seconds = Int64(time),
      key.verifies(
        signature, over: Array("\(time)\n\(nonce)\n".utf8) + answer.body + Array("\n".utf8))
    else { return .unsigned }
    return abs(now().seconds - seconds) <= Self.mostSeconds ? .genuine : .outdated
  }

  /// An older answer could be one of another day's, played again.
  private static let mostSeconds: Int64 = 300

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

extension WeChatPay {
  /// Asks after an order that nobody has.
  static func check(
    _ settings: WeChatPaySettings, now: @escaping @Sendable () -> Instant,
    random: @escaping @Sendable (Int) -> [UInt8]
  ) -> ProviderCheck {
    func found(
      _ finding: ProviderCheck.Finding, _ answer: HTTPAnswer? = nil, key: String? = nil
    ) -> ProviderCheck {
      ProviderCheck(
        .weChatPay, finding, at: settings.address, key: key,
        clockAhead: answer?.clockAhead(of: now()))
    }
    let (own, secret): (RSAKey, [UInt8])
    do {
      secret = try settings.privateKey.read()
    } catch {
      return found(.secret(error), key: "privateKey")
    }
    do {
      own = try RSAKey.privateKey(secret)
    } catch {
      return found(error.finding, key: "privateKey")
    }
    var keys: [String: [UInt8]] = [:]
    for (serial, path) in settings.platformKeys.sorted(by: { $0.key < $1.key }) {
      let place = "platformKeys.\(serial)"
      do {
        let bytes = try SecretSource.published(path)
        keys[serial] = bytes
        do { _ = try RSAKey.publicKey(bytes) } catch { return found(error.finding, key: place) }
      } catch {
        return found(.secret(error), key: place)
      }
    }
    let pay = WeChatPay(
      settings: settings, privateKey: secret, platformKeys: keys, now: now, random: random)
    let path =
      "/v3/pay/transactions/out-trade-no/\(ProviderCheck.nobodysOrder)?mchid=\(settings.merchantID)"
    guard let request = pay.request("GET", path, signedBy: own) else {
      return found(.malformed, key: "privateKey")
    }
    do {
      let answer = try request.perform()
      switch (answer.status, pay.trust(answer)) {
      // Who is not known is not always answered with a signature.
      case (401, _), (403, _):
        return found(.denied(status: answer.status), answer, key: "privateKey")
      case (_, .unsigned): return found(.stranger, answer, key: "platformKeys")
      case (_, .outdated): return found(.clock, answer)
      case (404, .genuine): return found(.good, answer)
      case (let status, .genuine): return found(.odd(status: status), answer)
      }
    } catch {
      return found(error.finding)
    }
  }
}
