import Testing

@testable import Domain

@Suite struct AuthenticatorTests {
  static let secret = Array("12345678901234567890".utf8)
  let totp = TOTP(secret: secret)

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (
      String(repeating: "01234567", count: 80), "dea356a2cddd90c7a7ecedc5ebb563934f460452"
    ),
  ]) func `SHA-1 of RFC 3174`(text: String, digest: String) {
    #expect(hex(SHA1.hash(Array(text.utf8))) == digest)
  }

  @Test func `HMAC-SHA-1 of RFC 2202`() {
    func mac(_ key: [UInt8], _ text: [UInt8]) -> String { hex(SHA1.authenticate(text, key: key)) }
    let bytes = { (byte: UInt8, count: Int) in [UInt8](repeating: byte, count: count) }
    #expect(
      mac(bytes(0x0B, 20), Array("Hi There".utf8)) == "b617318655057264e28bc0b6fb378c8ef146be00")
    #expect(
      mac(Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
        == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    #expect(mac(bytes(0xAA, 20), bytes(0xDD, 50)) == "125d7342b9ac11cd91a39af48aa17b4f63f175d3")
    #expect(
      mac(bytes(0xAA, 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
  }

  @Test func `HOTP of RFC 4226`() {
    let codes = (0..<10).map { TOTP.hotp(Self.secret, $0) }
    #expect(
      codes == [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
      ])
  }

  @Test(
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
      (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ] as [(Int64, String)]) func `TOTP of RFC 6238`(seconds: Int64, code: String)
  {
    let moment = Instant(seconds: seconds)
    #expect(TOTP.hotp(Self.secret, TOTP.step(moment), digits: 8) == code)
    #expect(totp.code(at: moment) == code.suffix(6))
  }

  @Test func `a code is good for its half minute, the one before and the one after, once`() {
    let now = Instant(seconds: 1_111_111_111)
    let step = TOTP.step(now)
    for shift in Int64(-3)...3 {
      let code = totp.code(at: now.adding(seconds: shift * TOTP.period))
      #expect(totp.accept(code, at: now, after: nil) == (abs(shift) <= 1 ? step + shift : nil))
    }
    let code = totp.code(at: now)
    #expect(totp.accept(code, at: now, after: step - 1) == step)
    #expect(totp.accept(code, at: now, after: step) == nil)
    #expect(totp.accept("", at: now, after: nil) == nil)
    #expect(
      totp.accept(totp.code(at: Instant(seconds: 0)), at: Instant(seconds: 0), after: nil) == 0)
  }

  @Test func `a secret is written in base 32`() throws {
    #expect(totp.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    #expect(TOTP(base32: "gezd gnbv gy3t qojq gezd gnbv gy3t qojq") == totp)
    #expect(TOTP(base32: "GEZDGNB1") == nil)
    #expect(TOTP(base32: "GEZDGNBV") == nil)
    for (bytes, text) in [
      ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ] {
      #expect(Base32.text(Array(bytes.utf8)) == text)
      #expect(Base32.bytes(text + "====") == Array(bytes.utf8))
    }
  }

  @Test func `the enrolment is an address that apps read`() {
    #expect(
      totp.enrolment(issuer: "中港通", account: "lin@example.com")
        == "otpauth://totp/%E4%B8%AD%E6%B8%AF%E9%80%9A:lin%40example.com"
        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E4%B8%AD%E6%B8%AF%E9%80%9A")
  }

  @Test func `a secret does not show`() {
    var text = "\(totp)" + String(reflecting: totp)
    dump(totp, to: &text)
    #expect(!text.contains("49") && !text.contains("GEZD"))
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
