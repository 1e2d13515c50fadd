import Domain
import FoundationEssentials
import Journeys

/// Stripe Checkout: the person pays by card, Alipay or WeChat Pay at a page of Stripe's own (REN-08).
///
/// https://docs.stripe.com/api/checkout/sessions: a session is created with the order's number as its
/// idempotency key, which Stripe binds to all parameters: another sum can never go by the same key.
struct Stripe: PaymentProvider {
  /// What this speaks; Stripe keeps every version alive, so answers keep their shape.
  static let version = "2025-08-27.basil"

  let settings: StripeSettings
  let key: [UInt8]

  func begin(_ order: Order) -> Ports.ProviderState {
    if order.page != nil { return ask(order) }
    guard let (kind, more) = Self.names[order.method] else { return .unreachable }
    let fields =
      [
        ("mode", "payment"), ("client_reference_id", order.number),
        ("success_url", settings.returnURL), ("cancel_url", settings.returnURL),
        ("expires_at", String(order.pageEnds.seconds)), ("payment_method_types[0]", kind),
        // The sum stays in the currency it was agreed in.
        ("adaptive_pricing[enabled]", "false"),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", order.amount.currency.lowercased()),
        ("line_items[0][price_data][unit_amount]", String(order.amount.minor)),
        ("line_items[0][price_data][product_data][name]", "\(settings.name) \(order.number)"),
        ("payment_intent_data[metadata][order]", order.number),
      ] + more
    guard case (200, let session?)? = post("/v1/checkout/sessions", fields, key: order.number),
      let address = session.url, state(session, order) == .open
    else { return .unreachable }
    let short = settings.shortPage?.replacing("{session}", with: session.id)
    return .page(PaymentPage(provider: .stripe, handle: session.id, address: short ?? address))
  }

  func ask(_ order: Order) -> Ports.ProviderState {
    // Without a page nobody has seen one.
    guard let page = order.page else { return .open }
    let answer: (Int, Session?)? = call("GET", "/v1/checkout/sessions/\(page.handle)")
    guard case (200, let session?)? = answer, session.id == page.handle else {
      return .unreachable
    }
    return state(session, order)
  }

  func cancel(_ order: Order) -> Ports.ProviderState {
    guard let page = order.page else { return .closed }
    return closing(order) {
      // Without a key: a failure that Stripe remembers would be its answer for a day.
      guard
        case (200, let session?)? = post("/v1/checkout/sessions/\(page.handle)/expire", []),
        session.id == page.handle, state(session, order) == .closed
      else { return nil }
      return .closed
    }
  }

  /// Looked for first, then asked for under its number as the key.
  ///
  /// Stripe remembers a failure of its own under the key for a day and answers with it again. Where it
  /// does, and there is still no such refund, that attempt did nothing: the next has a key of its own.
  func refund(_ money: MoneyBack) -> Ports.ProviderState {
    let fields = [
      ("payment_intent", money.payment), ("amount", String(money.amount.minor)),
      ("metadata[order]", money.order), ("metadata[refund]", money.number),
    ]
    for attempt in 1...Self.mostKeys {
      guard let known = self.known(money) else { return .unreachable }
      if let state = known.first { return state }
      let key = attempt == 1 ? money.number : "\(money.number)-\(attempt)"
      guard let answer = try? request("POST", "/v1/refunds", fields, key: key).perform() else {
        return .unreachable
      }
      switch answer.status {
      case 200:
        let refund = try? JSONDecoder().decode(Refund.self, from: Data(answer.body))
        return refund.flatMap { state($0, money) } ?? .unreachable
      case 400, 402, 404:
        let said = try? JSONDecoder().decode(Refusal.self, from: Data(answer.body))
        return said?.isFinal == true ? .declined : .unreachable
      case 500...599 where answer.header("Idempotent-Replayed") == "true": continue
      default: return .unreachable
      }
    }
    return .unreachable
  }

  /// How many keys one refund may use up.
  private static let mostKeys = 5

  /// The state of this refund, where there is one; nil where nobody can say.
  private func known(_ money: MoneyBack) -> [Ports.ProviderState]? {
    let answer: (Int, Refunds?)? = call(
      "GET", "/v1/refunds?limit=100&payment_intent=\(money.payment)")
    guard case (200, let refunds?)? = answer else { return nil }
    return refunds.data.compactMap { state($0, money) }
  }

  // MARK: What it means

  private static let names: [PaymentMethod: (String, [(String, String)])] = [
    .card: ("card", []), .alipay: ("alipay", []),
    .weChatPay: ("wechat_pay", [("payment_method_options[wechat_pay][client]", "web")]),
  ]

