import Connectors
import Domain
import Fixtures
import Foundation
import Testing

/// What a mail server took, as Python's own email package reads it.
struct Letter: Decodable, Equatable {
  var headers: [String: String]
  var type: String
  var subject: String
  var sender: String
  var text: String
  var html: String
  var language: String
  var tags: [String]
  var defects: [String]
  var longest: Int
  var ascii: Bool
  var tls: Bool?
  var signedIn: Bool?
  var envelope: [String]?
}

/// Lines of JSON that a server writes as it goes.
func lines<T: Decodable>(_ type: T.Type, _ path: String, atLeast least: Int = 0) throws -> [T] {
  let deadline = Date(timeIntervalSinceNow: 60)
  while true {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let whole = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    if whole.count >= least || Date() > deadline {
      return try whole.map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }
    usleep(5_000)
  }
}

@Suite struct SMTPTests {
  /// The password has letters that no ASCII has, and the texts all that has to be escaped somewhere.
  static let secret = "pässword 口令"

  static let texts: [(language: String, sender: String, subject: String, text: String)] = [
    (
      "en", "Heyon", "Heyon: your plan is renewed, <5> & \"more\"",
      ".\n.. begins with dots\nFrom here & <there>: \"now\" it's\n\nIt costs ￥ 33.10.  Two  blanks.\n"
        + String(repeating: "long ", count: 300)
    ),
    (
      "zh-Hans", "海昂", "海昂：您的套餐已续费，可用至2026年12月23日（周三），请妥善保存这封邮件以备查询",
      "您的套餐已续费。\n\n回执 R-7K2M-94QD，请保存。🎉\n—— <海昂>"
    ),
    ("zh-Hant", "海昂", "海昂：帳戶已註銷", "帳戶已註銷，資料已清除。\n\n餘額 ￥36.50 已退還。"),
  ]

  static func mail(_ index: Int, to: String = "lin@example.com") -> Mail {
    let text = texts[index]
    return Mail(
      from: "desk@heyon.example", sender: text.sender, replyTo: "help@heyon.example", to: to,
      subject: text.subject, text: text.text, language: text.language,
      messageID: "57.1795136400.00112233@heyon.example", date: "Fri, 20 Nov 2026 09:00:00 +0800")
  }

  static func settings(
    _ server: LoopbackServer, _ security: SMTPSettings.Security, password: String = secret,
    trusting: Bool = true
  ) throws -> SMTPSettings {
    let file = server.folder.appendingPathComponent("password-\(password.utf8.count)")
    try Data("\(password)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    return SMTPSettings(
      host: "localhost", port: try server.number(security.rawValue), security: security,
      user: security == .none ? nil : "desk",
      password: security == .none ? nil : .file(file.path),
      authorities: trusting ? try server.text("authority") : nil)
  }

  private static func expect(_ letter: Letter, _ index: Int) {
    let sent = texts[index]
    #expect(letter.subject == sent.subject && letter.sender == sent.sender)
    // Its lines end as mail's do, and so as the reader gives them back.
    #expect(letter.text.replacing("\r\n", with: "\n") == sent.text)
    #expect(letter.html.replacing("\r\n", with: "\n") == sent.text)
    #expect(letter.language == sent.language && letter.headers["Content-Language"] == sent.language)
    #expect(letter.type == "multipart/alternative" && letter.defects.isEmpty)
    #expect(letter.ascii && letter.longest <= (letter.tls == nil ? 998 : 78))
    #expect(letter.tags == ["body", "head", "html", "meta", "p", "title"])
    #expect(letter.headers["Message-ID"] == "<57.1795136400.00112233@heyon.example>")
    #expect(letter.headers["Date"] == "Fri, 20 Nov 2026 09:00:00 +0800")
    #expect(letter.headers["Auto-Submitted"] == "auto-generated")
    #expect(letter.headers["Reply-To"] == "help@heyon.example")
    #expect(letter.headers["To"] == "lin@example.com")
  }

