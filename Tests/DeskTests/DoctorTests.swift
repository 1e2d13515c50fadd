import Fixtures
import Foundation
import Glibc
import Testing

/// `esimdesk doctor` on a set-up where all is well, and with one thing wrong at a time.
@Suite(.serialized) struct DoctorTests {
  private let counter: LoopbackCounter

  nonisolated(unsafe) private static let one = Swift.Result { try LoopbackCounter() }

  init() throws { counter = try Self.one.get() }

  private let connected = [
    "configuration", "mail", "sms", "stripe", "weChatPay", "alipay", "printer", "certificates",
    "files", "vault", "backup", "outbox", "clock", "terminal",
  ]
  /// What a desk on a fleet has besides.
  private let served =
    DeskEngine.current == .file
    ? [] : ["server", "tls", "tables", "role", "serverClock", "station"]

  @Test func `everything is green on the loopback set-up, in words and for programs`() throws {
    let (code, found) = try counter.doctor()
    #expect(code == 0)
    for name in connected + served {
      #expect(found[name]?.verdict == "ok", "\(name): \(String(describing: found[name]))")
      #expect(found[name]?.remedy == nil)
    }
    // How far the calendars reach, and how full the disk is, is this machine's and this day's.
    let others = ["calendars", "room"] + (served.isEmpty ? [] : ["standby"])
    #expect(Set(found.keys) == Set(connected + served + others))
    #expect(!found.values.contains { $0.verdict == "wrong" })
    #expect(try counter.tell("book")["complaints"] as? [String] == [])
    for (language, good, clock) in [("en", "ok ", "Clock"), ("zh-Hans", "正常", "时钟")] {
      let words = try esimdesk(
        ["doctor", "--lang", language, "--config", counter.config] + counter.access,
        in: counter.folder)
      #expect(words.code == 0 && words.err.isEmpty)
      let lines = words.out.split(separator: "\n")
      #expect(lines.contains { $0.hasPrefix(good) && $0.contains(clock) }, "\(words.out)")
      #expect(lines.filter { $0.hasPrefix(good) }.count >= connected.count)
    }
  }

  /// One thing that is not as it should be.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let check: String
    /// What is said of it: the finding and the remedy.
    let says: [String]
    let path: String
    /// A value, or with `write:` a secret of that text; nil takes it away.
    let value: String?