  private func state(_ session: Session, _ order: Order) -> Ports.ProviderState {
    guard session.client_reference_id == order.number,
      session.amount_total == order.amount.minor,
      session.currency == order.amount.currency.lowercased()
    else { return .unreachable }
    switch (session.status, session.payment_status) {
    case ("open", "unpaid"): return .open
    case ("expired", "unpaid"): return .closed
    case ("complete", "paid"):
      return session.payment_intent.map { .paid(reference: $0) } ?? .unreachable
    // The bank has not said yet.
    case ("complete", "unpaid"): return .open
    default: return .unreachable
    }
  }

  /// Nil where it is another refund.
  private func state(_ refund: Refund, _ money: MoneyBack) -> Ports.ProviderState? {
    guard refund.payment_intent == money.payment, refund.amount == money.amount.minor,
      refund.currency == money.amount.currency.lowercased(),
      refund.metadata?["refund"] == money.number
    else { return nil }
    switch refund.status {
    case "succeeded", "pending": return .refunded(reference: refund.id)
    // The bank would not take it.
    case "failed", "canceled": return .declined
    default: return .unreachable
    }
  }

  private struct Session: Decodable {
    let id: String
    let url: String?
    let status: String?
    let payment_status: String
    let client_reference_id: String?
    let amount_total: Int64?
    let currency: String?
    let payment_intent: String?
  }

  private struct Refund: Decodable {
    let id: String
    let amount: Int64
    let currency: String
    let payment_intent: String?
    let status: String?
    let metadata: [String: String]?
  }

  private struct Refusal: Decodable {
    struct Error: Decodable { let type, code: String? }
    let error: Error

    /// Whether asking again would change nothing; not so where Stripe only lacks the money at the moment.
    var isFinal: Bool {
      switch error.code {
      case "charge_already_refunded", "charge_disputed", "refund_disputed_payment",
        "resource_missing":
        true
      case nil: error.type == "invalid_request_error"
      default: false
      }
    }
  }

  private struct Refunds: Decodable { let data: [Refund] }

  // MARK: Asking

  private func post(
    _ path: String, _ fields: [(String, String)], key: String? = nil
  ) -> (Int, Session?)? { call("POST", path, fields, key: key) }

  /// The status and what was answered; nil where no whole answer came.
  private func call<Answer: Decodable>(
    _ method: String, _ path: String, _ fields: [(String, String)] = [], key: String? = nil
  ) -> (Int, Answer?)? {
    guard let answer = try? request(method, path, fields, key: key).perform() else { return nil }
    return (answer.status, try? JSONDecoder().decode(Answer.self, from: Data(answer.body)))
  }

  private func request(
    _ method: String, _ path: String, _ fields: [(String, String)] = [], key: String? = nil
  ) -> HTTPRequest {
    var headers = [
      HTTPRequest.Header("Authorization", "Bearer \(String(decoding: self.key, as: UTF8.self))"),
      HTTPRequest.Header("Stripe-Version", Self.version),
    ]
    if method == "POST" {
      headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
    }
    if let key { headers.append(.init("Idempotency-Key", key)) }
    return HTTPRequest(
      method, settings.address + path, headers: headers,
      body: Array(WebForm.encoded(fields.map { (name: $0.0, value: $0.1) }).utf8))
  }
}

extension Stripe {
  /// Asks for the newest session, whichever it is.
  static func check(
    _ settings: StripeSettings, now: @Sendable () -> Instant
  ) -> ProviderCheck {
    func found(_ finding: ProviderCheck.Finding, _ answer: HTTPAnswer? = nil) -> ProviderCheck {
      ProviderCheck(
        .stripe, finding, at: settings.address, key: "secretKey",
        clockAhead: answer?.clockAhead(of: now()))
    }
    let key: [UInt8]
    do {
      key = try settings.secretKey.read()
    } catch {
      return found(.secret(error))
    }
    guard let isLive = isLive(String(decoding: key, as: UTF8.self)) else {
      return found(.malformed)
    }
    do {
      let answer = try Stripe(settings: settings, key: key)
        .request("GET", "/v1/checkout/sessions?limit=1").perform()
      switch answer.status {
      // A server of one's own is for tests anyway.
      case 200: return found(isLive || settings.server != nil ? .good : .rehearsal, answer)
      case 401, 403: return found(.denied(status: answer.status), answer)
      default: return found(.odd(status: answer.status), answer)
      }
    } catch {
      return found(error.finding)
    }
  }

  /// Whether money moves by this key; nil where it is no secret or restricted key of Stripe's.
  private static func isLive(_ key: String) -> Bool? {
    let parts = key.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, ["sk", "rk"].contains(parts[0]), ["test", "live"].contains(parts[1]),
      parts[2].utf8.count >= 16, parts[2].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { return nil }
    return parts[1] == "live"
  }
}
