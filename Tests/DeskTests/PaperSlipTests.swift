import Fixtures
import Foundation
import Testing

/// Receipts on paper: the program's own slips, on a printer played by a process of its own.
@Suite struct PaperSlipTests {
  private struct Drawn: Decodable {
    struct Symbol: Decodable {
      let zxing: [String]
      let zbar: [String]
    }
    let lines: [String]
    let symbols: [Symbol]
  }

  private func configuration(_ device: LoopbackServer, _ columns: Int, _ charset: String) throws
    -> String
  {
    #"{"format":1,"printer":{"device":"\#(try device.text("device"))","#
      + #""columns":\#(columns),"charset":"\#(charset)"}}"#
  }

  /// The whole slip, once its cut has arrived.
  private func slip(_ device: LoopbackServer) throws -> Data {
    let paper = device.folder.appendingPathComponent("paper")
    let cut = Data([0x1D, 0x56, 0x00])
    let deadline = Date(timeIntervalSinceNow: 60)
    while true {
      let bytes = try Data(contentsOf: paper)
      if bytes.suffix(3) == cut || Date() > deadline { return bytes }
      usleep(2_000)
    }
  }

  @Test(arguments: [
    ("zh-Hans", 42, "gb18030", "回执"), ("zh-Hans", 32, "gb18030", "回执"),
    ("zh-Hans", 48, "big5", "回條"), ("en", 32, "ascii", "Receipt"),
    ("zh-Hant", 42, "ascii", "Receipt"),
  ])
  func
    `AFT-08 OFF-07 a receipt on paper fits the roll, reads in a language the printer has, and its symbol proves it`(
      _ language: String, _ columns: Int, _ charset: String, _ title: String
    ) throws
  {
    let vault = try VaultDesk()
    let device = try LoopbackServer("printer")
    try Data("1212".utf8).write(to: device.folder.appendingPathComponent("state"))
    let config = try vault.folder.write(configuration(device, columns, charset), to: "config.json")
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm()
    let receipt = try #require(desk.receipts.last)
    try desk.end()
    let said = try esimdesk(
      "receipt", "print", receipt["id"], "--vault", vault.place, "--key-file",
      vault.folder("key"), "--config", config, "--lang", language, in: vault.folder)
    #expect(said.code == 0 && said.out.contains(receipt["id"]), "\(said)")
    let drawn = try JSONDecoder().decode(
      Drawn.self,
      from: Python.run(
        "ConnectorsTests/Servers/escpos_oracle.py", ["draw", "\(columns)", charset],
        input: slip(device)))
    #expect(drawn.lines.first == title)
    #expect(drawn.lines.contains { $0.contains(receipt["id"]) })
    #expect(!drawn.lines.contains { $0.contains("?") })
    #expect(drawn.symbols.map(\.zxing) == [[receipt["code"]]])
    #expect(drawn.symbols.map(\.zbar) == [[receipt["code"]]])
  }

  @Test func `at the desk a printer without paper is told, and the slip comes when there is some`()
    throws
  {
    let vault = try VaultDesk()
    let device = try LoopbackServer("printer")
    let state = device.folder.appendingPathComponent("state")
    try Data("1272".utf8).write(to: state)
    let config = try vault.folder.write(configuration(device, 42, "gb18030"), to: "config.json")
    let desk = try JSONDesk(
      ["open", "--json", "--config", config] + vault.access, in: vault.folder)
    try desk.signIn(VaultDesk.ottilie, VaultDesk.password).at("home.menu")
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid")
    try desk.choose("print").at("renewal.paid")
    #expect(desk.prompt.said.contains("no paper"))
    try Data("1212".utf8).write(to: state)
    try desk.choose("print").at("renewal.paid")
    #expect(desk.prompt.said.contains("coming out"))
    #expect(try slip(device).starts(with: [0x1B, 0x40, 0x1C, 0x26]))
    try desk.end()
    // Another day, at the command line: a printer that is not there.
    let gone = try vault.folder.write(
      #"{"format":1,"printer":{"device":"/dev/esimdesk-none","columns":42,"charset":"ascii"}}"#,
      to: "gone.json")
    let number = try #require(desk.receipts.last)["id"]
    let refused = try vault.run("receipt", "print", number, "--config", gone)
    #expect(refused.code == 75 && refused.err.contains("does not answer"), "\(refused)")
    let none = try vault.run("receipt", "print", number)
    #expect(none.code == 78 && none.err.contains("no printer is configured"), "\(none)")
  }
}
