import Domain
import Fixtures
import Foundation
import Testing

@testable import Connectors

/// What meets the one server of payments, test after test.
@Suite(.serialized) enum PaymentTests {}

/// Stripe, WeChat Pay and Alipay on this machine, and the person who pays there.
final class PaymentServer {
  private let server: LoopbackServer
  private let address: String

  nonisolated(unsafe) private static let one = Result { try PaymentServer() }

  /// The one of this run, with everything forgotten; suites that use it are below ``PaymentTests``.
  static func shared() throws -> PaymentServer {
    let server = try one.get()
    try server.begin()
    return server
  }

  /// Forgets everything.
  func begin() throws { try tell("anew") }

  private init() throws {
    server = try LoopbackServer("payments")
    address = "http://127.0.0.1:\(try server.number("port"))"
    // A desk refuses a secret that everybody can read.
    for name in ["stripe-key", "merchant.pem", "app.pem"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file(name))
    }
  }

  private func file(_ name: String) -> String { server.folder.path + "/" + name }

  /// What a desk is told of it.
  var stripe: StripeSettings {
    StripeSettings(
      secretKey: .file(file("stripe-key")), returnURL: "https://heyon.example/paid",
      name: "Heyon", methods: [.card, .alipay, .weChatPay], server: address)
  }

  var weChatPay: WeChatPaySettings {
    WeChatPaySettings(
      appID: "wxd678efh567hg6787", merchantID: "1900006891",
      serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
      privateKey: .file(file("merchant.pem")),
      platformKeys: ["PUB_KEY_ID_0119000068912024": file("platform.pub.pem")],
      notifyURL: "https://heyon.example/notify", name: "Heyon", server: address)
  }

  var alipay: AlipaySettings {
    AlipaySettings(
      appID: "2021000000000001", privateKey: .file(file("app.pem")),
      alipayKey: file("alipay.pub.pem"), name: "Heyon", server: address)
  }

  /// A way of paying, and the provider that serves it.
  enum Way: String, CaseIterable, Sendable {
    case stripe, weChatPay, alipay

    var method: PaymentMethod {
      switch self {
      case .stripe: .card
      case .weChatPay: .weChatPay
      case .alipay: .alipay
      }
    }
  }

  func settings(_ way: Way) -> PaymentSettings {
    switch way {
    case .stripe: PaymentSettings(stripe: stripe)
    case .weChatPay: PaymentSettings(weChatPay: weChatPay)
    case .alipay: PaymentSettings(alipay: alipay)
    }
  }

  // MARK: The person, the time, and bad luck

  @discardableResult
  private func tell(_ what: String, _ said: [String: Any] = [:]) throws -> [String: Any] {
    let answer = try HTTPRequest(
      "POST", "\(address)/double/\(what)",
      body: Array(try JSONSerialization.data(withJSONObject: said))
    ).perform()
    return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
  }

  func setClock(_ now: Instant) throws { try tell("clock", ["now": now.seconds]) }

  /// What goes wrong with the next requests, one after the other; "" for nothing.
  func faults(_ faults: [String]) throws { try tell("faults", ["faults": faults]) }

  /// The person pays at the page; false where it takes no money any more.
  @discardableResult
  func pay(_ order: String, late: Bool = false) throws -> Bool {
    try tell("pay", ["order": order, "late": late])["paid"] as? Bool ?? false
  }

  struct Book {
    /// Sums taken and given back, by order.
    var charged: [String: [Int64]]
    var returned: [String: [Int64]]
    /// What the providers' documents do not allow.
    var complaints: [String]
    var requests: [String]
    var payable: [String]
  }

  func book() throws -> Book {
    let said = try tell("book")
    func sums(_ name: String) -> [String: [Int64]] {
      (said[name] as? [String: [NSNumber]] ?? [:]).mapValues { $0.map(\.int64Value) }
    }
    return Book(
      charged: sums("charged"), returned: sums("returned"),
      complaints: said["complaints"] as? [String] ?? ["no book"],
      requests: said["requests"] as? [String] ?? [], payable: said["payable"] as? [String] ?? [])
  }
}