  @Test(arguments: [SMTPSettings.Security.startTLS, .tls, .none])
  func `REN-10: a mail arrives word for word in each language, over a private connection`(
    _ security: SMTPSettings.Security
  ) throws {
    let server = try LoopbackServer("smtp")
    let smtp = SMTP(try Self.settings(server, security))
    for index in Self.texts.indices { #expect(smtp.send(Self.mail(index)) == .done) }
    let letters = try lines(Letter.self, server.text("mails"))
    try #require(letters.count == 3)
    for (index, letter) in letters.enumerated() {
      Self.expect(letter, index)
      #expect(letter.tls == (security != .none) && letter.signedIn == (security != .none))
      #expect(letter.envelope == ["desk@heyon.example", "lin@example.com"])
    }
  }

  /// Taken out of its package by `Scripts/setup-exim`, or the host's own.
  private static let hasExim = [
    Python.tests.appendingPathComponent("../.build/exim/usr/sbin/exim4").path, "/usr/sbin/exim4",
  ].contains { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(
    .enabled(
      if: geteuid() == 0 && Self.hasExim,
      "Exim from Debian runs here as root only"),
    arguments: [SMTPSettings.Security.startTLS, .tls])
  func `Debian's Exim takes the same mail, refuses what it refuses, and knows its users`(
    _ security: SMTPSettings.Security
  ) throws {
    let server = try LoopbackServer("exim")
    let smtp = SMTP(try Self.settings(server, security, password: "opensesame"))
    #expect(smtp.check() == .done)
    for index in Self.texts.indices { #expect(smtp.send(Self.mail(index)) == .done) }
    #expect(
      smtp.send(Self.mail(0, to: "refused@example.com"))
        == .refused(DeliveryTrouble(.answer, "550")))
    let stranger = SMTP(try Self.settings(server, security, password: "open"))
    #expect(stranger.send(Self.mail(0)) == .later(DeliveryTrouble(.signIn, "535")))
    let letters = try lines(Letter.self, server.text("mails"), atLeast: 3)
    try #require(letters.count == 3)
    for (index, letter) in letters.sorted(by: { $0.language < $1.language }).enumerated() {
      Self.expect(letter, index)
    }
  }

  @Test func `what a server answers is told apart, by its status and nothing else`() throws {
    let server = try LoopbackServer("smtp")
    let smtp = SMTP(try Self.settings(server, .startTLS))
    for (name, result) in [
      ("refused", Delivery.refused(DeliveryTrouble(.answer, "550"))),
      ("later", .later(DeliveryTrouble(.answer, "451"))),
      ("spam", .refused(DeliveryTrouble(.answer, "554"))),
    ] {
      #expect(smtp.send(Self.mail(0, to: "\(name)@example.com")) == result)
    }
    #expect(try lines(Letter.self, server.text("mails")).isEmpty)
  }

  @Test
  func `an answer that is lost or never comes may have been a yes; the repeat is the same mail`()
    throws
  {
    let server = try LoopbackServer("smtp")
    let settings = try Self.settings(server, .tls)
    func expectNoAnswer(_ name: String, patience: Int) {
      let result = SMTP(settings, patience: patience).send(Self.mail(0, to: "\(name)@example.com"))
      guard case .later(let trouble, nil) = result, trouble.kind == .noAnswer else {
        Issue.record("\(name): \(result)")
        return
      }
    }
    expectNoAnswer("silent", patience: 2)
    // On a busy machine one may be given up before the server has it: that is no answer either.
    let deadline = Date(timeIntervalSinceNow: 60)
    var letters: [Letter] = []
    while letters.count < 2, Date() < deadline {
      expectNoAnswer("cut", patience: 20)
      letters = try lines(Letter.self, server.text("mails"))
    }
    #expect(letters.count >= 2 && letters.allSatisfy { $0 == letters.first })
  }

  @Test func `a wrong password is told as such, and nothing is sent`() throws {
    let server = try LoopbackServer("smtp")
    let smtp = SMTP(try Self.settings(server, .startTLS, password: "guess"))
    #expect(smtp.send(Self.mail(0)) == .later(DeliveryTrouble(.signIn, "535")))
    #expect(smtp.check() == .later(DeliveryTrouble(.signIn, "535")))
    #expect(try lines(Letter.self, server.text("mails")).isEmpty)
  }

  @Test func `a look at a server signs in and sends nothing`() throws {
    let server = try LoopbackServer("smtp")
    for security in [SMTPSettings.Security.startTLS, .tls, .none] {
      #expect(SMTP(try Self.settings(server, security)).check() == .done)
    }
    #expect(try lines(Letter.self, server.text("mails")).isEmpty)
  }

  @Test func `nothing is said to a server that cannot be private, or is not who it should be`()
    throws
  {
    let server = try LoopbackServer("smtp")
    var bare = try Self.settings(server, .startTLS)
    bare.port = try server.number("none")
    let stranger = try Self.settings(server, .tls, trusting: false)
    var nobody = bare
    nobody.port = 1
    for settings in [bare, stranger, nobody] {
      guard case .later(let trouble, nil) = SMTP(settings).send(Self.mail(0)) else {
        Issue.record("sent")
        continue
      }
      #expect(trouble.kind == .connection)
    }
    #expect(try lines(Letter.self, server.text("mails")).isEmpty)
  }

  @Test(arguments: [
    "lin@example.com>, <eve@example.com", "lin@example.com\r\nBcc: eve@example.com", "lin",
    "lin yue@example.com", "@example.com", "lin@", "a@b@c", "lín@example.com",
    "\"a b\"@example.com",
  ])
  func `an address that would break a header is refused, and no server is asked`(_ to: String) {
    let settings = SMTPSettings(host: "127.0.0.1", port: 1, security: .none)
    #expect(SMTP(settings).send(Self.mail(0, to: to)) == .refused(DeliveryTrouble(.address)))
  }

  @Test func `a password that is not there is told by its place`() {
    let settings = SMTPSettings(
      host: "127.0.0.1", port: 1, security: .none, user: "desk", password: .file("/nowhere/word"))
    #expect(SMTP(settings).send(Self.mail(0)) == .later(DeliveryTrouble(.secret, "/nowhere/word")))
  }
}
