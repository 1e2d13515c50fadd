import Connectors
import Foundation
import Testing

@Suite struct PaymentSettingsTests {
  private let stripe: [String: Any] = [
    "secretKey": ["credential": "stripe"], "returnURL": "https://heyon.example/paid",
    "name": "Heyon", "methods": ["card"],
  ]

  private func read(_ changed: [String: Any]) throws -> PaymentSettings {
    let changed = stripe.merging(changed) { $1 }
    return try JSONDecoder().decode(
      PaymentSettings.self, from: try JSONSerialization.data(withJSONObject: ["stripe": changed]))
  }

  @Test func `settings are read as they are written`() throws {
    let settings = try #require(try read(["server": "http://127.0.0.1:8080"]).stripe)
    #expect(settings.methods == [.card] && settings.server == "http://127.0.0.1:8080")
  }

  @Test(arguments: [
    ["server": "http://pay.example"], ["server": "https://pay.example/"], ["server": "ftp://x"],
    ["server": "http://127.0.0.1.example"], ["returnURL": "http://heyon.example/paid"],
    ["returnURL": "https://a b"], ["shortPage": "https://pay.heyon.example/"],
    ["secretKey": "sk_live_1"],
  ])
  func `an address without TLS, or a secret itself, is refused`(_ changed: [String: String]) {
    #expect(throws: DecodingError.self) { try read(changed) }
  }

  @Test func `a way of paying that nobody knows is refused`() {
    #expect(throws: DecodingError.self) { try read(["methods": ["cheque"]]) }
  }
}
