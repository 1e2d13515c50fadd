import Domain
import FoundationEssentials
import Journeys

/// Alipay, face to face (`alipay.trade.precreate`): the person scans a symbol with Alipay and pays there.
///
/// https://opendocs.alipay.com/open/8ad49e4a_alipay.trade.precreate. Requests are signed over their
/// parameters in order (RSA2), and the signature of every answer is checked over the very bytes of it.
struct Alipay: PaymentProvider {
  let settings: AlipaySettings
  let privateKey: [UInt8]
  let alipayKey: [UInt8]
  let now: @Sendable () -> Instant

  func begin(_ order: Order) -> Ports.ProviderState {
    if order.page != nil { return ask(order) }
    let answer = call(
      "alipay.trade.precreate",
      [
        "out_trade_no": Self.number(order.number), "total_amount": Self.yuan(order.amount),
        "subject": "\(settings.name) \(order.number)", "time_expire": Self.time(order.pageEnds),
      ])
    guard let answer, answer.code == "10000", answer.out_trade_no == Self.number(order.number),
      let address = answer.qr_code
    else { return .unreachable }
    return .page(
      PaymentPage(provider: .alipay, handle: Self.number(order.number), address: address))
  }

  func ask(_ order: Order) -> Ports.ProviderState {
    guard order.page != nil else { return .open }
    let answer = call("alipay.trade.query", ["out_trade_no": Self.number(order.number)])
    guard let answer else { return .unreachable }
    // The trade begins when the symbol is scanned.
    if answer.code == "40004", answer.sub_code == "ACQ.TRADE_NOT_EXIST" { return .open }
    guard answer.code == "10000", answer.out_trade_no == Self.number(order.number) else {
      return .unreachable
    }
    switch answer.trade_status {
    case "WAIT_BUYER_PAY": return .open
    case "TRADE_CLOSED": return .closed
    case "TRADE_SUCCESS", "TRADE_FINISHED":
      guard let payment = answer.trade_no, Self.minor(answer.total_amount) == order.amount.minor
      else { return .unreachable }
      return .paid(reference: payment)
    default: return .unreachable
    }
  }

  func cancel(_ order: Order) -> Ports.ProviderState {
    guard order.page != nil else { return .closed }
    return closing(order) {
      let answer = call("alipay.trade.cancel", ["out_trade_no": Self.number(order.number)])
      guard let answer, answer.code == "10000", answer.retry_flag == "N",
        answer.out_trade_no == Self.number(order.number)
      else { return nil }
      // Paid in between: Alipay itself has sent the money back.
      if answer.action == "refund" {
        return .refunded(reference: answer.trade_no ?? Self.number(order.number))
      }
      return .closed
    }
  }

  func refund(_ money: MoneyBack) -> Ports.ProviderState {
    let trade = Self.number(money.order)
    let number = ["out_trade_no": trade, "out_request_no": money.number]
    let answer = call(
      "alipay.trade.refund",
      number.merging(["refund_amount": Self.yuan(money.amount)]) { $1 })
    guard let answer else { return .unreachable }
    if answer.code == "40004", Self.neverRefunded.contains(answer.sub_code ?? "") {
      return .declined
    }
    guard answer.code == "10000", answer.out_trade_no == trade else { return .unreachable }
    if answer.fund_change == "Y" { return .refunded(reference: answer.trade_no ?? trade) }
    // Nothing moved now: it went back before, or not yet.
    let known = call("alipay.trade.fastpay.refund.query", number)
    guard let known, known.code == "10000", known.refund_status == "REFUND_SUCCESS",
      Self.minor(known.refund_amount) == money.amount.minor
    else { return .unreachable }
    return .refunded(reference: known.trade_no ?? trade)
  }

  /// What asking again would not change: too old, too much, nobody there.
  private static let neverRefunded = [
    "ACQ.TRADE_HAS_FINISHED", "ACQ.TRADE_NOT_EXIST", "ACQ.TRADE_NOT_ALLOW_REFUND",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "ACQ.BUYER_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID",
  ]

  // MARK: How Alipay writes things

  /// Letters, digits and underscores only.
  private static func number(_ order: String) -> String {
    String(order.map { $0 == "-" ? "_" : $0 })
  }

  private static func yuan(_ money: Money) -> String {
    let cents = money.minor % 100
    return "\(money.minor / 100).\(cents < 10 ? "0" : "")\(cents)"
  }

  private static func minor(_ text: String?) -> Int64? {
    guard let parts = text?.split(separator: ".", omittingEmptySubsequences: false),
      (1...2).contains(parts.count), let whole = Int64(parts[0]), whole >= 0
    else { return nil }
    let cents = parts.count == 2 ? parts[1] : ""
    guard cents.count <= 2, cents.utf8.allSatisfy({ (48...57).contains($0) }),
      let part = Int64((cents + "00").prefix(2))
    else { return nil }
    return whole * 100 + part
  }

  /// `2026-11-20 09:00:00`, on Alipay's clock.
  private static func time(_ instant: Instant) -> String {
    String(instant.iso(offset: ClockOffset(seconds: 8 * 3600)).prefix(19))
      .replacing("T", with: " ")
  }

  // MARK: Asking

