import Foundation
import Testing

/// Symbols on the real program's screen, as two readers see them.
@Suite(.serialized) struct SymbolScreenTests {
  @Test
  func `a symbol is drawn to be hard to spoil where there is room, else small, else in words`()
    throws
  {
    let shop = try PaymentShop()
    let terminal = try shop.paying(.card)
    let address = try shop.scanned(terminal)
    for (columns, rows, level) in [(200, 60, "M"), (110, 36, "M"), (80, 24, "L")] {
      try terminal.resize(columns: columns, rows: rows, blank: true)
      let seen = try terminal.scanned("Scan and pay")
      #expect(seen.text == address && seen.level == level, "\(columns) by \(rows)")
    }
    try terminal.resize(columns: 60, rows: 16, blank: true)
    try terminal.wait("checkout.stripe.com")
    #expect(try terminal.scan().zbar == [])
    terminal.hangUp()
  }

  @Test(arguments: [(80, 24), (200, 60)])
  func `an order's number is read off the screen, to be found at the counter`(
    _ columns: Int, _ rows: Int
  ) throws {
    let vault = try VaultDesk()
    let terminal = try Terminal(
      ["open", "--counter", "--station", "test"] + vault.access, in: vault.folder,
      columns: columns, rows: rows)
    try terminal.press("", "Sign in")
    try terminal.press("1", "Password")
    try terminal.press("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r", "Seeded Ottilie")
    try terminal.press("1", "How long")
    try terminal.press("1", "How do you want to pay?")
    try terminal.press("2", "Check before you pay")
    try terminal.press("2", "O-")
    let number = try #require(
      try terminal.look().text.firstMatch(of: /O-[0-9A-Z]{12}/)
    ).0
    let seen = try terminal.scanned(String(number))
    #expect(seen.text == number && seen.level == "M")
    terminal.hangUp()
  }

  @Test func `a receipt's code is read off a large screen, and proves the receipt`() throws {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm()
    let receipt = try #require(desk.receipts.last)
    try desk.end()
    let terminal = try Terminal(
      ["open", "--station", "test"] + vault.access, in: vault.folder, columns: 200, rows: 60)
    try terminal.press("", "Sign in")
    try terminal.press("1", "Password")
    try terminal.press("\(VaultDesk.ottilie)\r\(VaultDesk.password)\r", "Seeded Ottilie")
    let row = try #require(try terminal.look().rows.first { $0.contains("Receipts") })
    try terminal.press(String(row.first(where: \.isNumber) ?? "5"), receipt["id"])
    let list = try #require(try terminal.look().rows.first { $0.contains(receipt["id"]) })
    try terminal.press(String(list.first(where: \.isNumber) ?? "1"), "Show its code")
    let code = try #require(try terminal.look().rows.first { $0.contains("Show its code") })
    terminal.type(String(code.first(where: \.isNumber) ?? "1"))
    #expect(try terminal.scanned("The code of receipt").text == receipt["code"])
    terminal.hangUp()
  }
}