    init(_ name: String, _ path: String, _ value: String?, _ check: String, _ says: String...) {
      testDescription = name
      (self.path, self.value, self.check, self.says) = (path, value, check, says)
    }
  }

  @Test(arguments: [
    Fault(
      "a wrong password of the mail server", "mail.smtp.password", "write:opensesame", "mail",
      "does not accept the user or the password", "(535)", "configuration"),
    Fault(
      "a mail server that is not there", "mail.smtp.port", "1", "mail", "could not be reached",
      "host and port"),
    Fault(
      "a mail server with somebody's certificate", "mail.smtp.authorities", nil, "mail",
      "not privately", "certificate"),
    Fault(
      "a mail password that is not there", "mail.smtp.password", "file:/nowhere/password", "mail",
      "mail.smtp.password", "/nowhere/password", "put the secret there"),
    Fault(
      "an SMS gateway that is not there", "sms.gateway.url", "http://127.0.0.1:1/send", "sms",
      "could not be reached", "network"),
    Fault(
      "an empty secret of the gateway", "sms.gateway.secrets.token", "write:", "sms",
      "sms.gateway.secrets.token", "is empty"),
    Fault(
      "a spool folder that is not there", "sms", #"json:{"spool":"/nowhere/outgoing"}"#, "sms",
      "sms.spool", "/nowhere/outgoing"),
    Fault(
      "somebody else's key at Stripe", "payment.stripe.secretKey",
      "write:sk_test_51esimdeskSOMEBODY", "stripe", "does not let us in (401)",
      "payment.stripe.secretKey", "console"),
    Fault(
      "a publishable key of Stripe's", "payment.stripe.secretKey",
      "write:pk_test_51esimdeskLOOPBACK", "stripe",
      "payment.stripe.secretKey holds nothing of the kind",
      "the right file"),
    Fault(
      "a key of Stripe's that is not there", "payment.stripe.secretKey", "file:/nowhere/stripe",
      "stripe", "/nowhere/stripe is not there", "payment.stripe.secretKey"),
    Fault(
      "a provider that is not there", "payment.stripe.server", "http://127.0.0.1:1", "stripe",
      "http://127.0.0.1:1 is not reached", "network"),
    Fault(
      "a merchant's key that is none", "payment.weChatPay.privateKey", "write:apiclient",
      "weChatPay",
      "payment.weChatPay.privateKey holds nothing of the kind", "the whole of it"),
    Fault(
      "another merchant's key", "payment.weChatPay.privateKey", "file:payments/stranger.pem",
      "weChatPay", "does not let us in (401)", "payment.weChatPay.privateKey"),
    Fault(
      "another's signature under WeChat Pay's answers", "payment.weChatPay.platformKeys",
      #"json:{"PUB_KEY_ID_0119000068912024":"PAYMENTS/stranger.pub.pem"}"#, "weChatPay",
      "not signed by what payment.weChatPay.platformKeys holds", "public key file anew"),
    Fault(
      "a platform key that is not there", "payment.weChatPay.platformKeys",
      #"json:{"PUB_KEY_ID_0119000068912024":"/nowhere/platform.pem"}"#, "weChatPay",
      "payment.weChatPay.platformKeys.PUB_KEY_ID_0119000068912024", "/nowhere/platform.pem"),
    Fault(
      "another application's key", "payment.alipay.privateKey", "file:payments/stranger.pem",
      "alipay", "does not let us in (40002)", "payment.alipay.privateKey"),
    Fault(
      "another's signature under Alipay's answers", "payment.alipay.alipayKey",
      "payments/stranger.pub.pem", "alipay", "not signed by what payment.alipay.alipayKey holds",
      "public key file anew"),
    Fault(
      "a printer that is not plugged in", "printer.device", "/dev/esimdesk-none", "printer",
      "/dev/esimdesk-none is not there", "plugged in"),
    Fault(
      "a key nobody knows", "mail.smtp.hots", "localhost", "configuration", "mail.smtp.hots",
      "changed.json"),
    Fault(
      "a value nobody knows", "printer.charset", "latin1", "configuration", "printer.charset",
      "changed.json"),
  ])
  func `what is wrong is named, with its place and what to do, and nothing else is`(_ fault: Fault)
    throws
  {
    let (code, found) = try counter.doctor { settings in
      settings.put(fault.path, try value(fault.value))
    }
    #expect(code == 1)
    let finding = try #require(found[fault.check])
    #expect(finding.verdict == "wrong", "\(finding)")
    let said = finding.finding + " " + (finding.remedy ?? "")
    for words in fault.says { #expect(said.contains(words), "\(said)") }
    for (name, other) in found where name != fault.check {
      #expect(other.verdict != "wrong", "\(other)")
    }
    // What a secret says is never told.
    #expect(!said.contains("opensesame") && !said.contains("LOOPBACK"))
  }

  /// A value as a fault names it.
  private func value(_ text: String?) throws -> Any? {
    guard let text else { return nil }
    if text.hasPrefix("write:") {
      return ["file": try counter.folder.write(text.dropFirst(6) + "\n", to: "secret")]
    }
    if text.hasPrefix("file:") {
      let name = String(text.dropFirst(5))
      if !name.hasPrefix("/") { chmod(counter.file(name), 0o600) }
      return ["file": name.hasPrefix("/") ? name : counter.file(name)]
    }
    if text.hasPrefix("json:") {
      let json = text.dropFirst(5).replacingOccurrences(
        of: "PAYMENTS", with: counter.file("payments"))
      return try JSONSerialization.jsonObject(with: Data(json.utf8))
    }
    if text.hasPrefix("payments/") { return counter.file(text) }
    return Int(text) ?? text
  }

  @Test func `a secret that everybody can read is wrong, whichever it is`() throws {
    for (name, check) in [
      ("mail-password", "mail"), ("sms-token", "sms"), ("payments/stripe-key", "stripe"),
      ("payments/merchant.pem", "weChatPay"), ("payments/app.pem", "alipay"),
    ] {
      chmod(counter.file(name), 0o644)
      defer { chmod(counter.file(name), 0o600) }
      let (code, found) = try counter.doctor()
      #expect(code == 1)
      #expect(found.values.filter { $0.verdict == "wrong" }.map(\.check) == [check])
      let said = (found[check]?.finding ?? "") + (found[check]?.remedy ?? "")
      #expect(said.contains(counter.file(name)) && said.contains("chmod"), "\(said)")
    }
  }

  @Test func `a configuration that cannot be read is told once, wherever the vault is`() throws {
    for vault in [[], ["--vault", counter.folder("none/vault")]] {
      let said = try esimdesk(
        ["doctor", "--lang", "en", "--config", counter.folder("nowhere.json")] + vault,
        in: counter.folder)
      #expect(said.code == 1)
      #expect(said.out.components(separatedBy: "nowhere.json").count == 2, "\(said.out)")
      #expect(said.out.components(separatedBy: "WRONG").count == 2, "\(said.out)")
      #expect(said.out.contains("Vault: not looked at") == vault.isEmpty, "\(said.out)")
    }
  }

  @Test func `what is wrong with a configuration is told in the language that was asked for`()
    throws
  {
    for (path, words) in [
      ("nowhere.json", "没有这个文件"), (try counter.folder.write("{", to: "half.json"), "不是 JSON"),
      (
        try counter.folder.write(
          #"{"format": 1, "printer": {"queue": "a", "columns": 40}}"#, to: "odd.json"),
        "printer.charset"
      ),
      (
        try counter.folder.write(
          #"{"format": 1, "sms": {"spool": "outgoing"}}"#, to: "relative.json"),
        "sms.spool：值不正确，须为绝对路径"
      ),
    ] {
      let said = try esimdesk(
        ["doctor", "--lang", "zh-Hans", "--config", path] + counter.access, in: counter.folder)
      #expect(said.code == 1 && said.out.contains(words), "\(said.out)")
      let line = said.out.split(separator: "\n").first { $0.contains("配置") } ?? ""
      #expect(!line.contains("must") && !line.contains("cannot"), "\(line)")
    }
  }

  /// One file of all their bytes.
  private func together(_ files: [String]) throws -> String {
    let texts = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
    return try counter.folder.write(texts.joined(), to: "together.pem")
  }

  @Test func `a certificate that soon ends deserves a look, and one that ended is wrong`() throws {
    let soon = time(nil) + 20 * 86_400
    let pem = try Python.run(
      "ConnectorsTests/Servers/certificates.py", ["1577836799", "\(soon)", "3786912000"],
      input: Data())
    let ending = "-----END CERTIFICATE-----\n"
    let all = String(decoding: pem, as: UTF8.self).components(separatedBy: ending).dropLast()
    let files = try all.enumerated().map {
      try counter.folder.write($1 + ending, to: "certificate-\($0).pem")
    }
    let place = "payment.weChatPay.platformKeys"
    func doctor(_ file: String) throws -> (Int32?, String, String, String) {
      let (code, found) = try counter.doctor { settings in
        settings.put("\(place).5AFE", file)
        // One beside it that lasts is enough for those who are to be believed by either.
        let mail = try #require(settings["mail"] as? [String: Any])
        let usual = try #require((mail["smtp"] as? [String: Any])?["authorities"] as? String)
        settings.put("mail.smtp.authorities", try together([usual, file]))
      }
      #expect(found["weChatPay"]?.verdict == "ok" && found["mail"]?.verdict == "ok", "\(found)")
      let line = try #require(found["certificates"])
      return (code, line.verdict, line.finding, line.remedy ?? "")
    }
    for (file, code, verdict, says) in [
      (files[0], Int32(1), "wrong", "2019"), (files[1], 0, "warning", files[1]),
    ] {
      let (ended, was, finding, remedy) = try doctor(file)
      #expect(ended == code && was == verdict)
      #expect(finding.contains("\(place).5AFE") && finding.contains(says), "\(finding)")
      #expect(remedy.contains("newer certificate") && remedy.contains("\(place).5AFE"), "\(remedy)")
    }
    #expect(try doctor(files[2]).1 == "ok")
  }

  @Test func `a clock that is a day off is told by what the providers' servers say`() throws {
    try counter.tell("clock", ["now": time(nil) + 86_400])
    defer { _ = try? counter.tell("anew") }
    let (code, found) = try counter.doctor()
    #expect(code == 1)
    let clock = try #require(found["clock"])
    #expect(clock.verdict == "wrong" && clock.finding.contains("says it is"), "\(clock)")
    #expect(clock.remedy?.contains("NTP") == true)
    // Both sign with the time, and say so.
    #expect(found["weChatPay"]?.verdict == "wrong" && found["alipay"]?.verdict == "wrong")
    #expect(found["stripe"]?.verdict == "ok" && found["mail"]?.verdict == "ok")
  }

  @Test(arguments: [
    ("1272", "wrong", "no paper", "new roll"), ("1612", "wrong", "cover", "Close"),
    ("5212", "wrong", "fault", "off and on"), ("121e", "warning", "nearly", "new roll"),
  ])
  func `a printer that cannot print is told of, with what it says of itself`(
    _ state: String, _ verdict: String, _ finding: String, _ remedy: String
  ) throws {
    try counter.printer(state)
    defer { try? counter.printer("1212") }
    let (code, found) = try counter.doctor()
    #expect(code == (verdict == "wrong" ? 1 : 0))
    let printer = try #require(found["printer"])
    #expect(printer.verdict == verdict && printer.finding.contains(finding), "\(printer)")
    #expect(printer.remedy?.contains(remedy) == true)
  }

  @Test func `files that others can read, and a key that opens nothing, are found`() throws {
    let own = try counter.own
    chmod(own, 0o644)
    let open = try counter.doctor()
    chmod(own, 0o600)
    #expect(open.code == 1 && open.found["files"]?.verdict == "wrong")
    #expect(open.found["files"]?.finding.contains(own) == true)
    let other = try counter.folder.write(String(repeating: "0", count: 64), to: "other-key")
    let locked = try counter.doctor([counter.access[0], counter.access[1], "--key-file", other])
    #expect(locked.code == 1 && locked.found["vault"]?.verdict == "wrong")
    #expect(locked.found["mail"]?.verdict == "ok")
    let none = try counter.doctor(["--vault", counter.folder("none/vault")])
    #expect(none.code == 0 && none.found["vault"]?.verdict == "warning")
    #expect(none.found["vault"]?.remedy?.contains("esimdesk init") == true)
  }

  @Test func `a calendar that ends before the longest review is told of by its name`() throws {
    mkdir(counter.folder("brands"), 0o700)
    mkdir(counter.folder("brands/calendars"), 0o700)
    defer { try? FileManager.default.removeItem(atPath: counter.folder("brands")) }
    _ = try counter.folder.write(
      """
      {"format": 1, "id": "CN", "names": {"en": "old", "zh-Hans": "旧", "zh-Hant": "舊"},
       "source": "a test", "years": [{"year": 2024, "provisional": false, "holidays": [], "workdays": []}]}
      """, to: "brands/calendars/CN.json")
    let (code, found) = try counter.doctor(
      counter.access + ["--brands", counter.folder("brands")])
    #expect(code == 0)
    let calendars = try #require(found["calendars"])
    #expect(calendars.verdict == "warning" && calendars.finding.contains("CN"), "\(calendars)")
    #expect(calendars.remedy?.contains("calendars/") == true)
  }

  @Test func `a terminal that draws no Chinese, or no screen at all, deserves a look`() throws {
    for (name, words) in [
      ("linux", "no Chinese"), ("dumb", "line by line"), ("nonsense-term", "describes nonsense"),
    ] {
      let terminal = try Terminal(
        all: ["doctor", "--lang", "en", "--config", counter.config] + counter.access,
        in: counter.folder, columns: 120, rows: 50, more: ["TERM": name])
      #expect(terminal.end() == 0)
      let said = try terminal.look().rows.first { $0.contains("Terminal") } ?? ""
      #expect(said.hasPrefix("look") && said.contains(words), "\(said)")
    }
  }
}
