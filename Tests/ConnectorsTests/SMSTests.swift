import Connectors
import Domain
import Fixtures
import Foundation
import Testing

@Suite struct SMSGatewayTests {
  let server: LoopbackServer

  init() throws { server = try LoopbackServer("gateway") }

  struct Asked: Decodable {
    var method: String
    var path: String
    var query: [String: String]
    var headers: [String: String]
    var said: AnyJSON
    var basic: String?
  }

  static let text = "【海昂】验证码 048291 & \"x\" <y> 'z' {to} {secret:token} 100%+\\ \n🎉"

  private func gateway(_ path: String, _ rest: String, patience: Int = 20) throws -> SMSGateway {
    let json = #"{"gateway": {"url": "\#(try server.text("url"))\#(path)", \#(rest)}}"#
    let settings = try StrictJSON.read(SMSSettings.self, Array(json.utf8), newest: 1)
    return SMSGateway(try #require(settings.gateway), patience: patience)
  }

  private func send(_ gateway: SMSGateway) -> Delivery {
    gateway.send(Self.text, to: "+8613800138000", id: "57.1795136400.0011")
  }

  private var asked: [Asked] {
    get throws { try lines(Asked.self, server.text("asked")) }
  }

  private func secret(_ text: String) throws -> String {
    let file = server.folder.appendingPathComponent("secret")
    try Data("\(text)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    return #"{"file": "\#(file.path)"}"#
  }

  @Test func `a JSON body holds exactly what is sent, whatever it is made of`() throws {
    let gateway = try gateway(
      "/ok",
      #"""
      "headers": {"X-Token": "T {secret:token}", "Idempotency-Key": "{id}"},
      "secrets": {"token": \#(secret("k{id}\"y"))},
      "body": {"json": {"to": ["{to}", "{digits}"], "sms": {"text": "{text}", "n": 1, "b": true}}},
      "accepted": {"json": {"path": "result.messages[0].status", "equals": "sent"}}
      """#)
    #expect(send(gateway) == .done)
    let asked = try #require(asked.first)
    #expect(
      asked.said
        == .object([
          "to": .array([.string("+8613800138000"), .string("8613800138000")]),
          "sms": .object(["text": .string(Self.text), "n": .integer(1), "b": .bool(true)]),
        ]))
    #expect(asked.headers["x-token"] == "T k{id}\"y")
    #expect(asked.headers["idempotency-key"] == "57.1795136400.0011")
    #expect(asked.headers["content-type"] == "application/json" && asked.method == "POST")
  }

  @Test func `so do a form, a query and XML`() throws {
    #expect(
      send(
        try gateway("/plain", #""body": {"form": {"To": "{to}", "短信": "{text}"}}, "method": "PUT""#)
      )
        == .done)
    #expect(send(try gateway("/ok?to={to}&text={text}", #""method": "GET""#)) == .done)
    #expect(
      send(
        try gateway(
          "/ok", #""body": {"xml": "<sms><to>{digits}</to><text>{text}</text></sms>"}"#)) == .done)
    let asked = try asked
    #expect(asked[0].method == "PUT")
    #expect(
      asked[0].said == .object(["To": .string("+8613800138000"), "短信": .string(Self.text)]))
    #expect(asked[1].query == ["to": "+8613800138000", "text": Self.text])
    #expect(
      asked[2].said == .object(["to": .string("8613800138000"), "text": .string(Self.text)]))
  }

  @Test func `user and password go as basic authentication`() throws {
    let gateway = try gateway(
      "/ok",
      #""user": "AC1", "password": \#(secret("pässword")), "body": {"form": {"t": "{text}"}}"#)
    #expect(send(gateway) == .done)
    #expect(try asked.first?.basic == "AC1:pässword")
  }

  static let outcomes: [(String, Delivery)] = [
    ("/broken", .later(DeliveryTrouble(.answer, "500"))),
    ("/busy", .later(DeliveryTrouble(.answer, "429"), seconds: 120)),
    ("/busy-date", .later(DeliveryTrouble(.answer, "503"), seconds: 300)),
    ("/busy-soon", .later(DeliveryTrouble(.answer, "503"))),
    ("/wrong", .refused(DeliveryTrouble(.answer, "400"))),
    ("/denied", .later(DeliveryTrouble(.signIn, "401"))),
    ("/moved", .later(DeliveryTrouble(.answer, "302"))),
    ("/short-of-money", .later(DeliveryTrouble(.answer, "200"))),
    ("/blocked", .refused(DeliveryTrouble(.answer, "200"))),
    ("/not-json", .later(DeliveryTrouble(.answer, "200"))),
  ]

  @Test(arguments: outcomes)
  func `what the service answers decides what becomes of the message`(
    _ path: String, _ result: Delivery
  ) throws {
    let gateway = try gateway(
      path,
      #"""
      "body": {"json": "{text}"}, "accepted": {"json": {"path": "code", "equals": 0}},
      "refused": {"json": {"path": "code", "equals": 7}}
      """#)
    #expect(send(gateway) == result)
  }

  @Test func `a text in the answer can be what tells it was taken`() throws {
    let test = #""body": {"json": "{text}"}, "accepted": {"status": [202], "contains": "OK"}"#
    #expect(send(try gateway("/plain", test)) == .done)
    #expect(send(try gateway("/ok", test)) == .later(DeliveryTrouble(.answer, "200")))
  }

  @Test(arguments: ["/half", "/cut", "/silent"])
  func `an answer that is lost may have been a yes; the repeat has the same number`(
    _ path: String
  ) throws {
    let gateway = try gateway(
      // Long enough to ask, on a busy machine, too.
      path, #""body": {"json": {"id": "{id}", "text": "{text}"}}"#, patience: 4)
    for _ in 1...2 {
      guard case .later(let trouble, nil) = send(gateway), trouble.kind == .noAnswer else {
        Issue.record("\(path)")
        return
      }
    }
    let said = try asked.map(\.said)
    #expect(said.count == 2 && said.first == said.last)
  }

  @Test func `a look at it connects and asks nothing`() throws {
    #expect(try gateway("/ok", #""body": {"json": "{text}"}"#).check() == .done)
    #expect(try asked.isEmpty)
    let lost = try gateway(
      "/ok",
      #""body": {"json": "{text}"}, "user": "a", "password": {"file": "/nowhere/word"}"#)
    #expect(lost.check() == .later(DeliveryTrouble(.secret, "/nowhere/word")))
    #expect(send(lost) == .later(DeliveryTrouble(.secret, "/nowhere/word")))
  }

  @Test(arguments: [
    (#"{"gateway": {"url": "http://example.org", "body": {"json": "{text}"}}}"#, "gateway.url"),
    (#"{"gateway": {"url": "https://x", "body": {"json": "{txet}"}}}"#, "gateway.body"),
    (#"{"gateway": {"url": "https://x", "body": {"json": "{to}"}}}"#, "gateway.body"),
    (#"{"gateway": {"url": "https://x/{to}"}}"#, "gateway.url"),
    (#"{"gateway": {"url": "https://x", "body": {"xml": "{text}", "json": 1}}}"#, "gateway.body"),
    (
      #"{"gateway": {"url": "https://x", "headers": {"A": "{secret:b}"}, "body": {"json": "{text}"}}}"#,
      "gateway.headers"
    ),
    (
      #"{"gateway": {"url": "https://x", "headers": {"A B": "c"}, "body": {"json": "{text}"}}}"#,
      "gateway.headers"
    ),
    (
      #"{"gateway": {"url": "https://x", "user": "a", "body": {"json": "{text}"}}}"#,
      "gateway.password"
    ),
    (
      #"{"gateway": {"url": "https://x", "methd": "PUT", "body": {"json": "{text}"}}}"#,
      "gateway.methd"
    ),
    (#"{"spool": "outgoing"}"#, "spool"), (#"{}"#, ""),
    (#"{"spool": "/a", "gateway": {"url": "https://x/{text}"}}"#, ""),
  ])
  func `what could never work is refused with its place`(_ json: String, _ place: String) {
    let problem = #expect(throws: FileProblem.self) {
      try StrictJSON.read(SMSSettings.self, Array(json.utf8), newest: 1)
    }
    #expect(problem?.path == place)
  }
}

@Suite struct SMSSpoolTests {
  struct File: Decodable, Equatable {
    var name: String
    var to: String
    var alphabet: String
    var text: String
    var mode: String
  }

  private func read(_ folder: ScratchFolder) throws -> [File] {
    let said = try Python.run("ConnectorsTests/Servers/spool.py", [], input: Data(folder.path.utf8))
    return try JSONDecoder().decode([File].self, from: said)
  }

  @Test func `smsd finds each message whole, once, in an alphabet it can send`() throws {
    let folder = try ScratchFolder()
    let spool = SMSSpool(folder: folder.path)
    #expect(spool.check() == .done)
    let texts = [
      "Heyon: Code 048291 [x] {y} ~", "【海昂】验证码 048291。🎉\n两行", "It costs `5`",
      "Café ￥5",
    ]
    for (index, text) in texts.enumerated() {
      for _ in 1...2 {
        #expect(spool.send(text, to: "+8613800138000", id: "\(index).1795136400.00") == .done)
      }
    }
    let files = try read(folder)
    #expect(files.map(\.text) == texts)
    #expect(files.map(\.alphabet) == ["ISO", "UCS", "UCS", "UCS"])
    #expect(files.allSatisfy { $0.to == "8613800138000" && $0.mode == "0o660" })
    #expect(files.map(\.name) == (0..<4).map { "esimdesk-\($0).1795136400.00" })
  }

  @Test func `a number that is none is refused, and a folder that is gone is tried again`() throws {
    let folder = try ScratchFolder()
    for number in ["+86 138\nFlash: yes", "", "+", "abc"] {
      #expect(
        SMSSpool(folder: folder.path).send("x", to: number, id: "1")
          == .refused(DeliveryTrouble(.address)))
    }
    #expect(try read(folder).isEmpty)
    let gone = SMSSpool(folder: "\(folder.path)/gone")
    let trouble = DeliveryTrouble(.folder, "\(folder.path)/gone: No such file or directory")
    #expect(gone.send("x", to: "+86138", id: "1") == .later(trouble))
    #expect(gone.check() == .later(trouble))
  }
}
