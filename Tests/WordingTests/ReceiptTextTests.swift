import Domain
import Testing

@testable import Wording

@Suite struct `What a receipt says` {
  let policy: BrandPolicy
  let readable: BrandPolicy

  init() throws {
    policy = try #require(Samples.policy)
    readable = try #require(Samples.readablePolicy)
  }

  func lines(_ facts: Receipt.Facts, _ language: Language) -> [String] {
    ReceiptText.lines(of: Samples.receipt(facts), policy: policy, language: language)
  }

  @Test(arguments: Language.allCases)
  func `every receipt can be said in every language`(language: Language) {
    let all = [policy, readable].flatMap { policy in
      Samples.facts.map {
        ReceiptText.lines(of: Samples.receipt($0), policy: policy, language: language)
      }
    }
    for lines in all {
      #expect(
        lines[0].contains("R-7K2M-94QD") && lines[1] == "Heyon" && lines[2].hasSuffix("09:12"))
      #expect(lines.count >= 4)
      for line in lines {
        #expect(!line.isEmpty && !line.contains("⟨") && !line.contains("{"), "\(line)")
        #expect(!line.contains("\n"), "\(line)")
      }
    }
  }

  @Test func `a renewal with a promotion`() {
    let renewal = Receipt.Facts.renewal(
      Samples.quote(.months(3), promotion: "loyal"), method: .balance, order: "O-1")
    #expect(
      lines(renewal, .en) == [
        "Receipt R-7K2M-94QD", "Heyon", "Fri 20 Nov 2026, 09:12", "Renewal", "Plan: Data Plus",
        "Term: 3 months", "Runs Mon 23 Nov 2026 to Tue 23 Feb 2027", "List price: ￥177.00",
        "Discount: ￥17.70 (Loyalty)", "Paid: ￥159.30", "Paid from the account balance", "Order O-1",
      ])
  }

  @Test(arguments: Language.allCases)
  func `a receipt says who took the money at the counter, and how`(language: Language) throws {
    let bill = Receipt.Facts.bill(
      id: "B-1", amount: Money(5310, "CNY"), method: .counterCash, order: "O-1")
    let cash = Taking(
      means: .cash(given: Money(10_000, "CNY")), by: "chan", station: "counter-3")
    let said = ReceiptText.lines(
      of: Samples.receipt(bill, taking: cash), policy: policy, language: language
    ).suffix(2).joined(separator: " | ")
    for fact in ["chan", "counter-3", "100.00", "46.90"] { #expect(said.contains(fact), "\(said)") }
    for (four, brand) in zip(["4242", ""], CardSlip.Brand.allCases) {
      let slip = try CardSlip(brand: brand, authorisation: "0a1 b2c", lastFour: four)
      let card = Taking(means: .card(slip), by: "chan", station: "counter-3")
      let said = ReceiptText.lines(
        of: Samples.receipt(bill, taking: card), policy: policy, language: language)
      #expect(said.last?.contains("0A1B2C") == true && said.last?.contains(four) == true)
    }
  }

  @Test func `a closure's application, with what will happen to the balance`() {
    let submitted = Receipt.Facts.closureSubmitted(
      window: Samples.window, balance: Samples.balances[1], fee: nil)
    #expect(
      lines(submitted, .zhHans) == [
        "回执 R-7K2M-94QD", "Heyon", "2026年11月20日（周五）09:12", "账户注销申请",
        "预计有结果：2026年11月21日（周六）至11月27日（周五）", "账户注销时，余额 ￥36.50 将退还给您。",
        "请记好编号，不登录也能凭它查询进度。",
      ])
  }
}

@Suite struct `A receipt in a mail` {
  @Test(arguments: Language.allCases) func `a mail carries the receipt it tells of, with its code`(
    language: Language
  ) throws {
    let policy = try #require(Samples.policy)
    let facts = [UInt8](repeating: 7, count: 20)
    var receipt = Samples.receipt(.suspended(Samples.days))
    receipt.code =
      ReceiptCode(
        facts: facts, publicKey: facts, signature: [UInt8](repeating: 1, count: 64)
      ).text
    var notice = Samples.notice(
      .suspended(Samples.days, receipt: receipt.number), .mail, language)
    notice.receipt = receipt
    let lines = NoticeText.message(notice, policy: policy).text.split(separator: "\n").map(
      String.init)
    for line in ReceiptText.lines(of: receipt, policy: policy, language: language) {
      #expect(lines.contains(line))
    }
    let code = try ReceiptCode(try #require(receipt.code))
    #expect(Array(lines.suffix(code.lines.count)) == code.lines)
    // A short message has no room for it.
    notice = Samples.notice(.suspended(Samples.days, receipt: receipt.number), .sms, language)
    notice.receipt = receipt
    #expect(!NoticeText.message(notice, policy: policy).text.contains(code.lines[0]))
  }
}
