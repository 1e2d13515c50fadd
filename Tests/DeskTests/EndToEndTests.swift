import Fixtures
import Foundation
import Testing

/// What happens at a counter on a Monday, with the real program on a real terminal, on the set-up of
/// `Tests/loopback`: a code by mail, a renewal paid by a phone, a receipt on paper.
@Suite struct EndToEndTests {
  @Test
  func
    `LOG-06 REN-07 REN-08 REN-10 REN-11 AFT-08 a code comes by mail, a phone pays what the screen shows, and the receipt comes out of the printer and proves itself`()
    throws
  {
    let counter = try LoopbackCounter()
    let terminal = try Terminal(
      ["open", "--config", counter.config, "--station", "hall-2", "--lang", "en"]
        + counter.access, in: counter.folder)
    let person = "linyue@example.com"

    // The password is forgotten: a code comes by mail.
    try terminal.press("", "I forgot my password")
    try terminal.press("3", "Set a new password")
    try terminal.press("\(person)\r", "Where should the code go?")
    try terminal.press("1", "Type the code")
    let code = try #require(sixDigits(in: try counter.mails(to: person, 1)[0]))
    try terminal.press("\(code)\r", "Choose a password")
    let password = "quiet harbour lantern"
    try terminal.press("\(password)\r\(password)\r", "Your password is changed")
    try terminal.press("\r", "Password")
    try terminal.press("\(person)\r\(password)\r", "Renew my plan")

    // The renewal, paid by WeChat off the screen.
    try terminal.press("1", "How long")
    try terminal.press("1", "How do you want to pay?")
    try terminal.press("4", "Check before you pay")
    terminal.type("2")
    let address = try terminal.scanned("Scan and pay").text
    #expect(address.hasPrefix("weixin://wxpay/bizpayurl?pr="))
    #expect(try counter.tell("pay", ["address": address])["paid"] as? Bool == true)
    let paid = try terminal.wait("the receipt's number, and what can be done with it") {
      $0.text.contains("The payment went through") && $0.text.contains("Print")
        && $0.text.contains(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/)
    }
    let book = try counter.tell("book")
    #expect((book["charged"] as? [String: [Int]])?.values.map(\.count) == [1])
    #expect(book["complaints"] as? [String] == [])

    // The receipt, on paper.
    let number = try #require(paid.text.firstMatch(of: /R-[0-9A-Z]{4}-[0-9A-Z]{4}/)).0
    let print = try #require(paid.rows.first { $0.contains("Print") })
    try terminal.press(String(print.first(where: \.isNumber) ?? "1"), "coming out")
    struct Drawn: Decodable {
      struct Symbol: Decodable { let zxing, zbar: [String] }
      let lines: [String]
      let symbols: [Symbol]
    }
    let slip = try JSONDecoder().decode(
      Drawn.self,
      from: Python.run(
        "ConnectorsTests/Servers/escpos_oracle.py", ["draw", "42", "gb18030"],
        input: try counter.paper()))
    #expect(slip.lines.contains { $0.contains(number) }, "\(slip.lines)")
    #expect(slip.lines.contains { $0.contains("￥") })
    let proof = try #require(slip.symbols.first?.zxing.first)
    #expect(slip.symbols.first?.zbar == [proof])
    terminal.hangUp()
    #expect(terminal.child.ended() != nil)

    // Another machine believes the paper, with what the carrier published and nothing else.
    let key = try esimdesk(["receipt", "public-key"] + counter.access, in: counter.folder)
    let elsewhere = try Folder()
    let pem = try elsewhere.write(key.out, to: "carrier.pem")
    let verified = try esimdesk(
      "receipt", "verify", "-", "--public-key", pem, "--json", in: elsewhere, input: proof)
    #expect(verified.code == 0 && verified.out.contains(String(number)), "\(verified)")

    // And the confirmation came by mail, too (REN-10).
    #expect(try counter.mails(to: person, 2).last?.contains(number) == true)
    let sound = try esimdesk(["verify"] + counter.access, in: counter.folder)
    #expect(sound.code == 0, "\(sound)")
    #expect(try counter.doctor().code == 0)
  }
}
