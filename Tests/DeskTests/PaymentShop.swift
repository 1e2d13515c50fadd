import Connectors
import Fixtures
import Foundation

/// A real desk whose providers are on this machine, and the person's phone.
final class PaymentShop {
  let desk: VaultDesk
  private let server: LoopbackServer
  private let address: String
  let configuration: String

  init() throws {
    desk = try VaultDesk()
    server = try LoopbackServer("payments")
    address = "http://127.0.0.1:\(try server.number("port"))"
    let folder = server.folder.path
    for name in ["stripe-key", "merchant.pem", "app.pem"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: "\(folder)/\(name)")
    }
    configuration = try desk.folder.write(
      """
      {"format": 1, "payment": {
        "stripe": {"secretKey": {"file": "\(folder)/stripe-key"}, "name": "Heyon",
          "returnURL": "https://heyon.example/paid", "methods": ["card"], "server": "\(address)"},
        "weChatPay": {"appID": "wxd678efh567hg6787", "merchantID": "1900006891",
          "serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1", "name": "Heyon",
          "privateKey": {"file": "\(folder)/merchant.pem"},
          "platformKeys": {"PUB_KEY_ID_0119000068912024": "\(folder)/platform.pub.pem"},
          "notifyURL": "https://heyon.example/notify", "server": "\(address)"},
        "alipay": {"appID": "2021000000000001", "privateKey": {"file": "\(folder)/app.pem"},
          "alipayKey": "\(folder)/alipay.pub.pem", "name": "Heyon", "server": "\(address)"}}}
      """, to: "config.json")
  }

  /// A way of paying by its place in the list, after the balance.
  enum Way: String, CaseIterable, Sendable {
    case card = "2"
    case alipay = "3"
    case weChatPay = "4"

    var says: String {
      switch self {
      case .card: "https://checkout.stripe.com/c/pay/cs_test_"
      case .alipay: "https://qr.alipay.com/bax"
      case .weChatPay: "weixin://wxpay/bizpayurl?pr="
      }
    }
  }

  /// The real program on a terminal, the renewal agreed to.
  func paying(
    _ way: Way, columns: Int = 80, rows: Int = 24, more: [String: String] = [:]
  ) throws -> Terminal {
    let terminal = try Terminal(
      ["open", "--config", configuration, "--station", "test"] + desk.access, in: desk.folder,
      columns: columns, rows: rows, more: more)
    try terminal.press("", "Sign in")
    try terminal.press("1", "Password")
    try terminal.press("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r", "Seeded Ottilie")
    try terminal.press("1", "How long")
    try terminal.press("1", "How do you want to pay?")
    try terminal.press(way.rawValue, "Check before you pay")
    terminal.type("2")
    return terminal
  }

  /// What both readers of symbols see, once a page is on the screen.
  func scanned(_ terminal: Terminal, _ title: String = "Scan and pay") throws -> String {
    try terminal.scanned(title).text
  }

  /// The person pays what the phone has opened; false where nothing can be paid any more.
  func pay(_ address: String) throws -> Bool {
    try tell("pay", ["address": address])["paid"] as? Bool ?? false
  }

  /// How much was charged, in all; what requests broke a provider's rules.
  func book() throws -> (charged: [Int], complaints: [String]) {
    let book = try tell("book", [:])
    let charged = book["charged"] as? [String: [Int]] ?? [:]
    return (charged.values.flatMap(\.self), book["complaints"] as? [String] ?? ["no book"])
  }

  private func tell(_ what: String, _ said: [String: Any]) throws -> [String: Any] {
    let answer = try HTTPRequest(
      "POST", "\(address)/double/\(what)",
      body: Array(try JSONSerialization.data(withJSONObject: said))
    ).perform()
    return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
  }
}
