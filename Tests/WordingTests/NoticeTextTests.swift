import Domain
import Testing

@testable import Wording

@Suite struct `What leaves the desk` {
  let policy: BrandPolicy
  let readable: BrandPolicy

  init() throws {
    policy = try #require(Samples.policy)
    readable = try #require(Samples.readablePolicy)
  }

  func message(_ body: Notice.Body, _ channel: Channel, _ language: Language) -> MessageText {
    NoticeText.message(Samples.notice(body, channel, language), policy: policy)
  }

  /// Every notice of either carrier.
  func messages(_ channel: Channel, _ language: Language) -> [MessageText] {
    [policy, readable].flatMap { policy in
      Samples.bodies.map {
        NoticeText.message(Samples.notice($0, channel, language), policy: policy)
      }
    }
  }

  @Test(arguments: Language.allCases, Channel.allCases)
  func `every notice can be said in every language, by mail and by short message`(
    language: Language, channel: Channel
  ) {
    for message in messages(channel, language) {
      let said = (message.subject ?? "") + message.text
      #expect(!said.contains("⟨") && !said.contains("{"), "\(said)")
      #expect((message.subject != nil) == (channel == .mail), "\(said)")
      #expect(message.to == "+8613800138000")
      #expect(message.subject?.contains("\n") != true)
      #expect(said.contains("Heyon"))
    }
  }

  @Test(arguments: [Language.zhHans, .zhHant])
  func `a Chinese code fits one short message`(language: Language) {
    for body in Samples.codes {
      let text = message(body, .sms, language).text
      #expect(text.utf16.count <= 70, "\(text.utf16.count): \(text)")
      #expect(text.contains("048291") && text.contains("10 分"))
    }
  }

  @Test(arguments: [Language.zhHans, .zhHant])
  func `no Chinese notice needs more than two short messages`(language: Language) {
    for text in messages(.sms, language).map(\.text) {
      #expect(text.utf16.count <= 2 * 67, "\(text.utf16.count): \(text)")
    }
  }

  /// One letter outside GSM 03.38 halves how much an English short message holds.
  @Test func `an English short message keeps to the GSM alphabet and two parts`() {
    let gsm = Set(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;!?'()-+/$£@%&#*=")
    for text in messages(.sms, .en).map(\.text) {
      #expect(text.filter { !gsm.contains($0) } == "", "\(text)")
      #expect(text.count <= 2 * 153, "\(text.count): \(text)")
    }
    for body in Samples.codes {
      #expect(message(body, .sms, .en).text.count <= 160)
    }
  }

  @Test func `a closure's end says what is gone, what is left to do and where the money went`() {
    let done = Notice.Body.closureDone(receipt: Samples.receipt, balance: Samples.balances[2])
    #expect(
      message(done, .sms, .en).text
        == "Heyon: Your account is closed and your data is erased. The balance of CNY 36.50 was "
        + "moved to account H-204519. Now remove the eSIM profile from your phone. To come back, "
        + "register a new account. Keep receipt R-7K2M-94QD.")
    #expect(
      message(done, .sms, .zhHant).text
        == "【Heyon】帳戶已註銷，資料已清除。餘額 ￥36.50 已轉入帳戶 H-204519。請從手機移除 eSIM 設定檔。"
        + "日後再用，須重新登記。回條 R-7K2M-94QD，請保存。")
  }

  @Test func `a mail says where help is`() {
    let mail = message(.closureSubmitted(receipt: "R-1", window: Samples.window), .mail, .en)
    #expect(mail.subject == "Heyon: application R-1 to close your account")
    #expect(
      mail.text == """
        We have your application R-1 to close your account. Result expected: \
        Sat 21 Nov to Fri 27 Nov 2026. Until then you can withdraw it. If you did not apply, \
        call 400-000-0000 at once.

        Heyon
        Help: 400-000-0000 (day and night) or help@heyon.example
        heyon.example
        """)
  }

  @Test
  func `a reviewer's own words are passed on, a known reason is said in the person's language`() {
    let own = message(.closureRejected(receipt: "R-1", reason: "Bill from May"), .sms, .zhHans)
    #expect(own.text.hasSuffix("原因：Bill from May"))
    let known = message(.closureRejected(receipt: "R-1", reason: "billsOpen"), .sms, .zhHans)
    #expect(known.text.hasSuffix("原因：还有账单没有付清。"))
  }
}
