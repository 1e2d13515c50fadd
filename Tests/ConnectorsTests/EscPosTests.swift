import Fixtures
import Foundation
import Testing

@testable import Connectors

@Suite struct EscPosTests {
  /// Somebody else's bytes for the same piece, from python-escpos.
  private func theirs(_ pieces: [[String: Any]]) throws -> [[UInt8]] {
    let said = try Python.run(
      "ConnectorsTests/Servers/escpos_oracle.py", ["bytes"],
      input: JSONSerialization.data(withJSONObject: pieces))
    let hex = try #require(try JSONSerialization.jsonObject(with: said) as? [String])
    return hex.map { text in
      stride(from: 0, to: text.count, by: 2).compactMap {
        let start = text.index(text.startIndex, offsetBy: $0)
        return UInt8(text[start..<text.index(start, offsetBy: 2)], radix: 16)
      }
    }
  }

  @Test(arguments: EscPos.Charset.allCases)
  func `texts, symbol, set-up and cut are byte for byte those of python-escpos`(
    _ charset: EscPos.Charset
  ) throws {
    let texts: [EscPos.Charset: [String]] = [
      .gb18030: ["注销申请已收到", "￥200.00", "回执 R-7K2M-94QD，2026年11月20日（周五）09:00", "王㐀䶵龥"],
      .big5: ["註銷申請已收到", "￥200.00", "回條 R-7K2M-94QD", "電訊商喺度"],
      .ascii: ["Closure received", "CNY 200.00 ~!@#$%^&*()"],
    ]
    let printer = EscPos(columns: 42, charset: charset)
    let own = texts[charset] ?? []
    let code = String(repeating: "7K2M94QD0HXZ", count: 20)
    let pieces: [[String: Any]] =
      own.map { ["kind": "text", "text": $0, "charset": charset.rawValue] }
      + [["kind": "symbol", "text": code, "size": 6], ["kind": "init"], ["kind": "cut"]]
    let theirs = try theirs(pieces)
    let ours =
      own.map { printer.encoded($0) }
      + [printer.symbol(code) ?? [], EscPos.initialise, EscPos.cut]
    for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
    #expect(theirs.count == ours.count)
  }

  @Test
  func `the yuan sign is the one printers know, and never the four bytes that come out as 0 and 6`()
  {
    let printer = EscPos(columns: 42, charset: .gb18030)
    #expect(printer.encoded("\u{A5}5") == [0xA3, 0xA4, 0x35])
    #expect(printer.encoded("\u{FFE5}5") == [0xA3, 0xA4, 0x35])
  }

  @Test func `nothing in a text reaches the printer as a command`() {
    for charset in EscPos.Charset.allCases {
      let printer = EscPos(columns: 32, charset: charset)
      let bytes = printer.encoded("a\u{1B}@\u{1D}V\u{0}\n\r\u{10}\u{4}\u{7F}b\u{1C}.")
      #expect(bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
      #expect(bytes.first == 0x61 && bytes.contains(0x62))
    }
    #expect(EscPos(columns: 32, charset: .ascii).encoded("中") == [0x3F])
    #expect(EscPos(columns: 32, charset: .big5).encoded("👍") == [0x3F])
  }

  @Test func `a text too long for any symbol has none`() {
    let printer = EscPos(columns: 42, charset: .ascii)
    #expect(printer.symbol(String(repeating: "x", count: 2_954)) == nil)
    #expect(printer.symbol("") == nil)
  }

  @Test(arguments: [
    #"{"columns":42,"charset":"gb18030"}"#,
    #"{"device":"/dev/lp0","queue":"a","columns":42,"charset":"gb18030"}"#,
    #"{"device":"/etc/passwd","columns":42,"charset":"gb18030"}"#,
    #"{"queue":"-oraw","columns":42,"charset":"gb18030"}"#,
    #"{"queue":"a;b","columns":42,"charset":"gb18030"}"#,
    #"{"device":"/dev/lp0","columns":40,"charset":"gb18030"}"#,
    #"{"device":"/dev/lp0","columns":42,"charset":"utf-8"}"#,
  ])
  func `a printer that cannot be is refused by the configuration`(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PrinterSettings.self, from: Data(json.utf8))
    }
  }
}
