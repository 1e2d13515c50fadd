import Connectors
import Foundation
import Testing

@Suite struct SecretSourceTests {
  private func file(_ text: String, _ mode: Int) throws -> String {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("esimdesk-secret-\(UUID().uuidString)")
    try Data(text.utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    return url.path
  }

  @Test func `a secret is read from its file, without the line's end`() throws {
    let path = try file("hunter2\n", 0o640)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try SecretSource.file(path).read() == Array("hunter2".utf8))
  }

  @Test func `one that everybody can read, is empty or is not there is refused by its name`() throws
  {
    let open = try file("hunter2", 0o644)
    let empty = try file("\n", 0o600)
    defer { [open, empty].forEach { try? FileManager.default.removeItem(atPath: $0) } }
    #expect(throws: SecretSource.Trouble.open(open)) { try SecretSource.file(open).read() }
    #expect(throws: SecretSource.Trouble.empty(empty)) { try SecretSource.file(empty).read() }
    #expect(throws: SecretSource.Trouble.missing("/nowhere")) {
      try SecretSource.file("/nowhere").read()
    }
  }

  @Test(arguments: [
    #"{"file": "relative"}"#, #"{"credential": "../x"}"#, #"{}"#,
    #"{"file": "/a", "credential": "b"}"#, #""hunter2""#,
  ])
  func `a secret itself, or half an address, is not taken for where one is`(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SecretSource.self, from: Data(json.utf8))
    }
  }
}