  private struct Answer: Decodable {
    let code: String
    let sub_code, out_trade_no, trade_no, trade_status, total_amount, qr_code: String?
    let retry_flag, action, fund_change, refund_status, refund_amount: String?
  }

  /// What was answered, its signature checked; nil where nothing came that can be believed.
  private func call(_ method: String, _ content: [String: String]) -> Answer? {
    guard let key = try? RSAKey.privateKey(privateKey),
      let answer = try? request(method, content, signedBy: key)?.perform(), answer.status == 200
    else { return nil }
    return believed(answer.body, method)
  }

  /// Nil where the key cannot sign.
  private func request(
    _ method: String, _ content: [String: String], signedBy key: RSAKey
  ) -> HTTPRequest? {
    guard let json = try? JSONEncoder().encode(content) else { return nil }
    let biz = ("biz_content", String(decoding: json, as: UTF8.self))
    var fields = [
      ("app_id", settings.appID), ("charset", "utf-8"), ("format", "JSON"), ("method", method),
      ("sign_type", "RSA2"), ("timestamp", Self.time(now())), ("version", "1.0"),
    ]
    let signed = (fields + [biz]).sorted { $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }
    guard let signature = key.sign(signed.joined(separator: "&")) else { return nil }
    fields.append(("sign", signature))
    func form(_ fields: [(String, String)]) -> String {
      WebForm.encoded(fields.map { (name: $0.0, value: $0.1) })
    }
    return HTTPRequest(
      "POST", "\(settings.address)/gateway.do?\(form(fields))",
      headers: [.init("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")],
      body: Array(form([biz]).utf8))
  }

  private struct Signed: Decodable { let sign: String }

  private func believed(_ body: [UInt8], _ method: String) -> Answer? {
    let name = method.replacing(".", with: "_") + "_response"
    guard let signed = try? JSONDecoder().decode(Signed.self, from: Data(body)),
      let part = JSONPart.object(name, in: body), let key = try? RSAKey.publicKey(alipayKey),
      key.verifies(signed.sign, over: part)
    else { return nil }
    return try? JSONDecoder().decode(Answer.self, from: Data(part))
  }
}

extension Alipay {
  /// Asks after a trade that nobody has.
  static func check(
    _ settings: AlipaySettings, now: @escaping @Sendable () -> Instant
  ) -> ProviderCheck {
    func found(
      _ finding: ProviderCheck.Finding, _ answer: HTTPAnswer? = nil, key: String? = nil
    ) -> ProviderCheck {
      ProviderCheck(
        .alipay, finding, at: settings.address, key: key, clockAhead: answer?.clockAhead(of: now()))
    }
    let (own, secret, theirs): (RSAKey, [UInt8], [UInt8])
    var place = "privateKey"
    do {
      secret = try settings.privateKey.read()
      place = "alipayKey"
      theirs = try SecretSource.published(settings.alipayKey)
    } catch {
      return found(.secret(error), key: place)
    }
    do {
      place = "privateKey"
      own = try RSAKey.privateKey(secret)
      place = "alipayKey"
      _ = try RSAKey.publicKey(theirs)
    } catch {
      return found(error.finding, key: place)
    }
    let alipay = Alipay(settings: settings, privateKey: secret, alipayKey: theirs, now: now)
    let method = "alipay.trade.query"
    let content = ["out_trade_no": number(ProviderCheck.nobodysOrder)]
    guard let request = alipay.request(method, content, signedBy: own) else {
      return found(.malformed, key: "privateKey")
    }
    do {
      let answer = try request.perform()
      guard answer.status == 200 else { return found(.odd(status: answer.status), answer) }
      if let answered = alipay.believed(answer.body, method) {
        // 40004 and not there: it knows us. 40002 and 40006: not who asks, or what it may ask.
        return found(
          answered.code == "40004" ? .good : .denied(status: Int(answered.code) ?? 0), answer)
      }
      // Who is not known is answered without a signature.
      guard let part = JSONPart.object("error_response", in: answer.body),
        let said = try? JSONDecoder().decode(Answer.self, from: Data(part)),
        let code = Int(said.code)
      else { return found(.stranger, answer, key: "alipayKey") }
      return found(.denied(status: code), answer, key: "privateKey")
    } catch {
      return found(error.finding)
    }
  }
}

/// A part of a JSON text as it was written, for what is signed byte by byte.
enum JSONPart {
  /// The object that is this member of the outermost one; nil where there is none.
  static func object(_ name: String, in text: [UInt8]) -> [UInt8]? {
    let (quote, slash, open, close) = (UInt8(0x22), UInt8(0x5C), UInt8(0x7B), UInt8(0x7D))
    var depth = 0
    var start: Int?
    var isWanted = false
    var at = 0
    while at < text.count {
      switch text[at] {
      case quote:
        let first = at + 1
        at += 1
        while at < text.count, text[at] != quote { at += text[at] == slash ? 2 : 1 }
        guard at < text.count else { return nil }
        if depth == 1 {
          isWanted = String(decoding: text[first..<at], as: UTF8.self) == name
        }
      case open, 0x5B:
        depth += 1
        if depth == 2, isWanted, text[at] == open { start = at }
      case close, 0x5D:
        depth -= 1
        if depth == 1, let start { return Array(text[start...at]) }
      case 0x2C where depth == 1: isWanted = false
      default: break
      }
      at += 1
    }
    return nil
  }
}
