import Foundation
import Testing

/// A renewal paid by phone: the symbol is read off the real program's screen, paid, and the receipt
/// comes by itself.
@Suite(.serialized) struct PaymentScreenTests {
  @Test(arguments: PaymentShop.Way.allCases)
  func
    `what a phone scans off the screen is paid, and the receipt comes by itself (REN-07, REN-08)`(
      _ way: PaymentShop.Way
    ) throws
  {
    let shop = try PaymentShop()
    let terminal = try shop.paying(way)
    let address = try shop.scanned(terminal)
    #expect(address.hasPrefix(way.says))
    try terminal.wait("￥", "30 minutes")
    #expect(try shop.pay(address))
    try terminal.wait("The payment went through", "R-")
    #expect(try shop.book().charged.count == 1)
    #expect(try shop.book().complaints == [])
    terminal.hangUp()
    #expect(terminal.child.ended() != nil)
    #expect(try shop.desk.isSound)
  }

  @Test(arguments: PaymentShop.Way.allCases)
  func `zbar and zxing read the page at three sizes, beside its words`(_ way: PaymentShop.Way)
    throws
  {
    let shop = try PaymentShop()
    let terminal = try shop.paying(way)
    let address = try shop.scanned(terminal)
    for (columns, rows) in [(100, 32), (200, 60), (80, 24)] {
      try terminal.resize(columns: columns, rows: rows, blank: true)
      #expect(try shop.scanned(terminal) == address)
      try terminal.wait("To pay", "￥", "Time left", "I have paid", "Give the order up", "Enter")
    }
    try terminal.press(Keys.f2, "剩余时间")
    #expect(try shop.scanned(terminal, "扫码付款") == address)
    terminal.hangUp()
  }

  @Test func `without colours the page is drawn in reverse, and still read`() throws {
    let shop = try PaymentShop()
    let terminal = try shop.paying(.weChatPay, more: ["NO_COLOR": "1"])
    #expect(try shop.scanned(terminal).hasPrefix(PaymentShop.Way.weChatPay.says))
    #expect(terminal.colours == 0)
    terminal.hangUp()
  }

  @Test
  func `where the symbol has no room the page says what it would, and shows it again with more`()
    throws
  {
    let shop = try PaymentShop()
    let terminal = try shop.paying(.alipay, columns: 40, rows: 12)
    try terminal.wait("qr.alipay.com")
    #expect(try terminal.scan().zbar == [])
    try terminal.resize(columns: 80, rows: 24)
    #expect(try shop.scanned(terminal).hasPrefix(PaymentShop.Way.alipay.says))
    terminal.hangUp()
  }

  @Test func `given up, the page takes no money any more`() throws {
    let shop = try PaymentShop()
    let terminal = try shop.paying(.card)
    let address = try shop.scanned(terminal)
    try terminal.press("3", "The order is given up")
    #expect(try !shop.pay(address))
    #expect(try shop.book().charged == [])
    terminal.hangUp()
  }

  @Test func `a script through the json front is told of the page, and of the payment by itself`()
    throws
  {
    let shop = try PaymentShop()
    let desk = try JSONDesk(
      ["open", "--json", "--config", shop.configuration, "--station", "test"] + shop.desk.access,
      in: shop.desk.folder
    ).signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
    try desk.choose("renewal", "month", "weChatPay").confirm()
    try desk.arrive("renewal.page")
    let address = try #require(desk.prompt.body.first { $0.contains("weixin://") })
    #expect(try shop.pay(address))
    try desk.arrive("renewal.paid")
    #expect(desk.receipts.count == 1)
  }

  @Test func `a secret that everybody can read is refused, with its place and what to do`() throws {
    let shop = try PaymentShop()
    let key = try shop.desk.folder.write("sk_test_open\n", to: "open-key", mode: 0o644)
    let configuration = try shop.desk.folder.write(
      """
      {"format": 1, "payment": {"stripe": {"secretKey": {"file": "\(key)"}, "name": "Heyon",
        "returnURL": "https://heyon.example/paid", "methods": ["card"]}}}
      """, to: "open.json")
    let refused = try shop.desk.run("run-due", "--config", configuration)
    #expect(refused.code == 78)
    #expect(refused.err.contains(key) && refused.err.contains("chmod o-rwx"))
    #expect(!refused.err.contains("sk_test_open"))
  }
}
