import Connectors
import Fixtures
import Foundation
import Testing

@Suite struct HTTPRequestTests {
  let server: LoopbackServer

  init() throws { server = try LoopbackServer("web") }

  private func plain(_ path: String) throws -> String {
    "http://127.0.0.1:\(try server.number("plain"))\(path)"
  }

  private func secure(_ path: String) throws -> String {
    "https://localhost:\(try server.number("tls"))\(path)"
  }

  @Test func `a request arrives as it was given, and nothing is added but what HTTP demands`()
    throws
  {
    let answer = try HTTPRequest(
      "POST", secure("/echo"),
      headers: [
        .init("Content-Type", "application/json"), .init("Idempotency-Key", "O-7K2M94QD0HXZ"),
        .init("X-Empty", ""),
      ], body: Array("{\"名\":1}".utf8), authorities: server.text("authority")
    ).perform()
    #expect(answer.status == 201)
    #expect(answer.header("x-case") == "kept")
    let said = try #require(
      JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    #expect(said["method"] as? String == "POST")
    #expect(said["body"] as? String == "{\"名\":1}")
    let headers = try #require(said["headers"] as? [[String]])
    #expect(
      headers.map { $0[0] } == [
        "Host", "Accept", "Content-Type", "Idempotency-Key", "X-Empty", "Content-Length",
      ])
    #expect(headers.contains(["X-Empty", ""]))
  }

  @Test(arguments: ["GET", "PUT", "DELETE"])
  func `any method goes out under its name`(_ method: String) throws {
    let answer = try HTTPRequest(method, plain("/echo")).perform()
    #expect(String(decoding: answer.body, as: UTF8.self).contains("\"method\": \"\(method)\""))
  }

  @Test func `a certificate of an authority nobody named is refused, and nothing was asked`() throws
  {
    let url = try secure("/echo")
    let trouble = #expect(throws: ServerTrouble.self) { try HTTPRequest("GET", url).perform() }
    guard case .unreachable = trouble else {
      Issue.record("\(trouble as Any)")
      return
    }
  }

  @Test(arguments: [
    "http://example.org/", "http://127.0.0.1@example.org/", "http://127.0.0.1.example.org/",
    "ftp://127.0.0.1/", "file:///etc/passwd",
  ])
  func `nothing leaves this machine without TLS`(_ url: String) {
    #expect(throws: ServerTrouble.unreachable("no TLS, and not this machine")) {
      try HTTPRequest("GET", url).perform()
    }
  }

  @Test func `a redirect is an answer and is not followed`() throws {
    #expect(try HTTPRequest("GET", plain("/moved")).perform().status == 302)
  }

  @Test(arguments: ["/short", "/endless", "/silent"])
  func `half an answer, too long a one or none at all may have had an effect`(_ path: String) throws
  {
    let url = try plain(path)
    let trouble = #expect(throws: ServerTrouble.self) {
      // Long enough to ask, on a busy machine, too.
      try HTTPRequest("POST", url, body: [0x78], patience: 4).perform()
    }
    guard case .unanswered = trouble else {
      Issue.record("\(trouble as Any)")
      return
    }
  }

  @Test func `where nobody listens nothing was asked`() throws {
    let trouble = #expect(throws: ServerTrouble.self) {
      try HTTPRequest("GET", "http://127.0.0.1:1/").perform()
    }
    guard case .unreachable = trouble else {
      Issue.record("\(trouble as Any)")
      return
    }
  }

  @Test func `a header cannot be broken into two`() throws {
    let url = try plain("/echo")
    #expect(throws: ServerTrouble.unreachable("a line break in a header")) {
      try HTTPRequest("GET", url, headers: [.init("X", "a\r\nY: b")]).perform()
    }
  }
}
