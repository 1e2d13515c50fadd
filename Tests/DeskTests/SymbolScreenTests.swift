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
    terminal.type("2")
    let page = try terminal.wait("an order's number") { $0.text.contains(/O-[0-9A-Z]{12}/) }
    let number = try #require(page.text.firstMatch(of: /O-[0-9A-Z]{12}/)).0
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
    for (words, next) in [("Receipts", receipt["id"]), (receipt["id"], "Show its code")] {
      try terminal.press(try digit(before: words, on: terminal), next)
    }
    terminal.type(try digit(before: "Show its code", on: terminal))
    #expect(try terminal.scanned("The code of receipt").text == receipt["code"])
    terminal.hangUp()
  }

  /// The digit of the item in whose row these words are.
  private func digit(before words: String, on terminal: Terminal) throws -> String {
    func digit(_ picture: Terminal.Picture) -> Character? {
      picture.rows.first { $0.contains(words) }?.first { $0.isNumber }
    }
    let found = digit(try terminal.wait("a digit and \(words)") { digit($0) != nil })
    return String(try #require(found))
  }
}
