import Domain
import Fixtures
import Testing

@testable import Journeys

/// A receipt's code on its owner's page, in the mail, and in front of somebody who checks it.
struct ReceiptProofTests {
  private func renewed() throws -> (Closing, Receipt) {
    let it = try Closing()
    it.person.choose("renewal")
    it.person.choose("month")
    it.person.choose("balance")
    it.person.confirm()
    it.person.next()
    return (it, try #require(it.person.receipts.last))
  }

  @Test func `X-08 AFT-08 a person reads the code of a receipt, as a symbol and to be typed`()
    throws
  {
    let (it, receipt) = try renewed()
    let code = try ReceiptCode(try #require(receipt.code))
    it.person.choose("receipts")
    it.person.choose(receipt.number)
    it.person.choose("code")
    it.person.expect(step: "code", "receipts")
    for line in code.lines { #expect(it.person.tells(.text(line))) }
    #expect(it.person.prompt.body.contains { if case .qr = $0 { true } else { false } })
    it.person.next()
    it.person.expect(step: "receipt")
    it.person.next()
    it.person.expect(step: "list")
  }

  @Test func `AFT-08 a receipt is mailed to its owner's own address, whole and signed`() throws {
    let (it, receipt) = try renewed()
    it.person.choose("receipts")
    it.person.choose(receipt.number)
    it.hall.inbox.clear()
    it.person.choose("mail")
    let notice = try #require(it.hall.inbox.notices.first)
    #expect(it.hall.inbox.notices.count == 1 && notice.address == it.lin.email)
    #expect(notice.body == .receiptCopy(receipt: receipt.number) && notice.receipt == receipt)
    #expect(it.person.facts("receipts.mailed")?["address"] == .text("l•••@example.com"))
  }

  @Test func `a receipt of somebody else is mailed to nobody`() throws {
    let (it, receipt) = try renewed()
    let other = try it.hall.addLin {
      ($0.email, $0.msisdn, $0.userName) = ("other@example.com", nil, nil)
      $0.number = "H-000001"
    }
    it.hall.inbox.clear()
    let result = try it.hall.perform(.mailReceipt(account: other.id, receipt: receipt.id))
    #expect(result == .failure(.accountMissing))
    #expect(it.hall.book.all(Notice.self).isEmpty)
  }

  @Test func `X-07 X-08 the last mail of a closed account carries the receipt that proves it`()
    throws
  {
    let it = try Closing(practice: 60)
    try it.person.close()
    it.person.wait(2 * 86_400)
    let last = try #require(it.hall.inbox.notices.last)
    guard case .closureDone = last.body else {
      Issue.record("\(last.body)")
      return
    }
    let receipt = try #require(last.receipt)
    let claim = try ReceiptProof.claim(try #require(receipt.code), Self.signatures)
    #expect(claim.kind == .closureDone && claim.number == receipt.number)
    #expect(try it.account() == nil)
  }

  private static var signatures: Ports.Signatures {
    Ports.Signatures(keys: { [Signing.publicKey] }, holds: Signing.holds)
  }

  @Test
  func
    `X-01 X-08 OFF-07 the slip of an application, scanned, proves itself and leads to its progress`()
    throws
  {
    let it = try Closing()
    let number = try it.person.close()
    let code = try #require(it.person.receipts.last?.code)
    let other = it.hall.desk("desk-2")
    other.choose("lookUp")
    other.enter(["receipt": code])
    other.expect(step: "sound", "lookUp")
    #expect(other.tells(.text(number)) && !other.desk.isServing)
    other.choose("progress")
    other.expect(step: "progress", "lookUp")
  }

  @Test func `a code that proves nothing is refused at the field, with the reason`() throws {
    let (it, receipt) = try renewed()
    let code = try #require(receipt.code)
    var typo = Array(code)
    typo[9] = typo[9] == "0" ? "1" : "0"
    let parts = try ReceiptCode(code)
    let forged = ReceiptCode(
      facts: parts.facts, publicKey: Signing.publicKey,
      signature: parts.signature.map { $0 ^ 1 })
    let foreign = ReceiptCode(
      facts: parts.facts, publicKey: [9, 9, 9, 9], signature: parts.signature)
    let other = it.hall.desk("desk-2")
    other.choose("lookUp")
    for (typed, reason) in [
      (String(code.dropLast(3)), "truncated"), (String(typo), "group"), (forged.text, "forged"),
      (foreign.text, "unknownSigner"), (String(repeating: "U", count: 20), "character"),
    ] {
      other.enter(["receipt": typed])
      other.expect(refused: "receiptCode.\(reason)", field: "receipt", step: "number")
    }
    // A code is checked without asking the records, so nobody is slowed down by it.
    #expect(it.hall.book.all(Station.self).allSatisfy { $0.name != "desk-2" })
  }

  @Test func `X-01 a number alone shows what it was for, and no sum, order or bill`() throws {
    let (it, receipt) = try renewed()
    let other = it.hall.desk("desk-2")
    other.choose("lookUp")
    other.enter(["receipt": receipt.number])
    other.expect(step: "receipt", "lookUp")
    #expect(other.says("receipts.kind.renewal") && other.says("lookUp.shown"))
    guard case .renewal(let quote, _, let order) = receipt.facts else { return }
    #expect(!other.tells(.money(quote.total)) && !other.tells(.text(order)))
  }
}
