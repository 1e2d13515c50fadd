import Domain
import Fixtures
import Foundation
import Testing

@testable import Connectors

/// When certificates that the configuration names end, read with OpenSSL from what another library wrote.
@Suite struct CertificatesTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A file with certificates that end at these seconds since 1970.
  func file(_ name: String, _ ends: Int64...) throws -> String {
    let path = folder.path + "/" + name
    try Python.run(
      "ConnectorsTests/Servers/certificates.py", ends.map { "\($0)" }, input: Data()
    ).write(to: URL(filePath: path))
    return path
  }

  @Test func `a certificate ends when it says, and of authorities the last one counts`() throws {
    // Before and after 2050, where certificates begin to write years in full.
    let (early, late) = (Int64(1_799_999_999), Int64(4_102_444_799))
    for (path, ends) in [
      (try file("one", early), (early, early)), (try file("two", late, early), (late, late)),
      (try file("three", early, late), (early, late)),
    ] {
      func last(_ use: CertificateTerm.Use) -> Int64? {
        CertificateTerm(use, key: "k", path: path)?.last.seconds
      }
      #expect(last(.provider) == ends.0 && last(.own) == ends.0 && last(.authority) == ends.1)
    }
    let none = folder.path + "/none"
    try Data("hunter2\n".utf8).write(to: URL(filePath: none))
    for path in [none, folder.path + "/nowhere"] {
      #expect(CertificateTerm(.provider, key: "k", path: path) == nil)
    }
  }

  @Test func `30 days before its end it deserves a look, and after that it is wrong`() {
    let last = Instant(seconds: 1_800_000_000)
    let term = CertificateTerm(.own, key: "sslcert", path: "/p", last: last)
    for (seconds, state) in [
      (-30 * 86_400 - 1, CertificateTerm.State.good), (-30 * 86_400, .endsSoon), (0, .endsSoon),
      (1, .ended), (86_400, .ended),
    ] {
      #expect(term.state(at: last.adding(seconds: Int64(seconds))) == state, "\(seconds)")
    }
  }

  @Test func `every file of the configuration that can hold one is looked into, a bare key is not`()
    throws
  {
    let end = Int64(1_800_000_000)
    let path = try file("one", end)
    let pay = WeChatPaySettings(
      appID: "a", merchantID: "m", serial: "s", privateKey: .file("/k"),
      platformKeys: ["5AFE": path, "PUB_KEY_ID_1": "/nowhere"], notifyURL: "https://x.example",
      name: "n")
    let alipay = AlipaySettings(appID: "a", privateKey: .file("/k"), alipayKey: path, name: "n")
    let payment = PaymentSettings(weChatPay: pay, alipay: alipay)
    #expect(
      payment.certificates.map(\.key) == [
        "payment.weChatPay.platformKeys.5AFE", "payment.alipay.alipayKey",
      ])
    let mail = MailSettings(
      smtp: SMTPSettings(host: "h", port: 25, security: .tls, authorities: path))
    #expect(mail.certificates.map(\.use) == [.authority])
    #expect(mail.certificates.map(\.last) == [Instant(seconds: end)])
  }
}
